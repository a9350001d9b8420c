#include "widgets/figure/layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/units.h"
#include "widgets/figure/draft.h"
#include "widgets/figure/geometry.h"

namespace wf::widgets {
namespace {

constexpr double kLabelSize = 12.8;  // 16 px body text, one step down the type scale
constexpr double kLeastEmsWide = 22;
constexpr double kLeastEmsTall = 15;
constexpr double kLeastCanvas = 40;

double forward(Scale scale, double value) {
  if (scale == Scale::kLinear) return value;
  return value > 0 ? std::log2(value) : std::numeric_limits<double>::quiet_NaN();
}
double backward(Scale scale, double position) {
  return scale == Scale::kLinear ? position : std::exp2(position);
}

void drop_last_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) {
    text.pop_back();  // the tail of a character of several bytes
  }
  if (!text.empty()) text.pop_back();
}

void draw_empty(Draft& d) {
  const auto lines =
      wrap(d, d.figure.empty_text, d.em, Weight::kRegular, d.out.plot.width() - d.em, 3);
  const Pixel centre = d.out.plot.centre();
  double top = centre.y - d.line_height() * static_cast<double>(lines.size()) / 2;
  for (const std::string& text : lines) {
    const double width = d.text_width(text, d.em);
    d.add_text(TextKind::kLabel, text, {centre.x - width / 2, top}, d.em, Weight::kRegular,
               Anchor::kMiddle, {Role::kMuted, 0, 1});
    top += d.line_height();
  }
}

std::string axis_line(const std::string& label, double value, const std::string& unit) {
  const std::string text = model::format_magnitude(value, unit);
  return label.empty() ? text : label + ": " + text;
}

}  // namespace

double AxisMap::to_pixel(double value) const {
  const double low = forward(scale, from);
  const double high = forward(scale, to);
  return pixel_from + (forward(scale, value) - low) / (high - low) * (pixel_to - pixel_from);
}

double AxisMap::to_value(double pixel) const {
  const double low = forward(scale, from);
  const double high = forward(scale, to);
  return backward(scale, low + (pixel - pixel_from) / (pixel_to - pixel_from) * (high - low));
}

int Draft::add_element(const std::string& name, const Meaning& meaning) {
  out.elements.push_back({name, meaning});
  return static_cast<int>(out.elements.size()) - 1;
}

void Draft::add(Layer layer, decltype(Primitive::shape) shape, int element) {
  layers[static_cast<std::size_t>(layer)].push_back({std::move(shape), element});
}

void Draft::add_text(TextKind kind, const std::string& text, Pixel corner, double size,
                     Weight weight, Anchor anchor, const Paint& paint, int element) {
  if (text.empty()) return;
  const Box box = {corner.x, corner.y, corner.x + text_width(text, size, weight),
                   corner.y + metrics.height(size)};
  add(Layer::kText, Text{text, box, corner.y + metrics.ascent(size), size, weight, anchor, paint},
      element);
  if (kind != TextKind::kLabel) out.texts.push_back({kind, box, text});
}

std::vector<std::string> wrap(const Draft& draft, std::string_view text, double size, Weight weight,
                              double width, int most) {
  const auto fits = [&](const std::string& s) {
    return draft.text_width(s, size, weight) <= width;
  };
  std::vector<std::string> lines;
  std::string line;
  std::size_t at = 0;
  bool cut = false;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word(text.substr(at, end - at));
    const std::string longer = line.empty() ? word : line + " " + word;
    if (line.empty() || fits(longer)) {
      line = longer;
    } else {
      if (static_cast<int>(lines.size()) + 1 == most) {
        cut = true;
        break;
      }
      lines.push_back(line);
      line = word;
    }
    at = end + 1;
  }
  lines.push_back(line);
  // What is still too wide, or was cut, ends in an ellipsis, between whole characters.
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& l = lines[i];
    const bool last_cut = cut && i + 1 == lines.size();
    if (fits(l) && !last_cut) continue;
    while (!l.empty() && !fits(l + "…")) drop_last_character(l);
    while (!l.empty() && l.back() == ' ') l.pop_back();
    l += "…";
  }
  return lines;
}

Layout lay_out(const Figure& figure, double width, double height, const TextMetrics& metrics,
               const LayoutOptions& options) {
  const auto sound = [](double v, double least, double most, double otherwise) {
    return std::isfinite(v) ? std::clamp(v, least, most) : otherwise;
  };
  width = sound(width, 0, 100000, 0);
  height = sound(height, 0, 100000, 0);
  Draft d{figure, metrics, 0, 1, {}, {}, {}, {}};
  d.out.width = width;
  d.out.height = height;
  if (width < kLeastCanvas || height < kLeastCanvas) return d.out;
  const double most = std::min(width / kLeastEmsWide, height / kLeastEmsTall) / kLabelSize;
  d.out.text_scale = std::min(sound(options.text_scale, 0.25, 10, 1), most);
  d.em = kLabelSize * d.out.text_scale;
  d.stroke = sound(options.stroke, 0.25, 4, 1) * std::max(1.0, std::sqrt(d.out.text_scale));
  draw_frame(d);
  if (has_values(figure)) {
    if (figure.bars) draw_bars(d);
    if (figure.stack) draw_stack(d);
    if (figure.diagram) draw_diagram(d);
    draw_marks(d);
    draw_labels(d);
  } else {
    draw_empty(d);
  }
  for (auto& layer : d.layers) {
    std::move(layer.begin(), layer.end(), std::back_inserter(d.out.primitives));
  }
  return std::move(d.out);
}

std::optional<ReadOut> read_out(const Layout& layout, Pixel pointer, double radius) {
  for (const BarTarget& bar : layout.bars) {
    if (bar.box.contains(pointer)) return ReadOut{bar.box.centre(), bar.element, bar.lines};
  }
  double least = radius;
  std::optional<ReadOut> best;
  for (const Track& track : layout.tracks) {
    for (std::size_t i = 0; i < track.points.size(); ++i) {
      const Pixel p = nearest_on(track.points[i == 0 ? 0 : i - 1], track.points[i], pointer);
      const double away = distance(p, pointer);
      if (!(away < least)) continue;
      least = away;
      best = ReadOut{p, track.element, {}};
    }
  }
  if (!best) return best;
  const std::string& name = layout.elements[static_cast<std::size_t>(best->element)].name;
  if (!name.empty()) best->lines.push_back(name);
  best->lines.push_back(axis_line(layout.x_label, layout.x.to_value(best->at.x), layout.x_unit));
  best->lines.push_back(axis_line(layout.y_label, layout.y.to_value(best->at.y), layout.y_unit));
  return best;
}

std::optional<double> dragged_to(const Layout& layout, const Figure& figure,
                                 const HandleTarget& target, Pixel pointer) {
  if (target.handle < 0 || target.handle >= static_cast<int>(figure.handles.size())) {
    return std::nullopt;
  }
  const bool across = target.direction == Direction::kX;
  const AxisMap& map = across ? layout.x : layout.y;
  const double pixel =
      std::clamp(across ? pointer.x : pointer.y, std::min(map.pixel_from, map.pixel_to),
                 std::max(map.pixel_from, map.pixel_to));
  return knob_at(figure.handles[static_cast<std::size_t>(target.handle)], map.to_value(pixel),
                 map.scale);
}

}  // namespace wf::widgets
