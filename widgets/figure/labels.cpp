#include <algorithm>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"

namespace wf::widgets {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) return lines;
    at = end + 1;
  }
}

// A leader runs from the nearest point of the label's box, and stops short of what it names.
void draw_leader(Draft& d, const PlacedLabel& label) {
  const auto [from, to] = leader_of(label.box, *label.at.leader);
  const double length = distance(from, to);
  const double clear = 0.8 * d.em;
  if (length < clear + 0.5 * d.em) return;
  const double t = (length - clear) / length;
  d.add(Layer::kText,
        Polyline{{from, {from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t}},
                 0.8 * d.stroke,
                 {Role::kMuted, 0, 1},
                 {}},
        label.request->element);
}

void draw_label(Draft& d, const PlacedLabel& label) {
  const LabelRequest& request = *label.request;
  const double em = request.size;
  const bool covers_ground =
      std::any_of(d.obstacles.grounds.begin(), d.obstacles.grounds.end(), [&](const auto& ground) {
        if (!ground.hatched) return false;
        return contains(ground.polygon, label.box.centre()) ||
               contains(ground.polygon, {label.box.left, label.box.bottom}) ||
               contains(ground.polygon, {label.box.right, label.box.bottom}) ||
               contains(ground.polygon, {label.box.left, label.box.top}) ||
               contains(ground.polygon, {label.box.right, label.box.top});
      });
  if (covers_ground) {
    // The hatching gives way to a name, as on an engineer's drawing.
    const Box p = {label.box.left - 0.3 * em, label.box.top - 0.08 * em, label.box.right + 0.3 * em,
                   label.box.bottom + 0.08 * em};
    d.add(Layer::kPlates,
          Polygon{{{p.left, p.top}, {p.right, p.top}, {p.right, p.bottom}, {p.left, p.bottom}},
                  {Role::kPaper, 0, 1}},
          request.element);
  }
  if (label.at.leader) draw_leader(d, label);
  double left = label.box.left;
  double top = label.box.top;
  const double line = d.metrics.height(em);
  if (request.glyph != Shape::kNone) {
    const bool at_end = label.at.anchor == Anchor::kEnd && !request.lines.empty();
    double centre = left + 0.4 * em;
    if (at_end) {
      // Right-aligned lines start where the first of them does.
      const double first = d.text_width(request.lines[0], em, request.weight);
      centre = label.box.right - first - kGlyphAdvance * em + 0.4 * em;
    }
    d.add_shape(Layer::kText, request.glyph, {centre, top + line / 2}, 0.36 * em,
                request.glyph_paint, request.element);
    left += kGlyphAdvance * em;
  }
  for (const std::string& text : request.lines) {
    const double width = d.text_width(text, em, request.weight);
    double x = left;
    if (label.at.anchor == Anchor::kEnd) x = label.box.right - width;
    if (label.at.anchor == Anchor::kMiddle) x = left + (label.box.right - left - width) / 2;
    d.add_text(TextKind::kLabel, text, {x, top}, em, request.weight, label.at.anchor, request.paint,
               request.element);
    top += line;
  }
  if (request.lines.empty()) return;
  std::string all;
  for (const std::string& text : request.lines) all += (all.empty() ? "" : " ") + text;
  d.out.texts.push_back({TextKind::kLabel, label.box, all});
}

}  // namespace

Paint paint_of(const Meaning& meaning, std::optional<int> series) {
  if (series) {
    const int count = static_cast<int>(kSeriesCount);
    return {Role::kSeries, ((*series % count) + count) % count, 1};
  }
  if (meaning.wall) return {Role::kWall, static_cast<int>(*meaning.wall), 1};
  return {};
}

LabelRequest make_label(const Draft& d, const std::string& text, int priority, int element,
                        const Meaning& meaning, std::optional<int> series) {
  LabelRequest label;
  if (!text.empty()) label.lines = split_lines(text);
  label.size = d.em;
  label.priority = priority;
  label.element = element;
  label.glyph_paint = paint_of(meaning, series);
  if (series) {
    label.glyph = series_shape(*series);  // words stay ink: series colours are made for shapes
  } else if (meaning.wall) {
    label.glyph = wall_shape(*meaning.wall);
    label.paint = label.glyph_paint;
  }
  for (const std::string& line : label.lines) {
    label.width = std::max(label.width, d.text_width(line, d.em));
  }
  if (label.glyph != Shape::kNone)
    label.width += (label.lines.empty() ? 0.8 : kGlyphAdvance) * d.em;
  // A label without text is its glyph alone.
  label.height =
      d.line_height() * static_cast<double>(std::max<std::size_t>(1, label.lines.size()));
  return label;
}

void draw_labels(Draft& d) {
  const double edge = 0.3 * d.em;
  const Box allowed = {d.out.plot.left + edge, d.out.plot.top, d.out.width - edge,
                       d.out.plot.bottom - 0.1 * d.em};
  for (const PlacedLabel& label :
       place_labels(d.requests, d.obstacles, allowed, d.em, d.out.dropped_labels)) {
    draw_label(d, label);
  }
}

}  // namespace wf::widgets
