#include "model/formulas/training_rules.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;

double activations(double sequence, double scores, double ranks) {
  return rule_activations(N(80), N(8192), N(64), N(1), T(sequence), N(scores), N(ranks)).value();
}

TEST_CASE("R_act: activations of 70B by 34 bytes a width") {
  CHECK(activations(32768, 0, 8) == near(91.26805504e9));
  CHECK(activations(32768, 0, 64) == near(11.40850688e9));
  // Kept scores: 194 bytes a width at 4,096 tokens.
  CHECK(activations(4096, 5, 1) == near(520.76e9, 1e-4));
  CHECK(activations(4096, 5, 1) / activations(4096, 0, 1) == near(194.0 / 34));
}

TEST_CASE("utilisation that published GPU-hours imply") {
  const FlopsPerSecond<double> peak(990e12);
  CHECK(implied_mfu(N(70e9), T(15e12), S(6.4e6 * 3600), peak).value() == near(0.276, 2e-3));
  CHECK(implied_mfu(N(405e9), T(15.6e12), S(30.84e6 * 3600), peak).value() == near(0.345, 2e-3));
  CHECK(rule_training_states(N(70e9)).value() == near(1120e9));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return rule_activations(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]), Number<R>(x[3]),
                                Tokens<R>(x[4]), Number<R>(x[5]), Number<R>(x[6]));
      },
      {80, 8192, 64, 1, 4096, 5, 8});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return implied_mfu(Number<R>(x[0]), Tokens<R>(x[1]), Seconds<R>(x[2]),
                           FlopsPerSecond<R>(x[3]));
      },
      {7e10, 1.5e13, 2.3e10, 9.9e14});
}

}  // namespace
}  // namespace wf::model
