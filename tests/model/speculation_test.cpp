#include "model/formulas/speculation.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;

// 8e9 parameters on an H100, MBU 0.7 and MFU 0.5.
Replica<double> eight(double context) {
  return {N(8e9),
          Bytes<double>(16e9),
          Bytes<double>(context * 131072),
          BytesPerSecond<double>(3.35e12 * 0.7),
          FlopsPerSecond<double>(990e12 * 0.5),
          Seconds<double>(0)};
}
double gain(double context, double batch, double acceptance = 0.8, double drafted = 4) {
  return speculation_gain(eight(context), N(batch), N(acceptance), N(drafted), N(0.15)).value();
}

TEST_CASE("C_sp: caches are read once, rows are multiplied K + 1 times") {
  struct {
    double context, batch, gain;
  } const rows[] = {{256, 64, 1.64},   {256, 128, 1.050}, {256, 256, 0.769}, {2000, 64, 1.81},
                    {2000, 128, 1.49}, {2000, 256, 1.35}, {8192, 64, 1.98},  {8192, 128, 1.85}};
  for (const auto& row : rows) {
    CAPTURE(row.context);
    CAPTURE(row.batch);
    CHECK(gain(row.context, row.batch) == near(row.gain, 4e-3));
  }
}

TEST_CASE("tokens that a verification yields") {
  CHECK(tokens_per_pass(N(0.8), N(4)).value() == near(3.3616));
  CHECK(tokens_per_pass(N(0.5), N(4)).value() == near(1.9375));
  CHECK(tokens_per_pass(N(1), N(4)).value() == near(5));
  CHECK(tokens_per_pass(N(0), N(4)).value() == near(1));
  CHECK(tokens_per_pass(N(0.8), N(0)).value() == near(1));
  double before = 0;
  for (double acceptance = 0; acceptance <= 1; acceptance += 0.01) {
    const double now = tokens_per_pass(N(acceptance), N(4)).value();
    CHECK(now > before);
    before = now;
  }
}

TEST_CASE("rules, and where they hold") {
  CHECK(rule_speculation_gain(N(0.8), N(4), N(0.15)).value() == near(2.101));
  CHECK(gain(2000, 1) == near(2.101));
  CHECK(rule_speculation_damping(N(2.101), N(128), N(295)).value() == near(1.62328, 1e-3));
  CHECK(rule_speculation_batch(eight(0), N(4)).value() == near(42.2, 2e-3));
  // Up to the rule's batch verification is free at short context.
  CHECK(gain(1, 42) == near(2.101, 1e-3));
  CHECK(gain(1, 60) < 2.0);
}

TEST_CASE("the batch above which a draft slows down") {
  const double even = break_even_batch(eight(256), N(0.8), N(4), N(0.15)).value();
  CHECK(gain(256, even) == near(1, 1e-6));
  CHECK(gain(256, even * 0.9) > 1);
  CHECK(gain(256, even * 1.1) < 1);
  CHECK(even == near(138.1, 1e-3));
  CHECK(break_even_batch(eight(2000), N(0.8), N(4), N(0.15)).value() == detail::kAlwaysPays);
  // A draft that is nearly always wrong never pays.
  CHECK(break_even_batch(eight(256), N(0.1), N(4), N(0.15)).value() == 0);
}

TEST_CASE("the gain falls with the batch at short context and rises with context") {
  for (double batch = 1; batch < 512; batch *= 2) {
    CHECK(gain(256, 2 * batch) <= gain(256, batch) + 1e-12);
    CHECK(gain(8192, batch) >= gain(256, batch) - 1e-12);
    CHECK(gain(2000, batch) <= 2.101 + 1e-3);
  }
}

TEST_CASE("both readings") {
  const auto replica = []<class R>(const std::vector<R>& x) {
    return Replica<R>{Number<R>(x[0]),         Bytes<R>(x[1]),          Bytes<R>(x[2]),
                      BytesPerSecond<R>(x[3]), FlopsPerSecond<R>(x[4]), Seconds<R>(x[5])};
  };
  const std::vector<double> at = {8e9, 16e9, 3.4e7, 2.345e12, 4.95e14, 1e-4, 64, 0.8, 4, 0.15};
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return speculation_gain(replica(x), Number<R>(x[6]), Number<R>(x[7]), Number<R>(x[8]),
                                Number<R>(x[9]));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return break_even_batch(replica(x), Number<R>(x[7]), Number<R>(x[8]), Number<R>(x[9]));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return rule_speculation_damping(
            rule_speculation_gain(Number<R>(x[7]), Number<R>(x[8]), Number<R>(x[9])),
            Number<R>(x[6]), rule_speculation_batch(replica(x), Number<R>(x[8])));
      },
      at);
}

}  // namespace
}  // namespace wf::model
