#pragma once

#include "model/core/quantity.h"

// Prefill and decode on GPUs of their own, the KV cache sent from one to the other.
namespace wf::model {

inline constexpr Term kKvTransferBytes{"disaggregation.kv_bytes",
                                       "KV_P",
                                       "bytes",
                                       "Cache of one prompt, sent from prefill to decode.",
                                       "P·kv",
                                       "Cache of a prompt"};
inline constexpr Term kKvTransferTime{"disaggregation.transfer_time",
                                      "t_kv",
                                      "s",
                                      "Time to send the cache of one prompt.",
                                      "latency + bytes / rate",
                                      "Transfer of a cache"};
inline constexpr Term kKvExposed{
    "disaggregation.exposed_time",
    "t_exp",
    "s",
    "What the transfer adds to the first token when layers are sent as they are finished.",
    "max(t/L, t − t_prefill·(L−1)/L) + latency: the last layer can only follow",
    "Transfer not hidden"};
inline constexpr Term kKvRate{"disaggregation.kv_rate",
                              "BW_kv",
                              "bytes/s",
                              "Rate at which caches leave the prefill pool.",
                              "λ·P·kv",
                              "Rate of caches"};
inline constexpr Term kKvNics{"disaggregation.nics",
                              "n_nic",
                              "1",
                              "Network cards that carry that rate.",
                              "⌈λ·P·kv / rate of one⌉",
                              "Network cards for caches"};
inline constexpr Term kPrefillGpus{
    "disaggregation.prefill_gpus", "g_p",           "1",
    "GPUs that prefill a load.",   "⌈λ·P/(ρ·R_p)⌉", "GPUs that prefill"};
inline constexpr Term kDecodeGpus{
    "disaggregation.decode_gpus", "g_d",           "1",
    "GPUs that decode a load.",   "⌈λ·G/(ρ·R_d)⌉", "GPUs that decode"};
inline constexpr Term kPoolRatio{"disaggregation.pool_ratio",
                                 "g_p/g_d",
                                 "1",
                                 "GPUs that prefill for each that decodes.",
                                 "(P/R_p)/(G/R_d); Zhong et al. 2024 (DistServe)",
                                 "Prefill per decode GPU"};

// P·kv. Example: 70B with 8 KV heads, 4,096 tokens: 1.34 GB.
template <class R>
Bytes<R> kv_transfer_bytes(const Tokens<R>& prompt, const BytesPerToken<R>& kv) {
  return step(kKvTransferBytes, prompt * kv);
}

// latency + bytes/rate. Example: 1.34 GB at 50 GB/s: 27 ms; at 450 GB/s: 3.0 ms.
template <class R>
Seconds<R> kv_transfer_time(const Bytes<R>& bytes, const BytesPerSecond<R>& rate,
                            const Seconds<R>& latency) {
  return step(kKvTransferTime, latency + bytes / rate);
}

// Layer by layer: the cache of the first L − 1 layers goes out during prefill.
// Example: 27 ms of transfer behind a prefill of 362 ms, 80 layers: 0.34 ms.
template <class R>
Seconds<R> exposed_transfer(const Bytes<R>& bytes, const BytesPerSecond<R>& rate,
                            const Seconds<R>& latency, const Seconds<R>& prefill,
                            const Number<R>& layers) {
  const Seconds<R> sending = bytes / rate;
  const Seconds<R> hidden = prefill * ((layers - 1.0) / layers);
  return step(kKvExposed, latency + max(sending / layers, sending - hidden));
}

// λ·P·kv. Example: 1,000 prompts a second of 2,048 tokens of 70B: 671 GB/s.
template <class R>
BytesPerSecond<R> kv_rate(const PerSecond<R>& arrivals, const Bytes<R>& bytes) {
  return step(kKvRate, arrivals * bytes);
}

// ⌈rate/NIC⌉. Example: 671 GB/s over cards of 50 GB/s: 14.
template <class R>
Number<R> kv_nics(const BytesPerSecond<R>& rate, const BytesPerSecond<R>& nic) {
  return step(kKvNics, ceil(rate / nic));
}

// ⌈λ·P/(ρ·R_p)⌉, R_p per GPU. Example: 500 1/s of 1,000 tokens at 2,829 tokens/s: 177.
template <class R>
Number<R> prefill_gpus(const PerSecond<R>& arrivals, const Tokens<R>& prompt,
                       const TokensPerSecond<R>& rate_per_gpu, const Number<R>& utilization) {
  return step(kPrefillGpus, ceil(arrivals * prompt / (utilization * rate_per_gpu)));
}

// ⌈λ·G/(ρ·R_d)⌉, R_d per GPU at the batch that keeps the gap. Decode meets no prefill here, so the
// batch is that of the decode step alone. Example: 1,000 1/s of 300 tokens at 6,343: 48.
template <class R>
Number<R> decode_gpus(const PerSecond<R>& arrivals, const Tokens<R>& output,
                      const TokensPerSecond<R>& rate_per_gpu, const Number<R>& utilization) {
  return step(kDecodeGpus, ceil(arrivals * output / (utilization * rate_per_gpu)));
}

// (P/R_p)/(G/R_d). Example: 8B, 2,048 → 300 tokens, 30,938 and 6,343 tokens/s: 1.40.
template <class R>
Number<R> pool_ratio(const Tokens<R>& prompt, const TokensPerSecond<R>& prefill_rate,
                     const Tokens<R>& output, const TokensPerSecond<R>& decode_rate) {
  return step(kPoolRatio, prompt / prefill_rate / (output / decode_rate));
}

}  // namespace wf::model
