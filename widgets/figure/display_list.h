#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "widgets/figure/palette.h"

// What a back end draws, in order, in pixels from the top left. Everything is already cut to the
// plot, so a back end needs no clipping; everything names a role, so it needs a theme and nothing
// else. kElementNone marks what belongs to no element of the figure.

namespace wf::widgets {

struct Pixel {
  double x = 0;
  double y = 0;
};

struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
  Pixel centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
  bool contains(Pixel p) const {
    return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
  }
  bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
  Box grown(double by) const { return {left - by, top - by, right + by, bottom + by}; }
};

enum class Role { kPaper, kInk, kMuted, kGrid, kAccent, kWall, kSeries };

struct Paint {
  Role role = Role::kInk;
  int index = 0;  // which wall or series
  double alpha = 1;
};
Colour resolve(const Paint& paint, const Theme& theme);

enum class Weight { kRegular, kSemibold };
enum class Anchor { kStart, kMiddle, kEnd };

struct Polyline {
  std::vector<Pixel> points;
  double width = 1;
  Paint paint;
  std::vector<double> dash;  // pixels on, off, …; empty is solid
};

struct Polygon {  // simple, filled; convex unless it is an area
  std::vector<Pixel> points;
  Paint paint;
};

struct Circle {
  Pixel centre;
  double radius = 1;
  Paint fill;
  Paint stroke;
  double stroke_width = 0;
};

struct HatchedPolygon {  // lines at 45 degrees, rising to the right, over a flat tint
  std::vector<Pixel> points;
  Paint lines;
  Paint tint;
  double spacing = 7;  // between the lines, measured across them
  double width = 1;
};

struct Text {
  std::string text;
  Box box;              // as measured; the baseline is given, so that back ends agree
  double baseline = 0;  // y
  double size = 13;     // pixels
  Weight weight = Weight::kRegular;
  Anchor anchor = Anchor::kStart;  // which edge of the box to keep where widths differ a little
  Paint paint;
};

inline constexpr int kElementNone = -1;

struct Primitive {
  std::variant<Polyline, Polygon, Circle, HatchedPolygon, Text> shape;
  int element = kElementNone;  // index into Layout::elements
};

// For back ends that have neither dashes nor patterns.
std::vector<std::vector<Pixel>> dashes(const Polyline& line);
std::vector<std::pair<Pixel, Pixel>> hatch_lines(const HatchedPolygon& polygon);

}  // namespace wf::widgets
