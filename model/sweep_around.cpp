#include <algorithm>
#include <cmath>

#include "model/knob_values.h"
#include "model/sweep.h"

namespace wf::model {
namespace {

constexpr int kPoints = 65;
constexpr double kReach = 16;  // times more and less than now

}  // namespace

std::optional<SweepAxis> axis_around(const Scenario& scenario, const Knob& knob) {
  if (!has_section(scenario, knob.term.id)) return std::nullopt;
  SweepAxis axis{std::string(knob.term.id), &knob, false, {}};
  const auto add = [&](double value, std::string label = {}) {
    axis.points.push_back({value, std::move(label), nullptr, nullptr});
  };
  if (knob.kind == KnobKind::kChoice) {
    const std::size_t count = knob.choices.empty() ? 2 : knob.choices.size();
    for (std::size_t i = 0; i < count; ++i) {
      add(static_cast<double>(i),
          knob.choices.empty() ? (i == 0 ? "no" : "yes") : std::string(knob.choices[i]));
    }
    return axis;
  }
  const double now = std::clamp(value_taken(scenario, knob).value_or(knob.initial), knob.low,
                                std::max(knob.low, knob.high));
  if (const auto stops = legal_stops(scenario, knob); !stops.empty()) {
    axis.logarithmic = stops.back() > 8 * stops.front();
    for (const double stop : stops) add(stop);
    return axis;
  }
  double low = knob.low;
  double high = knob.high;
  axis.logarithmic = now > 0 && is_wide(knob);
  if (axis.logarithmic) {
    low = std::max(low, now / kReach), high = std::min(high, now * kReach);
  } else if (now > 0 && high > kReach * now) {
    high = kReach * now;
  }
  const bool whole = knob.kind == KnobKind::kCount;
  std::vector<double> values{now};  // the present point lies on the curve
  for (int i = 0; i < kPoints; ++i) {
    const double share = static_cast<double>(i) / (kPoints - 1);
    double value =
        axis.logarithmic ? low * std::pow(high / low, share) : low + (high - low) * share;
    if (i == kPoints - 1) value = high;
    values.push_back(whole ? std::round(value) : value);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (const double value : values) add(value);
  return axis;
}

}  // namespace wf::model
