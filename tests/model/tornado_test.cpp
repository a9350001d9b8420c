#include "model/tornado.h"

#include <doctest/doctest.h>

#include <cmath>

#include "model/knob_values.h"
#include "model/sweep.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

Scenario chat() { return serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64); }

const TornadoBar* bar_of(const Tornado& tornado, std::string_view path) {
  for (const TornadoBar& bar : tornado.bars) {
    if (bar.knob->term.id == path) return &bar;
  }
  return nullptr;
}

double value_of(const Scenario& scenario, std::string_view quantity) {
  const Report report = make_report(scenario);
  return report.find(quantity)->value.value();
}

TEST_CASE("a decode step at batch 1 waits for memory: half the bandwidth takes twice as long") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 256, 1);
  const auto tornado = make_tornado(scenario, "decode.step_time");
  REQUIRE(tornado);
  REQUIRE(!tornado->bars.empty());
  const TornadoBar* bandwidth = bar_of(*tornado, "cluster.gpu.memory_bandwidth");
  REQUIRE(bandwidth != nullptr);
  REQUIRE(bandwidth->below);
  CHECK(bandwidth->below->knob == bandwidth->now / 2);
  // Launches and the rest do not change, so a little less than twice.
  const double factor = bandwidth->below->result / tornado->now;
  CHECK(factor > 1.6);
  CHECK(factor < 2.0);
  CHECK(bar_of(*tornado, "training.tokens") == nullptr);
  CHECK(bar_of(*tornado, "budget.usd") == nullptr);  // absent: there is nothing to halve
  CHECK(bar_of(*tornado, "model.layers") == nullptr);
  const auto all = make_tornado(scenario, "decode.step_time", TornadoScope::kAll);
  REQUIRE(all);
  CHECK(bar_of(*all, "model.layers") != nullptr);
}

TEST_CASE("every end is what the model says of that scenario; the strongest stands first") {
  RandomScenarios random(7);
  for (int i = 0; i < 20; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    const auto tornado = make_tornado(scenario, report.readings[0].term->id);
    if (!tornado) continue;
    double before = INFINITY;
    for (const TornadoBar& bar : tornado->bars) {
      CAPTURE(bar.knob->term.id);
      CHECK(bar.swing <= before);
      before = bar.swing;
      double furthest = 0;
      for (const auto& end : {bar.below, bar.above}) {
        if (!end) continue;
        CHECK(end->knob >= bar.knob->low);
        const auto changed = turned(scenario, *bar.knob, end->knob);
        REQUIRE(changed);
        CHECK(value_of(*changed, tornado->quantity->id) == end->result);
        furthest = std::max(furthest, std::fabs(std::log(end->result / tornado->now)));
      }
      CHECK(bar.swing == furthest);
      if (bar.below) CHECK(bar.below->knob < bar.now);
      if (bar.above) CHECK(bar.above->knob > bar.now);
    }
  }
}

TEST_CASE("what has no value, or none above zero, has no tornado") {
  CHECK_FALSE(make_tornado(chat(), "training.step_time"));
  CHECK_FALSE(make_tornado(chat(), "no.such"));
}

TEST_CASE("neighbours: half and twice within the range, the next legal ones of degrees") {
  Scenario scenario = chat();
  const auto near = [&](std::string_view path) { return neighbours(scenario, *find_knob(path)); };
  CHECK(near("serving.batch")->below == 32);
  CHECK(near("serving.batch")->above == 128);
  scenario.serving->batch = 1;
  CHECK_FALSE(near("serving.batch")->below);
  // Eight GPUs are 1, 2, 4 or 8 ways of tensor parallelism.
  scenario.parallel.tp = 4;
  scenario.parallel.dp.reset();
  CHECK(near("parallel.tp")->below == 2);
  CHECK(near("parallel.tp")->above == 8);
  // An efficiency cannot be more than one, and one that the file leaves out stands at its default.
  const Knob* efficiency = find_knob("assume.gemm.efficiency");
  if (efficiency != nullptr) {
    CHECK(near("assume.gemm.efficiency")->now == efficiency->initial);
    CHECK(near("assume.gemm.efficiency")->above.value_or(1) <= efficiency->high);
  }
  CHECK_FALSE(near("training.seq_len"));
  CHECK_FALSE(near("budget.usd"));
}

TEST_CASE("the range around now: decades for what spans them, and now is one of the points") {
  const Scenario scenario = chat();
  for (const Knob& knob : knobs()) {
    CAPTURE(knob.term.id);
    const auto axis = axis_around(scenario, knob);
    CHECK(axis.has_value() == has_section(scenario, knob.term.id));
    if (!axis) continue;
    REQUIRE(!axis->points.empty());
    const double now = value_taken(scenario, knob).value_or(knob.initial);
    bool there = false;
    double before = -INFINITY;
    for (const SweepPoint& point : axis->points) {
      there |= point.value == now;
      CHECK(point.value > before);
      before = point.value;
      if (axis->logarithmic) CHECK(point.value > 0);
    }
    if (now >= knob.low && (now <= knob.high || knob.kind == KnobKind::kChoice)) CHECK(there);
  }
  const auto batch = axis_around(scenario, *find_knob("serving.batch"));
  CHECK(batch->logarithmic);
  CHECK(batch->points.front().value == 4);
  CHECK(batch->points.back().value == 1024);
}

}  // namespace
}  // namespace wf::model
