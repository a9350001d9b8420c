#pragma once

#include "model/core/quantity.h"

// Failures of long runs: how often, what a checkpoint costs, how often to write one.
namespace wf::model {

inline constexpr Term kClusterMtbf{"reliability.mtbf",
                                   "M",
                                   "s",
                                   "Mean time between failures that stop the whole job.",
                                   "M_1/n; every GPU is needed, failures independent",
                                   "Time between failures"};
inline constexpr Term kCheckpointBytes{
    "reliability.checkpoint_bytes",
    "C_B",
    "bytes",
    "What a checkpoint holds: weights and optimizer state, no gradients.",
    "14 bytes a parameter: 2 weights, 4 master, 8 moments",
    "Checkpoint"};
inline constexpr Term kCheckpointTime{"reliability.checkpoint_time",
                                      "C",
                                      "s",
                                      "Time for which training waits for a checkpoint.",
                                      "bytes / rate of all writers",
                                      "Time of a checkpoint"};
inline constexpr Term kCheckpointInterval{"reliability.interval",
                                          "τ*",
                                          "s",
                                          "Interval between checkpoints that loses least time.",
                                          "Young 1974: √(2·C·M), for C far below M",
                                          "Interval by Young"};
inline constexpr Term kDalyInterval{
    "reliability.interval_daly",
    "τ*",
    "s",
    "Interval between checkpoints that loses least time, to higher order: for checkpoints that are "
    "not short beside the failures.",
    "Daly 2006",
    "Best interval"};
inline constexpr Term kFailureWaste{
    "reliability.waste",
    "waste",
    "1",
    "Share of time that checkpoints, repeated work and restarts add.",
    "C/τ + τ/(2M) + R/M, first order",
    "Waste, first order"};
inline constexpr Term kYoungWaste{
    "reliability.waste_at_best",
    "waste*",
    "1",
    "Share of time that checkpoints and repeated work add at the best interval.",
    "√(2·C/M)",
    "Least waste by Young"};
inline constexpr Term kExactSlowdown{
    "reliability.slowdown",
    "T/T_0",
    "1",
    "Run time over the time without failures: exact for failures without memory.",
    "Daly 2006: (M/τ)·e^(R/M)·(e^((τ+C)/M) − 1)",
    "Slowdown by failures"};
inline constexpr Term kGoodput{
    "reliability.goodput", "goodput", "1", "Share of the time that ends up in the model.",
    "1/(1 + waste)",       "Goodput"};
inline constexpr Term kLostWork{"reliability.lost_gpu_time",
                                "t_lost",
                                "s",
                                "GPU time that one failure throws away on average.",
                                "half an interval on all GPUs",
                                "GPU time lost a failure"};
inline constexpr Term kDailyFailures{
    "reliability.failures_per_gpu_day", "f",          "1",
    "Failures of one GPU in a day.",    "24 h / M_1", "Failures a GPU-day"};
inline constexpr Term kRuleFewHours{
    "rule.failures_of_thousand",
    "M",
    "s",
    "Rule: a thousand GPUs fail every three hours. It holds where machines fail 17 times as often "
    "as those of Llama 3, whose 16,384 GPUs ran for three hours: a thousand run for two days.",
    "popular rule; 419 interruptions in 54 days on 16,384 GPUs (Llama 3, 2024)",
    "Rule: failures"};

// Mean time between failures of one GPU that the Llama 3 report implies: 54 days·16,384/419.
inline constexpr double kGpuMtbfHours = 50677;

// M_1/n. Example: 50,677 h over 16,384 GPUs: 3.09 h; over 1,024: 49.5 h.
template <class R>
Seconds<R> cluster_mtbf(const Seconds<R>& of_one, const Number<R>& gpus) {
  return step(kClusterMtbf, of_one / gpus);
}

// Rule: three hours for each thousand GPUs. Example: 1,024 GPUs: 2.9 h, 17 times too often.
template <class R>
Seconds<R> rule_mtbf(const Number<R>& gpus) {
  return step(kRuleFewHours, Seconds<R>(R(3 * 3600.0)) * 1000.0 / gpus);
}

// 14·N; 16·N would save gradients too. Example: 70B: 980 GB.
template <class R>
Bytes<R> checkpoint_bytes(const Number<R>& params, const Bytes<R>& per_param) {
  return step(kCheckpointBytes, params * per_param);
}

// bytes/(writers·rate each). Example: 980 GB by 128 nodes at 1 GB/s: 7.7 s.
template <class R>
Seconds<R> checkpoint_time(const Bytes<R>& bytes, const Number<R>& writers,
                           const BytesPerSecond<R>& rate_each) {
  return step(kCheckpointTime, bytes / (writers * rate_each));
}

// √(2·C·M). Example: 120 s and 3.09 h: 27 min.
template <class R>
Seconds<R> checkpoint_interval(const Seconds<R>& checkpoint, const Seconds<R>& mtbf) {
  return step(kCheckpointInterval, sqrt(2.0 * (checkpoint * mtbf)));
}

// √(2CM)·(1 + ⅓·√(C/2M) + C/(18M)) − C below C = 2M, and M from there on.
// Example: 120 s and 3.09 h: 26 min, 1.3 min less than √(2·C·M).
template <class R>
Seconds<R> daly_interval(const Seconds<R>& checkpoint, const Seconds<R>& mtbf) {
  const Number<R> ratio = checkpoint / (2.0 * mtbf);
  const Number<R> root = pow(ratio, 0.5);
  const Seconds<R> near =
      sqrt(2.0 * (checkpoint * mtbf)) * (1.0 + root / 3.0 + ratio / 9.0) - checkpoint;
  return step(kDalyInterval, where_positive(1.0 - ratio, near, mtbf));
}

// C/τ + τ/(2M) + R/M. Example: 16,384 GPUs, 120 s every 27 min, 10 min to restart: 14.7 + 5.4 %.
template <class R>
Number<R> failure_waste(const Seconds<R>& interval, const Seconds<R>& checkpoint,
                        const Seconds<R>& mtbf, const Seconds<R>& restart) {
  return step(kFailureWaste, checkpoint / interval + interval / (2.0 * mtbf) + restart / mtbf);
}

// √(2·C/M). Example: 30 s and 49.5 h: 1.8 %.
template <class R>
Number<R> least_waste(const Seconds<R>& checkpoint, const Seconds<R>& mtbf) {
  return step(kYoungWaste, pow(2.0 * checkpoint / mtbf, 0.5));
}

// Exact for exponential failures, which may strike during checkpoints and restarts too.
// Example: 16,384 GPUs, 120 s every 27 min, 10 min to restart: 1.226 against 1.201 to first order.
template <class R>
Number<R> failure_slowdown(const Seconds<R>& interval, const Seconds<R>& checkpoint,
                           const Seconds<R>& mtbf, const Seconds<R>& restart) {
  const Number<R> cycle = min((interval + checkpoint) / mtbf, 500.0);
  return step(kExactSlowdown,
              mtbf / interval * exp(min(restart / mtbf, 100.0)) * (exp(cycle) - 1.0));
}

// 1/(1 + waste). Example: 20.1 % of waste: 83 % of the time counts.
template <class R>
Number<R> goodput_share(const Number<R>& waste) {
  return step(kGoodput, 1.0 / (1.0 + waste));
}

// n·τ/2. Example: 1,000 GPUs, 30 min: 250 GPU-hours for each failure.
template <class R>
Seconds<R> lost_gpu_time(const Number<R>& gpus, const Seconds<R>& interval) {
  return step(kLostWork, gpus * (0.5 * interval));
}

// 24 h/M_1. Example: 50,677 h: 0.047 % a day.
template <class R>
Number<R> failures_per_gpu_day(const Seconds<R>& of_one) {
  return step(kDailyFailures, Seconds<R>(R(86400.0)) / of_one);
}

}  // namespace wf::model
