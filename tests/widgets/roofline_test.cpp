#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

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

const Widget& roofline() {
  const Widget* found = find_widget("roofline");
  REQUIRE(found != nullptr);
  return *found;
}

const Marker& marker(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.markers.begin(), figure.markers.end(),
                                  [&](const Marker& m) { return m.name == name; });
  REQUIRE_MESSAGE(found != figure.markers.end(), "no marker ", name);
  return *found;
}

const Line* line(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.lines.begin(), figure.lines.end(),
                                  [&](const Line& l) { return l.name == name; });
  return found == figure.lines.end() ? nullptr : &*found;
}

// Short prompts and answers: the KV cache is small, and the ridge comes first.
model::Scenario flipped() {
  model::Scenario scenario = lesson_01();
  scenario.serving->prompt_tokens = 128;
  scenario.serving->output_tokens = 64;
  scenario.serving->batch = 512;
  return scenario;
}

}  // namespace

TEST_CASE("the operating point is the model's decode step") {
  const Seen seen(lesson_01());
  const Figure figure = roofline().figure(seen.inputs());
  const Marker& now = marker(figure, "decode now");
  CHECK(now.role == MarkerRole::kOperating);
  CHECK(now.at.x == expected_of(seen.report, "decode.intensity"));
  CHECK(now.at.y == doctest::Approx(expected_of(seen.report, "decode.flops") /
                                    expected_of(seen.report, "decode.step_time")));
  // Share of the peak, by another way.
  const double peak =
      expected_of(seen.report, "roofline.ridge") * seen.scenario.cluster.gpu.memory_bandwidth.value;
  CHECK(now.at.y / peak ==
        doctest::Approx(expected_of(seen.report, "decode.compute_share")).epsilon(1e-9));
  const Marker& prefill = marker(figure, "prefill");
  const model::Report alone = model::make_report(turned(lesson_01(), "serving.batch", 1));
  CHECK(prefill.at.y / peak == doctest::Approx(expected_of(alone, "prefill.mfu")).epsilon(1e-9));
  CHECK(prefill.at.x == doctest::Approx(expected_of(alone, "prefill.flops") /
                                        expected_of(alone, "decode.weight_bytes")));
}

TEST_CASE("nothing passes the roof, on any GPU and with any example workload") {
  std::vector<model::Scenario> scenarios = {lesson_01(), flipped()};
  for (const auto& entry : catalogue().gpus) {
    scenarios.push_back(lesson_01());
    scenarios.back().cluster.gpu = entry.gpu;
  }
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "assets/workloads")) {
    scenarios.push_back(read(file.path()));
  }
  for (const model::Scenario& scenario : scenarios) {
    CAPTURE(scenario.name);
    CAPTURE(scenario.cluster.gpu.id);
    const Seen seen(scenario);
    const Figure figure = roofline().figure(seen.inputs());
    CHECK(figure.describe == roofline().describe(seen.inputs()));
    CHECK(!contains(figure.describe, "—"));
    if (!scenario.serving) {
      CHECK(figure.markers.empty());
      CHECK(roofline().flip(seen.inputs()).empty());
      continue;
    }
    const double bandwidth = scenario.cluster.gpu.memory_bandwidth.value;
    const double peak = expected_of(seen.report, "roofline.ridge") * bandwidth;
    for (const char* name : {"decode over all batches", "batches that do not fit"}) {
      const Line* path = line(figure, name);
      REQUIRE(path != nullptr);
      for (const Point& p : path->points) {
        CHECK(p.y <= std::min(peak, p.x * bandwidth) * (1 + 1e-9));
      }
    }
    // The batch raises the intensity, so that the handle can be dragged both ways.
    REQUIRE(figure.handles.size() == 1);
    const auto& stops = figure.handles[0].stops;
    for (std::size_t i = 1; i < stops.size(); ++i) {
      CHECK(stops[i].knob > stops[i - 1].knob);
      CHECK(stops[i].coordinate >= stops[i - 1].coordinate);
    }
    CHECK(knob_at(figure.handles[0], figure.handles[0].at.x, figure.x.scale).has_value());
  }
}

TEST_CASE("dragging the point turns the batch") {
  const Seen seen(lesson_01());
  const Figure figure = roofline().figure(seen.inputs());
  const Handle& handle = figure.handles[0];
  CHECK(handle.knob == "serving.batch");
  for (double batch : {1.0, 32.0, 64.0, 195.0}) {
    const Seen other(turned(lesson_01(), "serving.batch", batch));
    const auto knob =
        knob_at(handle, expected_of(other.report, "decode.intensity"), figure.x.scale);
    REQUIRE(knob);
    CHECK(*knob == doctest::Approx(batch).epsilon(0.02));
  }
}

TEST_CASE("the context decides which ceiling comes first, and the words say so") {
  const Seen chat(lesson_01());
  const Seen brief(flipped());
  CHECK(contains(roofline().describe(chat.inputs()), "KV saturation comes first"));
  CHECK(contains(roofline().describe(brief.inputs()), "the ridge comes first"));

  // The prompt that flip() names is the last at which the ridge comes first.
  const std::string words = roofline().flip(chat.inputs());
  const auto limit_over_ridge = [](double prompt) {
    model::Scenario scenario = turned(lesson_01(), "serving.prompt_tokens", prompt);
    scenario.serving->batch = 16384;  // so large that the weights hardly count
    const model::Report report = model::make_report(scenario);
    return expected_of(report, "decode.flops") / expected_of(report, "decode.kv_bytes") /
           expected_of(report, "roofline.ridge");
  };
  const double crossing =
      last_that_holds(1, 4096, [&](double p) { return limit_over_ridge(p) > 1; });
  CHECK(limit_over_ridge(crossing) > 1);
  CHECK(limit_over_ridge(crossing + 1) <= 1);
  CHECK(contains(words, "a prompt of " + std::to_string(static_cast<int>(crossing)) + " tokens"));

  // And the flip knob's extremes change the binding wall.
  model::Scenario large = turned(lesson_01(), "serving.batch", 256);
  const auto binding = [&](double prompt) {
    return model::make_report(turned(large, roofline().flip_knob, prompt))
        .sections[0]
        .walls.binding();
  };
  CHECK(binding(1) != binding(1048576));
}

TEST_CASE("memory ends the batch before the ridge: the title does not promise it") {
  model::Scenario small = flipped();
  small.cluster.gpu.memory.value = 22e9;
  const Seen seen(small);
  const Figure figure = roofline().figure(seen.inputs());
  CHECK(contains(figure.title, "memory ends at"));
  CHECK(marker(figure, "decode now").meaning.wall == Wall::kMemoryCapacity);
  CHECK(contains(marker(figure, "decode now").label.text, "does not fit"));

  small.cluster.gpu.memory.value = 8e9;
  const Seen none(small);
  CHECK(contains(roofline().describe(none.inputs()), "no memory for a single sequence"));
  CHECK(line(roofline().figure(none.inputs()), "decode over all batches")->points.empty());
}

TEST_CASE("every knob at either end gives a figure and words") {
  for (std::string_view path : roofline().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      CAPTURE(value);
      const Seen seen(turned(lesson_01(), path, value));
      for (const char* id : {"roofline", "course_map"}) {
        const Widget* widget = find_widget(id);
        const Figure figure = widget->figure(seen.inputs());
        const Layout layout = lay_out(figure, 640, 420, InterMetrics(), {});
        CHECK(!layout.primitives.empty());
        CHECK(!contains(widget->describe(seen.inputs()), "—"));
        CHECK(!contains(widget->flip(seen.inputs()), "—"));
      }
      const Figure figure = roofline().figure(seen.inputs());
      CHECK(marker(figure, "decode now").at.x >= *figure.x.from);
      CHECK(marker(figure, "decode now").at.x <= *figure.x.to);
      CHECK(marker(figure, "decode now").at.y >= *figure.y.from);
      CHECK(marker(figure, "decode now").at.y <= *figure.y.to);
    }
  }
}

TEST_CASE("a pinned state stays as a ghost") {
  const Seen before(turned(lesson_01(), "serving.batch", 4));
  const Seen now(lesson_01());
  WidgetInputs inputs = now.inputs();
  inputs.pinned_scenario = &before.scenario;
  inputs.pinned_report = &before.report;
  const Figure figure = roofline().figure(inputs);
  const Marker& ghost = marker(figure, "A");
  CHECK(ghost.role == MarkerRole::kGhost);
  CHECK(ghost.at.x == expected_of(before.report, "decode.intensity"));
}

TEST_CASE("the roofline as a picture and in words") {
  const Seen chat(lesson_01());
  const Seen brief(flipped());
  const auto svg = [](const Seen& seen) {
    return to_svg(roofline().figure(seen.inputs()), 640, 420, ThemeName::kLight);
  };
  const auto words = [](const Seen& seen) {
    return roofline().describe(seen.inputs()) + "\n\n" + roofline().flip(seen.inputs()) + "\n";
  };
  check_golden("roofline_widget.svg", svg(chat));
  check_golden("roofline_widget_flipped.svg", svg(brief));
  check_golden("roofline_widget.txt", words(chat));
  check_golden("roofline_widget_flipped.txt", words(brief));
  const Layout layout = lay_out(roofline().figure(chat.inputs()), 640, 420, InterMetrics(), {});
  CHECK(layout.dropped_labels.empty());
}
