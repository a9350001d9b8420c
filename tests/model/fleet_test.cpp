#include "model/formulas/fleet.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;
using B = Bytes<double>;

constexpr double kBandwidth = 3.35e12 * 0.7, kPeak = 990e12;

// 8e9 parameters in 16 bits on one H100 at MBU 0.7, `context` tokens of 131,072 bytes.
Replica<double> eight(double context, double efficiency = 1) {
  return {N(8e9),
          B(16e9),
          B(context * 131072),
          BytesPerSecond<double>(kBandwidth),
          FlopsPerSecond<double>(kPeak * efficiency),
          S(0)};
}
// 70e9 on four.
Replica<double> seventy(double context) {
  return {N(70e9),
          B(140e9),
          B(context * 327680),
          BytesPerSecond<double>(4 * kBandwidth),
          FlopsPerSecond<double>(4 * kPeak),
          S(0)};
}
// Prefill of a prompt at half of the peak, without attention.
S prefill(double prompt) { return S(2 * 8e9 * prompt / (kPeak * 0.5)); }

TEST_CASE("R5: the batch that a gap allows sets the fleet, and a tighter gap a larger one") {
  struct {
    double gap, batch, gpus;
  } const rows[] = {{0.015, 71, 64}, {0.020, 115, 53}, {0.025, 158, 48}, {0.030, 202, 45}};
  for (const auto& row : rows) {
    CAPTURE(row.gap);
    const Replica<double> replica = eight(2048);
    const N batch = batch_within_gap(replica, S(row.gap), T(300), S(0));
    CHECK(batch.value() == row.batch);
    const PerSecond<double> capacity =
        replica_capacity(batch, T(300), replica_step(replica, batch));
    const N replicas = replicas_for(PerSecond<double>(1000), capacity, N(1));
    CHECK(fleet_gpus(N(1), replicas).value() == row.gpus);
  }
}

TEST_CASE("C_rps: a shared replica that keeps a mean gap of 25 ms") {
  struct {
    double prompt, output, batch, rate;
  } const rows[] = {
      {2048, 300, 54, 7.22}, {512, 300, 107, 14.28}, {256, 2000, 153, 3.06}, {8000, 400, 23, 2.36}};
  for (const auto& row : rows) {
    CAPTURE(row.prompt);
    const Replica<double> replica = eight(2048);
    const N batch = batch_within_gap(replica, S(0.025), T(row.output), prefill(row.prompt));
    CHECK(batch.value() == row.batch);
    const auto gap = [&](double b) {
      return token_gap(replica_step(replica, N(b)), N(b), T(row.output), prefill(row.prompt));
    };
    CHECK(gap(row.batch).value() <= 0.025);
    CHECK(gap(row.batch + 1).value() > 0.025);
    // The golden value has two decimals.
    CHECK(replica_capacity(batch, T(row.output), gap(row.batch)).value() ==
          near(row.rate, 0.005 / row.rate));
    // The same by search, for step times without a closed form.
    CHECK(largest_batch([&](double b) { return gap(b).value(); }, 0.025, 1, 4096) == row.batch);
  }
}

TEST_CASE("158 sequences keep 25 ms only while nothing is prefilled") {
  struct {
    double prompt, output, gap, serial, chunked, bound;
  } const rows[] = {{2048, 300, 59.8e-3, 8.81, 9.07, 15.1},
                    {512, 300, 33.6e-3, 15.66, 16.5, 21.1},
                    {256, 2000, 25.6e-3, 3.09, 3.17, 3.17},
                    {8000, 400, 127e-3, 3.11, 3.15, 3.87}};
  for (const auto& row : rows) {
    CAPTURE(row.prompt);
    const Replica<double> replica = eight(2048, 0.5);
    const S step_time = replica_step(replica, N(158));
    const S gap = token_gap(step_time, N(158), T(row.output), prefill(row.prompt));
    CHECK(gap.value() == near(row.gap, 5e-3));
    const TokensPerSecond<double> rate = N(158) * one_token<double>() / step_time;
    const double serial = serial_capacity(prefill(row.prompt), T(row.output), rate).value();
    CHECK(serial == near(row.serial, 2e-3));
    CHECK(serial == near(replica_capacity(N(158), T(row.output), gap).value()));
    const double bound = capacity_bound(prefill(row.prompt), T(row.output), rate).value();
    CHECK(bound == near(row.bound, 4e-3));
    const double chunked =
        replica_capacity(N(158), T(row.output),
                         chunked_step(replica, N(158), T(row.prompt), T(row.output)))
            .value();
    CHECK(chunked == near(row.chunked, 4e-3));
    // Fusing hides the weight read and nothing else: better than turns, below the bound.
    CHECK(serial <= chunked);
    CHECK(chunked <= bound * (1 + 1e-12));
    CHECK(rule_decode_only_capacity(T(row.output), rate).value() >= serial);
  }
}

TEST_CASE("R6, C_bi, R_cap, R_roll70: full replicas") {
  const auto full = [](double memory, double bandwidth) {
    return full_step(B(memory), B(4e9), BytesPerSecond<double>(bandwidth * 0.7)).value();
  };
  CHECK(full(80e9, 2.0e12) == near(0.054285714285714284));
  CHECK(full(80e9, 3.35e12) == near(0.032409381663113));
  CHECK(full(180e9, 8.0e12) == near(31.4e-3, 2e-3));

  struct {
    double context, rate;
  } const offline[] = {{1000, 11336}, {2000, 6939}, {4000, 3528}};
  for (const auto& row : offline) {
    const Replica<double> replica = eight(row.context, 0.5);
    const N batch = batch_in_memory(replica, N(1), B(80e9), B(4e9));
    CHECK(batch.value() / replica_step(replica, batch).value() == near(row.rate, 1e-4));
  }

  struct {
    double context, batch, step, gpus;
  } const capstone[] = {{5000, 97, 31.86831556503198e-3, 2632},
                        {3000, 162, 31.90324946695096e-3, 1576}};
  for (const auto& row : capstone) {
    const Replica<double> replica = seventy(row.context);
    const N batch = batch_in_memory(replica, N(4), B(80e9), B(5e9));
    CHECK(batch.value() == row.batch);
    const S step_time = replica_step(replica, batch);
    CHECK(step_time.value() == near(row.step));
    const N replicas =
        replicas_for(PerSecond<double>(500), replica_capacity(batch, T(4000), step_time), N(1));
    CHECK(fleet_gpus(N(4), replicas).value() == row.gpus);
  }
  CHECK(98 / replica_step(seventy(3000), N(98)).value() / 4 == near(972.3788717443227));
}

TEST_CASE("R_tp8: all-reduces are part of the step that does not depend on the batch") {
  Replica<double> replica{N(70e9),
                          B(140e9),
                          B(8192 * 327680.0),
                          BytesPerSecond<double>(8 * kBandwidth),
                          FlopsPerSecond<double>(8 * kPeak),
                          S(160 * 10e-6)};
  const N batch = batch_in_memory(replica, N(8), B(80e9), B(8e9));
  CHECK(batch.value() == 162);
  CHECK(162 / replica_step(replica, batch).value() / 8 == near(628.0404318636257));
}

TEST_CASE("requests in flight, and the rule that sizes a fleet by them") {
  CHECK(requests_in_flight(PerSecond<double>(1000), S(0.3), T(300), S(0.05)).value() ==
        near(15250));
  CHECK(rule_residency_gpus(N(15300), N(50)).value() == 306);
  // 500 requests a second of 4,000 tokens at the limit's 50 ms would be 100,000 in flight. Full
  // replicas run at 31.9 ms.
  CHECK(requests_in_flight(PerSecond<double>(500), S(0), T(4000), S(31.9e-3)).value() ==
        near(63800, 1e-3));
  CHECK(fleet_cost(DollarsPerSecond<double>(2.0 / 3600), N(306), S(730 * 3600.0)).value() ==
        near(446760));
}

TEST_CASE("limits and directions") {
  const Replica<double> replica = eight(2048);
  // Nothing keeps a gap that the weights alone exceed; no batch is negative.
  CHECK(batch_within_gap(replica, S(0.005), T(300), S(0)).value() == 0);
  CHECK(batch_in_memory(seventy(2000), N(1), B(80e9), B(4e9)).value() == 0);
  double before = 0;
  for (double gap = 0.008; gap < 0.2; gap *= 1.2) {
    const double batch = batch_within_gap(replica, S(gap), T(300), prefill(512)).value();
    CHECK(batch >= before);
    before = batch;
  }
  // Where arithmetic sets the step, the second line of the limit holds.
  const Replica<double> slow = eight(10, 0.02);
  const double batch = batch_within_gap(slow, S(0.05), T(300), S(0)).value();
  CHECK(replica_step(slow, N(batch)).value() <= 0.05);
  CHECK(replica_step(slow, N(batch + 1)).value() > 0.05);
  CHECK(largest_batch([](double b) { return b; }, 0.5, 1, 8) == 0);
  CHECK(largest_batch([](double b) { return b; }, 100, 1, 8) == 8);
  CHECK(replicas_for(PerSecond<double>(500), PerSecond<double>(0.8), N(0.8)).value() == 782);
}

TEST_CASE("both readings") {
  const auto replica = []<class R>(const std::vector<R>& x) {
    return Replica<R>{Number<R>(x[0]),         Bytes<R>(x[1]),          Bytes<R>(x[2]),
                      BytesPerSecond<R>(x[3]), FlopsPerSecond<R>(x[4]), Seconds<R>(x[5])};
  };
  const std::vector<double> at = {8e9, 16e9, 2.7e8, 2.345e12, 4.95e14, 1e-4, 0.025, 512, 300};
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return batch_within_gap(replica(x), Seconds<R>(x[6]), Tokens<R>(x[8]), Seconds<R>(x[6]));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        const Number<R> batch(x[8]);
        const Seconds<R> gap =
            token_gap(replica_step(replica(x), batch), batch, Tokens<R>(x[7]), Seconds<R>(x[6]));
        return replica_capacity(batch, Tokens<R>(x[7]), gap);
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return chunked_step(replica(x), Number<R>(x[8]), Tokens<R>(x[7]), Tokens<R>(x[8]));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        const TokensPerSecond<R> rate(x[1]);
        return replicas_for(PerSecond<R>(x[2]),
                            serial_capacity(Seconds<R>(x[0]), Tokens<R>(x[2]), rate) +
                                capacity_bound(Seconds<R>(x[0]), Tokens<R>(x[2]), rate),
                            Number<R>(x[0]));
      },
      {0.066, 6343, 300});
}

}  // namespace
}  // namespace wf::model
