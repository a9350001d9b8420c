#pragma once

#include <cmath>

#include "model/formulas/forward.h"
#include "model/formulas/memory.h"

// Serving: one replica that answers requests. Bound and expected value of every time and rate.
namespace wf::model {

// A physical limit and what to expect: a floor and a value above it for times and costs, a ceiling
// and a value below it for rates.
template <class D, class R>
struct Estimate {
  Quantity<D, R> bound;
  Quantity<D, R> expected;
};
template <class R>
using Time = Estimate<Dim<0, 0, 1, 0, 0>, R>;

#define WF_TERM(id_, key, sym, unit_, sentence_, source_, name_)                       \
  inline constexpr Term id_ {                                                          \
    .id = key, .symbol = sym, .unit = unit_, .sentence = sentence_, .source = source_, \
    .name = name_                                                                      \
  }
WF_TERM(kBatchInFlight, "serving.operating_batch", "B", "1",
        "Sequences in flight in one replica: as given, or as many as memory holds.", "", "Batch");
WF_TERM(kPrefillFlops, "prefill.flops", "F_p", "FLOP",
        "Arithmetic of one prefill pass over the batch, on all GPUs of a replica.",
        "2·N_layers·P + attention; the LM head for the last position only", "Prefill arithmetic");
WF_TERM(
    kPrefillTime, "prefill.time", "t_prefill", "s",
    "One pass over the prompts of the batch, without a queue.",
    "bound: the slowest of compute, memory and network at full rate; expected: sum over operations",
    "Prefill of the batch");
WF_TERM(kDecodeWeightRead, "decode.weight_bytes", "W_read", "bytes",
        "Weights that one decode step reads: all but the input embedding, and of the experts "
        "those that the batch chose.",
        "Pope et al. 2022; F5 for experts", "Weights read a step");
WF_TERM(kDecodeKvRead, "decode.kv_bytes", "KV_read", "bytes",
        "KV cache that one decode step reads, over the GPUs of a stage.", "B·s·kv",
        "KV cache read a step");
WF_TERM(kDecodeWeightTime, "decode.weight_read", "t_w", "s",
        "Time to read the weights once at the datasheet's bandwidth: the floor of a decode step.",
        "Pope et al. 2022", "Weight read at full rate");
WF_TERM(kDecodeKvTime, "decode.kv_read", "t_kv", "s",
        "Time to read the KV cache once at the datasheet's bandwidth.", "Pope et al. 2022",
        "KV read at full rate");
WF_TERM(kDecodeFlops, "decode.flops", "F_d", "FLOP",
        "Arithmetic of one decode step of the batch, on all GPUs of a replica.",
        "2·N_a·B + attention", "Arithmetic of a step");
WF_TERM(kDecodeComputeTime, "decode.compute_floor", "t_flop", "s",
        "Time of a decode step's arithmetic at peak.", "F_d / peak", "Arithmetic at peak");
WF_TERM(kDecodeStep, "decode.step_time", "t_step", "s",
        "Time between two tokens of one sequence, through all stages.",
        "bound: max(bytes/BW, FLOPs/peak, network); expected: sum over operations", "Decode step");
WF_TERM(kDecodeRate, "decode.tokens_per_s", "R_d", "tokens/s",
        "Tokens that a replica generates while it only decodes: batch / step time.", "",
        "Decode rate");
WF_TERM(kDecodeIntensity, "decode.intensity", "I_d", "FLOP/byte",
        "Arithmetic of a decode step for each byte that it reads.",
        "Williams, Waterman & Patterson 2009", "Decode intensity");
WF_TERM(kDecodeMbuAchieved, "decode.mbu", "MBU", "1",
        "Share of the memory bandwidth that the expected decode step uses.", "", "Decode MBU");
WF_TERM(kPrefillMfuAchieved, "prefill.mfu", "MFU", "1",
        "Share of the peak that the expected prefill uses.", "", "Prefill MFU");
WF_TERM(kDecodeComputeShare, "decode.compute_share", "busy", "1",
        "Share of the expected decode step that its arithmetic would take at peak.", "",
        "Compute units busy");
WF_TERM(kDecodeAllReduce, "decode.allreduce_time", "t_ar", "s",
        "Time of a decode step's tensor-parallel collectives.", "Shoeybi et al. 2019",
        "Collectives of a step");
WF_TERM(kWeightKvBatch, "decode.weight_kv_batch", "B*", "1",
        "Batch at which the KV cache takes as long to read as the weights.", "W_read / (s·kv)",
        "Batch where KV = weights");
WF_TERM(kRequestLatency, "request.latency", "t_req", "s",
        "A static batch from start to its last token.", "t_prefill + (G − 1)·t_step",
        "Batch, start to end");
WF_TERM(kRequestPrefill, "request.prefill_time", "t_p1", "s",
        "Prefill of one request on an idle replica.", "", "Prefill of one request");
WF_TERM(kQueueWait, "request.queue_wait", "t_wait", "s",
        "Time that a request waits before its prefill starts, at the percentile of the SLO.",
        "M/D/1: Pollaczek-Khinchine mean with an exponential tail, and the step in progress",
        "Wait in the queue");
WF_TERM(kTtft, "request.ttft", "TTFT", "s",
        "Time to the first token of one request, queue included.", "t_wait + t_p1",
        "Time to first token");
WF_TERM(kServingTokens, "serving.output_tokens_per_s", "R", "tokens/s",
        "Output tokens a second in steady state at this batch, prefills done on the same GPUs.",
        "G / (t_prefill per request + (G − 1)·t_step/B)", "Output rate");
WF_TERM(kServingRequests, "serving.requests_per_s", "X", "1/s",
        "Requests a second that one replica completes in steady state.", "R / G",
        "Requests per second");
WF_TERM(kServingUtilization, "serving.utilization", "ρ", "1",
        "Share of its capacity at which each replica runs under the arrivals.", "λ / (dp·X)",
        "Utilisation");
WF_TERM(kServingCost, "serving.cost_per_million_tokens", "cost", "USD",
        "Cost of a million output tokens of a replica that is kept busy.",
        "price·GPUs of a replica / R", "Cost per million tokens");
WF_TERM(kMonthlyCost, "cost.usd_per_month", "USD_m", "USD",
        "Cost of all GPUs for a month of 730 hours.", "price·GPUs·730 h", "Cost per month");
#undef WF_TERM

inline constexpr double kHoursPerMonth = 730;

// Everything that a serving section implies.
template <class R>
struct ServingEstimate {
  Number<R> params, active_params;
  Bytes<R> weights;
  BytesPerToken<R> kv_per_token, kv_stored_per_token;
  Bytes<R> kv_per_sequence;

  Bytes<R> weights_per_gpu, workspace, kv_per_gpu, memory_per_gpu, shortfall;
  Estimate<Dim<1, 0, 0, 0, 0>, R> free_for_kv;
  Estimate<Dim<0, 0, 0, 1, 0>, R> kv_capacity;
  Estimate<One, R> max_batch;
  Number<R> batch;

  FlopsPerByte<R> ridge, decode_intensity;
  Flops<R> prefill_flops, decode_flops;
  Time<R> prefill;
  Bytes<R> decode_weight_bytes, decode_kv_bytes;
  Seconds<R> decode_weight_read, decode_kv_read, decode_compute, decode_allreduce;
  Time<R> decode_step;
  Estimate<Dim<0, 0, -1, 1, 0>, R> decode_rate;
  Number<R> decode_mbu, prefill_mfu, decode_compute_share, weight_kv_batch;

  Time<R> latency, request_prefill, ttft;
  Seconds<R> queue_wait;
  Estimate<Dim<0, 0, -1, 1, 0>, R> output_rate;
  Estimate<Dim<0, 0, -1, 0, 0>, R> request_rate;
  Number<R> utilization;
  Estimate<Dim<0, 0, 0, 0, 1>, R> cost_per_million;
  Dollars<R> cost_per_month;

  Pass<R> decode_pass;     // of one micro-batch through all layers
  Pass<R> prefill_pass;    // of one micro-batch of the batch's prompts
  Pass<R> request_pass;    // of one request's prompt
  Number<R> decode_scale;  // how often the decode pass's time counts in a step
  Number<R> prefill_scale, request_scale;
  bool queue_grows = false;  // more arrives than the replicas complete
};

// Times of one pass on all GPUs of a replica at full rate, each resource on its own.
template <class R>
struct Floors {
  Seconds<R> compute, memory, network;
  Seconds<R> slowest() const { return max(max(compute, memory), network); }
};

template <class R>
Seconds<R> expected_time(const Pass<R>& pass) {
  Seconds<R> sum;
  for (const OpCost<R>& op : pass.ops) sum += op.expected;
  return sum;
}

// Matrix parameters of the layers that a token goes through: no embedding, no head, no norm.
template <class R>
Number<R> layer_parameters(const Inputs<R>& in) {
  const auto& m = in.model;
  const double tables = m.tied ? 1 : 2;
  return parameters_with_experts(in, m.experts_per_token) - tables * embedding_parameters(in) -
         m.positions * m.hidden - vector_parameters(in, m.experts_per_token);
}

// FLOPs of a pass: 2 per layer parameter and token, 2·V·h per row of logits, and attention:
// 2·(width of a query-key pair)·n_q per pair, MLA's widths where it applies.
// Example: Llama-3-8B, one prompt of 2,048: 28.6e12 + 1.1e12 of attention.
template <class R>
Flops<R> pass_flops(const Inputs<R>& in, const Work<R>& work) {
  const auto& m = in.model;
  Number<R> width = 2.0 * m.head_dim;
  if (m.mla) width = work.decode ? 2.0 * m.kv_latent + m.rope : m.nope + m.rope + m.v_head;
  const Number<R> multiply_adds =
      active_scale(in) * (layer_parameters(in) * work.sequences * work.tokens +
                          embedding_parameters(in) * work.logits) +
      m.layers * m.heads * width * work.sequences * attention_pairs(in, work.context, work.tokens);
  return Flops<R>(R(2.0)) * multiply_adds;
}

// Weights that a pass of `rows` tokens reads on the GPUs of its replica: every matrix but the input
// embedding, whose rows are looked up (a tied one is read as the head) and, of the experts, those
// that the tokens visit. Replicas that share experts (ep) read them once for the tokens of all.
// Example: Llama-3-70B in bfloat16 141.1 − 2.1 = 139.0 GB.
template <class R>
Bytes<R> weights_read(const Inputs<R>& in, const Number<R>& rows) {
  const auto& m = in.model;
  Number<R> unread = m.positions * m.hidden + vector_parameters(in, m.experts);
  if (!m.tied) unread += embedding_parameters(in);
  if (m.moe) {
    const Number<R> spread = min(in.parallel.ep, in.parallel.dp * in.parallel.cp);
    const Number<R> visited = experts_hit(in, rows * spread / in.parallel.cp, m.experts);
    unread +=
        moe_layers(in) * expert_parameters(in) * (m.experts - visited * in.parallel.cp / spread);
  }
  return step(kDecodeWeightRead,
              published_scale(in) * (shape_parameters(in) - unread) * in.element.weight);
}

// KV cache that `sequences` read over the tensor-parallel group of each layer, summed over layers.
template <class R>
Bytes<R> kv_read(const Inputs<R>& in, const Number<R>& sequences, const Tokens<R>& context) {
  return step(kDecodeKvRead, sequences * kv_stored_per_token(in) * windowed_context(in, context));
}

template <class R>
Seconds<R> collective_floor(const Inputs<R>& in, const Number<R>& rows) {
  if (in.parallel.tp.value() <= 1) return Seconds<R>(R(0.0));
  const Bytes<R> message = rows * in.model.hidden * in.element.activation;
  return 2.0 * in.model.layers * all_reduce_floor(in, in.parallel.tp, message);
}

namespace detail {

// Prefill of `sequences` prompts: the stages of a pipeline work at the same time, each on another
// micro-batch, and wait for each other once for every batch that the engine submits:
// (micro-batches + batches·(stages − 1)) / (micro-batches·stages) of the time of one GPU.
template <class R>
struct Prefill {
  Number<R> scale;  // how often the time of the pass of one micro-batch counts
  Flops<R> flops;
  Floors<R> floors;
  Time<R> time;
};

// Its pass, of one micro-batch, goes into `pass`, fresh and empty.
template <class R>
Prefill<R> prefill(const Inputs<R>& in, const Number<R>& sequences, Pass<R>& pass) {
  const Number<R> prompt = in.serving.prompt / one_token<R>();
  const Number<R> cached = prompt * in.serving.prefix_hit;
  const Number<R> pp = in.parallel.pp;
  // With one stage there is nothing to overlap; else the prompts are cut into micro-batches.
  const Number<R> tokens = sequences * (prompt - cached);
  const Number<R> micro_batches = where_positive(
      pp - 1.0, max((1 + 1e-9) * (tokens * one_token<R>() / in.assume.pipeline_tokens), 1.0),
      Number<R>(R(1.0)));
  const Number<R> each = sequences / micro_batches;

  Prefill<R> result;
  const Work<R> micro{each, prompt - cached, cached, each, false};
  forward_pass(in, micro, pass);
  // The pipeline fills and drains once for every batch of prompt that the engine submits.
  const Number<R> fills = max(tokens * one_token<R>() / in.assume.pipeline_batch, 1.0);
  result.scale = (micro_batches + fills * (pp - 1.0)) / pp;

  const Work<R> whole{sequences, prompt - cached, cached, sequences, false};
  const Number<R> gpus = in.parallel.tp * pp * in.parallel.cp;
  result.flops = step(kPrefillFlops, pass_flops(in, whole));
  result.floors.compute = result.flops / (gpus * in.cluster.peak);
  const Bytes<R> bytes = weights_read(in, sequences * (prompt - cached)) +
                         kv_read(in, sequences, cached * one_token<R>());
  result.floors.memory = bytes / (gpus * in.cluster.bandwidth);
  result.floors.network = collective_floor(in, sequences * (prompt - cached) / in.parallel.cp) / pp;
  result.time.bound = step(kPrefillTime, result.floors.slowest());
  result.time.expected = step(kPrefillTime, result.scale * expected_time(pass));
  return result;
}

// A larger batch visits more experts, so the weights that it reads grow with it, towards all of
// them: the equality is solved by repetition, and a last Newton step carries the derivatives.
template <class R>
Number<R> weight_kv_batch(const Inputs<R>& in, const Tokens<R>& context) {
  const auto at = [&](double rows) {
    return weights_read(in, Number<R>(R(rows))) / kv_read(in, Number<R>(R(1.0)), context);
  };
  const Number<R> alone = at(1.0);
  double batch = alone.value();
  if (!in.model.moe || !std::isfinite(batch) || !(batch > 0)) return alone;
  for (int i = 0; i < 12; ++i) batch = at(batch).value();
  const double slope = (at(1.001 * batch).value() - at(0.999 * batch).value()) / (0.002 * batch);
  return (at(batch) - batch * slope) / (1.0 - slope);
}

template <class R>
Prefill<R> prefill(const Inputs<R>& in, const Number<R>& sequences) {
  Pass<R> pass;
  return prefill(in, sequences, pass);
}

}  // namespace detail

// One static or continuously batched replica. Pure; reads nothing but `in`.
template <class R>
ServingEstimate<R> estimate_serving(const Inputs<R>& in) {
  using N = Number<R>;
  const auto& serving = in.serving;
  const N tp = in.parallel.tp, pp = in.parallel.pp;
  const N replica_gpus = tp * pp * in.parallel.cp;
  const Tokens<R> length = serving.prompt + serving.output;
  ServingEstimate<R> e;

  // Sizes.
  e.params = total_parameters(in);
  e.active_params = active_parameters(in);
  e.weights = weight_bytes(in);
  e.kv_per_token = kv_per_token(in);
  e.kv_stored_per_token = kv_stored_per_token(in);
  e.kv_per_sequence = kv_per_sequence(in, length);
  e.ridge = ridge(in);

  // Memory. An engine sizes its workspace for the longest pass that it will run: a whole
  // prompt or a batch of 2,048 tokens, cut into chunks above the engine's limit.
  const N new_tokens = serving.prompt / one_token<R>() * (1.0 - serving.prefix_hit);
  e.weights_per_gpu = weights_per_gpu(in);
  const Tokens<R> longest =
      min(max(serving.prompt, Tokens<R>(R(2048.0))), in.assume.prefill_tokens);
  const Bytes<R> engine_workspace = workspace(in, longest, N(R(256.0)));
  e.free_for_kv.bound = step(kMemoryForKv, in.cluster.memory - e.weights_per_gpu);
  e.free_for_kv.expected = step(kMemoryForKv, in.cluster.memory * in.assume.utilization -
                                                  e.weights_per_gpu - engine_workspace);
  const auto capacity = [&](const Bytes<R>& free) {
    return step(kKvCapacity, sequences_that_fit(in, free, one_token<R>()) * one_token<R>());
  };
  e.kv_capacity = {capacity(e.free_for_kv.bound), capacity(e.free_for_kv.expected)};
  const auto batch_of = [&](const Bytes<R>& free) {
    return step(kMaxBatch, floor(sequences_that_fit(in, free, length)));
  };
  e.max_batch = {batch_of(e.free_for_kv.bound), batch_of(e.free_for_kv.expected)};
  e.batch =
      step(kBatchInFlight, serving.batch_is_max ? max(e.max_batch.expected, 1.0) : serving.batch);
  const N batch = e.batch;
  e.workspace =
      workspace(in, min(in.assume.prefill_tokens, batch * new_tokens * one_token<R>()), batch);
  e.kv_per_gpu = kv_on_gpu(in, batch, length);
  e.memory_per_gpu = step(kServingMemory, e.weights_per_gpu + e.kv_per_gpu + e.workspace);
  e.shortfall = step(kMemoryShortfall, at_least_zero(e.kv_per_gpu - e.free_for_kv.expected));

  // Prefill of the batch, and of one request alone.
  const detail::Prefill<R> prefill = detail::prefill(in, batch, e.prefill_pass);
  e.prefill = prefill.time;
  e.prefill_flops = prefill.flops;
  e.prefill_scale = prefill.scale;
  e.prefill_mfu = step(kPrefillMfuAchieved,
                       prefill.flops / (replica_gpus * in.cluster.peak) / prefill.time.expected);

  // Decode, at the mean context of the answer. The batch goes through the stages of a pipeline in
  // as many micro-batches as there are stages.
  const Tokens<R> context = serving.prompt + 0.5 * (serving.output - one_token<R>());
  const N micro_batches = max(min(pp, batch), 1.0);
  const N each = batch / micro_batches;
  const Work<R> micro{each, N(R(1.0)), context / one_token<R>() - 1.0, each, true};
  forward_pass(in, micro, e.decode_pass);
  e.decode_scale = max(in.model.layers, micro_batches * layers_of_stage(in)) / in.model.layers;
  e.decode_flops = step(kDecodeFlops, micro_batches * pass_flops(in, micro));
  e.decode_weight_bytes = weights_read(in, each);
  e.decode_kv_bytes = kv_read(in, each, context);
  e.decode_weight_read =
      step(kDecodeWeightTime, e.decode_weight_bytes / (tp * in.parallel.cp * in.cluster.bandwidth));
  e.decode_kv_read =
      step(kDecodeKvTime, e.decode_kv_bytes / (tp * in.parallel.cp * in.cluster.bandwidth));
  e.decode_compute = step(kDecodeComputeTime,
                          e.decode_flops / micro_batches / (tp * in.parallel.cp * in.cluster.peak));
  e.decode_allreduce =
      step(kDecodeAllReduce, e.decode_scale * e.decode_pass[Op::kTensorCollective].expected);
  Floors<R> floors;
  floors.compute = e.decode_compute;
  floors.memory = e.decode_weight_read + e.decode_kv_read;
  floors.network = collective_floor(in, each / in.parallel.cp);
  e.decode_step.bound = step(kDecodeStep, floors.slowest());
  e.decode_step.expected = step(kDecodeStep, e.decode_scale * expected_time(e.decode_pass));
  const Tokens<R> tokens = batch * one_token<R>();
  e.decode_rate = {step(kDecodeRate, tokens / e.decode_step.bound),
                   step(kDecodeRate, tokens / e.decode_step.expected)};
  e.decode_intensity = step(kDecodeIntensity, e.decode_flops / micro_batches /
                                                  (e.decode_weight_bytes + e.decode_kv_bytes));
  e.decode_mbu = step(kDecodeMbuAchieved, floors.memory / e.decode_step.expected);
  e.decode_compute_share = step(kDecodeComputeShare, floors.compute / e.decode_step.expected);
  e.weight_kv_batch = step(kWeightKvBatch, detail::weight_kv_batch(in, context));

  // Requests.
  const N steps = serving.output / one_token<R>() - 1.0;
  e.latency = {step(kRequestLatency, e.prefill.bound + steps * e.decode_step.bound),
               step(kRequestLatency, e.prefill.expected + steps * e.decode_step.expected)};
  const detail::Prefill<R> alone = detail::prefill(in, N(R(1.0)), e.request_pass);
  e.request_scale = alone.scale;
  e.request_prefill = {step(kRequestPrefill, alone.time.bound),
                       step(kRequestPrefill, alone.time.expected)};

  // Steady state at this batch: each request brings its share of a prefill, done on the same GPUs.
  const Seconds<R> prefill_share = e.prefill.expected / batch;
  const PerSecond<R> rate = 1.0 / (prefill_share + steps * e.decode_step.expected / batch);
  const auto shared = [&](const Seconds<R>& in_prefill, const Seconds<R>& in_decode) {
    return in_prefill / batch + steps * in_decode / batch;
  };
  const PerSecond<R> rate_bound =
      1.0 / max(max(shared(prefill.floors.compute, floors.compute),
                    max(prefill.floors.memory, steps * floors.memory) / batch),
                shared(prefill.floors.network, floors.network));
  e.request_rate = {step(kServingRequests, rate_bound), step(kServingRequests, rate)};
  e.output_rate = {step(kServingTokens, serving.output * e.request_rate.bound),
                   step(kServingTokens, serving.output * e.request_rate.expected)};

  // The queue in front of prefill: Poisson arrivals, equal services, one server.
  e.ttft = e.request_prefill;
  if (serving.has_arrivals) {
    const PerSecond<R> arrivals = serving.arrival_rate / in.parallel.dp;
    e.utilization = step(kServingUtilization, arrivals / e.request_rate.expected);
    const N busy = arrivals * alone.time.expected;
    const N tail = max(log(max(busy, 1e-12) / (1.0 - serving.percentile)), 0.0);
    const Seconds<R> queue = alone.time.expected / (2.0 * max(1.0 - busy, 1e-6)) * tail;
    e.queue_wait = step(kQueueWait, queue + serving.percentile * e.decode_step.expected);
    e.ttft.expected = e.queue_wait + alone.time.expected;
    e.queue_grows = e.utilization.value() >= 1 || busy.value() >= 1;
  }
  e.ttft = {step(kTtft, e.ttft.bound), step(kTtft, e.ttft.expected)};

  // Money.
  const DollarsPerSecond<R> replica_price = in.cluster.price * replica_gpus;
  const Tokens<R> million(R(1e6));
  e.cost_per_million = {step(kServingCost, replica_price / e.output_rate.bound * million),
                        step(kServingCost, replica_price / e.output_rate.expected * million)};
  e.cost_per_month =
      step(kMonthlyCost, in.cluster.price * in.cluster.gpus * Seconds<R>(R(kHoursPerMonth * 3600)));
  return e;
}

}  // namespace wf::model
