#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/platform/placement.h"
#include "app/platform/screen.h"
#include "model/core/result.h"

struct GLFWwindow;

namespace wf::app {

class ImGuiSession;

// When the program's windows are drawn next. What happens in one may show in the other, so they are
// drawn together.
class FramesDue {
 public:
  using Clock = std::chrono::steady_clock;

  // A layout that depends on the frame before, and a popup that measures itself, need a few frames.
  void after_input() { at_least(3); }
  void at_least(int frames);   // from any thread
  void after(double seconds);  // some frames then
  bool take();                 // one of them
  bool any() const { return frames_ > 0; }
  void look_at_clock(Clock::time_point now);  // is it `after`?
  std::optional<Clock::time_point> next() const { return at_; }

 private:
  std::atomic<int> frames_ = 0;
  std::optional<Clock::time_point> at_;
};

struct OsWindowOptions {
  std::string title;
  int width = 1280;  // at scale 1; never larger than the display
  int height = 800;
  std::optional<DesktopArea> place{};  // instead of the size; else the desktop places it
  enum class Pace { kDisplay, kUnheld } pace = Pace::kDisplay;  // one window waits for the display
};

// One window of the desktop, with a Dear ImGui context and an OpenGL context of its own. Both are
// current while a screen is drawn into it. GLFW must be running.
class OsWindow final : public Host {
 public:
  // The frames must outlive the window.
  static model::Result<std::unique_ptr<OsWindow>> open(const OsWindowOptions& options,
                                                       FramesDue& frames);
  ~OsWindow() override;
  OsWindow(const OsWindow&) = delete;
  OsWindow& operator=(const OsWindow&) = delete;

  void draw(Screen& screen);
  void make_current() const;
  void deliver_drops(Screen& screen);
  double ui_ms() const { return ui_ms_; }  // of the last frame, without drawing it

  bool hidden() const;
  bool asked_to_close() const;
  void stay_open();
  // While another window has the keyboard, one that fills its monitor stays there.
  void keep_in_sight(bool on);
  DesktopArea area() const;

  const Fonts& fonts() const override;
  double scale() const override;
  void request_redraw() override;  // from any thread
  void request_redraw_after(double seconds) override { frames_.after(seconds); }
  void set_title(const std::string& title) override;
  bool full_screen() const override;
  void set_full_screen(bool on) override;
  void close() override;

 private:
  explicit OsWindow(FramesDue& frames);
  model::Result<bool> start(const OsWindowOptions& options);
  void listen();
  void finish_chords();
  void schedule_frames();
  static OsWindow& of(GLFWwindow* window);

  FramesDue& frames_;
  GLFWwindow* window_ = nullptr;
  std::unique_ptr<ImGuiSession> session_;
  bool platform_ = false;  // Dear ImGui's two parts that know the machine are at work
  bool renderer_ = false;
  std::vector<std::filesystem::path> dropped_;
  DesktopArea windowed_;  // where it stood before it filled the screen
  double ui_ms_ = 0;
};

// The monitors that there are, without panels of the desktop where those are to stay free.
enum class MonitorPart { kWhole, kFree };
std::vector<DesktopArea> monitors(MonitorPart part);

// Why GLFW refused, and what to do instead of a window.
model::Error no_window(const std::string& what);
std::string glfw_reason();

}  // namespace wf::app
