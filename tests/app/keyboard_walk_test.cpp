#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

bool is_choice(const wf::lessons::LivePart& part) {
  const auto* predict = std::get_if<wf::lessons::Predict>(&part.content);
  return predict != nullptr && predict->kind == wf::lessons::Predict::Kind::kChoice;
}

}  // namespace

TEST_CASE("Every lesson by keyboard alone: Space to the end, digits answer, ] to the next") {
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  const std::size_t count = shell.workspace().lessons().size();
  REQUIRE(count >= 2);
  for (std::size_t i = 0; i < count; ++i) {
    driver.key(ImGuiKey_RightBracket);
    driver.frames(4);
    REQUIRE(shell.workspace().current_lesson() == i);
    LessonSession* session = shell.session_of(*shell.workspace().current());
    REQUIRE(session != nullptr);
    CAPTURE(session->lesson().id);
    const auto open = [&] {
      const auto parts = session->lesson().parts();
      return std::count_if(parts.begin(), parts.end(), [&](const wf::lessons::LivePart* part) {
        return is_choice(*part) && !session->predict(part->id).revealed();
      });
    };
    auto left = open();
    for (int step = 0; step < 120 && left > 0; ++step) {
      driver.key(ImGuiKey_1);
      driver.frames(1);
      if (open() < left) {
        left = open();
        continue;  // another may be in sight
      }
      driver.key(ImGuiKey_Space);
      driver.frames(2);
    }
    CHECK(open() == 0);
  }
  driver.key(ImGuiKey_LeftBracket);
  driver.frames(2);
  CHECK(shell.workspace().current_lesson() == count - 2);
}

TEST_CASE("Whatever has the keyboard shows it: Tab through a lesson draws a ring at every stop") {
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  UiDriver driver(shell, 1280, 800);
  shell.open_file(source_dir() / "lessons/00-orientation/lesson.md");
  driver.frames(4);
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
  auto before = picture();
  ImGuiID at = 0;
  int stops = 0;
  for (int i = 0; i < 60; ++i) {
    driver.key(ImGuiKey_Tab);
    const ImGuiID now = ImGui::GetCurrentContext()->NavId;
    const auto after = picture();
    if (now != at) {
      ++stops;
      const char* label = driver.label_of(now);
      CAPTURE(i);
      CAPTURE(std::string(label == nullptr ? "?" : label));
      CHECK(after != before);
    }
    at = now;
    before = after;
  }
  CHECK(stops > 20);
}
