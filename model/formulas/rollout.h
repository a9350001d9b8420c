#pragma once

#include "model/formulas/opaque_number.h"

// Rollouts of RL post-training: how long the longest answer takes, how actors and learner balance,
// and what a step takes colocated, disaggregated and asynchronous.
namespace wf::model {

inline constexpr Term kRoleStates{
    "rollout.role_states", "M_RL", "bytes",
    "Weights and states of all roles: learner, reference, reward, actor, and PPO's critic.",
    "(16 + 2 + 2 + 2)·N, and 18·N with a critic; GRPO has none"};
inline constexpr Term kLongestOfMean{
    "rollout.longest_over_mean", "E[max]/mean", "1",
    "Expected longest of K lognormal lengths, cut at the token limit, over their uncut mean.",
    "order statistics, by quadrature"};
inline constexpr Term kCutMean{"rollout.mean_over_uncut", "E[min(X,cap)]/mean", "1",
                               "Mean of lognormal lengths that are cut at the token limit, over "
                               "the uncut mean.",
                               "closed form of the lognormal"};
inline constexpr Term kLongest{"rollout.longest", "L_max", "tokens",
                               "Expected longest answer of a batch.", "mean · E[max]/mean"};
inline constexpr Term kRuleLongest{
    "rule.longest_over_mean",
    "e^(σ√(2lnK) − σ²/2)",
    "1",
    "Rule: the longest of K by the bound on normal maxima. It holds as an upper estimate, 30 to 60 "
    "% too long for cv ≤ 3 and K ≥ 4, and knows no token limit.",
    "E[max Z] ≤ √(2·ln K)",
    "Rule: longest over mean"};
inline constexpr Term kRolloutSteps{"rollout.steps", "n_step", "1",
                                    "Decode steps until the last answer ends.",
                                    "work over slots, and the tail of the longest"};
inline constexpr Term kRolloutTime{"rollout.time", "t_R", "s",
                                   "Time of a rollout: its steps, and its tokens' cache reads.",
                                   "n_step·t_fixed + tokens·t_token"};
inline constexpr Term kSlotIdle{"rollout.idle_slots", "idle", "1",
                                "Share of the slots that wait for the longest answer.",
                                "1 − tokens/(slots·steps)"};
inline constexpr Term kLearnerRate{
    "rollout.learner_rate", "l", "tokens/s", "Tokens a second and GPU that a learner trains on.",
    "peak·MFU/(F·N): F = 6 to train, 8 with a reference pass, 10 with old log-probabilities"};
inline constexpr Term kActorShare{"rollout.actor_share", "f", "1",
                                  "Share of the GPUs that roll out when neither side waits.",
                                  "l/(r + l)"};
inline constexpr Term kColocatedStep{"rollout.colocated_step", "τ_co", "s",
                                     "Step on one pool that does everything in turn.",
                                     "R + V + T + S"};
inline constexpr Term kPipelinedStep{"rollout.pipelined_step", "τ_dis", "s",
                                     "Step of two pools, one batch apart.", "max(R + V, T) + S"};
inline constexpr Term kAsyncStep{
    "rollout.async_step", "τ_k", "s", "Step of two pools whose answers may be up to k updates old.",
    "max(T + S, R_work, (R + T + S)/(k + 1)): an answer must end within k + 1 updates"};
inline constexpr Term kSideIdle{"rollout.idle_share", "idle", "1",
                                "Share of a step in which one side waits.", "1 − busy/τ"};
inline constexpr Term kRlGoodput{"rollout.goodput", "R_good", "tokens/s",
                                 "Useful tokens a second of the whole loop.", "useful tokens / τ"};

namespace detail {

// Expected min(max of K, cap) of lognormal lengths of mean 1. x = e^(σz − σ²/2) with z the largest
// of K normal variables; Simpson over the z that matter, and the mass beyond the cap at the cap.
// Arguments: cv, K, cap over mean.
inline double longest_over_mean(std::span<const double> arguments) {
  const double variation = std::max(arguments[0], 0.0), count = std::max(arguments[1], 1.0);
  const double cap = std::max(arguments[2], 0.0);
  const double sigma = std::sqrt(std::log1p(variation * variation));
  if (sigma < 1e-9) return std::min(1.0, cap);
  if (cap <= 0) return 0;
  const double cut = (std::log(cap) + 0.5 * sigma * sigma) / sigma;
  const double low = -10 - sigma;
  const double high = std::min(cut, 10 + sigma + std::sqrt(2 * std::log(count)));
  double inside = 0;
  if (high > low) {
    constexpr int kPanels = 2048;  // even
    const double width = (high - low) / kPanels;
    for (int i = 0; i <= kPanels; ++i) {
      const double z = low + i * width;
      const double weight = i == 0 || i == kPanels ? 1 : i % 2 == 1 ? 4 : 2;
      inside += weight *
                std::exp(sigma * z - 0.5 * sigma * sigma + (count - 1) * log_normal_below(z)) *
                normal_density(z);
    }
    inside *= count * width / 3;
  }
  const double beyond = -std::expm1(count * log_normal_below(std::min(cut, 38.0)));
  return cut < 38 ? inside + cap * beyond : inside;
}

// E[min(X, cap)] = Φ(z − σ) + cap·(1 − Φ(z)), z where X is the cap. Arguments: cv, cap over mean.
inline double cut_mean(std::span<const double> arguments) {
  const double variation = std::max(arguments[0], 0.0), cap = std::max(arguments[1], 0.0);
  const double sigma = std::sqrt(std::log1p(variation * variation));
  if (sigma < 1e-9) return std::min(1.0, cap);
  if (cap <= 0) return 0;
  const double cut = (std::log(cap) + 0.5 * sigma * sigma) / sigma;
  return normal_below(cut - sigma) + cap * normal_below(-cut);
}

}  // namespace detail

// Assumes all roles of the same size in 16 bits; the actors' caches come on top.
// Example: 70B without a critic: 1,540 GB; with one 2,800 GB.
template <class R>
Bytes<R> role_states(const Number<R>& params, const Number<R>& critics) {
  return step(kRoleStates, params * (22.0 + 18.0 * critics) * Bytes<R>(R(1.0)));
}

// σ = √ln(1 + cv²). Assumes independent lognormal lengths. A synchronous step waits for the longest
// of all its answers: K is prompts times answers each.
// Example: cv = 1, 16 answers: 3.44, 1,024: 11.1; cut at four times the mean: 4.00.
template <class R>
Number<R> longest_over_mean(const Number<R>& variation, const Number<R>& answers,
                            const Number<R>& cap_over_mean) {
  return opaque_number(kLongestOfMean, detail::longest_over_mean, variation, answers,
                       cap_over_mean);
}

// Example: cv = 1, cut at four times the mean: 0.969.
template <class R>
Number<R> cut_mean_over_uncut(const Number<R>& variation, const Number<R>& cap_over_mean) {
  return opaque_number(kCutMean, detail::cut_mean, variation, cap_over_mean);
}

// Example: mean 8,192, cv = 1, 1,024 answers, limit 32,768: 32,768 tokens, not 90,667.
template <class R>
Tokens<R> longest_answer(const Tokens<R>& mean, const Number<R>& variation,
                         const Number<R>& answers, const Tokens<R>& limit) {
  return step(kLongest, mean * longest_over_mean(variation, answers, limit / mean));
}

// Rule: e^(σ√(2·ln K) − σ²/2). Example: cv = 1, K = 16: 5.02 against 3.44.
template <class R>
Number<R> rule_longest_over_mean(const Number<R>& variation, const Number<R>& answers) {
  const Number<R> square = log(1.0 + variation * variation);
  return step(kRuleLongest, exp(pow(2.0 * square * log(max(answers, 1.0)), 0.5) - 0.5 * square));
}

// Steps of n answers in `slots`: max(n/slots, 1)·mean + (longest − mean). With a slot for each this
// is the longest; with fewer, slots refill until the work runs out and the last long answers drain.
// Bound: max(n·mean/slots, longest). Example: 1,024 answers of 1,024 tokens in 256 slots, longest
// 8,000: 4,096 + 6,976 = 11,072.
template <class R>
Number<R> rollout_steps(const Number<R>& answers, const Number<R>& slots, const Tokens<R>& mean,
                        const Tokens<R>& longest) {
  return step(kRolloutSteps,
              (max(answers / slots, 1.0) * mean + at_least_zero(longest - mean)) / one_token<R>());
}

// n_step·t_fixed + tokens·t_token: a step of b live answers takes t_fixed + b·t_token (weights,
// then caches), and the live answers of all steps add up to the tokens. Holds while arithmetic
// waits. Example: 1,024 answers of 1,024, longest 8,000, 6.8 ms and 57 us: 54.4 + 59.8 = 114 s.
template <class R>
Seconds<R> rollout_time(const Number<R>& steps, const Seconds<R>& fixed, const Tokens<R>& tokens,
                        const Seconds<R>& per_token) {
  return step(kRolloutTime, steps * fixed + tokens / one_token<R>() * per_token);
}

// Example: 1,024 answers of 1,024 tokens over 8,000 steps of 1,024 slots: 87 % idle.
template <class R>
Number<R> idle_slots(const Tokens<R>& tokens, const Number<R>& slots, const Number<R>& steps) {
  return step(kSlotIdle, 1.0 - tokens / one_token<R>() / (slots * steps));
}

// peak·MFU/(F·N). Example: 70B at 0.4 of 990 TFLOP/s: 943 tokens/s for 6N, 707 for 8N, 566 for 10N.
template <class R>
TokensPerSecond<R> learner_rate(const FlopsPerSecond<R>& achieved, const Number<R>& params,
                                const Number<R>& flops_per_param) {
  return step(kLearnerRate,
              achieved / (Flops<R>(R(1.0)) * flops_per_param * params) * one_token<R>());
}

// l/(r + l). Example: 70B, r = 972: 49 % for 6N, 42 % for 8N, 37 % for 10N.
template <class R>
Number<R> actor_share(const TokensPerSecond<R>& actor, const TokensPerSecond<R>& learner) {
  return step(kActorShare, learner / (actor + learner));
}

// R + V + T + S: rollout, rewards and reference, training, weight sync.
// Example: 360 + 80 + 120 + 35 = 595 s.
template <class R>
Seconds<R> colocated_step(const Seconds<R>& rollout, const Seconds<R>& verify,
                          const Seconds<R>& train, const Seconds<R>& sync) {
  return step(kColocatedStep, rollout + verify + train + sync);
}

// max(R + V, T) + S: the learner trains on the last batch, one update old.
// Example: max(440, 120) + 35 = 475 s.
template <class R>
Seconds<R> pipelined_step(const Seconds<R>& rollout, const Seconds<R>& verify,
                          const Seconds<R>& train, const Seconds<R>& sync) {
  return step(kPipelinedStep, max(rollout + verify, train) + sync);
}

// Three limits: the learner trains and syncs; the actors do `work` (rollout and rewards with no
// slot idle); and an answer that takes `whole` (work and tail) is trained on at most k updates
// after its weights were current, so whole + T + S fit into k + 1 steps. k = 0 is the synchronous
// loop. Assumes equal steps. Example: whole 700 s, work 240, T = 120, S = 30: k = 0 850 s, 1 425, 4
// 240.
template <class R>
Seconds<R> async_step(const Seconds<R>& whole, const Seconds<R>& work, const Seconds<R>& train,
                      const Seconds<R>& sync, const Number<R>& staleness) {
  const Seconds<R> update = train + sync;
  return step(kAsyncStep, max(max(update, work), (max(whole, work) + update) / (staleness + 1.0)));
}

// 1 − busy/τ. Example: 120 s of training in 425 s: the learner idles 72 %.
template <class R>
Number<R> side_idle(const Seconds<R>& busy, const Seconds<R>& whole_step) {
  return step(kSideIdle, at_least_zero(1.0 - busy / whole_step));
}

// Example: 1 M tokens, 80 % of them used, in 34 s: 24.7 k tokens/s.
template <class R>
TokensPerSecond<R> rl_goodput(const Tokens<R>& tokens, const Number<R>& used,
                              const Seconds<R>& whole_step) {
  return step(kRlGoodput, used * tokens / whole_step);
}

}  // namespace wf::model
