#include "widgets/validation_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "widgets/figure/palette.h"

namespace wf::widgets {
namespace {

using model::ScoredCase;
using model::Validation;

constexpr int kSeries = static_cast<int>(kSeriesCount);

// The median of a group's measurements of a quantity: what 1 means where units differ.
double scale_of(const Validation& validation, const std::string& group,
                const std::string& quantity) {
  std::vector<double> values;
  for (const ScoredCase& each : validation.cases) {
    if (each.measured.group != group || each.measured.quantity != quantity) continue;
    if (each.factor()) values.push_back(*each.measured.value);
  }
  std::sort(values.begin(), values.end());
  return values.empty() ? 1 : model::quantile(values, 0.5);
}

}  // namespace

Figure validation_figure(const Validation& validation, const ValidationChoice& choice) {
  Figure figure;
  figure.title = "Predicted against measured";
  std::string unit;
  bool one_unit = true;
  const auto looked_at = [&](const std::string& group) {
    return choice.group.empty() || choice.group == group;
  };
  for (const ScoredCase& each : validation.cases) {
    if (!each.factor() || !looked_at(each.measured.group)) continue;
    if (unit.empty()) unit = each.measured.unit;
    one_unit = one_unit && unit == each.measured.unit;
  }
  figure.x = {.label = one_unit ? "measured" : "measured, in multiples of its group's median",
              .unit = one_unit && !unit.empty() ? unit : "1",
              .scale = Scale::kLog10};
  figure.y = {.label = one_unit ? "predicted" : "predicted, in multiples of the same",
              .unit = figure.x.unit,
              .scale = Scale::kLog10};

  double low = INFINITY, high = 0;
  int series = 0;
  for (const model::Score& score : validation.groups) {
    const int own = series++ % kSeries;
    if (!looked_at(score.group)) continue;
    std::map<std::string, double> scales;
    for (const ScoredCase& each : validation.cases) {
      const model::MeasuredCase& measured = each.measured;
      if (measured.group != score.group || !each.factor()) continue;
      if (!scales.contains(measured.quantity)) {
        scales[measured.quantity] =
            one_unit ? 1 : scale_of(validation, score.group, measured.quantity);
      }
      const double scale = scales[measured.quantity];
      const Point at{*measured.value / scale, *each.prediction.value / scale};
      low = std::min({low, at.x, at.y});
      high = std::max({high, at.x, at.y});
      // A name is a label, and hundreds of them would hide the cases.
      Marker marker{.name = fmt::format("{}, {}", measured.id, measured.group),
                    .at = at,
                    .meaning = {.quantity = measured.id, .wall = {}},
                    .label = {.text = {}, .priority = 0},
                    .series = own};
      // The group's name stands at its case furthest from the diagonal.
      if (measured.id == score.worst_id) marker.label = {.text = score.group, .priority = 70};
      if (measured.id == choice.id) {
        marker.role = MarkerRole::kOperating;
        marker.label = {.text = fmt::format("{}\n{:.2f}×", measured.id, *each.ratio()),
                        .priority = 95};
      }
      figure.markers.push_back(std::move(marker));
    }
  }
  if (!(high > 0)) {
    figure.empty_text = "No case has both a measurement and a prediction";
    figure.describe = figure.empty_text + ".";
    return figure;
  }
  low /= 1.5, high *= 1.5;
  figure.x.from = figure.y.from = low;
  figure.x.to = figure.y.to = high;
  figure.areas.push_back({.name = "within 2×",
                          .upper = {{low, 2 * low}, {high, 2 * high}},
                          .lower = {{low, low / 2}, {high, high / 2}}});
  figure.areas.push_back({.name = "within 1.25×",
                          .upper = {{low, 1.25 * low}, {high, 1.25 * high}},
                          .lower = {{low, low / 1.25}, {high, high / 1.25}}});
  figure.lines.push_back({.name = "exact",
                          .points = {{low, low}, {high, high}},
                          .role = LineRole::kReference,
                          .label = {.text = "exact", .priority = 60}});

  if (!choice.group.empty()) {
    figure.title += fmt::format(": {}", choice.group);
    for (const model::Score& score : validation.groups) {
      if (score.group != choice.group || !score.median) continue;
      figure.describe = fmt::format(
          "{} cases of {}. Median factor {:.2f}, {:.0f} % within 1.25 times the measurement and "
          "{:.0f} % within 2 times.",
          score.cases, score.group, *score.median, 100 * score.within_125, 100 * score.within_2);
    }
    return figure;
  }
  figure.describe = fmt::format(
      "{} cases in {} groups. Overall factor {:.2f}, {:.0f} % of all cases within 1.25 times the "
      "measurement and {:.0f} % within 2 times.",
      validation.cases.size(), validation.groups.size(), validation.overall_median.value_or(1),
      100 * validation.pooled.within_125, 100 * validation.pooled.within_2);
  return figure;
}

}  // namespace wf::widgets
