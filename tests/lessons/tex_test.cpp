#include "lessons/tex.h"

#include <doctest/doctest.h>

using namespace wf::lessons;

namespace {

std::string problems(std::string_view tex) {
  std::string all;
  for (const auto& problem : parse_tex(tex).problems) all += (all.empty() ? "" : "; ") + problem;
  return all;
}

}  // namespace

TEST_CASE("formulas in plain text") {
  CHECK(plain_text("t = \\frac{W}{BW}") == "t = W / BW");
  CHECK(plain_text("t_{\\text{step}} = \\max\\left(\\frac{W + B \\cdot s}{\\beta}, "
                   "\\frac{2NB}{\\pi}\\right)") == "t_step = max((W + B · s) / β, 2NB / π)");
  CHECK(plain_text("x^2 + y_{i,j}^{n+1}") == "x^2 + y_(i, j)^(n + 1)");
  CHECK(plain_text("\\sqrt{x} + \\sqrt[3]{y}") == "sqrt(x) + root[3](y)");
  CHECK(plain_text("\\sum_{i=1}^n x_i") == "sum_(i = 1)^n x_i");
  CHECK(plain_text("-x - -y") == "−x − −y");
  CHECK(plain_text("a \\le b \\times 10^{-3}") == "a ≤ b × 10^(−3)");
  CHECK(plain_text("f'(x) \\approx \\hat{y}") == "f′(x) ≈ hat(y)");
  CHECK(plain_text("\\lceil n / 8 \\rceil") == "⌈n/8⌉");
  CHECK(plain_text("\\begin{cases} a & x > 0 \\\\ b & \\text{otherwise} \\end{cases}") ==
        "{a, x > 0; b, otherwise");
  CHECK(plain_text("\\begin{aligned} t &= a \\\\ &= b \\end{aligned}") == "t = a; = b");
  CHECK(plain_text("\\term{decode.weight_read}{t_w}") == "t_w");
  CHECK(plain_text("\\underbrace{W/B}_{\\text{weights}}") == "W/B (weights)");
  CHECK(plain_text("") == "");
}

TEST_CASE("all of the subset is understood") {
  CHECK(problems("\\frac12 \\dfrac{a}{b} \\tfrac{a}{b} \\sqrt x \\mathrm{d}x \\alpha \\Omega") ==
        "");
  CHECK(problems("\\left\\{ x \\right. \\left| y \\right| \\left\\lceil z \\right\\rceil") == "");
  CHECK(problems("\\prod_i^n \\int_0^1 \\min_x \\log\\ln\\exp \\pm \\in \\propto \\to \\infty") ==
        "");
  CHECK(problems("a\\,b\\;c\\quad d\\!e\\ f~g \\bar x \\dot x \\{ \\} \\| \\% \\$ \\&") == "");
  CHECK(problems("\\begin{pmatrix} a & b \\\\ c & d \\\\ \\end{pmatrix}") == "");
}

TEST_CASE("problems are said once, and the rest is still read") {
  CHECK(problems("\\foo + \\foo + \\bar{x}") == "unknown command \\foo");
  CHECK(plain_text("\\foo + 1") == "\\foo + 1");
  CHECK(problems("\\frac{a}{b") == "a '{' is never closed: add '}'");
  CHECK(problems("a}") == "a '}' closes nothing: remove it or add its '{'");
  CHECK(problems("\\left( x") == "\\left has no \\right");
  CHECK(problems("x \\right)") == "\\right has no partner before it");
  CHECK(problems("x_1_2") == "two '_' on one symbol: put the second in { }");
  CHECK(problems("\\frac{a}") == "an argument is missing: write it in { }");
  CHECK(problems("a & b") == "'&' belongs into \\begin{aligned} or \\begin{cases}");
  CHECK(problems("\\begin{tabular} a \\end{tabular}") ==
        "unknown environment 'tabular': use cases, aligned or matrix");
  CHECK(problems("\\begin{cases} a") == "\\begin{cases} has no \\end{cases}");
  CHECK(problems("\\left x y \\right)") == "'x' is no delimiter: use ( ) [ ] \\{ \\} | or .");
  CHECK(problems("a\\") == "a lone '\\' at the end");
  CHECK(problems("\\sqrt[3{x}") != "");
}

TEST_CASE("depth and length are limited") {
  const auto repeat = [](std::string_view part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
  };
  CHECK(problems(repeat("{", 10000)) != "");
  CHECK(problems(repeat("\\sqrt", 10000) + "x").find("nested too deeply") != std::string::npos);
  CHECK(problems(repeat("x^{", 10000)).find("nested too deeply") != std::string::npos);
  CHECK(problems(repeat("x", 10000)) == "the formula is too long");
  CHECK(problems(repeat("\\left(", 10000)).find("nested too deeply") != std::string::npos);
  CHECK(problems(repeat("\\begin{cases}", 10000)).find("nested") != std::string::npos);
  CHECK(problems(repeat("\\frac", 10000)).find("nested too deeply") != std::string::npos);
}

TEST_CASE("live numbers in a formula are no problem, wrong ones are") {
  CHECK(tex_problems("t = \\frac{{{weights.bytes}}}{B}").empty());
  CHECK(tex_problems("t = {{1 +}}").size() == 1);
}

TEST_CASE("terms tie symbols to quantities") {
  CHECK(tex_terms("\\term{a.b}{x} + \\frac{\\term{c.d}{y}}{\\term{a.b}{z}}") ==
        std::vector<std::string>{"a.b", "c.d"});
  CHECK(without_terms("a + \\term{a.b | c=1}{\\frac{b}{c}}^2") == "a + {\\frac{b}{c}}^2");
  CHECK(without_terms("\\term{a.b") == "\\term{a.b");
  CHECK(parse_tex_term(" a.b | c=1, d=2 ").id == "a.b");
  CHECK(parse_tex_term(" a.b | c=1, d=2 ").settings == Overrides{{"c", "1"}, {"d", "2"}});
  CHECK(parse_tex_term("a.b").settings.empty());
  CHECK_FALSE(parse_tex_term("a.b | c").error.empty());
  CHECK(plain_text("3 \\times \\term{a.b}{\\text{42 ms}}") ==
        plain_text("3 \\times \\text{42 ms}"));
  CHECK(problems("\\term{}{x}") == "\\term needs the id of a quantity: \\term{id}{symbol}");
}

TEST_CASE("mathematical italics") {
  CHECK(math_italic('a') == 0x1D44E);
  CHECK(math_italic('h') == 0x210E);
  CHECK(math_italic('Z') == 0x1D44D);
  CHECK(math_italic(0x3B1) == 0x1D6FC);
  CHECK(math_italic('1') == '1');
}
