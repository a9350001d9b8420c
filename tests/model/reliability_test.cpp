#include "model/formulas/reliability.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;

const S kOne(kGpuMtbfHours * 3600);

TEST_CASE("R_yd: mean time between failures, interval and waste") {
  struct {
    double gpus, checkpoint, mtbf, interval, waste;
  } const rows[] = {{1024, 30, 49.4892578125, 54.49179267330081, 0.018351387446461587},
                    {1024, 120, 49.4892578125, 108.98358534660161, 0.03670277489292317},
                    {4096, 30, 12.372314453125, 27.245896336650404, 0.03670277489292317},
                    {4096, 120, 12.372314453125, 54.49179267330081, 0.07340554978584635},
                    {16384, 30, 3.09307861328125, 13.622948168325202, 0.07340554978584635},
                    {16384, 120, 3.09307861328125, 27.245896336650404, 0.1468110995716927}};
  for (const auto& row : rows) {
    CAPTURE(row.gpus);
    CAPTURE(row.checkpoint);
    const S mtbf = cluster_mtbf(kOne, N(row.gpus));
    CHECK(mtbf.value() / 3600 == near(row.mtbf));
    const S interval = checkpoint_interval(S(row.checkpoint), mtbf);
    CHECK(interval.value() / 60 == near(row.interval));
    CHECK(least_waste(S(row.checkpoint), mtbf).value() == near(row.waste));
    // The interval's waste, summed up, is the same, and no other interval wastes less.
    const auto waste = [&](double factor) {
      return failure_waste(interval * factor, S(row.checkpoint), mtbf, S(0)).value();
    };
    CHECK(waste(1) == near(row.waste));
    CHECK(waste(0.9) > waste(1));
    CHECK(waste(1.1) > waste(1));
  }
}

TEST_CASE("restarts add to it") {
  const S mtbf = cluster_mtbf(kOne, N(16384));
  const S interval = checkpoint_interval(S(120), mtbf);
  const double with = failure_waste(interval, S(120), mtbf, S(600)).value();
  CHECK(with - least_waste(S(120), mtbf).value() == near(0.0539, 2e-3));
  CHECK(goodput_share(N(with)).value() == near(0.833, 2e-3));
}

TEST_CASE("first order against failures without memory, simulated and exact") {
  const double mtbf = 11135, interval = 1635, checkpoint = 120, restart = 600;
  const double exact = failure_slowdown(S(interval), S(checkpoint), S(mtbf), S(restart)).value();
  CHECK(exact == near(1.226, 2e-3));
  std::uint64_t state = 99;
  const auto until_failure = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return -mtbf * std::log((static_cast<double>(state >> 11) + 0.5) / 9007199254740992.0);
  };
  double now = 0, failure = until_failure();
  constexpr int kCycles = 200000;
  for (int i = 0; i < kCycles; ++i) {
    double start = now;
    while (failure < start + interval + checkpoint) {
      start = failure;
      failure += until_failure();
      while (failure < start + restart) start = failure, failure += until_failure();
      start += restart;
    }
    now = start + interval + checkpoint;
  }
  CHECK(now / (kCycles * interval) == near(exact, 5e-3));
  const double first = 1 + failure_waste(S(interval), S(checkpoint), S(mtbf), S(restart)).value();
  CHECK(first < exact);
  CHECK(first == near(exact, 0.03));
  // Rare failures: both agree.
  CHECK(failure_slowdown(S(interval), S(checkpoint), S(1e8), S(restart)).value() ==
        near(1 + failure_waste(S(interval), S(checkpoint), S(1e8), S(restart)).value(), 1e-5));
  CHECK(std::isfinite(failure_slowdown(S(1e9), S(1), S(1), S(1e6)).value()));
}

TEST_CASE("Daly's interval is the exact optimum where Young's is not") {
  for (double checkpoint : {30.0, 120.0, 1800.0}) {
    const double mtbf = 11135;
    const double best = daly_interval(S(checkpoint), S(mtbf)).value();
    const auto slowdown = [&](double interval) {
      return failure_slowdown(S(interval), S(checkpoint), S(mtbf), S(0)).value();
    };
    const double young = checkpoint_interval(S(checkpoint), S(mtbf)).value();
    CHECK(slowdown(best) <= slowdown(young));
    CHECK(slowdown(best) <= slowdown(best * 1.05));
    CHECK(slowdown(best) <= slowdown(best * 0.95));
  }
  CHECK(daly_interval(S(50000), S(11135)).value() == 11135);
  CHECK(checkpoint_interval(S(120), S(11135)).value() - daly_interval(S(120), S(11135)).value() ==
        near(78, 0.02));
}

TEST_CASE("checkpoints and losses") {
  CHECK(checkpoint_bytes(N(70e9), Bytes<double>(14)).value() == near(980e9));
  CHECK(checkpoint_time(Bytes<double>(980e9), N(128), BytesPerSecond<double>(1e9)).value() ==
        near(7.65625));
  CHECK(lost_gpu_time(N(1000), S(1800)).value() / 3600 == near(250));
  CHECK(failures_per_gpu_day(kOne).value() == near(0.000474, 1e-3));
  // The rule is right at 16 K GPUs and 17 times too dark at a thousand.
  CHECK(cluster_mtbf(kOne, N(1024)).value() / rule_mtbf(N(1024)).value() == near(16.9, 1e-2));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Seconds<R> mtbf = cluster_mtbf(Seconds<R>(x[0]), Number<R>(x[1]));
        const Seconds<R> interval = checkpoint_interval(Seconds<R>(x[2]), mtbf);
        return failure_waste(interval, Seconds<R>(x[2]), mtbf, Seconds<R>(x[3]));
      },
      {1.8e8, 16384, 120, 600});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return failure_slowdown(daly_interval(Seconds<R>(x[1]), Seconds<R>(x[0])), Seconds<R>(x[1]),
                                Seconds<R>(x[0]), Seconds<R>(x[2]));
      },
      {11135, 120, 600});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return goodput_share(least_waste(Seconds<R>(x[1]), Seconds<R>(x[0])));
      },
      {11135, 120});
}

}  // namespace
}  // namespace wf::model
