#include <doctest/doctest.h>

#include <algorithm>

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

const Widget& slo_to_fleet() {
  const Widget* found = find_widget("slo_to_fleet");
  REQUIRE(found != nullptr);
  return *found;
}

model::Scenario chat() { return read(kRoot / "lessons/03-requirements/chat-llama3-8b-fleet.json"); }

const Line& line(const Figure& figure, const std::string& name) {
  const auto found = std::find_if(figure.lines.begin(), figure.lines.end(),
                                  [&](const Line& l) { return l.name.starts_with(name); });
  REQUIRE(found != figure.lines.end());
  return *found;
}

}  // namespace

TEST_CASE("the fleet falls as the pace relaxes, and the popular rule rises") {
  const Seen seen(chat());
  const Figure figure = slo_to_fleet().figure(seen.inputs());
  const Line& fleet = line(figure, "fleet that keeps it");
  for (std::size_t i = 1; i < fleet.points.size(); ++i) {
    CHECK(fleet.points[i].x >= fleet.points[i - 1].x);
    CHECK(fleet.points[i].y <= fleet.points[i - 1].y);
  }
  const Line& rule = line(figure, "rule");
  for (std::size_t i = 1; i < rule.points.size(); ++i) {
    CHECK(rule.points[i].y >= rule.points[i - 1].y);
  }
  CHECK(rule.points.back().y > 2 * rule.points.front().y);
  // The marker is the model's own answer.
  const Marker& now = figure.markers.back();
  CHECK(now.at.x == 0.03);
  CHECK(now.at.y == expected_of(seen.report, "fleet.gpus"));
}

TEST_CASE("each point of the curve is what the model says of that pace") {
  const Seen seen(chat());
  const Figure figure = slo_to_fleet().figure(seen.inputs());
  const Line& fleet = line(figure, "fleet that keeps it");
  for (std::size_t i = 0; i + 2 < fleet.points.size(); i += 3) {
    const Point& p = fleet.points[i];
    const Seen at(turned(chat(), "serving.slo.tpot", p.x * (1 + 1e-9)));
    CHECK(expected_of(at.report, "fleet.gpus") == p.y);
  }
}

TEST_CASE("one knob goes from no fleet to a full replica, another to the budget") {
  const Seen tight(turned(chat(), slo_to_fleet().flip_knob, 0.004));
  CHECK(contains(slo_to_fleet().describe(tight.inputs()), "Memory bandwidth is the wall"));
  CHECK(contains(slo_to_fleet().figure(tight.inputs()).title, "No fleet keeps 4 ms"));
  const Seen loose(turned(chat(), slo_to_fleet().flip_knob, 0.2));
  CHECK(contains(slo_to_fleet().describe(loose.inputs()), "all that memory holds"));
  const Seen longer(turned(chat(), "serving.output_tokens", 4000));
  CHECK(contains(slo_to_fleet().describe(longer.inputs()), "budget is the wall"));
  const Seen now(chat());
  CHECK(contains(slo_to_fleet().flip(now.inputs()), "memory bandwidth is the wall"));
  const auto binding = [](double pace) {
    return model::make_report(turned(chat(), slo_to_fleet().flip_knob, pace))
        .sections[0]
        .walls.binding();
  };
  CHECK(binding(0.0001) != binding(60));
}

TEST_CASE("every model and every knob at either end gives a figure of the fleet and words") {
  const auto check = [](const model::Scenario& scenario) {
    const Seen seen(scenario);
    const Figure figure = slo_to_fleet().figure(seen.inputs());
    CHECK(figure.describe == slo_to_fleet().describe(seen.inputs()));
    CHECK(!contains(figure.describe + figure.title + slo_to_fleet().flip(seen.inputs()), "—"));
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
  for (std::string_view path : slo_to_fleet().knobs) {
    const model::Knob* knob = model::find_knob(path);
    REQUIRE(knob != nullptr);
    const double last = knob->choices.empty() ? knob->high : double(knob->choices.size()) - 1;
    for (double value : {knob->low, last}) {
      CAPTURE(path);
      check(turned(chat(), path, value));
    }
  }
  model::Scenario idle = chat();
  idle.serving->arrival_rate.reset();
  check(idle);
  idle.serving.reset();
  check(idle);
}

TEST_CASE("the fleet as a picture and in words") {
  const auto save = [](const Seen& seen, const std::string& name) {
    check_golden(name + ".svg",
                 to_svg(slo_to_fleet().figure(seen.inputs()), 640, 420, ThemeName::kLight));
    check_golden(name + ".txt", slo_to_fleet().describe(seen.inputs()) + "\n\n" +
                                    slo_to_fleet().flip(seen.inputs()) + "\n");
  };
  const Seen now(chat());
  const Seen tight(turned(chat(), "serving.slo.tpot", 0.004));
  const Seen longer(turned(chat(), "serving.output_tokens", 4000));
  save(now, "slo_to_fleet_widget");
  save(tight, "slo_to_fleet_widget_flipped");
  save(longer, "slo_to_fleet_widget_budget");
  WidgetInputs pinned = now.inputs();
  pinned.pinned_scenario = &longer.scenario;
  pinned.pinned_report = &longer.report;
  CHECK(line(slo_to_fleet().figure(pinned), "A").role == LineRole::kGhost);
}
