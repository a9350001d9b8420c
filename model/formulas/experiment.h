#pragma once

#include "model/formulas/evaluation.h"
#include "model/inputs.h"

// An A/B test and the judging of a set, from the evaluation section of a workload.
namespace wf::model {

inline constexpr Term kRequestsPerArm{.id = "evaluation.requests_per_arm",
                                      .symbol = "n_req",
                                      .unit = "1",
                                      .sentence =
                                          "Requests in each arm, when those of one user "
                                          "are not independent.",
                                      .source = "n·(1 + (m − 1)·ρ)",
                                      .name = "Requests an arm"};

template <class R>
struct ExperimentEstimate {
  Number<R> samples, rule_samples, design_effect, requests, detectable, standard_error;
  Seconds<R> duration, weeks;
  Dollars<R> cost;
};

// Example: 60 % against 62 %, 100,000 requests a day, all in the test: 9,332 an arm, 4.5 h, and so
// one week.
template <class R>
ExperimentEstimate<R> estimate_experiment(const Inputs<R>& in) {
  const auto& test = in.evaluation;
  ExperimentEstimate<R> e;
  e.samples = samples_per_arm(test.baseline, test.effect, test.significance, test.power);
  e.rule_samples = rule_samples_per_arm(test.baseline, test.effect);
  e.design_effect = design_effect(test.per_user, test.correlation);
  e.requests = step(kRequestsPerArm, e.samples * e.design_effect);
  const PerSecond<R> eligible = test.per_day / Seconds<R>(R(86400.0));
  e.duration = test_duration(e.requests, eligible, test.share);
  e.weeks = whole_weeks(e.duration);
  // What the traffic of those weeks could show.
  e.detectable = detectable_difference(test.baseline,
                                       0.5 * (e.weeks * eligible * test.share) / e.design_effect);
  e.standard_error = proportion_error(test.baseline, test.items);
  e.cost = evaluation_cost(test.items, test.repeats, test.judge_price);
  return e;
}

}  // namespace wf::model
