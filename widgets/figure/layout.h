#pragma once

#include <optional>
#include <string>
#include <vector>

#include "widgets/figure/display_list.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/text_metrics.h"

namespace wf::widgets {

// The map between an axis and pixels. Both ways are exact inverses, up to rounding.
struct AxisMap {
  Scale scale = Scale::kLinear;
  double from = 0;
  double to = 1;
  double pixel_from = 0;
  double pixel_to = 1;

  double to_pixel(double value) const;  // NaN where a logarithmic axis has no such value
  double to_value(double pixel) const;
};

// What a primitive's element index means.
struct Element {
  std::string name;
  Meaning meaning;
};

// Where the pointer can read values: the part of a curve that is seen, or a bar.
struct Track {
  int element = kElementNone;
  std::vector<Pixel> points;
};
struct BarTarget {
  int element = kElementNone;
  Box box;
  std::vector<std::string> lines;
};

struct HandleTarget {
  int handle = 0;  // index into Figure::handles
  Pixel at;
  Box grab;  // at least 24 px wide and tall
  Direction direction = Direction::kX;
};

enum class TextKind { kTitle, kAxisTitle, kTick, kCategory, kLabel, kKey };

// A text's place, with its glyph if it has one: what must never overlap.
struct TextBox {
  TextKind kind = TextKind::kLabel;
  Box box;
  std::string text;
};

struct Layout {
  double width = 0;
  double height = 0;
  double text_scale = 1;  // what was used; less than asked for where the canvas is too small
  Box plot;
  AxisMap x;
  AxisMap y;
  std::string x_label, x_unit, y_label, y_unit;
  std::vector<Element> elements;
  std::vector<Primitive> primitives;
  std::vector<Track> tracks;
  std::vector<BarTarget> bars;
  std::vector<HandleTarget> handles;
  std::vector<TextBox> texts;
  std::vector<std::string> dropped_labels;  // no room was found for these
};

struct LayoutOptions {
  double text_scale = 1;  // 1 is 13 px labels and a 16 px title
  double stroke = 1;      // a factor on line widths; see Theme::stroke
};

// Lays a figure out on a canvas of pixels. Values that are not finite, or not positive on a
// logarithmic axis, are left out and break a line. Text larger than the canvas has room for
// (22 by 15 ems) is set smaller.
Layout lay_out(const Figure& figure, double width, double height, const TextMetrics& metrics,
               const LayoutOptions& options = {});

struct ReadOut {
  Pixel at;
  int element = kElementNone;
  std::vector<std::string> lines;  // name, then x, then y, with units
};

// What lies under the pointer: the nearest point of a curve, or a bar.
std::optional<ReadOut> read_out(const Layout& layout, Pixel pointer, double radius);

// The knob's value when a handle has been dragged to a pixel.
std::optional<double> dragged_to(const Layout& layout, const Figure& figure,
                                 const HandleTarget& target, Pixel pointer);

}  // namespace wf::widgets
