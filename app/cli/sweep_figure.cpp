#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/cli/sweep_view.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::Sweep;
using model::SweepColumn;
using model::SweepRow;
using model::SweepShow;
using widgets::Figure;
using widgets::Line;
using widgets::LineRole;
using widgets::Marker;
using widgets::Point;

constexpr std::size_t kMostCurves = 6;  // series colours that the figure kit has

// The columns that one picture can show: numbers of the unit of the first.
std::vector<std::size_t> shown_columns(const Sweep& sweep) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < sweep.columns.size(); ++i) {
    if (sweep.columns[i].show == SweepShow::kBinding) continue;
    if (columns.empty() || sweep.columns[i].unit() == sweep.columns[columns[0]].unit()) {
      columns.push_back(i);
    }
  }
  return columns;
}

std::string point_name(const Sweep& sweep, std::size_t axis, std::size_t at) {
  const model::SweepPoint& point = sweep.axes[axis].points[at];
  if (!point.label.empty()) return point.label;
  return model::format_magnitude(point.value, sweep.axes[axis].unit());
}

// What tells a curve from the others: its quantity and the knobs beside the first.
std::string curve_name(const Sweep& sweep, const SweepRow& row, std::size_t column, bool several) {
  std::string name = several ? sweep.columns[column].name : std::string();
  for (std::size_t axis = 1; axis < sweep.axes.size(); ++axis) {
    if (!name.empty()) name += ", ";
    const std::string& path = sweep.axes[axis].path;
    name += fmt::format("{} {}", path.substr(path.rfind('.') + 1),
                        point_name(sweep, axis, row.at[axis]));
  }
  return name;
}

// The rows of one curve: those that differ in the first axis only.
std::vector<const SweepRow*> rows_of_curve(const Sweep& sweep, std::size_t curve,
                                           std::size_t curves) {
  std::vector<const SweepRow*> rows;
  for (std::size_t i = curve; i < sweep.rows.size(); i += curves) rows.push_back(&sweep.rows[i]);
  return rows;
}

// A curve in the colours of the walls that bind along it.
void add_walled(Figure& figure, const std::vector<const SweepRow*>& rows, const Sweep& sweep,
                std::size_t column) {
  const SweepColumn& shown = sweep.columns[column];
  Line line;
  const auto finish = [&] {
    if (line.points.size() > 0) figure.lines.push_back(line);
    line = {};
  };
  for (const SweepRow* row : rows) {
    const auto& value = row->cells[column].number;
    if (!value) {
      finish();
      continue;
    }
    const Point at{sweep.axes[0].points[row->at[0]].value, *value};
    if (!line.points.empty() && line.meaning.wall != row->binding) {
      line.points.push_back(at);
      finish();
      if (row->binding) {
        figure.markers.push_back(
            {.name = fmt::format("{} binds", model::name_of(*row->binding)),
             .at = at,
             .meaning = {.quantity = shown.name, .wall = row->binding},
             .label = {.text = fmt::format("{} binds", model::name_of(*row->binding)),
                       .priority = 75}});
      }
    }
    line.meaning = {.quantity = shown.name, .wall = row->binding};
    line.points.push_back(at);
  }
  finish();
  if (!figure.lines.empty()) figure.lines.back().name = shown.name;  // its label, once
}

void add_series(Figure& figure, const std::vector<const SweepRow*>& rows, const Sweep& sweep,
                std::size_t column, int series, const std::string& name) {
  const SweepColumn& shown = sweep.columns[column];
  Line line{.name = name,
            .meaning = {.quantity = shown.name, .wall = {}},
            .label = {.text = name, .priority = 60},
            .series = series};
  const SweepRow* before = nullptr;
  for (const SweepRow* row : rows) {
    const double x = sweep.axes[0].points[row->at[0]].value;
    const auto& value = row->cells[column].number;
    line.points.push_back({x, value.value_or(NAN)});
    if (before != nullptr && value && row->binding && before->binding &&
        row->binding != before->binding) {
      figure.markers.push_back(
          {.name = fmt::format("{}: {} binds", name, model::name_of(*row->binding)),
           .at = {x, *value},
           .meaning = {.quantity = shown.name, .wall = row->binding},
           .label = {.text = std::string(model::name_of(*row->binding)), .priority = 40}});
    }
    before = row;
  }
  figure.lines.push_back(std::move(line));
}

// Names have no order: a bar for each.
void add_bars(Figure& figure, const Sweep& sweep, const std::vector<std::size_t>& columns,
              std::size_t curves) {
  widgets::Bars bars;
  for (std::size_t at = 0; at < sweep.axes[0].points.size(); ++at) {
    bars.categories.push_back(point_name(sweep, 0, at));
  }
  std::size_t count = 0;
  for (std::size_t column : columns) {
    for (std::size_t curve = 0; curve < curves && count < kMostCurves; ++curve, ++count) {
      const auto rows = rows_of_curve(sweep, curve, curves);
      widgets::BarSeries series{.name = curve_name(sweep, *rows[0], column, columns.size() > 1)};
      const bool alone = columns.size() * curves == 1;
      if (!alone) series.series = static_cast<int>(count);
      for (const SweepRow* row : rows) {
        const auto& value = row->cells[column].number;
        series.values.push_back({.value = value.value_or(NAN),
                                 .meaning = {.quantity = sweep.columns[column].name,
                                             .wall = alone ? row->binding : std::nullopt}});
      }
      bars.groups.push_back(std::move(series));
    }
  }
  figure.bars = std::move(bars);
}

}  // namespace

Figure sweep_figure(const Sweep& sweep) {
  Figure figure;
  const std::vector<std::size_t> columns = shown_columns(sweep);
  if (columns.empty() || sweep.rows.empty() || sweep.axes.empty()) {
    figure.empty_text = "Nothing that is a number was asked for";
    return figure;
  }
  const model::SweepAxis& axis = sweep.axes[0];
  const std::size_t curves = sweep.rows.size() / axis.points.size();
  const SweepColumn& first = sweep.columns[columns[0]];
  figure.title = fmt::format("{} by {}", first.name, axis.path);
  const std::string value_label = columns.size() == 1 ? first.name : std::string();
  if (!axis.numeric()) {
    figure.x = {.label = value_label, .unit = std::string(first.unit())};
    add_bars(figure, sweep, columns, curves);
  } else {
    figure.x = {.label = axis.path,
                .unit = std::string(axis.unit()),
                .scale = axis.logarithmic ? widgets::Scale::kLog10 : widgets::Scale::kLinear};
    figure.y = {.label = value_label, .unit = std::string(first.unit())};
    // Over more than two decades a straight scale shows the largest values only.
    double low = INFINITY, high = 0;
    for (const SweepRow& row : sweep.rows) {
      for (std::size_t column : columns) {
        const auto& value = row.cells[column].number;
        if (!value) continue;
        low = std::min(low, *value), high = std::max(high, *value);
      }
    }
    if (low > 0 && high > 100 * low) figure.y.scale = widgets::Scale::kLog10;
    if (columns.size() * curves == 1) {
      add_walled(figure, rows_of_curve(sweep, 0, 1), sweep, columns[0]);
    } else {
      std::size_t count = 0;
      for (std::size_t column : columns) {
        for (std::size_t curve = 0; curve < curves && count < kMostCurves; ++curve, ++count) {
          const auto rows = rows_of_curve(sweep, curve, curves);
          add_series(figure, rows, sweep, column, static_cast<int>(count),
                     curve_name(sweep, *rows[0], column, columns.size() > 1));
        }
      }
    }
  }
  figure.describe =
      fmt::format("{} for {} values of {}", first.name, axis.points.size(), axis.path);
  const SweepRow* before = nullptr;
  for (const SweepRow* row : rows_of_curve(sweep, 0, curves)) {
    if (before != nullptr && row->binding && before->binding && row->binding != before->binding) {
      figure.describe += fmt::format("; from {} on, {} binds", point_name(sweep, 0, row->at[0]),
                                     model::name_of(*row->binding));
    }
    before = row;
  }
  figure.describe += ".";
  return figure;
}

}  // namespace wf::app
