#include "lessons/fields.h"

#include <doctest/doctest.h>

using namespace wf::lessons;

TEST_CASE("scalars, blocks, lists and records") {
  Diagnostics found;
  const auto fields = parse_fields(
      "title: What: a question # not a comment\n"
      "# a comment\n"
      "reveal: |\n"
      "  First line.\n"
      "\n"
      "    indented\n"
      "  last\n"
      "long: one\n"
      "  two\n"
      "set:\n"
      "- serving.batch = 8\n"
      "- cluster.gpu = l4\n"
      "options:\n"
      "  - text: Yes: it is\n"
      "    feedback: |\n"
      "      Good.\n"
      "  - Just text\n"
      "    in two lines\n"
      "last: 1\n",
      "f", 10, found);
  CHECK(found.empty());
  REQUIRE(fields.size() == 6);
  CHECK(fields[0].text == "What: a question # not a comment");
  CHECK(fields[0].line == 10);
  CHECK(fields[1].text == "First line.\n\n  indented\nlast");
  CHECK(fields[1].text_line == 13);
  CHECK(fields[2].text == "one\ntwo");
  REQUIRE(fields[3].items.size() == 2);
  CHECK(fields[3].items[1].text == "cluster.gpu = l4");
  REQUIRE(fields[4].items.size() == 2);
  REQUIRE(fields[4].items[0].fields.size() == 2);
  CHECK(fields[4].items[0].fields[0].text == "Yes: it is");
  CHECK(fields[4].items[0].fields[1].text == "Good.");
  CHECK(fields[4].items[1].text == "Just text\nin two lines");
  CHECK(fields[5].text == "1");
}

TEST_CASE("malformed lines are reported with their place") {
  Diagnostics found;
  parse_fields("kind: number\nwhat is this\nkind: choice\n", "lesson.md", 4, found);
  REQUIRE(found.size() == 2);
  CHECK(to_string(found[0]) ==
        "lesson.md:5: error: 'what is this' is no 'key: value' line: write one, or indent the "
        "line to go on with the value above");
  CHECK(to_string(found[1]) == "lesson.md:6: error: 'kind' is given twice: keep one of them");
}

TEST_CASE("unknown keys name the nearest one") {
  Diagnostics found;
  const auto fields = parse_fields("questoin: x\nfoo: y\n", "f", 2, found);
  FieldReader reader(fields, "f", 1, "predict", found);
  reader.text("question");
  reader.text("answer");
  reader.finish();
  REQUIRE(found.size() == 2);
  CHECK(found[0].message == "predict has no key 'questoin': did you mean 'question'?");
  CHECK(found[1].message == "predict has no key 'foo': its keys are question, answer");
  reader.require("reveal");
  CHECK(found[2].message == "this predict has no 'reveal': add a line 'reveal: ...'");
}
