#pragma once

#include "model/formulas/opaque_number.h"

// Availability and capacity over a day: spares, diurnal load, autoscaling, spot machines.
namespace wf::model {

inline constexpr Term kMachineUp{"availability.machine_up", "p", "1",
                                 "Share of the time that one machine works.", "MTBF/(MTBF + MTTR)"};
inline constexpr Term kReplicaUp{"availability.replica_up",
                                 "p_r",
                                 "1",
                                 "Share of the time that a replica works: all of its GPUs at once.",
                                 "p^g; failures independent, a group fails as one",
                                 "Replica up"};
inline constexpr Term kFleetUp{
    "availability.fleet_up", "P(≤k down)", "1",
    "Share of the time that at most k of N + k replicas are down, so that N serve.",
    "binomial; failures independent"};
inline constexpr Term kSpares{"availability.spares",
                              "k",
                              "1",
                              "Fewest spare replicas that reach an availability target.",
                              "smallest k with P(≤ k of N + k down) ≥ target",
                              "Spare replicas"};
inline constexpr Term kProvisioned{"availability.provisioned",
                                   "n_prov",
                                   "1",
                                   "Replicas for the peak, with room to deploy and spares.",
                                   "⌈peak·(1 + deploy)⌉ + k",
                                   "Replicas with spares"};
inline constexpr Term kMeanOverPeak{"availability.mean_over_peak",
                                    "mean/peak",
                                    "1",
                                    "Mean of a daily load that swings like a sine, over its peak.",
                                    "(1 + 1/r)/2, r = peak:trough",
                                    "Mean over peak load"};
inline constexpr Term kScaledOverPeak{
    "availability.scaled_over_peak",
    "bill/peak",
    "1",
    "Mean size of a fleet that follows the day, started early enough to be ready, over the peak's.",
    "mean of the largest load within the warm-up ahead, sine",
    "Scaled over peak fleet"};
inline constexpr Term kIdleShare{"availability.idle_share", "idle", "1",
                                 "Share of the fleet that is paid for and not needed.",
                                 "1 − mean load / mean fleet"};
inline constexpr Term kPlateauMean{"availability.plateau_mean", "mean", "1",
                                   "Mean of a load that is at its peak for a share of the day.",
                                   "share·peak + (1 − share)·base"};
inline constexpr Term kRuleIdle{
    "rule.idle_share", "1 − 1/r", "1",
    "Rule: a swing of r leaves 1 − 1/r idle. It takes the trough for the mean, and holds only for "
    "a load that is at its trough nearly all day.",
    "popular rule"};
inline constexpr Term kSpotWaste{
    "availability.spot_waste", "waste", "1",
    "Extra time of work on machines that are taken away: what is repeated, restarted and saved.",
    "r·(τ/2 + restart) + save/τ"};
inline constexpr Term kSpotCost{"availability.spot_cost_ratio", "cost/on-demand", "1",
                                "Cost of work on spot machines over the same on demand.",
                                "(1 − discount)·(1 + waste)"};

namespace detail {

// P(at most k of N + k down), each up with p. Arguments: N, k, p.
inline double fleet_up(std::span<const double> arguments) {
  const double needed = std::max(std::round(arguments[0]), 0.0);
  const double spare = std::max(std::round(arguments[1]), 0.0);
  const double up = arguments[2];
  if (up >= 1) return 1;
  if (up <= 0) return needed > 0 ? 0 : 1;
  double share = 0;
  walk_binomial(needed + spare, 1 - up, [&](double down, double at_most) {
    if (down <= spare) share = at_most;
    return down >= spare;
  });
  return share;
}

inline constexpr double kMostSpares = 2000;

// Arguments: N, p, target.
inline double spares(std::span<const double> arguments) {
  // Where twice as many are down on average, the most is no help, and not worth counting.
  if (arguments[0] * (1 - arguments[1]) > 2 * kMostSpares) return kMostSpares;
  const auto reaches = [&](double spare) {
    const double values[] = {arguments[0], spare, arguments[1]};
    return fleet_up(values) >= arguments[2];
  };
  if (reaches(0)) return 0;
  double low = 0, high = 1;
  while (!reaches(high) && high < kMostSpares) low = high, high = 2 * high;
  while (high - low > 1) {
    const double middle = std::floor(0.5 * (low + high));
    (reaches(middle) ? high : low) = middle;
  }
  return std::min(high, kMostSpares);
}

// Mean over a day of the largest of cos over a window ahead, minus the mean of cos: (θ +
// 2·sin(θ/2))/2π for a window of θ = 2π·share of a day. Argument: share.
inline double window_rise(std::span<const double> arguments) {
  const double window = std::clamp(arguments[0], 0.0, 1.0) * 2 * std::numbers::pi;
  return (window + 2 * std::sin(window / 2)) / (2 * std::numbers::pi);
}

}  // namespace detail

// MTBF/(MTBF + MTTR). Example: 50,677 h and 50 h to repair: 0.99901.
template <class R>
Number<R> machine_up(const Seconds<R>& mtbf, const Seconds<R>& repair) {
  return step(kMachineUp, mtbf / (mtbf + repair));
}

// p^g. Example: eight GPUs of 0.999: 0.992.
template <class R>
Number<R> replica_up(const Number<R>& machine, const Number<R>& gpus) {
  return step(kReplicaUp, pow(machine, gpus));
}

// Σ_{i≤k} C(N+k, i)·(1−p)^i·p^(N+k−i). Example: N = 10, k = 1, p = 0.99: 0.99482.
template <class R>
Number<R> fleet_up(const Number<R>& needed, const Number<R>& spare, const Number<R>& up) {
  return opaque_number(kFleetUp, detail::fleet_up, needed, spare, up);
}

// Smallest k that reaches the target; 2,000 at most. Example: N = 100, p = 0.99, 0.999: 5.
template <class R>
Number<R> spares_for(const Number<R>& needed, const Number<R>& up, const Number<R>& target) {
  return opaque_number(kSpares, detail::spares, needed, up, target);
}

// ⌈peak·(1 + deploy)⌉ + k. Example: 400 at the peak, 20 % to deploy, 3 spares: 483.
template <class R>
Number<R> provisioned(const Number<R>& at_peak, const Number<R>& deploy, const Number<R>& spare) {
  return step(kProvisioned, ceil(at_peak * (1.0 + deploy)) + spare);
}

// (1 + 1/r)/2. Example: peak:trough 10: 0.55, so peak:mean is 1.82.
template <class R>
Number<R> mean_over_peak(const Number<R>& peak_to_trough) {
  return step(kMeanOverPeak, 0.5 * (1.0 + 1.0 / peak_to_trough));
}

// A replica that takes `warm_up` to start must be ordered that long before it is needed, and goes
// when it is not: the fleet is the largest load within `warm_up` ahead. For a sine of period T:
//   mean/peak = (1 + 1/r)/2 + (1 − 1/r)/2·(θ + 2·sin(θ/2))/2π,  θ = 2π·warm_up/T.
// Example: r = 10, five minutes of a day: 0.553; two hours: 0.625; a day: 1.
template <class R>
Number<R> scaled_over_peak(const Number<R>& peak_to_trough, const Seconds<R>& warm_up,
                           const Seconds<R>& period) {
  const Number<R> trough = 1.0 / peak_to_trough;
  const Number<R> rise = opaque_number(kScaledOverPeak, detail::window_rise, warm_up / period);
  return step(kScaledOverPeak, 0.5 * (1.0 + trough) + 0.5 * (1.0 - trough) * rise);
}

// share·peak + (1 − share)·base. Example: four times 100 for a third of the day: 200.
template <class R>
Number<R> plateau_mean(const Number<R>& base, const Number<R>& peak, const Number<R>& share) {
  return step(kPlateauMean, share * peak + (1.0 - share) * base);
}

// 1 − mean load / mean fleet. Example: 200 of 483 replicas: 0.586.
template <class R>
Number<R> idle_share(const Number<R>& mean_load, const Number<R>& mean_fleet) {
  return step(kIdleShare, 1.0 - mean_load / mean_fleet);
}

// Rule: 1 − 1/r. Example: r = 10: 0.9, where a sine leaves 0.45.
template <class R>
Number<R> rule_idle_share(const Number<R>& peak_to_trough) {
  return step(kRuleIdle, 1.0 - 1.0 / peak_to_trough);
}

// r·(τ/2 + restart) + save/τ, first order: half an interval is repeated on average.
// Example: taken once in 10 h, saved every 10 min in 5 s, 5 min to restart: 2.5 %.
template <class R>
Number<R> spot_waste(const Seconds<R>& between_losses, const Seconds<R>& interval,
                     const Seconds<R>& save, const Seconds<R>& restart) {
  return step(kSpotWaste, (0.5 * interval + restart) / between_losses + save / interval);
}

// (1 − discount)·(1 + waste). Example: 60 % off and 2.5 % of waste: 0.41.
template <class R>
Number<R> spot_cost_ratio(const Number<R>& discount, const Number<R>& waste) {
  return step(kSpotCost, (1.0 - discount) * (1.0 + waste));
}

}  // namespace wf::model
