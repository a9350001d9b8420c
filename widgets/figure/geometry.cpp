#include "widgets/figure/geometry.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wf::widgets {
namespace {

bool finite(Pixel p) { return std::isfinite(p.x) && std::isfinite(p.y); }
bool same(Pixel a, Pixel b) { return a.x == b.x && a.y == b.y; }

}  // namespace

std::optional<std::pair<Pixel, Pixel>> clip_segment(const Box& box, Pixel a, Pixel b) {
  if (!finite(a) || !finite(b)) return std::nullopt;
  // Most segments lie on one side of the box.
  if (std::max(a.x, b.x) < box.left || std::min(a.x, b.x) > box.right ||
      std::max(a.y, b.y) < box.top || std::min(a.y, b.y) > box.bottom) {
    return std::nullopt;
  }
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  double enter = 0;
  double leave = 1;
  const std::array<std::pair<double, double>, 4> edges = {
      {{-dx, a.x - box.left}, {dx, box.right - a.x}, {-dy, a.y - box.top}, {dy, box.bottom - a.y}}};
  for (const auto& [direction, room] : edges) {
    if (direction == 0) {
      if (room < 0) return std::nullopt;
      continue;
    }
    const double t = room / direction;
    if (direction < 0) {
      enter = std::max(enter, t);
    } else {
      leave = std::min(leave, t);
    }
  }
  if (enter > leave) return std::nullopt;
  // Ends that lie inside are kept bit for bit, so that segments still join.
  const Pixel first = enter == 0 ? a : Pixel{a.x + enter * dx, a.y + enter * dy};
  const Pixel last = leave == 1 ? b : Pixel{a.x + leave * dx, a.y + leave * dy};
  return std::pair{first, last};
}

std::vector<std::vector<Pixel>> clip_polyline(const Box& box, const std::vector<Pixel>& points) {
  std::vector<std::vector<Pixel>> parts;
  bool open = false;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto segment = clip_segment(box, points[i - 1], points[i]);
    if (!segment) {
      open = false;
      continue;
    }
    if (!open || !same(parts.back().back(), segment->first)) parts.push_back({segment->first});
    if (!same(parts.back().back(), segment->second)) parts.back().push_back(segment->second);
    open = same(segment->second, points[i]);
  }
  std::erase_if(parts, [](const auto& part) { return part.size() < 2; });
  return parts;
}

std::vector<Pixel> clip_polygon(const Box& box, const std::vector<Pixel>& points) {
  std::vector<Pixel> result;
  for (Pixel p : points) {
    if (finite(p)) result.push_back(p);
  }
  const auto cut = [&result](auto inside, auto crossing) {
    std::vector<Pixel> kept;
    for (std::size_t i = 0; i < result.size(); ++i) {
      const Pixel a = result[i];
      const Pixel b = result[(i + 1) % result.size()];
      if (inside(a)) kept.push_back(a);
      if (inside(a) != inside(b)) kept.push_back(crossing(a, b));
    }
    result = std::move(kept);
  };
  const auto at_x = [](double x) {
    return [x](Pixel a, Pixel b) { return Pixel{x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)}; };
  };
  const auto at_y = [](double y) {
    return [y](Pixel a, Pixel b) { return Pixel{a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y}; };
  };
  cut([&](Pixel p) { return p.x >= box.left; }, at_x(box.left));
  cut([&](Pixel p) { return p.x <= box.right; }, at_x(box.right));
  cut([&](Pixel p) { return p.y >= box.top; }, at_y(box.top));
  cut([&](Pixel p) { return p.y <= box.bottom; }, at_y(box.bottom));
  if (result.size() < 3) result.clear();
  return result;
}

// Pixels neither overflow nor underflow when they are squared.
double distance(Pixel a, Pixel b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  return std::sqrt(dx * dx + dy * dy);
}

double length_inside(const Box& box, const std::vector<Pixel>& polyline) {
  double length = 0;
  for (std::size_t i = 1; i < polyline.size(); ++i) {
    const auto segment = clip_segment(box, polyline[i - 1], polyline[i]);
    if (segment) length += distance(segment->first, segment->second);
  }
  return length;
}

bool contains(const std::vector<Pixel>& polygon, Pixel p) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Pixel a = polygon[i];
    const Pixel b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
      inside = !inside;
    }
  }
  return inside;
}

Pixel nearest_on(Pixel a, Pixel b, Pixel p) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double square = dx * dx + dy * dy;
  if (square <= 0) return a;
  const double t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0);
  return {a.x + t * dx, a.y + t * dy};
}

}  // namespace wf::widgets
