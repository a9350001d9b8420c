#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "widgets/figure/draft.h"

namespace wf::widgets {
namespace {

const Paint kInkPaint{Role::kInk, 0, 1};

const Axis& value_axis(const Figure& figure) {
  return orientation_of(figure) == Orientation::kHorizontal ? figure.x : figure.y;
}

// Bars run along one axis and stand side by side on the other; these turn (along, across) into
// a box for either orientation.
Box turned(Orientation orientation, double along_a, double along_b, double across_a,
           double across_b) {
  const Box box = {std::min(along_a, along_b), std::min(across_a, across_b),
                   std::max(along_a, along_b), std::max(across_a, across_b)};
  if (orientation == Orientation::kHorizontal) return box;
  return {box.top, box.left, box.bottom, box.right};
}

std::vector<Pixel> corners(const Box& b) {
  return {{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}};
}

struct Lanes {
  Orientation orientation;
  const AxisMap& values;
  const AxisMap& categories;
  double pitch;
};

Lanes lanes_of(const Draft& d) {
  const Orientation orientation = orientation_of(d.figure);
  const bool horizontal = orientation == Orientation::kHorizontal;
  const AxisMap& values = horizontal ? d.out.x : d.out.y;
  const AxisMap& categories = horizontal ? d.out.y : d.out.x;
  return {orientation, values, categories,
          std::fabs(categories.to_pixel(1) - categories.to_pixel(0))};
}

double held(const AxisMap& map, double value) {
  if (map.scale != Scale::kLinear && !(value > 0)) return map.pixel_from;
  return map.to_pixel(std::clamp(value, map.from, map.to));
}

void draw_bar(Draft& d, const Lanes& lanes, const BarSeries& group, int group_index,
              std::size_t category, double across, double thickness) {
  const BarValue& value = group.values[category];
  if (!std::isfinite(value.value)) return;
  const Bars& bars = *d.figure.bars;
  std::string name = bars.categories[category];
  if (!group.name.empty() && bars.groups.size() > 1) name += ", " + group.name;
  const int element = d.add_element(name, value.meaning);
  std::optional<int> series = group.series;
  if (!series && bars.groups.size() > 1) series = group_index;
  Paint paint = paint_of(value.meaning, series);
  if (paint.role == Role::kInk) paint.role = Role::kMuted;
  const double base = held(lanes.values, bars.base);
  const double end = held(lanes.values, value.value);
  const Box box = turned(lanes.orientation, base, end, across, across + thickness);
  d.add(Layer::kFills, Polygon{corners(box), paint}, element);
  std::vector<std::string> lines = {
      name, model::format_magnitude(value.value, value_axis(d.figure).unit)};
  Box reach = box;
  if (value.bound && std::isfinite(*value.bound)) {
    const double at = held(lanes.values, *value.bound);
    const Box tick =
        turned(lanes.orientation, at, at, across - 0.12 * thickness, across + 1.12 * thickness);
    d.add(
        Layer::kMarks,
        Polyline{{{tick.left, tick.top}, {tick.right, tick.bottom}}, 1.2 * d.stroke, kInkPaint, {}},
        element);
    lines.push_back("bound: " + model::format_magnitude(*value.bound, value_axis(d.figure).unit));
    // A whisker joins the bar to its bound.
    const Box whisker =
        turned(lanes.orientation, end, at, across + thickness / 2, across + thickness / 2);
    d.add(Layer::kFrame,
          Polyline{{{whisker.left, whisker.top}, {whisker.right, whisker.bottom}},
                   1.2 * d.stroke,
                   kInkPaint,
                   {}},
          element);
    reach = {std::min(reach.left, tick.left), std::min(reach.top, tick.top),
             std::max(reach.right, tick.right), std::max(reach.bottom, tick.bottom)};
  }
  d.out.bars.push_back({element, box, lines});
  d.obstacles.solids.push_back({element, box, true});

  LabelRequest label = make_label(d, bar_text(d.figure, value), 60, element, {}, {});
  const bool negative = value.value < bars.base;
  const double gap = 0.4 * d.em;
  const Pixel centre = box.centre();
  if (lanes.orientation == Orientation::kHorizontal) {
    const double left = negative ? reach.left - gap - label.width : reach.right + gap;
    // Past a marker at the bar's end; where there is no room before the axis, behind the base.
    for (int step = 0; step < 3; ++step) {
      const double past = step * 0.9 * d.em * (negative ? -1 : 1);
      label.candidates.push_back({{left + past, centre.y - label.height / 2},
                                  0.4 * step,
                                  negative ? Anchor::kEnd : Anchor::kStart,
                                  {}});
    }
    if (negative) {
      label.candidates.push_back(
          {{reach.right + gap, centre.y - label.height / 2}, 1, Anchor::kStart, {}});
    }
  } else {
    const double top = negative ? reach.bottom + gap * 0.4 : reach.top - gap * 0.4 - label.height;
    label.candidates.push_back({{centre.x - label.width / 2, top}, 0, Anchor::kMiddle, {}});
  }
  d.requests.push_back(std::move(label));
}

// A part's name and amount stand inside it; where that is too narrow, its name does, there or
// beside the bar with a leader, unless it `repeats` what stands beside the bar before.
void label_part(Draft& d, const Box& box, const StackPart& part, const std::string& amount,
                int element, const Paint& edge, std::optional<int> series, bool repeats) {
  if (!part.labelled) return;
  const int group = static_cast<int>(d.requests.size()) + 1000000;
  int priority = 58;
  for (const std::string& text : {part.name + "\n" + amount, part.name + " " + amount, part.name}) {
    LabelRequest label = make_label(d, text, priority--, element, {}, {});
    label.group = group;
    label.limit = 3;
    const double slack_x = box.width() - label.width - 0.8 * d.em;
    const double slack_y = box.height() - label.height;
    if (slack_x < 0 || slack_y < 0) continue;
    for (double at : {0.5, 0.25, 0.75, 0.0, 1.0}) {
      const bool wide = box.width() > box.height();
      const double x = box.left + 0.4 * d.em + slack_x * (wide ? at : 0.5);
      const double y = box.top + slack_y * (wide ? 0.5 : at);
      label.candidates.push_back({{x, y}, std::fabs(at - 0.5), Anchor::kMiddle, {}});
    }
    d.requests.push_back(std::move(label));
  }
  if (repeats) return;
  for (const std::string& text : {part.name + " " + amount, part.name}) {
    LabelRequest label = make_label(d, text, priority--, element, {}, {});
    label.group = group;
    label.glyph = series ? series_shape(*series) : wall_shape(*part.meaning.wall);
    label.glyph_paint = edge;
    label.width += kGlyphAdvance * d.em;
    const bool horizontal = orientation_of(d.figure) == Orientation::kHorizontal;
    for (int step = 0; step < 8; ++step) {
      const double shift = (step % 2 ? 1 : -1) * ((step + 1) / 2) * 2.0 * d.em;
      if (horizontal) {
        const double left = box.centre().x - label.width / 2 + shift;
        label.candidates.push_back(
            {{left, box.bottom + 0.7 * d.em}, 0.4 * step, Anchor::kStart, box.centre()});
        label.candidates.push_back({{left, box.top - 0.7 * d.em - label.height},
                                    0.2 + 0.4 * step,
                                    Anchor::kStart,
                                    box.centre()});
      } else {
        const double top = box.centre().y - label.height / 2 + shift / 2;
        label.candidates.push_back({{box.right + 0.5 * d.em, top}, 0.4 * step, Anchor::kStart, {}});
        label.candidates.push_back(
            {{box.left - 0.5 * d.em - label.width, top}, 0.1 + 0.4 * step, Anchor::kStart, {}});
      }
    }
    d.requests.push_back(std::move(label));
  }
}

// The blocks of a part: thin lines between them, of so many together that they can be told apart.
void draw_pieces(Draft& d, const Box& box, double pieces, int element, Paint paint) {
  if (!(pieces > 1) || !std::isfinite(pieces)) return;
  const bool horizontal = orientation_of(d.figure) == Orientation::kHorizontal;
  const double length = horizontal ? box.width() : box.height();
  const double least = 0.45 * d.em;
  double together = 1;
  while (length / pieces * together < least) together *= 2;
  paint.alpha = 0.45;
  for (double at = together; at < pieces; at += together) {
    const double share = at / pieces;
    const Pixel from = horizontal ? Pixel{box.left + share * length, box.top}
                                  : Pixel{box.left, box.bottom - share * length};
    const Pixel to = horizontal ? Pixel{from.x, box.bottom} : Pixel{box.right, from.y};
    d.add(Layer::kFills, Polyline{{from, to}, d.stroke, paint, {}}, element);
  }
}

}  // namespace

std::string bar_text(const Figure& figure, const BarValue& value) {
  if (!value.text.empty()) return value.text;
  // Above upright bars there is no room for a unit, where numbers are not scaled by one anyway.
  const std::string& unit = value_axis(figure).unit;
  const bool bare = figure.bars && figure.bars->orientation == Orientation::kVertical &&
                    (unit == "USD" || unit == "tokens" || unit == "tokens/s" || unit == "1/s");
  return model::format_magnitude(value.value, bare ? "1" : unit);
}

void draw_bars(Draft& d) {
  const Bars& bars = *d.figure.bars;
  const Lanes lanes = lanes_of(d);
  if (bars.groups.empty()) return;
  // Bars take three fifths of their lane, but no bar is fatter than its value needs.
  const auto count = static_cast<double>(bars.groups.size());
  const double thickness =
      std::min(0.62 * lanes.pitch / count,
               (lanes.orientation == Orientation::kHorizontal ? 2.0 : 3.4) * d.em);
  for (std::size_t category = 0; category < bars.categories.size(); ++category) {
    const double centre = lanes.categories.to_pixel(static_cast<double>(category));
    double across = centre - thickness * count / 2;
    for (std::size_t g = 0; g < bars.groups.size(); ++g, across += thickness) {
      if (category >= bars.groups[g].values.size()) continue;
      draw_bar(d, lanes, bars.groups[g], static_cast<int>(g), category, across, 0.92 * thickness);
    }
  }
}

void draw_stack(Draft& d) {
  const Stack& stack = *d.figure.stack;
  const Lanes lanes = lanes_of(d);
  const bool horizontal = lanes.orientation == Orientation::kHorizontal;
  const std::string& unit = value_axis(d.figure).unit;
  const double thickness = std::min(0.62 * lanes.pitch, 4.5 * d.em);
  const int wall_index = static_cast<int>(stack.wall);
  std::vector<int> elements;
  for (const StackPart& part : stack.parts) {
    elements.push_back(d.add_element(part.name, part.meaning));
  }
  for (std::size_t category = 0; category < stack.categories.size(); ++category) {
    const double centre = lanes.categories.to_pixel(static_cast<double>(category));
    double sum = 0;
    for (std::size_t p = 0; p < stack.parts.size(); ++p) {
      const StackPart& part = stack.parts[p];
      if (category >= part.values.size() || !(part.values[category] > 0) ||
          !std::isfinite(part.values[category])) {
        continue;
      }
      const double from = held(lanes.values, sum);
      sum += part.values[category];
      const double to = held(lanes.values, sum);
      const Box box =
          turned(lanes.orientation, from, to, centre - thickness / 2, centre + thickness / 2);
      std::optional<int> series = part.series;
      if (!series && !part.meaning.wall) series = static_cast<int>(p);
      Paint paint = paint_of(part.meaning, series);
      const Paint edge = paint;
      paint.alpha = 0.30;
      d.add(Layer::kFills, Polygon{corners(box), paint}, elements[p]);
      d.obstacles.grounds.push_back({elements[p], corners(box), false});
      // A line of the full colour along the start of each part tells neighbours apart.
      const Box rim =
          turned(lanes.orientation, from, from, centre - thickness / 2, centre + thickness / 2);
      d.add(Layer::kFills,
            Polyline{{{rim.left, rim.top}, {rim.right, rim.bottom}}, 2 * d.stroke, edge, {}},
            elements[p]);
      if (category < part.pieces.size())
        draw_pieces(d, box, part.pieces[category], elements[p], edge);
      d.out.bars.push_back(
          {elements[p],
           box,
           {part.name +
                (stack.categories.size() > 1 ? ", " + stack.categories[category] : std::string{}),
            model::format_magnitude(part.values[category], unit)}});

      // The same amount as in the bar before has its words there.
      const std::string amount = model::format_magnitude(part.values[category], unit);
      const bool repeats =
          category > 0 && amount == model::format_magnitude(part.values[category - 1], unit);
      label_part(d, box, part, amount, elements[p], edge, series, repeats);
    }
    if (stack.capacity && std::isfinite(*stack.capacity) && sum > *stack.capacity) {
      // What does not fit is drawn as a wall: it cannot be entered.
      const Box over =
          turned(lanes.orientation, held(lanes.values, *stack.capacity), held(lanes.values, sum),
                 centre - thickness / 2, centre + thickness / 2);
      d.add(Layer::kFills, HatchedPolygon{corners(over),
                                          {Role::kWall, wall_index, 0.75},
                                          {Role::kWall, wall_index, 0.12},
                                          0.5 * d.em,
                                          1.1 * d.stroke});
      d.obstacles.grounds.push_back({kElementNone, corners(over), true});
    }
  }
  if (!stack.capacity || !std::isfinite(*stack.capacity) || *stack.capacity <= 0) return;
  const Meaning meaning{{}, stack.wall};
  const int element = d.add_element(
      stack.capacity_label.empty() ? std::string(wall_name(stack.wall)) : stack.capacity_label,
      meaning);
  const double at = held(lanes.values, *stack.capacity);
  const Box& plot = d.out.plot;
  const std::vector<Pixel> line = horizontal
                                      ? std::vector<Pixel>{{at, plot.top}, {at, plot.bottom}}
                                      : std::vector<Pixel>{{plot.left, at}, {plot.right, at}};
  d.add(Layer::kCurves, Polyline{line, 2.2 * d.stroke, {Role::kWall, wall_index, 1}, {}}, element);
  d.obstacles.curves.push_back({element, line, 1});
  LabelRequest label = make_label(d, d.out.elements.back().name, 90, element, meaning, {});
  const double gap = 0.4 * d.em;
  if (horizontal) {
    for (double y : {plot.top + 0.1 * d.em, plot.bottom - label.height - 0.2 * d.em}) {
      label.candidates.push_back({{at - gap - label.width, y}, 0, Anchor::kEnd, {}});
      label.candidates.push_back({{at + gap, y}, 0.1, Anchor::kStart, {}});
    }
  } else {
    for (double x : {plot.right - label.width, plot.left + gap}) {
      label.candidates.push_back({{x, at - gap * 0.5 - label.height}, 0, Anchor::kStart, {}});
      label.candidates.push_back({{x, at + gap * 0.5}, 0.2, Anchor::kStart, {}});
    }
  }
  d.requests.push_back(std::move(label));
}

}  // namespace wf::widgets
