#include "model/formulas/availability.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;

double up(double needed, double spare, double p) {
  return fleet_up(N(needed), N(spare), N(p)).value();
}

TEST_CASE("R_av: at most k of N + k replicas are down") {
  CHECK(up(10, 0, 0.99) == near(0.9043820750088044));
  CHECK(up(10, 1, 0.99) == near(0.994820282509685));
  CHECK(up(100, 0, 0.99) == near(0.3660323412732292));
  CHECK(up(100, 3, 0.99) == near(0.9797587678860533));
  CHECK(up(100, 6, 0.99) == near(0.9998972619220172));
}

TEST_CASE("R_tp8up: a group works when all of its GPUs do") {
  CHECK(replica_up(N(0.999), N(8)).value() == near(0.992027944069944));
  CHECK(machine_up(S(50677), S(50)).value() == near(0.99901436, 1e-7));
}

constexpr double kRounding = 1e-9;  // of sums over thousands of replicas

TEST_CASE("availability grows with spares, falls with the fleet, and stays a share") {
  for (double p : {0.5, 0.9, 0.999}) {
    for (double needed : {1.0, 10.0, 1000.0, 20000.0}) {
      double before = 0;
      for (double spare : {0.0, 1.0, 2.0, 10.0, 100.0}) {
        const double now = up(needed, spare, p);
        CHECK(now >= before - kRounding);
        CHECK(now <= 1);
        CHECK(now >= up(needed + 1, spare, p) - kRounding);
        before = now;
      }
    }
  }
  CHECK(up(10, 3, 1) == 1);
  CHECK(up(10, 3, 0) == 0);
}

TEST_CASE("fewest spares for a target") {
  for (double needed : {1.0, 10.0, 100.0, 500.0}) {
    for (double target : {0.9, 0.999, 0.99999}) {
      CAPTURE(needed);
      CAPTURE(target);
      const double k = spares_for(N(needed), N(0.99), N(target)).value();
      CHECK(up(needed, k, 0.99) >= target);
      if (k > 0) CHECK(up(needed, k - 1, 0.99) < target);
    }
  }
  CHECK(spares_for(N(100), N(0.99), N(0.999)).value() == 5);
  CHECK(spares_for(N(100), N(0.001), N(0.999)).value() == detail::kMostSpares);
}

TEST_CASE("peak, mean and what stands idle") {
  CHECK(mean_over_peak(N(10)).value() == near(0.55));
  CHECK(idle_share(mean_over_peak(N(10)), N(1)).value() == near(0.45));
  CHECK(rule_idle_share(N(10)).value() == near(0.9));
  // Lesson 11's fleet: four times 100 for a third of the day, 20 % to deploy, three spares.
  const N mean = plateau_mean(N(100), N(400), N(1.0 / 3));
  CHECK(mean.value() == near(200));
  const N peak = provisioned(N(400), N(0.2), N(3));
  CHECK(peak.value() == 483);
  const double month = 12 * 730;
  CHECK(idle_share(mean, peak).value() * peak.value() * month == near(2.479e6, 1e-3));
  const N scaled = plateau_mean(provisioned(N(100), N(0.2), N(3)), peak, N(1.0 / 3));
  CHECK(scaled.value() * month == near(2.12868e6));
  CHECK(idle_share(mean, scaled).value() * scaled.value() * month == near(0.3767e6, 1e-3));
}

TEST_CASE("a fleet that follows the day, by summing the day") {
  for (double ratio : {2.0, 10.0}) {
    for (double share : {0.0, 0.003, 1.0 / 12, 0.3, 0.7}) {
      CAPTURE(ratio);
      CAPTURE(share);
      constexpr int kMoments = 4000;
      double sum = 0;
      for (int i = 0; i < kMoments; ++i) {
        double largest = 0;
        constexpr int kAhead = 200;
        for (int k = 0; k <= kAhead; ++k) {
          const double at = 2 * std::numbers::pi * (double(i) / kMoments + share * k / kAhead);
          largest = std::max(largest, 0.5 * (1 + 1 / ratio) + 0.5 * (1 - 1 / ratio) * std::cos(at));
        }
        sum += largest;
      }
      CHECK(scaled_over_peak(N(ratio), S(share * 86400), S(86400)).value() ==
            near(sum / kMoments, 1e-4));
    }
  }
  CHECK(scaled_over_peak(N(10), S(0), S(86400)).value() == near(0.55));
  CHECK(scaled_over_peak(N(10), S(86400), S(86400)).value() == near(1));
  CHECK(scaled_over_peak(N(10), S(300), S(86400)).value() == near(0.553, 1e-3));
  CHECK(scaled_over_peak(N(10), S(7200), S(86400)).value() == near(0.625, 2e-3));
}

TEST_CASE("spot machines") {
  const N waste = spot_waste(S(36000), S(600), S(5), S(300));
  CHECK(waste.value() == near(600.0 / 36000 + 5.0 / 600));
  CHECK(spot_cost_ratio(N(0.6), waste).value() == near(0.4 * (1 + 0.025)));
  // Taken away more often, the discount is worth less.
  CHECK(spot_waste(S(3600), S(600), S(5), S(300)).value() > waste.value());
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return fleet_up(Number<R>(x[0]), Number<R>(x[1]),
                        replica_up(Number<R>(x[2]), Number<R>(x[3])));
      },
      {100, 6, 0.995, 2});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return spares_for(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]));
      },
      {40, 0.97, 0.98});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return scaled_over_peak(Number<R>(x[0]), Seconds<R>(x[1]), Seconds<R>(x[2]));
      },
      {10, 7200, 86400});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Number<R> waste =
            spot_waste(Seconds<R>(x[0]), Seconds<R>(x[1]), Seconds<R>(x[2]), Seconds<R>(x[3]));
        return spot_cost_ratio(Number<R>(x[4]), waste);
      },
      {36000, 600, 5, 300, 0.6});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return idle_share(plateau_mean(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2])),
                          provisioned(Number<R>(x[1]), Number<R>(x[3]), Number<R>(x[4])));
      },
      {100, 400, 0.3, 0.2, 3});
}

}  // namespace
}  // namespace wf::model
