#include "lessons/tex_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "lessons/text.h"

namespace wf::lessons {
namespace {

using Kind = TexNode::Kind;

// Font dimensions in em: the values that TeX's own fonts state (The TeXbook, appendix G, gives
// their meaning), which Latin Modern Math shares.
constexpr double kAxis = 0.25;  // height of the fraction rule and of a minus sign
constexpr double kRule = 0.04;  // thickness of rules
constexpr double kXHeight = 0.431;
constexpr double kNumDisplay = 0.677;
constexpr double kNumText = 0.394;
constexpr double kDenomDisplay = 0.686;
constexpr double kDenomText = 0.345;
constexpr double kSupDisplay = 0.413;
constexpr double kSupText = 0.363;
constexpr double kSubAlone = 0.15;
constexpr double kSubBoth = 0.247;
constexpr double kSupDrop = 0.386;
constexpr double kSubDrop = 0.05;
constexpr double kScriptSpace = 0.05;
constexpr double kNullDelimiter = 0.12;
constexpr double kLimitGapAbove = 0.111;
constexpr double kLimitGapBelow = 0.167;
constexpr double kLargeOperator = 1.4;   // sums in display style
constexpr double kLargestDelimiter = 3;  // times its natural size

enum class Style { kDisplay, kText, kScript, kScriptScript };

double size_of(Style style) {
  return style == Style::kScript ? 0.7 : style == Style::kScriptScript ? 0.5 : 1.0;
}

Style script_of(Style style) {
  return style == Style::kDisplay || style == Style::kText ? Style::kScript : Style::kScriptScript;
}

Style fraction_part_of(Style style) {
  if (style == Style::kDisplay) return Style::kText;
  return script_of(style);
}

// Space between neighbours by class, in TeX's table: 1 thin, 2 medium, 3 thick; upper-case
// letters (A thin, B medium, C thick) vanish in scripts. Order: ord op bin rel open close punct
// inner.
constexpr std::array<std::string_view, 8> kSpacing = {
    "01BC000A", "110C000A", "BB00B00B", "CC00C00C", "00000000", "01BC000A", "AA0AAAAA", "A1BCA0AA"};

double space_between(TexClass left, TexClass right, Style style) {
  const char code = kSpacing[static_cast<std::size_t>(left)][static_cast<std::size_t>(right)];
  const bool script = style == Style::kScript || style == Style::kScriptScript;
  switch (code) {
    case '1':
      return 3.0 / 18;
    case 'A':
      return script ? 0 : 3.0 / 18;
    case 'B':
      return script ? 0 : 4.0 / 18;
    case 'C':
      return script ? 0 : 5.0 / 18;
    default:
      return 0;
  }
}

struct Box {
  double width = 0;
  double height = 0;
  double depth = 0;
  std::vector<PlacedGlyph> glyphs;
  std::vector<PlacedRule> rules;
};

// Puts a box into another with its origin moved; `y` grows downwards.
void place(Box& into, Box&& box, double x, double y) {
  for (auto& glyph : box.glyphs) {
    glyph.x += x;
    glyph.y += y;
    into.glyphs.push_back(glyph);
  }
  for (auto& rule : box.rules) {
    rule.x += x;
    rule.y += y;
    into.rules.push_back(rule);
  }
  into.width = std::max(into.width, x + box.width);
  into.height = std::max(into.height, box.height - y);
  into.depth = std::max(into.depth, box.depth + y);
}

class Layouter {
 public:
  explicit Layouter(const GlyphMetrics& metrics) : metrics_(metrics) {}

  std::vector<std::string> terms;

  Box layout(const TexNode& node, Style style) {
    switch (node.kind) {
      case Kind::kRow:
        return row(node.children, style);
      case Kind::kSymbol:
        return symbol(node, style);
      case Kind::kText:
        return text(node.text, size_of(style), false);
      case Kind::kUnknown:
        return text(node.text, size_of(style), true);
      case Kind::kFraction:
        return fraction(node, style);
      case Kind::kRoot:
        return root(node, style);
      case Kind::kScripts:
        return scripts(node, style);
      case Kind::kDelimited:
        return delimited(node, style);
      case Kind::kAccent:
        return accent(node, style);
      case Kind::kBrace:
        return brace(node, style);
      case Kind::kTable:
        return table(node, style);
      case Kind::kSpace: {
        Box box;
        box.width = node.width * size_of(style);
        return box;
      }
      case Kind::kTerm:
        return term(node, style);
    }
    return {};
  }

 private:
  Box glyph(char32_t code_point, double size, bool unknown = false) {
    const GlyphExtent extent = metrics_.measure(code_point);
    Box box;
    box.width = extent.advance * size;
    box.height = std::max(0.0, extent.ascent * size);
    box.depth = std::max(0.0, extent.descent * size);
    box.glyphs.push_back({code_point, 0, 0, size, term_, unknown});
    return box;
  }

  Box rule(double width, double height) {
    Box box;
    box.width = width;
    box.height = height;
    box.rules.push_back({0, -height, width, height, term_});
    return box;
  }

  Box text(std::string_view words, double size, bool unknown) {
    Box box;
    for (const char32_t c : to_code_points(words)) {
      const double x = box.width;
      place(box, glyph(c, size, unknown), x, 0);
    }
    return box;
  }

  Box symbol(const TexNode& node, Style style) {
    const double size = size_of(style);
    const char32_t c = node.italic ? math_italic(node.code_point) : node.code_point;
    if (!node.large) return glyph(c, size);
    return centred(c, style == Style::kDisplay ? size * kLargeOperator : size, size);
  }

  // A glyph moved so that its ink lies evenly about the axis of text of `size`.
  Box centred(char32_t code_point, double glyph_size, double size) {
    const GlyphExtent extent = metrics_.measure(code_point);
    const double middle = (extent.ascent - extent.descent) / 2 * glyph_size;
    Box box;
    place(box, glyph(code_point, glyph_size), 0, middle - kAxis * size);
    return box;
  }

  // A binary operator without an operand on either side is an ordinary sign: "-x".
  static std::vector<TexClass> classes_of(const std::vector<const TexNode*>& nodes) {
    std::vector<TexClass> classes;
    for (const auto* node : nodes) {
      TexClass own = node->tex_class;
      const bool first = classes.empty();
      const TexClass before = first ? TexClass::kOpen : classes.back();
      const bool no_left = before == TexClass::kBin || before == TexClass::kOp ||
                           before == TexClass::kRel || before == TexClass::kOpen ||
                           before == TexClass::kPunct;
      if (own == TexClass::kBin && no_left) own = TexClass::kOrd;
      const bool no_right =
          own == TexClass::kRel || own == TexClass::kClose || own == TexClass::kPunct;
      if (no_right && !first && before == TexClass::kBin) classes.back() = TexClass::kOrd;
      classes.push_back(own);
    }
    if (!classes.empty() && classes.back() == TexClass::kBin) classes.back() = TexClass::kOrd;
    return classes;
  }

  Box row(const std::vector<TexNode>& children, Style style) {
    std::vector<const TexNode*> spaced;
    for (const auto& child : children)
      if (child.kind != Kind::kSpace && !empty(child)) spaced.push_back(&child);
    const auto classes = classes_of(spaced);
    Box box;
    std::size_t index = 0;
    for (const auto& child : children) {
      double x = box.width;
      if (child.kind == Kind::kSpace) {
        box.width = std::max(0.0, x + child.width * size_of(style));
        continue;
      }
      if (empty(child)) continue;
      if (index > 0) x += space_between(classes[index - 1], classes[index], style) * size_of(style);
      ++index;
      Box inner = layout(child, style);
      const double end = x + inner.width;
      place(box, std::move(inner), x, 0);
      box.width = end;
    }
    return box;
  }

  static bool empty(const TexNode& node) {
    return node.kind == Kind::kRow && node.children.empty();
  }

  Box fraction(const TexNode& node, Style style) {
    if (node.fraction_style == TexNode::FractionStyle::kDisplay) style = Style::kDisplay;
    if (node.fraction_style == TexNode::FractionStyle::kText && style == Style::kDisplay)
      style = Style::kText;
    const double size = size_of(style);
    const bool display = style == Style::kDisplay;
    Box above = layout(node.children[0], fraction_part_of(style));
    Box below = layout(node.children[1], fraction_part_of(style));
    const double thick = kRule * size;
    const double clear = display ? 3 * thick : thick;
    const double axis = kAxis * size;
    const double up =
        std::max((display ? kNumDisplay : kNumText) * size, axis + thick / 2 + clear + above.depth);
    const double down = std::max((display ? kDenomDisplay : kDenomText) * size,
                                 below.height + clear + thick / 2 - axis);
    const double bar = std::max(above.width, below.width);
    const double side = kNullDelimiter * size;
    Box box;
    const double above_x = side + (bar - above.width) / 2;
    const double below_x = side + (bar - below.width) / 2;
    place(box, std::move(above), above_x, -up);
    place(box, rule(bar, thick), side, -(axis - thick / 2));
    place(box, std::move(below), below_x, down);
    box.width = bar + 2 * side;
    return box;
  }

  Box root(const TexNode& node, Style style) {
    constexpr char32_t kRadical = 0x221A;
    const double size = size_of(style);
    Box body = layout(node.children[0], style);
    const double thick = kRule * size;
    double gap = thick + (style == Style::kDisplay ? kXHeight * size : thick) / 4;
    const GlyphExtent extent = metrics_.measure(kRadical);
    const double natural = std::max(0.01, extent.ascent + extent.descent) * size;
    const double needed = body.height + body.depth + gap + thick;
    const double glyph_size = size * std::clamp(needed / natural, 1.0, kLargestDelimiter);
    const double drawn = natural * glyph_size / size;
    if (drawn > needed) gap += (drawn - needed) / 2;
    const double top = body.height + gap + thick;
    Box box;
    double x = 0;
    if (node.children.size() > 1) {
      Box index = layout(node.children[1], Style::kScriptScript);
      const double raise = std::max(0.0, (top + body.depth) * 0.6 - body.depth) + index.depth;
      x = std::max(0.0, index.width - 0.3 * size);
      place(box, std::move(index), 0, -raise);
    }
    Box sign = glyph(kRadical, glyph_size);
    const double sign_width = sign.width;
    place(box, std::move(sign), x, extent.ascent * glyph_size - top);
    x += sign_width;
    place(box, rule(body.width, thick), x, -(top - thick));
    place(box, std::move(body), x, 0);
    box.height = std::max(box.height, top + thick);
    return box;
  }

  Box scripts(const TexNode& node, Style style) {
    const TexNode& base_node = node.children[0];
    Box base = layout(base_node, style);
    const bool has_below = !node.children[1].children.empty();
    const bool has_above = !node.children[2].children.empty();
    Box below = layout(node.children[1], script_of(style));
    Box above = layout(node.children[2], script_of(style));
    const bool braced = base_node.kind == Kind::kBrace;
    if (braced || (base_node.limits && style == Style::kDisplay))
      return limits(std::move(base), std::move(below), std::move(above), has_below, has_above,
                    style);
    const double size = size_of(style);
    const bool character = base_node.kind == Kind::kSymbol && !base_node.large;
    double up = character ? 0 : base.height - kSupDrop * size * 0.7;
    double down = character ? 0 : base.depth + kSubDrop * size * 0.7;
    up = std::max({up, (style == Style::kDisplay ? kSupDisplay : kSupText) * size,
                   above.depth + kXHeight * size / 4});
    down = std::max({down, (has_above ? kSubBoth : kSubAlone) * size,
                     has_above ? 0.0 : below.height - 0.8 * kXHeight * size});
    if (has_above && has_below) {
      const double gap = (up - above.depth) - (below.height - down);
      if (gap < 4 * kRule * size) down += 4 * kRule * size - gap;
    }
    Box box;
    const double x = base.width;
    place(box, std::move(base), 0, 0);
    const double widest = std::max(has_below ? below.width : 0, has_above ? above.width : 0);
    if (has_above) place(box, std::move(above), x, -up);
    if (has_below) place(box, std::move(below), x, down);
    box.width = x + widest + kScriptSpace * size;
    return box;
  }

  Box limits(Box base, Box below, Box above, bool has_below, bool has_above, Style style) {
    const double size = size_of(style);
    const double width = std::max({base.width, below.width, above.width});
    const double base_x = (width - base.width) / 2;
    const double above_x = (width - above.width) / 2;
    const double below_x = (width - below.width) / 2;
    const double above_y = base.height + kLimitGapAbove * size + above.depth;
    const double below_y = base.depth + kLimitGapBelow * size + below.height;
    Box box;
    place(box, std::move(base), base_x, 0);
    if (has_above) place(box, std::move(above), above_x, -above_y);
    if (has_below) place(box, std::move(below), below_x, below_y);
    box.width = width;
    return box;
  }

  Box delimited(const TexNode& node, Style style) {
    const double size = size_of(style);
    Box body = layout(node.children[0], style);
    const double half = std::max(body.height - kAxis * size, body.depth + kAxis * size);
    const double total = std::max(2 * half * 0.901, 2 * half - 0.5 * size);
    Box box;
    for (const bool left : {true, false}) {
      const double x = box.width;
      const char32_t code_point = left ? node.left : node.right;
      if (code_point == 0) {
        box.width += kNullDelimiter * size;
      } else {
        place(box, delimiter(code_point, total, size), x, 0);
      }
      if (!left) break;
      const double body_x = box.width;
      place(box, std::move(body), body_x, 0);
    }
    return box;
  }

  // Brackets and bars grow as rules of even weight; other delimiters as larger glyphs.
  Box delimiter(char32_t code_point, double total, double size) {
    const GlyphExtent extent = metrics_.measure(code_point);
    const double natural = std::max(0.01, extent.ascent + extent.descent) * size;
    if (total <= natural * 1.1) return centred(code_point, size, size);
    const bool left = code_point == '[' || code_point == 0x2308 || code_point == 0x230A;
    const bool right = code_point == ']' || code_point == 0x2309 || code_point == 0x230B;
    const bool bar = code_point == '|' || code_point == 0x2223;
    const bool double_bar = code_point == 0x2016;
    if (!left && !right && !bar && !double_bar) {
      const double scale = std::min(total / natural, kLargestDelimiter);
      return centred(code_point, size * scale, size);
    }
    const double thick = 1.3 * kRule * size;
    const double top = -(kAxis * size + total / 2);
    const double width = extent.advance * size;
    const double stem = left ? width * 0.45 : right ? width * 0.55 - thick : (width - thick) / 2;
    Box box;
    const auto stroke = [&](double x, double y, double w, double h) {
      Box part = rule(w, h);
      place(box, std::move(part), x, y + h);
    };
    if (double_bar) {
      stroke(width * 0.25, top, thick, total);
      stroke(width * 0.75 - thick, top, thick, total);
    } else {
      stroke(stem, top, thick, total);
    }
    const double hook_x = left ? stem : width * 0.1;
    const double hook = left ? width * 0.9 - stem : stem + thick - width * 0.1;
    const bool hook_above =
        code_point == '[' || code_point == ']' || code_point == 0x2308 || code_point == 0x2309;
    const bool hook_below =
        code_point == '[' || code_point == ']' || code_point == 0x230A || code_point == 0x230B;
    if (hook_above) stroke(hook_x, top, hook, thick);
    if (hook_below) stroke(hook_x, top + total - thick, hook, thick);
    box.width = width;
    return box;
  }

  Box accent(const TexNode& node, Style style) {
    const double size = size_of(style);
    Box body = layout(node.children[0], style);
    const double body_width = body.width;
    const double body_height = body.height;
    Box box;
    place(box, std::move(body), 0, 0);
    if (node.code_point == 0) {
      const double thick = kRule * size;
      const double y = -(body_height + 3 * thick);
      place(box, rule(std::max(0.05 * size, body_width - 0.1 * size), thick), 0.08 * size, y);
    } else {
      Box mark = glyph(node.code_point, size);
      const double x = (body_width - mark.width) / 2 + 0.05 * size;
      mark.depth = 0;
      place(box, std::move(mark), x, -std::max(0.0, body_height - kXHeight * size));
    }
    box.width = body_width;
    return box;
  }

  // A flat bracket below, as wide as what it speaks of.
  Box brace(const TexNode& node, Style style) {
    const double size = size_of(style);
    Box body = layout(node.children[0], style);
    const double width = body.width;
    const double y = body.depth + 0.12 * size;
    const double tick = 0.1 * size;
    const double thick = kRule * size;
    Box box;
    place(box, std::move(body), 0, 0);
    const auto stroke = [&](double x, double top, double w, double h) {
      Box part = rule(w, h);
      place(box, std::move(part), x, top + h);
    };
    stroke(0, y + tick, width, thick);
    stroke(0, y, thick, tick);
    stroke(std::max(0.0, width - thick), y, thick, tick);
    stroke((width - thick) / 2, y + tick, thick, tick);
    box.width = width;
    return box;
  }

  Box table(const TexNode& node, Style style) {
    const double size = size_of(style);
    const bool aligned = node.table_style == TexNode::TableStyle::kAligned;
    const bool cases = node.table_style == TexNode::TableStyle::kCases;
    const auto columns = static_cast<std::size_t>(std::max(1, node.columns));
    const Style cell_style = aligned                    ? Style::kDisplay
                             : style == Style::kDisplay ? Style::kText
                                                        : style;
    std::vector<Box> cells;
    std::vector<double> widths(columns, 0.0);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      cells.push_back(aligned && i % columns % 2 == 1 ? relation_cell(node.children[i])
                                                      : layout(node.children[i], cell_style));
      widths[i % columns] = std::max(widths[i % columns], cells.back().width);
    }
    // Baselines of the rows from the first, then all moved to stand about the axis.
    const std::size_t rows = cells.size() / columns;
    std::vector<double> baselines;
    double height = 0;
    double depth = 0;
    double y = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      double row_height = 0.84 * size;
      double row_depth = 0.36 * size;
      for (std::size_t c = 0; c < columns; ++c) {
        row_height = std::max(row_height, cells[r * columns + c].height);
        row_depth = std::max(row_depth, cells[r * columns + c].depth);
      }
      if (r == 0) {
        height = row_height;
      } else {
        y += depth + row_height + (aligned || cases ? 0.15 : 0.05) * size;
      }
      baselines.push_back(y);
      depth = row_depth;
    }
    const double shift = (y + depth + height) / 2 - height;
    Box box;
    for (std::size_t r = 0; r < rows; ++r) {
      double x = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        Box& cell = cells[r * columns + c];
        const double spare = widths[c] - cell.width;
        const double inside = cases ? 0 : aligned ? (c % 2 == 0 ? spare : 0) : spare / 2;
        place(box, std::move(cell), x + inside, baselines[r] - shift - kAxis * size);
        x += widths[c];
        if (c + 1 < columns) x += aligned ? (c % 2 == 0 ? 0 : 2 * size) : size;
      }
      box.width = std::max(box.width, x);
    }
    return box;
  }

  // "= x" behind an '&': the sign keeps its space from the left side, which is another cell.
  Box relation_cell(const TexNode& cell) {
    double space = 0;
    if (!cell.children.empty() && cell.children[0].tex_class == TexClass::kRel)
      space = space_between(TexClass::kOrd, TexClass::kRel, Style::kDisplay);
    Box inner = layout(cell, Style::kDisplay);
    Box box;
    place(box, std::move(inner), space, 0);
    return box;
  }

  Box term(const TexNode& node, Style style) {
    const auto index = static_cast<int>(terms.size());
    terms.push_back(node.text);
    const int outer = term_;
    term_ = index;
    Box box = layout(node.children[0], style);
    term_ = outer;
    return box;
  }

  const GlyphMetrics& metrics_;
  int term_ = -1;
};

}  // namespace

TexLayout layout_tex(const TexFormula& formula, TexStyle style, const GlyphMetrics& metrics) {
  Layouter layouter(metrics);
  Box box =
      layouter.layout(formula.root, style == TexStyle::kDisplay ? Style::kDisplay : Style::kText);
  TexLayout layout;
  layout.width = box.width;
  layout.height = box.height;
  layout.depth = box.depth;
  layout.glyphs = std::move(box.glyphs);
  layout.rules = std::move(box.rules);
  layout.terms = std::move(layouter.terms);
  layout.problems = formula.problems;
  return layout;
}

TexLayout layout_tex(std::string_view tex, TexStyle style, const GlyphMetrics& metrics) {
  return layout_tex(parse_tex(tex), style, metrics);
}

}  // namespace wf::lessons
