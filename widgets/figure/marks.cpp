#include <algorithm>
#include <cmath>

#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"
#include "widgets/figure/palette.h"

namespace wf::widgets {
namespace {

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
