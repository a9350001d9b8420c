#include <doctest/doctest.h>
#include <imgui.h>
#include <unistd.h>

#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

// The lecturer's notes in the window.

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

struct Window {
  explicit Window(int width = 1280, int height = 800, double text = 1)
      : shell(workspace(source_dir() / "lessons"), settings(text)), driver(shell, width, height) {
    driver.frames(3);
  }
  static Settings settings(double text) {
    Settings result;
    result.look.text_scale = text;
    return result;
  }
  void open(const char* folder) {
    shell.open_file(source_dir() / "lessons" / folder / "lesson.md");
    driver.frames(3);
  }
  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("teaching notes open over a lesson, by key, and close with Escape") {
  Window w;
  CHECK_FALSE(w.shell.has_teaching_notes());
  w.driver.key(ctrl(ImGuiKey_I));
  w.driver.frames(2);
  CHECK(w.shell.overlay() == Shell::Overlay::kNone);
  w.open("01-what-makes-ml-systems-different");
  REQUIRE(w.shell.has_teaching_notes());
  w.driver.key(ctrl(ImGuiKey_I));
  w.driver.frames(3);
  CHECK(w.shell.overlay() == Shell::Overlay::kTeaching);
  CHECK(w.driver.shows("Teaching lesson 01"));
  CHECK(w.driver.shows("What they believe"));
  CHECK(w.driver.shows("Fewer FLOPs make the text come faster."));
  CHECK_FALSE(w.driver.shows("{{"));
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(3);
  CHECK(w.shell.overlay() == Shell::Overlay::kNone);
  CHECK_FALSE(w.driver.shows("What they believe"));
}

TEST_CASE("the notes follow the lesson's knobs, and stay off the projector") {
  Window w;
  w.open("04-one-serving-replica");
  w.driver.key(ctrl(ImGuiKey_I));
  w.driver.frames(3);
  CHECK(w.driver.shows("69.8"));
  w.driver.click("Close");
  w.driver.frames(3);
  LessonSession* session = w.shell.session_of(*w.shell.workspace().current());
  REQUIRE(session != nullptr);
  REQUIRE_FALSE(session->type_knob("precision.weights", "fp8"));
  w.driver.frames(2);
  w.driver.key(ctrl(ImGuiKey_I));
  w.driver.frames(3);
  CHECK_FALSE(w.driver.shows("69.8"));
  w.driver.click("Close");
  w.driver.frames(2);
  w.driver.key(ImGuiKey_F5);
  w.driver.frames(3);
  REQUIRE(w.shell.presenter() != nullptr);
  CHECK_FALSE(w.shell.has_teaching_notes());
}

TEST_CASE("the notes are whole in a small window with large text") {
  Window w(800, 600, 1.5);
  w.open("06-optimisation-as-decisions");
  w.driver.key(ctrl(ImGuiKey_I));
  w.driver.frames(3);
  CHECK(w.driver.shows("A good answer"));
  const auto close = w.driver.rect("Close");
  CHECK(close.bottom <= 600);
  CHECK(close.right <= 800);
}
