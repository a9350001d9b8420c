#include "lessons/conditions.h"

#include <doctest/doctest.h>

#include "fake_source.h"
#include "lessons/markdown.h"
#include "lessons/plain.h"
#include "lessons/resolve.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

std::string read(std::string_view markdown, Diagnostics& found,
                 const FakeSource& source = FakeSource()) {
  const Blocks blocks = parse_markdown(markdown, "f", 1, found);
  return plain_words(resolve(blocks, source, "f", found));
}

std::string read(std::string_view markdown, const FakeSource& source = FakeSource()) {
  Diagnostics found;
  std::string text = read(markdown, found, source);
  for (const auto& diagnostic : found) FAIL_CHECK(to_string(diagnostic));
  return text;
}

}  // namespace

TEST_CASE("conditions within a paragraph") {
  CHECK(read("A {{#if binding == \"network\"}}n{{else}}b{{/if}} c.") == "A b c.\n");
  CHECK(read("{{#if serving.batch > 8}}many{{/if}}") == "many\n");
  CHECK(read("x{{#if serving.batch < 8}} *few*{{else if serving.batch < 100}} **some**{{else}} "
             "all{{/if}}") == "x some\n");
  CHECK(read("{{#if 1 > 0}}a{{#if 1 < 0}}b{{else}}c{{/if}}d{{/if}}e") == "acde\n");
}

TEST_CASE("conditions around blocks, with and without blank lines") {
  const std::string_view text =
      "{{#if binding == \"network\"}}\n"
      "Network.\n"
      "{{else}}\n"
      "Bandwidth:\n"
      "\n"
      "- one\n"
      "- two\n"
      "{{/if}}\n"
      "After.\n";
  CHECK(read(text) == "Bandwidth:\n\n- one\n- two\n\nAfter.\n");
  FakeSource other;
  other.word("binding", "network");
  CHECK(read(text, other) == "Network.\n\nAfter.\n");
}

TEST_CASE("nested and chained block conditions") {
  const std::string_view text =
      "{{#if serving.batch > 100}}\nA\n{{else if serving.batch > 50}}\nB\n\n"
      "{{#if binding == \"network\"}}\nC\n{{else}}\nD\n{{/if}}\n{{else}}\nE\n{{/if}}\nF\n";
  CHECK(read(text) == "B\n\nD\n\nF\n");
  FakeSource small;
  small.set("serving.batch", 1, "1");
  CHECK(read(text, small) == "E\n\nF\n");
}

TEST_CASE("marks without partners are reported and lose no text") {
  Diagnostics found;
  CHECK(read("A {{#if 1 > 0}} b", found) == "A  b\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message.starts_with("the condition's marks do not pair up in this paragraph"));
  found.clear();
  CHECK(read("one\n\n{{/if}}\n\ntwo\n", found) == "one\n\ntwo\n");
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) ==
        "f:3: error: {{/if}} has no {{#if}} before it: add one or remove the mark");
  found.clear();
  CHECK(read("{{#if 1 > 0}}\n\none\n", found) == "one\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message == "{{#if}} is never closed: add {{/if}} on a line of its own");
  found.clear();
  CHECK(read("{{#if 1 > 0}}\na\n{{else}}\nb\n{{else}}\nc\n{{/if}}\n", found) == "a\n");
  REQUIRE(found.size() == 1);
}

TEST_CASE("mistakes are found in the branch that is not shown, too") {
  Diagnostics found;
  CHECK(read("{{#if 1 > 0}}\na\n{{else}}\n{{no.such}}\n{{/if}}\n", found) == "a\n");
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) ==
        "f:4: error: in {{no.such}}: there is no quantity or knob 'no.such'");
}

TEST_CASE("conditions nested beyond reason are refused") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "{{#if 1 > 0}}\n";
  text += "x\n";
  for (int i = 0; i < 500; ++i) text += "{{/if}}\n";
  Diagnostics found;
  read(text, found);
  CHECK(found.size() > 0);
  std::string chain = "{{#if 1 < 0}}\n";
  for (int i = 0; i < 500; ++i) chain += "{{else if 1 < 0}}\n";
  found.clear();
  read(chain + "{{/if}}\n", found);
  CHECK(found.size() > 0);
}
