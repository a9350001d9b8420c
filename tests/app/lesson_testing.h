#pragma once

#include <filesystem>
#include <memory>
#include <string>

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

// The fixture lesson and a pane that fills the window.
template <class Pane>
struct PaneFixture {
  explicit PaneFixture(int width = 900, int height = 700, double text_scale = 1,
                       const std::filesystem::path& file = fixture_file())
      : session(open_session(file)), pane(*session), screen([this](const Canvas& canvas) {
          session->begin_frame();
          pane.draw(canvas, *driver);
        }) {
    screen.look.text_scale = text_scale;
    driver = std::make_unique<UiDriver>(screen, width, height);
    driver->frames(3);
  }

  std::unique_ptr<LessonSession> session;
  Pane pane;
  UiScreen screen;
  std::unique_ptr<UiDriver> driver;
};

}  // namespace wf::app::testing
