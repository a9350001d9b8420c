#pragma once

#include "model/core/quantity.h"

// The critical batch: larger batches take fewer steps and more tokens. A trade, not a wall.
namespace wf::model {

inline constexpr Term kStepFactor{"batch.step_factor",
                                  "S/S_min",
                                  "1",
                                  "Optimizer steps over the fewest that any batch needs.",
                                  "McCandlish et al. 2018: 1 + B_c/B",
                                  "Steps over the fewest"};
inline constexpr Term kTokenFactor{"batch.token_factor",
                                   "E/E_min",
                                   "1",
                                   "Tokens over the fewest that any batch needs.",
                                   "McCandlish et al. 2018: 1 + B/B_c",
                                   "Tokens over the fewest"};
inline constexpr Term kKaplanBatch{
    "batch.critical", "B_c", "tokens",
    "Batch at which steps and tokens are both twice the least, by the loss that is reached.",
    "Kaplan et al. 2020: 2e8·L^(−1/0.21) tokens"};
inline constexpr Term kBatchSpeedup{"batch.speedup", "S(B_0)/S(B)", "1",
                                    "Fewer steps of a larger batch: the speed that more replicas "
                                    "can buy.",
                                    "(1 + B_c/B_0)/(1 + B_c/B)"};
inline constexpr Term kDataEfficiency{"batch.efficiency",
                                      "E_min/E",
                                      "1",
                                      "Share of the tokens that a small batch would need too.",
                                      "1/(1 + B/B_c)",
                                      "Data efficiency"};
inline constexpr Term kRuleReplicaCap{
    "rule.data_parallel_cap", "dp_max", "1",
    "Rule: no more replicas than the critical batch has sequences. It holds as an order of "
    "magnitude and makes a wall of a trade: at the cap steps and tokens are already doubled.",
    "B_c/(b·M·s)"};

// 1 + B_c/B. Example: half the critical batch: 3 times the fewest steps.
template <class R>
Number<R> step_factor(const Tokens<R>& batch, const Tokens<R>& critical) {
  return step(kStepFactor, 1.0 + critical / batch);
}

// 1 + B/B_c. Example: half the critical batch: 1.5 times the fewest tokens.
template <class R>
Number<R> token_factor(const Tokens<R>& batch, const Tokens<R>& critical) {
  return step(kTokenFactor, 1.0 + batch / critical);
}

// 2e8·L^(−1/0.21), L the loss in nats a token of that fit's data. It follows the loss, not the
// size. Example: 2.5: 2.5 M tokens; 2.0: 7.4 M.
template <class R>
Tokens<R> kaplan_critical_batch(const Number<R>& loss) {
  return step(kKaplanBatch, Tokens<R>(R(2e8)) * pow(loss, -1.0 / 0.21));
}

// Example: from half to twice the critical batch, four times the GPUs: 3/1.5 = 2 times as fast.
template <class R>
Number<R> batch_speedup(const Tokens<R>& from, const Tokens<R>& to, const Tokens<R>& critical) {
  return step(kBatchSpeedup, (1.0 + critical / from) / (1.0 + critical / to));
}

// 1/(1 + B/B_c). Example: at the critical batch a half.
template <class R>
Number<R> data_efficiency(const Tokens<R>& batch, const Tokens<R>& critical) {
  return step(kDataEfficiency, 1.0 / (1.0 + batch / critical));
}

// Rule: B_c/(b·M·s). Example: 2.1 M tokens, one sequence of 8,192, one micro-batch: 256.
template <class R>
Number<R> rule_replica_cap(const Tokens<R>& critical, const Number<R>& micro_batch,
                           const Number<R>& micro_batches, const Tokens<R>& sequence) {
  return step(kRuleReplicaCap,
              max(floor(critical / (micro_batch * micro_batches * sequence)), 1.0));
}

}  // namespace wf::model
