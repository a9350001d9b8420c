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

const Widget& kv_budget() {
  const Widget* found = find_widget("kv_budget");
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario assistant() {
  return read(kRoot / "lessons/04-one-serving-replica/assistant-llama3-8b-one-h100.json");
}

// The sum of the parts in one bar.
double filled(const Stack& stack, std::size_t row) {
  double sum = 0;
  for (const StackPart& part : stack.parts) sum += part.values[row];
  return sum;
}

}  // namespace

TEST_CASE("the bar is the model's memory, cut into the batch's requests") {
  const Seen seen(assistant());
  const Figure figure = kv_budget().figure(seen.inputs());
  REQUIRE(figure.stack);
  const Stack& stack = *figure.stack;
  CHECK(stack.parts[0].values[0] == expected_of(seen.report, "memory.weights"));
  CHECK(stack.parts[2].values[0] == expected_of(seen.report, "memory.kv"));
  CHECK(stack.parts[2].pieces[0] == 64);
  // One more request than fit passes the line, and no more than fit does not.
  const double most = expected_of(seen.report, "serving.max_batch");
  for (double batch : {most, most + 1}) {
    const Seen full(turned(assistant(), "serving.batch", batch));
    const Figure bar = kv_budget().figure(full.inputs());
    CHECK((filled(*bar.stack, 0) > *bar.stack->capacity) == (batch > most));
  }
  // The full replicas below stay within it, and each has room for less than one more.
  for (std::size_t row = 1; row < stack.categories.size(); ++row) {
    CHECK(filled(stack, row) <= *stack.capacity);
    const double each = stack.parts[2].values[row] / stack.parts[2].pieces[row];
    CHECK(filled(stack, row) + each > *stack.capacity);
  }
}

TEST_CASE("one knob takes the replica from bandwidth to capacity, another to compute") {
  const auto binding = [](const model::Scenario& scenario) {
    return model::make_report(scenario).sections[0].walls.binding();
  };
  CHECK(binding(assistant()) == model::Wall::kMemoryBandwidth);
  CHECK(binding(turned(assistant(), kv_budget().flip_knob, 1024)) == model::Wall::kMemoryCapacity);
  const Seen chat(assistant());
  const Seen many(turned(assistant(), "serving.batch", 1024));
  CHECK(contains(kv_budget().flip(chat.inputs()), "Above batch 220 memory capacity binds"));
  CHECK(contains(kv_budget().describe(chat.inputs()), "waits for memory bandwidth"));
  CHECK(contains(kv_budget().describe(many.inputs()), "memory capacity is the wall"));

  // The prompt that flip() names is the last at which a full replica computes.
  const auto computes = [](double prompt) {
    model::Scenario scenario = turned(assistant(), "serving.prompt_tokens", prompt);
    scenario.serving->batch.reset();
    return largest(model::make_report(scenario).sections[0].step) == model::Wall::kCompute;
  };
  const double crossing = last_that_holds(1, 65536, computes);
  REQUIRE(computes(crossing));
  CHECK(!computes(crossing + 1));
  CHECK(contains(kv_budget().flip(chat.inputs()),
                 "prompts up to " + model::format_number(crossing) + " tokens"));
}

TEST_CASE("what does not start says so") {
  model::Scenario scenario = assistant();
  scenario.model = catalogue().find_model("llama-3-70b") ? *catalogue().find_model("llama-3-70b")
                                                         : scenario.model;
  const Seen seen(scenario);
  const Figure figure = kv_budget().figure(seen.inputs());
  CHECK(contains(figure.title, "Does not fit"));
  CHECK(contains(kv_budget().describe(seen.inputs()), "does not fit"));
  CHECK(kv_budget().flip(seen.inputs()).empty());
  REQUIRE(figure.stack);
  CHECK(filled(*figure.stack, 0) > *figure.stack->capacity);
}

TEST_CASE("every model on every GPU, and every knob at either end, gives a figure and words") {
  const auto check = [](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = kv_budget().figure(seen.inputs());
    CHECK(figure.describe == kv_budget().describe(seen.inputs()));
    CHECK(!contains(figure.describe + figure.title + kv_budget().flip(seen.inputs()), "—"));
    CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
  };
  for (const auto& model : catalogue().models) {
    for (const char* gpu : {"h100-sxm-80gb", "l4-24gb", "mi300x-192gb"}) {
      model::Scenario scenario = assistant();
      scenario.model = model.shape;
      scenario.cluster.gpu = *catalogue().find_gpu(gpu);
      check(scenario);
    }
  }
  for (std::string_view path : kv_budget().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(assistant(), path, value));
    }
  }
  model::Scenario training = assistant();
  training.serving.reset();
  check(training);
}

TEST_CASE("the budget as a picture and in words") {
  const Seen chat(assistant());
  const Seen many(turned(assistant(), "serving.batch", 300));
  const auto svg = [](const Seen& seen) {
    return to_svg(kv_budget().figure(seen.inputs()), 640, 420, ThemeName::kLight);
  };
  const auto words = [](const Seen& seen) {
    return kv_budget().describe(seen.inputs()) + "\n\n" + kv_budget().flip(seen.inputs()) + "\n";
  };
  check_golden("kv_budget_widget.svg", svg(chat));
  check_golden("kv_budget_widget_flipped.svg", svg(many));
  check_golden("kv_budget_widget.txt", words(chat));
  check_golden("kv_budget_widget_flipped.txt", words(many));

  WidgetInputs pinned = chat.inputs();
  pinned.pinned_scenario = &many.scenario;
  pinned.pinned_report = &many.report;
  const Figure figure = kv_budget().figure(pinned);
  REQUIRE(figure.stack);
  CHECK(contains(figure.stack->categories[1], "A: 300 requests"));
}

TEST_CASE("requests are drawn as blocks, in groups where they would be too thin") {
  const auto lines = [](double batch) {
    const Seen seen(turned(assistant(), "serving.batch", batch));
    const Figure figure = kv_budget().figure(seen.inputs());
    const Layout layout = lay_out(figure, 640, 420, InterMetrics(), {});
    return layout.primitives.size();
  };
  CHECK(lines(160) > lines(1) + 10);
  CHECK(lines(200) < lines(1) + 64);
}
