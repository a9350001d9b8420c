#include "app/present/presenter.h"

#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include "app/present/steps.h"
#include "app/shell/shell.h"
#include "lessons/lesson.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

std::filesystem::path lesson_file(std::string_view folder) {
  return source_dir() / "lessons" / folder / "lesson.md";
}

struct Room {
  explicit Room(int width = 1280, int height = 720, double text = 1)
      : shell(workspace(source_dir() / "lessons"), settings(text)), driver(shell, width, height) {
    shell.open_file(lesson_file("00-orientation"));
    driver.frames(3);
    driver.key(ImGuiKey_F5);
    driver.frames(3);
    REQUIRE(shell.presenter() != nullptr);
  }
  static Settings settings(double text) {
    Settings result;
    result.look.text_scale = text;
    return result;
  }
  Presenter& room() { return *shell.presenter(); }
  void next() {
    driver.key(ImGuiKey_PageDown);
    driver.frames(3);
  }
  bool go_to_question() {
    for (int i = 0; i < 60; ++i) {
      if (driver.shows("Predict first")) return true;
      next();
    }
    return false;
  }
  bool go_to_figure() {
    for (int i = 0; i < 200; ++i) {
      if (room().figure_shown()) return true;
      next();
    }
    return false;
  }

  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("A lesson falls into steps: title, questions, figures, short pieces of text") {
  for (const char* folder : {"00-orientation", "01-what-makes-ml-systems-different"}) {
    CAPTURE(std::string(folder));
    const auto lesson = wf::lessons::load_lesson(lesson_file(folder));
    const auto steps = present_steps(lesson.blocks);
    REQUIRE(steps.size() > 6);
    CHECK(steps[0].begin == steps[0].end);
    std::size_t at = steps[1].begin;
    std::size_t parts = 0;
    for (std::size_t i = 1; i < steps.size(); ++i) {
      CHECK(steps[i].begin == at);  // nothing is left out
      CHECK(steps[i].end > steps[i].begin);
      at = steps[i].end;
      parts += steps[i].part != nullptr ? 1U : 0U;
    }
    CHECK(at == lesson.blocks.size());
    CHECK(parts >= 2);
  }
  CHECK(present_steps({}).size() == 1);
}

TEST_CASE("Projector looks: its theme, text half as large again and at least 20 points") {
  const Look look = presenter_look({});
  CHECK(look.theme == wf::widgets::ThemeName::kProjector);
  CHECK(16 * look.text_scale * 72 / 96 >= 20 - 1e-9);
  CHECK(presenter_look({.text_scale = 1.25}).text_scale == doctest::Approx(2.0));
  CHECK(presenter_look({.text_scale = 2.5}).text_scale == kLargestText);
  for (const auto theme : wf::widgets::kThemeNames) {
    if (theme == wf::widgets::ThemeName::kProjector) continue;
    CHECK(wf::widgets::theme(wf::widgets::ThemeName::kProjector).stroke >
          wf::widgets::theme(theme).stroke);
  }
}

TEST_CASE("On the projector prose is at least 20 points large, labels of figures a step below") {
  for (const auto& [width, height] : {std::pair{800, 600}, std::pair{1280, 720}}) {
    CAPTURE(width);
    Room w(width, height);
    const auto points = [&](const SizedText& text) {
      for (const Face& face : {w.driver.fonts().regular, w.driver.fonts().semibold}) {
        if (text.font == face.font) return text.size / face.ratio * 72 / 96;
      }
      return 1000.0F;  // formulas are checked where they are laid out
    };
    constexpr float kWhole = 0.4F;  // points: sizes are whole pixels
    bool prose = false, option = false, number = false, axis = false;
    w.next();
    for (int i = 0; i < 200 && !(w.room().figure_shown() && w.room().read_out_shown()); ++i) {
      for (const SizedText& text : w.driver.text_sizes()) {
        CAPTURE(text.text);
        CHECK(points(text) >= 16);
        if (text.text.starts_with("Memory bandwidth")) {
          option = true;
          CHECK(points(text) >= 20 - kWhole);
        }
        if (text.text.size() > 40) {
          prose = true;
          CHECK(points(text) >= 17);  // captions among them
        }
      }
      w.next();
    }
    REQUIRE(w.room().figure_shown());
    const auto read_out = w.room().read_out();
    REQUIRE(read_out.has_value());
    for (const SizedText& text : w.driver.text_sizes()) {
      CAPTURE(text.text);
      CHECK(points(text) >= 16 - kWhole);
      if (text.text == read_out->value) {
        number = true;
        CHECK(points(text) >= 26);
      }
      if (points(text) < 17) axis = true;
    }
    CHECK(prose);
    CHECK(option);
    CHECK(number);
    CHECK(axis);
  }
}

TEST_CASE("The number that matters is in large, with its unit, its name and its wall") {
  for (const double text : {1.0, 1.25, 2.5}) {
    CAPTURE(text);
    Room w(1280, 720, text);
    const auto before = w.room().read_out();
    REQUIRE(before.has_value());
    CHECK_FALSE(w.driver.shows(before->value));  // it would give the first answer away
    for (int i = 0; i < 300 && !w.room().read_out_shown(); ++i) w.next();
    const auto shown = w.room().read_out();
    REQUIRE(shown.has_value());
    CHECK(shown->value.find_first_of("0123456789") != std::string::npos);
    CHECK(shown->value.find(' ') != std::string::npos);
    CHECK(w.driver.shows(shown->value));
    REQUIRE(shown->wall.has_value());
    CHECK(w.driver.shows(shown->name));
    CHECK(w.driver.shows(wf::model::name_of(*shown->wall)));
    // Beside a figure there is less room.
    REQUIRE(w.go_to_figure());
    w.driver.frames(2);
    const auto now = w.room().read_out();
    CHECK(w.driver.shows(now->value));
    CHECK(w.driver.shows(now->name));
    w.driver.key(ImGuiKey_RightArrow);
    w.driver.frames(2);
    CHECK(w.driver.shows(w.room().read_out()->value));
  }
}

TEST_CASE("Every key of a clicker goes on or back") {
  Room w;
  for (const ImGuiKeyChord on : {ImGuiKey_PageDown, ImGuiKey_Space}) {
    for (const ImGuiKeyChord back :
         {ImGuiKeyChord(ImGuiKey_PageUp), ImGuiKeyChord(ImGuiKey_Backspace),
          static_cast<int>(ImGuiMod_Shift) | ImGuiKey_Space}) {
      w.driver.key(on);
      w.driver.frames(3);
      CHECK(w.room().step() == 1);
      w.driver.key(back);
      w.driver.frames(3);
      CHECK(w.room().step() == 0);
    }
  }
}

TEST_CASE("Blacked out, every pixel is black") {
  Room w;
  REQUIRE(w.go_to_question());
  w.driver.key(ImGuiKey_B);
  w.driver.frames(2);
  const ImDrawData& drawn = w.driver.draw_data();
  ImVec2 least(1e9F, 1e9F);
  ImVec2 most(-1e9F, -1e9F);
  for (const ImDrawList* list : drawn.CmdLists) {
    int last_part = -1;  // what is drawn last covers what is below
    for (int i = 0; i < list->VtxBuffer.Size; ++i) {
      const ImDrawVert& vertex = list->VtxBuffer[i];
      if ((vertex.col & ~IM_COL32_A_MASK) != 0 || (vertex.col & IM_COL32_A_MASK) == 0) {
        last_part = i;
        continue;
      }
      least = {std::min(least.x, vertex.pos.x), std::min(least.y, vertex.pos.y)};
      most = {std::max(most.x, vertex.pos.x), std::max(most.y, vertex.pos.y)};
    }
    CHECK(last_part < list->VtxBuffer.Size - 1);
  }
  CHECK(least.x <= 0);
  CHECK(least.y <= 0);
  CHECK(most.x >= 1280);
  CHECK(most.y >= 720);
}

TEST_CASE("F5 takes the chrome away, Escape brings it back, and the step is kept") {
  Room w;
  CHECK_FALSE(w.driver.has("File"));
  CHECK_FALSE(w.driver.shows("F1 shows the keys"));
  CHECK(w.shell.theme().look.theme == wf::widgets::ThemeName::kProjector);
  CHECK(w.driver.shows("Orientation"));
  w.next();
  const int step = w.room().step();
  CHECK(step == 1);
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(3);
  CHECK(w.shell.presenter() == nullptr);
  CHECK(w.driver.has("File"));
  CHECK(w.shell.settings().look.theme == wf::widgets::ThemeName::kLight);
  w.driver.key(ImGuiKey_F5);
  w.driver.frames(3);
  CHECK(w.room().step() == step);
  w.driver.key(ImGuiKey_Home);
  w.driver.frames(2);
  CHECK(w.room().step() == 0);
}

TEST_CASE("An answer is hidden until it is asked for, and is nobody's answer") {
  Room w;
  REQUIRE(w.go_to_question());
  CHECK_FALSE(w.room().answer_shown());
  CHECK_FALSE(w.driver.shows("The wall is"));
  const int step = w.room().step();
  w.next();
  CHECK(w.room().step() == step);
  CHECK(w.room().answer_shown());
  CHECK(w.driver.shows("The wall is"));
  w.driver.key(ImGuiKey_R);
  w.driver.frames(2);
  CHECK_FALSE(w.driver.shows("The wall is"));
  w.driver.key(ImGuiKey_1);  // the room votes
  w.driver.frames(2);
  CHECK(w.driver.shows("The wall is"));
  w.driver.key(ImGuiKey_F5);
  w.driver.frames(3);
  const auto* session = w.shell.session_of(*w.shell.workspace().current());
  for (const auto& [part, answer] : session->predicts()) CHECK_FALSE(answer.revealed());
}

TEST_CASE("The figure takes 60 % of the picture where it is shown, at the sizes of projectors") {
  for (const auto& [width, height] :
       {std::pair{800, 600}, std::pair{1280, 720}, std::pair{1920, 1080}}) {
    CAPTURE(width);
    Room w(width, height);
    CHECK(w.room().figure_share() == 0);
    REQUIRE(w.go_to_figure());
    w.driver.frames(2);
    CHECK(w.room().figure_share() >= 0.6F);
    w.driver.key(ImGuiKey_F);
    w.driver.frames(2);
    CHECK_FALSE(w.room().figure_shown());
    w.driver.key(ImGuiKey_F);
    w.driver.frames(2);
    CHECK(w.room().figure_share() >= 0.6F);
    // Nothing is drawn beside the window's edges.
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      if (!window->Active || window->Hidden) continue;
      CAPTURE(std::string(window->Name));
      CHECK(window->Pos.x + window->Size.x <= static_cast<float>(width) + 1);
      CHECK(window->Pos.y + window->Size.y <= static_cast<float>(height) + 1);
      if ((window->Flags & ImGuiWindowFlags_ChildWindow) != 0) CHECK(window->ScrollMax.x <= 1);
    }
  }
}

TEST_CASE("Arrows turn the first knob, B and the full stop black out") {
  Room w;
  REQUIRE(w.go_to_figure());
  const auto version = w.room().session().version();
  w.driver.key(ImGuiKey_RightArrow);
  w.driver.frames(2);
  CHECK(w.room().session().version() > version);
  w.driver.key(ImGuiKey_B);
  w.driver.frames(2);
  CHECK(w.room().black());
  CHECK(w.driver.text().empty());
  const int step = w.room().step();
  w.next();
  CHECK_FALSE(w.room().black());
  CHECK(w.room().step() == step);
  w.driver.key(ImGuiKey_Period);
  w.driver.frames(2);
  CHECK(w.room().black());
  w.driver.key(ImGuiKey_Period);
  w.driver.frames(2);
  CHECK_FALSE(w.room().black());
}

TEST_CASE("A clicker's two keys go through the whole lesson and back, at any size of text") {
  for (const double text : {0.8, 1.0, 2.5}) {
    CAPTURE(text);
    Room w(800, 600, text);
    int presses = 0;
    while (w.room().step() + 1 < w.room().steps() && presses < 600) {
      w.driver.key(ImGuiKey_Space);
      w.driver.frames(1);
      ++presses;
    }
    CHECK(w.room().step() + 1 == w.room().steps());
    for (int i = 0; i < 600 && w.room().step() > 0; ++i) {
      w.driver.key(ImGuiKey_PageUp);
      w.driver.frames(1);
    }
    CHECK(w.room().step() == 0);
  }
}
