#include "lessons/tex_layout.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cmath>

#include "lessons/text.h"

using namespace wf::lessons;

namespace {

// Every glyph half an em wide, 0.7 above the baseline, 0.1 below.
class BoxMetrics : public GlyphMetrics {
 public:
  GlyphExtent measure(char32_t) const override { return {0.5, 0.7, 0.1}; }
};

TexLayout layout(std::string_view tex, TexStyle style = TexStyle::kText) {
  return layout_tex(tex, style, BoxMetrics());
}

// "c@x,y*size" a glyph, "rule@x,y wxh" a rule; italics as plain letters.
std::string dump(const TexLayout& layout) {
  std::string out;
  for (const auto& glyph : layout.glyphs) {
    std::string shown;
    char32_t c = glyph.code_point;
    if (c >= 0x1D44E && c <= 0x1D467) c = 'a' + (c - 0x1D44E);
    append_utf8(shown, c);
    out += fmt::format("{}@{:.3f},{:.3f}*{:.2f}\n", shown, glyph.x, glyph.y + 0.0, glyph.size);
  }
  for (const auto& rule : layout.rules)
    out +=
        fmt::format("rule@{:.3f},{:.3f} {:.3f}x{:.3f}\n", rule.x, rule.y, rule.width, rule.height);
  out += fmt::format("{:.3f} {:.3f}/{:.3f}\n", layout.width, layout.height, layout.depth);
  return out;
}

}  // namespace

TEST_CASE("a row is spaced by class") {
  // 5/18 em about a relation, 4/18 about a binary operator, nothing about a sign.
  CHECK(dump(layout("a=b+c")) ==
        "a@0.000,0.000*1.00\n=@0.778,0.000*1.00\nb@1.556,0.000*1.00\n+@2.278,0.000*1.00\n"
        "c@3.000,0.000*1.00\n3.500 0.700/0.100\n");
  CHECK(layout("-a").width == doctest::Approx(1.0));
  CHECK(layout("(a)").width == doctest::Approx(1.5));
  CHECK(layout("a,b").width == doctest::Approx(1.5 + 3.0 / 18));
  CHECK(layout("\\log a").width == doctest::Approx(2 + 3.0 / 18));
  CHECK(layout("a\\quad b").width == doctest::Approx(2.0));
  CHECK(layout("x_{a+b}").width == doctest::Approx(0.5 + 0.7 * 1.5 + 0.05));
}

TEST_CASE("a fraction stands about the axis") {
  // Text style: parts at 0.7; shifts 0.394 and 0.345 raised to keep one rule's clearance:
  // numerator 0.25+0.02+0.04+0.07 = 0.38 < 0.394; denominator 0.49+0.04+0.02-0.25 = 0.30 < 0.345.
  CHECK(dump(layout("\\frac{a}{bc}")) ==
        "a@0.295,-0.394*0.70\nb@0.120,0.345*0.70\nc@0.470,0.345*0.70\n"
        "rule@0.120,-0.270 0.700x0.040\n0.940 0.884/0.415\n");
  const TexLayout display = layout("\\frac{a}{b}", TexStyle::kDisplay);
  CHECK(display.glyphs[0].size == 1);
  CHECK(display.glyphs[0].y == doctest::Approx(-0.677));
}

TEST_CASE("scripts") {
  // Above: 0.363. Below: 0.247, lowered until four rules' thickness lie between the two.
  CHECK(dump(layout("x_i^2")) ==
        "x@0.000,0.000*1.00\n2@0.500,-0.363*0.70\ni@0.500,0.357*0.70\n0.900 0.853/0.427\n");
  CHECK(layout("x^{y^z}").glyphs[2].size == 0.5);
}

TEST_CASE("limits stand above and below in display style only") {
  const TexLayout display = layout("\\sum_i^n", TexStyle::kDisplay);
  REQUIRE(display.glyphs.size() == 3);
  CHECK(display.glyphs[0].size == doctest::Approx(1.4));
  CHECK(display.glyphs[1].y < -display.glyphs[0].size * 0.7 + 0.3);
  CHECK(display.glyphs[1].x < display.glyphs[0].size * 0.5);
  CHECK(display.glyphs[2].y > 0.5);
  const TexLayout text = layout("\\sum_i^n");
  CHECK(text.glyphs[1].x >= 0.5);
  CHECK(layout("\\max_x", TexStyle::kDisplay).width == doctest::Approx(1.5));
}

TEST_CASE("roots cover their body") {
  const TexLayout root = layout("\\sqrt{ab}");
  REQUIRE(root.rules.size() == 1);
  CHECK(root.rules[0].width == doctest::Approx(1.0));
  CHECK(root.rules[0].y < -0.7);
  CHECK(root.glyphs.size() == 3);
  CHECK(layout("\\sqrt[3]{a}").glyphs.size() == 3);
}

TEST_CASE("delimiters grow with their body") {
  const TexLayout small = layout("\\left(a\\right)");
  CHECK(small.glyphs[0].size == 1);
  const TexLayout large = layout("\\left(\\frac{a}{b}\\right)", TexStyle::kDisplay);
  CHECK(large.glyphs.front().size > 1.5);
  CHECK(large.glyphs.back().size == large.glyphs.front().size);
  const TexLayout brackets = layout("\\left[\\frac{a}{b}\\right]", TexStyle::kDisplay);
  CHECK(brackets.rules.size() == 7);  // 3 a bracket, and the fraction's own
  CHECK(brackets.glyphs.size() == 2);
  const TexLayout half = layout("\\left. \\frac{a}{b} \\right|", TexStyle::kDisplay);
  CHECK(half.rules.size() == 2);
}

TEST_CASE("columns line up") {
  const TexLayout aligned = layout("\\begin{aligned} ab &= c \\\\ d &= ee \\end{aligned}");
  std::vector<double> equals;
  for (const auto& glyph : aligned.glyphs)
    if (glyph.code_point == '=') equals.push_back(glyph.x);
  REQUIRE(equals.size() == 2);
  CHECK(equals[0] == doctest::Approx(equals[1]));
  const TexLayout cases = layout("\\begin{cases} a & b \\\\ ccc & d \\end{cases}");
  CHECK(cases.height > 1);
  CHECK(cases.height - cases.depth == doctest::Approx(0.5).epsilon(0.2));  // about the axis
}

TEST_CASE("accents and braces") {
  CHECK(layout("\\bar{x}").rules.size() == 1);
  CHECK(layout("\\hat{x}").glyphs.size() == 2);
  const TexLayout brace = layout("\\underbrace{ab}_{c}");
  CHECK(brace.rules.size() == 4);
  CHECK(brace.glyphs.back().y > 0.3);
}

TEST_CASE("terms travel on the glyphs and rules") {
  const TexLayout tagged = layout("a + \\term{decode.weight_read}{\\frac{b}{c}}");
  CHECK(tagged.terms == std::vector<std::string>{"decode.weight_read"});
  CHECK(tagged.glyphs[0].term == -1);
  CHECK(tagged.glyphs[2].term == 0);
  CHECK(tagged.rules[0].term == 0);
  // Each place is one of its own, so that no box reaches from the one to the other.
  const TexLayout twice = layout("\\term{roofline.ridge}{I} = \\term{roofline.ridge}{I}");
  REQUIRE(twice.terms.size() == 2);
  CHECK(twice.glyphs.front().term == 0);
  CHECK(twice.glyphs.back().term == 1);
}

TEST_CASE("unknown commands are drawn as written and marked") {
  const TexLayout unknown = layout("\\foo x");
  REQUIRE(unknown.glyphs.size() == 5);
  CHECK(unknown.glyphs[0].code_point == '\\');
  CHECK(unknown.glyphs[0].unknown);
  CHECK_FALSE(unknown.glyphs[4].unknown);
  CHECK(unknown.problems == std::vector<std::string>{"unknown command \\foo"});
}

TEST_CASE("the box holds all of its glyphs") {
  for (const char* tex :
       {"\\frac{\\sqrt{a_1}}{b^{2^n}}", "\\sum_{i=1}^{n} \\left(\\frac{x_i}{y}\\right)^2",
        "\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "\\hat{x}_{\\text{max}}'"}) {
    const TexLayout box = layout(tex, TexStyle::kDisplay);
    for (const auto& glyph : box.glyphs) {
      CHECK(glyph.x >= -1e-9);
      CHECK(glyph.x + 0.5 * glyph.size <= box.width + 0.06);
      CHECK(glyph.y - 0.7 * glyph.size >= -box.height - 1e-9);
      CHECK(glyph.y + 0.1 * glyph.size <= box.depth + 1e-9);
    }
  }
}
