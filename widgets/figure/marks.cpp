#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"
#include "widgets/figure/palette.h"

namespace wf::widgets {
namespace {

constexpr double kGrabSize = 24;  // WCAG 2.2, target size
const Paint kPaperPaint{Role::kPaper, 0, 1};
const Paint kInkPaint{Role::kInk, 0, 1};

bool finite(Pixel p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::vector<Pixel> to_pixels(const Draft& d, const std::vector<Point>& points) {
  std::vector<Pixel> result;
  result.reserve(points.size());
  for (const Point& p : points) result.push_back(d.to_pixel(p));
  return result;
}

struct Pen {
  double width;
  Paint paint;
  std::vector<double> dash;
};

Pen pen_of(const Draft& d, const Line& line) {
  Paint paint = paint_of(line.meaning, line.series);
  const bool plain = paint.role == Role::kInk;
  double width = 2;
  std::vector<double> dash;
  switch (line.role) {
    case LineRole::kExpected:
      if (line.series) {
        const SeriesStyle& style = series_style(*line.series);
        dash.assign(style.dash.begin(), style.dash.begin() + style.dash_length);
      }
      break;
    case LineRole::kBound:
      width = 0.9;
      break;
    case LineRole::kRule:
      width = 1.4;
      dash = {5, 4};
      if (plain) paint.role = Role::kMuted;
      break;
    case LineRole::kGhost:
      width = 1.6;
      paint.alpha = 0.35;
      break;
    case LineRole::kReference:
      width = 1;
      if (plain) paint.role = Role::kMuted;
      break;
  }
  for (double& on_off : dash) on_off *= d.stroke;
  const double factor = std::isfinite(line.weight) ? std::clamp(line.weight, 0.25, 4.0) : 1;
  return {width * factor * d.stroke, paint, dash};
}

std::vector<Pixel> wall_polygon(const Draft& d, const WallRegion& wall,
                                std::vector<Pixel>* boundary) {
  const Box& plot = d.out.plot;
  const bool across = wall.side == Side::kAbove || wall.side == Side::kBelow;
  std::vector<Pixel> line;
  for (const Point& p : wall.boundary) {
    const Pixel pixel = wall.boundary.size() == 1
                            ? Pixel{across ? plot.left : d.out.x.to_pixel(p.x),
                                    across ? d.out.y.to_pixel(p.y) : plot.top}
                            : d.to_pixel(p);
    if (finite(pixel)) line.push_back(pixel);
  }
  if (line.empty()) return {};
  if (wall.boundary.size() == 1) {
    line.push_back(across ? Pixel{plot.right, line[0].y} : Pixel{line[0].x, plot.bottom});
  }
  *boundary = line;
  // The region's far edge lies beyond both the plot and the boundary; the cut removes the rest.
  const bool low_side = wall.side == Side::kAbove || wall.side == Side::kLeft;
  double far = across ? (low_side ? plot.top : plot.bottom) : (low_side ? plot.left : plot.right);
  for (Pixel p : line) {
    const double here = across ? p.y : p.x;
    far = low_side ? std::min(far, here) : std::max(far, here);
  }
  const Pixel first = line.front();
  const Pixel last = line.back();
  std::vector<Pixel> polygon = line;
  polygon.push_back(across ? Pixel{last.x, far} : Pixel{far, last.y});
  polygon.push_back(across ? Pixel{first.x, far} : Pixel{far, first.y});
  return clip_polygon(plot, polygon);
}

// Places inside a region for a box, those in its middle first: they are calmer.
void region_candidates(const Draft& d, const std::vector<Pixel>& polygon, LabelRequest& label) {
  Box bounds = {1e9, 1e9, -1e9, -1e9};
  for (Pixel p : polygon) {
    bounds = {std::min(bounds.left, p.x), std::min(bounds.top, p.y), std::max(bounds.right, p.x),
              std::max(bounds.bottom, p.y)};
  }
  constexpr int kColumns = 12;
  constexpr int kRows = 10;
  const double inset = 0.5 * d.em;
  for (int row = 0; row <= kRows; ++row) {
    for (int column = 0; column <= kColumns; ++column) {
      const double left =
          bounds.left + inset + (bounds.width() - label.width - 2 * inset) * column / kColumns;
      const double top =
          bounds.top + inset + (bounds.height() - label.height - 2 * inset) * row / kRows;
      const Box box = Box{left, top, left + label.width, top + label.height}.grown(0.35 * d.em);
      const std::array<Pixel, 6> probes = {{{box.left, box.top},
                                            {box.right, box.top},
                                            {box.left, box.bottom},
                                            {box.right, box.bottom},
                                            {box.centre().x, box.top},
                                            {box.centre().x, box.bottom}}};
      if (!std::all_of(probes.begin(), probes.end(),
                       [&](Pixel p) { return contains(polygon, p); })) {
        continue;
      }
      const double away = std::fabs(box.centre().x - bounds.centre().x) / bounds.width();
      const double high = std::fabs(box.centre().y - bounds.centre().y) / bounds.height();
      label.candidates.push_back({{left, top}, 1.2 * away + 1.2 * high, Anchor::kStart, {}});
    }
  }
}

// Names of regions stand inside them; failing that, by their edge; and where not even that is
// possible, the wall's glyph alone stands for it.
void wall_label(Draft& d, const std::string& name, const WallRegion& wall, int element,
                const std::vector<Pixel>& polygon) {
  const Meaning meaning = {wall.quantity, wall.wall};
  LabelRequest label = make_label(d, name, wall.priority, element, meaning, {});
  label.group = element;
  label.limit = 5;
  label.weight = Weight::kSemibold;
  label.width += d.text_width(name, d.em, Weight::kSemibold) - d.text_width(name, d.em);
  region_candidates(d, polygon, label);
  for (Pixel p : polygon) {
    for (double dx : {0.5 * d.em, -label.width - 0.5 * d.em}) {
      for (double dy : {0.4 * d.em, -label.height - 0.4 * d.em}) {
        label.candidates.push_back({{p.x + dx, p.y + dy}, 4, Anchor::kStart, {}});
      }
    }
  }
  d.requests.push_back(std::move(label));
  LabelRequest glyph = make_label(d, "", wall.priority - 1, element, meaning, {});
  glyph.group = element;
  region_candidates(d, polygon, glyph);
  d.requests.push_back(std::move(glyph));
}

void draw_wall(Draft& d, const WallRegion& wall) {
  const std::string name = wall.name.empty() ? std::string(wall_name(wall.wall)) : wall.name;
  const int element = d.add_element(name, {wall.quantity, wall.wall});
  std::vector<Pixel> boundary;
  const std::vector<Pixel> polygon = wall_polygon(d, wall, &boundary);
  const int index = static_cast<int>(wall.wall);
  if (!polygon.empty()) {
    d.add(Layer::kGround,
          HatchedPolygon{polygon,
                         {Role::kWall, index, 0.30},
                         {Role::kWall, index, 0.05},
                         0.55 * d.em,
                         0.8 * d.stroke},
          element);
    d.obstacles.grounds.push_back({element, polygon});
    wall_label(d, name, wall, element, polygon);
  }
  for (auto& part : clip_polyline(d.out.plot, boundary)) {
    d.add(Layer::kFills, Polyline{part, 1.6 * d.stroke, {Role::kWall, index, 1}, {}}, element);
    d.obstacles.curves.push_back({element, part, 1});
    d.out.tracks.push_back({element, std::move(part)});
  }
}

// Places above and below a curve, and beside its end. A label stands as close to its own curve
// as its box allows: the highest or lowest point of the curve along the box decides.
void curve_candidates(const Draft& d, const std::vector<std::vector<Pixel>>& parts,
                      LabelRequest& label) {
  if (parts.empty()) return;
  const Pixel end = parts.back().back();
  const double gap = 0.25 * d.em;
  if (end.x > d.out.plot.right - 0.03 * d.out.plot.width()) {
    for (int step = 0; step <= 8; ++step) {
      for (double sign : {-1.0, 1.0}) {
        const double shift = sign * step * 0.35 * d.em;
        label.candidates.push_back(
            {{d.out.plot.right + 0.6 * d.em, end.y - label.height / 2 + shift},
             0.15 * step,
             Anchor::kStart,
             {}});
      }
    }
  }
  for (const auto& part : parts) {
    const double from = part.front().x;
    const double to = part.back().x;
    constexpr int kStops = 12;
    for (int i = 0; i <= kStops; ++i) {
      const double centre = from + (to - from) * i / kStops;
      const double left =
          std::clamp(centre - label.width / 2, d.out.plot.left + gap,
                     std::max(d.out.plot.left + gap, d.out.plot.right - label.width));
      const Box column = {left - gap, d.out.plot.top, left + label.width + gap, d.out.plot.bottom};
      double highest = 1e9;
      double lowest = -1e9;
      for (const auto& piece : clip_polyline(column, part)) {
        for (Pixel p : piece) {
          highest = std::min(highest, p.y);
          lowest = std::max(lowest, p.y);
        }
      }
      if (highest > lowest) continue;
      // A steep piece would push the label far away from what it names.
      const double steep = (lowest - highest) / d.em * 0.35;
      const double late = 0.9 * (1 - static_cast<double>(i) / kStops);
      label.candidates.push_back(
          {{left, highest - gap - label.height}, 0.8 + late + steep, Anchor::kMiddle, {}});
      label.candidates.push_back({{left, lowest + gap}, 1.0 + late + steep, Anchor::kMiddle, {}});
    }
    // Beside a steep curve.
    for (int i = 1; i < kStops; ++i) {
      const Pixel p = part[static_cast<std::size_t>(i) * (part.size() - 1) / kStops];
      for (double side : {1.0, -1.0}) {
        const double left = side > 0 ? p.x + 2 * gap : p.x - 2 * gap - label.width;
        label.candidates.push_back(
            {{left, p.y - label.height / 2}, 1.8, side > 0 ? Anchor::kStart : Anchor::kEnd, {}});
      }
    }
  }
}

void draw_line(Draft& d, const Line& line) {
  const int element = d.add_element(line.name, line.meaning);
  const Pen pen = pen_of(d, line);
  std::vector<Pixel> pixels = to_pixels(d, line.points);
  if (line.role == LineRole::kReference && pixels.size() == 1) {
    pixels = {{d.out.plot.left, pixels[0].y}, {d.out.plot.right, pixels[0].y}};
  }
  auto parts = clip_polyline(d.out.plot, pixels);
  const std::string& text = line.label.text.empty() ? line.name : line.label.text;
  if (line.label.priority > 0 && !text.empty()) {
    LabelRequest label =
        make_label(d, text, line.label.priority, element, line.meaning, line.series);
    if (label.paint.role == Role::kInk && pen.paint.role == Role::kMuted) {
      label.paint.role = Role::kMuted;
    }
    curve_candidates(d, parts, label);
    d.requests.push_back(std::move(label));
  }
  for (auto& part : parts) {
    d.obstacles.curves.push_back({element, part, line.role == LineRole::kBound ? 0.6 : 1.0});
    d.add(Layer::kCurves, Polyline{part, pen.width, pen.paint, pen.dash}, element);
    d.out.tracks.push_back({element, std::move(part)});
  }
}

void draw_area(Draft& d, const Area& area) {
  const int element = d.add_element(area.name, area.meaning);
  std::vector<Pixel> outline;
  for (Pixel p : to_pixels(d, area.upper)) {
    if (finite(p)) outline.push_back(p);
  }
  if (outline.size() < 2) return;
  const std::vector<Pixel> upper = outline;
  if (area.lower.empty()) {
    double base = d.out.y.to_pixel(area.base);
    if (!std::isfinite(base)) base = d.out.plot.bottom;
    outline.push_back({upper.back().x, base});
    outline.push_back({upper.front().x, base});
  } else {
    for (auto p = area.lower.rbegin(); p != area.lower.rend(); ++p) {
      const Pixel pixel = d.to_pixel(*p);
      if (finite(pixel)) outline.push_back(pixel);
    }
  }
  Paint paint = paint_of(area.meaning, area.series);
  paint.alpha = 0.18;
  const auto polygon = clip_polygon(d.out.plot, outline);
  if (!polygon.empty()) d.add(Layer::kGround, Polygon{polygon, paint}, element);
  paint.alpha = 1;
  const std::string& text = area.label.text.empty() ? area.name : area.label.text;
  if (area.label.priority > 0 && !text.empty()) {
    LabelRequest label =
        make_label(d, text, area.label.priority, element, area.meaning, area.series);
    curve_candidates(d, clip_polyline(d.out.plot, upper), label);
    d.requests.push_back(std::move(label));
  }
  for (auto& part : clip_polyline(d.out.plot, upper)) {
    d.add(Layer::kCurves, Polyline{part, 1.2 * d.stroke, paint, {}}, element);
    d.obstacles.curves.push_back({element, part, 1});
    d.out.tracks.push_back({element, std::move(part)});
  }
}

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

}  // namespace

void draw_marks(Draft& d) {
  for (const WallRegion& wall : d.figure.walls) draw_wall(d, wall);
  for (const Area& area : d.figure.areas) draw_area(d, area);
  for (LineRole role : {LineRole::kGhost, LineRole::kReference, LineRole::kRule, LineRole::kBound,
                        LineRole::kExpected}) {
    for (const Line& line : d.figure.lines) {
      if (line.role == role) draw_line(d, line);
    }
  }
  // The operating point lies on top of the others.
  for (const Marker& m : d.figure.markers) {
    if (m.role != MarkerRole::kOperating) draw_marker(d, m);
  }
  for (std::size_t i = 0; i < d.figure.handles.size(); ++i) {
    draw_handle(d, d.figure.handles[i], static_cast<int>(i));
  }
  for (const Marker& m : d.figure.markers) {
    if (m.role == MarkerRole::kOperating) draw_marker(d, m);
  }
  for (const Annotation& note : d.figure.annotations) draw_annotation(d, note);
}

}  // namespace wf::widgets
