#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/figure/label_placer.h"
#include "widgets/figure/layout.h"

// The workings of lay_out(), shared by its parts: a figure on its way to being primitives.

namespace wf::widgets {

enum class Layer { kGround, kPlates, kFrame, kFills, kCurves, kMarks, kText };
inline constexpr std::size_t kLayerCount = 7;

// Ems that a label's glyph takes before its text.
inline constexpr double kGlyphAdvance = 1.1;

struct Draft {
  const Figure& figure;
  const TextMetrics& metrics;
  double em;      // the size of labels in pixels
  double stroke;  // the factor on line widths
  Layout out;
  std::array<std::vector<Primitive>, kLayerCount> layers;
  Obstacles obstacles;
  std::vector<LabelRequest> requests;

  int add_element(const std::string& name, const Meaning& meaning);
  void add(Layer layer, decltype(Primitive::shape) shape, int element = kElementNone);
  // A text whose box has this corner at the top left; recorded among the layout's texts.
  void add_text(TextKind kind, const std::string& text, Pixel corner, double size, Weight weight,
                Anchor anchor, const Paint& paint, int element = kElementNone);
  void add_shape(Layer layer, Shape shape, Pixel centre, double radius, const Paint& paint,
                 int element);
  double text_width(std::string_view text, double size, Weight weight = Weight::kRegular) const {
    return metrics.width(text, size, weight);
  }
  double line_height() const { return metrics.height(em); }
  Pixel to_pixel(Point p) const { return {out.x.to_pixel(p.x), out.y.to_pixel(p.y)}; }
};

// Words broken into lines no wider than `width`; what does not fit `most` lines ends in "…".
std::vector<std::string> wrap(const Draft& draft, std::string_view text, double size, Weight weight,
                              double width, int most);

// The values that an axis must show, widened a little; fixed ends win.
struct Range {
  double from = 0;
  double to = 1;
};
Range range_of(const Figure& figure, Direction direction);
bool has_values(const Figure& figure);

const std::vector<std::string>* categories_of(const Figure& figure);
Orientation orientation_of(const Figure& figure);

// The text at the end of a bar.
std::string bar_text(const Figure& figure, const BarValue& value);

void draw_frame(Draft& draft);  // title, axes and the plot's place
void draw_marks(Draft& draft);  // walls, areas, lines, markers, handles
void draw_wall(Draft& draft, const WallRegion& wall);
void draw_marker(Draft& draft, const Marker& marker);
void draw_handle(Draft& draft, const Handle& handle, int index);
void draw_annotation(Draft& draft, const Annotation& note);
void draw_bars(Draft& draft);
void draw_stack(Draft& draft);
void draw_diagram(Draft& draft);
void draw_labels(Draft& draft);

// A label with glyph and colour after its meaning, without candidates yet.
LabelRequest make_label(const Draft& draft, const std::string& text, int priority, int element,
                        const Meaning& meaning, std::optional<int> series);
Paint paint_of(const Meaning& meaning, std::optional<int> series);

}  // namespace wf::widgets
