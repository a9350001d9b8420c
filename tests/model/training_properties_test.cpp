// Training: bounds by hand, and what holds for every scenario, tried by chance over models, GPUs,
// layouts, sharding, recomputation and efficiencies.
#include <cmath>

#include "model/explain.h"
#include "model/formulas/training.h"
#include "model/knobs.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

// Round figures, so that the arithmetic below can be followed with a pencil.
Scenario on_round_gpus(std::string_view model, double gpus) {
  Scenario s = on_gpus(model, "h100-sxm-80gb", 1);
  s.cluster.gpus = gpus;
  s.cluster.gpus_per_node = 8;
  for (auto& peak : s.cluster.gpu.peak) {
    if (peak) peak->value = 1e15;
  }
  s.cluster.gpu.link_bandwidth->value = 450e9;
  s.cluster.gpu.nic_bandwidth->value = 50e9;
  s.parallel.dp = gpus;
  s.parallel.zero = 3;
  s.training.emplace().seq_len = 8192;
  s.training->micro_batch = 1;
  return s;
}

TEST_CASE("by hand: a dense step at peak") {
  // Llama 3 8B: a layer has 4096²·2 + 2·4096·1024 + 3·4096·14336 = 218,103,808 matrix parameters,
  // 32 layers and the head 128,256·4096 make 7,504,658,432. A sequence of 8,192 has
  // 8192·8193/2 = 33,558,528 pairs, each 4·128 FLOPs in 32 heads of 32 layers.
  const Scenario s = on_round_gpus("llama-3-8b", 8);
  const double tokens = 8 * 8192.0;
  const double multiplies = 2 * 7'504'658'432.0 * tokens;
  const double attention = 8 * 33'558'528.0 * 4 * 128 * 32 * 32;
  const double flops = 3 * (multiplies + attention);
  CHECK(value(s, "training.model_flops") == about(flops));
  CHECK(flops == about(3.373e15, 1e-3));
  CHECK(bound(s, "training.step_time") == about(flops / 8e15));
  CHECK(bound(s, "training.tokens_per_s_per_gpu") == about(8192 / (flops / 8e15)));
}

TEST_CASE("by hand: a mixture works with the experts that are chosen") {
  // Mixtral 8x7B: 41,943,040 of attention, two experts of 3·4096·14336 and a router of 8·4096 in
  // each of 32 layers, and a head of 32,000·4096.
  Scenario s = on_round_gpus("mixtral-8x7b", 8);
  s.training->seq_len = 4096;
  const double parameters = 32 * (41'943'040.0 + 2 * 176'160'768.0 + 8 * 4096.0) + 32'000.0 * 4096;
  const double pairs = 4096.0 * 4097 / 2;
  // The published count of active parameters, where the catalogue has one, stretches the matrices.
  const double stretch = resolve(s).model.has_active_params
                             ? *s.model.active_params / (parameters + 32'000.0 * 4096 + 65 * 4096)
                             : 1;
  const double flops = 3 * 8 * (2 * stretch * parameters * 4096 + pairs * 4 * 128 * 32 * 32);
  CHECK(value(s, "training.model_flops") == about(flops, 1e-6));
  // 46.7 B parameters, 4 bytes each of weights and gradients, seven eighths of them from elsewhere:
  // 0.36 s over links of 450 GB/s, twice what the arithmetic takes.
  const double network = 7.0 / 8 * value(s, "weights.params") * 4 / 450e9;
  CHECK(network > flops / 8e15);
  CHECK(bound(s, "training.step_time") == about(network, 1e-6));
}

TEST_CASE("by hand: sharded weights through slow network cards") {
  // 8,030,261,248 parameters, 2 bytes in and 2 bytes out of each, 63 of 64 parts from elsewhere,
  // through the eight cards of a node at 1 GB/s.
  Scenario s = on_round_gpus("llama-3-8b", 64);
  s.cluster.gpu.nic_bandwidth->value = 1e9;
  s.training->seq_len = 128;
  const double network = 63.0 / 64 * value(s, "weights.params") * 4 / 8e9;
  CHECK(value(s, "weights.params") == about(8'030'261'248.0, 1e-3));
  CHECK(bound(s, "training.step_time") == about(network));
  CHECK(value(s, "training.step_time") >= network);
}

class RandomTraining {
 public:
  explicit RandomTraining(std::uint64_t seed) : random_(seed) {}

  Scenario next() {
    Scenario s = random_.next();
    s.serving.reset();
    const double dp = *s.parallel.dp;
    s.parallel.zero = std::floor(random_.uniform(0, 4));
    if (s.parallel.pp > 1 && random_.chance(0.4)) s.parallel.virtual_stages = 2;
    s.parallel.sequence_parallel = random_.chance(0.5);
    Training& t = s.training.emplace();
    t.seq_len = std::floor(random_.between(128, 131072));
    t.micro_batch = random_.power_of_two(4);
    if (random_.chance(0.7)) t.global_batch = *t.micro_batch * dp * random_.power_of_two(6);
    if (random_.chance(0.6)) t.tokens = random_.between(1e9, 2e13);
    if (random_.chance(0.3)) s.budget.days = random_.between(1, 1000);
    if (random_.chance(0.8)) t.recompute = static_cast<Recompute>(random_.below(3));
    if (random_.chance(0.5)) t.attention = static_cast<Attention>(random_.below(2));
    return s;
  }

 private:
  RandomScenarios random_;
};

TEST_CASE("every reading of training is a number, on the lawful side of its bound") {
  RandomTraining random(11);
  for (int i = 0; i < 600; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    REQUIRE(report.find("training.step_time") != nullptr);
    for (const Reading& reading : report.readings) {
      CAPTURE(reading.term->id);
      REQUIRE(reading.value.has_value());
      CHECK(std::isfinite(*reading.value));
      CHECK(*reading.value >= 0);
      if (!reading.bounded) continue;
      REQUIRE(reading.bound.has_value());
      const double slack = 1e-9 * std::abs(*reading.bound);
      const std::string_view unit = reading.term->unit;
      if (unit == "s" || unit == "h" || unit == "USD") {
        CHECK(*reading.value >= *reading.bound - slack);
      } else {
        CHECK(*reading.value <= *reading.bound + slack);
      }
    }
    CHECK(bound(report, "training.mfu") <= 1 + 1e-9);
    for (const SectionWalls& section : report.sections) {
      for (const Headroom& headroom : section.walls.ascending) {
        if (headroom.factor) CHECK(std::isfinite(*headroom.factor));
      }
    }
  }
}

TEST_CASE("a millionth of a knob changes nothing of training by a thousandth") {
  RandomTraining random(12);
  for (int i = 0; i < 150; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report before = make_report(scenario);
    for (const Knob& knob : knobs()) {
      if (knob.kind != KnobKind::kContinuous) continue;
      const bool napkin = knob.term.id.ends_with(".mbu") || knob.term.id.ends_with(".mfu");
      if (!knob.get(scenario) && (napkin || !knob.term.id.starts_with("assume."))) continue;
      Scenario changed = scenario;
      knob.set(changed, knob_value(scenario, knob) * (1 - 1e-6));
      const Report after = make_report(changed);
      CAPTURE(knob.term.id);
      REQUIRE(after.readings.size() == before.readings.size());
      for (std::size_t r = 0; r < before.readings.size(); ++r) {
        const Reading &from = before.readings[r], &to = after.readings[r];
        CAPTURE(from.term->id);
        if (!from.value || !to.value) continue;
        CHECK(std::abs(*to.value - *from.value) <= 1e-3 * std::abs(*from.value) + 1e-12);
      }
    }
  }
}

TEST_CASE("more of a resource never makes a training step longer") {
  RandomTraining random(13);
  for (int i = 0; i < 200; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report before = make_report(scenario);
    for (std::string_view id : {"cluster.gpu.memory_bandwidth", "cluster.gpu.link_bandwidth",
                                "cluster.gpu.nic_bandwidth"}) {
      CAPTURE(id);
      const Knob* knob = find_knob(id);
      REQUIRE(knob != nullptr);
      const double faster = knob_value(scenario, *knob) * 1.5;
      if (faster > knob->high) continue;
      Scenario changed = scenario;
      knob->set(changed, faster);
      const Report after = make_report(changed);
      const double slack = 1 + 1e-9;
      CHECK(value(after, "training.step_time") <= value(before, "training.step_time") * slack);
      CHECK(bound(after, "training.step_time") <= bound(before, "training.step_time") * slack);
    }
  }
}

TEST_CASE("sensitivities of training agree with finite differences, derivations with the values") {
  RandomTraining random(29);
  int compared = 0, kinks = 0;
  for (int i = 0; i < 25; ++i) {
    const Scenario s = random.next();
    CAPTURE(describe(s));
    const Report report = make_report(s);
    for (std::string_view id : {"training.step_time", "training.memory_per_gpu", "training.mfu",
                                "training.tokens_per_s"}) {
      CAPTURE(id);
      const auto derivation = derive(s, id, Side::kExpected);
      REQUIRE(derivation);
      CHECK(derivation->steps[0].value == about(value(s, id)));
      for (const Sensitivity& each : sensitivities(s, id)) {
        if (!each.knob->get(s) && !each.knob->term.id.starts_with("assume.")) continue;
        CAPTURE(each.knob->term.id);
        const double at = knob_value(s, *each.knob);
        constexpr double kStep = 1e-5;
        const auto moved = [&](double factor) {
          Scenario changed = s;
          each.knob->set(changed, at * factor);
          return value(changed, id);
        };
        const double here = value(s, id);
        const double right = (moved(1 + kStep) / here - 1) / kStep;
        const double left = (1 - moved(1 - kStep) / here) / kStep;
        if (std::abs(right - left) > 2e-3 * (1 + std::abs(right))) {
          ++kinks;  // a maximum changes sides, a tile fills
          continue;
        }
        ++compared;
        CHECK(std::abs(each.elasticity - 0.5 * (left + right)) <=
              2e-3 * (1 + std::abs(left) + std::abs(right)));
      }
    }
  }
  CHECK(compared > 300);
  CHECK(kinks < compared / 10);
}

}  // namespace
}  // namespace wf::model
