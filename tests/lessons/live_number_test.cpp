#include "lessons/live_number.h"

#include <doctest/doctest.h>

#include "fake_source.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

std::string shown(std::string_view text) {
  const LiveTag tag = parse_live_tag(text);
  REQUIRE_MESSAGE(tag.error == "", std::string(text));
  return evaluate(tag.number, FakeSource()).text;
}

}  // namespace

TEST_CASE("live numbers are evaluated and formatted") {
  CHECK(shown("decode.step_time") == "11.4\u00A0ms");
  CHECK(shown("decode.step_time.bound") == "11.2\u00A0ms");
  CHECK(shown("decode.step_time | serving.batch=1") == "5.1\u00A0ms");
  CHECK(shown("decode.step_time | serving.batch=1 | as s") == "0.0051\u00A0s");
  CHECK(shown("weights.bytes | as GiB | digits 2") == "15\u00A0GiB");
  CHECK(shown("decode.step_time / (decode.step_time | serving.batch=1) | as x") == "2.24×");
  CHECK(shown("binding") == "memory bandwidth");
  CHECK(shown("cost.nothing") == "—");
}

TEST_CASE("a live number carries what a tooltip needs") {
  const auto value = evaluate(parse_live_tag("decode.step_time").number, FakeSource());
  CHECK(value.value.term == "decode.step_time");
  CHECK(value.value.wall == "memory bandwidth");
  CHECK(value.unit.name() == "s");
}

TEST_CASE("mistakes in live numbers") {
  CHECK(parse_live_tag("decode.step_time | as").error == "a unit is missing after 'as'");
  CHECK(parse_live_tag("decode.step_time | digits many").error ==
        "a number from 1 to 12 is missing after 'digits'");
  CHECK(parse_live_tag("decode.step_time | as parsec").error.starts_with("unknown unit 'parsec'"));
  CHECK(parse_live_tag("").error ==
        "an expression is missing: name a quantity, such as decode.step_time");
  CHECK(parse_live_tag("x | ").error == "an override was expected, such as serving.batch=1");
  const auto wrong = evaluate(parse_live_tag("decode.step_time | as GB").number, FakeSource());
  CHECK(wrong.text == "?");
  CHECK(wrong.error == "a number in s cannot be shown as GB");
  const auto word = evaluate(parse_live_tag("binding | as GB").number, FakeSource());
  CHECK(word.error == "\"memory bandwidth\" is a word and has no unit");
}

TEST_CASE("marks of conditions") {
  CHECK(parse_live_tag("#if serving.batch > 1").kind == LiveTag::Kind::kIf);
  CHECK(parse_live_tag("else if binding == \"network\"").kind == LiveTag::Kind::kElseIf);
  CHECK(parse_live_tag(" else ").kind == LiveTag::Kind::kElse);
  CHECK(parse_live_tag("/if").kind == LiveTag::Kind::kEnd);
  CHECK(parse_live_tag("#if").error == "a condition is missing, such as binding == \"network\"");
  CHECK(parse_live_tag("else when x").error == "after 'else' only 'if' and a condition may follow");
  CHECK(parse_live_tag("#unless x").error.starts_with("unknown mark '#unless x'"));
  CHECK(parse_live_tag("elsewhere.time").kind == LiveTag::Kind::kNumber);
}

TEST_CASE("tags are found in TeX, too") {
  const std::string_view tex = "\\frac{{{a}}}{{{b}}}";
  const auto first = find_tag(tex, 0);
  REQUIRE(first.has_value());
  CHECK(tex.substr(first->begin, first->end - first->begin) == "{{a}}");
  std::string error;
  const auto wrap = [](const LiveNumber& number, const LiveValue& live) {
    return "<" + number.expression.single_id() + ": " + live.text + ">";
  };
  CHECK(substitute("t={{decode.step_time}}/{x}", FakeSource(), wrap, error) ==
        "t=<decode.step_time: 11.4\u00A0ms>/{x}");
  CHECK(error.empty());
  substitute("{{nothing}}", FakeSource(), wrap, error);
  CHECK(error == "there is no quantity or knob 'nothing'");
}
