#include <doctest/doctest.h>

#include "tests/widgets/golden.h"
#include "tests/widgets/workload.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/svg.h"
#include "widgets/readings.h"
#include "widgets/registry.h"

using namespace wf;
using namespace wf::widgets;
using namespace wf::widgets::testing;

namespace {

const Widget& replicate_or_shard() {
  const Widget* found = find_widget("replicate_or_shard");
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario launch() {
  return read(kRoot / "lessons/05-scaling-inference/chat-llama3-70b-fleet.json");
}

model::Scenario with_model(const char* id) {
  model::Scenario scenario = launch();
  scenario.model = *catalogue().find_model(id);
  return scenario;
}

}  // namespace

TEST_CASE("each bar is what the model says of that layout") {
  const Seen seen(launch());
  const Figure figure = replicate_or_shard().figure(seen.inputs());
  REQUIRE(figure.bars);
  const Bars& bars = *figure.bars;
  REQUIRE(bars.categories.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    model::Scenario scenario = launch();
    scenario.parallel.tp = scenario.cluster.gpus = std::pow(2.0, static_cast<double>(i));
    const Seen at(scenario);
    const double rate = expected_of(at.report, "fleet.tokens_per_s_per_gpu");
    CHECK(bars.groups[0].values[i].value == doctest::Approx(std::isfinite(rate) ? rate : 0));
  }
  CHECK(bars.groups[0].values[0].text == "does not fit");
  CHECK(bars.groups[0].values[0].meaning.wall == Wall::kMemoryCapacity);
  CHECK(contains(bars.categories[2], "chosen"));
  // Neither the smallest group that holds the model nor the fastest.
  CHECK(contains(figure.title, "TP 4 takes the fewest GPUs"));
  const Seen tight(turned(launch(), "serving.slo.tpot", 0.028));
  CHECK(contains(replicate_or_shard().figure(tight.inputs()).title, "TP 8 takes the fewest"));
}

TEST_CASE("turning the group down reaches memory capacity, a larger model reaches stages") {
  const auto binding = [](double pace) {
    return model::make_report(turned(launch(), replicate_or_shard().flip_knob, pace))
        .sections[0]
        .walls.binding();
  };
  CHECK(binding(0.04) == model::Wall::kMemoryCapacity);
  CHECK(binding(0.0001) == model::Wall::kMemoryBandwidth);
  model::Scenario single = launch();
  single.parallel.tp = single.cluster.gpus = 1;
  const Seen alone(single);
  CHECK(contains(replicate_or_shard().describe(alone.inputs()), "memory capacity is the wall"));
  const Seen seen(launch());
  CHECK(contains(replicate_or_shard().flip(seen.inputs()), "Below TP"));
  CHECK(contains(replicate_or_shard().flip(seen.inputs()), "memory capacity is the wall"));
  const Seen giant(with_model("llama-3.1-405b"));
  const Figure figure = replicate_or_shard().figure(giant.inputs());
  CHECK(contains(replicate_or_shard().flip(giant.inputs()), "With 2 stages it fits"));
  CHECK(contains(figure.bars->categories.back(), "PP 4"));
  // One knob, the memory of a card, and a single node holds it.
  const Seen roomy(turned(with_model("llama-3.1-405b"), "cluster.gpu.memory", 141e9));
  CHECK(contains(replicate_or_shard().flip(roomy.inputs()), "Below TP 8 memory capacity"));
  const Seen small(with_model("llama-3-8b"));
  CHECK(contains(replicate_or_shard().flip(small.inputs()), "fits TP 1 already"));
}

TEST_CASE("every model and every knob at either end gives layouts and words") {
  const auto check = [](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = replicate_or_shard().figure(seen.inputs());
    CHECK(figure.describe == replicate_or_shard().describe(seen.inputs()));
    const std::string words =
        figure.describe + figure.title + replicate_or_shard().flip(seen.inputs());
    CHECK(!contains(words, "—"));
    CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
  };
  for (const auto& model : catalogue().models) {
    model::Scenario scenario = launch();
    scenario.model = model.shape;
    check(scenario);
    scenario.cluster.gpu = *catalogue().find_gpu("l4-24gb");
    check(scenario);
  }
  for (std::string_view path : replicate_or_shard().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(launch(), path, value));
    }
  }
  model::Scenario training = launch();
  training.serving.reset();
  check(training);
  model::Scenario idle = launch();
  idle.serving->arrival_rate.reset();
  check(idle);
}

TEST_CASE("the layouts as a picture and in words") {
  const auto save = [](const Seen& seen, const std::string& name) {
    check_golden(name + ".svg",
                 to_svg(replicate_or_shard().figure(seen.inputs()), 640, 420, ThemeName::kLight));
    check_golden(name + ".txt", replicate_or_shard().describe(seen.inputs()) + "\n\n" +
                                    replicate_or_shard().flip(seen.inputs()) + "\n");
  };
  const Seen now(launch());
  const Seen one(turned(launch(), "parallel.tp", 1));
  const Seen giant(with_model("llama-3.1-405b"));
  save(now, "replicate_or_shard_widget");
  save(one, "replicate_or_shard_widget_flipped");
  save(giant, "replicate_or_shard_widget_stages");
  WidgetInputs pinned = now.inputs();
  pinned.pinned_scenario = &giant.scenario;
  pinned.pinned_report = &giant.report;
  CHECK(contains(replicate_or_shard().figure(pinned).bars->categories.back(), "A: TP 4"));
}
