#pragma once

#include "model/core/quantity.h"

// Long contexts: where attention overtakes the multiplies, and what a question about a document
// costs. `width` is that of the queries, heads times head size.
namespace wf::model {

inline constexpr Term kAttentionFactor{
    "context.attention_factor", "1+L·w·s/N", "1",
    "Prefill arithmetic with causal attention over that of the multiplies alone.",
    "Kaplan et al. 2020, causal: 2N + 2·L·w·s per token on average"};
inline constexpr Term kCrossover{"context.crossover", "s*", "tokens",
                                 "Context at which attention is half of the prefill's arithmetic.",
                                 "N/(L·w)"};
inline constexpr Term kRuleCrossover{
    "rule.context_crossover", "6·h", "tokens",
    "Rule: six times the width. It holds without a causal mask, which skips half of the pairs: a "
    "layer of 12h² parameters crosses over at 12·h.",
    "popular rule"};
inline constexpr Term kLongPrefill{"context.prefill_time", "t_p", "s",
                                   "Prefill of one long document, attention included.",
                                   "(2N·P + 2·L·w·P²)/(g·peak·e)"};
inline constexpr Term kContextWithin{"context.context_within", "P_max", "tokens",
                                     "Longest document whose prefill keeps a limit.",
                                     "(√(N² + 2·L·w·F) − N)/(2·L·w), F = limit·g·peak·e"};
inline constexpr Term kQuestionCost{
    "context.question_cost", "USD_q", "USD",
    "Cost of a question when q questions share one prefill; batch 1, so an upper bound.",
    "(t_p/q + G·t_step)·GPUs·price"};
inline constexpr Term kContextMemory{"context.memory_per_gpu", "m_g", "bytes",
                                     "Weights and one document's cache on each GPU.",
                                     "W/tp + P·kv/min(tp, n_kv)"};

// 1 + L·w·s/N, for prefill and training; one decode token at context s pays the term twice.
// Example: 70B, 128,000 tokens: 2.20.
template <class R>
Number<R> attention_factor(const Number<R>& params, const Number<R>& layers, const Number<R>& width,
                           const Tokens<R>& context) {
  return step(kAttentionFactor, 1.0 + layers * width * (context / one_token<R>()) / params);
}

// N/(L·w). Example: Llama-3-70B 70.55e9/(80·8192) = 107,656; 8B 61,266.
template <class R>
Tokens<R> context_crossover(const Number<R>& params, const Number<R>& layers,
                            const Number<R>& width) {
  return step(kCrossover, params / (layers * width) * one_token<R>());
}

// Rule: 6·h. Example: 49,152 for a width of 8,192.
template <class R>
Tokens<R> rule_context_crossover(const Number<R>& hidden) {
  return step(kRuleCrossover, 6.0 * hidden * one_token<R>());
}

// Example: 70B on four H100 at 0.4 of 990 TFLOP/s, 128,000 tokens: 24.9 s.
template <class R>
Seconds<R> long_prefill(const Number<R>& params, const Number<R>& layers, const Number<R>& width,
                        const Tokens<R>& prompt, const FlopsPerSecond<R>& achieved) {
  const Number<R> tokens = prompt / one_token<R>();
  const Number<R> multiply_adds = params * tokens + layers * width * tokens * tokens;
  return step(kLongPrefill, Flops<R>(R(2.0)) * multiply_adds / achieved);
}

// Example: the same within 20 s: 110,978 tokens.
template <class R>
Tokens<R> context_within(const Number<R>& params, const Number<R>& layers, const Number<R>& width,
                         const Seconds<R>& limit, const FlopsPerSecond<R>& achieved) {
  const Number<R> flops = limit * achieved / Flops<R>(R(1.0));
  const Number<R> pairs = layers * width;
  const Number<R> root = sqrt(params * params + 2.0 * pairs * flops);
  return step(kContextWithin, (root - params) / (2.0 * pairs) * one_token<R>());
}

// Example: 128,000 tokens, 50 questions, 1,000 tokens at 19.4 ms, four GPUs at 3 USD/h: 0.066 USD.
template <class R>
Dollars<R> question_cost(const Seconds<R>& prefill, const Number<R>& questions,
                         const Tokens<R>& output, const Seconds<R>& decode_step,
                         const Number<R>& gpus, const DollarsPerSecond<R>& price) {
  const Seconds<R> busy = prefill / questions + output / one_token<R>() * decode_step;
  return step(kQuestionCost, busy * gpus * price);
}

// Whole heads: a cache splits over tp up to its KV heads. Example: 70B, tp 8, a million tokens:
// 17.5 + 41.0 = 58.5 GB.
template <class R>
Bytes<R> context_memory(const Bytes<R>& weights, const Number<R>& degree, const Tokens<R>& context,
                        const BytesPerToken<R>& kv, const Number<R>& kv_heads) {
  return step(kContextMemory, weights / degree + context * kv / min(degree, kv_heads));
}

}  // namespace wf::model
