#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/platform/image.h"
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

// The program's one window. It draws when something happens and sleeps otherwise.
class Window final : public Host {
 public:
  // Error: there is no display, or no OpenGL 3.3, and what to do instead.
  static model::Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  ~Window() override;
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Until the window is closed.
  void run(Screen& screen);
  // Until the window is closed or `seconds` have passed: for measuring and for tests.
  void run_for(Screen& screen, double seconds);

  const FrameStats& stats() const { return stats_; }
  // The pixels of the last frame drawn.
  const Image& last_frame() const { return last_frame_; }
  void keep_last_frame(bool on) { keep_last_frame_ = on; }

  const Fonts& fonts() const override;
  double scale() const override;
  void request_redraw() override;  // from any thread
  void request_redraw_after(double seconds) override;
  void set_title(const std::string& title) override;
  bool full_screen() const override;
  void set_full_screen(bool on) override;
  void close() override;

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  void draw(Screen& screen);
  void deliver_drops(Screen& screen);
  void schedule_frames();
  void loop(Screen& screen, std::optional<std::chrono::steady_clock::time_point> until);

  std::unique_ptr<State> state_;
  FrameStats stats_;
  Image last_frame_;
  bool keep_last_frame_ = false;
};

}  // namespace wf::app
