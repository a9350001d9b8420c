#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include "model/core/quantity.h"

// What the tests of stand-alone formulas share: relative closeness, and both readings of a formula.
namespace wf::model::testing {

// Relative to the number itself, however small it is.
inline doctest::Approx near(double number, double relative = 1e-9) {
  return doctest::Approx(number).epsilon(relative).scale(number == 0 ? 1 : 0);
}

// Turns `formula(std::vector<R>) -> Quantity<…, R>` both ways at `at` and near it:
//  - the tape holds the value that double gives, under a term with an id, a sentence and a source;
//  - replayed with one input moved it gives what double gives there;
//  - its derivatives are those of finite differences, where there is no kink in between.
template <class Formula>
void check_reads_twice(const Formula& formula, const std::vector<double>& at) {
  static constexpr Term kInput{"test.input", "x", "1", "Input of a test.", "test"};
  const auto plain = [&](const std::vector<double>& x) { return formula(x).value(); };

  Tape tape;
  std::vector<Traced> leaves;
  for (double number : at) leaves.emplace_back(&tape, tape.leaf(kInput, number, "test"));
  const auto result = formula(leaves);
  const NodeIndex root = result.number().node;
  const double here = plain(at);
  REQUIRE(root != kNoNode);
  REQUIRE(std::isfinite(here));
  CHECK(tape.node(root).value == near(here, 1e-13));
  const Operation operation = tape.node(root).operation;
  CHECK((operation == Operation::kStep || operation == Operation::kOpaque));
  REQUIRE(tape.node(root).term != nullptr);
  CHECK(!tape.node(root).term->id.empty());
  CHECK(!tape.node(root).term->symbol.empty());
  CHECK(tape.node(root).term->sentence.size() > 10);
  CHECK(!tape.node(root).term->source.empty());

  std::vector<double> adjoints;
  tape.backward(root, adjoints);
  for (std::size_t i = 0; i < at.size(); ++i) {
    CAPTURE(i);
    for (double factor : {0.8, 0.97, 1.02}) {
      std::vector<double> moved = at;
      moved[i] *= factor;
      const double expected = plain(moved);
      CHECK(tape.evaluate(root, std::vector<Tape::Replacement>{{leaves[i].node, moved[i]}}) ==
            near(expected, 1e-11));
    }
    if (at[i] == 0) continue;
    const double distance = at[i] * 1e-4;
    const auto shifted = [&](double by) {
      std::vector<double> moved = at;
      moved[i] += by;
      return plain(moved);
    };
    const double right = (shifted(distance) - here) / distance;
    const double left = (here - shifted(-distance)) / distance;
    const double scale = std::abs(here / at[i]) + std::abs(right) + std::abs(left);
    if (std::abs(right - left) > 2e-3 * scale) continue;  // a kink or a step
    CHECK(std::abs(adjoints[leaves[i].node] - 0.5 * (right + left)) <= 2e-3 * scale);
  }
}

}  // namespace wf::model::testing
