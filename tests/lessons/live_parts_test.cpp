#include "lessons/live_parts.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "fake_source.h"
#include "lessons/plain.h"
#include "lessons/text.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

std::shared_ptr<const LivePart> parse(std::string_view word, std::string_view body,
                                      Diagnostics& found, std::string_view argument = "") {
  return parse_live_part(word, argument, body, "l.md", 10, found);
}

template <class Part>
Part good(std::string_view word, std::string_view body, std::string_view argument = "") {
  Diagnostics found;
  const auto part = parse(word, body, found, argument);
  for (const auto& diagnostic : found) FAIL_CHECK(to_string(diagnostic));
  return std::get<Part>(part->content);
}

std::string problems(std::string_view word, std::string_view body, std::string_view argument = "") {
  Diagnostics found;
  parse(word, body, found, argument);
  std::string all;
  for (const auto& diagnostic : found) all += to_string(diagnostic) + "\n";
  return all;
}

}  // namespace

TEST_CASE("predict: a choice decided by the model") {
  const auto predict = good<Predict>("predict",
                                     "kind: choice\n"
                                     "question: Which wall is *first*?\n"
                                     "options:\n"
                                     "  - text: Compute\n"
                                     "    is: compute\n"
                                     "    feedback: No.\n"
                                     "  - text: Bandwidth\n"
                                     "    is: memory bandwidth\n"
                                     "answer: binding\n"
                                     "reveal: |\n"
                                     "  One.\n"
                                     "\n"
                                     "  Two.\n");
  CHECK(predict.options.size() == 2);
  CHECK(predict.reveal.size() == 2);
  CHECK(predict.reveal[1].line == 23);
  std::string error;
  CHECK(right_option(predict.options, predict.answer, FakeSource(), error) == 1);
  FakeSource other;
  other.word("binding", "network");
  CHECK(right_option(predict.options, predict.answer, other, error) == -1);
  CHECK(error == "no option is right here: the answer is \"network\"");
}

TEST_CASE("predict: a number with a tolerance") {
  const auto predict =
      good<Predict>("predict",
                    "kind: number\nquestion: How long?\nanswer: decode.step_time\nunit: ms\n"
                    "tolerance: 3\nreveal: So.\n");
  CHECK(predict.tolerance == 3);
  CHECK(predict.unit == "ms");
  CHECK(good<Predict>("predict", "kind: number\nquestion: q\nanswer: 1\nreveal: r\n").tolerance ==
        2);
}

TEST_CASE("predict: what is missing or wrong") {
  CHECK(problems("predict", "kind: guess\nquestion: q\nanswer: 1\nreveal: r\n") ==
        "l.md:11: error: unknown kind 'guess': use one of choice, number\n"
        "l.md:10: error: this predict has no 'options': add a line 'options: ...'\n"
        "l.md:13: error: there is no option 1: count from 1 to 0\n");
  CHECK(problems("predict",
                 "kind: number\nquestion: q\nanswer: 1 +\nunit: parsec\nreveal:\n"
                 "tolerance: 0.5\n") ==
        "l.md:13: error: in 'answer: 1 +': the expression ends too early: a quantity, a number or "
        "'(' was expected\n"
        "l.md:10: error: unknown unit 'parsec': use ms, s, h, GB, GiB, TB/s, tokens/s, USD, %, "
        "...\n"
        "l.md:16: error: '0.5' is no tolerance: write a percentage (10 %) or a factor above 1 "
        "(2)\n"
        "l.md:15: error: 'reveal' of this predict is empty: give it a value\n");
  CHECK(
      problems("predict",
               "kind: choice\nquestion: q\noptions:\n  - text: only\nanswer: binding\nreveal: r\n")
          .find("a choice needs two options or more") != std::string::npos);
  CHECK(problems("predict",
                 "kind: choice\nquestion: q\noptions:\n  - a\n  - b\nanswer: binding\n"
                 "reveal: r\n") ==
        "l.md:14: error: the answer is computed, so each option needs an 'is:' to compare it "
        "with\n"
        "l.md:15: error: the answer is computed, so each option needs an 'is:' to compare it "
        "with\n");
}

TEST_CASE("widget, derive, figure") {
  const auto widget = good<Widget>(
      "widget", "set:\n  - serving.batch = 8\n  - cluster.gpu = l4-24gb\ntask: Find it.\n",
      "roofline");
  CHECK(widget.id == "roofline");
  CHECK(widget.settings == Overrides{{"serving.batch", "8"}, {"cluster.gpu", "l4-24gb"}});
  CHECK(plain_words(widget.task) == "Find it.\n");
  CHECK(good<Derive>("derive", "set: serving.batch=1\n", "decode.step_time").quantity ==
        "decode.step_time");
  CHECK(problems("derive", "") ==
        "l.md:10: error: name the quantity after 'derive', such as ```derive decode.step_time\n");
  CHECK(good<Figure>("figure", "id: sweep\ncaption: Batch.\n").id == "sweep");
  CHECK(problems("figure", "id: sweep\n") ==
        "l.md:10: error: this figure has no 'caption': add a line 'caption: ...'\n");
  CHECK(problems("widget", "id: x\nset: batch\n") ==
        "l.md:12: error: in 'set: batch': an override was expected, such as serving.batch=1\n");
  CHECK(problems("predict", "kind: number\nquestion: q\nanswer: 1\nreveal: r\n", "extra") ==
        "l.md:10: error: unexpected 'extra' after 'predict': put it into a field\n");
}

TEST_CASE("drill: fresh numbers") {
  const auto drill = good<Drill>("drill",
                                 "kind: number\n"
                                 "question: At batch {{serving.batch}}?\n"
                                 "vary:\n"
                                 "  - serving.batch = 1, 8, 64\n"
                                 "  - serving.prompt_tokens = 512..8192 log\n"
                                 "  - n = 0.5..4 GB\n"
                                 "answer: decode.step_time\n"
                                 "unit: ms\n"
                                 "tolerance: 10 %\n"
                                 "hints:\n"
                                 "  - Think of bytes.\n"
                                 "solution: It is {{decode.step_time}}.\n");
  CHECK(drill.tolerance == doctest::Approx(1.1));
  CHECK(drill.hints.size() == 1);
  REQUIRE(drill.vary.size() == 3);
  CHECK(drill.vary[1].whole);
  CHECK(draw(drill.vary, 7) == draw(drill.vary, 7));
  std::set<std::string> batches;
  std::set<std::string> prompts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Overrides drawn = draw(drill.vary, seed);
    REQUIRE(drawn.size() == 3);
    batches.insert(drawn[0].value);
    prompts.insert(drawn[1].value);
    const double prompt = parse_number(drawn[1].value).value();
    CHECK(prompt >= 512);
    CHECK(prompt <= 8192);
    CHECK(prompt == std::floor(prompt));
    CHECK(drawn[2].value.ends_with(" GB"));
  }
  CHECK(batches == std::set<std::string>{"1", "8", "64"});
  CHECK(prompts.size() > 50);
}

TEST_CASE("drill: the other kinds") {
  const auto error = good<Drill>("drill",
                                 "kind: error\nquestion: Find it.\noptions:\n  - text: A claim\n"
                                 "  - text: Another\nanswer: 2\nsolution: s\n");
  std::string problem;
  CHECK(right_option(error.options, error.answer, FakeSource(), problem) == 1);
  const auto design =
      good<Drill>("drill",
                  "kind: design\nquestion: Design it.\nrubric:\n  - Names the wall.\n  - Counts "
                  "bytes.\nsolution: s\nlesson: 02\n");
  CHECK(design.rubric.size() == 2);
  CHECK(design.lesson == "02");
  CHECK(problems("drill", "kind: design\nquestion: q\nsolution: s\n") ==
        "l.md:10: error: this drill has no 'rubric': add a line 'rubric: ...'\n");
  CHECK(problems("drill", "kind: number\nquestion: q\nsolution: s\nanswer: 1\nvary: x = 8..1\n") ==
        "l.md:15: error: in 'vary: x = 8..1': the range must go upwards; write path = 1, 8, 64 or "
        "path = 0.5..4 TB/s log\n");
}

TEST_CASE("table") {
  const auto table = good<Table>("table",
                                 "corner: Batch\ncolumns:\n  - title: Step\n    value: "
                                 "decode.step_time | as ms\nrows:\n  - label: $B = 1$\n    set: "
                                 "serving.batch=1, cluster.gpu=l4\n");
  REQUIRE(table.columns.size() == 1);
  CHECK(table.columns[0].value.format.as == "ms");
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0].settings.size() == 2);
  CHECK(problems("table", "columns:\n  - title: x\n    value: 1 +\nrows:\n  - label: y\n")
            .find("in 'value: 1 +'") != std::string::npos);
}

TEST_CASE("how far off an answer is") {
  CHECK(factor_off(2, 4) == 2);
  CHECK(factor_off(4, 2) == 2);
  CHECK(factor_off(0, 0) == 1);
  CHECK(std::isinf(factor_off(0, 1)));
  CHECK(std::isinf(factor_off(-1, 1)));
}
