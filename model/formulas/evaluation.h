#pragma once

#include "model/formulas/opaque_number.h"

// Evaluation: how many users an A/B test needs, how far judges agree, what an evaluation costs.
namespace wf::model {

inline constexpr Term kNormalQuantile{"evaluation.normal_quantile", "z_p", "1",
                                      "Standard normal value with this share below it.",
                                      "inverse of Φ"};
inline constexpr Term kSamplesPerArm{"evaluation.samples_per_arm",
                                     "n",
                                     "1",
                                     "Users in each arm that show a difference of two proportions.",
                                     "(z_{1−α/2} + z_{power})²·(p1(1−p1) + p2(1−p2))/Δ²",
                                     "Users an arm"};
inline constexpr Term kRuleSamples{
    "rule.samples_per_arm",
    "16·p(1−p)/Δ²",
    "1",
    "Rule: sixteen variances over the difference squared. It holds for 5 % significance and 80 % "
    "power (15.7), a difference far below p and 1 − p, and independent users.",
    "Lehr 1992",
    "Rule: users an arm"};
inline constexpr Term kDesignEffect{
    "evaluation.design_effect",
    "1+(m−1)·ρ",
    "1",
    "How many more requests are needed when m of one user go together.",
    "Kish 1965, ρ correlation within a user",
    "Design effect"};
inline constexpr Term kTestDuration{"evaluation.duration",
                                    "T",
                                    "s",
                                    "Time until both arms are full.",
                                    "2·n/(rate·share in the test)",
                                    "Time to fill both arms"};
inline constexpr Term kWholeWeeks{
    "evaluation.whole_weeks",
    "weeks",
    "s",
    "Duration of a test in whole weeks: weekdays and weekends differ.",
    "⌈T/week⌉",
    "Whole weeks"};
inline constexpr Term kDetectable{"evaluation.detectable",
                                  "Δ_min",
                                  "1",
                                  "Smallest difference that this many users an arm can show.",
                                  "the rule, solved for Δ",
                                  "Detectable difference"};
inline constexpr Term kKappa{"evaluation.kappa", "κ", "1",
                             "Agreement of two judges beyond what chance gives.",
                             "Cohen 1960: (p_o − p_e)/(1 − p_e)"};
inline constexpr Term kChanceAgreement{
    "evaluation.chance_agreement", "p_e", "1",
    "Agreement of two judges who say yes as often as they do, at random.", "a·b + (1−a)(1−b)"};
inline constexpr Term kEvalCost{"evaluation.cost",
                                "USD",
                                "USD",
                                "Cost of judging a set several times over.",
                                "items·repeats·price",
                                "Cost of judging"};
inline constexpr Term kProportionError{"evaluation.standard_error", "SE", "1",
                                       "Standard error of a share of n items.", "√(p(1−p)/n)"};

namespace detail {
inline double normal_quantile_of(std::span<const double> arguments) {
  return normal_quantile(arguments[0]);
}
}  // namespace detail

// Example: 0.975: 1.960; 0.8: 0.842.
template <class R>
Number<R> normal_quantile(const Number<R>& share) {
  return opaque_number(kNormalQuantile, detail::normal_quantile_of, share);
}

// Two-sided, two variances, p2 = p1 + Δ held below 1. Assumes one independent answer a user.
// Example: 60 % against 62 %, 5 %, 80 %: 9,332.
template <class R>
Number<R> samples_per_arm(const Number<R>& baseline, const Number<R>& difference,
                          const Number<R>& significance, const Number<R>& power) {
  const Number<R> other = min(baseline + difference, 1.0);
  const Number<R> distance = other - baseline;
  const Number<R> z = normal_quantile(1.0 - 0.5 * significance) + normal_quantile(power);
  const Number<R> variances = baseline * (1.0 - baseline) + other * (1.0 - other);
  return step(kSamplesPerArm, z * z * variances / max(distance * distance, 1e-18));
}

// Rule. Example: 16·0.24/0.0004 = 9,600.
template <class R>
Number<R> rule_samples_per_arm(const Number<R>& baseline, const Number<R>& difference) {
  return step(kRuleSamples, 16.0 * baseline * (1.0 - baseline) / (difference * difference));
}

// Example: ten requests a user with a correlation of 0.2: 2.8.
template <class R>
Number<R> design_effect(const Number<R>& per_user, const Number<R>& correlation) {
  return step(kDesignEffect, 1.0 + (per_user - 1.0) * correlation);
}

// Example: 9,600 an arm, all of 100,000 a day in the test: 4.6 h.
template <class R>
Seconds<R> test_duration(const Number<R>& per_arm, const PerSecond<R>& eligible,
                         const Number<R>& share) {
  return step(kTestDuration, 2.0 * per_arm / (eligible * share));
}

// Example: 4.6 h or 9.2 h: one week.
template <class R>
Seconds<R> whole_weeks(const Seconds<R>& duration) {
  const Seconds<R> week(R(7 * 86400.0));
  return step(kWholeWeeks, ceil(duration / week) * week);
}

// √(16·p(1−p)/n). Example: p = 0.6, 9,600 users: 2 points.
template <class R>
Number<R> detectable_difference(const Number<R>& baseline, const Number<R>& per_arm) {
  return step(kDetectable, sqrt(16.0 * baseline * (1.0 - baseline) / per_arm));
}

// Example: judges say yes to 60 % and 55 %: 0.51.
template <class R>
Number<R> chance_agreement(const Number<R>& first_yes, const Number<R>& second_yes) {
  return step(kChanceAgreement, first_yes * second_yes + (1.0 - first_yes) * (1.0 - second_yes));
}

// Example: 80 % observed, 51 % by chance: 0.592: moderate (0.4 to 0.6).
template <class R>
Number<R> kappa(const Number<R>& observed, const Number<R>& chance) {
  return step(kKappa, (observed - chance) / max(1.0 - chance, 1e-12));
}

// Example: 1,000 items three times at 0.005 USD: 15 USD.
template <class R>
Dollars<R> evaluation_cost(const Number<R>& items, const Number<R>& repeats,
                           const Dollars<R>& each) {
  return step(kEvalCost, items * repeats * each);
}

// Example: 70 % of 200 items: 3.2 points.
template <class R>
Number<R> proportion_error(const Number<R>& share, const Number<R>& items) {
  return step(kProportionError, sqrt(share * (1.0 - share) / items));
}

}  // namespace wf::model
