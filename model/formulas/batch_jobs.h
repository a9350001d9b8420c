#pragma once

#include "model/core/quantity.h"

// Jobs without a waiting user: embeddings and offline generation, in tokens for a dollar.
namespace wf::model {

inline constexpr Term kPrefillOnlyRate{
    "job.prefill_rate", "R_p", "tokens/s",
    "Tokens a second of a job that only reads: compute-bound, less what padding wastes.",
    "peak·e/(2N)·(1 − padding)"};
inline constexpr Term kJobGpuTime{"job.gpu_time", "t_gpu", "s",
                                  "Time that one GPU would take for a whole job.",
                                  "tokens / rate of one GPU"};
inline constexpr Term kJobGpus{"job.gpus", "n", "1", "GPUs that finish a job in time.",
                               "⌈t_gpu / time⌉; work divides"};
inline constexpr Term kTokensPerDollar{"job.tokens_per_dollar", "tokens/USD", "tokens/USD",
                                       "Tokens that a dollar buys.", "rate / price"};
inline constexpr Term kJobCost{"job.cost", "USD", "USD", "Cost of a job.",
                               "tokens / tokens per USD"};
inline constexpr Term kPaddingFactor{"job.padding_factor", "1/(1−p)", "1",
                                     "How much longer padding makes a job.", "1/(1 − p)"};
inline constexpr Term kVectorBytes{"job.vector_bytes", "S_vec", "bytes",
                                   "Vectors that an embedding job writes.",
                                   "documents·dimensions·bytes"};

// peak·e/(2N)·(1 − padding). Holds for embeddings and scoring; a job that generates is bound by
// the caches it reads, not by arithmetic.
// Example: 7B at 0.4 of 990 TFLOP/s: 28,286 tokens/s.
template <class R>
TokensPerSecond<R> prefill_only_rate(const Number<R>& params, const FlopsPerSecond<R>& achieved,
                                     const Number<R>& padding) {
  return step(kPrefillOnlyRate,
              achieved / (Flops<R>(R(2.0)) * params) * (1.0 - padding) * one_token<R>());
}

// Example: a billion documents of 512 tokens at 28,286 tokens/s: 5,028 GPU-hours.
template <class R>
Seconds<R> job_gpu_time(const Tokens<R>& tokens, const TokensPerSecond<R>& rate) {
  return step(kJobGpuTime, tokens / rate);
}

// Example: 5,028 GPU-hours in 12 hours: 420 GPUs. On elastic capacity a shorter time costs no more.
template <class R>
Number<R> job_gpus(const Seconds<R>& gpu_time, const Seconds<R>& deadline) {
  return step(kJobGpus, ceil(gpu_time / deadline));
}

// Example: 28,286 tokens/s at 3 USD/h: 33.9 M tokens a dollar.
template <class R>
auto tokens_per_dollar(const TokensPerSecond<R>& rate, const DollarsPerSecond<R>& price) {
  return step(kTokensPerDollar, rate / price);
}

// Example: 512e9 tokens of the same: 15.1 k USD.
template <class R>
Dollars<R> job_cost(const Tokens<R>& tokens, const TokensPerSecond<R>& rate,
                    const DollarsPerSecond<R>& price) {
  return step(kJobCost, tokens / tokens_per_dollar(rate, price));
}

// Example: 40 % of padding: 1.67, not 1.4.
template <class R>
Number<R> padding_factor(const Number<R>& padding) {
  return step(kPaddingFactor, 1.0 / (1.0 - padding));
}

// Example: a billion vectors of 1,024 numbers of 2 bytes: 2.05 TB.
template <class R>
Bytes<R> vector_bytes(const Number<R>& documents, const Number<R>& dimensions,
                      const Bytes<R>& per_number) {
  return step(kVectorBytes, documents * dimensions * per_number);
}

}  // namespace wf::model
