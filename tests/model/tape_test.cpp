#include "model/core/tape.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "model/core/number.h"
#include "model/core/quantity.h"

namespace wf::model {
namespace {

constexpr Term kX{.id = "x", .symbol = "x", .unit = "1", .sentence = "First input.", .source = ""};
constexpr Term kY{.id = "y", .symbol = "y", .unit = "1", .sentence = "Second input.", .source = ""};
constexpr Term kZ{.id = "z", .symbol = "z", .unit = "1", .sentence = "Third input.", .source = ""};
constexpr Term kStepTerm{
    .id = "s", .symbol = "s", .unit = "1", .sentence = "A named step.", .source = ""};

// One formula in both readings.
struct Formula {
  const char* name;
  double (*plain)(double, double, double);
  Traced (*traced)(const Traced&, const Traced&, const Traced&);
  double kink;  // a distance from 0 that x − y must keep for the derivative to exist
};

#define WF_FORMULA(name, kink, ...)                                       \
  Formula {                                                               \
    name,                                                                 \
        [](double x, double y, double z) -> double {                      \
          (void)y, (void)z;                                               \
          return __VA_ARGS__;                                             \
        },                                                                \
        [](const Traced& x, const Traced& y, const Traced& z) -> Traced { \
          (void)y, (void)z;                                               \
          return __VA_ARGS__;                                             \
        },                                                                \
        kink                                                              \
  }

const std::array kFormulas = {
    WF_FORMULA("sum", 0, x + y),
    WF_FORMULA("difference", 0, x - y),
    WF_FORMULA("product", 0, x* y),
    WF_FORMULA("quotient", 0, x / y),
    WF_FORMULA("with a constant on the left", 0, 2.5 - x * 3.0),
    WF_FORMULA("least", 1e-3, minimum(x, y)),
    WF_FORMULA("greatest", 1e-3, maximum(x, y)),
    WF_FORMULA("power", 0, power(x, y)),
    WF_FORMULA("square", 0, power(x, 2.0)),
    WF_FORMULA("square root", 0, square_root(x)),
    WF_FORMULA("cube root", 0, cube_root(x* x* x + y * y * y)),
    WF_FORMULA("exponential", 0, exponential(0.0 - x)),
    WF_FORMULA("logarithm", 0, logarithm(x / y)),
    WF_FORMULA("choice", 1e-3, if_positive(x - y, x* z, y + z)),
    WF_FORMULA("named", 0, named(kStepTerm, x* z)),
    WF_FORMULA("all together", 1e-3,
               maximum(x* y / (z + 1.0), named(kStepTerm, power(x, z))) + minimum(x, y)),
    WF_FORMULA("an input used twice", 0, x* x + x / (x + y)),
};

TEST_CASE("every operation gives on a tape what it gives as double, and its derivative") {
  std::mt19937_64 random(20261121);
  std::uniform_real_distribution<double> number(0.2, 3.0);
  for (const Formula& formula : kFormulas) {
    CAPTURE(formula.name);
    for (int round = 0; round < 200; ++round) {
      const std::array<double, 3> at = {number(random), number(random), number(random)};
      if (std::abs(at[0] - at[1]) < formula.kink) continue;
      Tape tape;
      const Traced x(&tape, tape.leaf(kX, at[0], "")), y(&tape, tape.leaf(kY, at[1], "")),
          z(&tape, tape.leaf(kZ, at[2], ""));
      const Traced result = formula.traced(x, y, z);
      CHECK(result.value == formula.plain(at[0], at[1], at[2]));
      CHECK(tape.evaluate(result.node, {}) == result.value);

      // At another point, the tape gives what the formula gives there where it takes the same side.
      const std::array<double, 3> other = {number(random), number(random), number(random)};
      const std::array<Tape::Replacement, 3> replaced = {
          {{x.node, other[0]}, {y.node, other[1]}, {z.node, other[2]}}};
      CHECK(tape.evaluate(result.node, replaced) == formula.plain(other[0], other[1], other[2]));

      std::vector<double> adjoints;
      tape.backward(result.node, adjoints);
      const std::array nodes = {x.node, y.node, z.node};
      for (std::size_t i = 0; i < 3; ++i) {
        // Central difference: its own error is of order h², about 1e-9 here.
        const double h = 1e-5;
        std::array<double, 3> up = at, down = at;
        up[i] += h, down[i] -= h;
        const double difference =
            (formula.plain(up[0], up[1], up[2]) - formula.plain(down[0], down[1], down[2])) /
            (2 * h);
        const double kink_distance =
            std::abs(std::pow(at[0], at[2]) - at[0] * at[1] / (at[2] + 1.0));
        if (formula.kink > 0 && kink_distance < 1e-3) continue;
        CAPTURE(i);
        CHECK(adjoints[nodes[i]] == doctest::Approx(difference).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("whole numbers are steps: their derivative is nothing") {
  Tape tape;
  const Traced x(&tape, tape.leaf(kX, 2.4, ""));
  const Traced up = ceiling(x), down = floor_of(x);
  CHECK(up.value == 3.0);
  CHECK(down.value == 2.0);
  std::vector<double> adjoints;
  tape.backward(up.node, adjoints);
  CHECK(adjoints[x.node] == 0.0);
  CHECK(tape.evaluate(down.node, std::array<Tape::Replacement, 1>{{{x.node, 7.9}}}) == 7.0);
}

double harmonic(std::span<const double> a) {
  double sum = 0;
  for (int i = 1; i <= 50; ++i) sum += a[0] / (a[1] + i);
  return sum;
}

TEST_CASE("what has no closed form is one node with its arguments") {
  const std::array<double, 2> at = {3.0, 0.5};
  CHECK(opaque(kStepTerm, harmonic, at) == harmonic(at));
  const std::array<Traced, 2> plain = {Traced(3.0), Traced(0.5)};
  CHECK(opaque(kStepTerm, harmonic, plain).tape == nullptr);

  Tape tape;
  const Traced x(&tape, tape.leaf(kX, at[0], ""));
  const std::array<Traced, 2> arguments = {2.0 * x / 2.0, Traced(at[1])};
  const Traced result = opaque(kStepTerm, harmonic, arguments);
  CHECK(result.value == harmonic(at));
  CHECK(tape.opaque_arguments(tape.node(result.node)).size() == 2);
  const std::array<double, 2> there = {5.0, 0.5};
  CHECK(tape.evaluate(result.node, std::array<Tape::Replacement, 1>{{{x.node, 5.0}}}) ==
        harmonic(there));
  std::vector<double> adjoints;
  tape.backward(result.node, adjoints);
  // Linear in the first argument.
  CHECK(adjoints[x.node] == doctest::Approx(harmonic(at) / at[0]).epsilon(1e-8));
}

TEST_CASE("a number without a tape stays a constant") {
  const Traced a(2.0), b(3.0);
  CHECK((a * b + 1.0).tape == nullptr);
  CHECK((a * b + 1.0).value == 7.0);
  CHECK(if_positive(a, b, a).value == 3.0);
  CHECK(named(kStepTerm, a).tape == nullptr);
  Tape tape;
  const Traced x(&tape, tape.leaf(kX, 4.0, "here"));
  const Traced sum = a + x;
  CHECK(sum.tape == &tape);
  CHECK(sum.value == 6.0);
  CHECK(if_positive(a, x, b).tape == &tape);
  CHECK(if_positive(a, b, x).tape == &tape);
}

TEST_CASE("leaves keep their source and are found by their id") {
  Tape tape;
  tape.constant(1.0);
  const NodeIndex leaf = tape.leaf(kY, 4.0, "a datasheet");
  CHECK(tape.leaf_source(tape.node(leaf)) == "a datasheet");
  CHECK(tape.find_leaf("y") == leaf);
  CHECK(tape.find_leaf("x") == kNoNode);
  tape.clear();
  CHECK(tape.nodes().empty());
  CHECK(tape.find_leaf("y") == kNoNode);
}

TEST_CASE("the same formula is written once and read twice") {
  const auto time = []<class R>(const Bytes<R>& bytes, const BytesPerSecond<R>& rate,
                                const Seconds<R>& latency) {
    return step(kStepTerm, max(bytes / rate, latency));
  };
  CHECK(time(Bytes<double>(10), BytesPerSecond<double>(4), Seconds<double>(1)).value() == 2.5);
  Tape tape;
  const Bytes<Traced> bytes(Traced(&tape, tape.leaf(kX, 10, "")));
  const BytesPerSecond<Traced> rate(Traced(&tape, tape.leaf(kY, 4, "")));
  const Seconds<Traced> latency(Traced(&tape, tape.leaf(kZ, 1, "")));
  const Seconds<Traced> result = time(bytes, rate, latency);
  CHECK(result.value() == 2.5);
  std::vector<double> adjoints;
  tape.backward(result.number().node, adjoints);
  CHECK(adjoints[bytes.number().node] == 0.25);
  CHECK(adjoints[rate.number().node] == doctest::Approx(-10.0 / 16));
  CHECK(adjoints[latency.number().node] == 0.0);
}

}  // namespace
}  // namespace wf::model
