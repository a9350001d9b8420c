#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace wf::app {

struct Fonts;  // fonts.h

// What shows a screen: a window, a picture, a test. Sizes are pixels; `scale` is how many of them
// make one pixel of an ordinary display, so that 16 * scale is the body text's height.
class Host {
 public:
  virtual ~Host() = default;

  // They belong to the host: a picture drawn from within a window has others.
  virtual const Fonts& fonts() const = 0;
  virtual double scale() const = 0;

  // Nothing is drawn when nothing happens. Input draws a few frames by itself; what moves on its
  // own asks for its next frame, and what must appear later (a hint after a while) for a late one.
  virtual void request_redraw() = 0;
  virtual void request_redraw_after(double seconds) = 0;

  virtual void set_title(const std::string& title) = 0;
  virtual bool full_screen() const = 0;
  virtual void set_full_screen(bool on) = 0;
  virtual void close() = 0;
};

// The program as its host sees it.
class Screen {
 public:
  virtual ~Screen() = default;

  // Between frames, before each: the place to rebuild the style and the text size.
  virtual void before_frame(Host&) {}

  // All that is to be seen, as Dear ImGui calls.
  virtual void frame(Host& host) = 0;

  // Files dropped onto the window.
  virtual void on_drop(const std::vector<std::filesystem::path>&, Host&) {}

  // About twice a second, also when nothing is drawn: files that changed, autosaves. True if
  // something must be drawn anew.
  virtual bool poll() { return false; }

  // The user asks to close the window. False keeps it open.
  virtual bool may_close() { return true; }

  // What a second window shows, which is open for as long as there is something. A screen that is
  // there as a second one and asked whether it `may_close` sees to it that there is nothing.
  virtual Screen* second() { return nullptr; }
};

}  // namespace wf::app
