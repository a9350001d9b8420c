#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "model/units.h"
#include "tests/widgets/golden.h"
#include "tests/widgets/workload.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/svg.h"
#include "widgets/readings.h"
#include "widgets/registry.h"

// The two widgets of lesson 02: pretraining_cost and memory_bill.

using namespace wf;
using namespace wf::widgets;
using namespace wf::widgets::testing;

namespace {

model::Scenario lesson_02() {
  return read(kRoot / "lessons/02-napkin-math/pretrain-llama3-70b-1024xh100.json");
}

// As a reader turns it: replicas follow the layout.
model::Scenario with_tp(double tp) {
  model::Scenario scenario = turned(lesson_02(), "parallel.tp", tp);
  scenario.parallel.dp.reset();
  return scenario;
}

const Widget& widget(const char* id) {
  const Widget* found = find_widget(id);
  REQUIRE(found != nullptr);
  return *found;
}

const Marker* marker(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.markers.begin(), figure.markers.end(),
                                  [&](const Marker& m) { return m.name == name; });
  return found == figure.markers.end() ? nullptr : &*found;
}

double sum(const Stack& stack, std::size_t category) {
  double all = 0;
  for (const StackPart& part : stack.parts) all += part.values[category];
  return all;
}

Wall binding(const model::Scenario& scenario, model::Section section) {
  const model::Report report = model::make_report(scenario);
  for (const model::SectionWalls& entry : report.sections) {
    if (entry.section == section) return entry.walls.binding();
  }
  FAIL("no such section");
  return Wall::kCompute;
}

std::vector<model::Scenario> all_kinds() {
  std::vector<model::Scenario> scenarios = {lesson_01(), lesson_02(), with_tp(1),
                                            turned(lesson_02(), "assume.training.mfu", 0.2)};
  for (const auto& entry : catalogue().gpus) {
    scenarios.push_back(lesson_02());
    scenarios.back().cluster.gpu = entry.gpu;
  }
  for (const auto& entry : catalogue().models) {
    scenarios.push_back(turned(lesson_02(), "serving.batch", 4));
    scenarios.back().model = entry.shape;
  }
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "assets/workloads")) {
    scenarios.push_back(read(file.path()));
  }
  model::Scenario none;
  none.model = *catalogue().find_model("llama-3-8b");
  none.cluster.gpu = *catalogue().find_gpu("l4-24gb");
  scenarios.push_back(none);
  scenarios.push_back(model::Scenario{});
  return scenarios;
}

std::string words(const Widget& shown, const Seen& seen) {
  return shown.describe(seen.inputs()) + "\n\n" + shown.flip(seen.inputs()) + "\n";
}

}  // namespace

TEST_CASE("the point is the model's cost, and the curve its cost at any MFU") {
  const Seen seen(lesson_02());
  const Figure figure = widget("pretraining_cost").figure(seen.inputs());
  const Marker* now = marker(figure, "now");
  REQUIRE(now != nullptr);
  CHECK(now->role == MarkerRole::kOperating);
  CHECK(now->at.x == doctest::Approx(40));
  CHECK(now->at.y == expected_of(seen.report, "training.cost"));
  for (const Line& line : figure.lines) {
    const bool rule = line.role == LineRole::kRule;
    for (const Point& point : {line.points.front(), line.points[30], line.points.back()}) {
      const model::Report at =
          model::make_report(turned(lesson_02(), "assume.training.mfu", point.x / 100));
      const double attention =
          expected_of(at, "training.rule_6n") / expected_of(at, "training.model_flops");
      CHECK(
          point.y ==
          doctest::Approx(expected_of(at, "training.cost") * (rule ? attention : 1)).epsilon(1e-9));
    }
  }
  // Dragging along the curve turns the MFU.
  const auto knob = knob_at(figure.handles[0], 20, figure.x.scale);
  REQUIRE(knob);
  CHECK(*knob == doctest::Approx(0.2).epsilon(1e-3));
}

TEST_CASE("half the MFU costs twice as much, and the budget binds") {
  const Widget& cost = widget("pretraining_cost");
  const Seen before(lesson_02());
  const Seen after(turned(lesson_02(), cost.flip_knob, 0.2));
  CHECK(expected_of(after.report, "training.cost") ==
        doctest::Approx(2 * expected_of(before.report, "training.cost")));
  CHECK(binding(before.scenario, model::Section::kTraining) == Wall::kCompute);
  CHECK(binding(after.scenario, model::Section::kTraining) == Wall::kBudget);
  CHECK(contains(cost.describe(before.inputs()), "The binding wall is compute."));
  CHECK(contains(cost.describe(after.inputs()), "The binding wall is budget."));
  CHECK(contains(cost.figure(after.inputs()).title, "Over budget"));
  // The MFU that the sentence names is where the wall turns.
  const double least = 0.4 * expected_of(before.report, "training.cost") / 12e6;
  CHECK(contains(cost.flip(before.inputs()),
                 "Below an MFU of " + model::format_number(100 * least, 3) + " %"));
  CHECK(contains(cost.flip(before.inputs()), "turns from compute to budget"));
  CHECK(contains(cost.flip(after.inputs()), "turns from budget to compute"));
  const auto wall_at = [&](double mfu) {
    return binding(turned(lesson_02(), cost.flip_knob, mfu), model::Section::kTraining);
  };
  CHECK(wall_at(least * 1.001) == Wall::kCompute);
  CHECK(wall_at(least * 0.999) == Wall::kBudget);
}

TEST_CASE("a deadline is a wall, too, which more GPUs move and money does not") {
  const Widget& cost = widget("pretraining_cost");
  model::Scenario scenario = turned(lesson_02(), "budget.days", 180);
  scenario.budget.usd = 1e9;
  const Seen late(scenario);
  CHECK(contains(cost.figure(late.inputs()).title, "Late"));
  CHECK(contains(cost.flip(late.inputs()), "takes longer than 180 days"));
  const Seen more(turned(scenario, "cluster.gpus", 2048));
  CHECK(contains(cost.describe(more.inputs()), "The deadline is 180 days, which the run meets."));
  const Seen dear(turned(scenario, "cluster.price_per_gpu_hour", 4));
  CHECK(contains(cost.figure(dear.inputs()).title, "Late"));
}

TEST_CASE("a run without a price is told in GPU-hours, one without tokens not at all") {
  model::Scenario scenario = lesson_02();
  scenario.cluster.price_per_gpu_hour.reset();
  const Seen unpriced(scenario);
  const Figure figure = widget("pretraining_cost").figure(unpriced.inputs());
  CHECK(marker(figure, "now")->at.y == expected_of(unpriced.report, "training.gpu_hours"));
  CHECK(figure.y.unit == "h");
  scenario.training->tokens.reset();
  const Seen endless(scenario);
  CHECK(widget("pretraining_cost").figure(endless.inputs()).markers.empty());
  CHECK(widget("pretraining_cost").flip(endless.inputs()).empty());
}

TEST_CASE("the bill adds up to what the model says") {
  const Seen seen(turned(lesson_02(), "serving.batch", 32));
  const Figure figure = widget("memory_bill").figure(seen.inputs());
  REQUIRE(figure.stack);
  CHECK(figure.stack->categories == std::vector<std::string>{"training", "serving"});
  const model::Inputs<double> in = model::resolve(seen.scenario);
  CHECK(sum(*figure.stack, 0) ==
        doctest::Approx(expected_of(seen.report, "training.memory_per_gpu") +
                        in.assume.context.value()));
  // What an engine does not give to the cache counts as taken, or held back.
  CHECK(sum(*figure.stack, 1) ==
        doctest::Approx(*figure.stack->capacity - expected_of(seen.report, "memory.free_for_kv") +
                        expected_of(seen.report, "memory.kv")));
}

TEST_CASE("fewer GPUs to split over, and memory capacity is the wall") {
  const Widget& bill = widget("memory_bill");
  const Seen eight(lesson_02());
  const Seen four(with_tp(4));
  CHECK(contains(bill.figure(eight.inputs()).title, "It fits"));
  CHECK(contains(bill.figure(four.inputs()).title, "Does not fit"));
  CHECK(binding(eight.scenario, model::Section::kTraining) != Wall::kMemoryCapacity);
  CHECK(binding(four.scenario, model::Section::kTraining) == Wall::kMemoryCapacity);
  CHECK(contains(bill.describe(four.inputs()), "The wall is memory capacity."));
  CHECK(contains(bill.flip(eight.inputs()),
                 "From TP 8 on it fits and the binding wall is compute; at TP 4 it does not fit"));
  CHECK(contains(bill.flip(four.inputs()), "From TP 8 on it fits"));

  // "A 70B leaves room on an H100": served on one, it does not fit.
  model::Scenario chat = with_tp(1);
  chat.training.reset();
  chat = turned(chat, "serving.batch", 1);
  const Seen one(chat);
  CHECK(contains(bill.figure(one.inputs()).title, "Does not fit: serving takes"));
  CHECK(binding(chat, model::Section::kServing) == Wall::kMemoryCapacity);
}

TEST_CASE("what fits is what the model's walls say, whatever the workload") {
  for (const model::Scenario& scenario : all_kinds()) {
    CAPTURE(scenario.name);
    CAPTURE(scenario.cluster.gpu.id);
    CAPTURE(scenario.model.id);
    const Seen seen(scenario);
    for (const char* id : {"pretraining_cost", "memory_bill"}) {
      const Figure figure = widget(id).figure(seen.inputs());
      CHECK(figure.describe == widget(id).describe(seen.inputs()));
      CHECK(!contains(words(widget(id), seen), "—"));
      CHECK(!contains(words(widget(id), seen), "nan"));
      CHECK(!figure.empty_text.empty());
      CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
    }
    const Figure figure = widget("memory_bill").figure(seen.inputs());
    if (!figure.stack) continue;
    for (std::size_t i = 0; i < figure.stack->categories.size(); ++i) {
      const bool fits = sum(*figure.stack, i) <= *figure.stack->capacity * (1 + 1e-9);
      for (const model::SectionWalls& section : seen.report.sections) {
        const bool training = section.section == model::Section::kTraining;
        if (figure.stack->categories[i] != (training ? "training" : "serving")) continue;
        const auto headroom = section.walls.of(Wall::kMemoryCapacity);
        if (headroom) CHECK((*headroom >= 1) == fits);
      }
    }
  }
}

TEST_CASE("every knob of lesson 02's widgets at either end gives a figure and words") {
  for (const char* id : {"pretraining_cost", "memory_bill"}) {
    for (std::string_view path : widget(id).knobs) {
      const model::Knob* knob = model::find_knob(path);
      REQUIRE(knob != nullptr);
      const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
      for (double value : {knob->low, last}) {
        CAPTURE(path);
        CAPTURE(value);
        const Seen seen(turned(lesson_02(), path, value));
        const Figure figure = widget(id).figure(seen.inputs());
        CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
        CHECK(!contains(words(widget(id), seen), "—"));
        if (const Marker* now = marker(figure, "now")) {
          CHECK(now->at.x >= *figure.x.from);
          CHECK(now->at.x <= *figure.x.to);
          CHECK(now->at.y >= *figure.y.from);
          CHECK(now->at.y <= *figure.y.to);
        }
      }
    }
  }
}

TEST_CASE("a pinned run and a pinned bill stay beside the present ones") {
  const Seen before(turned(lesson_02(), "assume.training.mfu", 0.3));
  const Seen now(with_tp(4));
  WidgetInputs inputs = now.inputs();
  inputs.pinned_scenario = &before.scenario;
  inputs.pinned_report = &before.report;
  const Marker* ghost = nullptr;
  const Figure cost = widget("pretraining_cost").figure(inputs);
  ghost = marker(cost, "A");
  REQUIRE(ghost != nullptr);
  CHECK(ghost->role == MarkerRole::kGhost);
  CHECK(ghost->at.y == expected_of(before.report, "training.cost"));
  const Figure bill = widget("memory_bill").figure(inputs);
  REQUIRE(bill.stack);
  CHECK(bill.stack->categories == std::vector<std::string>{"training", "A: training"});
  CHECK(sum(*bill.stack, 1) < sum(*bill.stack, 0));
}

TEST_CASE("lesson 02's widgets as pictures and in words, at first and flipped") {
  model::Scenario both = turned(lesson_02(), "serving.prompt_tokens", 8000);
  both = turned(both, "serving.batch", 32);
  model::Scenario late = turned(lesson_02(), "budget.days", 180);
  const struct {
    const char* id;
    const char* name;
    model::Scenario scenario;
  } cases[] = {{"pretraining_cost", "pretraining_cost", lesson_02()},
               {"pretraining_cost", "pretraining_cost_half_mfu",
                turned(lesson_02(), "assume.training.mfu", 0.2)},
               {"pretraining_cost", "pretraining_cost_deadline", late},
               {"memory_bill", "memory_bill_widget", lesson_02()},
               {"memory_bill", "memory_bill_widget_tp4", with_tp(4)},
               {"memory_bill", "memory_bill_widget_both", both}};
  for (const auto& one : cases) {
    CAPTURE(std::string(one.name));
    const Seen seen(one.scenario);
    const Figure figure = widget(one.id).figure(seen.inputs());
    check_golden(std::string(one.name) + ".svg", to_svg(figure, 640, 420, ThemeName::kLight));
    check_golden(std::string(one.name) + ".txt", words(widget(one.id), seen));
    const Layout layout = lay_out(figure, 640, 420, InterMetrics(), {});
    for (const std::string& label : layout.dropped_labels) FAIL_CHECK(label);
  }
}
