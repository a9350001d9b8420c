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
}

TEST_CASE("nothing to mitigate where nothing is asked") {
  const Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb");
  CHECK(mitigations_of(scenario).empty());
}

}  // namespace
}  // namespace wf::model
