// Every lesson of the course from top to bottom without a pointer: what there is can be reached by
// Tab and used by keys, nothing keeps the focus and nothing loses it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "app/explorer/knob_edit.h"
#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "lessons/plain.h"
#include "lessons/registry.h"
#include "model/knobs.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/registry.h"

using namespace wf::app;
using namespace wf::app::testing;
using wf::lessons::Drill;
using wf::lessons::LivePart;
using wf::lessons::Predict;
using Control = UiDriver::Control;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

std::string without_spaces(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > ' ') result += c;
  }
  return result;
}

// Dear ImGui's own lists report no label: they are known by what their id was made from.
bool is_called(const Control& control, std::string_view label) {
  if (control.label.empty()) {
    return ImHashStr(label.data(), label.size(), control.group) == control.id;
  }
  return control.label.ends_with(label);
}

// Its first words that hold no number, so that they stand on the screen as they are written.
std::string first_words(const wf::lessons::Blocks& blocks) {
  for (const auto& block : blocks) {
    for (const auto& run : block.inlines) {
      if (run.kind == wf::lessons::Inline::Kind::kText && run.text.size() > 12) return run.text;
    }
    if (auto words = first_words(block.children); !words.empty()) return words;
  }
  return {};
}

class Walk {
 public:
  explicit Walk(const std::filesystem::path& file)
      : shell_(workspace(source_dir() / "lessons"), Settings{}), driver_(shell_, 1280, 800) {
    shell_.open_file(file);
    driver_.frames(4);
    REQUIRE(shell_.session_of(*shell_.workspace().current()) != nullptr);
  }

  LessonSession& session() { return *shell_.session_of(*shell_.workspace().current()); }
  Shell& shell() { return shell_; }
  UiDriver& driver() { return driver_; }

  // Tab goes through everything that can be used and comes back to where it began.
  void go_round() {
    do driver_.frames(1);
    while (session().behind());  // text out of sight gets its numbers a few frames later
    const std::vector<Control> controls = driver_.controls();
    constexpr int kMost = 2000;
    const std::vector<ImGuiID> round = driver_.tab_round(kMost);
    CHECK(round.size() < kMost);
    const std::set<ImGuiID> reached(round.begin(), round.end());
    std::set<std::string> labels;
    for (const Control& each : controls) {
      if (reached.contains(each.id) && !each.label.empty()) labels.insert(each.label);
    }
    for (const Control& each : controls) {
      // Panes are no controls, nor is the rest of a number that is broken over two lines.
      const bool pane = each.label.empty() && !each.tab_stop;
      if (each.disabled || pane || labels.contains(each.label)) continue;
      if (each.window == "Wallfinder") continue;  // the menus, which Alt reaches
      CAPTURE(each.window);
      CAPTURE(each.label);
      CHECK(reached.contains(each.id));
    }
  }

  void part(const LivePart& part) {
    CAPTURE(part.id);
    if (const auto* predict = std::get_if<Predict>(&part.content)) this->predict(part, *predict);
    if (const auto* drill = std::get_if<Drill>(&part.content)) this->drill(part, *drill);
    if (std::holds_alternative<wf::lessons::Derive>(part.content)) derivation(part);
    if (std::holds_alternative<wf::lessons::Widget>(part.content)) task(part);
  }

  void widget() {
    if (!shell_.has_widget()) return;
    press(in_widget("###more"), false);
    const wf::widgets::Widget* shown = wf::widgets::find_widget(
        session().widget_id().empty() ? session().lesson().widget : session().widget_id());
    REQUIRE(shown != nullptr);
    CHECK(shown->knobs.size() > 0);
    for (const std::string_view path : shown->knobs) knob(std::string(path));
    choose("##model", [&] { return session().scenario().model.name; });
    choose("##cluster.gpu", [&] { return session().scenario().cluster.gpu.name; });
    handles();
    press(in_widget("###words"));
    CHECK(shell_.description_shown());
    press(in_widget("###words"));
    CHECK_FALSE(shell_.description_shown());
    press(in_widget("###pin"));
    CHECK(session().pinned());
    press(in_widget("###pin"));
    CHECK_FALSE(session().pinned());
    CHECK_FALSE(session().unchanged());
    press(in_widget("Reset"));
    CHECK(session().unchanged());
    driver_.key(ImGuiKey_D);
    CHECK(shell_.description_shown());
    // Reset, which has nothing left to do, is no stop any more once it is left.
    driver_.focus_on(in_widget("###words")->id);
    driver_.frames(1);
  }

 private:
  std::vector<Control> of_part(const LivePart& part) {
    std::vector<Control> result;
    for (Control& each : driver_.controls()) {
      if (each.window.find("##lesson") == std::string::npos || !each.tab_stop) continue;
      ImGuiWindow* window = ImGui::FindWindowByName(each.window.c_str());
      if (window->GetID(part.id.c_str()) == each.group) result.push_back(std::move(each));
    }
    return result;
  }
  std::optional<Control> of_part(const LivePart& part, std::string_view words) {
    for (const Control& each : of_part(part)) {
      if (each.label.find(words) != std::string::npos) return each;
    }
    return std::nullopt;
  }
  std::optional<Control> in_widget(std::string_view label, bool whole = false) {
    for (const Control& each : driver_.controls()) {
      if (each.window.find("##widget pane") == std::string::npos) continue;
      if (whole ? each.label == label : is_called(each, label)) return each;
    }
    return std::nullopt;
  }

  // Presses it; afterwards the focus is on something that is there.
  void press(const std::optional<Control>& control, bool needed = true) {
    if (!control) {
      REQUIRE_FALSE(needed);
      return;
    }
    CAPTURE(control->label);
    driver_.focus_on(control->id);
    CHECK(driver_.focus() == control->id);
    driver_.tap(ImGuiKey_Space);
    // Led on, where the control is gone.
    for (int i = 0; i < 3 && !driver_.focus_shown(); ++i) driver_.frames(1);
    CHECK(driver_.focus_shown());
  }

  void type(const std::optional<Control>& field, std::string_view text) {
    REQUIRE(field.has_value());
    driver_.focus_on(field->id);
    driver_.tap(ImGuiKey_Enter);
    CHECK(ImGui::GetIO().WantTextInput);
    driver_.key(ctrl(ImGuiKey_A));
    driver_.type(text);
    driver_.tap(ImGuiKey_Enter);
    driver_.frames(2);
    CHECK_FALSE(ImGui::GetIO().WantTextInput);
  }

  bool on_screen(const std::string& words) {
    return without_spaces(driver_.text()).find(without_spaces(words)) != std::string::npos;
  }

  void predict(const LivePart& part, const Predict& predict) {
    using Phase = PredictAnswer::Phase;
    const auto phase = [&] { return session().predict(part.id).phase; };
    const auto answer = [&] {
      if (predict.kind == Predict::Kind::kNumber) {
        type(of_part(part, "##prediction"), "1");
        CHECK(driver_.focus_shown());
      } else {
        press(of_part(part).front());
      }
    };
    // Nothing but an answer or a skip reveals: the words are not even drawn.
    const std::string reveal =
        first_words(session().prose("walk/" + part.id, predict.reveal).blocks);
    REQUIRE(phase() == Phase::kOpen);
    if (!reveal.empty()) CHECK_FALSE(on_screen(reveal));
    answer();
    CHECK(phase() == Phase::kCommitted);
    if (!reveal.empty()) CHECK(on_screen(reveal));
    // Nothing stays locked: it can be asked again, and the focus is at the question.
    press(of_part(part, "Ask me again"));
    CHECK(phase() == Phase::kOpen);
    const std::vector<Control> open = of_part(part);
    CHECK(driver_.focus() == open.front().id);
    if (!reveal.empty()) CHECK_FALSE(on_screen(reveal));
    if (ImGui::GetIO().WantTextInput) driver_.key(ImGuiKey_Escape);
    press(of_part(part, "Skip"));
    CHECK(phase() == Phase::kSkipped);
    if (!reveal.empty()) CHECK(on_screen(reveal));
  }

  void drill(const LivePart& part, const Drill& drill) {
    const auto answer = [&] {
      if (drill.kind == Drill::Kind::kNumber) {
        type(of_part(part, "##answer"), "1");
      } else if (drill.kind != Drill::Kind::kDesign) {
        press(of_part(part).front());
      }
    };
    answer();
    if (drill.kind != Drill::Kind::kDesign) CHECK(session().drill(part.id).answered);
    const bool first = seen_.insert(drill.kind).second;  // of its kind in this lesson: all of it
    for (std::size_t i = 0; first && i < drill.hints.size(); ++i) press(of_part(part, "###hint"));
    if (first) CHECK_FALSE(of_part(part, "###hint"));
    press(of_part(part, "Show "));
    CHECK(session().drill(part.id).solution);
    if (!first) return;
    if (!drill.rubric.empty()) {
      const std::vector<Control> claims = of_part(part);
      REQUIRE(claims.size() > drill.rubric.size());
      for (std::size_t i = 0; i < drill.rubric.size(); ++i) press(claims[i]);
      CHECK(session().drill(part.id).met.size() == drill.rubric.size());
    }
    press(of_part(part, drill.vary.empty() ? "Try again" : "New numbers"));
    CHECK_FALSE(session().drill(part.id).answered);
    CHECK_FALSE(session().drill(part.id).solution);
    answer();
    if (drill.kind != Drill::Kind::kDesign) CHECK(session().drill(part.id).answered);
  }

  // Every fold, level by level, until nothing opens any more.
  void derivation(const LivePart& part) {
    const Control whole = of_part(part).front();  // open from the beginning
    std::set<ImGuiID> seen = {whole.id};
    constexpr std::size_t kEnough = 6;
    for (bool again = true; again && seen.size() < kEnough;) {
      again = false;
      for (const Control& each : of_part(part)) {
        if (!seen.insert(each.id).second) continue;
        again = true;
        press(each);
      }
    }
    CHECK(seen.size() > 1);
    // Closed, which spares the later frames; it stays open where the last round is to see it.
    if (session().lesson().id != "01") press(whole);
  }

  void task(const LivePart& part) {
    const auto& wanted = std::get<wf::lessons::Widget>(part.content);
    press(of_part(part).front());
    CHECK(session().widget_id() == wanted.id);
    press(of_part(part, "Back to the lesson"));
    CHECK(session().unchanged());
  }

  void knob(const std::string& path) {
    CAPTURE(path);
    const wf::model::Knob* knob = wf::model::find_knob(path);
    REQUIRE(knob != nullptr);
    const auto value = [&] { return value_taken(session().scenario(), *knob); };
    const auto before = value();
    if (knob->kind == wf::model::KnobKind::kChoice) {
      const auto control = in_widget("##" + path);
      REQUIRE(control.has_value());
      if (knob->choices.empty()) {
        press(control);
        CHECK(value() != before);
      } else {
        choose("##" + path, [&] { return fmt::format("{}", value().value_or(-1)); });
      }
      return;
    }
    const auto slider = in_widget(path, true);
    REQUIRE(slider.has_value());
    if (!slider->disabled) {
      // The figure's handle may go by the same name: each turns the knob.
      driver_.focus_on(slider->id);
      driver_.tap(ImGuiKey_RightArrow);
      if (value() == before) driver_.tap(ImGuiKey_LeftArrow);
      CHECK(value() != before);
      CHECK(driver_.focus() == slider->id);
    }
    type(in_widget("##" + path), "1.5x");
    CHECK(driver_.focus_shown());
  }

  template <class Shown>
  void choose(const std::string& label, Shown shown) {
    CAPTURE(label);
    const auto control = in_widget(label);
    REQUIRE(control.has_value());
    const auto before = shown();
    for (const ImGuiKey arrow : {ImGuiKey_DownArrow, ImGuiKey_UpArrow}) {
      driver_.focus_on(control->id);
      driver_.tap(ImGuiKey_Space);
      driver_.frames(2);
      CHECK(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
      driver_.key(arrow);
      driver_.key(ImGuiKey_Enter);
      driver_.frames(1);
      CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
      if (shown() != before) break;
    }
    CHECK(shown() != before);
    CHECK(driver_.focus_shown());
  }

  // What can be dragged in the figure can be stepped.
  void handles() {
    for (const Control& each : driver_.controls()) {
      const bool figure = each.window.find("##widget pane") != std::string::npos &&
                          wf::model::find_knob(each.label) != nullptr;
      if (!figure || each.disabled) continue;
      CAPTURE(each.label);
      const auto version = session().version();
      driver_.focus_on(each.id);
      driver_.tap(ImGuiKey_RightArrow);
      if (session().version() == version) driver_.tap(ImGuiKey_LeftArrow);
      CHECK(session().version() > version);
    }
  }

  Shell shell_;
  UiDriver driver_;
  std::set<Drill::Kind> seen_;
};

}  // namespace

TEST_CASE("Every lesson, from top to bottom, by keyboard only") {
  wf::lessons::Diagnostics diagnostics;
  const auto course = wf::lessons::find_lessons(source_dir() / "lessons", diagnostics);
  REQUIRE(course.size() >= 9);
  for (const auto& entry : course) {
    CAPTURE(entry.id);
    Walk walk(entry.file);
    if (entry.id < "02") walk.go_round();  // before anything is answered
    const std::vector<const LivePart*> parts = walk.session().lesson().parts();
    for (const LivePart* part : parts) walk.part(*part);
    walk.widget();
    walk.go_round();
    CHECK(walk.shell().workspace().current()->lesson->id == entry.id);
  }
}

TEST_CASE(
    "What a lesson's commands open by key is closed by Escape, and the lesson is there again") {
  Walk walk(source_dir() / "lessons/01-what-makes-ml-systems-different/lesson.md");
  UiDriver& driver = walk.driver();
  const std::string id = walk.session().lesson().id;
  // These lead to somewhere else, and Escape does not lead back.
  const std::set<std::string_view> away = {"file.close",        "file.quit",     "go.start",
                                           "go.record",         "go.validation", "go.next_lesson",
                                           "go.previous_lesson"};
  int ran = 0;
  for (const ShellCommand& command : shell_commands()) {
    const bool here = acts(command.scope, Showing::kWindow) &&
                      (command.when == nullptr || command.when(walk.shell()));
    if (!here || command.keys[0] == 0 || away.contains(command.id)) continue;
    CAPTURE(command.id);
    driver.key(command.keys[0]);
    driver.frames(2);
    for (int i = 0; i < 4; ++i) driver.key(ImGuiKey_Escape);
    driver.frames(2);
    CHECK(walk.shell().workspace().current()->lesson->id == id);
    CHECK(walk.shell().overlay() == Shell::Overlay::kNone);
    CHECK_FALSE(walk.shell().palette().is_open());
    CHECK_FALSE(walk.shell().analysis().is_open());
    CHECK(walk.shell().presenter() == nullptr);
    CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
    CHECK_FALSE(ImGui::GetIO().WantTextInput);
    ++ran;
  }
  CHECK(ran > 30);
  walk.shell().normal_text();
  walk.shell().set_theme(wf::widgets::ThemeName::kLight);
  driver.frames(3);
  walk.go_round();
}

TEST_CASE("The menus open with Alt, and are gone through with the arrows") {
  Walk walk(source_dir() / "lessons/00-orientation/lesson.md");
  UiDriver& driver = walk.driver();
  const auto press = [&](ImGuiKey key) {
    driver.key(key);
    driver.frames(2);
  };
  driver.key(static_cast<int>(ImGuiMod_Alt) | ImGuiKey_LeftAlt);
  driver.frames(2);
  press(ImGuiKey_DownArrow);
  CHECK(driver.has("Save under another name…"));
  press(ImGuiKey_RightArrow);  // to the next of the bar
  CHECK_FALSE(driver.has("Save under another name…"));
  press(ImGuiKey_DownArrow);
  CHECK(driver.has("History of changes"));
  press(ImGuiKey_RightArrow);
  press(ImGuiKey_DownArrow);
  for (int i = 0; i < 20 && !driver.focused("Dark theme"); ++i) driver.key(ImGuiKey_DownArrow);
  REQUIRE(driver.focused("Dark theme"));
  press(ImGuiKey_Enter);
  CHECK(walk.shell().settings().look.theme == wf::widgets::ThemeName::kDark);
  CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
}
