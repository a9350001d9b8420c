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

const Widget& widget(const char* id) {
  const Widget* found = find_widget(id);
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario completion() {
  return read(kRoot / "lessons/06-optimisation-as-decisions/completion-llama3-8b-one-h100.json");
}
model::Scenario noon() { return turned(completion(), "serving.batch", 256); }

double gain(const model::Scenario& scenario) {
  return expected_of(model::make_report(scenario), "speculation.gain");
}

const Marker& marker(const Figure& figure, std::string_view name) {
  for (const Marker& each : figure.markers) {
    if (each.name == name) return each;
  }
  FAIL("no marker ", name);
  return figure.markers.front();
}

std::string svg(const Widget& shown, const Seen& seen) {
  return to_svg(shown.figure(seen.inputs()), 640, 420, ThemeName::kLight);
}
std::string words(const Widget& shown, const Seen& seen) {
  return shown.describe(seen.inputs()) + "\n\n" + shown.flip(seen.inputs()) + "\n";
}

// Every model on several GPUs, every knob at either end, and no serving at all.
void check_everywhere(const Widget& shown) {
  const auto check = [&](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = shown.figure(seen.inputs());
    CHECK(figure.describe == shown.describe(seen.inputs()));
    const std::string text = figure.describe + figure.title + shown.flip(seen.inputs());
    for (const char* wrong : {"—", "nan", "inf "}) {
      CAPTURE(text);
      CHECK(!contains(text, wrong));
    }
    CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
  };
  for (const auto& entry : catalogue().models) {
    CAPTURE(entry.shape.name);
    for (const char* gpu : {"h100-sxm-80gb", "l4-24gb", "mi300x-192gb"}) {
      model::Scenario scenario = completion();
      scenario.model = entry.shape;
      scenario.cluster.gpu = *catalogue().find_gpu(gpu);
      check(scenario);
    }
  }
  for (std::string_view path : shown.knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(completion(), path, value));
    }
  }
  model::Scenario training = completion();
  training.serving.reset();
  check(training);
}

}  // namespace

TEST_CASE("the speculation figure is the model's gain over the batch") {
  const Seen seen(completion());
  const Figure figure = widget("speculation").figure(seen.inputs());
  const Marker& now = marker(figure, "now");
  CHECK(now.role == MarkerRole::kOperating);
  CHECK(now.at.x == 16);
  CHECK(now.at.y == doctest::Approx(expected_of(seen.report, "speculation.gain")));
  // Points of the three curves against reports of their own.
  int curves = 0;
  for (const Line& line : figure.lines) {
    if (line.meaning.quantity != "speculation.gain") continue;
    ++curves;
    const double prompt = contains(line.name, "8,192")   ? 8192
                          : contains(line.name, "1,024") ? 1024
                                                         : 128;
    const Point& point = line.points[line.points.size() / 2];
    CHECK(point.y ==
          doctest::Approx(gain(turned(turned(completion(), "serving.prompt_tokens", prompt),
                                      "serving.batch", point.x))));
  }
  CHECK(curves == 3);
  // Of the rules, one is flat, and the other is gone at the ridge.
  for (const Line& line : figure.lines) {
    if (line.role != LineRole::kRule) continue;
    CHECK(line.points.front().y == doctest::Approx(2.1).epsilon(0.01));
    const bool flat = contains(line.name, "free");
    CHECK(line.points.back().y == doctest::Approx(flat ? 2.101 : 1.0).epsilon(0.01));
  }
}

TEST_CASE("one knob, the batch, turns a win into a loss, and another turns it back") {
  const Widget& shown = widget("speculation");
  const Seen before(completion()), after(noon());
  CHECK(gain(before.scenario) > 1.9);
  CHECK(gain(after.scenario) < 1);
  CHECK(marker(shown.figure(before.inputs()), "now").meaning.wall == Wall::kMemoryBandwidth);
  CHECK(marker(shown.figure(after.inputs()), "now").meaning.wall == Wall::kCompute);
  CHECK(contains(shown.figure(after.inputs()).title, "slows decoding down"));
  CHECK(contains(shown.describe(before.inputs()), "verification for memory bandwidth"));
  CHECK(contains(shown.describe(after.inputs()), "verification for compute"));
  CHECK(contains(shown.flip(before.inputs()), "verification waits for compute"));
  CHECK(gain(turned(noon(), "serving.prompt_tokens", 1024)) > 1.2);
  CHECK(contains(shown.flip(after.inputs()), "it gains with prompts from"));

  // The batches that flip() names: the first that loses, the last that gains.
  const auto at = [](double batch) { return gain(turned(completion(), "serving.batch", batch)); };
  const std::string words = shown.flip(before.inputs());
  const auto named = [&](const std::string& after_words) {
    const std::size_t place = words.find(after_words);
    REQUIRE(place != std::string::npos);
    return std::stod(words.substr(place + after_words.size()));
  };
  const double first = named("From batch "), last = named("above ");
  CHECK(first < last);
  CHECK(at(first - 1) >= 1);
  CHECK(at(first) < 1);
  CHECK(at(last) >= 1);
  CHECK(at(last + 1) < 1);
  for (double batch : {350.0, 400.0, 512.0, 700.0, 1024.0, 2000.0, 8192.0}) CHECK(at(batch) < 1);
}

TEST_CASE("a draft that costs more than it brings, one that is not there, one that does not fit") {
  const Widget& shown = widget("speculation");
  const Seen dear(turned(completion(), "serving.speculation.acceptance", 0.3));
  CHECK(gain(dear.scenario) < 1);
  CHECK(contains(shown.flip(dear.inputs()), "No batch gains"));
  model::Scenario plain = completion();
  plain.serving->speculation.reset();
  const Seen without(plain);
  CHECK(marker(shown.figure(without.inputs()), "now").at.y == doctest::Approx(gain(completion())));
  const Seen full(turned(completion(), "serving.batch", 4096));
  const Figure figure = shown.figure(full.inputs());
  CHECK(contains(figure.title, "does not fit"));
  CHECK(marker(figure, "now").meaning.wall == Wall::kMemoryCapacity);
}

TEST_CASE("speculation everywhere") { check_everywhere(widget("speculation")); }
TEST_CASE("the decision tree everywhere") { check_everywhere(widget("decision_tree")); }

TEST_CASE("the decision tree asks what binds, and its bars are the model's") {
  const Widget& tree = widget("decision_tree");
  const Seen seen(completion());
  const Figure figure = tree.figure(seen.inputs());
  CHECK(contains(figure.title, "Decode takes"));
  CHECK(contains(figure.title, "waits for memory bandwidth: a draft of 4, 2.02×"));
  REQUIRE(figure.bars);
  const auto bar = [](const Figure& drawn, std::string_view name) {
    for (std::size_t i = 0; i < drawn.bars->categories.size(); ++i) {
      if (contains(drawn.bars->categories[i], std::string(name))) {
        return drawn.bars->groups[0].values[i].value;
      }
    }
    FAIL("no bar ", name);
    return 0.0;
  };
  const auto with = [](const model::Scenario& scenario, std::string_view knob, double value,
                       std::string_view quantity) {
    return expected_of(model::make_report(turned(scenario, knob, value)), quantity);
  };
  const double step = expected_of(seen.report, "decode.step_time");
  const auto fp8 = double(model::Precision::kFp8);
  CHECK(bar(figure, "weights in 8 bits") ==
        doctest::Approx(step / with(completion(), "precision.weights", fp8, "decode.step_time")));
  CHECK(bar(figure, "a draft") == doctest::Approx(expected_of(seen.report, "speculation.gain")));
  CHECK(bar(figure, "half the prompt") == 1);

  // A long prompt asks another question, of which weights alone answer nothing.
  const model::Scenario documents = turned(completion(), "serving.prompt_tokens", 4096);
  const Seen many(documents);
  const Figure prompts = tree.figure(many.inputs());
  CHECK(contains(prompts.title, "Prefill takes"));
  CHECK(contains(prompts.title, "waits for compute: half the prompt in a cache"));
  CHECK(bar(prompts, "weights in 8 bits") == doctest::Approx(1).epsilon(0.03));
  CHECK(bar(prompts, "half the prompt") ==
        doctest::Approx(expected_of(many.report, "request.prefill_time") /
                        with(documents, "serving.prefix_hit", 0.5, "request.prefill_time")));
  CHECK(bar(prompts, "chunks of 512: a trap") < 0.9);
  CHECK(contains(tree.describe(many.inputs()), "trap"));

  // A batch that does not fit asks for room.
  const Seen full(turned(completion(), "serving.batch", 4096));
  const Figure room = tree.figure(full.inputs());
  CHECK(contains(room.title, "does not fit: KV cache in 8 bits, 2×"));
  CHECK(contains(tree.flip(seen.inputs()), "Above batch 1,763 the question is room"));

  // A target of the gap that a prefill breaks asks for chunks.
  model::Scenario smooth = documents;
  smooth.serving->slo.tpot = 0.030;
  const Seen gaps(smooth);
  CHECK(contains(tree.figure(gaps.inputs()).title, "chunks of 512"));
}

TEST_CASE("a mixture's experts count against a dense model of its size") {
  model::Scenario scenario = completion();
  scenario.model = *catalogue().find_model("mixtral-8x7b");
  scenario.cluster.gpu = *catalogue().find_gpu("h200-sxm-141gb");
  scenario.serving->batch = 1;
  const Seen seen(scenario);
  const Figure figure = widget("decision_tree").figure(seen.inputs());
  CHECK(contains(figure.bars->categories.back(), "its experts"));
  // Two of eight experts read, and the rest of the model as before.
  CHECK(figure.bars->groups[0].values.back().value > 2.5);
}

TEST_CASE("drafts and the decision tree as pictures and in words") {
  const Seen night(completion()), day(noon());
  const Seen documents(turned(completion(), "serving.prompt_tokens", 4096));
  const Widget& draft = widget("speculation");
  check_golden("speculation_widget.svg", svg(draft, night));
  check_golden("speculation_widget_flipped.svg", svg(draft, day));
  check_golden("speculation_widget.txt", words(draft, night));
  check_golden("speculation_widget_flipped.txt", words(draft, day));
  const Widget& tree = widget("decision_tree");
  check_golden("decision_tree_widget.svg", svg(tree, night));
  check_golden("decision_tree_widget_flipped.svg", svg(tree, documents));
  check_golden("decision_tree_widget.txt", words(tree, night));
  check_golden("decision_tree_widget_flipped.txt", words(tree, documents));

  WidgetInputs pinned = night.inputs();
  pinned.pinned_scenario = &day.scenario;
  pinned.pinned_report = &day.report;
  const Figure compared = draft.figure(pinned);
  const Marker& ghost = marker(compared, "A");
  CHECK(ghost.role == MarkerRole::kGhost);
  CHECK(ghost.at.x == 256);
  const Figure both = tree.figure(pinned);
  CHECK(std::ranges::count(both.markers, MarkerRole::kGhost, &Marker::role) ==
        static_cast<long>(both.bars->categories.size()));
}
