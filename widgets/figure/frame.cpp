#include <algorithm>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/ticks.h"

namespace wf::widgets {
namespace {

constexpr double kTitleRatio = 1.25;  // the type scale
// Below the lower half of a label on the other axis, which ends at 0.6 em.
constexpr double kTickLabelGap = 0.62;
const Paint kMutedPaint{Role::kMuted, 0, 1};
const Paint kInkPaint{Role::kInk, 0, 1};

struct Margins {
  double left, top, right, bottom;
};

std::string title_of(const Axis& axis, const std::string& unit) {
  if (unit.empty()) return axis.label;
  return axis.label.empty() ? unit : axis.label + " (" + unit + ")";
}

bool has_category_axis(const Draft& d, Direction direction) {
  if (!categories_of(d.figure)) return false;
  return (orientation_of(d.figure) == Orientation::kHorizontal) == (direction == Direction::kY);
}

bool shown(const Draft& d, Direction direction) {
  const Axis& axis = direction == Direction::kX ? d.figure.x : d.figure.y;
  return axis.visibility == AxisVisibility::kShown && !has_category_axis(d, direction) &&
         has_values(d.figure);  // an empty figure has no scale to show
}

// Ticks whose labels keep clear of each other; fewer where they would not.
Ticks fitting_ticks(const Draft& d, const Axis& axis, const AxisMap& map, Direction direction) {
  const bool across = direction == Direction::kX;
  const double length = std::fabs(map.pixel_to - map.pixel_from);
  const double pitch = across ? 6.5 * d.em : 4.2 * d.em;
  const int most = across ? 8 : 7;
  Ticks ticks;
  for (int target = std::clamp(static_cast<int>(length / pitch), 2, most); target >= 1; --target) {
    ticks = make_ticks(map.from, map.to, axis.scale, axis.unit, target);
    double free_from = -1e9;
    bool fits = true;
    for (const Tick& tick : ticks.ticks) {
      if (tick.rank == TickRank::kMinor) continue;
      const double half = across ? d.text_width(tick.label, d.em) / 2 : d.line_height() / 2;
      const double at = across ? map.to_pixel(tick.value) : -map.to_pixel(tick.value);
      fits = fits && at - half >= free_from;
      free_from = at + half + (across ? 0.9 : 0.3) * d.em;
    }
    if (fits) return ticks;
  }
  // Not even two labels fit: keep the first.
  bool first = true;
  for (Tick& tick : ticks.ticks) {
    if (tick.rank == TickRank::kMajor && !first) tick = {tick.value, TickRank::kMinor, {}};
    if (tick.rank == TickRank::kMajor) first = false;
  }
  return ticks;
}

// Room at the right for the labels of curves that run to the edge of the plot.
double end_label_room(const Draft& d) {
  if (categories_of(d.figure) || d.out.width < 30 * d.em) return 0;
  double widest = 0;
  const AxisMap& map = d.out.x;
  const double edge = map.to_value(map.pixel_to - 0.03 * (map.pixel_to - map.pixel_from));
  const auto consider = [&](const std::vector<Point>& points, const Label& label,
                            const std::string& name, const Meaning& meaning,
                            std::optional<int> series) {
    const std::string& text = label.text.empty() ? name : label.text;
    if (label.priority <= 0 || text.empty() || points.empty() || !(points.back().x >= edge)) return;
    widest =
        std::max(widest, make_label(d, text, label.priority, kElementNone, meaning, series).width);
  };
  for (const Line& l : d.figure.lines) consider(l.points, l.label, l.name, l.meaning, l.series);
  const double room = widest + 0.9 * d.em;
  return widest > 0 && room <= 0.26 * d.out.width ? room : 0;
}

double widest_bar_text(const Draft& d) {
  double widest = 0;
  if (!d.figure.bars) return 0;
  for (const BarSeries& group : d.figure.bars->groups) {
    for (const BarValue& value : group.values) {
      widest = std::max(widest, d.text_width(bar_text(d.figure, value), d.em));
    }
  }
  return widest;
}

// Where the only bar of a category stands for a wall, the category's name carries its glyph.
std::optional<Wall> wall_of_category(const Draft& d, std::size_t category) {
  if (!d.figure.bars || d.figure.bars->groups.size() != 1) return std::nullopt;
  const auto& values = d.figure.bars->groups[0].values;
  return category < values.size() ? values[category].meaning.wall : std::nullopt;
}

double widest_category(const Draft& d) {
  double widest = 0;
  const auto& categories = *categories_of(d.figure);
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const double glyph = wall_of_category(d, i) ? kGlyphAdvance * d.em : 0;
    widest = std::max(widest, glyph + d.text_width(categories[i], d.em));
  }
  return widest;
}

int category_lines(const Draft& d, double width) {
  std::size_t most = 1;
  for (const std::string& c : *categories_of(d.figure)) {
    most = std::max(most, wrap(d, c, d.em, Weight::kRegular, width, 3).size());
  }
  return static_cast<int>(most);
}

void set_plot(Draft& d, const Margins& m) {
  Layout& out = d.out;
  // A plot of at least a few ems: on a canvas too small for its margins the margins give way.
  const double least = 3 * d.em;
  out.plot = {m.left, m.top, std::max(out.width - m.right, m.left + least),
              std::max(out.height - m.bottom, m.top + least)};
  out.x.pixel_from = out.plot.left;
  out.x.pixel_to = out.plot.right;
  out.y.pixel_from = out.plot.bottom;
  out.y.pixel_to = out.plot.top;
  if (has_category_axis(d, Direction::kY)) std::swap(out.y.pixel_from, out.y.pixel_to);
  // The name of the capacity stands above the bars.
  if (d.figure.stack && d.figure.stack->capacity &&
      orientation_of(d.figure) == Orientation::kHorizontal) {
    out.y.pixel_from += d.line_height();
  }
  // Bars leave room at their ends for their values.
  if (!d.figure.bars) return;
  const double below = std::min(d.figure.bars->base, 0.0);
  if (orientation_of(d.figure) == Orientation::kHorizontal) {
    const double room = std::min(widest_bar_text(d) + 0.8 * d.em, 0.4 * out.plot.width());
    out.x.pixel_to -= room;
    if (out.x.from < below) out.x.pixel_from += room;
  } else {
    out.y.pixel_to += 1.5 * d.em;
    if (out.y.from < below) out.y.pixel_from -= 1.5 * d.em;
  }
}

void draw_x_axis(Draft& d, const Ticks& ticks) {
  const double y = d.out.plot.bottom;
  d.add(Layer::kFrame,
        Polyline{{{d.out.plot.left, y}, {d.out.plot.right, y}}, d.stroke, kMutedPaint, {}});
  for (const Tick& tick : ticks.ticks) {
    const double x = d.out.x.to_pixel(tick.value);
    const bool major = tick.rank == TickRank::kMajor;
    const double length = (major ? 0.38 : 0.2) * d.em;
    d.add(Layer::kFrame, Polyline{{{x, y}, {x, y + length}}, d.stroke, kMutedPaint, {}});
    if (!major) continue;
    const double width = d.text_width(tick.label, d.em);
    d.add_text(TextKind::kTick, tick.label, {x - width / 2, y + kTickLabelGap * d.em}, d.em,
               Weight::kRegular, Anchor::kMiddle, kMutedPaint);
  }
}

void draw_y_axis(Draft& d, const Ticks& ticks) {
  const double x = d.out.plot.left;
  d.add(Layer::kFrame,
        Polyline{{{x, d.out.plot.top}, {x, d.out.plot.bottom}}, d.stroke, kMutedPaint, {}});
  for (const Tick& tick : ticks.ticks) {
    const double y = d.out.y.to_pixel(tick.value);
    const bool major = tick.rank == TickRank::kMajor;
    const double length = (major ? 0.38 : 0.2) * d.em;
    d.add(Layer::kFrame, Polyline{{{x - length, y}, {x, y}}, d.stroke, kMutedPaint, {}});
    if (!major) continue;
    const double width = d.text_width(tick.label, d.em);
    d.add_text(TextKind::kTick, tick.label, {x - 0.6 * d.em - width, y - d.line_height() / 2}, d.em,
               Weight::kRegular, Anchor::kEnd, kMutedPaint);
  }
}

void draw_categories(Draft& d) {
  const std::vector<std::string>& categories = *categories_of(d.figure);
  if (categories.empty()) return;
  const bool down = has_category_axis(d, Direction::kY);
  const AxisMap& map = down ? d.out.y : d.out.x;
  const double pitch = std::fabs(map.to_pixel(1) - map.to_pixel(0));
  const double line = d.line_height();
  // Where there are more categories than room for their names, every second, third … is named.
  const double least = down ? line : 2.5 * d.em;
  const auto stride = static_cast<std::size_t>(std::max(1.0, std::ceil(least / pitch)));
  const double lane =
      down ? d.out.plot.left - 1.1 * d.em : pitch * static_cast<double>(stride) - 0.6 * d.em;
  const double below = d.out.height - d.out.plot.bottom - kTickLabelGap * d.em;
  const int most = down ? std::clamp(static_cast<int>(pitch / line), 1, 2)
                        : std::clamp(static_cast<int>(below / line), 1, 3);
  for (std::size_t i = 0; i < categories.size(); i += stride) {
    const auto wall = wall_of_category(d, i);
    const double centre = map.to_pixel(static_cast<double>(i));
    // Names under the outermost bars have the edge of the canvas for a neighbour.
    const double half = std::min(centre, d.out.width - centre) - 0.3 * d.em;
    const double room = down ? lane : std::min(lane, 2 * half);
    if (room < d.em) continue;
    const bool glyph = wall && (down || room > 6 * d.em);
    const auto lines = wrap(d, categories[i], d.em, Weight::kRegular,
                            glyph ? room - kGlyphAdvance * d.em : room, most);
    double top = down ? centre - line * static_cast<double>(lines.size()) / 2
                      : d.out.plot.bottom + kTickLabelGap * d.em;
    for (const std::string& text : lines) {
      const double width = d.text_width(text, d.em);
      const double left = down ? d.out.plot.left - 0.6 * d.em - width : centre - width / 2;
      if (glyph && &text == &lines.front()) {
        const Paint paint{Role::kWall, static_cast<int>(*wall), 1};
        d.add_shape(Layer::kMarks, wall_shape(*wall),
                    {left - (kGlyphAdvance - 0.4) * d.em, top + line / 2}, 0.36 * d.em, paint,
                    kElementNone);
      }
      d.add_text(TextKind::kCategory, text, {left, top}, d.em, Weight::kRegular,
                 down ? Anchor::kEnd : Anchor::kMiddle, kInkPaint);
      top += line;
    }
  }
  const Box& plot = d.out.plot;
  const double base = d.figure.bars ? d.figure.bars->base : 0;
  const double at = down ? d.out.x.to_pixel(base) : d.out.y.to_pixel(base);
  if (!std::isfinite(at)) return;
  const Polyline line_at_base =
      down ? Polyline{{{at, plot.top}, {at, plot.bottom}}, d.stroke, kMutedPaint, {}}
           : Polyline{{{plot.left, at}, {plot.right, at}}, d.stroke, kMutedPaint, {}};
  d.add(Layer::kFrame, line_at_base);
}

// The one legend there is: the names of groups or parts, in a row above the plot.
bool needs_key(const Draft& d) { return d.figure.bars && d.figure.bars->groups.size() > 1; }

void draw_key(Draft& d, double top) {
  double left = d.out.plot.left;
  for (std::size_t i = 0; i < d.figure.bars->groups.size(); ++i) {
    const BarSeries& group = d.figure.bars->groups[i];
    const double glyph = kGlyphAdvance * d.em;
    const double width = d.text_width(group.name, d.em);
    if (left + glyph + width > d.out.width - 0.5 * d.em) return;
    const Paint paint{Role::kSeries, group.series.value_or(static_cast<int>(i)), 1};
    d.add_shape(Layer::kMarks, Shape::kSquare, {left + 0.35 * d.em, top + d.line_height() / 2},
                0.36 * d.em, paint, kElementNone);
    d.add_text(TextKind::kKey, group.name, {left + glyph, top}, d.em, Weight::kRegular,
               Anchor::kStart, kInkPaint);
    left += glyph + width + 1.4 * d.em;
  }
}

}  // namespace

void draw_frame(Draft& d) {
  Layout& out = d.out;
  const Figure& figure = d.figure;
  const double em = d.em;
  const double pad = 0.6 * em;
  const double line = d.line_height();
  const double title_size = kTitleRatio * em;
  const int title_most = out.height < 22 * em ? 2 : 3;
  const auto title = figure.title.empty() ? std::vector<std::string>{}
                                          : wrap(d, figure.title, title_size, Weight::kSemibold,
                                                 out.width - 2 * pad, title_most);
  const double title_height = static_cast<double>(title.size()) * d.metrics.height(title_size);

  const Range xr = range_of(figure, Direction::kX);
  const Range yr = range_of(figure, Direction::kY);
  const bool x_category = has_category_axis(d, Direction::kX);
  const bool y_category = has_category_axis(d, Direction::kY);
  out.x = {x_category ? Scale::kLinear : figure.x.scale, xr.from, xr.to, 0, 1};
  out.y = {y_category ? Scale::kLinear : figure.y.scale, yr.from, yr.to, 0, 1};
  out.x_label = figure.x.label;
  out.y_label = figure.y.label;
  out.x_unit = figure.x.unit;
  out.y_unit = figure.y.unit;

  const bool x_shown = shown(d, Direction::kX);
  const bool y_shown = shown(d, Direction::kY);
  const double head = pad + title_height + (title.empty() ? 0 : 0.35 * em);
  Ticks xt;
  Ticks yt;
  std::vector<std::string> x_title;
  std::vector<std::string> y_title;
  Margins m = {3 * em, head + 1.2 * em, 1.2 * em, 3 * em};
  // Tick labels depend on the plot's size and the other way round: three rounds settle both.
  for (int round = 0; round < 3; ++round) {
    set_plot(d, m);
    if (x_shown) xt = fitting_ticks(d, figure.x, out.x, Direction::kX);
    if (y_shown) yt = fitting_ticks(d, figure.y, out.y, Direction::kY);
    if (x_shown) {
      x_title = wrap(d, title_of(figure.x, xt.unit), em, Weight::kRegular, out.width - 2 * pad, 2);
    }
    if (y_shown) {
      y_title = wrap(d, title_of(figure.y, yt.unit), em, Weight::kRegular, out.width - 2 * pad, 2);
    }
    std::erase(x_title, "");
    std::erase(y_title, "");
    m.left = pad;
    if (y_shown) {
      double widest = 0;
      for (const Tick& t : yt.ticks) widest = std::max(widest, d.text_width(t.label, em));
      m.left = pad + widest + 0.6 * em;
    }
    if (y_category) m.left = pad + std::min(widest_category(d), 0.46 * out.width) + 0.7 * em;
    m.top = head + static_cast<double>(y_title.size()) * line + (y_title.empty() ? 0.1 : 0.75) * em;
    if (needs_key(d)) m.top += line + 0.3 * em;
    m.right = std::max(pad, end_label_room(d) + 0.3 * em);
    m.bottom = pad;
    if (x_shown) {
      m.bottom += kTickLabelGap * em + line + static_cast<double>(x_title.size()) * line +
                  (x_title.empty() ? 0 : 0.1 * em);
      for (const Tick& t : xt.ticks) {
        const double half = d.text_width(t.label, em) / 2;
        const double at = out.x.to_pixel(t.value);
        m.right = std::max(m.right, half - (out.plot.right - at) + 0.3 * em);
        m.left = std::max(m.left, half - (at - out.plot.left) + 0.3 * em);
      }
    }
    // A mark on the edge of the plot reaches over it.
    const double reach = !figure.handles.empty()   ? 1.6 * em
                         : !figure.markers.empty() ? 0.65 * em + 1.5 * d.stroke
                                                   : 0;
    m = {std::max(m.left, reach), std::max(m.top, reach), std::max(m.right, reach),
         std::max(m.bottom, reach)};
    if (x_category) {
      const double count = std::max<double>(1, static_cast<double>(categories_of(figure)->size()));
      const double pitch = (out.width - m.left - m.right) / count;
      m.bottom =
          pad + kTickLabelGap * em + line * category_lines(d, std::max(pitch, 2.5 * em) - 0.6 * em);
      // The outermost names may be wider than their bars.
      m.right = std::max(m.right, std::max(0.0, 1.25 * em - pitch / 2));
    }
  }
  set_plot(d, m);

  double top = pad;
  for (const std::string& text : title) {
    d.add_text(TextKind::kTitle, text, {pad, top}, title_size, Weight::kSemibold, Anchor::kStart,
               kInkPaint);
    top += d.metrics.height(title_size);
  }
  top = head;
  for (const std::string& text : y_title) {
    d.add_text(TextKind::kAxisTitle, text, {pad, top}, em, Weight::kRegular, Anchor::kStart,
               kMutedPaint);
    top += line;
  }
  if (needs_key(d)) draw_key(d, out.plot.top - line - 0.35 * em);
  if (x_shown) draw_x_axis(d, xt);
  if (y_shown) draw_y_axis(d, yt);
  if (categories_of(figure) && has_values(figure)) draw_categories(d);
  top = out.plot.bottom + (kTickLabelGap + 0.1) * em + line;
  for (const std::string& text : x_title) {
    const double width = d.text_width(text, em);
    d.add_text(TextKind::kAxisTitle, text, {std::max(pad, out.plot.right - width), top}, em,
               Weight::kRegular, Anchor::kEnd, kMutedPaint);
    top += line;
  }
}

}  // namespace wf::widgets
