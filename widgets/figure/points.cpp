#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"

namespace wf::widgets {
namespace {

constexpr double kGrabSize = 24;  // WCAG 2.2, target size
const Paint kPaperPaint{Role::kPaper, 0, 1};
const Paint kInkPaint{Role::kInk, 0, 1};

bool finite(Pixel p) { return std::isfinite(p.x) && std::isfinite(p.y); }

// Eight places around a point, then further ones with a leader.
void point_candidates(const Draft& d, Pixel at, double clear, LabelRequest& label) {
  const double w = label.width;
  const double h = label.height;
  struct Place {
    double dx, dy, cost;
  };
  const double c = clear;
  const std::array<Place, 8> places = {{{c, -h / 2, 0.3},
                                        {c * 0.7, -h - c * 0.5, 0.0},
                                        {-w / 2, -h - c, 0.4},
                                        {-w / 2, c, 0.5},
                                        {c * 0.7, c * 0.5, 0.2},
                                        {-w - c * 0.7, -h - c * 0.5, 0.5},
                                        {-w - c, -h / 2, 0.6},
                                        {-w - c * 0.7, c * 0.5, 0.6}}};
  for (const Place& p : places) {
    const Anchor anchor = p.dx > 0           ? Anchor::kStart
                          : p.dx < -w * 0.75 ? Anchor::kEnd
                                             : Anchor::kMiddle;
    label.candidates.push_back({{at.x + p.dx, at.y + p.dy}, p.cost, anchor, {}});
  }
  for (int ring = 1; ring <= 4; ++ring) {
    const double reach = 1.6 * ring * d.em;
    for (int turn = 0; turn < 12; ++turn) {
      const double angle = turn * 3.14159265358979 / 6;
      const double dx = reach * std::cos(angle);
      const double dy = reach * std::sin(angle);
      const double left = dx > 0.1 ? dx + c : dx < -0.1 ? dx - c - w : -w / 2;
      const double top = dy > 0.1 ? dy + c * 0.5 : dy < -0.1 ? dy - c * 0.5 - h : -h / 2;
      label.candidates.push_back({{at.x + left, at.y + top},
                                  1.2 + 0.9 * ring,
                                  left > 0 ? Anchor::kStart : Anchor::kEnd,
                                  at});
    }
  }
}

// The last resort of the operating point: any free place in the plot, with a leader.
void anywhere(const Draft& d, Pixel at, LabelRequest& label) {
  label.limit = 1e6;
  constexpr int kSteps = 16;
  const Box& plot = d.out.plot;
  for (int row = 0; row <= kSteps; ++row) {
    for (int column = 0; column <= kSteps; ++column) {
      const Pixel corner = {plot.left + 0.4 * d.em + (plot.width() - label.width) * column / kSteps,
                            plot.top + (plot.height() - label.height) * row / kSteps};
      const double away = distance(at, {corner.x + label.width / 2, corner.y + label.height / 2});
      label.candidates.push_back({corner, 8 + 0.3 * away / d.em, Anchor::kStart, at});
    }
  }
}

Pixel held_inside(const Box& plot, Pixel p) {
  return {std::clamp(p.x, plot.left, plot.right), std::clamp(p.y, plot.top, plot.bottom)};
}

}  // namespace

void draw_marker(Draft& d, const Marker& marker) {
  const int element = d.add_element(marker.name, marker.meaning);
  const Pixel at = d.to_pixel(marker.at);
  if (!finite(at)) return;
  const Pixel seen = held_inside(d.out.plot, at);
  const bool beyond = distance(at, seen) > 0.5;
  const bool operating = marker.role == MarkerRole::kOperating;
  const double radius = (operating ? 0.5 : 0.32) * d.em;
  if (operating) {
    // The one bold thing: ink with a rim of paper; hollow where it lies beyond the axes.
    d.add(Layer::kMarks,
          Circle{seen, radius, beyond ? kPaperPaint : kInkPaint, beyond ? kInkPaint : kPaperPaint,
                 2 * d.stroke},
          element);
  } else {
    Paint paint = paint_of(marker.meaning, marker.series);
    if (marker.role == MarkerRole::kGhost) paint.alpha = 0.4;
    const Shape shape = beyond                ? Shape::kRing
                        : marker.meaning.wall ? wall_shape(*marker.meaning.wall)
                        : marker.series       ? series_shape(*marker.series)
                                              : Shape::kCircle;
    d.add_shape(Layer::kMarks, shape, seen, radius, paint, element);
  }
  const double keep = radius + 2 * d.stroke;
  d.obstacles.solids.push_back({element, Box{seen.x, seen.y, seen.x, seen.y}.grown(keep)});
  d.out.tracks.push_back({element, {seen}});
  const std::string& text = marker.label.text.empty() ? marker.name : marker.label.text;
  if (marker.label.priority <= 0 || text.empty()) return;
  // Whatever else is left out, the operating point keeps its words.
  const int priority = marker.label.priority + (operating ? 1000 : 0);
  LabelRequest label = make_label(d, text, priority, element, marker.meaning, marker.series);
  if (operating) {
    label.width *= 1.06;  // semibold is wider
    label.weight = Weight::kSemibold;
    if (!marker.meaning.wall) label.paint = kInkPaint;
  }
  if (marker.role == MarkerRole::kGhost) label.paint = {Role::kMuted, 0, 1};
  // Where all its lines find no room, the first one alone may.
  label.group = element;
  for (std::size_t rest = label.lines.size(); rest > 0; rest = rest > 1 ? 1 : 0) {
    label.lines.resize(rest);
    label.height = d.line_height() * static_cast<double>(rest);
    if (rest == 1) {
      const double glyph = label.glyph == Shape::kNone ? 0 : kGlyphAdvance * d.em;
      label.width = glyph + d.text_width(label.lines[0], d.em, label.weight);
    }
    label.candidates.clear();
    point_candidates(d, seen, keep + 0.35 * d.em, label);
    if (operating && rest == 1) anywhere(d, seen, label);
    d.requests.push_back(label);
  }
}

void draw_handle(Draft& d, const Handle& handle, int index) {
  const Pixel at = d.to_pixel(handle.at);
  if (!finite(at)) return;
  const Pixel seen = held_inside(d.out.plot, at);
  const Paint accent{Role::kAccent, 0, 1};
  const double ring = 0.82 * d.em;
  const bool across = handle.direction == Direction::kX;
  Meaning meaning;
  const int element = d.add_element(handle.knob, meaning);
  d.add(Layer::kMarks, Circle{seen, ring, {Role::kPaper, 0, 0}, accent, 1.2 * d.stroke}, element);
  // Arrow heads say which way it moves.
  for (double sign : {-1.0, 1.0}) {
    const double tip = sign * (ring + 0.62 * d.em);
    const double back = sign * (ring + 0.28 * d.em);
    const double half = 0.3 * d.em;
    const std::vector<Pixel> arrow = across ? std::vector<Pixel>{{seen.x + back, seen.y - half},
                                                                 {seen.x + tip, seen.y},
                                                                 {seen.x + back, seen.y + half}}
                                            : std::vector<Pixel>{{seen.x - half, seen.y + back},
                                                                 {seen.x, seen.y + tip},
                                                                 {seen.x + half, seen.y + back}};
    d.add(Layer::kMarks, Polyline{arrow, 1.6 * d.stroke, accent, {}}, element);
  }
  const double reach = ring + 0.75 * d.em;
  d.obstacles.solids.push_back(
      {element,
       {seen.x - (across ? reach : ring), seen.y - (across ? ring : reach),
        seen.x + (across ? reach : ring), seen.y + (across ? ring : reach)}});
  const double grab = std::max(kGrabSize / 2, ring + 0.4 * d.em);
  d.out.handles.push_back(
      {index, seen, Box{seen.x, seen.y, seen.x, seen.y}.grown(grab), handle.direction});
}

void draw_annotation(Draft& d, const Annotation& note) {
  const int element = d.add_element(note.text, note.meaning);
  const Pixel at = d.to_pixel(note.at);
  if (!finite(at) || !d.out.plot.contains(at) || note.text.empty()) return;
  LabelRequest label = make_label(d, note.text, note.priority, element, note.meaning, {});
  if (!note.meaning.wall) label.paint = {Role::kMuted, 0, 1};
  point_candidates(d, at, 0.35 * d.em, label);
  d.requests.push_back(std::move(label));
}

}  // namespace wf::widgets
