#include <algorithm>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"

// Boxes with words in them, joined by arrows.

namespace wf::widgets {
namespace {

const Paint kInkPaint{Role::kInk, 0, 1};
const Paint kMutedPaint{Role::kMuted, 0, 1};

bool finite(Pixel p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::vector<Pixel> corners(const Box& b) {
  return {{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}};
}

std::vector<Pixel> outline(const Box& b) {
  std::vector<Pixel> points = corners(b);
  points.push_back(points.front());
  return points;
}

void put(Draft& d, const std::string& text, Pixel corner, double size, Weight weight, Anchor anchor,
         const Paint& paint, int element) {
  if (text.empty()) return;
  d.add_text(TextKind::kLabel, text, corner, size, weight, anchor, paint, element);
  d.out.texts.push_back({TextKind::kLabel,
                         {corner.x, corner.y, corner.x + d.text_width(text, size, weight),
                          corner.y + d.metrics.height(size)},
                         text});
}

// The name at the left and the text at the right of one line; on two lines where there is no room
// for that but height for this; else a little smaller, or as much of the name as fits.
void write_words(Draft& d, const Box& box, const Block& block, int element) {
  constexpr double kSmallest = 0.8;
  const bool silent = block.role == BlockRole::kSilent;
  const Weight weight = block.role == BlockRole::kChosen ? Weight::kSemibold : Weight::kRegular;
  const Paint& paint = silent ? kMutedPaint : kInkPaint;
  const double pad = 0.45 * d.em;
  const bool glyph = block.meaning.wall.has_value() && box.width() > 4 * d.em;
  const double room = box.width() - 2 * pad - (glyph ? kGlyphAdvance * d.em : 0);
  const auto width = [&](const std::string& text, double size) {
    return d.text_width(text, size, weight);
  };
  const auto line_width = [&](double size) {
    return width(block.name, size) +
           (block.text.empty() ? 0 : width(block.text, size) + 0.6 * size);
  };
  double size = d.em;
  const bool two_lines =
      !block.text.empty() && line_width(size) > room && box.height() >= 2 * d.metrics.height(size);
  if (!two_lines && line_width(size) > room) {
    size *= std::clamp(room / line_width(size) * 0.99, kSmallest, 1.0);
  }
  if (box.height() + 0.5 < d.metrics.height(size)) {
    size = std::max(size * box.height() / d.metrics.height(size), kSmallest * d.em);
  }
  const double line = d.metrics.height(size);
  if (line > box.height() + 0.5) return;  // too low for words: the read-out has them
  const bool one_line = !two_lines && line_width(size) <= room;
  const double top = box.centre().y - (two_lines ? line : line / 2);
  double left = box.left + pad;
  if (glyph) {
    d.add_shape(Layer::kText, wall_shape(*block.meaning.wall), {left + 0.4 * d.em, top + line / 2},
                0.34 * d.em, paint_of(block.meaning, {}), element);
    left += kGlyphAdvance * d.em;
  }
  const auto cut = [&](const std::string& text) {
    return wrap(d, text, size, weight, room, 1).front();
  };
  if (silent) {
    const std::string name = cut(block.name);
    put(d, name, {box.centre().x - width(name, size) / 2, top}, size, weight, Anchor::kMiddle,
        paint, element);
    return;
  }
  put(d, cut(block.name), {left, top}, size, weight, Anchor::kStart, paint, element);
  if (one_line && !block.text.empty()) {
    put(d, block.text, {box.right - pad - width(block.text, size), top}, size, weight, Anchor::kEnd,
        paint, element);
  } else if (two_lines) {
    put(d, cut(block.text), {left, top + line}, size, weight, Anchor::kStart, paint, element);
  }
}

void draw_frame_block(Draft& d, const Box& box, const Block& block, int element) {
  d.add(Layer::kFrame, Polyline{outline(box), d.stroke, {Role::kMuted, 0, 0.6}, {}}, element);
  const double pad = 0.45 * d.em;
  const auto lines =
      wrap(d, block.name, d.em, Weight::kRegular, std::max(box.width() - 2 * pad, d.em), 1);
  put(d, lines.front(), {box.left + pad, box.top + 0.15 * d.em}, d.em, Weight::kRegular,
      Anchor::kStart, kMutedPaint, element);
}

void draw_block(Draft& d, const Block& block) {
  const int element = d.add_element(block.name, block.meaning);
  const Pixel a = d.to_pixel(block.from), b = d.to_pixel(block.to);
  if (!finite(a) || !finite(b)) return;
  const Box box = {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
  if (block.role == BlockRole::kFrame) {
    draw_frame_block(d, box, block, element);
    return;
  }
  Paint paint = paint_of(block.meaning, {});
  if (paint.role == Role::kInk) paint.role = Role::kMuted;
  if (block.role != BlockRole::kSilent) {
    Paint ground = paint;
    ground.alpha = 0.07;
    d.add(Layer::kGround, Polygon{corners(box), ground}, element);
    const double fill = std::isfinite(block.fill) ? std::clamp(block.fill, 0.0, 1.0) : 0;
    if (fill > 0) {
      Paint strong = paint;
      strong.alpha = 0.3;
      const Box part = {box.left, box.top, box.left + fill * box.width(), box.bottom};
      d.add(Layer::kFills, Polygon{corners(part), strong}, element);
    }
  }
  const bool chosen = block.role == BlockRole::kChosen;
  const Paint rim = chosen ? kInkPaint : paint;
  d.add(Layer::kCurves,
        Polyline{outline(box),
                 (chosen                             ? 2.4
                  : block.role == BlockRole::kSilent ? 0.7
                                                     : 1) *
                     d.stroke,
                 rim,
                 {}},
        element);
  write_words(d, box, block, element);
  std::vector<std::string> lines = {block.name};
  if (!block.text.empty()) lines.push_back(block.text);
  if (block.meaning.wall) lines.emplace_back(wall_name(*block.meaning.wall));
  d.out.bars.push_back({element, box, std::move(lines)});
}

void draw_link(Draft& d, const Link& link) {
  std::vector<Pixel> points;
  for (const Point& p : link.points) {
    const Pixel pixel = d.to_pixel(p);
    if (finite(pixel)) points.push_back(pixel);
  }
  if (points.size() < 2) return;
  const Pixel tip = points.back();
  const Pixel before = points[points.size() - 2];
  const double length = distance(before, tip);
  d.add(Layer::kFrame, Polyline{points, 1.2 * d.stroke, kMutedPaint, {}});
  // A head no longer than the last piece of the way.
  const double head = std::min(0.45 * d.em, length);
  if (!(head > 1)) return;
  const double ux = (tip.x - before.x) / length, uy = (tip.y - before.y) / length;
  const Pixel back = {tip.x - ux * head, tip.y - uy * head};
  const double half = 0.55 * head;
  d.add(Layer::kFrame, Polygon{{tip,
                                {back.x - uy * half, back.y + ux * half},
                                {back.x + uy * half, back.y - ux * half}},
                               kMutedPaint});
}

}  // namespace

void draw_diagram(Draft& d) {
  for (const Link& link : d.figure.diagram->links) draw_link(d, link);
  for (const Block& block : d.figure.diagram->blocks) draw_block(d, block);
}

}  // namespace wf::widgets
