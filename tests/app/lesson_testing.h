#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "app/lesson/lesson_pane.h"
#include "app/lesson/session.h"
#include "app/lesson/widget_pane.h"
#include "lessons/lesson.h"
#include "model/assets_path.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"

namespace wf::app::testing {

inline const model::Catalogue& catalogue() {
  static const model::Catalogue kCatalogue =
      model::load_catalogue(std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets").value();
  return kCatalogue;
}

inline std::filesystem::path fixture_file() {
  return std::filesystem::path(WALLFINDER_SOURCE_DIR) / "tests/data/lessons/90-fixture/lesson.md";
}

inline std::unique_ptr<LessonSession> open_session(const std::filesystem::path& file) {
  auto lesson = std::make_shared<const lessons::Lesson>(lessons::load_lesson(file));
  auto scenario = lesson_scenario(*lesson, std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets",
                                  catalogue());
  return std::make_unique<LessonSession>(lesson, scenario.value(), catalogue());
}

// A screen that keeps its host for what is drawn on it.
class HostScreen final : public UiScreen {
 public:
  using UiScreen::UiScreen;
  void frame(Host& at) override {
    host = &at;
    UiScreen::frame(at);
  }
  Host* host = nullptr;
};

// The fixture lesson and a pane that fills the window.
template <class Pane>
struct PaneFixture {
  explicit PaneFixture(int width = 900, int height = 700, double text_scale = 1,
                       const std::filesystem::path& file = fixture_file())
      : session(open_session(file)), pane(*session), screen([this](const Canvas& canvas) {
          session->begin_frame();
          pane.draw(canvas, *screen.host);
        }) {
    screen.look.text_scale = text_scale;
    driver = std::make_unique<UiDriver>(screen, width, height);
    driver->frames(3);
  }

  std::unique_ptr<LessonSession> session;
  Pane pane;
  HostScreen screen;
  std::unique_ptr<UiDriver> driver;
};

// How far what was drawn in the panes of the last frame reaches beyond the room that the test's
// window gives them: its width less a margin of an em on both sides.
inline double overflow(UiDriver& driver, double width, double text_scale) {
  const double margin = 16 * text_scale;
  double most = -1e9;
  const ImDrawData& data = driver.draw_data();
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    if (list._OwnerName == nullptr ||
        std::string_view(list._OwnerName).find('/') == std::string_view::npos)
      continue;
    for (const ImDrawVert& vertex : list.VtxBuffer) {
      const double x = vertex.pos.x;
      most = std::max({most, margin - x, x - (width - margin)});
    }
  }
  return most;
}

}  // namespace wf::app::testing
