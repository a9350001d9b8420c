#pragma once

#include "model/core/quantity.h"

// Rules of thumb of training, beside the estimates of `training.h` and `training_memory.h`.
namespace wf::model {

inline constexpr Term kRuleActivations{
    "rule.activations", "34·s·b·h·L", "bytes",
    "Rule: activations of a transformer with a 4h feed-forward, kept whole. It holds for GPT; "
    "gated "
    "models keep 32 to 44 h, and flash attention drops the scores.",
    "Korthikanti et al. 2022: L·b·s·h·(34 + 5·a·s/h)/tp"};
inline constexpr Term kImpliedMfu{
    "training.implied_mfu", "MFU_run", "1",
    "Utilisation that a whole run's GPU-hours imply, failures and restarts included.",
    "6·N·D/(GPU-hours·peak)"};
inline constexpr Term kRuleStates{
    "rule.training_states", "16·N", "bytes",
    "Rule: sixteen bytes a parameter. It holds for 16-bit gradients, before activations; 32-bit "
    "gradients make it 18.",
    "2 + 2 + 12; Rajbhandari et al. 2020"};

// `scores` is 5 where attention keeps its scores, 0 with flash attention. tp divides all of it with
// sequence parallelism only; ranks of context parallelism divide the tokens.
// Example: 70B, 32,768 tokens, tp 8, flash: 91.3 GB; over eight context ranks 11.4 GB.
template <class R>
Bytes<R> rule_activations(const Number<R>& layers, const Number<R>& hidden, const Number<R>& heads,
                          const Number<R>& rows, const Tokens<R>& sequence, const Number<R>& scores,
                          const Number<R>& ranks) {
  const Number<R> tokens = sequence / one_token<R>();
  const Bytes<R> per_number = Bytes<R>(R(1.0)) * (34.0 + scores * heads * tokens / hidden);
  return step(kRuleActivations, layers * rows * tokens * hidden * per_number / ranks);
}

// Example: Llama-3-70B, 15 T tokens, 6.4 M GPU-hours of 990 TFLOP/s: 27.6 %; 405B, 15.6 T in
// 30.84 M: 34.5 %.
template <class R>
Number<R> implied_mfu(const Number<R>& params, const Tokens<R>& tokens, const Seconds<R>& gpu_time,
                      const FlopsPerSecond<R>& peak) {
  const Flops<R> work = Flops<R>(R(6.0)) * params * (tokens / one_token<R>());
  return step(kImpliedMfu, work / (gpu_time * peak));
}

// Example: 70B: 1,120 GB.
template <class R>
Bytes<R> rule_training_states(const Number<R>& params) {
  return step(kRuleStates, params * Bytes<R>(R(16.0)));
}

}  // namespace wf::model
