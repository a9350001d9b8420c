#include "app/analysis/knob_sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/cli/text.h"
#include "app/cli/tornado_view.h"
#include "app/explorer/knob_edit.h"
#include "model/knob_values.h"
#include "model/sweep.h"

namespace wf::app {
namespace {

using model::Knob;
using model::Scenario;
using model::Sweep;
using model::SweepRow;
using widgets::Figure;

constexpr std::size_t kValue = 0, kBound = 1;  // columns

Sweep run(const Scenario& scenario, const Knob& knob, const model::SweepAxis& axis,
          const model::Term& quantity) {
  Scenario base = scenario;
  // The replicas follow, so that the cluster stays whole.
  if (model::lays_out(knob.term.id) && knob.term.id != "parallel.dp") base.parallel.dp.reset();
  const std::string id(quantity.id);
  return model::run_sweep(base, {axis},
                          {{id, model::SweepShow::kValue, &quantity, {}},
                           {id + ".bound", model::SweepShow::kBound, &quantity, {}}},
                          1);
}

double x_of(const Sweep& sweep, const SweepRow& row) {
  return sweep.axes[0].points[row.at[0]].value;
}

struct Extent {
  double low = INFINITY;
  double high = -INFINITY;
  void add(const Sweep& sweep) {
    for (const SweepRow& row : sweep.rows) {
      for (const model::SweepCell& cell : row.cells) {
        if (!cell.number) continue;
        low = std::min(low, *cell.number), high = std::max(high, *cell.number);
      }
    }
  }
};

// The axis holds every value, from zero where that costs no detail.
void set_value_axis(Figure& figure, const Extent& extent) {
  constexpr double kDecades = 30;
  if (!(extent.low <= extent.high)) return;
  if (extent.low > 0 && extent.high > kDecades * extent.low) {
    figure.y.scale = widgets::Scale::kLog10;
    figure.y.from = extent.low / 1.4, figure.y.to = extent.high * 1.6;
    return;
  }
  const double room = std::max(extent.high - extent.low, 0.05 * std::fabs(extent.high));
  const bool near_zero = extent.low >= 0 && extent.low < 0.6 * extent.high;
  figure.y.from = near_zero ? 0 : extent.low - 0.15 * room;
  figure.y.to = extent.high + 0.2 * room;
}

// The ground under the curve in the colour of the wall that binds there, by its name, and the
// curve above it. A stretch ends where the next begins.
void add_walled_curve(Figure& figure, const Sweep& sweep, const model::Term& quantity) {
  widgets::Area area;
  const auto finish = [&] {
    if (area.upper.size() > 1 && area.meaning.wall) {
      const std::string name(model::name_of(*area.meaning.wall));
      figure.lines.push_back({.name = std::string(short_name(quantity)),
                              .points = area.upper,
                              .meaning = area.meaning,
                              .label = {" ", 0}});
      area.name = name;
      area.label = {name + " binds", 75};
      area.base = figure.y.from.value_or(0);
      figure.areas.push_back(area);
    }
    area = {};
  };
  for (const SweepRow& row : sweep.rows) {
    const auto& value = row.cells[kValue].number;
    if (!value) {
      finish();
      continue;
    }
    const widgets::Point at{x_of(sweep, row), *value};
    if (!area.upper.empty() && area.meaning.wall != row.binding) {
      area.upper.push_back(at);
      finish();
    }
    area.meaning = {std::string(quantity.id), row.binding};
    area.upper.push_back(at);
  }
  finish();
}

void add_line(Figure& figure, const Sweep& sweep, std::size_t column, const std::string& name,
              widgets::LineRole role, const std::string& quantity) {
  widgets::Line line{.name = name, .role = role, .meaning = {quantity, {}}, .label = {name, 55}};
  bool any = false;
  for (const SweepRow& row : sweep.rows) {
    const auto& value = row.cells[column].number;
    any |= value.has_value();
    line.points.push_back({x_of(sweep, row), value.value_or(NAN)});
  }
  if (any) figure.lines.push_back(std::move(line));
}

std::optional<double> value_at(const Sweep& sweep, double x) {
  for (const SweepRow& row : sweep.rows) {
    if (x_of(sweep, row) == x) return row.cells[kValue].number;
  }
  return std::nullopt;
}

// "Memory bandwidth binds; from 96 on budget does."
std::string walls_along(const Sweep& sweep, const Knob& knob) {
  std::string words;
  std::optional<model::Wall> before;
  for (const SweepRow& row : sweep.rows) {
    if (!row.binding || row.binding == before) continue;
    const std::string_view name = model::name_of(*row.binding);
    const std::string from = knob_value_text(knob, x_of(sweep, row));
    words += before ? fmt::format("; from {} on {} does", from, name)
                    : fmt::format("From {} on {} binds", from, name);
    before = row.binding;
  }
  return words.empty() ? words : words + ".";
}

void add_bars(Figure& figure, const Sweep& sweep, const model::Term& quantity, double now) {
  widgets::Bars bars;
  widgets::BarSeries series;
  for (const SweepRow& row : sweep.rows) {
    const bool here = x_of(sweep, row) == now;
    const auto& value = row.cells[kValue].number;
    bars.categories.push_back(sweep.axes[0].points[row.at[0]].label + (here ? ", now" : ""));
    series.values.push_back({.value = value.value_or(NAN),
                             .bound = row.cells[kBound].number,
                             .meaning = {std::string(quantity.id), row.binding},
                             .text = value_text(value, quantity.unit)});
  }
  bars.groups.push_back(std::move(series));
  figure.bars = std::move(bars);
  figure.x = {.label = std::string(short_name(quantity)), .unit = std::string(quantity.unit)};
}

}  // namespace

KnobSweep knob_sweep(const Scenario& scenario, const Knob& knob, const model::Term& quantity,
                     const Pinned* pinned) {
  KnobSweep result;
  Figure& figure = result.figure;
  const std::string label = knob_label(knob);
  figure.title = fmt::format("{} by {}", short_name(quantity), label);
  figure.empty_text = "This quantity has no value along this knob";
  const auto axis = model::axis_around(scenario, knob);
  if (!axis) return result;
  if (axis->numeric() && axis->points.size() < 2) {
    figure.empty_text =
        fmt::format("{} can only be {} here", label, knob_value_text(knob, axis->points[0].value));
    result.words = figure.empty_text + ".";
    return result;
  }
  const Sweep sweep = run(scenario, knob, *axis, quantity);
  const double now = model::value_taken(scenario, knob).value_or(knob.initial);
  const auto here = value_at(sweep, now);
  const std::string stands =
      fmt::format("{} {}: {}", label, knob_value_text(knob, now), value_text(here, quantity.unit));
  if (!axis->numeric()) {
    add_bars(figure, sweep, quantity, now);
    result.words = stands + ".";
    for (const SweepRow& row : sweep.rows) {
      if (!row.binding) continue;
      result.words += fmt::format(" {}: {} binds.", axis->points[row.at[0]].label,
                                  model::name_of(*row.binding));
    }
    figure.describe = result.words;
    return result;
  }
  figure.x = {.label = label,
              .unit = std::string(knob.term.unit),
              .scale = axis->logarithmic ? widgets::Scale::kLog10 : widgets::Scale::kLinear,
              .from = axis->points.front().value,
              .to = axis->points.back().value};
  figure.y = {.label = std::string(short_name(quantity)), .unit = std::string(quantity.unit)};
  Extent extent;
  extent.add(sweep);
  std::optional<Sweep> ghost;
  if (pinned != nullptr) {
    ghost = run(pinned->scenario, knob, *axis, quantity);
    extent.add(*ghost);
  }
  set_value_axis(figure, extent);
  const std::string id(quantity.id);
  add_walled_curve(figure, sweep, quantity);
  add_line(figure, sweep, kBound, "bound", widgets::LineRole::kBound, id);
  if (ghost) add_line(figure, *ghost, kValue, "A", widgets::LineRole::kGhost, id);
  if (here) {
    figure.markers.push_back({.name = "now",
                              .at = {now, *here},
                              .role = widgets::MarkerRole::kOperating,
                              .meaning = {id, {}},
                              .label = {fmt::format("{}: {}", knob_value_text(knob, now),
                                                    value_text(here, quantity.unit)),
                                        95}});
    widgets::Handle handle{.at = {now, *here}, .knob = std::string(knob.term.id)};
    for (const model::SweepPoint& point : axis->points) {
      handle.stops.push_back({point.value, point.value});
    }
    if (!model::legal_stops(scenario, knob).empty()) handle.snap = widgets::Snap::kToStops;
    figure.handles.push_back(std::move(handle));
  }
  result.words = stands + ". " + walls_along(sweep, knob);
  figure.describe = fmt::format("{} for {} values of {}. {}", short_name(quantity),
                                axis->points.size(), label, result.words);
  return result;
}

}  // namespace wf::app
