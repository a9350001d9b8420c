#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/platform/screen.h"
#include "model/core/result.h"

namespace wf::app {

// What the window cost so far.
struct FrameStats {
  std::uint64_t frames = 0;
  double seconds_to_first_frame = 0;  // from WindowOptions::started
  double last_ui_ms = 0;              // building the interface, without drawing it
  double mean_ui_ms = 0;
  double worst_ui_ms = 0;  // the first frames, which bake glyphs, left out
};

struct WindowOptions {
  std::string title = "Wallfinder";
  int width = 1280;  // at scale 1; never larger than the display
  int height = 800;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

// The program's window, and a second one for as long as the screen has something for it. They are
// drawn when something happens and sleep otherwise.
class Window final {
 public:
  // Error: there is no display, or no OpenGL 3.3, and what to do instead.
  static model::Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Until the window is closed.
  void run(Screen& screen);
  // Until the window is closed or `seconds` have passed: for measuring.
  void run_for(Screen& screen, double seconds);

  const FrameStats& stats() const { return stats_; }

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  void loop(Screen& screen, std::optional<std::chrono::steady_clock::time_point> until);
  void follow_second(Screen& screen);
  void draw(Screen& screen);
  void count_frame();

  std::unique_ptr<State> state_;
  FrameStats stats_;
};

}  // namespace wf::app
