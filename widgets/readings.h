#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "model/knobs.h"
#include "model/report.h"

// What widgets ask of the model again and again.

namespace wf::widgets {

// The expected value of a quantity; NaN where the report has none.
inline double expected_of(const model::Report& report, std::string_view id) {
  const model::Reading* reading = report.find(id);
  return reading && reading->value ? *reading->value : std::numeric_limits<double>::quiet_NaN();
}

// Its physical bound; NaN where there is none.
inline double bound_of(const model::Report& report, std::string_view id) {
  const model::Reading* reading = report.find(id);
  return reading && reading->bound ? *reading->bound : std::numeric_limits<double>::quiet_NaN();
}

// A copy of the scenario with one knob turned, kept within the knob's range.
inline model::Scenario with_knob(model::Scenario scenario, std::string_view path, double value) {
  if (const model::Knob* knob = model::find_knob(path)) {
    knob->set(scenario, std::clamp(value, knob->low, knob->high));
  }
  return scenario;
}

// Whole numbers from 1 to `last`, about `per_octave` of them for each doubling.
inline std::vector<double> whole_steps(double last, int per_octave) {
  std::vector<double> steps;
  const double factor = std::pow(2.0, 1.0 / per_octave);
  for (double x = 1; x < last; x *= factor) {
    const double whole = std::round(x);
    if (steps.empty() || whole > steps.back()) steps.push_back(whole);
  }
  if (last >= 1 && (steps.empty() || steps.back() < last)) steps.push_back(std::floor(last));
  return steps;
}

// The value between two ends, on a logarithmic scale, at which a condition turns from true at `low`
// to false at `high`; whole, the last for which it holds.
template <class Holds>
double last_that_holds(double low, double high, const Holds& holds) {
  low = std::floor(low), high = std::ceil(high);
  while (high - low > 1) {
    const double middle = std::floor(low > 0 ? std::sqrt(low * high) : high / 2);
    const double probe = std::clamp(middle, low + 1, high - 1);
    (holds(probe) ? low : high) = probe;
  }
  return low;
}

}  // namespace wf::widgets
