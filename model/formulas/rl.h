#pragma once

#include "model/formulas/rl_terms.h"
#include "model/formulas/rollout.h"
#include "model/formulas/training.h"
#include "model/formulas/weight_sync.h"

// Reinforcement learning: one step of rollout, scoring, training and weight sync, on one pool of
// GPUs or two. Bound and expected value of every time and rate.
namespace wf::model {

template <class R>
struct RlEstimate {
  // What is sampled.
  Number<R> completions, tail, rule_tail;
  Tokens<R> mean_output, longest, context, tokens;

  // Where it runs.
  Number<R> rollout_gpus, learner_gpus, replicas, waves;
  Estimate<One, R> slots;
  Bytes<R> role_bytes, learner_memory, rollout_memory, memory;
  Number<R> longest_that_fit;  // completions of the longest length that a replica holds
  Bytes<R> activations, left_for_activations;  // of the learner's fullest GPU

  // How long it takes.
  Time<R> decode_alone, decode_step, prefill, rollout, work;
  Number<R> steps, idle_slots;
  Time<R> scoring, training, learner, sync, step;
  Bytes<R> sync_bytes;
  Flops<R> training_flops;  // of one learner GPU
  Number<R> sync_tax, rollout_idle, learner_idle;
  Estimate<Dim<0, 0, -1, 1, 0>, R> rollout_rate, learner_rate, tokens_per_s, goodput;
  Number<R> balanced_share, balanced_gpus;
  Estimate<Dim<0, 0, 0, 0, 1>, R> step_cost, token_cost, run_cost;
  Time<R> run_time;

  // The operations behind the times: the rollout is `alone` steps of one completion, `full` steps
  // of all slots and the prefill; the learner `trainings` steps and `scorings` forward passes.
  Pass<R> alone_pass, full_pass, prefill_pass, training_pass, scoring_pass;
  Number<R> alone, full, prefill_scale, trainings, scorings, scoring_scale;
  Inputs<R> actor, learns;  // the layouts that they run on
};

namespace detail {

// E[min(X,c)²]/E[min(X,c)] of lognormal lengths of mean 1. Arguments: cv, c.
inline double size_biased(std::span<const double> arguments) {
  const double variation = std::max(arguments[0], 0.0), cap = std::max(arguments[1], 0.0);
  const double sigma = std::sqrt(std::log1p(variation * variation));
  if (sigma < 1e-9 || cap <= 0) return std::min(1.0, cap);
  const double cut = (std::log(cap) + 0.5 * sigma * sigma) / sigma;
  const double square =
      (1 + variation * variation) * normal_below(cut - 2 * sigma) + cap * cap * normal_below(-cut);
  return square / std::max(cut_mean(arguments), 1e-300);
}

}  // namespace detail

// Example: no spread: 1; cv = 1, no limit: 2, the tokens of long completions weigh more.
template <class R>
Number<R> size_biased_length(const Number<R>& variation, const Number<R>& cap_over_mean) {
  return opaque_number(kRlTokenOutput, detail::size_biased, variation, cap_over_mean);
}

// The estimate, part by part: each member fills its lines of `e`.
template <class R>
class RlStep {
 public:
  explicit RlStep(const Inputs<R>& in) : in_(in) {
    sample();
    lay_out();
    learn();
    roll_out();
    remember();
    sync();
    put_together();
    pay();
  }
  RlEstimate<R> e;

 private:
  using N = Number<R>;
  bool one_pool() const { return in_.rl.placement == Placement::kColocated; }
  static Tokens<R> tokens(const N& count) { return count * one_token<R>(); }
  static N count(const Tokens<R>& tokens) { return tokens / one_token<R>(); }
  static Seconds<R> none() { return Seconds<R>(R(0.0)); }

  // Lengths are lognormal and cut at the limit. A token finds itself in a completion of the
  // size-biased length, halfway through.
  void sample() {
    const auto& rl = in_.rl;
    const N cap = rl.limit / rl.output;
    e.completions = step(kRlCompletions, rl.prompts * rl.samples);
    e.mean_output = step(kRlMeanOutput, rl.output * cut_mean_over_uncut(rl.length_cv, cap));
    e.longest = step(kRlLongest, longest_answer(rl.output, rl.length_cv, e.completions, rl.limit));
    // One completion alone is as long as the mean one.
    e.longest = max(e.longest, e.mean_output);
    e.tail = step(kRlTail, e.longest / e.mean_output);
    e.rule_tail = rule_longest_over_mean(rl.length_cv, e.completions);
    of_token_ = rl.output * size_biased_length(rl.length_cv, cap);
    e.context = step(kRlContext, rl.prompt + 0.5 * of_token_);
    e.tokens = step(kRlTokens, e.completions * (rl.prompt + e.mean_output));
  }

  // The learner keeps its degrees and has as many replicas as its GPUs allow.
  void lay_out() {
    const auto& p = in_.parallel;
    const N replica = p.tp * p.pp * p.cp;
    gpus_ = replica * p.dp;
    e.rollout_gpus = step(kRlRolloutPool, one_pool() ? gpus_ : in_.rl.rollout_gpus);
    e.learns = in_;
    if (!one_pool()) {
      e.learns.parallel.dp = max(floor((gpus_ - e.rollout_gpus) / replica), 1.0);
    }
    e.learner_gpus = step(kRlLearnerPool, replica * e.learns.parallel.dp);
    e.replicas = step(kRlReplicas, max(floor(e.rollout_gpus / in_.rl.rollout_tp), 1.0));

    // It multiplies 16-bit weights, however those of the rollout are stored.
    e.learns.element.weight = max(in_.element.weight, Bytes<R>(R(2.0)));
    e.learns.element.unpacked = false;
    auto& training = e.learns.training;
    training.micro_batch = N(R(1.0));
    training.recompute = in_.rl.recompute;
    training.attention = Attention::kFlash;
    training.has_tokens = false;
    // Sequences of one length with as many tokens and as many pairs for attention.
    const Tokens<R>& prompt = in_.rl.prompt;
    const Tokens<R> length = prompt + e.mean_output;
    training.seq_len =
        (prompt / length) * (prompt + 2.0 * e.mean_output) + (e.mean_output / length) * of_token_;
    training.global_batch = e.tokens / training.seq_len;

    e.actor = in_;
    auto& layout = e.actor.parallel;
    layout.tp = in_.rl.rollout_tp;
    layout.pp = layout.cp = layout.ep = N(R(1.0));
    layout.dp = e.replicas;
    e.actor.serving.prompt = prompt;
    e.actor.serving.prefix_hit = N(R(0.0));
  }

  void learn() {
    const auto& rl = in_.rl;
    const TrainingEstimate<R> trained = estimate_training(e.learns);
    const auto& p = e.learns.parallel;
    e.trainings = 1.0 + rl.critics;
    e.scorings = rl.logprob_passes + rl.frozen_models + rl.critics;
    e.training_pass = trained.ops;
    e.training_flops = e.trainings * trained.model_flops / e.learner_gpus;
    const N rows = count(e.learns.training.seq_len);
    e.scoring_pass =
        forward_pass(e.learns, Work<R>{N(R(1.0)), rows, N(R(0.0)), rows / p.cp, false, true});
    e.scoring_scale = (trained.micro_batches + p.pp - 1.0) / p.pp *
                      (layers_of_stage(e.learns) * p.pp / in_.model.layers);
    const Seconds<R> peak = trained.model_flops / (e.learner_gpus * in_.cluster.peak);
    const Seconds<R> once = in_.assume.flat_training
                                ? peak / in_.assume.training_mfu / 3.0
                                : e.scoring_scale * expected_time(e.scoring_pass);
    // A napkin's MFU may ask for more than the network carries.
    const Seconds<R> update = max(trained.step.expected, trained.step.bound);
    e.training = {step(kRlTraining, e.trainings * trained.step.bound),
                  step(kRlTraining, e.trainings * update)};
    e.scoring = {step(kRlScoring, e.scorings * (peak / 3.0)), step(kRlScoring, e.scorings * once)};
    learner_compute_ = e.trainings * peak + e.scoring.bound;
    e.learner = {step(kRlLearner, max(learner_compute_, e.training.bound)),
                 step(kRlLearner, e.scoring.expected + e.training.expected)};
    const auto rate = [&](const Seconds<R>& time) {
      return step(kRlLearnerRate, e.tokens / (time * e.learner_gpus));
    };
    e.learner_rate = {rate(e.learner.bound), rate(e.learner.expected)};

    // Memory, of a longest completion.
    Inputs<R> longest = e.learns;
    longest.training.seq_len = rl.prompt + e.longest;
    const TrainingEstimate<R> fullest = estimate_training(longest);
    const Bytes<R> stored(R(2.0));
    const N slack = 1.0 + in_.assume.fragmentation;
    const Bytes<R> frozen = rl.frozen_models * fullest.local_params / (p.dp * p.cp) * stored;
    states_ = (e.trainings * fullest.states.all + frozen) * slack;
    e.activations = fullest.activations * slack;
    e.left_for_activations = in_.cluster.memory - in_.assume.context - states_;
    e.learner_memory = step(kRlLearnerMemory, states_ + e.activations + in_.assume.context);
    const N params = total_parameters(in_);
    e.role_bytes = step(kRlRoleBytes,
                        params * ((Bytes<R>(R(14.0)) + in_.assume.gradient) * e.trainings +
                                  stored * (rl.frozen_models + rl.critics) + in_.element.weight));
  }

  // Slots by memory, at the mean length of a completion; the bound takes all memory, and keeps the
  // prompt of a group once.
  void size_slots() {
    const auto& rl = in_.rl;
    const Bytes<R> weights = weights_per_gpu(e.actor);
    const Tokens<R> chunk = min(max(rl.prompt, Tokens<R>(R(2048.0))), in_.assume.prefill_tokens);
    const Bytes<R> work = workspace(e.actor, chunk, N(R(256.0)));
    Bytes<R> free = in_.cluster.memory * in_.assume.utilization - weights - work;
    if (one_pool()) free = free - states_;
    shared_context_ = rl.prompt / rl.samples + 0.5 * of_token_;
    const Tokens<R> length = rl.prompt + max(e.mean_output, 0.5 * of_token_);
    each_ = max(e.completions / e.replicas, 1.0);
    e.slots.expected =
        step(kRlSlots, min(max(sequences_that_fit(e.actor, free, length), 1.0), each_));
    // Rollouts that overlap may fill more slots than one batch has completions.
    e.slots.bound = step(
        kRlSlots, max(sequences_that_fit(e.actor, in_.cluster.memory - weights, shared_context_),
                      e.slots.expected));
    e.longest_that_fit = sequences_that_fit(e.actor, free, rl.prompt + e.longest);
    e.waves = step(kRlWaves, each_ / e.slots.expected);
    e.rollout_memory = weights + work + kv_on_gpu(e.actor, e.slots.expected, length);
    if (one_pool()) e.rollout_memory += states_;
    e.rollout_memory = step(kRlRolloutMemory, e.rollout_memory);
  }

  Work<R> decode_of(const N& batch) const {
    return {batch, N(R(1.0)), count(e.context) - 1.0, batch, true};
  }

  // Time of `steps` decode steps whose live completions add up to `rows`, between a step of one and
  // a step of `slots`.
  struct Decode {
    Seconds<R> one, full;
    N slots;
    Seconds<R> time(const N& steps, const N& rows) const {
      const Seconds<R> per_token = (full - one) / max(slots - 1.0, 1e-6);
      return rollout_time(steps, one - per_token, tokens(rows), per_token);
    }
  };

  void roll_out() {
    size_slots();
    const auto& rl = in_.rl;
    const N mean = count(e.mean_output), longest = count(e.longest);
    const N slots = e.slots.expected;
    e.alone_pass = forward_pass(e.actor, decode_of(N(R(1.0))));
    e.full_pass = forward_pass(e.actor, decode_of(slots));
    e.decode_alone.expected = step(kRlDecodeAlone, expected_time(e.alone_pass));
    e.decode_step.expected = step(kRlDecodeStep, expected_time(e.full_pass));
    const detail::Prefill<R> prefill =
        detail::prefill(e.actor, max(rl.prompts / e.replicas, 1.0), e.prefill_pass);
    e.prefill = {step(kRlPrefill, prefill.time.bound), step(kRlPrefill, prefill.time.expected)};
    e.prefill_scale = prefill.scale;

    // The replica with the longest completion has the mean share of the others.
    e.steps = step(kRlSteps, rollout_steps(each_, slots, e.mean_output, e.longest));
    const N rows = each_ * mean + longest - mean;
    const Decode expected{e.decode_alone.expected, e.decode_step.expected, slots};
    e.rollout.expected = step(kRlRollout, expected.time(e.steps, rows) + e.prefill.expected);
    e.full = (rows - e.steps) / max(slots - 1.0, 1e-6);
    e.alone = e.steps - e.full;
    e.idle_slots = step(kRlIdleSlots, at_least_zero(idle_slots(tokens(rows), slots, e.steps)));
    e.work.expected =
        step(kRlWork, each_ * mean / slots * e.decode_step.expected + e.prefill.expected);
    bound_rollout(prefill.floors, mean, longest);

    const auto rate = [&](const Seconds<R>& time) {
      return step(kRlRolloutRate, e.completions * e.mean_output / (time * e.rollout_gpus));
    };
    e.rollout_rate = {rate(e.rollout.bound), rate(e.rollout.expected)};
  }

  // Each resource on its own, over all steps: weights once a step, caches once a token.
  void bound_rollout(const Floors<R>& prefill, const N& mean, const N& longest) {
    const N one(R(1.0));
    const N slots = e.slots.bound;
    const Floors<R> alone = decode_floors(one), full = decode_floors(slots);
    e.decode_alone.bound = step(kRlDecodeAlone, alone.slowest());
    e.decode_step.bound = step(kRlDecodeStep, decode_floors(e.slots.expected).slowest());
    const Decode memory{alone.memory, full.memory, slots};
    const N all = each_ * mean;
    const auto floors = [&](const N& steps) {
      const N rows = max(all, steps);
      return Floors<R>{rows * alone.compute + prefill.compute,
                       memory.time(steps, rows) + prefill.memory,
                       rows * alone.network + prefill.network};
    };
    const Floors<R> whole = floors(max(all / slots, longest));
    rollout_compute_ = whole.compute;
    e.rollout.bound = step(kRlRollout, whole.slowest());
    e.work.bound = step(kRlWork, floors(all / slots).slowest());
  }
  Floors<R> decode_floors(const N& batch) const {
    const N tp = e.actor.parallel.tp;
    const Work<R> work{batch, N(R(1.0)), count(shared_context_) - 1.0, batch, true};
    Floors<R> floors;
    floors.compute = pass_flops(e.actor, work) / (tp * in_.cluster.peak);
    floors.memory = (weights_read(e.actor, batch) + kv_read(e.actor, batch, shared_context_)) /
                    (tp * in_.cluster.bandwidth);
    floors.network = collective_floor(e.actor, batch);
    return floors;
  }

  void remember() { e.memory = step(kRlMemory, max(e.learner_memory, e.rollout_memory)); }

  // Two pools: a card of the learner sends whole copies, or each rank of a copy receives its part
  // over its own card. One pool: shards are gathered in place where the layouts differ.
  void sync() {
    const auto& p = e.learns.parallel;
    e.sync_bytes = step(kRlSyncBytes, sync_bytes(total_parameters(in_), in_.element.weight));
    const N tp = in_.rl.rollout_tp;
    const Bytes<R> shard = e.sync_bytes / tp;
    const Seconds<R> cast = 2.0 * shard / (in_.cluster.bandwidth * in_.assume.bandwidth);
    const bool sharded = in_.training.zero.value() >= 3;
    const Bytes<R> local = e.learns.element.weight * local_parameters(e.learns);
    if (one_pool()) {
      const bool moves =
          sharded || p.pp.value() > 1 || p.tp.value() != tp.value() || p.ep.value() > 1;
      const Seconds<R> gather = moves ? data_parallel_transfer(e.learns, 1, shard) : none();
      e.sync = {step(kRlSync, none()), step(kRlSync, sync_time(gather, cast, none(), none()))};
      return;
    }
    const N outside = gpus_ - in_.cluster.gpus_per_node;
    const BytesPerSecond<R> line = where_positive(outside, in_.cluster.nic, in_.cluster.link);
    const BytesPerSecond<R> rate = where_positive(outside, in_.cluster.nic * in_.assume.nic,
                                                  in_.cluster.link * in_.assume.link);
    const N chunks = in_.model.layers;  // a layer at a time
    Seconds<R> send;
    switch (in_.rl.sync) {
      case WeightSync::kStar:
        send = star_sync(e.sync_bytes, e.replicas, rate);
        break;
      case WeightSync::kTree:
        send = tree_sync(e.sync_bytes, e.replicas, rate);
        break;
      case WeightSync::kChain:
        send = chain_sync(e.sync_bytes, e.replicas, chunks, rate);
        break;
      case WeightSync::kSharded:
        send = sharded_sync(e.sync_bytes, tp, e.replicas, chunks, rate);
        break;
    }
    const Seconds<R> gather = sharded ? data_parallel_transfer(e.learns, 1, local) : none();
    e.sync = {step(kRlSync, shard / line), step(kRlSync, sync_time(gather, cast, send, none()))};
  }

  void put_together() {
    const auto& rl = in_.rl;
    const Seconds<R> generated = e.rollout.expected, trained = e.learner.expected;
    const Seconds<R> synced = e.sync.expected, scored = rl.reward_time;
    Seconds<R> busy = e.work.expected, learning = trained;
    const Seconds<R> slower = max(e.rollout.bound, e.learner.bound);
    Seconds<R> side = generated + scored;
    if (one_pool()) {
      e.step = {max(slower, rollout_compute_ + learner_compute_),
                colocated_step(generated, scored, trained, synced)};
      busy += trained, learning = busy;
    } else if (rl.staleness.value() <= 0) {
      e.step = {slower, colocated_step(generated, scored, trained, synced)};
    } else if (rl.placement == Placement::kDisaggregated) {
      e.step = {slower, pipelined_step(generated, scored, trained, synced)};
    } else {
      side = e.work.expected;
      e.step = {max(max(e.learner.bound, e.work.bound), e.rollout.bound / (rl.staleness + 1.0)),
                async_step(generated + scored, e.work.expected, trained, synced, rl.staleness)};
    }
    e.step = {step(kRlStep, e.step.bound), step(kRlStep, e.step.expected)};
    e.rollout_idle = step(kRlRolloutIdle, side_idle(busy, e.step.expected));
    e.learner_idle = step(kRlLearnerIdle, side_idle(learning, e.step.expected));
    e.sync_tax = step(kRlSyncTax, sync_tax(synced, none(), e.step.expected));
    const Tokens<R> generated_tokens = e.completions * e.mean_output;
    const auto rates = [&](const Seconds<R>& time, auto& all, auto& good) {
      all = step(kRlTokensPerSecond, e.tokens / time);
      good = step(kRlGoodputRate, rl_goodput(generated_tokens, rl.useful_share, time));
    };
    rates(e.step.bound, e.tokens_per_s.bound, e.goodput.bound);
    rates(e.step.expected, e.tokens_per_s.expected, e.goodput.expected);

    const TokensPerSecond<R> actors = generated_tokens / (side * e.rollout_gpus);
    const TokensPerSecond<R> learners = generated_tokens / (trained * e.learner_gpus);
    e.balanced_share = step(kRlBalancedShare, actor_share(actors, learners));
    e.balanced_gpus = step(kRlBalancedGpus, e.balanced_share * gpus_);
  }

  void pay() {
    const DollarsPerSecond<R> price = in_.cluster.price * in_.cluster.gpus;
    const auto pay_for = [&](const Seconds<R>& time, auto& of_step, auto& of_tokens) {
      of_step = step(kRlStepCost, price * time);
      of_tokens = step(kRlTokenCost, of_step * (Tokens<R>(R(1e6)) / e.tokens));
    };
    pay_for(e.step.bound, e.step_cost.bound, e.token_cost.bound);
    pay_for(e.step.expected, e.step_cost.expected, e.token_cost.expected);
    if (!in_.rl.has_steps) return;
    e.run_time = {step(kRlRunTime, in_.rl.steps * e.step.bound),
                  step(kRlRunTime, in_.rl.steps * e.step.expected)};
    e.run_cost = {step(kRlRunCost, in_.rl.steps * e.step_cost.bound),
                  step(kRlRunCost, in_.rl.steps * e.step_cost.expected)};
  }

  const Inputs<R>& in_;
  N gpus_, each_;  // completions of one replica
  Tokens<R> of_token_, shared_context_;
  Bytes<R> states_;
  Seconds<R> learner_compute_, rollout_compute_;
};

// Everything that an RL section implies.
template <class R>
RlEstimate<R> estimate_rl(const Inputs<R>& in) {
  return RlStep<R>(in).e;
}

}  // namespace wf::model
