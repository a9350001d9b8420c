// What every knob of every widget and lesson keeps to: few of them, each with unit, range, default
// and sentence, turned by arrow keys, by typing with units, and taken back.
#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <cmath>
#include <set>

#include "app/cli/scenario_words.h"
#include "app/explorer/knob_edit.h"
#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "lessons/registry.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/registry.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

std::vector<lessons::LessonEntry> all_lessons() {
  lessons::Diagnostics problems;
  auto entries = lessons::find_lessons(source_dir() / "lessons", problems);
  REQUIRE(problems.empty());
  REQUIRE(entries.size() >= 9);
  return entries;
}

struct Window {
  explicit Window(const std::filesystem::path& file, int width = 1600, int height = 1200)
      : shell(workspace(source_dir() / "lessons"), Settings{}), driver(shell, width, height) {
    shell.open_file(file);
    driver.frames(5);
  }
  LessonSession& session() { return *shell.session_of(*shell.workspace().current()); }
  const model::Scenario& scenario() {
    const auto* lesson = shell.session_of(*shell.workspace().current());
    return lesson != nullptr ? lesson->scenario() : shell.workspace().current()->scenario;
  }
  // Types into a knob's field.
  void type(std::string_view path, std::string_view text) {
    driver.click("##" + std::string(path));
    driver.type(text);
    driver.key(ImGuiKey_Enter);
    driver.frames(2);
  }

  Shell shell;
  UiDriver driver;
};

const model::Knob& knob(std::string_view path) {
  const model::Knob* found = model::find_knob(path);
  REQUIRE_MESSAGE(found != nullptr, std::string(path));
  return *found;
}

}  // namespace

TEST_CASE("Each knob of each widget has a unit, a range, a default in it, and a sentence") {
  std::set<std::string_view> seen;
  for (const widgets::Widget& widget : widgets::widgets()) {
    CAPTURE(widget.id);
    CHECK(widgets::faults_of(widget).empty());
    CHECK_FALSE(widget.knobs.empty());
    CHECK(std::ranges::count(widget.knobs, widget.flip_knob) == 1);
    CHECK(std::set(widget.knobs.begin(), widget.knobs.end()).size() == widget.knobs.size());
    for (const std::string_view path : widget.knobs) {
      CAPTURE(path);
      const model::Knob& each = knob(path);
      if (!seen.insert(path).second) continue;
      CHECK_FALSE(each.term.unit.empty());
      CHECK_FALSE(each.term.symbol.empty());
      CHECK(each.term.sentence.ends_with("."));
      CHECK(each.term.sentence.size() > 15);
      CHECK_FALSE(knob_label(each).empty());
      CHECK_FALSE(range_words(each).empty());
      CHECK(each.low < each.high);
      CHECK(each.initial >= each.low);
      CHECK(each.initial <= each.high);
      if (!each.choices.empty()) CHECK(each.high == static_cast<double>(each.choices.size()) - 1);
      // An efficiency is somebody's figure; a catalogue's figures bring their own source.
      if (path.starts_with("assume.")) CHECK(each.term.source.size() > 10);
    }
  }
  CHECK(seen.size() > 20);
}

TEST_CASE("Each lesson shows at most three numbers to turn, the rest when asked for") {
  for (const auto& entry : all_lessons()) {
    CAPTURE(entry.id);
    Window w(entry.file);
    const std::string& id = w.session().lesson().widget;
    if (id.empty()) continue;
    const widgets::Widget& widget = *widgets::find_widget(id);
    std::set<std::string_view> shown;
    for (const model::Knob& each : model::knobs()) {
      if (w.driver.has("##" + std::string(each.term.id))) shown.insert(each.term.id);
    }
    CHECK(shown.size() == std::min<std::size_t>(widget.knobs.size(), widgets::kPrimaryKnobs));
    if (widget.knobs.size() <= widgets::kPrimaryKnobs) continue;
    w.driver.click("More knobs");
    for (const std::string_view path : widget.knobs) {
      CAPTURE(path);
      CHECK(w.driver.has("##" + std::string(path)));
    }
  }
}

TEST_CASE(
    "The primary knobs of every lesson: arrow keys step, Shift takes ten, the dot goes back") {
  for (const auto& entry : all_lessons()) {
    CAPTURE(entry.id);
    Window w(entry.file);
    if (w.session().lesson().widget.empty()) continue;
    const widgets::Widget& widget = *widgets::find_widget(w.session().lesson().widget);
    const model::Scenario own = w.scenario();
    for (std::size_t i = 0; i < std::min(widget.knobs.size(), widgets::kPrimaryKnobs); ++i) {
      const std::string path(widget.knobs[i]);
      CAPTURE(path);
      const model::Knob& each = knob(path);
      if (each.kind == model::KnobKind::kChoice) continue;
      ImGuiID slider = 0;
      for (const auto& control : w.driver.controls()) {
        const bool beside = control.window.find("widget pane") != std::string::npos;
        // A figure's handle has the knob's name, too.
        const auto box = beside && control.label == path ? control.id : 0;
        if (box != 0) slider = box;
      }
      REQUIRE(slider != 0);
      const auto value = [&] { return value_taken(w.scenario(), each).value_or(each.initial); };
      const double before = value();
      const auto stops = legal_stops(w.scenario(), each);
      const int direction = before >= (stops.empty() ? each.high : stops.back()) ? -1 : 1;
      const ImGuiKey key = direction > 0 ? ImGuiKey_RightArrow : ImGuiKey_LeftArrow;
      w.driver.focus_on(slider);
      w.driver.tap(key);
      w.driver.frames(3);
      const double one = value();
      CHECK((one - before) * direction > 0);
      if (stops.empty()) CHECK(one == doctest::Approx(stepped(each, before, direction)));
      w.driver.focus_on(slider);
      w.driver.key(static_cast<int>(ImGuiMod_Shift) | key);
      w.driver.frames(3);
      if (stops.empty()) CHECK(value() == doctest::Approx(stepped(each, one, 10 * direction)));
      w.driver.click("reset " + path);
      w.driver.frames(2);
      CHECK(each.get(w.scenario()) == each.get(own));
    }
  }
}

TEST_CASE("Values are typed as people write them; GB and GiB are two units") {
  const std::filesystem::path chat = example("chat-llama3-70b-dgx-h100.json");
  Window w(chat);
  const auto at = [&](std::string_view path) { return *knob(path).get(w.scenario()); };
  const auto find = [&](std::string_view path) {
    w.driver.click("##find a knob");
    w.driver.key(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_A);
    w.driver.type(path);
    w.driver.frames(2);
  };
  find("cluster.gpu.memory");
  w.type("cluster.gpu.memory", "80 GiB");
  CHECK(at("cluster.gpu.memory") == 80 * 0x1p30);
  CHECK(value_shown(w.scenario(), knob("cluster.gpu.memory")) == "80 GiB");
  w.type("cluster.gpu.memory", "80 GB");
  CHECK(at("cluster.gpu.memory") == 80e9);
  CHECK(value_shown(w.scenario(), knob("cluster.gpu.memory")) == "80 GB");
  w.type("cluster.gpu.memory_bandwidth", "4.8 TB/s");
  CHECK(at("cluster.gpu.memory_bandwidth") == doctest::Approx(4.8e12));
  w.type("cluster.gpu.memory_bandwidth", "1.5x");
  CHECK(at("cluster.gpu.memory_bandwidth") == doctest::Approx(7.2e12));
  w.type("cluster.gpu.memory_bandwidth", "3.35 TB/s");
  CHECK(at("cluster.gpu.memory_bandwidth") == doctest::Approx(3.35e12));
  find("price");
  w.type("cluster.price_per_gpu_hour", "$2.10/h");
  CHECK(at("cluster.price_per_gpu_hour") == doctest::Approx(2.10));
  find("published");
  w.type("model.params", "70e9*2");
  CHECK(at("model.params") == 140e9);

  // A wrong dimension: one line below the field, and the value that was there.
  find("cluster.gpu.memory");
  for (const char* wrong : {"80 ms", "80 GB/s", "80 Gb/s", "80 parsecs", "-1 GB"}) {
    CAPTURE(wrong);
    w.type("cluster.gpu.memory", wrong);
    CHECK(at("cluster.gpu.memory") == 80e9);
    const auto refused = with_typed(w.scenario(), knob("cluster.gpu.memory"), wrong,
                                    w.shell.workspace().catalogue());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find('\n') == std::string::npos);
    CHECK(w.driver.shows(refused.error().what.substr(0, 20)));
  }
  w.type("cluster.gpu.memory", "96 GB");
  CHECK_FALSE(w.driver.shows("parsecs"));
}

TEST_CASE("A primary knob of a lesson takes typed units and refuses others in one line") {
  for (const auto& entry : all_lessons()) {
    CAPTURE(entry.id);
    Window w(entry.file);
    if (w.session().lesson().widget.empty()) continue;
    const widgets::Widget& widget = *widgets::find_widget(w.session().lesson().widget);
    for (std::size_t i = 0; i < std::min(widget.knobs.size(), widgets::kPrimaryKnobs); ++i) {
      const std::string path(widget.knobs[i]);
      CAPTURE(path);
      const model::Knob& each = knob(path);
      if (each.kind == model::KnobKind::kChoice) continue;
      const auto before = each.get(w.scenario());
      const auto steps = w.shell.history().steps().size();
      w.type(path, "7 parsecs");
      CHECK(each.get(w.scenario()) == before);
      CHECK(w.driver.shows("parsecs"));
      CHECK(w.shell.history().steps().size() == steps);
      // What stands in the field reads back as the same value.
      w.type(path, value_shown(w.scenario(), each));
      CHECK(each.get(w.scenario()) == before);
      CHECK_FALSE(w.driver.shows("parsecs"));
    }
  }
}

TEST_CASE("A knob's name explains it: sentence, range, default") {
  Window w(example("chat-llama3-70b-dgx-h100.json"));
  const auto box = w.driver.rect("serving.prompt_tokens");
  w.driver.move_to(box.left - 40, (box.top + box.bottom) / 2);
  w.driver.wait(1);
  w.driver.frames(2);
  CHECK(w.driver.shows("Tokens of one prompt."));
  CHECK(w.driver.shows("serving.prompt_tokens: "));
  CHECK(w.driver.shows("Default "));
}

TEST_CASE("A number's hint has definition, unit, formula, and when its figures were read") {
  Window w(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.hover("Decode step");
  w.driver.frames(2);
  CHECK(w.driver.shows("Time between two tokens of one sequence"));
  CHECK(w.driver.shows("decode.step_time (t_step), in s."));
  CHECK(w.driver.shows("Formula: "));
  CHECK(w.driver.shows("With figures of NVIDIA H100"));
  CHECK(w.driver.shows("read 2026-"));
  // A knob that the catalogue gives says where and when, too.
  w.driver.click("##find a knob");
  w.driver.type("memory_bandwidth");
  w.driver.frames(2);
  const auto box = w.driver.rect("cluster.gpu.memory_bandwidth");
  w.driver.move_to(box.left - 40, (box.top + box.bottom) / 2);
  w.driver.wait(1);
  w.driver.frames(2);
  CHECK(w.driver.shows("Figure: NVIDIA"));
}

TEST_CASE("Every figure of every GPU has a source; what was printed has the day it was read") {
  int dated = 0;
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const model::Accelerator& gpu = entry.gpu;
    std::vector<const model::Figure*> figures = {&gpu.memory, &gpu.memory_bandwidth};
    for (const auto* each : {&gpu.link_bandwidth, &gpu.nic_bandwidth, &gpu.compute_units}) {
      if (*each) figures.push_back(&**each);
    }
    for (const auto& peak : gpu.peak) {
      if (peak) figures.push_back(&*peak);
    }
    for (const model::Figure* figure : figures) {
      CAPTURE(figure->source);
      CHECK(figure->source.size() > 10);
      const bool ours = figure->kind == model::FigureKind::kAssumed ||
                        figure->kind == model::FigureKind::kRecalled;
      const bool has_day = figure->source.find("read 20") != std::string::npos;
      CHECK((ours || has_day));
      dated += has_day;
    }
    CHECK(figure_words(gpu, "cluster.gpu.memory").starts_with("Figure: "));
    CHECK(figure_words(gpu, "decode.step_time").find(gpu.name) != std::string::npos);
    CHECK(figure_words(gpu, "serving.batch").empty());
  }
  CHECK(dated > 300);
}
