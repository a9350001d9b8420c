#include <fmt/format.h>

#include <array>

#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// The course as a map: the five steps of the loop from left to right, the five walls from top to
// bottom, and each lesson where it does its main work. The row of the wall that binds the workload
// is the one to read next.

namespace wf::widgets {
namespace {

constexpr std::array<std::string_view, 5> kSteps = {"requirements", "arithmetic", "topology",
                                                    "bottleneck", "iterate"};

struct Place {
  std::string_view lesson;
  Wall wall;
  int step;  // of kSteps
};

// The lessons in the order of the course.
constexpr std::array<Place, 27> kPlaces = {{
    {"01", Wall::kMemoryBandwidth, 1},  {"02", Wall::kBudget, 1},
    {"03", Wall::kBudget, 0},           {"03a", Wall::kCompute, 1},
    {"03b", Wall::kMemoryBandwidth, 3}, {"04", Wall::kMemoryCapacity, 1},
    {"05", Wall::kNetwork, 2},          {"06", Wall::kMemoryBandwidth, 4},
    {"07", Wall::kMemoryCapacity, 2},   {"07a", Wall::kNetwork, 1},
    {"07b", Wall::kCompute, 3},         {"07c", Wall::kMemoryCapacity, 4},
    {"08", Wall::kNetwork, 3},          {"09", Wall::kCompute, 2},
    {"09a", Wall::kMemoryBandwidth, 3}, {"09b", Wall::kNetwork, 2},
    {"09c", Wall::kCompute, 4},         {"09d", Wall::kBudget, 2},
    {"10", Wall::kBudget, 3},           {"11", Wall::kBudget, 4},
    {"12", Wall::kBudget, 4},           {"13", Wall::kCompute, 0},
    {"14", Wall::kMemoryCapacity, 3},   {"15", Wall::kCompute, 3},
    {"16", Wall::kMemoryCapacity, 0},   {"17", Wall::kMemoryCapacity, 1},
    {"18", Wall::kMemoryBandwidth, 0},
}};

// The first wall stands at the top.
double row_of(Wall wall) {
  return static_cast<double>(kWallCount) - static_cast<double>(static_cast<std::size_t>(wall));
}

double column_of(int step) { return 1.0 + 1.3 * step; }
constexpr double kRight = 7.1;  // where the rows end and their names begin

// Lessons of one cell, joined: "03b 09a".
std::string lessons_in(Wall wall, int step) {
  std::string text;
  for (const Place& place : kPlaces) {
    if (place.wall != wall || place.step != step) continue;
    if (!text.empty()) text += "  ";
    text += place.lesson;
  }
  return text;
}

std::string lessons_of(Wall wall) {
  std::string text;
  for (const Place& place : kPlaces) {
    if (place.wall == wall) text += fmt::format("{}{}", text.empty() ? "" : ", ", place.lesson);
  }
  return text;
}

const model::Walls* walls_of(const model::Report& report) {
  return report.sections.empty() ? nullptr : &report.sections[0].walls;
}

std::string headroom_text(const model::Walls& walls, Wall wall, const model::Walls* pinned) {
  const auto text = [&](const model::Walls& of) {
    const auto factor = of.of(wall);
    return factor ? model::format_number(*factor) + "×" : std::string("no limit");
  };
  const std::string now = (walls.of(wall) ? "headroom " : "") + text(walls);
  return pinned == nullptr ? now : fmt::format("{}, A {}", now, text(*pinned));
}

std::string describe(const WidgetInputs& inputs) {
  const model::Walls* walls = walls_of(inputs.report);
  std::string words =
      "The loop has five steps: requirements, arithmetic, topology, bottleneck, iterate. Each "
      "lesson stands at the step where it works and at the wall it works on. ";
  if (walls == nullptr) {
    return words + "This workload asks for nothing yet, so no wall binds.";
  }
  words += "Headrooms of this workload: ";
  for (std::size_t i = 0; i < kWallCount; ++i) {
    const Wall wall = walls->ascending[i].wall;
    const auto factor = walls->ascending[i].factor;
    words += fmt::format("{}{} {}", i == 0 ? "" : ", ", wall_name(wall),
                         factor ? model::format_number(*factor) + "×" : "without limit");
  }
  return words + fmt::format(". The binding wall is {}; its lessons are {}.",
                             wall_name(walls->binding()), lessons_of(walls->binding()));
}

Figure figure_of(const WidgetInputs& inputs) {
  const model::Walls* walls = walls_of(inputs.report);
  const model::Walls* pinned = inputs.pinned_report ? walls_of(*inputs.pinned_report) : nullptr;
  Figure figure;
  figure.title = walls == nullptr ? "The course: five steps, five walls"
                                  : fmt::format("This workload meets {} first: read along its row",
                                                wall_name(walls->binding()));
  figure.describe = describe(inputs);
  figure.x = {.label = "", .from = 0.5, .to = kRight, .visibility = AxisVisibility::kHidden};
  figure.y = {.label = "", .from = 0.4, .to = 6.2, .visibility = AxisVisibility::kHidden};

  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    figure.annotations.push_back({.text = std::string(kSteps[i]),
                                  .at = {column_of(static_cast<int>(i)) - 0.12, 5.75},
                                  .priority = 90});
  }
  for (const Wall wall : kWalls) {
    const double y = row_of(wall);
    const bool binds = walls != nullptr && walls->binding() == wall;
    const std::string name(wall_name(wall));
    figure.lines.push_back({.name = name,
                            .points = {{0.6, y}, {kRight, y}},
                            .role = binds ? LineRole::kExpected : LineRole::kGhost,
                            .meaning = {"", wall},
                            .label = {" ", 0}});
    // The name stands under its row's beginning: the lessons stand above.
    figure.annotations.push_back(
        {.text = walls == nullptr
                     ? name
                     : fmt::format("{} · {}", name, headroom_text(*walls, wall, pinned)),
         .at = {0.6, y - 0.24},
         .meaning = {"", wall},
         .priority = 95});
    for (int step = 0; step < static_cast<int>(kSteps.size()); ++step) {
      const std::string lessons = lessons_in(wall, step);
      if (lessons.empty()) continue;
      figure.markers.push_back({.name = lessons,
                                .at = {column_of(step), y},
                                .role = binds ? MarkerRole::kOperating : MarkerRole::kOther,
                                .meaning = {"", wall},
                                .label = {lessons, 80}});
    }
  }
  return figure;
}

// The batch at which another wall takes over, found by doubling and halving.
std::string flip(const WidgetInputs& inputs) {
  const model::Walls* walls = walls_of(inputs.report);
  if (walls == nullptr || !inputs.scenario.serving) return {};
  const Wall now = walls->binding();
  const auto binding_at = [&](double batch) {
    const model::Report report = model::make_report(
        with_knob(inputs.scenario, "serving.batch", batch), model::Scope::kSteps);
    return report.sections[0].walls.binding();
  };
  const double batch = expected_of(inputs.report, "serving.operating_batch");
  const double most = model::find_knob("serving.batch")->high;
  if (!(batch >= 1) || batch >= most || binding_at(most) == now) return {};
  const double last = last_that_holds(batch, most, [&](double b) { return binding_at(b) == now; });
  return fmt::format("Beyond a batch of {} the binding wall is no longer {} but {}.",
                     model::format_number(last), wall_name(now), wall_name(binding_at(last + 1)));
}

}  // namespace

Widget course_map_widget() {
  return {.id = "course_map",
          .title = "The loop, the walls and the lessons",
          .knobs = {"serving.batch", "serving.prompt_tokens", "cluster.gpu.memory_bandwidth",
                    "cluster.gpu.memory", "serving.output_tokens"},
          .quantities = {"decode.step_time", "serving.max_batch", "decode.intensity"},
          .flip_knob = "serving.batch",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
