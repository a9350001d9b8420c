#include "lessons/markdown.h"

#include <doctest/doctest.h>

#include "fake_source.h"
#include "lessons/live_parts.h"
#include "lessons/resolve.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

// A compact picture of the tree, for golden texts.
std::string dump(const std::vector<Inline>& runs) {
  std::string out;
  for (const auto& run : runs) {
    std::string text;
    switch (run.kind) {
      case Inline::Kind::kText:
        text = run.text;
        break;
      case Inline::Kind::kCode:
        text = "`" + run.text + "`";
        break;
      case Inline::Kind::kMath:
        text = "$" + run.text + "$";
        break;
      case Inline::Kind::kLive:
      case Inline::Kind::kCondition:
        text = run.text;
        break;
      case Inline::Kind::kCite:
        text = "[^" + run.text + "]";
        break;
      case Inline::Kind::kImage:
        text = "![" + run.text + "](" + run.href + ")";
        break;
      case Inline::Kind::kLineBreak:
        text = "⏎";
        break;
    }
    if (run.bold) text = "<b>" + text + "</b>";
    if (run.italic) text = "<i>" + text + "</i>";
    if (run.strike) text = "<s>" + text + "</s>";
    if (!run.href.empty() && run.kind != Inline::Kind::kImage)
      text = "<a " + run.href + ">" + text + "</a>";
    out += text;
  }
  return out;
}

std::string dump(const Blocks& blocks, const std::string& indent = "") {
  std::string out;
  for (const auto& block : blocks) {
    const std::string line = std::to_string(block.line) + " " + indent;
    switch (block.kind) {
      case Block::Kind::kParagraph:
        out += line + "p " + dump(block.inlines) + "\n";
        break;
      case Block::Kind::kHeading:
        out += line + "h" + std::to_string(block.level) + " " + dump(block.inlines) + "\n";
        break;
      case Block::Kind::kList:
        out += line + (block.ordered ? "ol " + std::to_string(block.start) : "ul") +
               (block.tight ? " tight\n" : "\n");
        break;
      case Block::Kind::kItem:
        out += line + "li\n";
        break;
      case Block::Kind::kQuote:
        out += line + "quote\n";
        break;
      case Block::Kind::kCode:
        out += line + "code(" + block.info + ") " + block.text;
        break;
      case Block::Kind::kMath:
        out += line + "math " + block.text + "\n";
        break;
      case Block::Kind::kTable:
        out += line + "table";
        for (const auto align : block.columns)
          out += align == Align::kRight ? " r" : align == Align::kCenter ? " c" : " l";
        out += "\n";
        break;
      case Block::Kind::kRow:
        out += line + "tr";
        for (const auto& cell : block.children) out += " | " + dump(cell.inlines);
        out += "\n";
        continue;
      case Block::Kind::kCell:
        break;
      case Block::Kind::kRule:
        out += line + "rule\n";
        break;
      case Block::Kind::kPart:
        out += line + "part " + block.part->word + "\n";
        break;
      case Block::Kind::kCondition:
        out += line + "if " + block.condition.text() + "\n";
        break;
    }
    out += dump(block.children, indent + "  ");
    if (!block.otherwise.empty()) out += line + "else\n" + dump(block.otherwise, indent + "  ");
  }
  return out;
}

std::string tree(std::string_view markdown) {
  Diagnostics found;
  const Blocks blocks = parse_markdown(markdown, "f", 1, found);
  for (const auto& diagnostic : found) FAIL_CHECK(to_string(diagnostic));
  return dump(blocks);
}

std::string problems(std::string_view markdown) {
  Diagnostics found;
  parse_markdown(markdown, "lesson.md", 1, found);
  std::string all;
  for (const auto& diagnostic : found) all += to_string(diagnostic) + "\n";
  return all;
}

}  // namespace

TEST_CASE("the common blocks, with their lines") {
  CHECK(tree("# Title\n\nA *b* **c** ***d*** `e*` ~~f~~\nsecond  \nthird\n\n---\n\n> quote\n> "
             "more\n") ==
        "1 h1 Title\n"
        "3 p A <i>b</i> <b>c</b> <i><b>d</b></i> `e*` <s>f</s> second⏎third\n"
        "5 rule\n"
        "9 quote\n"
        "9   p quote more\n");
}

TEST_CASE("tight and loose lists, nested and ordered") {
  CHECK(tree("- a\n- b\n  - c **d**\n- e\n") ==
        "1 ul tight\n1   li\n1     p a\n2   li\n2     p b\n3     ul tight\n3       li\n"
        "3         p c <b>d</b>\n4   li\n4     p e\n");
  CHECK(tree("3. a\n\n4. b\n") == "1 ol 3\n1   li\n1     p a\n3   li\n3     p b\n");
}

TEST_CASE("links, addresses, images and entities") {
  CHECK(tree("[a *b*](http://x/y_z) and https://q.org/a_b.\n") ==
        "1 p <a http://x/y_z>a </a><a http://x/y_z><i>b</i></a> and "
        "<a https://q.org/a_b>https://q.org/a_b</a>.\n");
  CHECK(tree("![alt *x*](p.png)") == "1 p ![alt x](p.png)\n");
  CHECK(tree("a &times; b &le; c &amp; &#937; &#x3c9; &unknown;") ==
        "1 p a × b ≤ c & Ω ω &unknown;\n");
}

TEST_CASE("raw HTML is text") { CHECK(tree("a <b>x</b>\n") == "1 p a <b>x</b>\n"); }

TEST_CASE("tables keep bars of formulas and live numbers together") {
  CHECK(tree("| a | b |\n|:--|--:|\n| $|x|$ | {{decode.step_time | serving.batch=1}} |\n"
             "| `c` | $5 |\n") ==
        "1 table l r\n"
        "1   tr | a | b\n"
        "3   tr | $|x|$ | {{decode.step_time | serving.batch=1}}\n"
        "4   tr | `c` | $5\n");
}

TEST_CASE("formulas are not read as Markdown") {
  CHECK(tree("With $a_1 * b_2 * c\\,d$ and $\\{x\\}$.") ==
        "1 p With $a_1 * b_2 * c\\,d$ and $\\{x\\}$.\n");
  CHECK(tree("It costs $5 and $6, or \\$7, not $ 8 $.") ==
        "1 p It costs $5 and $6, or $7, not $ 8 $.\n");
  CHECK(tree("`$a` and `$b`") == "1 p `$a` and `$b`\n");
  CHECK(tree("$a\nb$ c") == "1 p $a b$ c\n");
}

TEST_CASE("a displayed formula is a block of its own") {
  CHECK(tree("Before\n$$\nt = \\frac{W}{B}\n$$\nafter\n") ==
        "1 p Before\n2 math t = \\frac{W}{B}\n5 p after\n");
  CHECK(tree("> $$\n> a\n> b\n> $$\n") == "1 quote\n1   math a b\n");
}

TEST_CASE("live numbers, citations and conditions are runs") {
  CHECK(tree("**{{a.b}}** and {{a*b}} times {{c*d}}.[^src]") ==
        "1 p <b>{{a.b}}</b> and {{a*b}} times {{c*d}}.[^src]\n");
  CHECK(tree("`{{a.b}}` [x](u{{y}})") == "1 p `{{a.b}}` <a u{{y}}>x</a>\n");
  CHECK(tree("## {{a.b}}\n\n{{#if a.b > 1}}\n\nx\n\n{{else}}\n\ny\n\n{{/if}}\n") ==
        "1 h2 {{a.b}}\n3 if a.b > 1\n5   p x\n3 else\n9   p y\n");
}

TEST_CASE("code blocks keep everything; unknown words stay code") {
  CHECK(tree("```text\n{{a}} $b$ <x>\n```\n") == "1 code(text) {{a}} $b$ <x>\n");
  CHECK(tree("~~~\n```\n~~~\n") == "1 code() ```\n");
  CHECK(tree("a\n\n    not indented code\n") == "1 p a\n3 p not indented code\n");
  CHECK(tree("- x\n\n  ```sh\n  {{y}}\n  ```\n") ==
        "1 ul\n1   li\n1     p x\n3     code(sh) {{y}}\n");
}

TEST_CASE("live parts are parsed where they stand") {
  CHECK(tree("a\n\n```derive decode.step_time\n```\n\n```widget roofline\ntask: Find it.\n```\n") ==
        "1 p a\n3 part derive\n6 part widget\n");
}

TEST_CASE("mistakes are reported with their line") {
  CHECK(problems("ok\n\nsee {{decode.step_time\n") ==
        "lesson.md:3: error: '{{' is never closed in this paragraph: add '}}'\n");
  CHECK(problems("one\ntwo {{1 +}} three\n") ==
        "lesson.md:2: error: in {{1 +}}: the expression ends too early: a quantity, a number or "
        "'(' was expected\n");
  CHECK(problems("a\n\nb $\\foo{x}$\n") ==
        "lesson.md:3: error: in the formula $\\foo{x}$: unknown command \\foo\n");
  CHECK(problems("$$ x\n\ny") ==
        "lesson.md:1: error: '$$' is never closed in this paragraph: add '$$'\n");
  CHECK(problems("````predict\nkind: number\nquestion: |\n  ```drill\n  ```\nanswer: 1\nreveal: "
                 "x\n````\n") ==
        "lesson.md:4: error: a 'drill' cannot stand inside another live part: move it out\n");
}

TEST_CASE("deep nesting is flattened and reported") {
  CHECK(problems(std::string(5000, '>') + " x").find("nested too deeply") != std::string::npos);
  std::string list;
  for (int i = 0; i < 200; ++i) list += std::string(static_cast<std::size_t>(2 * i), ' ') + "- x\n";
  CHECK(problems(list).find("nested too deeply") != std::string::npos);
}

TEST_CASE("malformed bytes become the replacement character") {
  CHECK(tree("a\xFF\xC3 b\xF0\x9F") == "1 p a\uFFFD\uFFFD b\uFFFD\uFFFD\n");
  CHECK(tree(std::string("a\0b", 3)) == "1 p a\uFFFDb\n");
  CHECK(tree("x \U000F0000 y") == "1 p x \uFFFD y\n");
  CHECK(tree("a\r\nb\r\n\r\nc") == "1 p a b\n4 p c\n");
}

TEST_CASE("resolving writes the numbers in") {
  Diagnostics found;
  const Blocks blocks = parse_markdown(
      "A step takes {{decode.step_time}} and $t = {{decode.step_time}}$.\n\n"
      "```table\ncorner: Batch\ncolumns:\n  - title: Step\n    value: decode.step_time | as ms\n"
      "rows:\n  - label: one\n    set: serving.batch=1\n  - label: ten\n    set: serving.batch=10\n"
      "caption: Two steps.\n```\n",
      "f", 1, found);
  const Blocks resolved = resolve(blocks, FakeSource(), "f", found);
  CHECK(found.empty());
  CHECK(dump(resolved) ==
        "1 p A step takes 11.4\u00A0ms and $t = \\term{decode.step_time}{\\text{11.4\u00A0ms}}$.\n"
        "3 table l r\n"
        "3   tr | Batch | Step\n"
        "3   tr | one | 5.1\u00A0ms\n"
        "3   tr | ten | 6\u00A0ms\n"
        "13 p Two steps.\n");
  CHECK(resolved[0].inlines[1].value.value.term == "decode.step_time");
}

TEST_CASE("what cannot be evaluated is a question mark and reported") {
  Diagnostics found;
  const Blocks blocks = parse_markdown("a {{no.such}}", "f", 7, found);
  CHECK(dump(resolve(blocks, FakeSource(), "f", found)) == "7 p a ?\n");
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) ==
        "f:7: error: in {{no.such}}: there is no quantity or knob 'no.such'");
}
