#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/text.h"
#include "app/cli/validation_view.h"

namespace wf::app {
namespace {

using model::ScoredCase;
using model::Validation;
using widgets::Figure;
using widgets::LineRole;
using widgets::Marker;
using widgets::Point;

constexpr int kSeriesCount = 6;

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
  figure.x = {.label = one_unit ? "measured" : "measured, in multiples of its group's median",
              .unit = one_unit && !unit.empty() ? unit : "1",
              .scale = widgets::Scale::kLog10};
  figure.y = {.label = one_unit ? "predicted" : "predicted, in multiples of the same",
              .unit = figure.x.unit,
              .scale = widgets::Scale::kLog10};

  double low = INFINITY, high = 0;
  int series = 0;
  for (const model::Score& score : validation.groups) {
    std::map<std::string, double> scales;
    // The group's name stands at its case furthest from the diagonal.
    const std::string& worst = score.worst_id;
    for (const ScoredCase& each : validation.cases) {
      if (each.measured.group != score.group || !each.factor()) continue;
      const std::string& quantity = each.measured.quantity;
      if (!scales.contains(quantity)) {
        scales[quantity] = one_unit ? 1 : scale_of(validation, score.group, quantity);
      }
      const double scale = scales[quantity];
      const Point at{*each.measured.value / scale, *each.prediction.value / scale};
      low = std::min({low, at.x, at.y});
      high = std::max({high, at.x, at.y});
      // A name is a label, and hundreds of them would hide the cases.
      Marker marker{
          .at = at, .meaning = {.quantity = quantity, .wall = {}}, .series = series % kSeriesCount};
      if (each.measured.id == worst) {
        marker.name = fmt::format("{}, {}", each.measured.id, score.group);
        marker.label = {.text = score.group, .priority = 70};
      }
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
  figure.lines.push_back({.name = "exact",
                          .points = {{low, low}, {high, high}},
                          .role = LineRole::kReference,
                          .label = {.text = "exact", .priority = 60}});

  figure.describe = fmt::format(
      "{} cases in {} groups. Overall factor {}, {:.0f} % of all cases within 1.25 times the "
      "measurement and {:.0f} % within 2 times.",
      validation.cases.size(), validation.groups.size(), factor_text(validation.overall_median),
      100 * validation.pooled.within_125, 100 * validation.pooled.within_2);
  return figure;
}

}  // namespace wf::app
