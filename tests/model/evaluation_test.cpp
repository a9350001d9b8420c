#include "model/formulas/evaluation.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;

double samples(double baseline, double difference) {
  return samples_per_arm(N(baseline), N(difference), N(0.05), N(0.8)).value();
}

TEST_CASE("the normal distribution, there and back") {
  CHECK(normal_quantile(N(0.975)).value() == near(1.959963984540054));
  CHECK(normal_quantile(N(0.8)).value() == near(0.8416212335729143));
  CHECK(std::abs(normal_quantile(N(0.5)).value()) < 1e-12);
  for (double z = -6; z < 6; z += 0.37) {
    CHECK(normal_quantile(N(normal_below(z))).value() == near(z, 1e-6));
  }
  CHECK(std::isfinite(normal_quantile(N(0)).value()));
  CHECK(std::isfinite(normal_quantile(N(1)).value()));
}

TEST_CASE("users of an A/B test") {
  CHECK(samples(0.6, 0.02) == near(9332, 1e-3));
  CHECK(rule_samples_per_arm(N(0.6), N(0.02)).value() == near(9600));
  CHECK(rule_samples_per_arm(N(0.6), N(0.005)).value() == near(153600));
  // The rule is 2·(1.96 + 0.84)², rounded up, times one variance.
  CHECK(rule_samples_per_arm(N(0.5), N(1e-4)).value() / samples(0.5, 1e-4) ==
        near(16 / 15.70, 1e-3));
  // 95 % cannot rise by 10 points.
  CHECK(samples(0.95, 0.1) == near(samples(0.95, 0.05)));
  CHECK(std::isfinite(samples(1, 0.1)));
  for (double difference = 0.001; difference < 0.3; difference *= 1.4) {
    CHECK(samples(0.6, difference * 1.4) < samples(0.6, difference));
  }
  CHECK(detectable_difference(N(0.6), N(9600)).value() == near(0.02));
  CHECK(design_effect(N(10), N(0.2)).value() == near(2.8));
  CHECK(design_effect(N(1), N(0.9)).value() == near(1));
}

TEST_CASE("a simulated test of that size has the power asked for") {
  const double users = std::ceil(samples(0.3, 0.1));
  std::uint64_t state = 7;
  const auto draw = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  int found = 0;
  constexpr int kTests = 4000;
  for (int test = 0; test < kTests; ++test) {
    double first = 0, second = 0;
    for (int i = 0; i < users; ++i) first += draw() < 0.3, second += draw() < 0.4;
    const double p = first / users, q = second / users;
    const double error = std::sqrt((p * (1 - p) + q * (1 - q)) / users);
    if (std::abs(q - p) > 1.96 * error) ++found;
  }
  CHECK(static_cast<double>(found) / kTests == near(0.8, 0.04));
}

TEST_CASE("how long it runs") {
  const PerSecond<double> daily(100000.0 / 86400);
  const S time = test_duration(N(9600), daily, N(1));
  CHECK(time.value() / 3600 == near(4.608));
  CHECK(whole_weeks(time).value() == 7 * 86400.0);
  CHECK(whole_weeks(S(8 * 86400.0)).value() == 14 * 86400.0);
  CHECK(test_duration(N(9600), PerSecond<double>(1000), N(1)).value() == near(19.2));
}

TEST_CASE("agreement beyond chance") {
  const N chance = chance_agreement(N(0.6), N(0.55));
  CHECK(chance.value() == near(0.51));
  CHECK(kappa(N(0.8), chance).value() == near(0.29 / 0.49));
  CHECK(kappa(chance, chance).value() == 0);
  CHECK(kappa(N(1), chance).value() == near(1));
  // Two judges who nearly always say yes agree by chance.
  CHECK(kappa(N(0.9), chance_agreement(N(0.95), N(0.95))).value() < 0);
  CHECK(std::isfinite(kappa(N(1), N(1)).value()));
}

TEST_CASE("cost and error") {
  CHECK(evaluation_cost(N(1000), N(3), Dollars<double>(0.005)).value() == near(15));
  CHECK(proportion_error(N(0.7), N(200)).value() == near(0.0324, 1e-3));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Number<R> users =
            samples_per_arm(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]), Number<R>(x[3]));
        return test_duration(users * design_effect(Number<R>(x[4]), Number<R>(x[5])),
                             PerSecond<R>(x[6]), Number<R>(x[7]));
      },
      {0.6, 0.02, 0.05, 0.8, 5, 0.2, 1.2, 0.5});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return kappa(Number<R>(x[0]), chance_agreement(Number<R>(x[1]), Number<R>(x[2])));
      },
      {0.8, 0.6, 0.55});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) { return normal_quantile(Number<R>(x[0])); }, {0.9});
}

}  // namespace
}  // namespace wf::model
