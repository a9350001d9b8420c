#include "widgets/figure/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace wf::widgets {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        // Control characters are not allowed in XML at all.
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

// Hundredths of a pixel, without trailing zeros and without a negative zero.
std::string px(double value) {
  const double rounded = std::round(value * 100) / 100;
  std::string text = fmt::format("{:.2f}", rounded == 0 ? 0.0 : rounded);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string hex(Colour c) { return fmt::format("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue); }

std::string points_of(const std::vector<Pixel>& points) {
  std::string out;
  for (Pixel p : points) out += (out.empty() ? "" : " ") + px(p.x) + "," + px(p.y);
  return out;
}

class Writer {
 public:
  explicit Writer(const Theme& theme) : theme_(theme) {}

  void operator()(const Polyline& line) {
    body_ += fmt::format("<polyline points=\"{}\" fill=\"none\"{} stroke-width=\"{}\"",
                         points_of(line.points), paint("stroke", line.paint), px(line.width));
    if (!line.dash.empty()) {
      std::string dash;
      for (double d : line.dash) dash += (dash.empty() ? "" : " ") + px(d);
      body_ += fmt::format(" stroke-dasharray=\"{}\"", dash);
    } else {
      body_ += " stroke-linejoin=\"round\"";
    }
    body_ += "/>\n";
  }

  void operator()(const Polygon& polygon) {
    body_ += fmt::format("<polygon points=\"{}\"{}/>\n", points_of(polygon.points),
                         paint("fill", polygon.paint));
  }

  void operator()(const Circle& circle) {
    body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", px(circle.centre.x),
                         px(circle.centre.y), px(circle.radius));
    body_ += circle.fill.alpha > 0 ? paint("fill", circle.fill) : " fill=\"none\"";
    if (circle.stroke_width > 0) {
      body_ += paint("stroke", circle.stroke) +
               fmt::format(" stroke-width=\"{}\"", px(circle.stroke_width));
    }
    body_ += "/>\n";
  }

  void operator()(const HatchedPolygon& polygon) {
    const std::string points = points_of(polygon.points);
    body_ += fmt::format("<polygon points=\"{}\"{}/>\n", points, paint("fill", polygon.tint));
    body_ += fmt::format("<polygon points=\"{}\" fill=\"url(#{})\"/>\n", points, pattern(polygon));
  }

  void operator()(const Text& text) {
    double x = text.box.left;
    std::string_view anchor;
    if (text.anchor == Anchor::kMiddle) {
      x = text.box.centre().x;
      anchor = " text-anchor=\"middle\"";
    } else if (text.anchor == Anchor::kEnd) {
      x = text.box.right;
      anchor = " text-anchor=\"end\"";
    }
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}{}{}>{}</text>\n", px(x),
                         px(text.baseline), px(text.size), anchor,
                         text.weight == Weight::kSemibold ? " font-weight=\"600\"" : "",
                         paint("fill", text.paint), escaped(text.text));
  }

  const std::string& body() const { return body_; }

  std::string definitions() const {
    std::string out;
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      out += fmt::format("<pattern id=\"hatch{}\"{}</pattern>\n", i + 1, patterns_[i]);
    }
    return out.empty() ? out : "<defs>\n" + out + "</defs>\n";
  }

 private:
  std::string paint(std::string_view attribute, const Paint& what) const {
    std::string out = fmt::format(" {}=\"{}\"", attribute, hex(resolve(what, theme_)));
    if (what.alpha < 1) out += fmt::format(" {}-opacity=\"{}\"", attribute, px(what.alpha));
    return out;
  }

  // One pattern for all regions that are hatched alike.
  std::string pattern(const HatchedPolygon& polygon) {
    const std::string spacing = px(std::max(polygon.spacing, 1.0));
    const std::string middle = px(std::max(polygon.spacing, 1.0) / 2);
    const std::string definition = fmt::format(
        " patternUnits=\"userSpaceOnUse\" width=\"{0}\" height=\"{0}\" "
        "patternTransform=\"rotate(45)\"><line x1=\"{1}\" y1=\"0\" x2=\"{1}\" y2=\"{0}\"{2} "
        "stroke-width=\"{3}\"/>",
        spacing, middle, paint("stroke", polygon.lines), px(polygon.width));
    auto found = std::find(patterns_.begin(), patterns_.end(), definition);
    if (found == patterns_.end()) found = patterns_.insert(patterns_.end(), definition);
    return fmt::format("hatch{}", found - patterns_.begin() + 1);
  }

  const Theme& theme_;
  std::string body_;
  std::vector<std::string> patterns_;
};

}  // namespace

std::string to_svg(const Figure& figure, const Layout& layout, const Theme& theme) {
  Writer writer(theme);
  for (const Primitive& primitive : layout.primitives) std::visit(writer, primitive.shape);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\" font-family=\"Inter, 'DejaVu Sans', sans-serif\" "
      "style=\"font-variant-numeric: tabular-nums\">\n",
      px(layout.width), px(layout.height));
  out += fmt::format("<title>{}</title>\n", escaped(figure.title));
  if (!figure.describe.empty()) out += fmt::format("<desc>{}</desc>\n", escaped(figure.describe));
  out += writer.definitions();
  out += fmt::format("<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n", hex(theme.paper));
  return out + writer.body() + "</svg>\n";
}

std::string to_svg(const Figure& figure, double width, double height, ThemeName name,
                   double text_scale) {
  const Theme& colours = theme(name);
  const Layout layout =
      lay_out(figure, width, height, InterMetrics{}, {text_scale, colours.stroke});
  return to_svg(figure, layout, colours);
}

}  // namespace wf::widgets
