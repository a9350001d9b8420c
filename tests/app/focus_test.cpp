// The keyboard's focus can be seen on every kind of control, in every theme.
#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <cmath>

#include "app/shell/shell.h"
#include "app/ui/theme.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

// How many corners of the ring's colour lie in or about this rectangle.
int accents(UiDriver& driver, const UiDriver::Rect& box, ImU32 accent) {
  constexpr double kAbout = 8;
  int count = 0;
  const ImDrawData& data = driver.draw_data();
  for (int i = 0; i < data.CmdListsCount; ++i) {
    for (const ImDrawVert& vertex : data.CmdLists[i]->VtxBuffer) {
      const double x = static_cast<double>(vertex.pos.x);
      const double y = static_cast<double>(vertex.pos.y);
      const bool near = x > box.left - kAbout && x < box.right + kAbout && y > box.top - kAbout &&
                        y < box.bottom + kAbout;
      if (near && vertex.col == accent) ++count;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("The focus is seen on every kind of control, in every theme") {
  for (const wf::widgets::ThemeName name : wf::widgets::kThemeNames) {
    Settings settings;
    settings.look.theme = name;
    Shell shell(workspace(source_dir() / "lessons"), settings);
    UiDriver driver(shell, 1280, 800);
    shell.open_file(source_dir() / "lessons/00-orientation/lesson.md");
    driver.frames(4);
    const Colours& c = shell.theme().colours;
    CAPTURE(std::string(shell.theme().palette->name));
    for (const ImU32 ground : {c.paper, c.panel, c.raised, c.sunken, c.selected, c.hover}) {
      CHECK(contrast(from_imgui(c.accent), from_imgui(ground)) >= 3);
    }
    // A row of the list, an option, a button, a list to choose from, a slider, a field, a pane's
    // edge, a figure's handle.
    for (const char* label :
         {"Napkin math", "Memory capacity", "In words", "##model", "##widget pane/serving.batch",
          "##serving.batch", "reading splitter"}) {
      CAPTURE(std::string(label));
      std::vector<UiDriver::Control> wanted;
      const std::string_view whole(label);
      const std::string_view own = whole.substr(whole.find('/') + 1);
      for (UiDriver::Control& each : driver.controls()) {
        const bool hashed =
            each.label.empty() && ImHashStr(own.data(), own.size(), each.group) == each.id;
        const bool named = each.label == own || each.label.substr(0, each.label.find("##")) == own;
        if (each.tab_stop && (hashed || named)) wanted.push_back(std::move(each));
      }
      CHECK(!wanted.empty());
      for (const UiDriver::Control& each : wanted) {
        driver.focus_on(each.id);
        driver.frames(1);
        const UiDriver::Rect box = driver.focus_box();
        const int with = accents(driver, box, c.accent);
        ImGui::SetNavCursorVisible(false);
        driver.frames(1);
        CHECK(with > accents(driver, box, c.accent));
      }
    }
  }
}
