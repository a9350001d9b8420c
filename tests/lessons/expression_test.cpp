#include "lessons/expression.h"

#include <doctest/doctest.h>

#include <cmath>

#include "fake_source.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

double number(std::string_view text) {
  const auto result = Expression::parse(text).evaluate(FakeSource());
  REQUIRE_MESSAGE(result.error == "", std::string(text));
  return std::get<double>(result.value.data);
}

std::string unit(std::string_view text) {
  return Expression::parse(text).evaluate(FakeSource()).unit.name();
}

std::string error(std::string_view text) {
  return Expression::parse(text).evaluate(FakeSource()).error;
}

bool truth(std::string_view text) {
  const auto result = Expression::parse(text).evaluate(FakeSource());
  REQUIRE_MESSAGE(result.error == "", std::string(text));
  return result.truth();
}

}  // namespace

TEST_CASE("arithmetic has the usual precedence") {
  CHECK(number("1 + 2 * 3") == 7);
  CHECK(number("(1 + 2) * 3") == 9);
  CHECK(number("2 - 3 - 4") == -5);
  CHECK(number("24 / 4 / 2") == 3);
  CHECK(number("-2 * -3") == 6);
  CHECK(number("1.5e3 + .5") == 1500.5);
  CHECK(number("min(3, 1, 2) + max(4, 5)") == 6);
  CHECK(number("round(2.6) + floor(2.6) + ceil(2.1) + sqrt(16) + log2(8) + abs(-1)") == 16);
}

TEST_CASE("units go along") {
  CHECK(number("weights.bytes / cluster.bandwidth") == doctest::Approx(4.794e-3).epsilon(1e-3));
  CHECK(unit("weights.bytes / cluster.bandwidth") == "s");
  CHECK(unit("weights.bytes / serving.prompt_tokens") == "bytes/token");
  CHECK(unit("sqrt(decode.step_time * decode.step_time)") == "s");
  CHECK(unit("decode.step_time / decode.step_time") == "1");
  CHECK(number("2 * 50 ms") == doctest::Approx(0.1));
  CHECK(number("3 GB/s") == 3e9);
  CHECK(number("1 GiB") == 1073741824.0);
  CHECK(number("40 %") == doctest::Approx(0.4));
  CHECK(number("8 Gb") == 1e9);
  CHECK(unit("price * training.gpu_hours") == "USD");
  CHECK(number("price * training.gpu_hours") == doctest::Approx(4.41e6));
}

TEST_CASE("hours and seconds meet where they must") {
  CHECK(number("1 h + 1800 s") == 5400);
  CHECK(unit("1 h + 1800 s") == "s");
  CHECK(number("price * 1800 s") == doctest::Approx(1.05));
  CHECK(unit("price * 1800 s") == "USD");
  CHECK(unit("training.gpu_hours * 2") == "h");
}

TEST_CASE("a bare number takes the unit of the other side") {
  CHECK(unit("decode.step_time + 1") == "s");
  CHECK(unit("max(0.1, decode.step_time)") == "s");
  CHECK(truth("decode.step_time < 0.05"));
}

TEST_CASE("overrides are scoped by parentheses") {
  CHECK(number("decode.step_time") == doctest::Approx(11.4e-3));
  CHECK(number("decode.step_time | serving.batch=1") == doctest::Approx(5.1e-3));
  CHECK(number("decode.step_time / (decode.step_time | serving.batch=1)") ==
        doctest::Approx(11.4 / 5.1));
  CHECK(number("(decode.step_time | serving.batch=(serving.batch * 2))") ==
        doctest::Approx(17.8e-3));
  SUBCASE("the inner one wins") {
    CHECK(number("(decode.step_time | serving.batch=1) | serving.batch=100") ==
          doctest::Approx(5.1e-3));
  }
}

TEST_CASE("conditions compare numbers and words") {
  CHECK(truth("binding == \"memory bandwidth\""));
  CHECK(truth("binding != 'network' and serving.batch >= 64"));
  CHECK_FALSE(truth("not (serving.batch > 1 or binding == \"network\")"));
  CHECK(truth("decode.step_time <= 50 ms"));
  CHECK(truth("weights.bytes > 16 GB and weights.bytes < 15 GiB"));
  CHECK(truth("parallel.sequence_parallel"));
  CHECK(truth("parallel.sequence_parallel == true"));
  CHECK(truth("not not serving.batch"));
  CHECK(truth("(cluster.gpu | cluster.gpu=l4-24gb) == \"l4-24gb\""));
}

TEST_CASE("a number that does not exist stays so and satisfies no comparison") {
  CHECK(std::isnan(number("cost.nothing * 2")));
  CHECK(std::isnan(number("1 / 0")));
  CHECK(std::isnan(number("sqrt(-1)")));
  CHECK(std::isnan(number("max(1, cost.nothing)")));
  CHECK_FALSE(truth("cost.nothing < 1"));
  CHECK_FALSE(truth("cost.nothing"));
}

TEST_CASE("mistakes say what is wrong") {
  CHECK(error("decode.step_tim") == "there is no quantity or knob 'decode.step_tim'");
  CHECK(error("decode.step_time + weights.bytes") == "cannot add s with bytes");
  CHECK(error("decode.step_time < 80 GB") == "cannot compare s with bytes");
  CHECK(error("binding + 1") ==
        "\"memory bandwidth\" is a word: it can be compared, not computed with");
  CHECK(error("binding > \"a\"") == "words can be compared with == and != only");
  CHECK(error("serving.batch == \"big\"") == "a number cannot be compared with the word \"big\"");
  CHECK(error("serving.batch = 1") == "'=' does not compare: write == for 'is equal to'");
  CHECK(error("1 +") == "the expression ends too early: a quantity, a number or '(' was expected");
  CHECK(error("(1 + 2") == "')' is missing");
  CHECK(error("1 2") == "unexpected '2'");
  CHECK(error("5 parsecs") == "unknown unit 'parsecs'");
  CHECK(error("sin(1)") ==
        "unknown function 'sin': there are min, max, round, floor, ceil, sqrt, log2 and abs");
  CHECK(error("min(1)") == "min() takes two or more values");
  CHECK(error("\"open") == "the closing \" is missing");
  CHECK(error("decode.step_time | batch") == "an override was expected, such as serving.batch=1");
  CHECK(error("") == "an expression is missing: name a quantity, such as decode.step_time");
  CHECK(error("1 + é") == "unexpected 'é': a quantity, a number or '(' was expected");
}

TEST_CASE("deep and long expressions are refused, not overflowed") {
  CHECK(error(std::string(5000, '(') + "1" + std::string(5000, ')')) ==
        "the expression is nested too deeply");
  std::string sum = "1";
  for (int i = 0; i < 5000; ++i) sum += "+1";
  CHECK(error(sum) == "the expression is too long: define a quantity for it");
}

TEST_CASE("an expression tells what it looks up") {
  const auto e = Expression::parse("decode.step_time / (weights.bytes | serving.batch=1)");
  CHECK(e.ids() == std::vector<std::string>{"decode.step_time", "weights.bytes"});
  CHECK(e.single_id().empty());
  const auto one = Expression::parse("decode.step_time | serving.batch=80 GiB, cluster.gpu=l4");
  CHECK(one.single_id() == "decode.step_time");
  CHECK(one.overrides() == Overrides{{"serving.batch", "80 GiB"}, {"cluster.gpu", "l4"}});
  CHECK(Expression::parse("-3").literal() == -3);
  CHECK_FALSE(Expression::parse("serving.batch").literal().has_value());
  const auto value = Expression::parse("decode.step_time").evaluate(FakeSource()).value;
  CHECK(value.wall == "memory bandwidth");
  CHECK(value.sentence == "Time between two tokens of one sequence.");
}

TEST_CASE("an overridden source answers local names and passes knobs on") {
  const FakeSource base;
  const OverriddenSource source(base, {{"n", "3"}, {"serving.batch", "1"}});
  const auto get = [&](std::string_view text) {
    return std::get<double>(Expression::parse(text).evaluate(source).value.data);
  };
  CHECK(get("n * 2") == 6);
  CHECK(get("decode.step_time") == doctest::Approx(5.1e-3));
  CHECK(get("decode.step_time | serving.batch=10") == doctest::Approx(6e-3));
  CHECK_FALSE(source.lookup("m", {}).has_value());
}
