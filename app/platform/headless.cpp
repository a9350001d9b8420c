#include "app/platform/headless.h"

#include <glad/gl.h>
// glad first: it defines the OpenGL types that others look for.
#include <EGL/egl.h>
#include <EGL/eglext.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "app/platform/imgui_session.h"

namespace wf::app {
namespace {

constexpr int kLargestSide = 16384;

model::Error no_renderer(const std::string& step) {
  return {.file = {},
          .what = "no picture can be drawn without a display: " + step +
                  " failed; Mesa's software renderer is needed (Debian: libegl-mesa0 and "
                  "libgl1-mesa-dri)"};
}

// A picture may be drawn from within a frame of the window: what is current is put aside.
class CurrentContexts {
 public:
  CurrentContexts() : imgui_(ImGui::GetCurrentContext()), window_(glfwGetCurrentContext()) {
    if (window_ != nullptr) glfwMakeContextCurrent(nullptr);
  }
  ~CurrentContexts() {
    ImGui::SetCurrentContext(imgui_);
    if (window_ == nullptr) return;
    glfwMakeContextCurrent(window_);
    gladLoadGL(glfwGetProcAddress);
  }
  CurrentContexts(const CurrentContexts&) = delete;
  CurrentContexts& operator=(const CurrentContexts&) = delete;

 private:
  ImGuiContext* imgui_;
  GLFWwindow* window_;  // nothing when there is no window; GLFW then need not be started
};

// An OpenGL 3.3 core context that draws into no window.
class SurfacelessContext {
 public:
  static model::Result<std::unique_ptr<SurfacelessContext>> create() {
    std::unique_ptr<SurfacelessContext> context(new SurfacelessContext);
    if (const char* failed = context->open()) return no_renderer(failed);
    return context;
  }

  ~SurfacelessContext() {
    if (display_ == EGL_NO_DISPLAY) return;
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (context_ != EGL_NO_CONTEXT) eglDestroyContext(display_, context_);
    eglTerminate(display_);
  }
  SurfacelessContext(const SurfacelessContext&) = delete;
  SurfacelessContext& operator=(const SurfacelessContext&) = delete;

 private:
  SurfacelessContext() = default;

  // Nothing, or the name of the step that failed.
  const char* open() {
    const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (get_display == nullptr) return "eglGetPlatformDisplayEXT";
    display_ = get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display_ == EGL_NO_DISPLAY) return "the surfaceless platform of EGL";
    if (eglInitialize(display_, nullptr, nullptr) != EGL_TRUE) return "eglInitialize";
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) return "eglBindAPI";

    constexpr std::array<EGLint, 5> kConfig = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE,
                                               EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(display_, kConfig.data(), &config, 1, &count) != EGL_TRUE || count == 0) {
      return "eglChooseConfig";
    }
    constexpr std::array<EGLint, 7> kContext = {EGL_CONTEXT_MAJOR_VERSION,
                                                3,
                                                EGL_CONTEXT_MINOR_VERSION,
                                                3,
                                                EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                                EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                                EGL_NONE};
    context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, kContext.data());
    if (context_ == EGL_NO_CONTEXT) return "eglCreateContext for OpenGL 3.3";
    if (eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) != EGL_TRUE) {
      return "eglMakeCurrent";
    }
    if (gladLoadGL(reinterpret_cast<GLADloadfunc>(eglGetProcAddress)) == 0) return "loading OpenGL";
    return nullptr;
  }

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
};

// Where the pixels go.
class Framebuffer {
 public:
  Framebuffer(int width, int height) : width_(width), height_(height) {
    glGenTextures(1, &texture_);
    glBindTexture(GL_TEXTURE_2D, texture_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glGenFramebuffers(1, &framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_, 0);
  }
  ~Framebuffer() {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteTextures(1, &texture_);
  }
  Framebuffer(const Framebuffer&) = delete;
  Framebuffer& operator=(const Framebuffer&) = delete;

  bool complete() const {
    return glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
  }

  Image read() const {
    Image image{width_, height_, {}};
    image.rgba.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 4);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
    flip_rows(image);
    // A picture is opaque, whatever was blended into it.
    for (std::size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
    return image;
  }

 private:
  int width_;
  int height_;
  GLuint texture_ = 0;
  GLuint framebuffer_ = 0;
};

class PictureHost final : public Host {
 public:
  PictureHost(const Fonts& fonts, double scale) : fonts_(fonts), scale_(scale) {}
  const Fonts& fonts() const override { return fonts_; }
  double scale() const override { return scale_; }
  void request_redraw() override {}
  void request_redraw_after(double) override {}
  void set_title(const std::string&) override {}
  bool full_screen() const override { return false; }
  void set_full_screen(bool) override {}
  void close() override {}

 private:
  const Fonts& fonts_;
  double scale_;
};

}  // namespace

model::Result<Image> render_frames(Screen& screen, int width, int height, double scale,
                                   int frames) {
  const double pixel_width = std::round(width * scale);
  const double pixel_height = std::round(height * scale);
  if (!(pixel_width >= 1 && pixel_height >= 1 && pixel_width <= kLargestSide &&
        pixel_height <= kLargestSide)) {
    return model::Error{.file = {},
                        .what = "a picture must be between 1 and " + std::to_string(kLargestSide) +
                                " pixels wide and tall, scale included"};
  }
  const CurrentContexts before;
  model::Result<std::unique_ptr<SurfacelessContext>> context = SurfacelessContext::create();
  if (!context) return context.error();
  model::Result<std::unique_ptr<ImGuiSession>> session = ImGuiSession::create();
  if (!session) return session.error();

  const int w = static_cast<int>(pixel_width);
  const int h = static_cast<int>(pixel_height);
  const Framebuffer framebuffer(w, h);
  if (!framebuffer.complete()) return no_renderer("a frame buffer of this size");
  if (!ImGui_ImplOpenGL3_Init("#version 330")) return no_renderer("Dear ImGui's renderer");

  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(w), static_cast<float>(h)};
  io.DeltaTime = 1.0F / 60;
  PictureHost host((*session)->fonts(), scale);
  for (int i = 0; i < std::max(frames, 1); ++i) {
    screen.before_frame(host);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    screen.frame(host);
    ImGui::Render();
    glViewport(0, 0, w, h);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }
  Image image = framebuffer.read();
  ImGui_ImplOpenGL3_Shutdown();
  return image;
}

model::Result<Image> picture_of_last_frame() {
  ImGuiIO& io = ImGui::GetIO();
  const ImGuiBackendFlags flags = io.BackendFlags;
  const int w = static_cast<int>(io.DisplaySize.x);
  const int h = static_cast<int>(io.DisplaySize.y);
  const CurrentContexts before;
  model::Result<std::unique_ptr<SurfacelessContext>> context = SurfacelessContext::create();
  if (!context) return context.error();
  const Framebuffer framebuffer(w, h);
  if (!framebuffer.complete()) return no_renderer("a frame buffer of this size");
  if (!ImGui_ImplOpenGL3_Init("#version 330")) return no_renderer("Dear ImGui's renderer");
  ImGui_ImplOpenGL3_NewFrame();
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_WantCreate);
  }
  glViewport(0, 0, w, h);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  Image image = framebuffer.read();
  ImGui_ImplOpenGL3_Shutdown();
  io.BackendFlags = flags;
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(static_cast<ImTextureID>(1));
    texture->SetStatus(ImTextureStatus_OK);
  }
  return image;
}

}  // namespace wf::app
