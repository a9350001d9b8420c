#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord shift(ImGuiKey key) { return static_cast<int>(ImGuiMod_Shift) | key; }
ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

struct Reader {
  explicit Reader(Settings settings = {}, int width = 1280, int height = 800)
      : shell(workspace(source_dir() / "lessons"), std::move(settings)),
        driver(shell, width, height) {
    open("00-orientation");
  }
  void open(std::string_view folder) {
    shell.open_file(source_dir() / "lessons" / folder / "lesson.md");
    driver.frames(4);
  }
  LessonSession& session() { return *shell.session_of(*shell.workspace().current()); }
  int revealed() {
    int count = 0;
    for (const auto& [part, answer] : session().predicts()) count += answer.revealed() ? 1 : 0;
    return count;
  }
  // Space by Space, until the first question of the lesson is in sight.
  void go_to_question() {
    const auto in_sight = [&] {
      const auto box = driver.rect("Memory capacity");
      return box.bottom < 700;
    };
    for (int i = 0; i < 20 && !in_sight(); ++i) driver.key(ImGuiKey_Space);
    REQUIRE(in_sight());
  }

  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("Space, digits and D are commands: listed, findable, and on by their keys") {
  Reader r;
  r.driver.key(ImGuiKey_D);
  CHECK(r.shell.description_shown());
  CHECK(r.driver.shows("Hide the words"));
  r.driver.key(ImGuiKey_D);
  CHECK_FALSE(r.shell.description_shown());
  r.go_to_question();
  CHECK(r.revealed() == 0);
  r.driver.key(ImGuiKey_2);
  CHECK(r.revealed() == 1);
  CHECK(r.driver.shows("You predicted"));

  r.driver.key(ImGuiKey_F1);
  r.driver.frames(2);
  for (const char* title : {"Next step of the text", "Answer with the second option",
                            "The widget in words", "Presenting: next step"}) {
    CAPTURE(std::string(title));
    CHECK(r.driver.shows(title));
  }
}

TEST_CASE("Step, answer and description can have other keys, and then only those") {
  Settings settings;
  settings.keys = {{"lesson.next_step", "J"},
                   {"lesson.answer_2", "X"},
                   {"view.describe", "Space"},
                   {"compare.pin", "2"}};
  Reader r(settings);
  CHECK_FALSE(r.driver.shows("its default is used"));
  r.driver.key(ImGuiKey_Space);
  CHECK(r.shell.description_shown());
  r.driver.key(ImGuiKey_D);
  CHECK(r.shell.description_shown());
  r.driver.key(ImGuiKey_Space);
  for (int i = 0; i < 20 && r.driver.rect("Memory capacity").bottom > 700; ++i) {
    r.driver.key(ImGuiKey_J);
  }
  r.driver.key(ImGuiKey_2);
  CHECK(r.revealed() == 0);
  CHECK(r.shell.pinned() != nullptr);
  r.driver.key(ImGuiKey_X);
  CHECK(r.revealed() == 1);
}

TEST_CASE("Single letters, digits and Space act only while no field has the keyboard") {
  Reader r;
  r.go_to_question();
  r.shell.write_note();
  r.driver.frames(3);
  const auto documents = r.shell.workspace().documents().size();
  for (const ShellCommand& command : shell_commands()) {
    for (const ImGuiKeyChord chord : command.keys) {
      if (chord == 0 || !types_a_character(chord)) continue;
      CAPTURE(chord_text(chord));
      const auto mods = static_cast<int>(chord) & static_cast<int>(ImGuiMod_Mask_);
      CHECK((mods & ~static_cast<int>(ImGuiMod_Shift)) == 0);
      r.driver.key(chord);
    }
  }
  CHECK(ImGui::GetIO().WantTextInput);
  CHECK(r.revealed() == 0);
  CHECK_FALSE(r.shell.description_shown());
  CHECK(r.shell.pinned() == nullptr);
  CHECK(r.shell.overlay() == Shell::Overlay::kNone);
  CHECK_FALSE(r.shell.analysis().is_open());
  CHECK(r.shell.workspace().documents().size() == documents);
  CHECK(r.shell.workspace().current_lesson() == 0);
}

TEST_CASE("Space presses what shows the focus, and otherwise leads to the next step") {
  Reader r;
  r.go_to_question();
  for (int i = 0; i < 80 && !r.driver.focused("Memory capacity"); ++i) {
    r.driver.key(ImGuiKey_Tab);
  }
  REQUIRE(r.driver.focused("Memory capacity"));
  const double top = r.driver.rect("Memory capacity").top;
  r.driver.key(ImGuiKey_Space);
  CHECK(r.revealed() == 1);
  r.driver.click("Ask me again");  // the pointer takes the focus's ring away
  CHECK(r.revealed() == 0);
  r.driver.key(ImGuiKey_Space);
  CHECK(r.driver.rect("Memory capacity").top < top);
  CHECK(r.revealed() == 0);
  const double below = r.driver.rect("Memory capacity").top;
  r.driver.key(shift(ImGuiKey_Space));
  CHECK(r.driver.rect("Memory capacity").top > below);
}

TEST_CASE("In a lesson A shows the arithmetic of what the widget is about") {
  Reader r;
  r.driver.key(ImGuiKey_A);
  r.driver.frames(3);
  CHECK(r.driver.shows("The arithmetic"));
  const auto* step = r.session().report().find("decode.step_time");
  REQUIRE(step != nullptr);
  CHECK(r.driver.shows(std::string(step->term->sentence).substr(0, 30)));
  r.driver.key(ImGuiKey_Escape);
  CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
}

TEST_CASE("Nothing reaches a lesson that is out of sight") {
  Reader r;
  r.go_to_question();
  r.driver.key(ImGuiKey_M);  // what moves it most covers the lesson
  REQUIRE(r.shell.analysis().is_open());
  for (const ImGuiKey key : {ImGuiKey_1, ImGuiKey_D, ImGuiKey_Space, ImGuiKey_A}) {
    r.driver.key(key);
  }
  r.driver.key(ImGuiKey_Escape);
  r.driver.frames(3);
  CHECK_FALSE(r.shell.analysis().is_open());
  CHECK(r.revealed() == 0);
  CHECK_FALSE(r.shell.description_shown());
  CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
  // Narrow, the widget stands in the text's place.
  r.driver.resize(800, 600);
  r.driver.click("Widget");
  r.driver.key(ImGuiKey_1);
  r.driver.click("Text");
  CHECK(r.revealed() == 0);
}

TEST_CASE("On the projector the window's own keys rest: what they would open cannot be seen") {
  Reader r;
  r.driver.key(ImGuiKey_F5);
  r.driver.frames(3);
  REQUIRE(r.shell.presenter() != nullptr);
  const int step = r.shell.presenter()->step();
  const auto scenario =
      wf::model::knob_value(r.session().scenario(), *wf::model::find_knob("serving.batch"));
  for (const ShellCommand& command : shell_commands()) {
    if (acts(command.scope, Showing::kProjector)) continue;
    for (const ImGuiKeyChord chord : command.keys) {
      const bool presents = std::ranges::any_of(shell_commands(), [&](const ShellCommand& other) {
        return acts(other.scope, Showing::kProjector) &&
               std::ranges::find(other.keys, chord) != std::end(other.keys);
      });
      if (chord != 0 && !presents) r.driver.key(chord);
    }
  }
  REQUIRE(r.shell.presenter() != nullptr);
  CHECK(r.shell.presenter()->step() == step);
  CHECK_FALSE(r.shell.palette().is_open());
  CHECK_FALSE(r.shell.analysis().is_open());
  CHECK(r.shell.pinned() == nullptr);
  CHECK(r.shell.workspace().current_lesson() == 0);
  CHECK(wf::model::knob_value(r.session().scenario(), *wf::model::find_knob("serving.batch")) ==
        scenario);
  r.driver.key(ImGuiKey_PageDown);
  CHECK(r.shell.presenter()->step() == step + 1);
}

TEST_CASE("Changes that are not saved are asked about in the window, not on the projector") {
  const Folder folder;
  Reader r;
  r.shell.open_file(folder.write("chat.json", kChat));
  r.driver.frames(3);
  Document& chat = *r.shell.workspace().current();
  wf::model::Scenario changed = chat.scenario;
  changed.serving->batch = 24;
  r.shell.workspace().change(chat, changed);
  r.open("00-orientation");
  r.driver.key(ImGuiKey_F5);
  r.driver.frames(3);
  REQUIRE(r.shell.presenter() != nullptr);
  r.driver.key(ctrl(ImGuiKey_Q));
  r.driver.frames(3);
  CHECK_FALSE(r.driver.closed());
  CHECK(r.driver.shows("Quit without saving?"));
}

TEST_CASE("Escape closes the top layer and nothing below it") {
  Reader r;
  const auto palette = [&] { return r.shell.palette().is_open(); };
  const auto analysis = [&] { return r.shell.analysis().is_open(); };
  const auto keys = [&] { return r.shell.overlay() == Shell::Overlay::kKeys; };
  const auto escape = [&] {
    r.driver.key(ImGuiKey_Escape);
    r.driver.frames(3);
  };
  const auto press = [&](ImGuiKeyChord chord) {
    r.driver.key(chord);
    r.driver.frames(3);
  };
  press(ImGuiKey_M);
  press(ctrl(ImGuiKey_K));
  CHECK(palette());
  press(ImGuiKey_F1);  // not over what waits for an answer
  CHECK_FALSE(keys());
  CHECK(palette());
  escape();
  CHECK_FALSE(palette());
  CHECK(analysis());
  press(ImGuiKey_F1);
  CHECK(keys());
  escape();
  CHECK_FALSE(keys());
  CHECK(analysis());
  escape();
  CHECK_FALSE(analysis());

  // A menu; a list; a field; a note; the arithmetic.
  press(ImGuiKey_P);
  r.driver.click("View");
  CHECK(r.driver.has("Dark theme"));
  escape();
  CHECK_FALSE(r.driver.has("Dark theme"));
  r.driver.click("##model");
  escape();
  CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
  r.driver.click("##serving.batch");
  r.driver.type("7");
  escape();
  CHECK_FALSE(ImGui::GetIO().WantTextInput);
  CHECK(r.session().unchanged());
  press(ImGuiKey_A);
  CHECK(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));
  escape();
  CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup));

  // Before a room: the list of keys, then the projector.
  press(ImGuiKey_F5);
  press(ImGuiKey_F1);
  CHECK(keys());
  escape();
  CHECK_FALSE(keys());
  REQUIRE(r.shell.presenter() != nullptr);
  escape();
  CHECK(r.shell.presenter() == nullptr);
  CHECK(r.shell.pinned() != nullptr);
  CHECK(r.shell.workspace().current_lesson() == 0);
}
