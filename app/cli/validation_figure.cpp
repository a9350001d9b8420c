#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/text.h"
#include "app/cli/validation_view.h"

namespace wf::app {
namespace {

using model::ScoredCase;
using model::Validation;
using widgets::Figure;
using widgets::Line;
using widgets::LineRole;
using widgets::Marker;
using widgets::Point;

constexpr int kSeriesCount = 6;

// The median of a group's measurements: what 1 means where units differ.
double scale_of(const Validation& validation, const std::string& group) {
  std::vector<double> values;
  for (const ScoredCase& each : validation.cases) {
    if (each.measured.group == group && each.factor()) values.push_back(*each.measured.value);
  }
  std::sort(values.begin(), values.end());
  return values.empty() ? 1 : model::quantile(values, 0.5);
}

// y = factor·x from one end to the other.
Line diagonal(double factor, double from, double to, LineRole role, std::string name) {
  return {.name = name,
          .points = {{from, factor * from}, {to, factor * to}},
          .role = role,
          .label = {.text = name, .priority = factor == 1 ? 60 : 30}};
}

}  // namespace

Figure validation_figure(const Validation& validation) {
  Figure figure;
  figure.title = "Predicted against measured";
  std::string unit;
  bool one_unit = true;
  for (const ScoredCase& each : validation.cases) {
    if (!each.factor()) continue;
    if (unit.empty()) unit = each.measured.unit;
    one_unit = one_unit && unit == each.measured.unit;
  }
  figure.x = {.label = one_unit ? "measured" : "measured, over its group's median",
              .unit = one_unit && !unit.empty() ? unit : "1",
              .scale = widgets::Scale::kLog10};
  figure.y = {.label = one_unit ? "predicted" : "predicted, over the same",
              .unit = figure.x.unit,
              .scale = widgets::Scale::kLog10};

  double low = INFINITY, high = 0;
  int series = 0;
  for (const model::Score& score : validation.groups) {
    const double scale = one_unit ? 1 : scale_of(validation, score.group);
    // The group's name stands at its case furthest from the diagonal.
    const std::string& worst = score.worst_id;
    for (const ScoredCase& each : validation.cases) {
      if (each.measured.group != score.group || !each.factor()) continue;
      const Point at{*each.measured.value / scale, *each.prediction.value / scale};
      low = std::min({low, at.x, at.y});
      high = std::max({high, at.x, at.y});
      Marker marker{.name = fmt::format("{}, {}", each.measured.id, score.group),
                    .at = at,
                    .meaning = {.quantity = each.measured.quantity, .wall = {}},
                    .series = series % kSeriesCount};
      if (each.measured.id == worst) marker.label = {.text = score.group, .priority = 70};
      figure.markers.push_back(std::move(marker));
    }
    ++series;
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
  figure.lines.push_back(diagonal(2, low, high, LineRole::kBound, "2×"));
  figure.lines.push_back(diagonal(0.5, low, high, LineRole::kBound, "½×"));
  figure.lines.push_back(diagonal(1.25, low, high, LineRole::kBound, "1.25×"));
  figure.lines.push_back(diagonal(0.8, low, high, LineRole::kBound, "0.8×"));
  figure.lines.push_back(diagonal(1, low, high, LineRole::kReference, "exact"));

  figure.describe = fmt::format(
      "{} cases in {} groups. Overall factor {}, {:.0f} % of all cases within 1.25 times the "
      "measurement and {:.0f} % within 2 times.",
      validation.cases.size(), validation.groups.size(), factor_text(validation.overall_median),
      100 * validation.pooled.within_125, 100 * validation.pooled.within_2);
  return figure;
}

}  // namespace wf::app
