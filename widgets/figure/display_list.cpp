#include "widgets/figure/display_list.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/figure/geometry.h"

namespace wf::widgets {

Colour resolve(const Paint& paint, const Theme& theme) {
  switch (paint.role) {
    case Role::kPaper:
      return theme.paper;
    case Role::kInk:
      return theme.ink;
    case Role::kMuted:
      return theme.muted;
    case Role::kGrid:
      return theme.grid;
    case Role::kAccent:
      return theme.accent;
    case Role::kWall:
      return theme.walls[static_cast<std::size_t>(paint.index) % kWallCount];
    case Role::kSeries:
      return theme.series[static_cast<std::size_t>(paint.index) % kSeriesCount];
  }
  return theme.ink;
}

std::vector<std::vector<Pixel>> dashes(const Polyline& line) {
  const double period = std::accumulate(line.dash.begin(), line.dash.end(), 0.0);
  if (line.dash.empty() || !(period > 0.1)) return {line.points};
  std::vector<std::vector<Pixel>> result;
  std::size_t phase = 0;  // even phases draw
  double left = line.dash[0];
  bool drawing = false;
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const Pixel a = line.points[i - 1];
    const Pixel b = line.points[i];
    const double length = distance(a, b);
    double at = 0;
    while (at < length) {
      const double until = std::min(length, at + left);
      const auto along = [&](double d) {
        return Pixel{a.x + (b.x - a.x) * d / length, a.y + (b.y - a.y) * d / length};
      };
      if (phase % 2 == 0) {
        if (!drawing) result.push_back({along(at)});
        result.back().push_back(along(until));
        drawing = true;
      }
      left -= until - at;
      at = until;
      if (left <= 1e-9) {
        phase = (phase + 1) % line.dash.size();
        if (line.dash.size() % 2 == 1 && phase == 0) drawing = false;
        left = std::max(line.dash[phase], 1e-3);
        if (phase % 2 == 1) drawing = false;
      }
    }
  }
  return result;
}

std::vector<std::pair<Pixel, Pixel>> hatch_lines(const HatchedPolygon& polygon) {
  // Lines x + y = c cross the polygon's edges where the sum of coordinates equals c.
  std::vector<std::pair<Pixel, Pixel>> result;
  const std::vector<Pixel>& points = polygon.points;
  if (points.size() < 3 || !(polygon.spacing > 0.5)) return result;
  const auto sum = [](Pixel p) { return p.x + p.y; };
  double least = sum(points[0]);
  double most = least;
  for (Pixel p : points) {
    least = std::min(least, sum(p));
    most = std::max(most, sum(p));
  }
  const double step = polygon.spacing * std::sqrt(2.0);
  for (double c = std::ceil(least / step) * step; c < most; c += step) {
    std::vector<Pixel> crossings;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Pixel a = points[i];
      const Pixel b = points[(i + 1) % points.size()];
      if ((sum(a) > c) == (sum(b) > c)) continue;
      const double t = (c - sum(a)) / (sum(b) - sum(a));
      crossings.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
    }
    std::sort(crossings.begin(), crossings.end(), [](Pixel a, Pixel b) { return a.x < b.x; });
    for (std::size_t i = 1; i < crossings.size(); i += 2) {
      result.emplace_back(crossings[i - 1], crossings[i]);
    }
  }
  return result;
}

}  // namespace wf::widgets
