#include "model/formulas/roofline.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;

Inputs<double> h100(double efficiency = 0.78, double reuse = 0.35) {
  Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb");
  scenario.cluster.gpu.memory_bandwidth = {.value = 3.35e12, .source = {}};
  for (Precision type : {Precision::kBf16, Precision::kFp16}) {
    scenario.cluster.gpu.peak[static_cast<std::size_t>(type)] =
        Figure{.value = 989.4e12, .source = {}};
  }
  scenario.cluster.gpu.compute_units = Figure{.value = 132, .source = {}};
  scenario.assume["assume.gemm.efficiency"] = efficiency;
  scenario.assume["assume.gemm.reuse"] = reuse;
  return resolve(scenario);
}

TEST_CASE("the ridge of an H100 is 295 FLOP per byte") {
  CHECK(ridge(h100()).value() == about(295.3, 1e-3));
}

TEST_CASE("compute and memory overlap: the larger alone, or 26 % above two equal ones") {
  CHECK(overlapped(S(3.0), S(0.0)).value() == about(3.0));
  CHECK(overlapped(S(1.0), S(1.0)).value() == about(std::cbrt(2.0)));
  CHECK(overlapped(S(10.0), S(1.0)).value() == about(10.003332, 1e-6));
  CHECK(overlapped(S(2.0), S(5.0)).value() == overlapped(S(5.0), S(2.0)).value());
  for (double a : {0.1, 1.0, 4.0}) {
    for (double b : {0.3, 1.0, 7.0}) {
      const double t = overlapped(S(a), S(b)).value();
      CHECK(t >= std::max(a, b));
      CHECK(t <= a + b);
    }
  }
}

TEST_CASE("a large square multiply runs near its efficiency") {
  // 8192³: 64·32 tiles of 128 × 256 over 132 cores are 15.5 waves, counted as 15.76.
  const double ideal = 2.0 * 8192 * 8192 * 8192 / (989.4e12 * 0.78);
  const double waves = 64.0 * 32 / 132;
  const double time = gemm_compute_time(h100(), N(8192), N(8192), N(8192)).value();
  CHECK(time == about(ideal * 0.5 * (std::ceil(waves) + waves) / waves, 1e-9));
  CHECK(time == about(1.42e-3, 0.03));
}

TEST_CASE("no multiply beats the peak") {
  const Inputs<double> in = h100(1.0, 0.0);
  for (double m : {1.0, 7.0, 16.0, 100.0, 129.0, 4096.0}) {
    for (double n : {64.0, 1000.0, 4096.0, 128256.0}) {
      for (double k : {128.0, 4096.0, 28672.0}) {
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(k);
        CHECK(gemm_compute_time(in, N(m), N(n), N(k)).value() >=
              2 * m * n * k / 989.4e12 * (1 - 1e-12));
      }
    }
  }
}

TEST_CASE("more rows, columns or depth never take less time") {
  const Inputs<double> in = h100();
  for (double n : {512.0, 4096.0, 28672.0}) {
    for (double k : {512.0, 4096.0, 28672.0}) {
      double before = 0;
      for (double m = 1; m < 3000; m *= 1.37) {
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(k);
        const double time = gemm_compute_time(in, N(m), N(n), N(k)).value();
        CHECK(time >= before);
        CHECK(gemm_compute_time(in, N(m), N(n * 1.5), N(k)).value() >= time);
        CHECK(gemm_compute_time(in, N(m), N(n), N(k * 1.5)).value() >= time);
        before = time;
      }
    }
  }
}

}  // namespace
}  // namespace wf::model
