#include "model/formulas/queueing.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using Rate = PerSecond<double>;

// Erlang C by its definition, for loads that neither overflow nor cancel.
double erlang_by_sum(int servers, double load) {
  double term = 1, sum = 0;
  for (int k = 0; k < servers; ++k) {
    sum += term;
    term *= load / (k + 1);
  }
  const double last = term / (1 - load / servers);
  return last / (sum + last);
}

TEST_CASE("Erlang's delay formula") {
  CHECK(wait_probability(Rate(1), S(1), N(2)).value() == near(1.0 / 3));
  CHECK(wait_probability(Rate(0.8), S(1), N(1)).value() == near(0.8));
  for (int servers : {1, 2, 3, 8, 20, 60}) {
    for (double busy : {0.1, 0.5, 0.9, 0.99}) {
      CAPTURE(servers);
      CAPTURE(busy);
      CHECK(wait_probability(Rate(busy * servers), S(1), N(servers)).value() ==
            near(erlang_by_sum(servers, busy * servers), 1e-9));
    }
  }
  CHECK(wait_probability(Rate(5), S(1), N(5)).value() == 1);
  CHECK(wait_probability(Rate(50), S(1), N(5)).value() == 1);
  CHECK(wait_probability(Rate(0), S(1), N(5)).value() == 0);
  // Ten thousand servers at 99 %: a share, not an overflow.
  const double many = wait_probability(Rate(9900), S(1), N(10000)).value();
  CHECK(many > 0.1);
  CHECK(many < 0.5);
}

TEST_CASE("waits") {
  CHECK(mean_wait(Rate(1), S(1), N(2)).value() == near(1.0 / 3));
  CHECK(mean_wait(Rate(0.8), S(1), N(1)).value() == near(4.0));
  // One server of twice the speed waits longer in the queue than two.
  CHECK(mean_wait(Rate(1), S(0.5), N(1)).value() == near(0.5));
  CHECK(wait_percentile(Rate(0.8), S(1), N(1), N(0.95)).value() == near(std::log(16.0) / 0.2));
  CHECK(wait_percentile(Rate(0.1), S(1), N(4), N(0.5)).value() == 0);
  CHECK(queue_utilization(Rate(8), S(0.2), N(2)).value() == near(0.8));
  CHECK(rule_wait_factor(N(0.9)).value() == near(9));
}

TEST_CASE("service that varies") {
  // Equal services wait half of exponential ones.
  CHECK(mean_wait_general(Rate(0.8), S(1), N(0)).value() == near(2.0));
  CHECK(mean_wait_general(Rate(0.8), S(1), N(1)).value() ==
        near(mean_wait(Rate(0.8), S(1), N(1)).value()));
  CHECK(mean_wait_servers(Rate(1), S(1), N(2), N(0)).value() == near(1.0 / 6));
  CHECK(mean_wait_servers(Rate(0.7), S(1), N(1), N(2)).value() ==
        near(mean_wait_general(Rate(0.7), S(1), N(2)).value()));
}

TEST_CASE("fewest servers for a wait") {
  for (double load : {0.3, 3.0, 8.0, 120.0}) {
    for (double percentile : {0.5, 0.95, 0.999}) {
      for (double limit : {0.01, 0.5, 3.0}) {
        CAPTURE(load);
        CAPTURE(percentile);
        CAPTURE(limit);
        const double servers = servers_for_wait(Rate(load), S(1), N(percentile), S(limit)).value();
        CHECK(servers > load);
        CHECK(wait_percentile(Rate(load), S(1), N(servers), N(percentile)).value() <= limit);
        if (servers - 1 > load) {
          CHECK(wait_percentile(Rate(load), S(1), N(servers - 1), N(percentile)).value() > limit);
        }
      }
    }
  }
  CHECK(servers_for_wait(Rate(8), S(1), N(0.95), S(0.5)).value() == 12);
}

TEST_CASE("a queue grows with its load, and shared servers wait less") {
  double before = 0;
  for (double busy = 0.05; busy < 1.2; busy += 0.05) {
    const double wait = wait_percentile(Rate(4 * busy), S(1), N(4), N(0.99)).value();
    CHECK(std::isfinite(wait));
    CHECK(wait >= before);
    before = wait;
  }
  for (int servers : {2, 4, 16}) {
    CHECK(mean_wait(Rate(0.8 * servers), S(1), N(servers)).value() <
          mean_wait(Rate(0.8), S(1), N(1)).value() / servers);
  }
}

TEST_CASE("a simulated queue agrees") {
  // Three servers, 2.4 arrivals a service: a fixed generator and a million requests.
  std::uint64_t state = 12345;
  const auto exponential_time = [&](double mean) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return -mean * std::log((static_cast<double>(state >> 11) + 0.5) / 9007199254740992.0);
  };
  double free_at[3] = {0, 0, 0}, now = 0, waited = 0;
  constexpr int kRequests = 1000000;
  for (int i = 0; i < kRequests; ++i) {
    now += exponential_time(1 / 2.4);
    double& first = *std::min_element(free_at, free_at + 3);
    const double start = std::max(now, first);
    waited += start - now;
    first = start + exponential_time(1);
  }
  CHECK(waited / kRequests == near(mean_wait(Rate(2.4), S(1), N(3)).value(), 0.03));
}

TEST_CASE("both readings") {
  const auto four = [](auto call) {
    return [call]<class R>(const std::vector<R>& x) {
      return call(PerSecond<R>(x[0]), Seconds<R>(x[1]), Number<R>(x[2]), Number<R>(x[3]));
    };
  };
  const std::vector<double> at = {3.1, 1.0, 4, 0.95};
  check_reads_twice(
      four([](auto l, auto s, auto c, auto p) { return wait_percentile(l, s, c, p); }), at);
  check_reads_twice(four([](auto l, auto s, auto c, auto) { return wait_probability(l, s, c); }),
                    at);
  check_reads_twice(
      four([](auto l, auto s, auto c, auto p) { return mean_wait_servers(l, s, c, p); }), at);
  check_reads_twice(
      four([](auto l, auto s, auto, auto p) { return mean_wait_general(0.2 * l, s, p); }), at);
  check_reads_twice(four([](auto l, auto s, auto, auto p) { return servers_for_wait(l, s, p, s); }),
                    at);
}

}  // namespace
}  // namespace wf::model
