#include "model/formulas/rollout.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;

constexpr double kNoLimit = 1e12;
double longest(double variation, double answers, double cap = kNoLimit) {
  return longest_over_mean(N(variation), N(answers), N(cap)).value();
}

TEST_CASE("R_max: the expected longest of K lognormal lengths") {
  struct {
    double variation, answers, value;
  } const rows[] = {
      {0.5, 16, 2.1318192732649663}, {0.5, 64, 2.771329242085866},  {0.5, 1024, 4.208870807519064},
      {1, 4, 1.9945983152772953},    {1, 16, 3.4351212414166126},   {1, 64, 5.372717525970492},
      {1, 256, 7.8840145712722025},  {1, 1024, 11.067801822180709}, {2, 4, 2.5405233998572814},
      {2, 16, 5.492757385472532},    {2, 256, 18.59068518800012},   {2, 1024, 30.83957005593572}};
  for (const auto& row : rows) {
    CAPTURE(row.variation);
    CAPTURE(row.answers);
    CHECK(longest(row.variation, row.answers) == near(row.value, 1e-8));
  }
}

TEST_CASE("known cases of the order statistic") {
  CHECK(longest(1, 1) == near(1));
  CHECK(longest(3, 1) == near(1));
  CHECK(longest(0, 1000) == near(1));
  // The larger of two, in closed form: 2·Φ(σ/√2).
  for (double variation : {0.1, 0.5, 1.0, 5.0, 30.0}) {
    const double sigma = std::sqrt(std::log1p(variation * variation));
    CHECK(longest(variation, 2) == near(2 * normal_below(sigma / std::sqrt(2.0)), 1e-8));
  }
  CHECK(longest(5, 2) == near(1.80, 3e-3));
}

TEST_CASE("a token limit cuts the tail") {
  CHECK(longest(1, 1024, 4) == near(4, 1e-4));
  CHECK(cut_mean_over_uncut(N(1), N(4)).value() == near(0.969, 1e-3));
  CHECK(longest(1, 1e6, 4) <= 4);
  CHECK(longest(1, 1024, 1e6) == near(longest(1, 1024), 1e-6));
  CHECK(longest(0, 8, 0.5) == near(0.5));
  CHECK(longest(1, 8, 0) == 0);
  double before = 0;
  for (double cap = 0.01; cap < 1e4; cap *= 1.3) {
    const double now = longest(1, 64, cap);
    CHECK(now >= before * (1 - 1e-9));
    CHECK(now <= cap * (1 + 1e-12));
    CHECK(now >= cut_mean_over_uncut(N(1), N(cap)).value() * (1 - 1e-9));
    before = now;
  }
  // One answer cut is the mean cut, which has a closed form.
  for (double cap : {0.2, 1.0, 4.0, 30.0}) {
    CHECK(longest(1, 1, cap) == near(cut_mean_over_uncut(N(1), N(cap)).value(), 1e-7));
  }
  CHECK(longest_answer(T(8192), N(1), N(1024), T(32768)).value() == near(32768, 1e-4));
}

TEST_CASE("longer with more answers and more variation; the rule overshoots") {
  for (double variation : {0.3, 1.0, 3.0}) {
    for (double answers = 1; answers < 1e6; answers *= 3) {
      CHECK(longest(variation, 3 * answers) > longest(variation, answers));
      CHECK(longest(variation * 1.2, 3 * answers) > longest(variation, 3 * answers));
    }
  }
  CHECK(rule_longest_over_mean(N(1), N(16)).value() == near(5.022574730083176));
  CHECK(rule_longest_over_mean(N(2), N(1024)).value() == near(50.339551293145234));
  for (double variation : {0.5, 1.0, 2.0, 3.0}) {
    for (double answers : {4.0, 16.0, 256.0, 1024.0}) {
      const double over =
          rule_longest_over_mean(N(variation), N(answers)).value() / longest(variation, answers);
      CHECK(over > 1.2);
      CHECK(over < 1.75);
    }
  }
  // Not a bound for the length itself: one answer has no tail.
  CHECK(rule_longest_over_mean(N(1), N(1)).value() == near(0.7071, 1e-4));
}

TEST_CASE("how long a rollout decodes") {
  const auto steps = [](double answers, double slots, double mean, double tail) {
    return rollout_steps(N(answers), N(slots), T(mean), T(tail)).value();
  };
  CHECK(steps(1024, 1024, 1024, 8000) == near(8000));
  CHECK(steps(1024, 4096, 1024, 8000) == near(8000));
  CHECK(steps(1024, 256, 1024, 8000) == near(11072));
  for (double slots : {16.0, 100.0, 1024.0, 5000.0}) {
    CHECK(steps(1024, slots, 1024, 8000) >= std::max(1024.0 * 1024 / slots, 8000.0) - 1e-9);
  }
  CHECK(rollout_time(N(8000), S(6.8e-3), T(1024 * 1024.0), S(57e-6)).value() ==
        near(8000 * 6.8e-3 + 1048576 * 57e-6));
  CHECK(idle_slots(T(1024 * 1024.0), N(1024), N(8000)).value() == near(0.872));
}

TEST_CASE("balance of actors and learner, 70B") {
  const FlopsPerSecond<double> achieved(990e12 * 0.4);
  const TokensPerSecond<double> actor(972.3788717443227);
  const auto learner = [&](double flops) { return learner_rate(achieved, N(70e9), N(flops)); };
  CHECK(learner(6).value() == near(942.857, 1e-5));
  CHECK(actor_share(actor, learner(6)).value() == near(0.49, 0.01));
  CHECK(actor_share(actor, learner(8)).value() == near(0.42, 0.01));
  CHECK(actor_share(actor, learner(10)).value() == near(0.37, 0.01));
  // At that share neither side waits.
  const double f = actor_share(actor, learner(8)).value();
  CHECK(f * actor.value() == near((1 - f) * learner(8).value()));
  // A step of 1.05 M tokens of 7B on four GPUs takes 27.8 s, not 8.
  CHECK(1.05e6 / (4 * learner_rate(achieved, N(7e9), N(6)).value()) == near(27.8, 2e-3));
}

TEST_CASE("memory of the roles") {
  CHECK(role_states(N(70e9), N(0)).value() == near(1540e9));
  CHECK(role_states(N(70e9), N(1)).value() == near(2800e9));
}

TEST_CASE("colocated, disaggregated, asynchronous") {
  CHECK(colocated_step(S(360), S(80), S(120), S(35)).value() == near(595));
  CHECK(pipelined_step(S(360), S(80), S(120), S(35)).value() == near(475));
  const auto async = [](double k) {
    return async_step(S(700), S(240), S(120), S(30), N(k)).value();
  };
  // No staleness is the synchronous loop; much of it leaves the slower side.
  CHECK(async(0) == near(colocated_step(S(700), S(0), S(120), S(30)).value()));
  CHECK(async(1) == near(425));
  CHECK(async(4) == near(240));
  CHECK(async(100) == near(240));
  for (double k = 0; k < 10; k += 0.5) CHECK(async(k + 0.5) <= async(k));
  CHECK(async_step(S(100), S(80), S(200), S(30), N(8)).value() == near(230));
  CHECK(side_idle(S(120), S(425)).value() == near(1 - 120.0 / 425));
  CHECK(side_idle(S(120), S(100)).value() == 0);
  CHECK(rl_goodput(T(1.05e6), N(0.8), S(34)).value() == near(24706, 1e-4));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return longest_answer(Tokens<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]), Tokens<R>(x[3]));
      },
      {2000, 1, 256, 12000});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return cut_mean_over_uncut(Number<R>(x[0]), Number<R>(x[1]));
      },
      {1.2, 3});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return rule_longest_over_mean(Number<R>(x[0]), Number<R>(x[1]));
      },
      {1, 64});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Tokens<R> mean(x[0]);
        const Number<R> steps =
            rollout_steps(Number<R>(x[1]), Number<R>(x[2]), mean, Tokens<R>(x[3]));
        return async_step(
            rollout_time(steps, Seconds<R>(x[4]), Number<R>(x[1]) * mean, Seconds<R>(x[5])),
            Seconds<R>(x[6]), Seconds<R>(x[7]), Seconds<R>(x[8]), Number<R>(x[9]));
      },
      {1024, 1024, 256, 8000, 6.8e-3, 57e-6, 60, 30, 4, 2});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return actor_share(TokensPerSecond<R>(x[0]),
                           learner_rate(FlopsPerSecond<R>(x[1]), Number<R>(x[2]), Number<R>(x[3])));
      },
      {972, 3.96e14, 7e10, 8});
}

}  // namespace
}  // namespace wf::model
