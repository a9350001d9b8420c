#pragma once

#include "model/formulas/opaque_number.h"

// Fleet: what one replica carries under a limit on the gap between tokens, and how many replicas
// a load takes. A replica is described by five numbers, so that its limits have a closed form.
namespace wf::model {

inline constexpr Term kReplicaStep{
    "fleet.step_time", "τ(B)", "s",
    "Time of one decode step of B sequences: cache reads, then multiplies, then what does not "
    "depend on B.",
    "scaling-book, inference: attention reads plus max(weights, arithmetic) of the multiplies"};
inline constexpr Term kMeanTokenGap{
    "fleet.token_gap",
    "gap",
    "s",
    "Mean time between two tokens of a sequence when prefills run on the same GPUs.",
    "each token of the batch brings B/G prefills",
    "Gap, prefills included"};
inline constexpr Term kChunkedStep{
    "fleet.chunked_step", "τ_c(B)", "s",
    "Step of chunked prefill: prompt tokens share the weight read of the decode step.",
    "Agrawal et al. 2024 (Sarathi-Serve)"};
inline constexpr Term kBatchWithinGap{
    "fleet.batch_within_gap",
    "B_slo",
    "1",
    "Largest batch whose mean token gap keeps a limit, prefills included.",
    "gap(B) ≤ SLO, solved for B",
    "Batch within the gap"};
inline constexpr Term kBatchInMemory{"fleet.batch_in_memory", "B_mem", "1",
                                     "Sequences whose cache fits beside the weights.",
                                     "(g·(HBM − overhead) − W) / KV per sequence"};
inline constexpr Term kReplicaCapacity{"fleet.replica_capacity",
                                       "X",
                                       "1/s",
                                       "Requests a second that one replica completes.",
                                       "(B/G) / gap",
                                       "Requests of a replica"};
inline constexpr Term kCapacityBound{
    "fleet.capacity_bound", "X_max", "1/s",
    "Requests a second if prefill and decode overlapped perfectly on the same GPUs.",
    "1/max(P/R_p, G/R_d)"};
inline constexpr Term kSerialCapacity{
    "fleet.serial_capacity", "X_serial", "1/s",
    "Requests a second when prefill and decode take turns, whatever the gap between tokens.",
    "1/(P/R_p + G/R_d)"};
inline constexpr Term kRuleDecodeOnly{
    "rule.decode_only_capacity",
    "R_d/G",
    "1/s",
    "Rule: tokens a second over tokens a request. It leaves prefill out, and holds while "
    "P/R_p is small beside G/R_d: long answers to short prompts.",
    "popular rule",
    "Decode alone: the mistake"};
inline constexpr Term kFullStep{
    "fleet.full_step",
    "TPOT_full",
    "s",
    "Step of a replica that reads everything in its memory once. A limit above it is set by "
    "capacity, one below it by latency.",
    "(HBM − overhead) / (BW·MBU); breaks: multiplies bound by arithmetic, all-reduces, pipelines "
    "that re-read weights, experts that no token visits",
    "Step of a full replica"};
inline constexpr Term kReplicas{"fleet.replicas",
                                "n",
                                "1",
                                "Replicas for a load, each at no more than a target utilisation.",
                                "⌈λ / (ρ·X)⌉",
                                "Replicas"};
inline constexpr Term kFleetGpus{"fleet.gpus",       "GPUs", "1", "GPUs of all replicas.", "g·n",
                                 "GPUs of the fleet"};
inline constexpr Term kInFlight{"fleet.in_flight",
                                "L",
                                "1",
                                "Requests in the system: arrivals a second times their stay.",
                                "Little 1961, L = λ·W; stable, with long-run averages",
                                "Requests in flight"};
inline constexpr Term kRuleResidency{
    "rule.residency_gpus",
    "λ·W/c",
    "1",
    "Rule: requests in flight at the limit's pace over requests a GPU holds. It holds only if "
    "replicas really run at the limit; a full replica is often faster and needs fewer.",
    "popular rule",
    "GPUs at the limit's pace"};
inline constexpr Term kFleetCost{"fleet.cost", "USD", "USD", "Cost of GPUs over a time.",
                                 "price·GPUs·time"};

// One replica at its achieved rates, all its GPUs together.
template <class R>
struct Replica {
  Number<R> params;             // that a token is multiplied with
  Bytes<R> weights;             // read once a step
  Bytes<R> kv_per_sequence;     // read once a step for each sequence
  BytesPerSecond<R> bandwidth;  // g·BW·MBU
  FlopsPerSecond<R> compute;    // g·peak·e, of the decode multiplies
  Seconds<R> fixed;             // collectives and launches of a step
};

namespace detail {

template <class R>
Seconds<R> weight_time(const Replica<R>& r) {
  return r.weights / r.bandwidth;
}
template <class R>
Seconds<R> cache_time(const Replica<R>& r) {
  return r.kv_per_sequence / r.bandwidth;
}
// One row through all multiplies: 2 FLOPs a parameter.
template <class R>
Seconds<R> row_time(const Replica<R>& r) {
  return Flops<R>(R(2.0)) * r.params / r.compute;
}

}  // namespace detail

// The step of B sequences: B·kv/BW + max(W/BW, 2N·B/C) + fixed. The caches are read after the
// multiplies, so only these two share the maximum. Assumes every sequence at the mean context.
// Example: 8B in 16 bits on an H100 at MBU 0.7, 2,048 tokens, B = 158: 24.9 ms.
template <class R>
Seconds<R> replica_step(const Replica<R>& replica, const Number<R>& batch) {
  return step(kReplicaStep,
              batch * detail::cache_time(replica) +
                  max(detail::weight_time(replica), batch * detail::row_time(replica)) +
                  replica.fixed);
}

// Mean gap between tokens with prefill on the same GPUs: τ(B) + (B/G)·t_p. In the G steps of a
// request the B slots start B prefills of t_p = P/R_p each.
// Example: 8B, B = 158, P = 2,048, G = 300, t_p = 66 ms: 24.9 + 34.9 = 59.8 ms, not 25.
template <class R>
Seconds<R> token_gap(const Seconds<R>& decode_step, const Number<R>& batch, const Tokens<R>& output,
                     const Seconds<R>& prefill) {
  return step(kMeanTokenGap, decode_step + batch / (output / one_token<R>()) * prefill);
}

// The step when chunks of prompts ride along: max(W/BW, (B + B·P/G)·2N/C) + B·kv/BW + fixed. Only
// the weight read is hidden; the caches' attention comes after the multiplies.
// Example: 8B, B = 158, P = 2,048, G = 300, C = 495 TFLOP/s: 58.1 ms, 9.07 requests/s.
template <class R>
Seconds<R> chunked_step(const Replica<R>& replica, const Number<R>& batch, const Tokens<R>& prompt,
                        const Tokens<R>& output) {
  const Number<R> rows = batch * (1.0 + prompt / output);
  return step(kChunkedStep, max(detail::weight_time(replica), rows * detail::row_time(replica)) +
                                batch * detail::cache_time(replica) + replica.fixed);
}

// Largest batch with gap(B) ≤ SLO, in whole sequences; 0 where not even one keeps it. The maximum
// in τ makes two straight lines, and both must keep the limit:
//   B ≤ (SLO − fixed − t_w)/(t_kv + t_p/G)  and  B ≤ (SLO − fixed)/(t_kv + t_row + t_p/G).
// Example: 8B, 25 ms, P = 2,048, G = 300: 54.
template <class R>
Number<R> batch_within_gap(const Replica<R>& replica, const Seconds<R>& limit,
                           const Tokens<R>& output, const Seconds<R>& prefill) {
  const Seconds<R> each = detail::cache_time(replica) + prefill / (output / one_token<R>());
  const Seconds<R> left = limit - replica.fixed;
  const Number<R> reading = (left - detail::weight_time(replica)) / each;
  const Number<R> computing = left / (each + detail::row_time(replica));
  return step(kBatchWithinGap, floor(max(min(reading, computing), 0.0)));
}

// Sequences that fit: (g·(HBM − overhead) − W)/KV, in whole sequences, 0 where the weights do not
// fit. Example: 70B in 16 bits on four H100 less 5 GB each, 5,000 tokens: 97.
template <class R>
Number<R> batch_in_memory(const Replica<R>& replica, const Number<R>& gpus, const Bytes<R>& memory,
                          const Bytes<R>& overhead) {
  return step(
      kBatchInMemory,
      floor(max((gpus * (memory - overhead) - replica.weights) / replica.kv_per_sequence, 0.0)));
}

// Requests a second of one replica: (B/G)/gap. Example: 54/300 per 24.9 ms = 7.22 1/s.
template <class R>
PerSecond<R> replica_capacity(const Number<R>& batch, const Tokens<R>& output,
                              const Seconds<R>& gap) {
  return step(kReplicaCapacity, batch / (output / one_token<R>()) / gap);
}

// The physical limit, prefill and decode at the same time on the same GPUs: 1/max(t_p, G/R_d).
// Example: 8B, P = 2,048, G = 300: 15.1 1/s, where taking turns gives 8.8.
template <class R>
PerSecond<R> capacity_bound(const Seconds<R>& prefill, const Tokens<R>& output,
                            const TokensPerSecond<R>& decode_rate) {
  return step(kCapacityBound, 1.0 / max(prefill, output / decode_rate));
}

// Prefill and decode in turns: 1/(t_p + G/R_d). Example: 8B, P = 2,048, G = 300: 8.8 1/s.
template <class R>
PerSecond<R> serial_capacity(const Seconds<R>& prefill, const Tokens<R>& output,
                             const TokensPerSecond<R>& decode_rate) {
  return step(kSerialCapacity, 1.0 / (prefill + output / decode_rate));
}

// Rule: R_d/G. Example: 6,343/300 = 21.1 1/s, 2.4 times what the replica does.
template <class R>
PerSecond<R> rule_decode_only_capacity(const Tokens<R>& output,
                                       const TokensPerSecond<R>& decode_rate) {
  return step(kRuleDecodeOnly, decode_rate / output);
}

// (HBM − overhead)/(BW·MBU). Example: H100 76 GB / 2.345 TB/s = 32.4 ms.
template <class R>
Seconds<R> full_step(const Bytes<R>& memory, const Bytes<R>& overhead,
                     const BytesPerSecond<R>& achieved) {
  return step(kFullStep, (memory - overhead) / achieved);
}

// ⌈λ/(ρ·X)⌉; ρ < 1 leaves room for the queue. Example: 500 1/s of 0.8 1/s at ρ = 0.8: 782.
template <class R>
Number<R> replicas_for(const PerSecond<R>& arrivals, const PerSecond<R>& capacity,
                       const Number<R>& utilization) {
  return step(kReplicas, ceil(arrivals / (utilization * capacity)));
}

// g·⌈λ/(ρ·X)⌉. Example: 8B, 1,000 1/s, 300 tokens, 25 ms of gap, decode only: 48 H100.
template <class R>
Number<R> fleet_gpus(const Number<R>& gpus_per_replica, const Number<R>& replicas) {
  return step(kFleetGpus, gpus_per_replica * replicas);
}

// λ·(TTFT + (G − 1)·TPOT). Example: 1,000 1/s, 0.3 s, 300 tokens at 50 ms: 15,250 requests.
template <class R>
Number<R> requests_in_flight(const PerSecond<R>& arrivals, const Seconds<R>& ttft,
                             const Tokens<R>& output, const Seconds<R>& tpot) {
  return step(kInFlight, arrivals * (ttft + (output / one_token<R>() - 1.0) * tpot));
}

// Rule: ⌈L/c⌉ with L at the limit's pace. Example: 15,300 over 50 a GPU: 306.
template <class R>
Number<R> rule_residency_gpus(const Number<R>& in_flight, const Number<R>& per_gpu) {
  return step(kRuleResidency, ceil(in_flight / per_gpu));
}

// price·GPUs·time. Example: 306 GPUs at 2 USD an hour for 730 hours: 447 k USD.
template <class R>
Dollars<R> fleet_cost(const DollarsPerSecond<R>& price, const Number<R>& gpus,
                      const Seconds<R>& time) {
  return step(kFleetCost, price * gpus * time);
}

// The same limit for any step-time function, such as a detailed estimate's: the largest whole
// batch in [low, high] whose gap keeps the limit, low − 1 where none does. The gap must grow with
// the batch. Reads `gap` some twenty times.
template <class Gap>
double largest_batch(const Gap& gap, double limit, double low, double high) {
  if (gap(low) > limit) return low - 1;
  if (gap(high) <= limit) return high;
  while (high - low > 1) {
    const double middle = std::floor(0.5 * (low + high));
    (gap(middle) <= limit ? low : high) = middle;
  }
  return low;
}

}  // namespace wf::model
