#include "widgets/figure/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace wf::widgets {
namespace {

// Shortest text that reads back as the same number; nothing for what is no number.
std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
}

std::string heading(const std::string& label, const std::string& unit) {
  if (unit == "1" || unit.empty()) return label;
  return label.empty() ? unit : label + " [" + unit + "]";
}

void add_points(Table& table, const std::string& kind, const std::string& name,
                const std::vector<Point>& points) {
  for (const Point& p : points) table.rows.push_back({kind, name, number(p.x), number(p.y)});
}

std::string_view role_name(LineRole role) {
  switch (role) {
    case LineRole::kExpected:
      return "expected";
    case LineRole::kBound:
      return "bound";
    case LineRole::kRule:
      return "rule of thumb";
    case LineRole::kGhost:
      return "before";
    case LineRole::kReference:
      return "reference";
  }
  return "line";
}

Table bars_table(const Figure& figure, const Bars& bars) {
  const Axis& axis = bars.orientation == Orientation::kHorizontal ? figure.x : figure.y;
  Table table{{"category"}, {}};
  for (const BarSeries& group : bars.groups) {
    const std::string name = group.name.empty() ? axis.label : group.name;
    table.columns.push_back(heading(name, axis.unit));
    table.columns.push_back(heading(name.empty() ? "bound" : name + ", bound", axis.unit));
    table.columns.push_back(name.empty() ? "wall" : name + ", wall");
  }
  for (std::size_t i = 0; i < bars.categories.size(); ++i) {
    std::vector<std::string> row = {bars.categories[i]};
    for (const BarSeries& group : bars.groups) {
      const BarValue* v = i < group.values.size() ? &group.values[i] : nullptr;
      row.push_back(v ? number(v->value) : "");
      row.push_back(v && v->bound ? number(*v->bound) : "");
      row.push_back(v && v->meaning.wall ? std::string(wall_name(*v->meaning.wall)) : "");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table stack_table(const Figure& figure, const Stack& stack) {
  const Axis& axis = stack.orientation == Orientation::kHorizontal ? figure.x : figure.y;
  Table table{{"category"}, {}};
  for (const StackPart& part : stack.parts) {
    table.columns.push_back(heading(part.name, axis.unit));
  }
  table.columns.push_back(heading("total", axis.unit));
  table.columns.push_back(heading("capacity", axis.unit));
  for (std::size_t i = 0; i < stack.categories.size(); ++i) {
    std::vector<std::string> row = {stack.categories[i]};
    double total = 0;
    for (const StackPart& part : stack.parts) {
      const bool known = i < part.values.size() && std::isfinite(part.values[i]);
      row.push_back(known ? number(part.values[i]) : "");
      if (known) total += part.values[i];
    }
    row.push_back(number(total));
    row.push_back(stack.capacity ? number(*stack.capacity) : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table diagram_table(const Diagram& diagram) {
  Table table{{"name", "text", "share of the largest", "wall"}, {}};
  for (const Block& block : diagram.blocks) {
    if (block.role == BlockRole::kFrame) continue;
    table.rows.push_back({block.name, block.text,
                          block.role == BlockRole::kSilent ? "" : number(block.fill),
                          block.meaning.wall ? std::string(wall_name(*block.meaning.wall)) : ""});
  }
  return table;
}

}  // namespace

std::optional<double> knob_at(const Handle& handle, double coordinate, Scale scale) {
  std::vector<KnobStop> stops;
  for (const KnobStop& s : handle.stops) {
    const bool usable = std::isfinite(s.coordinate) && std::isfinite(s.knob) &&
                        (scale == Scale::kLinear || s.coordinate > 0);
    if (usable) stops.push_back(s);
  }
  if (stops.empty() || std::isnan(coordinate)) return std::nullopt;
  std::sort(stops.begin(), stops.end(),
            [](const KnobStop& a, const KnobStop& b) { return a.coordinate < b.coordinate; });
  if (coordinate <= stops.front().coordinate) return stops.front().knob;
  if (coordinate >= stops.back().coordinate) return stops.back().knob;
  const auto above = std::upper_bound(stops.begin(), stops.end(), coordinate,
                                      [](double c, const KnobStop& s) { return c < s.coordinate; });
  const KnobStop& a = *(above - 1);
  const KnobStop& b = *above;
  const bool geometric = scale != Scale::kLinear;
  const double t = geometric
                       ? std::log(coordinate / a.coordinate) / std::log(b.coordinate / a.coordinate)
                       : (coordinate - a.coordinate) / (b.coordinate - a.coordinate);
  if (handle.snap == Snap::kToStops) return t < 0.5 ? a.knob : b.knob;
  if (geometric && a.knob > 0 && b.knob > 0) return a.knob * std::pow(b.knob / a.knob, t);
  return a.knob + t * (b.knob - a.knob);
}

Table table_of(const Figure& figure) {
  if (figure.bars) return bars_table(figure, *figure.bars);
  if (figure.stack) return stack_table(figure, *figure.stack);
  if (figure.diagram) return diagram_table(*figure.diagram);
  Table table{{"kind", "name", heading(figure.x.label, figure.x.unit),
               heading(figure.y.label, figure.y.unit)},
              {}};
  for (const WallRegion& wall : figure.walls) {
    const std::string name(wall_name(wall.wall));
    add_points(table, "wall", wall.name.empty() ? name : name + ": " + wall.name, wall.boundary);
  }
  for (const Area& area : figure.areas) {
    add_points(table, "area", area.name, area.upper);
    add_points(table, "area, lower edge", area.name, area.lower);
  }
  for (const Line& line : figure.lines) {
    add_points(table, std::string(role_name(line.role)), line.name, line.points);
  }
  for (const Marker& marker : figure.markers) {
    const bool operating = marker.role == MarkerRole::kOperating;
    add_points(table, operating ? "operating point" : "point", marker.name, {marker.at});
  }
  for (const Annotation& note : figure.annotations) {
    add_points(table, "note", note.text, {note.at});
  }
  return table;
}

}  // namespace wf::widgets
