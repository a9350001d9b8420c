#include "model/mitigation.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

std::vector<Mitigation> mitigations_of(const Scenario& scenario) {
  return mitigations(scenario, make_report(scenario));
}

TEST_CASE("70B on one H100: four bits fit where eight do not, or more GPUs do") {
  const Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 1, 2048, 256, 1);
  const auto list = mitigations_of(scenario);
  REQUIRE(!list.empty());
  // The first one gets behind the wall.
  CHECK(list[0].headroom.value_or(1e9) >= 1);
  bool four_bits = false, more = false;
  for (const Mitigation& m : list) {
    four_bits |= m.changed.precision.weight_bits.value_or(16) < 5;
    more |= m.changed.parallel.tp > 1;
  }
  CHECK(four_bits);
  CHECK(more);
}

TEST_CASE("each mitigation is what the model says of the changed scenario") {
  RandomScenarios random(21);
  int found = 0;
  int measured = 0;
  for (int i = 0; i < 300; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    const Walls& walls = report.sections[0].walls;
    const Wall binding = walls.binding();
    const double now = walls.of(binding).value_or(1e300);
    bool enough = true;
    for (const Mitigation& m : mitigations(scenario, report)) {
      ++found;
      CAPTURE(m.action);
      CHECK(!m.action.empty());
      CHECK(!layout_fault(m.changed).has_value());
      const Report after = make_report(m.changed);
      const Walls& changed = after.sections[0].walls;
      CHECK(changed.of(binding) == m.headroom);
      CHECK(changed.binding() == m.binding_after);
      if (m.measured != nullptr) {
        // The headroom cannot tell; the time or the rate does.
        ++measured;
        CHECK(value(report, m.measured->id) == m.before);
        CHECK(value(after, m.measured->id) == m.after);
        CHECK(m.after < 0.96 * m.before);  // of serving, always a time
        CHECK((now == 1 || now < 1));
        for (const Wall wall : {Wall::kMemoryCapacity, Wall::kBudget}) {
          if (changed.of(wall).value_or(2) < 1) CHECK(changed.of(wall) >= walls.of(wall));
        }
        continue;
      }
      CHECK(m.headroom.value_or(1e300) > now);
      // No wall comes nearer than the one that was moved away.
      CHECK(changed.of(changed.binding()).value_or(1e300) > now);
      // Those that get behind the wall come first.
      const bool behind = m.headroom.value_or(1e300) >= 1;
      CHECK((enough || !behind));
      enough = behind;
    }
  }
  CHECK(found > 200);
  CHECK(measured > 50);
}

const Mitigation& first(const Scenario& scenario) {
  static std::vector<Mitigation> list;
  list = mitigations_of(scenario);
  REQUIRE(!list.empty());
  return list[0];
}

TEST_CASE("without a target a step is what gets shorter, at the same load") {
  // 16 GB a step, nothing else: half of the bytes is nearly half of the time.
  const Scenario one = serving("llama-3-8b", "h100-sxm-80gb", 1, 512, 64, 8);
  const Mitigation& m = first(one);
  REQUIRE(m.measured != nullptr);
  CHECK(m.measured->id == std::string_view("decode.step_time"));
  CHECK(m.changed.serving->batch == one.serving->batch);
  CHECK(m.after < 0.75 * m.before);
}

TEST_CASE("a group over single-card nodes belongs within a node") {
  Scenario s = serving("llama-3.2-1b", "h100-sxm-80gb", 8, 128, 64, 1);
  s.cluster.gpus_per_node = 1;
  const Mitigation& m = first(s);
  CHECK(m.changed.parallel.tp == 1);
  CHECK(m.changed.cluster.gpus == 8);
  CHECK(m.after < 0.7 * m.before);
}

TEST_CASE("training that does not fit is sharded or recomputed before cards are bought") {
  Scenario s = on_gpus("llama-3-8b", "h100-sxm-80gb");
  s.cluster.gpus = 8;
  s.parallel.zero = 0;
  s.training.emplace();
  s.training->seq_len = 4096;
  s.training->global_batch = 64;
  const Report report = make_report(s);
  REQUIRE(report.sections[0].walls.binding() == Wall::kMemoryCapacity);
  const Mitigation& m = first(s);
  CHECK(m.changed.cluster.gpus == 8);
  CHECK(m.changed.parallel.zero.value_or(0) > 0);
  CHECK(m.headroom.value_or(1e9) >= 1);
}

TEST_CASE("a month that costs twice the budget runs on half the cards, where the model fits them") {
  Scenario s = serving("llama-3-70b", "h100-sxm-80gb", 8, 512, 64, 4);
  s.cluster.price_per_gpu_hour = 2;
  s.budget.usd_per_month = 6000;
  const Mitigation& m = first(s);
  CHECK(m.changed.cluster.gpus == 4);
  CHECK(m.headroom.value_or(0) == about(6000 / (4 * 2.0 * 730)));
}

TEST_CASE("a first token that comes far too late comes sooner with more cards") {
  Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 32768, 64, 1);
  s.serving->slo.ttft = 0.05;
  const Mitigation& m = first(s);
  REQUIRE(m.measured != nullptr);
  CHECK(m.measured->id == std::string_view("request.ttft"));
  CHECK(m.after < m.before);
}

TEST_CASE("nothing to mitigate where nothing is asked") {
  const Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb");
  CHECK(mitigations_of(scenario).empty());
}

}  // namespace
}  // namespace wf::model
