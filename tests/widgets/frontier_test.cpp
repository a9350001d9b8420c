#include <doctest/doctest.h>

#include <algorithm>

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

const Widget& frontier() {
  const Widget* found = find_widget("frontier");
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario chat() {
  return read(kRoot / "lessons/03b-throughput-and-the-frontier/chat-llama3-8b-frontier.json");
}

WidgetInputs with_catalogue(const Seen& seen) {
  WidgetInputs inputs = seen.inputs();
  inputs.catalogue = &catalogue();
  return inputs;
}

const Line* line(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.lines.begin(), figure.lines.end(),
                                  [&](const Line& l) { return l.name == name; });
  return found == figure.lines.end() ? nullptr : &*found;
}

const Marker* marker(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.markers.begin(), figure.markers.end(),
                                  [&](const Marker& m) { return m.name == name; });
  return found == figure.markers.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("the operating point is the model's, and lies on the curve within the promise") {
  const Seen seen(chat());
  const Figure figure = frontier().figure(with_catalogue(seen));
  const Marker* now = marker(figure, "operating point");
  REQUIRE(now != nullptr);
  CHECK(now->at.x ==
        doctest::Approx(expected_of(seen.report, "fleet.operating_gap")).epsilon(1e-9));
  CHECK(now->at.y ==
        doctest::Approx(expected_of(seen.report, "fleet.tokens_per_s_per_gpu")).epsilon(1e-9));
  CHECK(now->at.x <= 0.025);
  // Along the curve both rise, but for steps of the multiplies' tiles.
  const Line* curve = line(figure, "this design");
  REQUIRE(curve != nullptr);
  for (std::size_t i = 1; i < curve->points.size(); ++i) {
    CHECK(curve->points[i].x > curve->points[i - 1].x);
    CHECK(curve->points[i].y > 0.97 * curve->points[i - 1].y);
  }
  // Decode alone promises more at the same pace, and stays below its ceiling.
  const Line* alone = line(figure, "decode alone");
  REQUIRE(alone != nullptr);
  CHECK(alone->points.back().y > curve->points.back().y);
  CHECK(alone->points.back().y < expected_of(seen.report, "decode.token_ceiling"));
}

TEST_CASE("other cards and fewer bits are drawn beside, where there is a catalogue") {
  const Seen seen(chat());
  const Figure figure = frontier().figure(with_catalogue(seen));
  const Line* fewer = line(figure, "in fp8");
  const Line* h200 = line(figure, "H200");
  REQUIRE(fewer != nullptr);
  REQUIRE(h200 != nullptr);
  CHECK(line(figure, "H100") == nullptr);
  CHECK(h200->points.back().y > line(figure, "this design")->points.back().y);
  CHECK(line(frontier().figure(seen.inputs()), h200->name) == nullptr);
}

TEST_CASE("a pace below the floor leaves nothing, a loose one a full memory") {
  const Seen tight(turned(chat(), frontier().flip_knob, 0.005));
  CHECK(contains(frontier().describe(tight.inputs()), "memory bandwidth is the wall"));
  CHECK(marker(frontier().figure(tight.inputs()), "operating point") == nullptr);
  const Seen loose(turned(chat(), frontier().flip_knob, 0.5));
  CHECK(contains(frontier().describe(loose.inputs()), "memory capacity is the wall"));
  CHECK(marker(frontier().figure(loose.inputs()), "operating point")->meaning.wall ==
        Wall::kMemoryCapacity);
  const auto binding = [](double pace) {
    return model::make_report(turned(chat(), frontier().flip_knob, pace))
        .sections[0]
        .walls.binding();
  };
  CHECK(binding(0.0001) == model::Wall::kMemoryBandwidth);
  CHECK(binding(60) == model::Wall::kMemoryCapacity);
  // The ends that flip() names are those of the curve.
  const Seen now(chat());
  const Line curve = *line(frontier().figure(now.inputs()), "this design");
  const std::string words = frontier().flip(now.inputs());
  CHECK(contains(words, "below " + model::format_magnitude(curve.points.front().x, "s")));
  CHECK(contains(words, "From " + model::format_magnitude(curve.points.back().x, "s")));
}

TEST_CASE("every model and every knob at either end gives a frontier and words") {
  const auto check = [](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = frontier().figure(with_catalogue(seen));
    CHECK(figure.describe == frontier().describe(seen.inputs()));
    CHECK(!contains(figure.describe + figure.title + frontier().flip(seen.inputs()), "—"));
    CHECK(!lay_out(figure, 640, 420, InterMetrics(), {}).primitives.empty());
  };
  for (const auto& model : catalogue().models) {
    for (const char* gpu : {"h100-sxm-80gb", "l4-24gb"}) {
      model::Scenario scenario = chat();
      scenario.model = model.shape;
      scenario.cluster.gpu = *catalogue().find_gpu(gpu);
      check(scenario);
    }
  }
  for (std::string_view path : frontier().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(chat(), path, value));
    }
  }
  model::Scenario training = chat();
  training.serving.reset();
  check(training);
}

TEST_CASE("the frontier as a picture and in words") {
  const auto save = [](const Seen& seen, const std::string& name) {
    check_golden(name + ".svg",
                 to_svg(frontier().figure(with_catalogue(seen)), 640, 420, ThemeName::kLight));
    check_golden(name + ".txt", frontier().describe(seen.inputs()) + "\n\n" +
                                    frontier().flip(seen.inputs()) + "\n");
  };
  const Seen now(chat());
  const Seen tight(turned(chat(), "serving.slo.tpot", 0.005));
  model::Scenario batch = chat();
  batch.serving->slo.tpot.reset();
  save(now, "frontier_widget");
  save(tight, "frontier_widget_flipped");
  save(Seen(batch), "frontier_widget_offline");
  WidgetInputs pinned = now.inputs();
  pinned.pinned_scenario = &batch;
  pinned.pinned_report = &now.report;
  CHECK(line(frontier().figure(pinned), "A")->role == LineRole::kGhost);
}
