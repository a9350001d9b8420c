#pragma once

#include "model/formulas/opaque_number.h"

// Chains of calls: an agent's task makes n calls in turn, and its tail is not the calls' tail.
namespace wf::model {

inline constexpr Term kAnySlow{"chain.any_slow", "1−p^n", "1",
                               "Chance that at least one of n calls is beyond a percentile.",
                               "1 − p^n; calls independent"};
inline constexpr Term kSlowCalls{"chain.slow_calls", "k_q", "1",
                                 "Slow calls that a share q of the tasks does not exceed.",
                                 "quantile of Binomial(n, 1−p)"};
inline constexpr Term kTaskPercentile{
    "chain.task_percentile", "T_q", "s",
    "Time that a share q of the tasks does not exceed: ordinary calls, and as many slow ones.",
    "n·(median + tool) + k_q·(slow − median)"};
inline constexpr Term kTaskMean{"chain.task_mean", "E[T]", "s",
                                "Mean time of a task; means add up, medians do not.",
                                "n·(mean + tool)"};
inline constexpr Term kRuleTaskTail{
    "rule.task_tail", "n·m+(1−p^n)(s−m)", "s",
    "Rule: one slow call times the chance of any. It is nearer to a mean than to a percentile, and "
    "holds while n·(1 − p) is far below 1.",
    "popular rule"};
inline constexpr Term kChainPrefill{
    "chain.prefill_tokens", "P_sum", "tokens",
    "Prompt tokens of all calls when the whole history is prefilled every time.",
    "n·P_0 + Δ·n(n+1)/2"};
inline constexpr Term kRedundantPrefill{"chain.redundant_share", "waste", "1",
                                        "Share of those tokens that an earlier call had computed.",
                                        "1 − (P_0 + Δ·n)/P_sum"};
inline constexpr Term kTasksHeld{"chain.tasks_per_slot", "1+w/s", "1",
                                 "Tasks that one busy slot can serve while others wait for tools; "
                                 "their caches stay or are computed again.",
                                 "1 + tool time / generation time"};

namespace detail {

// Smallest k with P(Binomial(n, rate) ≤ k) ≥ quantile. Arguments: n, p of an ordinary call, q.
inline double slow_calls(std::span<const double> arguments) {
  const double calls = std::max(std::round(arguments[0]), 0.0);
  const double ordinary = arguments[1], quantile = arguments[2];
  if (ordinary >= 1) return 0;
  if (ordinary <= 0) return calls;
  double most = calls;
  walk_binomial(calls, 1 - ordinary, [&](double slow, double at_most) {
    if (at_most >= quantile) most = slow;
    return at_most >= quantile;
  });
  return most;
}

}  // namespace detail

// 1 − p^n. Example: 20 calls beyond their p99: 18.2 %.
template <class R>
Number<R> any_slow(const Number<R>& calls, const Number<R>& ordinary) {
  return step(kAnySlow, 1.0 - pow(ordinary, calls));
}

// Example: 20 calls, p = 0.99, q = 0.95: 1; 40 calls: 2.
template <class R>
Number<R> slow_calls(const Number<R>& calls, const Number<R>& ordinary, const Number<R>& quantile) {
  return opaque_number(kSlowCalls, detail::slow_calls, calls, ordinary, quantile);
}

// Two values a call: `usual` with p, `slow` with 1 − p; independent.
// Example: 20 calls of 0.8 s and tools of 1.5 s, slow ones 5 s: 20·2.3 + 4.2 = 50.2 s.
template <class R>
Seconds<R> task_percentile(const Number<R>& calls, const Seconds<R>& usual, const Seconds<R>& slow,
                           const Seconds<R>& tool, const Number<R>& ordinary,
                           const Number<R>& quantile) {
  return step(kTaskPercentile,
              calls * (usual + tool) + slow_calls(calls, ordinary, quantile) * (slow - usual));
}

// Example: 20 calls of mean 0.84 s and tools of 1.5 s: 46.8 s.
template <class R>
Seconds<R> task_mean(const Number<R>& calls, const Seconds<R>& call, const Seconds<R>& tool) {
  return step(kTaskMean, calls * (call + tool));
}

// Rule. Example: the same 20 calls: 46.8 s where one in twenty tasks takes more than 50.2.
template <class R>
Seconds<R> rule_task_tail(const Number<R>& calls, const Seconds<R>& usual, const Seconds<R>& slow,
                          const Seconds<R>& tool, const Number<R>& ordinary) {
  return step(kRuleTaskTail, calls * (usual + tool) + any_slow(calls, ordinary) * (slow - usual));
}

// n·P_0 + Δ·n(n+1)/2: call t reads P_0 + Δ·t. Example: 2,500 + 350·t over 30 calls: 237,750.
template <class R>
Tokens<R> chain_prefill_tokens(const Number<R>& calls, const Tokens<R>& first,
                               const Tokens<R>& growth) {
  return step(kChainPrefill, calls * first + 0.5 * calls * (calls + 1.0) * growth);
}

// 1 − (P_0 + Δ·n)/P_sum. Example: 13,000 of 237,750 are new: 95 % redundant.
template <class R>
Number<R> redundant_prefill(const Number<R>& calls, const Tokens<R>& first,
                            const Tokens<R>& growth) {
  return step(kRedundantPrefill,
              1.0 - (first + calls * growth) / chain_prefill_tokens(calls, first, growth));
}

// 1 + w/s. Example: 2 s of tools after 1 s of generation: 3 tasks a slot.
template <class R>
Number<R> tasks_per_slot(const Seconds<R>& generation, const Seconds<R>& tool) {
  return step(kTasksHeld, 1.0 + tool / generation);
}

}  // namespace wf::model
