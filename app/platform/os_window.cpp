#include "app/platform/os_window.h"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "app/platform/imgui_session.h"

namespace wf::app {
namespace {

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

// As many of these pixels of scale 1 as the first monitor has room for.
void fit_to_display(int& width, int& height) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (monitor == nullptr) return;
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

}  // namespace

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

void FramesDue::at_least(int frames) { frames_ = std::max(frames_.load(), frames); }

void FramesDue::after(double seconds) {
  const Clock::time_point at = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                  std::chrono::duration<double>(seconds));
  if (!at_ || at < *at_) at_ = at;
}

bool FramesDue::take() {
  if (frames_ <= 0) return false;
  --frames_;
  return true;
}

void FramesDue::look_at_clock(Clock::time_point now) {
  if (!at_ || now < *at_) return;
  at_.reset();
  at_least(2);
}

OsWindow& OsWindow::of(GLFWwindow* window) {
  return *static_cast<OsWindow*>(glfwGetWindowUserPointer(window));
}

OsWindow::OsWindow(FramesDue& frames) : frames_(frames) {}

model::Result<std::unique_ptr<OsWindow>> OsWindow::open(const OsWindowOptions& options,
                                                        FramesDue& frames) {
  std::unique_ptr<OsWindow> window(new OsWindow(frames));
  if (const auto started = window->start(options); !started) return started.error();
  frames.after_input();
  return window;
}

model::Result<bool> OsWindow::start(const OsWindowOptions& options) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, options.place ? GLFW_FALSE : GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, options.place ? GLFW_FALSE : GLFW_TRUE);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "wallfinder");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "wallfinder");
  int width = options.width;
  int height = options.height;
  fit_to_display(width, height);
  if (options.place) {
    width = options.place->width;
    height = options.place->height;
  }
  window_ = glfwCreateWindow(width, height, options.title.c_str(), nullptr, nullptr);
  if (window_ == nullptr) return no_window(glfw_reason());
  glfwMakeContextCurrent(window_);
  if (gladLoadGL(glfwGetProcAddress) == 0) return no_window("OpenGL 3.3 could not be loaded");
  glfwSwapInterval(options.pace == OsWindowOptions::Pace::kDisplay ? 1 : 0);
  listen();
  if (options.place) {
    glfwSetWindowPos(window_, options.place->x, options.place->y);
    glfwShowWindow(window_);
  }

  model::Result<std::unique_ptr<ImGuiSession>> session = ImGuiSession::create();
  if (!session) return session.error();
  session_ = std::move(session.value());
  platform_ = ImGui_ImplGlfw_InitForOpenGL(window_, true);
  if (!platform_) return no_window("Dear ImGui could not use it");
  renderer_ = ImGui_ImplOpenGL3_Init("#version 330");
  if (!renderer_) return no_window("Dear ImGui could not use its OpenGL");
  return true;
}

OsWindow::~OsWindow() {
  if (window_ == nullptr) return;
  make_current();
  if (renderer_) ImGui_ImplOpenGL3_Shutdown();
  if (platform_) ImGui_ImplGlfw_Shutdown();
  session_.reset();
  glfwDestroyWindow(window_);
}

void OsWindow::make_current() const {
  if (glfwGetCurrentContext() != window_) glfwMakeContextCurrent(window_);
  if (session_) session_->make_current();
}

// Every event draws some frames. Dear ImGui's own callbacks, installed later, call these first.
void OsWindow::listen() {
  GLFWwindow* w = window_;
  glfwSetWindowUserPointer(w, this);
  glfwSetKeyCallback(w, [](GLFWwindow* on, int key, int, int action, int) {
    of(on).frames_.after_input();
    if (action == GLFW_RELEASE && is_modifier(key)) of(on).finish_chords();
  });
  glfwSetCharCallback(w, [](GLFWwindow* on, unsigned) { of(on).frames_.after_input(); });
  glfwSetMouseButtonCallback(w,
                             [](GLFWwindow* on, int, int, int) { of(on).frames_.after_input(); });
  glfwSetCursorPosCallback(w, [](GLFWwindow* on, double, double) { of(on).frames_.after_input(); });
  glfwSetCursorEnterCallback(w, [](GLFWwindow* on, int) { of(on).frames_.after_input(); });
  glfwSetScrollCallback(w, [](GLFWwindow* on, double, double) { of(on).frames_.after_input(); });
  glfwSetWindowFocusCallback(w, [](GLFWwindow* on, int) { of(on).frames_.after_input(); });
  glfwSetWindowCloseCallback(w, [](GLFWwindow* on) { of(on).frames_.after_input(); });
  glfwSetWindowRefreshCallback(w, [](GLFWwindow* on) { of(on).frames_.after_input(); });
  glfwSetFramebufferSizeCallback(w, [](GLFWwindow* on, int, int) { of(on).frames_.after_input(); });
  glfwSetWindowContentScaleCallback(
      w, [](GLFWwindow* on, float, float) { of(on).frames_.after_input(); });
  glfwSetDropCallback(w, [](GLFWwindow* on, int count, const char** paths) {
    of(on).dropped_.insert(of(on).dropped_.end(), paths, paths + count);
    of(on).frames_.after_input();
  });
}

// A modifier is let go: keys that went down since the last frame went down with it. Dear ImGui
// would see them in the next frame without it, so they come up before it does, which takes a frame.
void OsWindow::finish_chords() {
  if (!session_) return;
  ImVector<ImGuiKey> pressed;
  for (const ImGuiInputEvent& event : session_->context()->InputEventsQueue) {
    if (event.Type != ImGuiInputEventType_Key || !event.Key.Down) continue;
    const ImGuiKey key = event.Key.Key;
    if ((key & ImGuiMod_Mask_) == 0 && !ImGui::IsLRModKey(key)) pressed.push_back(key);
  }
  for (const ImGuiKey key : pressed) session_->context()->IO.AddKeyEvent(key, false);
}

void OsWindow::deliver_drops(Screen& screen) {
  if (dropped_.empty()) return;
  const std::vector<std::filesystem::path> files = std::exchange(dropped_, {});
  screen.on_drop(files, *this);
}

// What no event draws: keys that came faster than frames, of which Dear ImGui takes one a frame;
// hints, which wait until the pointer has rested.
void OsWindow::schedule_frames() {
  const ImGuiContext& g = *session_->context();
  if (!g.InputEventsQueue.empty()) frames_.after_input();
  const bool waiting =
      g.HoverItemDelayId != 0 && g.HoverItemDelayTimer < g.Style.HoverDelayNormal + g.IO.DeltaTime;
  const bool fading = g.DimBgRatio > 0 && g.DimBgRatio < 1;
  if (fading) {
    frames_.at_least(1);
  } else if (waiting) {
    frames_.after(0.2);
  }
}

void OsWindow::draw(Screen& screen) {
  const auto begin = FramesDue::Clock::now();
  make_current();
  screen.before_frame(*this);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  screen.frame(*this);
  ImGui::Render();
  ui_ms_ = std::chrono::duration<double, std::milli>(FramesDue::Clock::now() - begin).count();

  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window_);
  schedule_frames();
}

bool OsWindow::hidden() const { return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == GLFW_TRUE; }
bool OsWindow::asked_to_close() const { return glfwWindowShouldClose(window_) == GLFW_TRUE; }
void OsWindow::stay_open() { glfwSetWindowShouldClose(window_, GLFW_FALSE); }

void OsWindow::keep_in_sight(bool on) {
  glfwSetWindowAttrib(window_, GLFW_AUTO_ICONIFY, on ? GLFW_FALSE : GLFW_TRUE);
}

DesktopArea OsWindow::area() const {
  DesktopArea area;
  glfwGetWindowPos(window_, &area.x, &area.y);
  glfwGetWindowSize(window_, &area.width, &area.height);
  return area;
}

const Fonts& OsWindow::fonts() const { return session_->fonts(); }

double OsWindow::scale() const {
  float x = 1;
  float y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return std::clamp(static_cast<double>(x), 0.5, 8.0);
}

void OsWindow::request_redraw() {
  frames_.at_least(1);
  glfwPostEmptyEvent();
}

void OsWindow::set_title(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }

bool OsWindow::full_screen() const { return glfwGetWindowMonitor(window_) != nullptr; }

void OsWindow::set_full_screen(bool on) {
  if (on == full_screen()) return;
  if (!on) {
    glfwSetWindowMonitor(window_, nullptr, windowed_.x, windowed_.y, windowed_.width,
                         windowed_.height, GLFW_DONT_CARE);
    return;
  }
  windowed_ = area();
  int count = 0;
  GLFWmonitor** found = glfwGetMonitors(&count);
  const auto shown_on = monitor_of(windowed_, monitors(MonitorPart::kWhole));
  GLFWmonitor* chosen = shown_on ? found[*shown_on] : glfwGetPrimaryMonitor();
  const GLFWvidmode* mode = chosen == nullptr ? nullptr : glfwGetVideoMode(chosen);
  if (mode == nullptr) return;
  glfwSetWindowMonitor(window_, chosen, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void OsWindow::close() { glfwSetWindowShouldClose(window_, GLFW_TRUE); }

std::vector<DesktopArea> monitors(MonitorPart part) {
  int count = 0;
  GLFWmonitor** found = glfwGetMonitors(&count);
  std::vector<DesktopArea> areas(static_cast<std::size_t>(std::max(count, 0)));
  for (std::size_t i = 0; i < areas.size(); ++i) {
    DesktopArea& area = areas[i];
    if (part == MonitorPart::kFree) {
      glfwGetMonitorWorkarea(found[i], &area.x, &area.y, &area.width, &area.height);
    } else if (const GLFWvidmode* mode = glfwGetVideoMode(found[i])) {
      glfwGetMonitorPos(found[i], &area.x, &area.y);
      area.width = mode->width;
      area.height = mode->height;
    }
  }
  return areas;
}

}  // namespace wf::app
