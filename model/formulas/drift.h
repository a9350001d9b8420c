#pragma once

#include <span>

#include "model/core/quantity.h"

// Drift and calibration: how far what is served has moved from what was trained on. Shares of
// bins; both lists of equal length.
namespace wf::model {

inline constexpr Term kPsi{"drift.psi", "PSI", "1", "Population stability index of two histograms.",
                           "Σ(q − p)·ln(q/p); below 0.1 small, above 0.25 large by convention"};
inline constexpr Term kKl{"drift.kl", "KL", "1",
                          "Information lost by taking the old histogram for the new one.",
                          "Kullback & Leibler 1951: Σ q·ln(q/p)"};
inline constexpr Term kKs{"drift.ks", "KS", "1", "Largest distance of two cumulative histograms.",
                          "Kolmogorov & Smirnov"};
inline constexpr Term kKsCritical{"drift.ks_critical", "KS_5%", "1",
                                  "Distance that chance alone exceeds once in twenty.",
                                  "1.358·√((n+m)/(n·m)), large samples"};
inline constexpr Term kEce{"drift.calibration_error", "ECE", "1",
                           "Mean distance of stated confidence and share correct, by bins.",
                           "Σ weight·|confidence − correct|"};
inline constexpr Term kActThreshold{"drift.act_threshold", "p*", "1",
                                    "Probability above which acting pays.",
                                    "cost of a false alarm over cost and benefit"};

namespace detail {

inline constexpr double kLeastShare = 1e-6;  // of an empty bin, so that a logarithm exists

template <class R>
Number<R> distance(const Number<R>& a, const Number<R>& b) {
  return max(a - b, b - a);
}

}  // namespace detail

// Example: (.25, .25, .25, .25) → (.4, .3, .2, .1): 0.228.
template <class R>
Number<R> stability_index(std::span<const Number<R>> before, std::span<const Number<R>> after) {
  Number<R> sum(R(0.0));
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) {
    const Number<R> p = max(before[i], detail::kLeastShare);
    const Number<R> q = max(after[i], detail::kLeastShare);
    sum += (q - p) * log(q / p);
  }
  return step(kPsi, sum);
}

// Example: the same: 0.106.
template <class R>
Number<R> divergence(std::span<const Number<R>> before, std::span<const Number<R>> after) {
  Number<R> sum(R(0.0));
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) {
    const Number<R> q = max(after[i], detail::kLeastShare);
    sum += q * log(q / max(before[i], detail::kLeastShare));
  }
  return step(kKl, sum);
}

// Example: the same, in this order of bins: 0.20.
template <class R>
Number<R> cumulative_distance(std::span<const Number<R>> before, std::span<const Number<R>> after) {
  Number<R> old(R(0.0)), now(R(0.0)), largest(R(0.0));
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) {
    old += before[i];
    now += after[i];
    largest = max(largest, detail::distance(old, now));
  }
  return step(kKs, largest);
}

// Example: 1,000 and 1,000 samples: 0.061.
template <class R>
Number<R> critical_distance(const Number<R>& before, const Number<R>& after) {
  return step(kKsCritical, 1.358 * sqrt((before + after) / (before * after)));
}

// Example: distances .01, .07, .18 with weights .6, .3, .1: 0.045.
template <class R>
Number<R> calibration_error(std::span<const Number<R>> weights,
                            std::span<const Number<R>> confidence,
                            std::span<const Number<R>> correct) {
  Number<R> sum(R(0.0));
  for (std::size_t i = 0; i < weights.size() && i < confidence.size() && i < correct.size(); ++i) {
    sum += weights[i] * detail::distance(confidence[i], correct[i]);
  }
  return step(kEce, sum);
}

// Example: a false alarm of 2 USD, a benefit of 100: 1.96 %.
template <class R>
Number<R> act_threshold(const Dollars<R>& false_alarm, const Dollars<R>& benefit) {
  return step(kActThreshold, false_alarm / (false_alarm + benefit));
}

}  // namespace wf::model
