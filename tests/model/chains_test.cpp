#include "model/formulas/chains.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;

double task(double calls, double quantile = 0.95) {
  return task_percentile(N(calls), S(0.8), S(5), S(1.5), N(0.99), N(quantile)).value();
}
double slow(double calls, double quantile) {
  return slow_calls(N(calls), N(0.99), N(quantile)).value();
}

TEST_CASE("R_ag: a task's p95 counts the slow calls that one in twenty tasks has") {
  CHECK(slow(20, 0.95) == 1);
  CHECK(task(20) == near(50.2));
  CHECK(slow(40, 0.95) == 2);
  CHECK(task(40) == near(100.4));
  CHECK(task(25) == near(61.7));
  // Its steps: none up to 5 calls, one up to 35, two up to 40.
  for (double calls = 1; calls <= 40; calls += 1) {
    CHECK(slow(calls, 0.95) == (calls <= 5 ? 0 : calls <= 35 ? 1 : 2));
  }
}

TEST_CASE("the chance of any slow call, and the rule that prices it") {
  CHECK(any_slow(N(20), N(0.99)).value() == near(0.182093, 1e-5));
  CHECK(any_slow(N(10), N(0.99)).value() == near(0.0956, 1e-3));
  CHECK(rule_task_tail(N(20), S(0.8), S(5), S(1.5), N(0.99)).value() == near(46.7648, 1e-5));
  CHECK(rule_task_tail(N(40), S(0.8), S(5), S(1.5), N(0.99)).value() == near(93.3903, 1e-5));
  CHECK(task_mean(N(20), S(0.842), S(1.5)).value() == near(46.84));
}

TEST_CASE("quantiles of a binomial") {
  // One call: slow with 1 %.
  CHECK(slow(1, 0.95) == 0);
  CHECK(slow(1, 0.995) == 1);
  CHECK(slow(0, 0.95) == 0);
  CHECK(slow_calls(N(7), N(1), N(0.99)).value() == 0);
  CHECK(slow_calls(N(7), N(0), N(0.99)).value() == 7);
  for (double quantile = 0.5; quantile < 1; quantile += 0.05) {
    CHECK(slow(300, quantile) <= slow(300, quantile + 0.04));
    CHECK(slow(300, quantile) <= slow(301, quantile));
  }
  CHECK(slow_calls(N(100), N(0.5), N(0.5)).value() == 50);
}

TEST_CASE("a growing history") {
  CHECK(chain_prefill_tokens(N(30), T(2500), T(350)).value() == near(237750));
  CHECK(redundant_prefill(N(30), T(2500), T(350)).value() == near(0.9453, 1e-3));
  CHECK(redundant_prefill(N(1), T(2500), T(350)).value() == 0);
  CHECK(tasks_per_slot(S(1), S(2)).value() == near(3));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return task_percentile(Number<R>(x[0]), Seconds<R>(x[1]), Seconds<R>(x[2]),
                               Seconds<R>(x[3]), Number<R>(x[4]), Number<R>(x[5]));
      },
      {20, 0.8, 5, 1.5, 0.97, 0.95});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return rule_task_tail(Number<R>(x[0]), Seconds<R>(x[1]), Seconds<R>(x[2]), Seconds<R>(x[3]),
                              Number<R>(x[4]));
      },
      {20, 0.8, 5, 1.5, 0.97});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return redundant_prefill(Number<R>(x[0]), Tokens<R>(x[1]), Tokens<R>(x[2]));
      },
      {30, 2500, 350});
}

}  // namespace
}  // namespace wf::model
