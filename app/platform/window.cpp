#include "app/platform/window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "app/platform/os_window.h"

namespace wf::app {
namespace {

using Clock = FramesDue::Clock;

constexpr double kPollInterval = 0.5;
constexpr std::uint64_t kWarmUpFrames = 10;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

Clock::duration to_duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

struct Glfw {
  bool started = false;
  ~Glfw() {
    if (started) glfwTerminate();
  }
};

}  // namespace

struct Window::State {
  Glfw glfw;
  FramesDue frames;
  std::unique_ptr<OsWindow> first;
  std::unique_ptr<OsWindow> second;  // Screen::second
  Clock::time_point started;

  bool hidden() const { return first->hidden() && (!second || second->hidden()); }
};

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}
Window::~Window() = default;

model::Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  auto state = std::make_unique<State>();
  state->started = options.started;
  if (glfwInit() != GLFW_TRUE) return no_window(glfw_reason());
  state->glfw.started = true;
  auto first = OsWindow::open(
      {.title = options.title, .width = options.width, .height = options.height}, state->frames);
  if (!first) return first.error();
  state->first = std::move(*first);
  return std::unique_ptr<Window>(new Window(std::move(state)));
}

// Opens or closes the second window as the screen has something for it or not.
void Window::follow_second(Screen& screen) {
  State& state = *state_;
  if (Screen* shown = screen.second(); shown != nullptr && state.second) {
    if (!state.second->asked_to_close()) return;
    state.second->stay_open();
    shown->may_close();
  }
  Screen* wanted = screen.second();
  if ((wanted != nullptr) == (state.second != nullptr)) return;
  state.first->keep_in_sight(wanted != nullptr);
  if (wanted == nullptr) {
    state.second.reset();
  } else {
    const auto whole = monitors(MonitorPart::kWhole);
    const auto taken = monitor_of(state.first->area(), whole);
    auto opened =
        OsWindow::open({.title = "Wallfinder",
                        .width = 1120,
                        .height = 720,
                        .place = on_another_monitor(taken ? whole[*taken] : state.first->area(),
                                                    monitors(MonitorPart::kFree)),
                        .pace = OsWindowOptions::Pace::kUnheld},
                       state.frames);
    if (opened) {
      state.second = std::move(*opened);
    } else {
      std::fprintf(stderr, "wallfinder: %s\n", opened.error().text().c_str());
      wanted->may_close();
    }
  }
  state.first->make_current();
}

void Window::draw(Screen& screen) {
  State& state = *state_;
  // First the second: the keys it takes show in the first one at once, which is current afterwards.
  if (Screen* shown = screen.second();
      shown != nullptr && state.second && !state.second->hidden()) {
    state.second->draw(*shown);
    state.first->make_current();
  }
  if (state.first->hidden()) return;
  state.first->draw(screen);
  count_frame();
}

void Window::count_frame() {
  if (stats_.frames == 0) {
    stats_.seconds_to_first_frame = seconds_between(state_->started, Clock::now());
  }
  ++stats_.frames;
  stats_.last_ui_ms = state_->first->ui_ms();
  if (stats_.frames <= kWarmUpFrames) return;
  const auto counted = static_cast<double>(stats_.frames - kWarmUpFrames);
  stats_.mean_ui_ms += (stats_.last_ui_ms - stats_.mean_ui_ms) / counted;
  stats_.worst_ui_ms = std::max(stats_.worst_ui_ms, stats_.last_ui_ms);
}

void Window::run(Screen& screen) { loop(screen, std::nullopt); }

void Window::run_for(Screen& screen, double seconds) {
  loop(screen, Clock::now() + to_duration(seconds));
}

void Window::loop(Screen& screen, std::optional<Clock::time_point> until) {
  State& state = *state_;
  Clock::time_point next_poll = Clock::now() + to_duration(kPollInterval);
  while (!until || Clock::now() < *until) {
    Clock::time_point now = Clock::now();
    if (state.frames.any() && !state.hidden()) {
      glfwPollEvents();
    } else {
      Clock::time_point wake = next_poll;
      if (state.frames.next() && !state.hidden()) wake = std::min(wake, *state.frames.next());
      if (until) wake = std::min(wake, *until);
      glfwWaitEventsTimeout(std::max(seconds_between(now, wake), 1e-3));
    }
    if (state.first->asked_to_close()) {
      if (screen.may_close()) break;
      state.first->stay_open();
    }
    state.first->deliver_drops(screen);
    follow_second(screen);
    now = Clock::now();
    if (now >= next_poll) {
      next_poll = now + to_duration(kPollInterval);
      if (screen.poll()) state.frames.after_input();
    }
    state.frames.look_at_clock(now);
    if (!state.hidden() && state.frames.take()) draw(screen);
  }
}

}  // namespace wf::app
