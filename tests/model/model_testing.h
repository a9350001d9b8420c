#pragma once

#include <cmath>
#include <random>
#include <string>
#include <string_view>

#include "model/inputs.h"
#include "model/knobs.h"
#include "model/report.h"
#include "tests/model/workload_testing.h"

// What the tests of the formulas share: scenarios by hand and by chance.
namespace wf::model::testing {

// A catalogue model on catalogue GPUs, bfloat16, one replica over `tp` of them.
inline Scenario on_gpus(std::string_view model, std::string_view gpu, double tp = 1) {
  Scenario scenario;
  const ModelShape* shape = catalogue().find_model(model);
  const Accelerator* accelerator = catalogue().find_gpu(gpu);
  REQUIRE_MESSAGE(shape != nullptr, model);
  REQUIRE_MESSAGE(accelerator != nullptr, gpu);
  scenario.name = std::string(model) + " on " + std::string(gpu);
  scenario.model = *shape;
  scenario.cluster.gpu = *accelerator;
  scenario.cluster.gpus = tp;
  scenario.parallel.tp = tp;
  return scenario;
}

inline Scenario serving(std::string_view model, std::string_view gpu, double tp, double prompt,
                        double output, double batch) {
  Scenario scenario = on_gpus(model, gpu, tp);
  Serving& load = scenario.serving.emplace();
  load.prompt_tokens = prompt;
  load.output_tokens = output;
  load.batch = batch;
  return scenario;
}

inline double value(const Report& report, std::string_view id) {
  const Reading* reading = report.find(id);
  REQUIRE_MESSAGE(reading != nullptr, id);
  REQUIRE_MESSAGE(reading->value.has_value(), id);
  return *reading->value;
}
inline double value(const Scenario& scenario, std::string_view id) {
  return value(make_report(scenario), id);
}
inline double bound(const Report& report, std::string_view id) {
  const Reading* reading = report.find(id);
  REQUIRE_MESSAGE(reading != nullptr, id);
  REQUIRE_MESSAGE(reading->bound.has_value(), id);
  return *reading->bound;
}
inline double bound(const Scenario& scenario, std::string_view id) {
  return bound(make_report(scenario), id);
}

inline doctest::Approx about(double number, double tolerance = 1e-9) {
  return doctest::Approx(number).epsilon(tolerance);
}

// Scenarios by chance: every model and GPU of the catalogue, layouts that multiply out, all
// precisions, loads over their ranges, and every efficiency in its range. Seeded, so that a
// failure can be looked at again.
class RandomScenarios {
 public:
  explicit RandomScenarios(std::uint64_t seed) : random_(seed) {}

  Scenario next() {
    Scenario s;
    const Catalogue& all = catalogue();
    s.model = all.models[below(all.models.size())].shape;
    s.cluster.gpu = all.gpus[below(all.gpus.size())].gpu;
    s.name = s.model.id + " on " + s.cluster.gpu.id;
    Parallelism& layout = s.parallel;
    layout.tp = power_of_two(5);
    layout.pp = chance(0.3) ? power_of_two(4) : 1;
    layout.cp = chance(0.15) ? power_of_two(2) : 1;
    layout.dp = chance(0.5) ? power_of_two(6) : 1;
    if (s.model.experts > 0 && chance(0.6)) {
      layout.ep = std::min(power_of_two(7), *layout.dp * layout.cp);
    }
    s.cluster.gpus = layout.tp * layout.pp * layout.cp * *layout.dp;
    if (chance(0.5)) s.cluster.gpus_per_node = power_of_two(4);
    if (chance(0.7)) s.cluster.price_per_gpu_hour = between(0.1, 10);

    s.precision.weights = static_cast<Precision>(below(kPrecisionCount));
    s.precision.activations = static_cast<Precision>(below(kPrecisionCount));
    s.precision.kv = static_cast<Precision>(below(kPrecisionCount));
    if (chance(0.1)) s.precision.weight_bits = between(2, 16);

    Serving& load = s.serving.emplace();
    load.prompt_tokens = std::floor(between(1, chance(0.1) ? 1e6 : 32768));
    load.output_tokens = std::floor(between(1, 8192));
    load.batch = std::floor(between(1, 4096));
    if (chance(0.15)) load.batch.reset();
    if (chance(0.4)) load.prefix_hit = uniform(0, 0.999);
    if (chance(0.5)) load.arrival_rate = between(0.001, 1000);
    if (chance(0.5)) load.slo.tpot = between(0.001, 5);
    if (chance(0.4)) load.slo.ttft = between(0.01, 60);
    load.slo.percentile = uniform(0.5, 0.9999);
    if (chance(0.4)) s.budget.usd_per_month = between(100, 1e8);

    for (const Knob& knob : knobs()) {
      if (!knob.term.id.starts_with("assume.")) continue;
      const bool napkin = knob.term.id.ends_with(".mbu") || knob.term.id.ends_with(".mfu");
      if (!chance(napkin ? 0.1 : 0.3)) continue;
      const double roll = uniform(0, 1);
      knob.set(s, roll < 0.1 ? knob.low : roll < 0.2 ? knob.high : uniform(knob.low, knob.high));
    }
    // A published count beside the shape, near it as published counts are.
    if (chance(0.15)) s.model.params = value(s, "weights.params") * uniform(0.9, 1.1);
    add_service(s);
    return s;
  }

  bool chance(double probability) { return uniform(0, 1) < probability; }
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  // Even in the logarithm.
  double between(double low, double high) {
    return std::exp(uniform(std::log(low), std::log(high)));
  }
  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  double power_of_two(int highest) {
    return std::exp2(static_cast<double>(below(static_cast<std::size_t>(highest) + 1)));
  }

 private:
  // The same scenarios with a service, and the same next ones.
  void add_service(Scenario& s) {
    const std::mt19937_64 before = random_;
    Serving& load = *s.serving;
    if (chance(0.3)) load.requests = std::floor(between(1, 1e9));
    if (chance(0.3)) load.chunk_tokens = std::floor(between(1, 32768));
    if (chance(0.3)) {
      load.speculation = {std::floor(uniform(1, 9)), uniform(0, 1), uniform(0, 0.6)};
    }
    if (chance(0.4)) s.operations.utilization = uniform(0.05, 1);
    if (chance(0.4)) s.operations.peak_to_trough = between(1, 100);
    if (chance(0.4)) s.operations.warm_up = between(1, 86400);
    if (chance(0.4)) s.operations.availability = uniform(0.5, 0.9999);
    if (chance(0.3)) s.operations.mtbf = between(1e6, 1e9);
    if (chance(0.3)) s.operations.repair = between(60, 1e6);
    random_ = before;
  }

  std::mt19937_64 random_;
};

// What it takes to find a scenario again from a failure.
inline std::string describe(const Scenario& s) { return write_workload(s, &catalogue()); }

}  // namespace wf::model::testing
