// What a frame of the window costs before it is drawn: the busiest screens at 1920x1080, standing
// still and while a knob is dragged. A millisecond leaves fifteen of sixteen to the machine.
#include <benchmark/benchmark.h>

#include <cmath>

#include "app/lesson/session.h"
#include "tests/app/screens/screens.h"

namespace {

using namespace wf::app;
using namespace wf::app::testing;

constexpr StageSetting kDesk{.width = 1920, .height = 1080};

const ScreenSpec& screen(std::string_view name) {
  for (const ScreenSpec& each : screens()) {
    if (each.name == name) return each;
  }
  throw std::runtime_error("no screen " + std::string(name));
}

void stands_still(benchmark::State& state, const char* name) {
  const auto stage = show_screen(screen(name), kDesk);
  for (auto _ : state) stage->driver().frames(1);
}

// The knob goes up and down over a decade: no two frames in a row show the same numbers.
void dragged(benchmark::State& state, const char* name, const char* knob, double middle) {
  const auto stage = show_screen(screen(name), kDesk);
  Document& document = *stage->shell().workspace().current();
  LessonSession* session = stage->shell().session_of(document);
  if (session != nullptr) session->set_dragging(true);
  int step = 0;
  for (auto _ : state) {
    const double value = std::round(middle * std::pow(10, 0.5 * std::sin(0.05 * ++step)));
    if (session != nullptr) {
      session->set_knob(knob, value);
    } else {
      wf::model::Scenario scenario = document.scenario;
      wf::model::find_knob(knob)->set(scenario, value);
      stage->shell().workspace().change(document, std::move(scenario));
    }
    stage->driver().frames(1);
  }
}

const char* const kBatch = "serving.batch";

BENCHMARK_CAPTURE(stands_still, lesson, "lesson-top");
BENCHMARK_CAPTURE(stands_still, lesson_arithmetic, "lesson-arithmetic");
BENCHMARK_CAPTURE(stands_still, explorer, "explorer");
BENCHMARK_CAPTURE(stands_still, explorer_arithmetic, "explorer-arithmetic");
BENCHMARK_CAPTURE(stands_still, explorer_pinned, "explorer-pinned");
BENCHMARK_CAPTURE(stands_still, operations, "operations");
BENCHMARK_CAPTURE(stands_still, compare, "compare");
BENCHMARK_CAPTURE(stands_still, side_by_side, "side-by-side");
BENCHMARK_CAPTURE(stands_still, validation, "validation");
BENCHMARK_CAPTURE(stands_still, tornado, "tornado");
BENCHMARK_CAPTURE(stands_still, palette, "palette");
BENCHMARK_CAPTURE(stands_still, presenter, "present-figure");
BENCHMARK_CAPTURE(dragged, lesson, "lesson-top", kBatch, 32.0);
BENCHMARK_CAPTURE(dragged, lesson_arithmetic, "lesson-arithmetic", kBatch, 32.0);
BENCHMARK_CAPTURE(dragged, lesson_pinned, "lesson-widget-pinned", kBatch, 32.0);
BENCHMARK_CAPTURE(dragged, explorer, "explorer", kBatch, 64.0);
BENCHMARK_CAPTURE(dragged, explorer_arithmetic, "explorer-arithmetic", kBatch, 64.0);
BENCHMARK_CAPTURE(dragged, explorer_pinned, "explorer-pinned", kBatch, 64.0);
BENCHMARK_CAPTURE(dragged, operations, "operations", kBatch, 64.0);
BENCHMARK_CAPTURE(dragged, compare, "compare", kBatch, 64.0);

}  // namespace
