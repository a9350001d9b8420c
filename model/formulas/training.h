#pragma once

#include "model/formulas/serving.h"
#include "model/formulas/training_memory.h"

// Training: one optimizer step over the global batch. Bound and expected value of its time, and
// what follows from it.
namespace wf::model {

#define WF_TERM(id_, key, sym, unit_, sentence_, source_, name_)                       \
  inline constexpr Term id_ {                                                          \
    .id = key, .symbol = sym, .unit = unit_, .sentence = sentence_, .source = source_, \
    .name = name_                                                                      \
  }
WF_TERM(kModelFlops, "training.model_flops", "F", "FLOP",
        "Arithmetic of one step that the model asks for: forward and twice that backward, causal "
        "attention, nothing repeated.",
        "3·(2·N_mm + attention) per token; Kaplan et al. 2020", "Model FLOPs of a step");
WF_TERM(kRule6N, "training.rule_6n", "6ND", "FLOP",
        "The rule of thumb for the same: 6 per parameter and token, without attention.",
        "Kaplan et al. 2020; holds while s is far below 6·N/(6·L·n_q·d)", "By the rule 6ND");
WF_TERM(kMicroBatches, "training.micro_batches", "M", "1",
        "Micro-batches that each replica works through in one step.", "global batch / (dp·b)",
        "Micro-batches");
WF_TERM(kBubbleShare, "training.bubble_share", "bubble", "1",
        "Share of a pipeline's step in which stages wait: (p−1)/(v·M + p−1).",
        "Narayanan et al. 2021", "Pipeline bubble");
WF_TERM(kTrainingStep, "training.step_time", "t_step", "s",
        "Time of one optimizer step over the global batch.",
        "bound: model FLOPs at peak or the collectives at line rate; expected: sum over operations",
        "Optimizer step");
WF_TERM(kTrainingTokens, "training.tokens_per_s", "R", "tokens/s",
        "Tokens that the whole cluster trains on in a second.", "", "Tokens per second");
WF_TERM(kTrainingTokensPerGpu, "training.tokens_per_s_per_gpu", "R_g", "tokens/s",
        "Tokens per second and GPU.", "", "Tokens per second and GPU");
WF_TERM(kTrainingMfuAchieved, "training.mfu", "MFU", "1",
        "Model FLOP utilisation: the model's arithmetic over what the peak could do.",
        "Chowdhery et al. 2022; causal attention, no recomputation", "MFU");
WF_TERM(kTrainingSteps, "training.steps", "n_step", "1", "Optimizer steps of the whole run.",
        "tokens / (global batch·s)", "Steps of the run");
WF_TERM(kTrainingDays, "training.run_time", "T", "s", "Time of the whole run, without failures.",
        "", "Length of the run");
WF_TERM(kGpuHours, "training.gpu_hours", "GPUh", "h", "GPU-hours of the whole run.", "",
        "GPU-hours");
WF_TERM(kTrainingCost, "training.cost", "cost", "USD", "Cost of the whole run.", "GPU-hours·price",
        "Cost of the run");
WF_TERM(kTpTax, "training.tp_tax", "tax", "1",
        "Tensor-parallel communication of a step over its arithmetic.",
        "2(t−1)·peak·e/(9·BW·h) for square layers", "Tensor-parallel tax");
#undef WF_TERM

template <class R>
struct TrainingEstimate {
  Number<R> local_params, micro_batches, bubble_share;
  TrainingStates<R> states;
  Bytes<R> activations_per_token, activations, logits, memory;
  Flops<R> model_flops, rule_6n;
  Time<R> step;
  Estimate<Dim<0, 0, -1, 1, 0>, R> tokens_per_s, tokens_per_s_per_gpu;
  Estimate<One, R> mfu;
  Number<R> tp_tax;
  Number<R> steps;
  Time<R> run_time, gpu_hours;  // gpu_hours in hours: GPU-seconds / 3600
  Estimate<Dim<0, 0, 0, 0, 1>, R> cost;
  Pass<R> ops;  // of one whole step; their expected times add up to it
};

// Transfer of a ring collective that each of n replicas starts: `passes`·(n−1)/n·S at the rate of
// its slowest link. The replicas of one node share all its network cards.
template <class R>
Seconds<R> data_parallel_transfer(const Inputs<R>& in, double passes, const Bytes<R>& bytes) {
  const Number<R> n = in.parallel.dp * in.parallel.cp;
  const Number<R> model = in.parallel.tp;  // ranks of one replica inside a node
  const Number<R> local = max(min(n, in.cluster.gpus_per_node / model), 1.0);
  const BytesPerSecond<R> inside = in.cluster.link * in.assume.link;
  const BytesPerSecond<R> across = local * in.cluster.nic * in.assume.nic;
  const BytesPerSecond<R> rate = where_positive(n - local, min(inside, across), inside);
  return passes * (n - 1.0) / n * bytes / rate;
}
// The same at full line rate, and with every byte sent once only.
template <class R>
Seconds<R> data_parallel_floor(const Inputs<R>& in, const Bytes<R>& bytes) {
  const Number<R> n = in.parallel.dp * in.parallel.cp;
  const Number<R> local = max(min(n, in.cluster.gpus_per_node / in.parallel.tp), 1.0);
  const BytesPerSecond<R> across = local * in.cluster.nic;
  const BytesPerSecond<R> rate =
      where_positive(n - local, min(in.cluster.link, across), in.cluster.link);
  return (n - 1.0) / n * bytes / rate;
}

// The operations of one step. Pure: each member fills lines of one table, whose expected times add
// up to the step. A micro-batch passes `pp` stages; each line counts what one stage spends on it.
template <class R>
class TrainingStep {
 public:
  explicit TrainingStep(const Inputs<R>& in) : in_(in) {
    const auto& training = in.training;
    micro_batches = step(kMicroBatches,
                         max(training.global_batch / (in.parallel.dp * training.micro_batch), 1.0));
    tokens_ = training.seq_len / one_token<R>();
    const Q rows = training.micro_batch * tokens_;
    forward_ = forward_pass(
        in, Work<R>{training.micro_batch, tokens_, Q(R(0.0)), rows / in.parallel.cp, false, true});
    each_ = micro_batches / in.parallel.pp;
    layers_ = each_ * (layers_of_stage(in) * in.parallel.pp / in.model.layers);
    repeat_multiplies();
    repeat_attention();
    repeat_element_wise();
    head_and_loss();
    communicate();
    wait_for_host();
    replicate();
    fill_pipeline();
    update();
  }

  Number<R> micro_batches;
  Pass<R> ops;

 private:
  using Q = Number<R>;

  // `forward` once, backward `backward` times as much, and `repeated` of it again, `times` over.
  void put(Op id, const OpCost<R>& forward, const Q& passes, const Q& times) {
    OpCost<R> op;
    const Q factor = passes * times;
    op.flops = factor * forward.flops;
    op.bytes = factor * forward.bytes;
    op.wire = factor * forward.wire;
    op.compute = factor * forward.compute;
    op.compute_floor = factor * forward.compute_floor;
    op.memory = factor * forward.memory;
    op.memory_fixed = factor * forward.memory_fixed;
    op.network = factor * forward.network;
    op.network_fixed = factor * forward.network_fixed;
    op.launch = factor * forward.launch;
    op.expected = step(*kOpTerms[static_cast<std::size_t>(id)],
                       overlapped(op.compute, op.memory) + op.network + op.launch);
    ops[id] = op;
  }
  // Share of the forward pass that the backward pass does again.
  Q repeated_multiplies() const {
    switch (in_.training.recompute) {
      case Recompute::kFull:
        return Q(R(1.0));
      case Recompute::kSelective:
        if (in_.training.attention == Attention::kFlash) return in_.assume.selective_share;
        break;
      case Recompute::kNone:
        break;
    }
    return Q(R(0.0));
  }
  Q repeated_attention() const {
    const bool again = in_.training.recompute == Recompute::kFull ||
                       (in_.training.recompute == Recompute::kSelective &&
                        in_.training.attention == Attention::kStandard);
    return Q(R(again ? 1.0 : 0.0));
  }

  // The gradient of a multiply is two multiplies of the same size.
  void repeat_multiplies() {
    const Q passes = 3.0 + repeated_multiplies();
    for (Op id : {Op::kQkv, Op::kOutput, Op::kFfnUp, Op::kFfnDown, Op::kRouter, Op::kExpertsUp,
                  Op::kExpertsDown}) {
      if (forward_[id].flops.value() > 0) put(id, forward_[id], passes, layers_);
    }
  }

  // Fused attention does 2.5 times the forward's arithmetic backward (it computes the scores
  // again). Standard attention does not skip the masked half, and its scores pass through memory:
  // about 17 bytes each forward (16-bit scores, softmax, mask, dropout), twice that backward.
  void repeat_attention() {
    OpCost<R> op = forward_[Op::kAttention];
    const Q again = repeated_attention();
    if (in_.training.attention == Attention::kFlash) {
      const Q backward = 2.5 * in_.assume.attention / in_.assume.attention_backward;
      put(Op::kAttention, op, 1.0 + backward + again, layers_);
      return;
    }
    const Q scores = in_.training.micro_batch * in_.model.layers * in_.model.heads /
                     in_.parallel.tp * tokens_ * tokens_ / in_.parallel.cp;
    op.flops = 2.0 * op.flops;
    op.compute = 2.0 * op.compute;
    op.compute_floor = op.compute;
    op.bytes = op.bytes + scores * Bytes<R>(R(17.0));
    op.memory = op.bytes / (in_.cluster.bandwidth * in_.assume.bandwidth);
    put(Op::kAttention, op, 3.0 + again, layers_);
  }

  void repeat_element_wise() {
    put(Op::kElementwise, forward_[Op::kElementwise], 3.0 + repeated_multiplies(), layers_);
  }

  // Three multiplies, and a loss whose logits pass through memory in 16 and 32 bits: about
  // 22 bytes for each token and row of the vocabulary.
  void head_and_loss() {
    OpCost<R> op = forward_[Op::kLmHead];
    const Q logits =
        in_.training.micro_batch * tokens_ / in_.parallel.cp * in_.model.vocab / in_.parallel.tp;
    op.bytes = op.bytes + logits * Bytes<R>(R(22.0 / 3));
    op.memory = op.bytes / (in_.cluster.bandwidth * in_.assume.bandwidth);
    put(Op::kLmHead, op, Q(R(3.0)), each_);
  }

  void communicate() {
    // Forward and backward have the same collectives; a full recomputation has the forward's again.
    const Q passes = Q(R(in_.training.recompute == Recompute::kFull ? 3.0 : 2.0));
    for (Op id : {Op::kTensorCollective, Op::kExpertCollective}) {
      if (forward_[id].network.value() > 0) put(id, forward_[id], passes, layers_);
    }
    if (in_.parallel.cp.value() > 1) {
      OpCost<R> op;
      const Q cp = in_.parallel.cp;
      op.wire = in_.model.layers * (cp - 1.0) / cp * in_.training.micro_batch * tokens_ *
                (kv_per_layer(in_) * one_token<R>() / in_.element.kv) * in_.element.activation /
                in_.parallel.tp;
      const BytesPerSecond<R> rate =
          where_positive(in_.parallel.tp * cp - in_.cluster.gpus_per_node,
                         in_.cluster.nic * in_.assume.nic, in_.cluster.link * in_.assume.link);
      // Forward once, backward twice: the gradients travel, too. Hidden beside attention.
      op.network = at_least_zero(3.0 * op.wire / rate -
                                 in_.assume.overlap * ops[Op::kAttention].expected / layers_);
      put(Op::kContextExchange, op, Q(R(1.0)), layers_);
    }
    if (in_.parallel.pp.value() > 1) {
      OpCost<R> op;
      const Q ranks = in_.parallel.tp * in_.parallel.cp;
      const Bytes<R> message = in_.training.micro_batch * tokens_ / in_.parallel.cp *
                               in_.model.hidden * in_.element.activation / in_.parallel.tp;
      const BytesPerSecond<R> rate =
          where_positive(ranks * in_.parallel.pp - in_.cluster.gpus_per_node,
                         in_.cluster.nic * in_.assume.nic, point_to_point_rate(in_));
      // Once forward and once backward for each chunk of layers that a stage holds.
      const Q times = 2.0 * virtual_stages();
      op.network_fixed = times * in_.assume.hop;
      op.network = op.network_fixed + times * message / rate;
      op.wire = times * message;
      put(Op::kPipelineHop, op, Q(R(1.0)), micro_batches);
    }
  }
  Q virtual_stages() const { return max(in_.training.virtual_stages, 1.0); }

  // An eager framework launches kernels one by one; where they are over sooner, the GPU waits.
  void wait_for_host() {
    OpCost<R> op;
    const Seconds<R> host = layers_ * in_.model.layers * in_.assume.host_per_layer;
    op.launch = at_least_zero(host - busy());
    put(Op::kLaunch, op, Q(R(1.0)), Q(R(1.0)));
  }
  Seconds<R> busy() const { return expected_time(ops); }

  // ZeRO-3 gathers the weights of each layer twice and reduces its gradients once, every
  // micro-batch, beside the compute of its neighbours; the lower stages sum gradients once a step,
  // beside the last backward pass.
  void replicate() {
    const Q ranks = in_.parallel.dp * in_.parallel.cp;
    if (ranks.value() <= 1) return;
    OpCost<R> op;
    const Q n = local_parameters(in_);
    const Seconds<R> compute = busy() / micro_batches;
    const Seconds<R> forward = compute / (3.0 + repeated_multiplies());
    const Seconds<R> backward = compute - forward;
    const Seconds<R> gather = data_parallel_transfer(in_, 1, n * Bytes<R>(R(2.0)));
    const Seconds<R> reduce = data_parallel_transfer(in_, 1, n * in_.assume.gradient);
    if (in_.training.zero.value() >= 3) {
      const Seconds<R> exposed = at_least_zero(gather - in_.assume.overlap * forward) +
                                 at_least_zero(gather + reduce - in_.assume.overlap * backward);
      op.network = micro_batches * (exposed + in_.assume.interference * (2.0 * gather + reduce));
    } else {
      const Seconds<R> all = in_.training.zero.value() >= 1 ? gather + reduce : 2.0 * reduce;
      op.network = at_least_zero(all - 0.5 * backward) + 0.1 * all;
    }
    op.network_fixed = op.network;
    op.wire = n * (ranks - 1.0) / ranks * (Bytes<R>(R(2.0)) + in_.assume.gradient);
    put(Op::kDataParallel, op, Q(R(1.0)), Q(R(1.0)));
  }

  void fill_pipeline() {
    if (in_.parallel.pp.value() <= 1) return;
    OpCost<R> op;
    const Seconds<R> cycle = (busy() - ops[Op::kDataParallel].expected) / micro_batches;
    const Seconds<R> waiting = (in_.parallel.pp - 1.0) / virtual_stages() * cycle;
    // While a stage waits it does nothing: the time belongs to the arithmetic that it waits for.
    op.compute = waiting;
    put(Op::kBubble, op, Q(R(1.0)), Q(R(1.0)));
  }

  void update() {
    OpCost<R> op;
    Q n = local_parameters(in_);
    if (in_.training.zero.value() >= 1) n = n / (in_.parallel.dp * in_.parallel.cp);
    op.bytes = n * in_.assume.optimizer;
    op.memory = op.bytes / (in_.cluster.bandwidth * in_.assume.bandwidth);
    op.memory_fixed = op.memory;
    op.launch = in_.assume.step_gap;
    put(Op::kOptimizer, op, Q(R(1.0)), Q(R(1.0)));
  }

  const Inputs<R>& in_;
  Pass<R> forward_;
  Q tokens_, each_, layers_;
};

// Everything that a training section implies.
template <class R>
TrainingEstimate<R> estimate_training(const Inputs<R>& in) {
  using N = Number<R>;
  const auto& training = in.training;
  const N tp = in.parallel.tp, pp = in.parallel.pp, dp = in.parallel.dp, cp = in.parallel.cp;
  const N gpus = tp * pp * dp * cp;
  TrainingEstimate<R> e;

  // Memory. 1F1B keeps as many micro-batches on the first stage as there are stages after it;
  // interleaving keeps (p−1)/(p·v) more. The last stage keeps one, and the logits.
  const N v = max(training.virtual_stages, 1.0);
  const N tokens = training.micro_batch * training.seq_len / (one_token<R>() * cp);
  e.local_params = local_parameters(in);
  e.states = training_states(in);
  e.activations_per_token = activations_per_token(in);
  const TrainingStep<R> work(in);
  e.micro_batches = work.micro_batches;
  const N interleaved = where_positive(v - 1.0, (pp - 1.0) / (pp * v), N(R(0.0)));
  const N in_flight = min(e.micro_batches, pp) * (1.0 + interleaved);
  const Bytes<R> one_layer = tokens * kept_per_token(in);
  Bytes<R> rebuilt(R(0.0));
  if (training.recompute == Recompute::kFull) rebuilt = tokens * e.activations_per_token;
  const Bytes<R> first_stage = in_flight * layers_of_stage(in) * one_layer + rebuilt;
  e.logits = step(kLogitBytes, tokens * in.model.vocab / tp * Bytes<R>(R(10.0)));
  const Bytes<R> last_stage = layers_of_stage(in) * one_layer + rebuilt + e.logits;
  e.activations = step(kActivations, max(first_stage, last_stage));
  if (pp.value() <= 1) e.activations = step(kActivations, last_stage);
  e.memory =
      step(kTrainingMemory, (e.states.all + e.activations) * (1.0 + in.assume.fragmentation));

  // Arithmetic.
  const N sequences = training.global_batch;
  const N length = training.seq_len / one_token<R>();
  const Work<R> all{sequences, length, N(R(0.0)), sequences * length, false, true};
  e.model_flops = step(kModelFlops, 3.0 * pass_flops(in, all));
  e.rule_6n = step(kRule6N, Flops<R>(R(6.0)) * active_parameters(in) * sequences * length);

  // Time.
  e.ops = work.ops;
  e.bubble_share = step(kBubbleShare, (pp - 1.0) / (v * e.micro_batches + pp - 1.0));
  const Seconds<R> peak_time = e.model_flops / (gpus * in.cluster.peak);
  // Each rank must receive its weights and send its gradients once a step, and take part in four
  // all-reduces a layer and micro-batch where matrices are split.
  Seconds<R> network = data_parallel_floor(in, e.local_params * Bytes<R>(R(4.0)));
  if (tp.value() > 1) {
    const Bytes<R> message = tokens * in.model.hidden * in.element.activation;
    network = max(network,
                  4.0 * in.model.layers / pp * e.micro_batches * all_reduce_floor(in, tp, message));
  }
  e.step.bound = step(kTrainingStep, max(peak_time, network));
  e.step.expected = in.assume.flat_training
                        ? step(kTrainingStep, max(peak_time / in.assume.training_mfu, e.step.bound))
                        : step(kTrainingStep, expected_time(e.ops));

  const Tokens<R> tokens_of_step = sequences * training.seq_len;
  const auto rate = [&](const Seconds<R>& time) { return tokens_of_step / time; };
  e.tokens_per_s = {step(kTrainingTokens, rate(e.step.bound)),
                    step(kTrainingTokens, rate(e.step.expected))};
  e.tokens_per_s_per_gpu = {step(kTrainingTokensPerGpu, rate(e.step.bound) / gpus),
                            step(kTrainingTokensPerGpu, rate(e.step.expected) / gpus)};
  e.mfu = {step(kTrainingMfuAchieved, peak_time / e.step.bound),
           step(kTrainingMfuAchieved, peak_time / e.step.expected)};
  e.tp_tax = step(kTpTax, e.ops[Op::kTensorCollective].expected / peak_time);
  if (training.has_tokens) {
    e.steps = step(kTrainingSteps, training.tokens / tokens_of_step);
    e.run_time = {step(kTrainingDays, e.steps * e.step.bound),
                  step(kTrainingDays, e.steps * e.step.expected)};
    const auto hours = [&](const Seconds<R>& time) {
      return step(kGpuHours, time * in.cluster.gpus / 3600.0);
    };
    e.gpu_hours = {hours(e.run_time.bound), hours(e.run_time.expected)};
    const auto cost = [&](const Seconds<R>& time) {
      return step(kTrainingCost, in.cluster.price * in.cluster.gpus * time);
    };
    e.cost = {cost(e.run_time.bound), cost(e.run_time.expected)};
  }
  return e;
}

}  // namespace wf::model
