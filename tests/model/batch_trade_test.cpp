#include "model/formulas/batch_trade.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using T = Tokens<double>;

TEST_CASE("R_crit: steps against tokens") {
  CHECK(step_factor(T(0.5), T(1)).value() == near(3.0));
  CHECK(token_factor(T(0.5), T(1)).value() == near(1.5));
  CHECK(step_factor(T(2), T(1)).value() == near(1.5));
  CHECK(token_factor(T(2), T(1)).value() == near(3));
}

TEST_CASE("R_kap: the critical batch by the loss") {
  CHECK(kaplan_critical_batch(N(2.0)).value() == near(7371465.305608528));
  CHECK(kaplan_critical_batch(N(2.5)).value() == near(2.5e6, 0.03));
  // It grows as the loss falls: late in a run a larger batch pays.
  CHECK(kaplan_critical_batch(N(3)).value() < kaplan_critical_batch(N(2.9)).value());
}

TEST_CASE("a trade without a wall") {
  // Steps times tokens is never below four times the least, which the critical batch reaches.
  for (double batch = 0.01; batch < 100; batch *= 1.3) {
    const double product =
        step_factor(T(batch), T(1)).value() * token_factor(T(batch), T(1)).value();
    CHECK(product >= 4 - 1e-12);
    CHECK(data_efficiency(T(batch), T(1)).value() ==
          near(1 / token_factor(T(batch), T(1)).value()));
    CHECK(batch_speedup(T(batch), T(2 * batch), T(1)).value() > 1);
    CHECK(batch_speedup(T(batch), T(2 * batch), T(1)).value() < 2);
  }
  CHECK(batch_speedup(T(0.5), T(2), T(1)).value() == near(2));
  CHECK(batch_speedup(T(1e-6), T(2e-6), T(1)).value() == near(2, 1e-5));
}

TEST_CASE("the rule that makes a wall of it") {
  CHECK(rule_replica_cap(T(2097152), N(1), N(1), T(8192)).value() == 256);
  // Micro-batches in flight count too.
  CHECK(rule_replica_cap(T(2097152), N(1), N(32), T(8192)).value() == 8);
  CHECK(rule_replica_cap(T(100), N(1), N(32), T(8192)).value() == 1);
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return batch_speedup(Tokens<R>(x[1]), Tokens<R>(x[2]),
                             kaplan_critical_batch(Number<R>(x[0])));
      },
      {2.0, 1e6, 8e6});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return rule_replica_cap(Tokens<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]), Tokens<R>(x[3]));
      },
      {2.1e6, 1, 2, 8192});
}

}  // namespace
}  // namespace wf::model
