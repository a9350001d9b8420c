#pragma once

#include "model/formulas/availability.h"
#include "model/formulas/batch_jobs.h"
#include "model/formulas/disaggregation.h"
#include "model/formulas/service_step.h"

// A service: how many replicas a load takes, what they cost, how they hold up over a day. Computed
// for reports, beside the estimate of one replica.
namespace wf::model {

#define WF_TERM(id_, key, sym, unit_, sentence_, source_, name_)                       \
  inline constexpr Term id_ {                                                          \
    .id = key, .symbol = sym, .unit = unit_, .sentence = sentence_, .source = source_, \
    .name = name_                                                                      \
  }
WF_TERM(kTokenCeiling, "decode.token_ceiling", "R_max", "tokens/s",
        "Tokens a second that no batch exceeds: every sequence adds a cache to read.",
        "BW / (s·kv), batch without end", "Ceiling of the rate");
WF_TERM(kKneeBatch, "fleet.knee_batch", "B_knee", "1",
        "Largest batch whose decode step keeps the target of the token gap, prefills left out; 0 "
        "where even one sequence misses it.",
        "step(B) ≤ TPOT*, by bisection", "Knee of decode alone");
WF_TERM(kFleetBatch, "fleet.operating_batch", "B_op", "1",
        "Batch at which a replica of the fleet runs: what memory holds and the target allows; 0 "
        "where nothing fits.",
        "min(B_slo, B_max)", "Operating batch");
WF_TERM(kOperatingGap, "fleet.operating_gap", "gap_op", "s",
        "Mean gap between tokens at the operating batch, prefills included.",
        "t_step + (B/G)·t_prefill", "Gap at that batch");
WF_TERM(kFleetTokensPerGpu, "fleet.tokens_per_s_per_gpu", "R/g", "tokens/s",
        "Output tokens a second of one GPU at the operating batch, prefills charged.", "G·X / g",
        "Tokens per GPU");
WF_TERM(kFleetTokenCost, "fleet.cost_per_million_tokens", "cost_op", "USD",
        "Cost of a million output tokens at the operating batch of a replica that is kept busy.",
        "price·g / (G·X)", "Cost per million, operating");
WF_TERM(kFleetMonthly, "fleet.usd_per_month", "USD_fleet", "USD",
        "Cost of the fleet for a month of 730 hours.", "price·GPUs·730 h", "Fleet for a month");
WF_TERM(kRuleDecodeGpus, "rule.decode_only_gpus", "⌈λG/R_d⌉", "1",
        "Rule: GPUs for the output tokens alone. It holds while prefill takes little beside "
        "decode: long answers to short prompts.",
        "popular rule", "GPUs by decode alone");
WF_TERM(kAutoscaledMonthly, "fleet.autoscaled_usd_per_month", "USD_auto", "USD",
        "Cost of a month of a fleet that follows the load over the day.",
        "fleet cost · scaled over peak", "Autoscaled month");
WF_TERM(kJobTime, "job.time", "T_job", "s",
        "Time that all replicas take for the requests of a job, prefills charged.",
        "requests / (dp·X), one request at least", "Time of the job");
WF_TERM(kRuleJobTime, "rule.job_time", "T_waves", "s",
        "Rule: waves of a full batch, each charged the prefill of one prompt. It holds for prompts "
        "far shorter than the answers.",
        "popular rule", "Job time by waves");
WF_TERM(kJobWaves, "job.waves", "n_wave", "1", "Full batches that the requests of a job make.",
        "⌈requests / (dp·B)⌉", "Waves of the job");
WF_TERM(kJobRunCost, "job.run_cost", "USD_job", "USD",
        "Cost of all replicas for the time of the job.", "price·GPUs·time", "Cost of the job");
WF_TERM(kChunkStep, "chunked.step_time", "t_chunk", "s",
        "Decode step of the batch with a chunk of prompt beside it: one read of the weights for "
        "both.",
        "Agrawal et al. 2024 (Sarathi-Serve)", "Step with a chunk");
WF_TERM(kChunkStall, "chunked.stall", "t_stall", "s",
        "What a decode would wait for in one go if the prompt were not cut into chunks.",
        "prefill of one request", "Stall without chunks");
WF_TERM(kChunkTtft, "chunked.ttft", "TTFT_c", "s",
        "Time to the first token of a prompt that is read in chunks beside decoding, without a "
        "queue.",
        "⌈prompt / chunk⌉·t_chunk", "First token in chunks");
WF_TERM(kSpeculatedToken, "speculation.token_time", "t_tok", "s",
        "Mean time for one token of a sequence: drafting and verifying over the tokens that they "
        "yield.",
        "(K·c·t_step + t_v) / E", "Time per token");
#undef WF_TERM

// What a day of 24 hours and its operations make of a serving estimate.
template <class R>
struct ServiceEstimate {
  template <int Byte, int Flop, int Second, int Token, int Dollar>
  using Both = Estimate<Dim<Byte, Flop, Second, Token, Dollar>, R>;

  Time<R> full_step, token_gap;
  Both<0, 0, -1, 1, 0> token_ceiling;
  PerSecond<R> decode_only_capacity;
  Number<R> knee_batch, gap_batch, operating_batch;
  bool operates = false;  // whether one sequence at least keeps memory and target
  bool decodes = false;   // the same without prefills

  Time<R> operating_gap;
  Both<0, 0, -1, 0, 0> capacity;
  Both<0, 0, -1, 1, 0> tokens_per_gpu;
  Both<0, 0, 0, 0, 1> token_cost;

  Number<R> replicas, gpus, in_flight, residency_gpus, decode_only_gpus;
  Dollars<R> monthly, autoscaled_monthly;

  Bytes<R> kv_bytes;
  Time<R> transfer;
  Seconds<R> exposed;
  Number<R> pool_ratio, prefill_gpus, decode_gpus, nics;
  BytesPerSecond<R> kv_rate;

  Number<R> replica_up, spares, provisioned, mean_over_peak, scaled_over_peak;
  bool spares_reach = false;  // whether any number of spares in sight reaches the target

  Time<R> job_time;
  Seconds<R> rule_job_time;
  Number<R> job_waves;
  Both<0, 0, 0, 0, 1> job_cost;

  Time<R> chunk_step;
  Seconds<R> chunk_stall, chunk_ttft;

  Number<R> tokens_per_pass, speculation_gain, break_even_batch;
  Number<R> rule_speculation_gain, rule_speculation_batch;
  Time<R> verify;
  Seconds<R> speculated_token;
};

namespace detail {

// The same service with this batch in every replica.
template <class R>
ServingEstimate<R> serving_at(const Inputs<R>& in, const Number<R>& batch) {
  Inputs<R> changed = in;
  changed.serving.batch = batch;
  changed.serving.batch_is_max = false;
  changed.serving.has_arrivals = false;
  return estimate_serving(changed);
}

template <class R>
BytesPerSecond<R> achieved_bandwidth(const Inputs<R>& in) {
  return in.cluster.bandwidth *
         (in.assume.flat_decode ? in.assume.decode_mbu : in.assume.bandwidth);
}

// A replica at its achieved rates in five numbers, for rules of thumb.
template <class R>
Replica<R> as_replica(const Inputs<R>& in, const ServingEstimate<R>& e) {
  const Number<R> group = in.parallel.tp * in.parallel.cp;
  Replica<R> replica;
  replica.params = active_scale(in) * (layer_parameters(in) + embedding_parameters(in));
  replica.weights = e.decode_weight_bytes;
  replica.bandwidth = group * achieved_bandwidth(in);
  replica.compute = group * (in.assume.flat_decode ? in.cluster.peak * in.assume.decode_mfu
                                                   : in.cluster.sustained_peak * in.assume.gemm);
  return replica;
}

// Times of a step and rates while every token of the batch brings its share of a prefill.
template <class R>
void operate(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const Number<R> gpus = in.parallel.tp * in.parallel.pp * in.parallel.cp;
  const Number<R> requests_a_step = e.batch / (in.serving.output / one_token<R>());
  const auto gap = [&](const ServingEstimate<R>& at) {
    return token_gap(at.decode_step.expected, at.batch, in.serving.output,
                     e.request_prefill.expected);
  };
  s.token_gap = {step(kMeanTokenGap, requests_a_step / e.request_rate.bound), gap(e)};

  if (in.serving.has_tpot) {
    s.knee_batch = searched<knee_batch>(kKneeBatch, in);
    s.gap_batch = searched<gap_batch>(kBatchWithinGap, in);
  }
  const Number<R> fits = e.max_batch.expected;
  s.operating_batch = step(kFleetBatch, in.serving.has_tpot ? min(s.gap_batch, fits) : fits);
  s.operates = s.operating_batch.value() >= 1;

  // Where nothing fits the formulas go on as if one sequence did; reports leave that out.
  const ServingEstimate<R> at = serving_at(in, max(s.operating_batch, 1.0));
  const Number<R> starting = at.batch / (in.serving.output / one_token<R>());
  s.operating_gap = {step(kOperatingGap, starting / at.request_rate.bound),
                     step(kOperatingGap, gap(at))};
  s.capacity = {step(kReplicaCapacity, at.request_rate.bound),
                replica_capacity(at.batch, in.serving.output, s.operating_gap.expected)};
  const auto tokens = [&](const PerSecond<R>& rate) { return in.serving.output * rate / gpus; };
  s.tokens_per_gpu = {step(kFleetTokensPerGpu, tokens(s.capacity.bound)),
                      step(kFleetTokensPerGpu, tokens(s.capacity.expected))};
  const auto cost = [&](const TokensPerSecond<R>& rate) {
    return step(kFleetTokenCost, in.cluster.price / rate * Tokens<R>(R(1e6)));
  };
  s.token_cost = {cost(s.tokens_per_gpu.bound), cost(s.tokens_per_gpu.expected)};
}

// Pools of their own for prefill and decode, whose step then meets no prefill.
template <class R>
void disaggregate(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const auto& serving = in.serving;
  const Number<R> gpus = in.parallel.tp * in.parallel.pp * in.parallel.cp;
  // Every GPU of a replica sends its share by its own network card.
  const BytesPerSecond<R> cards = gpus * in.cluster.nic, rate = cards * in.assume.nic;
  s.kv_bytes = kv_transfer_bytes(windowed_context(in, serving.prompt), e.kv_per_token);
  s.transfer = {kv_transfer_time(s.kv_bytes, cards, Seconds<R>(R(0.0))),
                kv_transfer_time(s.kv_bytes, rate, in.assume.hop)};
  s.exposed = exposed_transfer(s.kv_bytes, rate, in.assume.hop, e.request_prefill.expected,
                               in.model.layers);

  const Number<R> fits = e.max_batch.expected;
  const Number<R> batch = serving.has_tpot ? min(s.knee_batch, fits) : fits;
  s.decodes = batch.value() >= 1;
  const Number<R> working = max(batch, 1.0);
  const TokensPerSecond<R> decode_rate =
      working * one_token<R>() / expected_step(in, working, Number<R>(R(1.0)));
  s.pool_ratio = pool_ratio(serving.prompt, serving.prompt / e.request_prefill.expected,
                            serving.output, decode_rate);
  if (!serving.has_arrivals) return;
  const auto pool = [&](const PerSecond<R>& capacity) {
    return gpus * replicas_for(serving.arrival_rate, capacity, in.operations.utilization);
  };
  s.prefill_gpus = step(kPrefillGpus, pool(1.0 / e.request_prefill.expected));
  s.decode_gpus = step(kDecodeGpus, pool(decode_rate / serving.output));
  s.decode_only_gpus = step(kRuleDecodeGpus, pool(decode_rate / serving.output));
  s.kv_rate = kv_rate(serving.arrival_rate, s.kv_bytes);
  s.nics = kv_nics(s.kv_rate, in.cluster.nic * in.assume.nic);
}

// The fleet for the arrivals, over a day and through failures.
template <class R>
void size_fleet(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const auto& serving = in.serving;
  const auto& operations = in.operations;
  const Number<R> gpus = in.parallel.tp * in.parallel.pp * in.parallel.cp;
  s.replicas = replicas_for(serving.arrival_rate, s.capacity.expected, operations.utilization);
  s.gpus = fleet_gpus(gpus, s.replicas);
  s.in_flight = requests_in_flight(serving.arrival_rate, e.request_prefill.expected, serving.output,
                                   s.operating_gap.expected);
  const Seconds<R> month(R(kHoursPerMonth * 3600));
  s.monthly = step(kFleetMonthly, in.cluster.price * s.gpus * month);
  if (serving.has_tpot) {
    const Seconds<R> first = serving.has_ttft ? serving.ttft : e.request_prefill.expected;
    const Number<R> at_pace =
        requests_in_flight(serving.arrival_rate, first, serving.output, serving.tpot);
    s.residency_gpus = rule_residency_gpus(at_pace, max(s.operating_batch, 1.0) / gpus);
  }

  s.replica_up = replica_up(machine_up(operations.mtbf, operations.repair), gpus);
  if (operations.has_availability) {
    s.spares = spares_for(s.replicas, s.replica_up, operations.availability);
    s.spares_reach = s.spares.value() < detail::kMostSpares;
    s.provisioned = provisioned(s.replicas, Number<R>(R(0.0)), s.spares);
  }
  if (operations.has_peak_to_trough) {
    const Seconds<R> day(R(86400.0));
    s.mean_over_peak = mean_over_peak(operations.peak_to_trough);
    s.scaled_over_peak = scaled_over_peak(operations.peak_to_trough, operations.warm_up, day);
    s.autoscaled_monthly = step(kAutoscaledMonthly, s.monthly * s.scaled_over_peak);
  }
}

template <class R>
void run_job(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const Number<R> dp = in.parallel.dp, requests = in.serving.requests;
  const Number<R> gpus = dp * in.parallel.tp * in.parallel.pp * in.parallel.cp;
  const Time<R> alone = serving_at(in, Number<R>(R(1.0))).latency;
  s.job_time = {step(kJobTime, max(requests / (dp * e.request_rate.bound), alone.bound)),
                step(kJobTime, max(requests / (dp * e.request_rate.expected), alone.expected))};
  s.job_waves = step(kJobWaves, ceil(requests / (dp * e.batch)));
  const Number<R> steps = in.serving.output / one_token<R>() - 1.0;
  s.rule_job_time = step(
      kRuleJobTime, s.job_waves * (e.request_prefill.expected + steps * e.decode_step.expected));
  s.job_cost = {step(kJobRunCost, in.cluster.price * gpus * s.job_time.bound),
                step(kJobRunCost, in.cluster.price * gpus * s.job_time.expected)};
}

template <class R>
void chunk(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const Time<R> time = chunked_time(in, e.batch);
  s.chunk_step = {step(kChunkStep, time.bound), step(kChunkStep, time.expected)};
  s.chunk_stall = step(kChunkStall, e.request_prefill.expected);
  const Tokens<R> fresh = in.serving.prompt * (1.0 - in.serving.prefix_hit);
  s.chunk_ttft = step(kChunkTtft, ceil(fresh / in.serving.chunk) * s.chunk_step.expected);
}

template <class R>
void speculate(const Inputs<R>& in, const ServingEstimate<R>& e, ServiceEstimate<R>& s) {
  const auto& serving = in.serving;
  s.tokens_per_pass = tokens_per_pass(serving.acceptance, serving.draft_tokens);
  s.verify = verify_time(in, e.batch);
  const Seconds<R> drafting = serving.draft_tokens * serving.draft_cost * e.decode_step.expected;
  s.speculated_token = step(kSpeculatedToken, (drafting + s.verify.expected) / s.tokens_per_pass);
  s.speculation_gain = step(kSpeculationGain, e.decode_step.expected / s.speculated_token);
  s.break_even_batch = searched<gaining_batch>(kBreakEvenBatch, in);
  s.rule_speculation_gain =
      rule_speculation_gain(serving.acceptance, serving.draft_tokens, serving.draft_cost);
  s.rule_speculation_batch = rule_speculation_batch(as_replica(in, e), serving.draft_tokens);
}

}  // namespace detail

// What a serving section, its arrivals and its operations imply beyond one replica. `e` is the
// estimate of the same inputs.
template <class R>
ServiceEstimate<R> estimate_service(const Inputs<R>& in, const ServingEstimate<R>& e) {
  ServiceEstimate<R> s;
  // A full replica reads what an engine may fill: weights and caches.
  const Bytes<R> overhead =
      in.cluster.memory - at_least_zero(e.weights_per_gpu + e.free_for_kv.expected);
  s.full_step = {full_step(in.cluster.memory, overhead, in.cluster.bandwidth),
                 full_step(in.cluster.memory, overhead, detail::achieved_bandwidth(in))};
  const Number<R> gpus = in.parallel.tp * in.parallel.pp * in.parallel.cp;
  const Tokens<R> context = in.serving.prompt + 0.5 * (in.serving.output - one_token<R>());
  const Bytes<R> cache = kv_read(in, Number<R>(R(1.0)), context);
  const auto ceiling = [&](const BytesPerSecond<R>& bandwidth) {
    return step(kTokenCeiling, gpus * bandwidth / cache * one_token<R>());
  };
  s.token_ceiling = {ceiling(in.cluster.bandwidth), ceiling(detail::achieved_bandwidth(in))};
  s.decode_only_capacity = rule_decode_only_capacity(in.serving.output, e.decode_rate.expected);

  detail::operate(in, e, s);
  detail::disaggregate(in, e, s);
  if (in.serving.has_arrivals) detail::size_fleet(in, e, s);
  if (in.serving.has_requests) detail::run_job(in, e, s);
  if (in.serving.has_chunk) detail::chunk(in, e, s);
  if (in.serving.has_speculation) detail::speculate(in, e, s);
  return s;
}

}  // namespace wf::model
