// A formula read as double against the same arithmetic written by hand: names, dimensions and steps
// are to cost nothing. Both sides are printed; their ratio is what counts.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "benchmarks/scenarios.h"
#include "model/formulas/memory.h"
#include "model/formulas/roofline.h"

namespace wf::model {
namespace {

constexpr std::size_t kSizes = 64;

std::array<double, kSizes> rows() {
  std::array<double, kSizes> list{};
  for (std::size_t i = 0; i < kSizes; ++i) list[i] = 1 + static_cast<double>(i * i);
  return list;
}

void memory_formula(benchmark::State& state) {
  const Inputs<double> in = resolve(benchmarks::example());
  const auto list = rows();
  std::size_t i = 0;
  for (auto _ : state) {
    const Number<double> batch(list[i++ % kSizes]);
    benchmark::DoNotOptimize(kv_on_gpu(in, batch, in.serving.prompt + in.serving.output));
  }
}
BENCHMARK(memory_formula);

void memory_by_hand(benchmark::State& state) {
  const Inputs<double> in = resolve(benchmarks::example());
  const auto list = rows();
  std::size_t i = 0;
  for (auto _ : state) {
    const double layers = in.model.layers.value(), pp = in.parallel.pp.value(),
                 tp = in.parallel.tp.value(), cp = in.parallel.cp.value(),
                 kv_heads = in.model.kv_heads.value(), head_dim = in.model.head_dim.value(),
                 element = in.element.kv.value(), window_layers = in.model.window_layers.value(),
                 window = in.model.window.value(), prompt = in.serving.prompt.value(),
                 output = in.serving.output.value();
    const bool mla = in.model.mla;
    const double batch = list[i++ % kSizes];
    double context = prompt + output;
    if (window_layers > 0) {
      const double share = window_layers / layers;
      context = (1 - share) * context + share * std::min(context, window);
    }
    const double per_layer =
        mla ? (in.model.kv_latent.value() + in.model.rope.value()) * element / cp
            : 2 * std::max(std::ceil(kv_heads / tp), 1.0) * head_dim * element / cp;
    benchmark::DoNotOptimize(batch * std::ceil(layers / pp) * per_layer * context);
  }
}
BENCHMARK(memory_by_hand);

void gemm_formula(benchmark::State& state) {
  const Inputs<double> in = resolve(benchmarks::example());
  const MatrixUnits<double> units(in);
  const auto list = rows();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(units.time(Number<double>(list[i++ % kSizes]), Number<double>(7168),
                                        Number<double>(8192), Number<double>(1), Rows::kEven));
  }
}
BENCHMARK(gemm_formula);

void gemm_by_hand(benchmark::State& state) {
  const Inputs<double> in = resolve(benchmarks::example());
  const double peak = in.cluster.sustained_peak.value() * in.assume.gemm.value(),
               vector = in.cluster.vector_peak.value() * in.assume.gemm.value(),
               units = in.cluster.compute_units.value(), loss = in.assume.reuse.value();
  constexpr double kTiles[][2] = {{128, 256}, {128, 128}, {64, 64}, {16, 64}};
  double per_depth[4];
  for (int t = 0; t < 4; ++t) {
    const double a = kTiles[t][0], b = kTiles[t][1];
    const double r = a * b / (a + b) / (128.0 * 256.0 / 384.0);
    per_depth[t] = units * 2 * a * b * (r + loss) / (peak * r * (1 + loss));
  }
  const auto list = rows();
  std::size_t i = 0;
  for (auto _ : state) {
    const double m = list[i++ % kSizes], n = 7168, k = 8192;
    double best = 2 * m * n * k / vector;
    for (int t = 0; t < 4; ++t) {
      const double tiles = std::ceil(m / kTiles[t][0]) * std::ceil(n / kTiles[t][1]);
      const double slices =
          std::min(std::max(std::floor(units / tiles), 1.0), std::max(std::floor(k / 512), 1.0));
      const double waves = tiles * slices / units;
      best = std::min(best,
                      0.5 * (std::ceil(waves) + std::max(waves, 1.0)) / slices * k * per_depth[t]);
    }
    benchmark::DoNotOptimize(best);
  }
}
BENCHMARK(gemm_by_hand);

}  // namespace
}  // namespace wf::model
