#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "app/shell/shell.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

// Every screen of the window, and how to come to it: for pictures, and for tests that look at all.
namespace wf::app::testing {

struct StageSetting {
  int width = 1280;
  int height = 800;
  Look look{};
};

// The program with its lessons, used from outside.
class Stage {
 public:
  explicit Stage(const StageSetting& setting,
                 const std::filesystem::path& lessons = source_dir() / "lessons");

  Shell& shell() { return *shell_; }
  // Of the window that is looked at.
  UiDriver& driver() { return second_ ? *second_ : *driver_; }
  // From now on the second one, at the size of the first.
  void look_at_second();
  const Folder& folder() const { return folder_; }

  void settle(int frames = 6);
  void run(std::string_view command);
  void open(const std::filesystem::path& file);
  void open_example(const std::string& name) { open(example(name + ".json")); }
  void open_lesson(std::string_view id);
  // The open lesson, where a heading stands at the top.
  void go_to_heading(std::string_view text);
  // Where a pane is folded away, the word that shows it is pressed.
  void press_if_there(std::string_view label);
  void set_knob(std::string_view path, double value);
  // What the window looks like, changed where it stands.
  void set_theme(widgets::ThemeName theme);
  void set_text(double scale);  // one of the steps of Ctrl+ and Ctrl-

 private:
  Folder folder_;
  std::unique_ptr<Shell> shell_;
  std::unique_ptr<UiDriver> driver_;
  std::unique_ptr<UiDriver> second_;
};

struct ScreenSpec {
  std::string_view name;
  void (*reach)(Stage& stage);
  enum class Lessons { kAll, kNone } lessons = Lessons::kAll;
};

std::span<const ScreenSpec> screens();

// The window with this screen on it.
std::unique_ptr<Stage> show_screen(const ScreenSpec& screen, const StageSetting& setting);

}  // namespace wf::app::testing
