#pragma once

#include "model/formulas/fleet.h"

// Speculative decoding: a draft proposes K tokens, the model verifies them in one step.
namespace wf::model {

inline constexpr Term kTokensPerPass{
    "speculation.tokens_per_pass",
    "E",
    "1",
    "Tokens that one verification yields on average: the accepted ones and one of its own.",
    "Leviathan et al. 2023: (1 − α^(K+1))/(1 − α)",
    "Tokens per verification"};
inline constexpr Term kVerifyStep{
    "speculation.verify_step",
    "t_v",
    "s",
    "Step that verifies: K + 1 rows of each sequence through the multiplies, caches read once.",
    "as the decode step, with B·(K+1) rows",
    "Verification step"};
inline constexpr Term kSpeculationGain{"speculation.gain",
                                       "S",
                                       "1",
                                       "Tokens a second with a draft over those without.",
                                       "E·τ(B) / (K·c·τ(B) + t_v)",
                                       "Gain of speculation"};
inline constexpr Term kRawSpeculationGain{
    "rule.speculation_gain",
    "E/(1+cK)",
    "1",
    "Rule: gain if verifying costs one step. It holds while the multiplies wait for weights and "
    "caches: B·(K+1) rows below the ridge, or long contexts.",
    "Leviathan et al. 2023",
    "Gain at free verification"};
inline constexpr Term kRuleSpareRows{"rule.speculation_batch",
                                     "B_spare",
                                     "1",
                                     "Rule: batch up to which verification is free. It holds at "
                                     "short context; cache reads move it up.",
                                     "ridge·(MFU/MBU)/(K+1)",
                                     "Batch of free verification"};
inline constexpr Term kBreakEvenBatch{
    "speculation.break_even_batch",
    "B_even",
    "1",
    "Batch above which a draft always slows decoding down; a million where it always pays.",
    "the largest B with gain(B) ≥ 1, by search",
    "Break-even batch"};
inline constexpr Term kRuleDamping{
    "rule.speculation_damping", "1+(E/(1+cK)−1)(1−B/ridge)", "1",
    "Rule: the gain fades in proportion to batch over ridge. It holds at batch 1: it forgets the K "
    "+ 1 rows at short context and the cache reads at long.",
    "popular rule"};

// (1 − α^(K+1))/(1 − α); K + 1 at α = 1. Assumes that tokens are accepted independently.
// Example: α = 0.8, K = 4: 3.36.
template <class R>
Number<R> tokens_per_pass(const Number<R>& acceptance, const Number<R>& drafted) {
  const Number<R> rejected = 1.0 - acceptance;
  const Number<R> few = (1.0 - pow(acceptance, drafted + 1.0)) / max(rejected, 1e-9);
  return step(kTokensPerPass, where_positive(rejected - 1e-9, few, drafted + 1.0));
}

// B·kv/BW + max(W/BW, 2N·B(K+1)/C) + fixed: attention reads the caches for all K + 1 rows at once.
// Example: 8B, 2,000 tokens, B = 64, K = 4, C = 495 TFLOP/s: 7.2 + 10.3 = 17.5 ms.
template <class R>
Seconds<R> verify_step(const Replica<R>& replica, const Number<R>& batch,
                       const Number<R>& drafted) {
  const Number<R> rows = batch * (drafted + 1.0);
  return step(kVerifyStep, batch * detail::cache_time(replica) +
                               max(detail::weight_time(replica), rows * detail::row_time(replica)) +
                               replica.fixed);
}

// E·τ/(K·c·τ + t_v); c is the cost of one drafted token over a decode step of the model.
// Example: 8B, 2,000 tokens, B = 64, α = 0.8, K = 4, c = 0.15: 1.81.
template <class R>
Number<R> speculation_gain(const Replica<R>& replica, const Number<R>& batch,
                           const Number<R>& acceptance, const Number<R>& drafted,
                           const Number<R>& draft_cost) {
  const Seconds<R> plain = replica_step(replica, batch);
  return step(kSpeculationGain,
              tokens_per_pass(acceptance, drafted) * plain /
                  (drafted * draft_cost * plain + verify_step(replica, batch, drafted)));
}

// Rule: E/(1 + c·K). Example: 3.36/1.6 = 2.10.
template <class R>
Number<R> rule_speculation_gain(const Number<R>& acceptance, const Number<R>& drafted,
                                const Number<R>& draft_cost) {
  return step(kRawSpeculationGain,
              tokens_per_pass(acceptance, drafted) / (1.0 + draft_cost * drafted));
}

// Rule: 1 + (raw − 1)·max(0, 1 − B/ridge). Example: raw 2.10, B = 128, ridge 295: 1.62; the
// model says 1.05 at 256 tokens of context and 1.85 at 8,192.
template <class R>
Number<R> rule_speculation_damping(const Number<R>& raw_gain, const Number<R>& batch,
                                   const Number<R>& ridge_batch) {
  return step(kRuleDamping, 1.0 + (raw_gain - 1.0) * max(1.0 - batch / ridge_batch, 0.0));
}

// Rule: t_w/t_row/(K + 1). Example: 8B on an H100, MFU 0.5 and MBU 0.7, K = 4: 42.
template <class R>
Number<R> rule_speculation_batch(const Replica<R>& replica, const Number<R>& drafted) {
  return step(kRuleSpareRows,
              detail::weight_time(replica) / detail::row_time(replica) / (drafted + 1.0));
}

namespace detail {

inline constexpr double kAlwaysPays = 1e6;

// Arguments: t_kv, t_row and fixed over t_w, E, K, c. The gain is above 1 up to one batch and
// below it from there on, or never below.
inline double break_even_batch(std::span<const double> a) {
  const double cache = a[0], row = a[1], fixed = a[2], tokens = a[3], drafted = a[4];
  const double draft_cost = a[5];
  const auto pays = [&](double batch) {
    const double plain = batch * cache + std::max(1.0, batch * row) + fixed;
    const double verify = batch * cache + std::max(1.0, batch * (drafted + 1) * row) + fixed;
    return tokens * plain > drafted * draft_cost * plain + verify;
  };
  if (pays(kAlwaysPays)) return kAlwaysPays;
  double low = 0, high = kAlwaysPays;
  if (!pays(low)) return 0;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (pays(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace detail

// gain(B) = 1. Example: 8B at 256 tokens, α = 0.8, K = 4, c = 0.15: 138; at 2,000 none.
template <class R>
Number<R> break_even_batch(const Replica<R>& replica, const Number<R>& acceptance,
                           const Number<R>& drafted, const Number<R>& draft_cost) {
  const Seconds<R> weights = detail::weight_time(replica);
  return opaque_number(kBreakEvenBatch, detail::break_even_batch,
                       detail::cache_time(replica) / weights, detail::row_time(replica) / weights,
                       replica.fixed / weights, tokens_per_pass(acceptance, drafted), drafted,
                       draft_cost);
}

}  // namespace wf::model
