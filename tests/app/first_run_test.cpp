#include "app/first_run/first_run.h"

#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <array>
#include <set>

#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

struct FirstStart {
  explicit FirstStart(int width = 1280, int height = 800, Settings settings = {})
      : shell(workspace(source_dir() / "lessons"), settings), driver(shell, width, height) {
    shell.show_first_run();
    driver.frames(3);
  }
  // The first prediction can be answered without scrolling.
  bool asks() {
    driver.frames(6);
    const std::string option = "Memory capacity";
    if (!driver.has(option)) return false;
    const auto box = driver.rect(option);
    return box.top >= 0 && box.bottom <= ImGui::GetIO().DisplaySize.y;
  }

  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("Enter alone leads to the first question of lesson 00") {
  FirstStart w;
  CHECK(w.driver.shows("Welcome to Wallfinder"));
  w.driver.key(ImGuiKey_Enter);
  CHECK(w.asks());
  CHECK(w.shell.workspace().current_lesson() == 0);
  CHECK(w.shell.settings().welcomed);
  CHECK_FALSE(w.shell.first_run());
}

TEST_CASE("All three choices and the first question in four inputs") {
  for (const auto& [width, height] : {std::pair{1280, 800}, std::pair{800, 600}}) {
    CAPTURE(width);
    FirstStart w(width, height);
    w.driver.click("Dark");
    w.driver.click("Teach");
    w.driver.click("NVIDIA L4");
    w.driver.click("Begin");
    CHECK(w.asks());
    CHECK(w.shell.settings().look.theme == wf::widgets::ThemeName::kDark);
    CHECK(w.shell.settings().goal == Goal::kTeach);
    CHECK(w.shell.settings().gpu == "l4-24gb");
    const LessonSession* session = w.shell.session_of(*w.shell.workspace().current());
    REQUIRE(session != nullptr);
    CHECK(session->scenario().cluster.gpu.id == "l4-24gb");
  }
}

TEST_CASE("What was chosen to be done is said first: presenting, drills, going on") {
  const auto said = [](const char* goal) {
    FirstStart w;
    w.driver.click(goal);
    w.driver.click("Begin");
    w.driver.frames(3);
    return w.driver.text();
  };
  CHECK(said("Study").find("Space goes to the next step") != std::string::npos);
  CHECK(said("Teach").find("F5 presents this lesson, Ctrl+I shows its teaching notes") !=
        std::string::npos);
  CHECK(said("Practise").find("Each lesson ends with drills") != std::string::npos);
}

TEST_CASE("Skip all keeps what was chosen; Help shows the page again; the keyboard reaches all") {
  FirstStart w;
  w.driver.click("Nothing moves by itself");
  w.driver.click("Larger text");
  w.driver.frames(3);
  w.driver.click("Skip all");
  w.driver.frames(3);
  CHECK(w.shell.settings().look.reduced_motion);
  CHECK(w.shell.settings().look.text_scale > 1);
  CHECK(w.shell.settings().welcomed);
  CHECK_FALSE(w.driver.shows("Welcome to Wallfinder"));
  w.driver.click("Help");
  w.driver.click("First steps");
  w.driver.frames(3);
  CHECK(w.driver.shows("Welcome to Wallfinder"));
  std::set<ImGuiID> visited;
  for (int i = 0; i < 40; ++i) {
    w.driver.key(ImGuiKey_Tab);
    visited.insert(ImGui::GetCurrentContext()->NavId);
  }
  w.driver.labels();
  std::set<std::string> reached;
  for (const ImGuiID id : visited) {
    if (const char* label = w.driver.label_of(id)) reached.insert(label);
  }
  for (const char* label : {"Light", "Projector", "Study", "Practise", "Begin", "Skip all",
                            "NVIDIA L4", "Nothing moves by itself"}) {
    CAPTURE(std::string(label));
    CHECK(reached.contains(label));
  }
}

TEST_CASE("What was chosen is in the settings file") {
  Settings settings;
  settings.welcomed = true;
  settings.goal = Goal::kPractise;
  settings.gpu = "l4-24gb";
  settings.presented = {{"00", 3}};
  const auto again = parse_settings(settings_text(settings), "settings.json");
  REQUIRE(again);
  CHECK(*again == settings);
  const auto odd = parse_settings(
      R"({"goal": "dance", "gpu": 7, "presented": {"00": -1, "01": "x", "02": 5}, "welcomed": "y"})",
      "settings.json");
  REQUIRE(odd);
  CHECK(odd->goal == Goal::kStudy);
  CHECK(odd->gpu.empty());
  CHECK(odd->presented.size() == 1);
  CHECK_FALSE(odd->welcomed);
}

TEST_CASE("With motion reduced, the frame after an input is the last one") {
  Settings settings;
  settings.look.reduced_motion = true;
  Shell shell(workspace(source_dir() / "lessons"), settings);
  UiDriver driver(shell, 1280, 800);
  const auto picture = [&] {
    std::vector<std::array<float, 3>> points;
    const ImDrawData& data = driver.draw_data();
    for (int i = 0; i < data.CmdListsCount; ++i) {
      for (const ImDrawVert& vertex : data.CmdLists[i]->VtxBuffer) {
        points.push_back({vertex.pos.x, vertex.pos.y, static_cast<float>(vertex.col)});
      }
    }
    return points;
  };
  // Every action of the driver draws two frames after its input.
  const auto is_the_last = [&](const std::string& input) {
    CAPTURE(input);
    driver.frames(1);
    const auto after = picture();
    for (int i = 0; i < 3; ++i) {
      driver.frames(1);
      CHECK(picture() == after);
    }
  };
  shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  driver.frames(6);
  driver.key(ImGuiKey_A);
  is_the_last("the arithmetic opens");
  driver.key(ImGuiKey_P);
  is_the_last("A is pinned");
  driver.drag("serving.batch", 0.8);
  is_the_last("a slider was dragged");
  driver.key(ImGuiKey_Escape);
  shell.open_file(source_dir() / "lessons/01-what-makes-ml-systems-different/lesson.md");
  driver.frames(6);
  driver.key(ImGuiKey_Space);
  is_the_last("the next step of a lesson");
  driver.key(ImGuiKey_D);
  is_the_last("a description opens");
  driver.key(ImGuiKey_PageDown);
  is_the_last("a page further");
  driver.key(ImGuiKey_F1);
  is_the_last("the list of keys");
}
