// What a report, one estimate of a sweep, and a derivation with its sensitivities cost.
#include <benchmark/benchmark.h>

#include "benchmarks/scenarios.h"
#include "model/explain.h"
#include "model/formulas/serving.h"
#include "model/report.h"

namespace wf::model {
namespace {

using benchmarks::example;

// Scenario in, every quantity, wall and note out. Goal: 50 us.
void report(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(make_report(example()));
}
BENCHMARK(report)->Unit(benchmark::kMicrosecond);

void resolve_inputs(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(resolve(example()));
}
BENCHMARK(resolve_inputs)->Unit(benchmark::kMicrosecond);

// The plain struct of a sweep: prefill, decode, memory, throughput, cost; bound and expected.
void estimate(benchmark::State& state, const char* file) {
  Inputs<double> in = resolve(benchmarks::workload(file));
  double batch = 1;
  for (auto _ : state) {
    in.serving.batch = Number<double>(batch);
    batch = batch < 256 ? batch + 1 : 1;
    benchmark::DoNotOptimize(estimate_serving(in));
  }
  state.counters["estimates/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(estimate, dense, "chat-llama3-70b-dgx-h100.json");
BENCHMARK_CAPTURE(estimate, mixture, "chat-mixtral-8x7b-two-h100.json");
BENCHMARK_CAPTURE(estimate, latent, "reasoning-deepseek-v3-8xh200.json");

// The same with its walls; with targets, each resource's headroom is solved for. Goal: a million a
// second on one core, 1.8 times that on two.
void estimate_with_walls(benchmark::State& state, bool targets) {
  Inputs<double> in = resolve(example());
  in.serving.has_tpot = in.serving.has_tpot && targets;
  in.serving.has_ttft = in.serving.has_ttft && targets;
  double batch = 1;
  for (auto _ : state) {
    in.serving.batch = Number<double>(batch);
    batch = batch < 256 ? batch + 1 : 1;
    const ServingEstimate<double> e = estimate_serving(in);
    benchmark::DoNotOptimize(serving_walls(in, e));
  }
  state.counters["estimates/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(estimate_with_walls, no_target, false)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK_CAPTURE(estimate_with_walls, targets, true)->ThreadRange(1, 2)->UseRealTime();

void one_forward_pass(benchmark::State& state) {
  const Inputs<double> in = resolve(example());
  using N = Number<double>;
  const Work<double> work{N(64), N(1), N(2175), N(64), true};
  for (auto _ : state) benchmark::DoNotOptimize(forward_pass(in, work));
}
BENCHMARK(one_forward_pass);

void trace(benchmark::State& state) {
  Tape tape;
  for (auto _ : state) {
    tape.clear();
    benchmark::DoNotOptimize(trace_report(example(), tape));
  }
  state.counters["nodes"] = static_cast<double>(tape.nodes().size());
}
BENCHMARK(trace)->Unit(benchmark::kMicrosecond);

// One sweep gives the derivative by every knob: the time of it, and its share of one knob.
void backward_sweep(benchmark::State& state) {
  Tape tape;
  const std::vector<TracedReading> readings = trace_report(example(), tape);
  NodeIndex step = kNoNode;
  for (const TracedReading& reading : readings) {
    if (reading.term->id == "decode.step_time") step = reading.value;
  }
  std::vector<double> adjoints;
  for (auto _ : state) {
    tape.backward(step, adjoints);
    benchmark::DoNotOptimize(adjoints.data());
  }
  const double knobs = static_cast<double>(sensitivities(example(), "decode.step_time").size());
  state.counters["knobs"] = knobs;
  state.counters["s/knob"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * knobs,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(backward_sweep);

void derivation(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(derive(example(), "decode.step_time", Side::kExpected));
  }
}
BENCHMARK(derivation)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace wf::model
