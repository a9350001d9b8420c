// What a frame of the window costs before it is drawn: the busiest screens at 1920x1080, standing
// still and while a knob is dragged. A millisecond leaves fifteen of sixteen to the machine.
#include <benchmark/benchmark.h>
#include <imgui.h>

#include <cmath>

#include "app/lesson/session.h"
#include "tests/app/screens/screens.h"
#include "widgets/registry.h"

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

[[gnu::noinline]] void one_frame(Stage& stage) { stage.driver().frames(1); }

// The mouse holds a knob's slider and goes to and fro: no two frames in a row show the same
// numbers.
void drag(benchmark::State& state, Stage& stage, std::string_view knob) {
  UiDriver& driver = stage.driver();
  driver.hover(knob);
  const UiDriver::Rect box = driver.rect(knob);
  const auto go_to = [&](double share) {
    ImGui::GetIO().AddMousePosEvent(static_cast<float>(std::lerp(box.left, box.right, share)),
                                    static_cast<float>((box.top + box.bottom) / 2));
  };
  go_to(0.5);
  driver.frames(1);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  int step = 0;
  const auto move = [&] { go_to(0.5 + 0.3 * std::sin(0.7 * ++step)); };
  for (int i = 0; i < 4; ++i) move(), driver.frames(1);
  for (auto _ : state) {
    move();
    one_frame(stage);
  }
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  driver.frames(2);
}

void dragged(benchmark::State& state, const char* name, const char* knob) {
  drag(state, *show_screen(screen(name), kDesk), knob);
}

const std::string kWidgetPane = "##widget pane/";  // the text has numbers of the same name
const char* const kBatch = "serving.batch";
const char* const kLessonPrompt = "##widget pane/serving.prompt_tokens";

// Each lesson with its own widget and its second knob: the first may be a handle in the figure,
// too.
void dragged_lesson(benchmark::State& state, const char* id) {
  Stage stage(kDesk);
  stage.open_lesson(id);
  const auto* session = stage.shell().session_of(*stage.shell().workspace().current());
  const auto* widget = wf::widgets::find_widget(session->lesson().widget);
  drag(state, stage, kWidgetPane + std::string(widget->knobs.at(1)));
}

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
BENCHMARK_CAPTURE(dragged, lesson, "lesson-top", kLessonPrompt);
BENCHMARK_CAPTURE(dragged, lesson_arithmetic, "lesson-arithmetic", kLessonPrompt);
BENCHMARK_CAPTURE(dragged, lesson_pinned, "lesson-widget-pinned", kLessonPrompt);
BENCHMARK_CAPTURE(dragged, explorer, "explorer", kBatch);
BENCHMARK_CAPTURE(dragged, explorer_arithmetic, "explorer-arithmetic", kBatch);
BENCHMARK_CAPTURE(dragged, explorer_pinned, "explorer-pinned", kBatch);
BENCHMARK_CAPTURE(dragged, operations, "operations", kBatch);
BENCHMARK_CAPTURE(dragged, compare, "compare", kBatch);

BENCHMARK_CAPTURE(dragged_lesson, 00, "00");
BENCHMARK_CAPTURE(dragged_lesson, 01, "01");
BENCHMARK_CAPTURE(dragged_lesson, 02, "02");
BENCHMARK_CAPTURE(dragged_lesson, 03, "03");
BENCHMARK_CAPTURE(dragged_lesson, 03a, "03a");
BENCHMARK_CAPTURE(dragged_lesson, 03b, "03b");
BENCHMARK_CAPTURE(dragged_lesson, 04, "04");
BENCHMARK_CAPTURE(dragged_lesson, 05, "05");
BENCHMARK_CAPTURE(dragged_lesson, 06, "06");

}  // namespace
