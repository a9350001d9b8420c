#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "tests/app/screens/screens.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace widgets = wf::widgets;

namespace {

std::vector<CutText> cut_in(const std::function<void()>& content) {
  UiScreen screen([&](const Canvas&) { content(); });
  UiDriver driver(screen, 400, 300);
  return driver.cut_text();
}

// Menus and tooltips whose words touch their edge: they take over what the pane around them set.
std::vector<std::string> tight_popups() {
  std::vector<std::string> found;
  for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
    const bool over = (window->Flags & (ImGuiWindowFlags_Popup | ImGuiWindowFlags_Tooltip)) != 0;
    if (!over || !window->WasActive || window->Hidden) continue;
    if (window->WindowPadding.x < 4 || window->WindowPadding.y < 4) {
      found.push_back(std::string("no room around the words of ") + window->Name);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("What cannot be read in whole is found, and what can be scrolled to is not") {
  CHECK(cut_in([] { ImGui::TextUnformatted("Short words"); }).empty());
  const auto beyond = cut_in([] {
    ImGui::SetCursorPosX(350);
    ImGui::TextUnformatted("Beyond the edge of the window");
  });
  REQUIRE(beyond.size() == 1);
  CHECK(beyond[0].words().find("at the right") != std::string::npos);

  const auto button = cut_in([] { ImGui::Button("A label that is too long", {60, 0}); });
  REQUIRE(button.size() == 1);
  CHECK(button[0].text == "A label that is too long");

  const auto child = [](ImGuiWindowFlags flags) {
    return [flags] {
      ImGui::BeginChild("low", {300, 70}, ImGuiChildFlags_None, flags);
      for (int i = 0; i < 12; ++i) ImGui::Text("Line %d", i);
      ImGui::EndChild();
    };
  };
  CHECK(cut_in(child(ImGuiWindowFlags_None)).empty());
  CHECK_FALSE(
      cut_in(child(ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse)).empty());
  const auto sideways = [](ImGuiWindowFlags flags) {
    return [flags] {
      ImGui::BeginChild("narrow", {60, 100}, ImGuiChildFlags_None, flags);
      ImGui::TextUnformatted("A line that is longer than its window");
      ImGui::EndChild();
    };
  };
  CHECK(cut_in(sideways(ImGuiWindowFlags_HorizontalScrollbar)).empty());
  CHECK(cut_in(sideways(ImGuiWindowFlags_None)).size() == 1);
}

TEST_CASE("Words that lie on each other are found") {
  UiScreen screen([](const Canvas&) {
    ImGui::TextUnformatted("First words");
    ImGui::SetCursorPos(
        {ImGui::GetStyle().WindowPadding.x + 20, ImGui::GetStyle().WindowPadding.y});
    ImGui::TextUnformatted("Others");
    ImGui::TextUnformatted("Below both");
  });
  UiDriver driver(screen, 400, 300);
  const auto found = driver.overlaps();
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("Others") != std::string::npos);
}

// Each screen is come to in the smallest window, where panes take turns, and then grows.
TEST_CASE("On no screen is text cut or does it lie on other text, at any size of window and text") {
  std::set<std::string> faults;
  const auto look_at = [&](const ScreenSpec& screen, Stage& stage, const std::string& how) {
    const std::string where = std::string(screen.name) + " at " + how + ": ";
    for (const CutText& each : stage.driver().cut_text()) faults.insert(where + each.words());
    for (const std::string& each : stage.driver().overlaps()) faults.insert(where + each);
    for (const std::string& each : tight_popups()) faults.insert(where + each);
  };
  for (const ScreenSpec& screen : screens()) {
    const auto stage = show_screen(screen, {.width = 800, .height = 600});
    for (const auto& [width, height] :
         {std::pair{800, 600}, std::pair{1280, 800}, std::pair{1920, 1080}}) {
      stage->driver().resize(width, height);
      const std::string size = std::to_string(width) + "x" + std::to_string(height);
      for (const int percent : {80, 200, 100}) {
        stage->set_text(percent / 100.0);
        look_at(screen, *stage, size + ", text " + std::to_string(percent) + " %");
      }
      // Its lines are thicker and its text is placed around them; the others share one layout.
      stage->set_theme(widgets::ThemeName::kProjector);
      look_at(screen, *stage, size + ", projector");
      stage->set_theme(widgets::ThemeName::kLight);
    }
  }
  for (const std::string& fault : faults) CHECK_MESSAGE(false, fault);
  CHECK(screens().size() > 60);
}

TEST_CASE("The hint of a number in a lesson is whole, wherever the number stands") {
  const auto found = std::find_if(screens().begin(), screens().end(), [](const ScreenSpec& each) {
    return each.name == "lesson-number-hint";
  });
  REQUIRE(found != screens().end());
  for (const auto& [width, height, text] :
       {std::tuple{800, 600, 1.0}, {800, 600, 0.8}, {1280, 800, 2.0}, {1920, 1080, 1.0}}) {
    CAPTURE(width);
    CAPTURE(text);
    const auto stage =
        show_screen(*found, {.width = width, .height = height, .look = {.text_scale = text}});
    const ImGuiWindow* hint = nullptr;
    for (const ImGuiWindow* each : ImGui::GetCurrentContext()->Windows) {
      const bool shown = each->WasActive && !each->Hidden;
      if (shown && (each->Flags & ImGuiWindowFlags_Tooltip) != 0) hint = each;
    }
    REQUIRE(hint != nullptr);
    CHECK(hint->Pos.x >= 0);
    CHECK(hint->Pos.y >= 0);
    CHECK(hint->Pos.x + hint->Size.x <= static_cast<float>(width));
    CHECK(hint->Pos.y + hint->Size.y <= static_cast<float>(height));
  }
}

// Windows so tall that few pages show all of a lesson; its answers and solutions are open.
TEST_CASE("In no lesson is text cut or does it lie on other text") {
  std::set<std::string> faults;
  for (const auto& [width, height, text] :
       {std::tuple{1280, 3000, 1.0}, std::tuple{800, 5000, 2.0}}) {
    Stage stage({.width = width, .height = height, .look = {.text_scale = text}});
    for (const ShelfLesson& lesson : stage.shell().workspace().lessons()) {
      stage.open_lesson(lesson.id);
      const Document& document = *stage.shell().workspace().current();
      stage.shell().session_of(document)->reveal_all();
      stage.settle(3);
      for (int page = 0; page < 40; ++page) {
        const std::string where = lesson.id + ", " + std::to_string(width) + " wide: ";
        for (const CutText& each : stage.driver().cut_text()) faults.insert(where + each.words());
        for (const std::string& each : stage.driver().overlaps()) faults.insert(where + each);
        const float place = stage.driver().scrolled("##lesson");
        stage.driver().key(ImGuiKey_PageDown);
        stage.settle(12);  // it glides there
        if (stage.driver().scrolled("##lesson") == place) break;
      }
      stage.run("file.close");
    }
  }
  for (const std::string& fault : faults) CHECK_MESSAGE(false, fault);
}
