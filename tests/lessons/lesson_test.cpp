#include "lessons/lesson.h"

#include <doctest/doctest.h>

#include "fake_source.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

const std::string kFront =
    "---\n"
    "id: 01\n"
    "title: A lesson\n"
    "part: Foundations\n"
    "minutes: 20\n"
    "widget: roofline\n"
    "scenario: chat\n"
    "set:\n"
    "  - serving.batch = 8\n"
    "objectives:\n"
    "  - Name the wall.\n"
    "sources:\n"
    "  - id: h100\n"
    "    title: H100 datasheet\n"
    "    by: NVIDIA\n"
    "    where: nvidia.com\n"
    "    read: 2026-11-20\n"
    "---\n";

std::string problems(const std::string& text) {
  std::string all;
  for (const auto& diagnostic : parse_lesson(text, "lesson.md").diagnostics)
    all += to_string(diagnostic) + "\n";
  return all;
}

}  // namespace

TEST_CASE("front matter and body") {
  const Lesson lesson = parse_lesson(
      kFront +
          "# Title\n\n80 GB.[^h100]\n\n```widget roofline\n```\n\n```predict\nkind: number\n"
          "question: q\nanswer: 1\nreveal: r\n```\n\n```widget roofline\n```\n",
      "lesson.md");
  for (const auto& diagnostic : lesson.diagnostics) FAIL_CHECK(to_string(diagnostic));
  CHECK(lesson.id == "01");
  CHECK(lesson.title == "A lesson");
  CHECK(lesson.minutes == 20);
  CHECK(lesson.scenario == "chat");
  CHECK(lesson.settings == Overrides{{"serving.batch", "8"}});
  CHECK(lesson.objectives == std::vector<std::string>{"Name the wall."});
  REQUIRE(lesson.sources.size() == 1);
  CHECK(lesson.source_number("h100") == 1);
  CHECK(lesson.source("x") == nullptr);
  CHECK(lesson.blocks[0].line == 19);
  REQUIRE(lesson.parts().size() == 3);
  CHECK(lesson.parts()[0]->id == "widget-1");
  CHECK(lesson.parts()[1]->id == "predict-1");
  CHECK(lesson.parts()[2]->id == "widget-2");
  CHECK(lesson.parts()[1]->line == 26);
}

TEST_CASE("mistakes in the front matter") {
  CHECK(problems("# no front\n") ==
        "lesson.md:1: error: the front matter is missing: begin with '---', 'id: 01', 'title: "
        "...', '---'\n");
  CHECK(problems("---\nid: 01\n") ==
        "lesson.md:1: error: the front matter is never closed: add a line '---' behind it\n");
  CHECK(problems("---\nid: one\ntitle: t\npart: p\nminutes: long\nscenario: s\nobjectives: o\n"
                 "sources:\n  - id: a\n    title: t\n    read: yesterday\nauthor: me\n---\n") ==
        "lesson.md:2: error: 'one' is no lesson id: two digits and at most a letter (03a)\n"
        "lesson.md:5: error: 'long' is no number of minutes\n"
        "lesson.md:9: error: 'yesterday' is no date: write the day it was read, 2026-11-21\n"
        "lesson.md:9: error: the source 'a' needs 'by:' or 'where:'\n"
        "lesson.md:12: error: front matter has no key 'author': its keys are id, title, part, "
        "minutes, widget, scenario, set, objectives, sources, teaching\n");
}

TEST_CASE("citations must name a source, also inside live parts") {
  CHECK(problems(kFront + "A.[^h10] B.[^given] C.[^nobody]\n") ==
        "lesson.md:19: error: [^h10] cites no source of the front matter: did you mean [^h100]?\n"
        "lesson.md:19: error: [^nobody] cites no source of the front matter: add one with that "
        "id\n");
  CHECK(problems(kFront + "```figure x\ncaption: Y.[^zz]\n```\n") ==
        "lesson.md:20: error: [^zz] cites no source of the front matter: add one with that id\n");
}

TEST_CASE("two parts cannot share an id") {
  const std::string predict =
      "```predict\nid: p\nkind: number\nquestion: q\nanswer: 1\nreveal: r\n```\n\n";
  CHECK(problems(kFront + predict + predict) ==
        "lesson.md:27: error: the id 'p' is taken by another part: choose another\n");
}

TEST_CASE("checking evaluates everything a reader would see") {
  const auto check = [](const std::string& body) {
    std::string all;
    const Lesson lesson = parse_lesson(kFront + body, "l");
    REQUIRE(lesson.diagnostics.empty());
    for (const auto& diagnostic : check_lesson(lesson, FakeSource()))
      all += to_string(diagnostic) + "\n";
    return all;
  };
  CHECK(check("Fine: {{decode.step_time}}.\n\n```derive decode.step_time\n```\n") == "");
  CHECK(check("```derive no.such\n```\n") ==
        "l:19: error: there is no quantity 'no.such' to derive\n");
  CHECK(check("```predict\nkind: number\nquestion: q\nanswer: decode.step_time\nunit: GB\n"
              "reveal: \"{{no.such}}\"\n```\n") ==
        "l:24: error: in {{no.such}}: there is no quantity or knob 'no.such'\n"
        "l:19: error: the unit of this predict: a number in s cannot be shown as GB\n");
  CHECK(check("```drill\nkind: number\nvary: m = 1..9\nquestion: With {{m}}?\n"
              "answer: m * decode.step_time\nunit: ms\nsolution: s\n```\n") == "");
  CHECK(check("```drill\nkind: number\nquestion: q\nanswer: cost.nothing\nsolution: s\n```\n") ==
        "l:19: error: the answer of this drill does not exist for this scenario\n");
  CHECK(check("```table\ncolumns:\n  - title: a\n    value: no.such\nrows:\n  - label: b\n```\n") ==
        "l:21: error: in 'value: no.such': there is no quantity or knob 'no.such'\n");
}

TEST_CASE("a file that cannot be read is a diagnostic") {
  const Lesson lesson = load_lesson("does/not/exist.md");
  REQUIRE(lesson.diagnostics.size() == 1);
  CHECK(lesson.diagnostics[0].message.starts_with("cannot be read"));
  CHECK(load_lesson(".").diagnostics.size() == 1);
}
