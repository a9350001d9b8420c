#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/figure/draft.h"

namespace wf::widgets {
namespace {

class Extent {
 public:
  explicit Extent(Scale scale) : logarithmic_(scale != Scale::kLinear) {}
  void include(double value) {
    if (!std::isfinite(value) || (logarithmic_ && value <= 0)) return;
    from_ = std::min(from_, value);
    to_ = std::max(to_, value);
  }
  bool empty() const { return from_ > to_; }
  double from() const { return from_; }
  double to() const { return to_; }

 private:
  bool logarithmic_;
  double from_ = std::numeric_limits<double>::infinity();
  double to_ = -std::numeric_limits<double>::infinity();
};

void include_points(Extent& extent, const std::vector<Point>& points, Direction direction) {
  for (const Point& p : points) {
    if (std::isfinite(p.x) && std::isfinite(p.y)) {
      extent.include(direction == Direction::kX ? p.x : p.y);
    }
  }
}

bool is_value_axis(Orientation orientation, Direction direction) {
  return (orientation == Orientation::kHorizontal) == (direction == Direction::kX);
}

void include_bars(Extent& extent, const Bars& bars) {
  extent.include(bars.base);
  for (const BarSeries& group : bars.groups) {
    for (const BarValue& value : group.values) {
      extent.include(value.value);
      if (value.bound) extent.include(*value.bound);
    }
  }
}

void include_stack(Extent& extent, const Stack& stack) {
  extent.include(0);
  if (stack.capacity) extent.include(*stack.capacity);
  for (std::size_t i = 0; i < stack.categories.size(); ++i) {
    double total = 0;
    for (const StackPart& part : stack.parts) {
      if (i < part.values.size() && std::isfinite(part.values[i])) {
        total += std::max(part.values[i], 0.0);
      }
    }
    extent.include(total);
  }
}

Range widened(double from, double to, Scale scale, bool from_base) {
  if (scale != Scale::kLinear) {
    if (from == to) return {from / 2, to * 2};
    const double pad = std::pow(to / from, 0.05);
    return {from / pad, to * pad};
  }
  const double span = to - from;
  if (!(span > 1e-12 * std::max(std::fabs(from), std::fabs(to)))) {
    const double half = from == 0 ? 1 : 0.5 * std::fabs(from);
    return from == 0 ? Range{0, 1} : Range{from - half, to + half};
  }
  // A range that nearly reaches zero shows zero: lengths then compare truly.
  if (from >= 0 && (from_base || from < 0.5 * to)) return {0, to + 0.06 * to};
  if (to <= 0 && from_base) return {from + 0.06 * from, 0};
  return {from - 0.05 * span, to + 0.05 * span};
}

}  // namespace

const std::vector<std::string>* categories_of(const Figure& figure) {
  if (figure.bars) return &figure.bars->categories;
  if (figure.stack) return &figure.stack->categories;
  return nullptr;
}

Orientation orientation_of(const Figure& figure) {
  if (figure.bars) return figure.bars->orientation;
  if (figure.stack) return figure.stack->orientation;
  return Orientation::kVertical;
}

bool has_values(const Figure& figure) {
  const auto any_point = [&](const std::vector<Point>& points) {
    return std::any_of(points.begin(), points.end(), [&](const Point& p) {
      return std::isfinite(p.x) && std::isfinite(p.y) &&
             (figure.x.scale == Scale::kLinear || p.x > 0) &&
             (figure.y.scale == Scale::kLinear || p.y > 0);
    });
  };
  for (const Line& line : figure.lines) {
    if (any_point(line.points)) return true;
  }
  for (const Area& area : figure.areas) {
    if (any_point(area.upper)) return true;
  }
  for (const Marker& marker : figure.markers) {
    if (any_point({marker.at})) return true;
  }
  if (figure.diagram) {
    for (const Block& block : figure.diagram->blocks) {
      if (any_point({block.from, block.to})) return true;
    }
  }
  const auto any_finite = [](const auto& values, auto get) {
    return std::any_of(values.begin(), values.end(),
                       [&](const auto& v) { return std::isfinite(get(v)); });
  };
  if (figure.bars && !figure.bars->categories.empty()) {
    for (const BarSeries& group : figure.bars->groups) {
      if (any_finite(group.values, [](const BarValue& v) { return v.value; })) return true;
    }
  }
  if (figure.stack && !figure.stack->categories.empty()) {
    for (const StackPart& part : figure.stack->parts) {
      if (any_finite(part.values, [](double v) { return v; })) return true;
    }
  }
  return false;
}

Range range_of(const Figure& figure, Direction direction) {
  const Axis& axis = direction == Direction::kX ? figure.x : figure.y;
  const auto* categories = categories_of(figure);
  const bool value_axis = is_value_axis(orientation_of(figure), direction);
  if (categories && !value_axis) {
    return {-0.5, std::max<double>(1, static_cast<double>(categories->size())) - 0.5};
  }
  Extent extent(axis.scale);
  if (figure.diagram) {
    for (const Block& block : figure.diagram->blocks) {
      include_points(extent, {block.from, block.to}, direction);
    }
  }
  for (const Line& line : figure.lines) {
    const bool all_along_x = line.role == LineRole::kReference && line.points.size() == 1;
    if (all_along_x && direction == Direction::kX) continue;
    include_points(extent, line.points, direction);
  }
  for (const Area& area : figure.areas) {
    include_points(extent, area.upper, direction);
    include_points(extent, area.lower, direction);
    if (direction == Direction::kY && area.lower.empty() && !area.upper.empty()) {
      extent.include(area.base);
    }
  }
  if (figure.bars) include_bars(extent, *figure.bars);
  if (figure.stack) include_stack(extent, *figure.stack);
  for (const Marker& marker : figure.markers) include_points(extent, {marker.at}, direction);
  for (const Handle& handle : figure.handles) include_points(extent, {handle.at}, direction);
  for (const Annotation& note : figure.annotations) include_points(extent, {note.at}, direction);
  double room_below = 0;  // shares of the range that a wall needs in order to be seen
  double room_above = 0;
  for (const WallRegion& wall : figure.walls) {
    const bool across = wall.side == Side::kAbove || wall.side == Side::kBelow;
    if (across != (direction == Direction::kY) && wall.boundary.size() < 2) continue;
    for (const Point& p : wall.boundary) extent.include(direction == Direction::kX ? p.x : p.y);
    if (across != (direction == Direction::kY)) continue;
    (wall.side == Side::kAbove || wall.side == Side::kRight ? room_above : room_below) = 0.15;
  }
  const bool has_base = figure.bars || figure.stack || !figure.areas.empty();
  Range range = {axis.scale == Scale::kLinear ? 0.0 : 1.0,
                 axis.scale == Scale::kLog2 ? 16.0 : 10.0};
  if (axis.scale == Scale::kLinear) range.to = 1;
  if (!extent.empty()) range = widened(extent.from(), extent.to(), axis.scale, has_base);
  if (axis.scale == Scale::kLinear) {
    const double span = range.to - range.from;
    range.to += room_above * span;
    range.from -= room_below * span;
  } else {
    const double ratio = range.to / range.from;
    range.to *= std::pow(ratio, room_above);
    range.from /= std::pow(ratio, room_below);
  }
  const auto usable = [&](double v) {
    return std::isfinite(v) && (axis.scale == Scale::kLinear || v > 0);
  };
  Range fixed = range;
  if (axis.from && usable(*axis.from)) fixed.from = *axis.from;
  if (axis.to && usable(*axis.to)) fixed.to = *axis.to;
  // A subnormal or astronomically wide range has no pixels to stand on.
  const double span = axis.scale == Scale::kLinear ? fixed.to - fixed.from : fixed.to / fixed.from;
  if (!(fixed.from < fixed.to) || !std::isfinite(span)) fixed = range;
  const double final_span =
      axis.scale == Scale::kLinear ? fixed.to - fixed.from : fixed.to / fixed.from;
  const bool sound = fixed.from < fixed.to && std::isfinite(final_span) &&
                     (axis.scale == Scale::kLinear || fixed.from > 0);
  return sound ? fixed : Range{axis.scale == Scale::kLinear ? 0.0 : 1.0, 10.0};
}

}  // namespace wf::widgets
