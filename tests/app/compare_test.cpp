// A beside B, what moves a result most, a knob against a quantity, and what lights up together: in
// lessons and in workloads.
#include <doctest/doctest.h>
#include <imgui.h>
#include <unistd.h>

#include <cmath>
#include <set>

#include "app/analysis/knob_sweep.h"
#include "app/cli/comparison.h"
#include "app/cli/quantity_table.h"
#include "app/cli/tornado_view.h"
#include "app/explorer/findings.h"
#include "app/explorer/knob_edit.h"
#include "app/lesson/session.h"
#include "app/shell/shell_commands.h"
#include "model/knob_values.h"
#include "model/sweep.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/svg.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

const char* const kDgx = "chat-llama3-70b-dgx-h100.json";

struct Window {
  explicit Window(const std::filesystem::path& lessons = {}, int width = 1280, int height = 800)
      : shell(workspace(lessons), Settings{}), driver(shell, width, height) {
    driver.frames(3);
  }
  void open(const std::filesystem::path& file) {
    shell.open_file(file);
    driver.frames(4);
  }
  void run(const char* command) {
    find_shell_command(command)->run(shell);
    driver.frames(3);
  }
  Document& document() { return *shell.workspace().current(); }
  LessonSession& lesson() { return *shell.session_of(document()); }

  // Whether something is lit up where the pointer is not.
  int lit_rectangles() {
    const ImU32 lit = shell.theme().colours.lit;
    int count = 0;
    const ImDrawData& data = driver.draw_data();
    for (int i = 0; i < data.CmdListsCount; ++i) {
      for (const ImDrawVert& vertex : data.CmdLists[i]->VtxBuffer) count += vertex.col == lit;
    }
    return count / 4;
  }

  Shell shell;
  UiDriver driver;
};

void write_lesson(const Folder& folder) {
  folder.write("01-lesson/lesson.md",
               "---\nid: 01\ntitle: Lesson 01\nwidget: roofline\n"
               "scenario: chat-llama3-70b-dgx-h100\n---\n"
               "One step takes {{decode.step_time}} at batch {{serving.batch}}.\n\n"
               "Text.\n");
}

model::Scenario dgx() {
  static const model::Catalogue kCatalogue = catalogue();
  return model::read_workload(read(example(kDgx)), kDgx, {}, kCatalogue)->scenario;
}

model::Scenario with(model::Scenario scenario, std::string_view path, double value) {
  model::find_knob(path)->set(scenario, value);
  return scenario;
}

}  // namespace

TEST_CASE("Which wall changed, in words; factors and percentages") {
  const auto a = model::make_report(dgx());
  const auto b = model::make_report(with(dgx(), "serving.batch", 4096));
  REQUIRE(a.sections[0].walls.binding() != b.sections[0].walls.binding());
  const std::string words = walls_in_short(a, b);
  CHECK(words == "A: " + std::string(model::name_of(a.sections[0].walls.binding())) +
                     " → B: " + std::string(model::name_of(b.sections[0].walls.binding())));
  CHECK(walls_in_short(a, a).starts_with("A and B: "));
  CHECK(percent_text(2.0, 3.0) == "+50 %");
  CHECK(percent_text(4.0, 1.0) == "−75 %");
  CHECK(percent_text(1.0, 1.0).empty());
  CHECK(percent_text(1.0, 50.0).empty());  // a factor says it better
  CHECK(percent_text(0.0, 1.0).empty());
  CHECK(change_text(2.0, 1.0, "s") == "×0.5");
}

TEST_CASE("A is a ghost in the picture of the headrooms") {
  const auto a = model::make_report(dgx());
  const auto b = model::make_report(with(dgx(), "serving.batch", 256));
  const auto& before = a.sections[0].walls;
  const auto figure = headroom_figure(b.sections[0].walls, &before);
  int ghosts = 0;
  for (const auto& marker : figure.markers) {
    if (marker.role != widgets::MarkerRole::kGhost) continue;
    ++ghosts;
    CHECK(marker.name.starts_with("A: "));
  }
  CHECK(ghosts == 5);
  CHECK(widgets::to_svg(figure, 600, 300, widgets::ThemeName::kLight).find("A: ") !=
        std::string::npos);
  CHECK(headroom_figure(before).markers.size() == 1);
}

TEST_CASE("P pins a workload: the table gets A, B and what became of it; swap and unpin") {
  Window w;
  w.open(example(kDgx));
  w.driver.key(ImGuiKey_P);
  w.driver.frames(3);
  REQUIRE(w.shell.pinned());
  CHECK(w.driver.shows("A and B: "));
  w.driver.click("##serving.batch");
  w.driver.type("128");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(w.driver.shows("Batch 64 → 128"));
  CHECK(w.driver.shows("B / A"));
  const auto report = model::make_report(w.document().scenario);
  const double now = *report.find("decode.step_time")->value;
  const double before = *w.shell.pinned()->report.find("decode.step_time")->value;
  CHECK(now > before);
  CHECK(w.driver.shows(change_text(before, now, "s")));
  CHECK(w.driver.shows(percent_text(before, now)));

  w.driver.click("Swap A and B");
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 64);
  CHECK(*w.shell.pinned()->scenario.serving->batch == 128);
  w.driver.click("Unpin A");
  w.driver.frames(3);
  CHECK_FALSE(w.shell.pinned());
  CHECK_FALSE(w.driver.shows("B / A"));
}

TEST_CASE("P pins a lesson: ghost, wall in words, the widget's quantities side by side") {
  const Folder folder;
  write_lesson(folder);
  Window w(folder.path());
  w.open(folder.path() / "01-lesson/lesson.md");
  w.driver.key(ImGuiKey_P);
  w.driver.frames(3);
  CHECK(w.lesson().pinned());
  w.lesson().set_knob("serving.batch", 256);
  w.driver.frames(3);
  CHECK(w.driver.shows("A: batch 64"));  // the ghost in the figure
  CHECK(w.driver.shows(walls_in_short(w.lesson().a()->report, w.lesson().report())));
  CHECK(w.driver.shows("B / A"));
  w.run("compare.swap");
  CHECK(*w.lesson().scenario().serving->batch == 64);
  w.driver.key(ImGuiKey_P);
  w.driver.frames(3);
  CHECK_FALSE(w.lesson().pinned());
}

TEST_CASE("A can be another open file, and two stand beside each other where there is room") {
  const Folder folder;
  const auto chat = folder.write("chat.json", kChat);
  Window w({}, 1920, 1000);
  w.open(chat);
  w.open(example(kDgx));
  w.run("compare.with_next");
  REQUIRE(w.shell.pinned());
  CHECK(w.shell.pinned()->name == "My chat");
  CHECK(w.driver.shows("B, compared with A: My chat"));
  w.run("compare.table");
  CHECK(w.driver.shows("What differs"));
  CHECK(w.driver.shows("Model: "));
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);

  w.run("view.side_by_side");
  CHECK(w.driver.shows("Llama 3 8B"));
  CHECK(w.driver.shows("Llama 3 70B"));
  // The one that is used is the one that commands mean.
  const auto box = w.driver.rect("beside/My chat");
  w.driver.click_at((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  w.driver.frames(2);
  CHECK(w.document().title() == "My chat");
  w.run("view.side_by_side");
  CHECK_FALSE(w.driver.shows("Llama 3 70B · "));
}

TEST_CASE("What moves this most: from a quantity's menu, by key, and as a figure") {
  Window w;
  w.open(example(kDgx));
  w.driver.right_click("Prefill of the batch");
  w.driver.frames(3);
  w.driver.click("What moves this most");
  w.driver.frames(3);
  REQUIRE(w.shell.analysis().is_open());
  CHECK(w.shell.analysis().quantity().starts_with("prefill."));
  const auto figures = w.shell.analysis().figures();
  REQUIRE(figures.size() == 1);
  const auto tornado = model::make_tornado(w.document().scenario, w.shell.analysis().quantity());
  REQUIRE(tornado);
  REQUIRE(figures[0]->bars);
  CHECK(figures[0]->bars->categories[0] == knob_label(*tornado->bars[0].knob));
  CHECK(w.driver.shows(knob_label(*tornado->bars[0].knob)));
  w.driver.click("Copy as CSV");
  CHECK(w.driver.clipboard() == widgets::to_csv(*figures[0]));
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  CHECK_FALSE(w.shell.analysis().is_open());
  w.driver.key(ImGuiKey_M);
  w.driver.frames(2);
  CHECK(w.shell.analysis().is_open());
}

TEST_CASE("The bars of a tornado tell the knob's value and the result at both ends") {
  const auto tornado = model::make_tornado(dgx(), "decode.step_time");
  REQUIRE(tornado);
  const auto figure = tornado_figure(*tornado, 5, knob_label);
  REQUIRE(figure.bars);
  CHECK(figure.bars->categories.size() == 5);
  CHECK(figure.bars->base == tornado->now);
  CHECK(figure.bars->categories[0] == "Memory bandwidth");
  CHECK(figure.bars->groups[0].values[0].text.starts_with("1.68 TB/s: "));
  CHECK(figure.bars->groups[1].values[0].text.starts_with("6.7 TB/s: "));
  CHECK(figure.describe.find("Memory bandwidth") != std::string::npos);
  const std::string csv = tornado_csv(*tornado);
  CHECK(csv.find("cluster.gpu.memory_bandwidth,bytes/s,3.35e12,1.675e12,6.7e12,") !=
        std::string::npos);
}

TEST_CASE("A knob against a quantity: curve, bound, present point, walls by name, A as a ghost") {
  const auto scenario = dgx();
  const model::Knob& batch = *model::find_knob("serving.batch");
  const model::Term& step = *model::find_quantity("decode.step_time");
  const Pinned a{"", with(scenario, "serving.prompt_tokens", 8192),
                 model::make_report(with(scenario, "serving.prompt_tokens", 8192))};
  const KnobSweep sweep = knob_sweep(scenario, batch, step, &a);
  const widgets::Figure& figure = sweep.figure;
  CHECK(figure.x.scale == widgets::Scale::kLog10);
  REQUIRE(figure.markers.size() == 1);
  CHECK(figure.markers[0].at.x == 64);
  CHECK(figure.markers[0].at.y == *model::make_report(scenario).find("decode.step_time")->value);
  bool bound = false, ghost = false;
  for (const auto& line : figure.lines) {
    bound |= line.role == widgets::LineRole::kBound;
    ghost |= line.role == widgets::LineRole::kGhost;
    if (line.role != widgets::LineRole::kExpected) continue;
    // Every point of the curve is what the model says.
    for (const auto& point : line.points) {
      CHECK(point.y == *model::make_report(with(scenario, "serving.batch", point.x))
                            .find("decode.step_time")
                            ->value);
    }
  }
  CHECK(bound);
  CHECK(ghost);
  REQUIRE(figure.areas.size() >= 2);  // another wall binds somewhere along it
  for (const auto& area : figure.areas) {
    CHECK(area.meaning.wall);
    CHECK(area.label.text == std::string(model::name_of(*area.meaning.wall)) + " binds");
    CHECK(sweep.words.find(model::name_of(*area.meaning.wall)) != std::string::npos);
  }
  // Choices are bars; the present one is marked.
  const KnobSweep bars = knob_sweep(scenario, *model::find_knob("precision.weights"), step);
  REQUIRE(bars.figure.bars);
  CHECK(std::ranges::count(bars.figure.bars->categories, "bf16, now") == 1);
}

TEST_CASE("A knob of every kind can be swept, and nothing fails") {
  for (const auto& file : {kDgx, "train-llama3-8b-64xh100.json"}) {
    const auto loaded =
        model::read_workload(read(example(file)), file, example(file).parent_path(), catalogue());
    REQUIRE(loaded);
    const auto report = model::make_report(loaded->scenario);
    for (std::size_t i = 0; i < model::knobs().size(); i += 6) {
      const model::Knob& knob = model::knobs()[i];
      CAPTURE(knob.term.id);
      const KnobSweep sweep = knob_sweep(loaded->scenario, knob, *report.readings[0].term, nullptr);
      const auto axis = model::axis_around(loaded->scenario, knob);
      if (!axis || axis->points.size() < 2) {
        CHECK_FALSE(sweep.figure.empty_text.empty());
        continue;
      }
      CHECK(sweep.figure.lines.size() + (sweep.figure.bars ? 1 : 0) > 0);
    }
  }
}

TEST_CASE("In the sweep the present point can be dragged: the knob turns, one step of history") {
  Window w;
  w.open(example(kDgx));
  w.driver.key(ImGuiKey_S);
  w.driver.frames(3);
  REQUIRE(w.shell.analysis().is_open());
  w.driver.drag_by("serving.batch", 120, 0);
  w.driver.frames(2);
  CHECK(*w.document().scenario.serving->batch > 64);
  CHECK(w.shell.history().steps().size() == 1);
  // A lesson's scenario is looked at in the same way.
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  const Folder folder;
  write_lesson(folder);
  w.open(folder.path() / "01-lesson/lesson.md");
  w.driver.key(ImGuiKey_M);
  w.driver.frames(3);
  CHECK(w.driver.shows("What moves it most"));
  CHECK(w.driver.shows("Memory bandwidth"));
}

TEST_CASE("Linked views of a workload: a row, a bar, a step of the arithmetic, a knob") {
  Window w({}, 1920, 1000);
  w.open(example(kDgx));
  w.shell.show_arithmetic("decode.step_time");
  w.driver.frames(3);
  REQUIRE(w.lit_rectangles() == 0);
  SUBCASE("a row of the table lights up the step of the arithmetic") {
    w.driver.hover("Decode step");
    w.driver.frames(3);
    CHECK(w.lit_rectangles() >= 2);
  }
  SUBCASE("a knob lights up itself and where it stands in the arithmetic") {
    w.driver.hover("serving.batch");
    w.driver.frames(3);
    CHECK(w.lit_rectangles() >= 1);
  }
  SUBCASE("a bar of the headrooms lights up its row") {
    const auto box = w.driver.rect("Headrooms, Serving");
    std::set<std::string> lit;
    for (double y = box.top + 4; y < box.bottom; y += 13) {
      for (const double x : {0.4, 0.56, 0.72}) {
        w.driver.move_to(box.left + (box.right - box.left) * x, y);
        w.driver.frames(2);
        lit.insert(w.shell.explorer_of(w.document())->lit());
      }
    }
    CHECK(lit.contains("serving.memory_per_gpu"));
    CHECK(lit.contains("decode.step_time"));
  }
  SUBCASE("a bar of what moves it lights up the knob") {
    const auto box = w.driver.rect("What moves it");
    std::set<std::string> lit;
    for (double y = box.top + 4; y < box.bottom; y += 13) {
      for (const double x : {0.4, 0.6}) {
        w.driver.move_to(box.left + (box.right - box.left) * x, y);
        w.driver.frames(2);
        lit.insert(w.shell.explorer_of(w.document())->lit());
      }
    }
    CHECK(lit.contains("cluster.gpu.memory_bandwidth"));
  }
}

TEST_CASE("Linked views of a lesson: a number, a term of the derivation, a knob") {
  const Folder folder;
  write_lesson(folder);
  Window w(folder.path());
  w.open(folder.path() / "01-lesson/lesson.md");
  SUBCASE("the knob lights up the number in the text") {
    w.driver.hover("##serving.batch");
    w.driver.frames(2);
    CHECK(w.lesson().lit() == "serving.batch");
    CHECK(w.lit_rectangles() >= 2);  // the knob's row, and the number
  }
  SUBCASE("the number lights up its quantity") {
    w.driver.hover(
        "lesson/" +
        value_text(model::make_report(w.lesson().scenario()).find("decode.step_time")->value, "s"));
    w.driver.frames(2);
    CHECK(w.lesson().lit() == "decode.step_time");
  }
}

TEST_CASE(
    "Double click on a slider types; a refused value says why in one line and changes nothing") {
  Window w;
  w.open(example(kDgx));
  w.driver.double_click("serving.batch");
  w.driver.frames(3);
  w.driver.type("80 GiB");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  const double now = *w.document().scenario.serving->batch;
  CHECK(now != 80);
  CHECK(w.driver.shows("GiB"));
  w.driver.double_click("serving.batch");
  w.driver.frames(3);
  w.driver.type("1.5x");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == std::round(now * 1.5));
}

TEST_CASE("What a field shows reads back as the value that it shows") {
  const auto store = catalogue();
  int read_back = 0;
  for (const auto& file :
       {kDgx, "train-llama3-8b-64xh100.json", "reasoning-deepseek-v3-8xh200.json"}) {
    const auto loaded =
        model::read_workload(read(example(file)), file, example(file).parent_path(), store);
    REQUIRE(loaded);
    for (const model::Knob& knob : model::knobs()) {
      if (!has_section(loaded->scenario, knob.term.id) || model::lays_out(knob.term.id)) continue;
      if (knob.kind == model::KnobKind::kChoice) continue;
      CAPTURE(file);
      CAPTURE(knob.term.id);
      const auto now = value_taken(loaded->scenario, knob);
      if (!now) continue;
      // As the file has it, and wherever drags and arrow keys can take it.
      std::vector<double> values{*now, knob.high};
      for (const double share : {0.03, 0.21, 0.5, 0.77}) {
        values.push_back(snapped(knob, knob.low + (knob.high - knob.low) * share));
      }
      double walked = *now;
      for (int i = 0; i < 5; ++i) values.push_back(walked = stepped(knob, walked, i % 2 ? 10 : 3));
      for (const double value : values) {
        auto there = loaded->scenario;
        knob.set(there, value);
        const std::string text = value_shown(there, knob);
        CAPTURE(text);
        const auto back = with_typed(loaded->scenario, knob, text, store);
        if (!back) continue;  // out of what the reader of files accepts together with the rest
        CHECK(value_taken(*back, knob).value_or(-1) == doctest::Approx(value).epsilon(1e-13));
        ++read_back;
      }
    }
  }
  CHECK(read_back > 1000);
}
