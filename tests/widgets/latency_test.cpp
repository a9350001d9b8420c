#include <doctest/doctest.h>

#include "model/units.h"
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

const Widget& latency() {
  const Widget* found = find_widget("latency");
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario sixteen() {
  return read(kRoot / "lessons/03a-latency/copilot-llama3-8b-one-h100.json");
}

model::Wall binding(const model::Scenario& scenario) {
  return model::make_report(scenario).sections[0].walls.binding();
}

}  // namespace

TEST_CASE("the areas add up to the model's decode step") {
  const Seen seen(sixteen());
  const Figure figure = latency().figure(seen.inputs());
  REQUIRE(figure.areas.size() == 3);
  for (const Point& p : figure.areas[2].upper) {
    const Seen at(turned(sixteen(), "serving.batch", p.x));
    CHECK(p.y == doctest::Approx(expected_of(at.report, "decode.step_time")).epsilon(1e-9));
  }
  for (std::size_t i = 0; i < figure.areas[1].upper.size(); ++i) {
    CHECK(figure.areas[0].upper[i].y < figure.areas[1].upper[i].y);
    CHECK(figure.areas[1].upper[i].y < figure.areas[2].upper[i].y);
  }
  CHECK(figure.markers.back().at.y ==
        doctest::Approx(expected_of(seen.report, "decode.step_time")).epsilon(1e-9));
}

TEST_CASE("B* is where the cache takes over, and the words turn there") {
  const Seen seen(sixteen());
  const double equal = expected_of(seen.report, "decode.weight_kv_batch");
  CHECK(contains(latency().flip(seen.inputs()),
                 "Up to batch " + model::format_number(std::floor(equal))));
  const Seen below(turned(sixteen(), "serving.batch", std::floor(equal)));
  const Seen above(turned(sixteen(), "serving.batch", std::floor(equal) + 1));
  CHECK(contains(latency().figure(below.inputs()).title, "the weights are most"));
  CHECK(contains(latency().figure(above.inputs()).title, "the KV cache is most"));
}

TEST_CASE("the prompt alone breaks the first token, the batch alone the pace") {
  // The limits that the words name are the last that hold.
  const Seen seen(sixteen());
  const std::string words = latency().flip(seen.inputs());
  const auto step = [](double batch) {
    return expected_of(model::make_report(turned(sixteen(), "serving.batch", batch)),
                       "decode.step_time");
  };
  const double most = last_that_holds(1, 16384, [&](double b) { return step(b) <= 0.02; });
  CHECK(contains(words, "holds up to batch " + model::format_number(most) + "."));
  const auto first = [](double prompt) {
    return expected_of(model::make_report(turned(sixteen(), "serving.prompt_tokens", prompt)),
                       "request.ttft");
  };
  const double longest = last_that_holds(1, 65536, [&](double p) { return first(p) <= 0.4; });
  CHECK(contains(words, "a prompt of " + model::format_number(longest) + " tokens"));
  // And the walls agree: one knob, two walls.
  CHECK(binding(turned(sixteen(), "serving.batch", most - 1)) == model::Wall::kMemoryBandwidth);
  CHECK(binding(turned(sixteen(), latency().flip_knob, longest - 1)) == model::Wall::kCompute);
}

TEST_CASE("every model and every knob at either end gives a figure and words") {
  const auto check = [](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = latency().figure(seen.inputs());
    CHECK(figure.describe == latency().describe(seen.inputs()));
    CHECK(!contains(figure.describe + figure.title + latency().flip(seen.inputs()), "—"));
    CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
  };
  for (const auto& model : catalogue().models) {
    for (const char* gpu : {"h100-sxm-80gb", "l4-24gb"}) {
      model::Scenario scenario = sixteen();
      scenario.model = model.shape;
      scenario.cluster.gpu = *catalogue().find_gpu(gpu);
      check(scenario);
    }
  }
  for (std::string_view path : latency().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(sixteen(), path, value));
    }
  }
  model::Scenario training = sixteen();
  training.serving.reset();
  check(training);
}

TEST_CASE("the clocks as a picture and in words") {
  const Seen now(sixteen());
  const Seen many(turned(sixteen(), "serving.batch", 128));
  const Seen brief(turned(sixteen(), "serving.prompt_tokens", 128));
  const auto save = [](const Seen& seen, const std::string& name) {
    check_golden(name + ".svg",
                 to_svg(latency().figure(seen.inputs()), 640, 420, ThemeName::kLight));
    check_golden(name + ".txt",
                 latency().describe(seen.inputs()) + "\n\n" + latency().flip(seen.inputs()) + "\n");
  };
  save(now, "latency_widget");
  save(many, "latency_widget_flipped");
  save(brief, "latency_widget_brief");
  WidgetInputs pinned = now.inputs();
  pinned.pinned_scenario = &many.scenario;
  pinned.pinned_report = &many.report;
  const Figure figure = latency().figure(pinned);
  CHECK(figure.markers.front().role == MarkerRole::kGhost);
  CHECK(figure.markers.front().at.x == 128);
}
