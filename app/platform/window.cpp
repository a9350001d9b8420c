#include "app/platform/window.h"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "app/platform/imgui_session.h"

namespace wf::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kPollInterval = 0.5;
// A layout that depends on the frame before, and a popup that measures itself, need a few frames.
constexpr int kFramesAfterInput = 3;
constexpr std::uint64_t kWarmUpFrames = 10;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

Clock::duration to_duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

std::string glfw_reason() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text == nullptr ? "no reason was given" : text;
}

model::Error no_window(const std::string& what) {
  return {.file = {},
          .what = "no window can be opened: " + what +
                  ". Without a display, `wallfinder render` draws pictures and `wallfinder "
                  "estimate` prints numbers; `xvfb-run` provides a virtual display"};
}

struct Glfw {
  bool started = false;
  ~Glfw() {
    if (started) glfwTerminate();
  }
};

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

// A modifier is let go: keys that went down since the last frame went down with it. Dear ImGui
// would see them in the next frame without it, so they come up before it does, which takes a frame.
void finish_chords() {
  ImVector<ImGuiKey> pressed;
  for (const ImGuiInputEvent& event : ImGui::GetCurrentContext()->InputEventsQueue) {
    if (event.Type != ImGuiInputEventType_Key || !event.Key.Down) continue;
    const ImGuiKey key = event.Key.Key;
    if ((key & ImGuiMod_Mask_) == 0 && !ImGui::IsLRModKey(key)) pressed.push_back(key);
  }
  for (const ImGuiKey key : pressed) ImGui::GetIO().AddKeyEvent(key, false);
}

struct WindowDeleter {
  void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};

}  // namespace

struct Window::State {
  Glfw glfw;
  std::unique_ptr<GLFWwindow, WindowDeleter> window;
  std::unique_ptr<ImGuiSession> session;
  bool backends = false;
  Clock::time_point started;
  std::atomic<int> frames_due = kFramesAfterInput;
  std::optional<Clock::time_point> redraw_at;
  std::vector<std::filesystem::path> dropped;
  struct Placement {
    int x = 0, y = 0, width = 0, height = 0;
  } windowed;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (!backends) return;
    session->make_current();
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
  }

  void input() { frames_due = std::max(frames_due.load(), kFramesAfterInput); }
  static State& of(GLFWwindow* window) {
    return *static_cast<State*>(glfwGetWindowUserPointer(window));
  }
  void listen();
};

// Every event draws some frames. Dear ImGui's own callbacks, installed later, call these first.
void Window::State::listen() {
  GLFWwindow* w = window.get();
  glfwSetWindowUserPointer(w, this);
  glfwSetKeyCallback(w, [](GLFWwindow* on, int key, int, int action, int) {
    of(on).input();
    if (action == GLFW_RELEASE && is_modifier(key)) finish_chords();
  });
  glfwSetCharCallback(w, [](GLFWwindow* on, unsigned) { of(on).input(); });
  glfwSetMouseButtonCallback(w, [](GLFWwindow* on, int, int, int) { of(on).input(); });
  glfwSetCursorPosCallback(w, [](GLFWwindow* on, double, double) { of(on).input(); });
  glfwSetCursorEnterCallback(w, [](GLFWwindow* on, int) { of(on).input(); });
  glfwSetScrollCallback(w, [](GLFWwindow* on, double, double) { of(on).input(); });
  glfwSetWindowFocusCallback(w, [](GLFWwindow* on, int) { of(on).input(); });
  glfwSetWindowCloseCallback(w, [](GLFWwindow* on) { of(on).input(); });
  glfwSetWindowRefreshCallback(w, [](GLFWwindow* on) { of(on).input(); });
  glfwSetFramebufferSizeCallback(w, [](GLFWwindow* on, int, int) { of(on).input(); });
  glfwSetWindowContentScaleCallback(w, [](GLFWwindow* on, float, float) { of(on).input(); });
  glfwSetDropCallback(w, [](GLFWwindow* on, int count, const char** paths) {
    of(on).dropped.insert(of(on).dropped.end(), paths, paths + count);
    of(on).input();
  });
}

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}
Window::~Window() = default;

model::Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  auto state = std::make_unique<State>();
  state->started = options.started;
  if (glfwInit() != GLFW_TRUE) return no_window(glfw_reason());
  state->glfw.started = true;

  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "wallfinder");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "wallfinder");
  int width = options.width;
  int height = options.height;
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
    float scale_x = 1;
    float scale_y = 1;
    int x = 0, y = 0, room_x = 0, room_y = 0;
    glfwGetMonitorContentScale(monitor, &scale_x, &scale_y);
    glfwGetMonitorWorkarea(monitor, &x, &y, &room_x, &room_y);
    if (room_x > 0 && scale_x > 0)
      width = std::min(width, static_cast<int>(static_cast<float>(room_x) / scale_x));
    if (room_y > 0 && scale_y > 0)
      height = std::min(height, static_cast<int>(static_cast<float>(room_y) / scale_y));
  }
  state->window.reset(glfwCreateWindow(width, height, options.title.c_str(), nullptr, nullptr));
  if (!state->window) return no_window(glfw_reason());
  glfwMakeContextCurrent(state->window.get());
  if (gladLoadGL(glfwGetProcAddress) == 0) return no_window("OpenGL 3.3 could not be loaded");
  glfwSwapInterval(1);
  state->listen();

  model::Result<std::unique_ptr<ImGuiSession>> session = ImGuiSession::create();
  if (!session) return session.error();
  state->session = std::move(session.value());
  if (!ImGui_ImplGlfw_InitForOpenGL(state->window.get(), true)) {
    return no_window("Dear ImGui could not use it");
  }
  if (!ImGui_ImplOpenGL3_Init("#version 330")) {
    ImGui_ImplGlfw_Shutdown();
    return no_window("Dear ImGui could not use its OpenGL");
  }
  state->backends = true;
  return std::unique_ptr<Window>(new Window(std::move(state)));
}

const Fonts& Window::fonts() const { return state_->session->fonts(); }

double Window::scale() const {
  float x = 1;
  float y = 1;
  glfwGetWindowContentScale(state_->window.get(), &x, &y);
  return std::clamp(static_cast<double>(x), 0.5, 8.0);
}

void Window::request_redraw() {
  state_->frames_due = std::max(state_->frames_due.load(), 1);
  glfwPostEmptyEvent();
}

void Window::request_redraw_after(double seconds) {
  const Clock::time_point at = Clock::now() + to_duration(seconds);
  if (!state_->redraw_at || at < *state_->redraw_at) state_->redraw_at = at;
}

void Window::set_title(const std::string& title) {
  glfwSetWindowTitle(state_->window.get(), title.c_str());
}

bool Window::full_screen() const { return glfwGetWindowMonitor(state_->window.get()) != nullptr; }

void Window::set_full_screen(bool on) {
  GLFWwindow* window = state_->window.get();
  if (on == full_screen()) return;
  State::Placement& back = state_->windowed;
  if (!on) {
    glfwSetWindowMonitor(window, nullptr, back.x, back.y, back.width, back.height, GLFW_DONT_CARE);
    return;
  }
  glfwGetWindowPos(window, &back.x, &back.y);
  glfwGetWindowSize(window, &back.width, &back.height);
  // The monitor that shows the window's centre, or the first one.
  int count = 0;
  GLFWmonitor** monitors = glfwGetMonitors(&count);
  GLFWmonitor* chosen = glfwGetPrimaryMonitor();
  for (int i = 0; i < count; ++i) {
    int x = 0, y = 0;
    glfwGetMonitorPos(monitors[i], &x, &y);
    const GLFWvidmode* mode = glfwGetVideoMode(monitors[i]);
    const int centre_x = back.x + back.width / 2 - x;
    const int centre_y = back.y + back.height / 2 - y;
    if (mode != nullptr && centre_x >= 0 && centre_x < mode->width && centre_y >= 0 &&
        centre_y < mode->height) {
      chosen = monitors[i];
    }
  }
  const GLFWvidmode* mode = chosen == nullptr ? nullptr : glfwGetVideoMode(chosen);
  if (mode == nullptr) return;
  glfwSetWindowMonitor(window, chosen, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void Window::close() { glfwSetWindowShouldClose(state_->window.get(), GLFW_TRUE); }

void Window::deliver_drops(Screen& screen) {
  if (state_->dropped.empty()) return;
  const std::vector<std::filesystem::path> files = std::exchange(state_->dropped, {});
  screen.on_drop(files, *this);
}

// What no event draws: keys that came faster than frames, of which Dear ImGui takes one a frame;
// hints, which wait until the pointer has rested.
void Window::schedule_frames() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (!g.InputEventsQueue.empty()) state_->input();
  const bool waiting =
      g.HoverItemDelayId != 0 && g.HoverItemDelayTimer < g.Style.HoverDelayNormal + g.IO.DeltaTime;
  const bool fading = g.DimBgRatio > 0 && g.DimBgRatio < 1;
  if (fading) {
    state_->frames_due = std::max(state_->frames_due.load(), 1);
  } else if (waiting) {
    request_redraw_after(0.2);
  }
}

void Window::draw(Screen& screen) {
  State& state = *state_;
  const Clock::time_point begin = Clock::now();
  screen.before_frame(*this);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  screen.frame(*this);
  ImGui::Render();
  const Clock::time_point built = Clock::now();

  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(state.window.get(), &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (keep_last_frame_ && width > 0 && height > 0) {
    last_frame_ = {width, height, {}};
    last_frame_.rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadBuffer(GL_BACK);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, last_frame_.rgba.data());
    flip_rows(last_frame_);
  }
  glfwSwapBuffers(state.window.get());

  if (stats_.frames == 0) {
    stats_.seconds_to_first_frame = seconds_between(state.started, Clock::now());
  }
  ++stats_.frames;
  stats_.last_ui_ms = 1e3 * seconds_between(begin, built);
  if (stats_.frames > kWarmUpFrames) {
    const auto counted = static_cast<double>(stats_.frames - kWarmUpFrames);
    stats_.mean_ui_ms += (stats_.last_ui_ms - stats_.mean_ui_ms) / counted;
    stats_.worst_ui_ms = std::max(stats_.worst_ui_ms, stats_.last_ui_ms);
  }
  schedule_frames();
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
    const bool hidden = glfwGetWindowAttrib(state.window.get(), GLFW_ICONIFIED) == GLFW_TRUE;
    if (state.frames_due > 0 && !hidden) {
      glfwPollEvents();
    } else {
      Clock::time_point wake = next_poll;
      if (state.redraw_at && !hidden) wake = std::min(wake, *state.redraw_at);
      if (until) wake = std::min(wake, *until);
      glfwWaitEventsTimeout(std::max(seconds_between(now, wake), 1e-3));
    }
    if (glfwWindowShouldClose(state.window.get()) == GLFW_TRUE) {
      if (screen.may_close()) break;
      glfwSetWindowShouldClose(state.window.get(), GLFW_FALSE);
    }
    deliver_drops(screen);
    now = Clock::now();
    if (now >= next_poll) {
      next_poll = now + to_duration(kPollInterval);
      if (screen.poll()) state.input();
    }
    if (state.redraw_at && now >= *state.redraw_at) {
      state.redraw_at.reset();
      state.frames_due = std::max(state.frames_due.load(), 2);
    }
    if (state.frames_due > 0 && !hidden) {
      --state.frames_due;
      draw(screen);
    }
  }
}

}  // namespace wf::app
