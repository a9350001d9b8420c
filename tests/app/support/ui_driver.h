#pragma once

#include <imgui.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/platform/image.h"
#include "app/platform/imgui_session.h"
#include "app/platform/screen.h"
#include "tests/app/support/drawn_text.h"

struct ImRect;

namespace wf::app::testing {

// Uses a screen as a person would, without window and renderer: real clicks on real labels, real
// keys, and the text of the frame to read. Whatever cannot be done throws a std::runtime_error
// that says why and lists the labels there are.
//
// A label is what stands on a control, without what follows "##"; controls without a visible
// label go by their whole id ("##filter"). "Window/Label" looks in one window or child only.
class UiDriver final : public Host {
 public:
  explicit UiDriver(Screen& screen, int width = 1280, int height = 800, double scale = 1);
  ~UiDriver() override;
  UiDriver(const UiDriver&) = delete;
  UiDriver& operator=(const UiDriver&) = delete;

  // Frames with no input, a sixtieth of a second each. After every action two are drawn.
  void frames(int count = 1);
  // A pause: one frame after `seconds`, so that hints appear and clicks do not pair up.
  void wait(double seconds);
  void resize(int width, int height);
  void set_scale(double scale);

  // The pointer. What is scrolled out of sight is scrolled to first.
  void hover(std::string_view label);
  void click(std::string_view label);
  void double_click(std::string_view label);
  void right_click(std::string_view label);
  // From where the pointer presses on the item (`from`: its middle is 0.5) to a place given by a
  // share of its width; the steps between are separate frames.
  void drag(std::string_view label, double to, double from = 0.5);
  void drag_by(std::string_view label, double x, double y);
  void move_to(double x, double y);
  void click_at(double x, double y);
  void scroll(double lines);
  void drop(const std::vector<std::filesystem::path>& files);

  // The keyboard. `chord` as Dear ImGui has it: ImGuiMod_Ctrl | ImGuiKey_O.
  void key(ImGuiKeyChord chord);
  void type(std::string_view text);

  // Screen::poll, and frames if it asks for them.
  void poll();

  struct Rect {
    double left, top, right, bottom;
  };
  // The keyboard alone. A control of the last `controls()`, in the order in which they are drawn.
  struct Control {
    ImGuiID id = 0;
    ImGuiID group = 0;  // of the ids pushed around it
    std::string label;
    std::string window;
    bool disabled = false;
    bool tab_stop = false;
  };
  std::vector<Control> controls();
  // The control that has the focus, 0 for none; whether it is there and its ring is shown.
  ImGuiID focus() const;
  bool focus_shown() const;
  Rect focus_box() const;
  // Scrolls there and puts the focus on it, as if Tab had led there.
  void focus_on(ImGuiID id);
  // A key alone, down for one frame and up for the next.
  void tap(ImGuiKey key);
  // Tab, held until the focus is where it was first, or `most` times: where it stood, in order.
  std::vector<ImGuiID> tab_round(int most);

  // What there is.
  // All words of the frame, also those scrolled out of sight, with ordinary spaces.
  std::string text();
  bool shows(std::string_view words);
  std::vector<std::string> labels();
  bool has(std::string_view label);
  bool enabled(std::string_view label);
  bool checked(std::string_view label);
  bool focused(std::string_view label);
  Rect rect(std::string_view label);
  std::string clipboard();
  const ImDrawData& draw_data();
  // The last frame as a picture, by Mesa's software renderer.
  Image picture();
  // One frame in which everything is drawn, also what is scrolled out of sight, with the text that
  // could not be read in whole (drawn_text.h).
  std::vector<CutText> cut_text();
  std::vector<std::string> overlaps();
  std::vector<SizedText> text_sizes();
  // How far a window or child is scrolled down, in pixels; 0 where there is none of that name.
  float scrolled(std::string_view window);

  // What the screen asked of its host.
  const std::string& title() const { return title_; }
  bool closed() const { return closed_; }
  int redraws_asked() const { return redraws_asked_; }

  const Fonts& fonts() const override { return session_->fonts(); }
  double scale() const override { return scale_; }
  void request_redraw() override { ++redraws_asked_; }
  void request_redraw_after(double) override { ++redraws_asked_; }
  void set_title(const std::string& title) override { title_ = title; }
  bool full_screen() const override { return full_screen_; }
  void set_full_screen(bool on) override { full_screen_ = on; }
  void close() override { closed_ = true; }

  // For Dear ImGui's hooks.
  void on_item(ImGuiID id, const ImRect& box, int flags);
  void on_label(ImGuiID id, const char* label, int status);
  const char* label_of(ImGuiID id) const;

 private:
  struct Item;
  enum class Capture { kNo, kYes };
  void frame(double seconds, Capture capture);
  void look();  // fills items_ and text_
  Item find(std::string_view label);
  Item reach(std::string_view label);  // scrolled into sight
  bool scroll_to(const Item& item) const;
  const Item* match(std::string_view label, std::string_view scope, std::string_view name) const;
  void press(ImGuiMouseButton button, int times = 1);
  std::string describe_labels() const;
  void answer_textures() const;

  Screen& screen_;
  std::unique_ptr<ImGuiSession> session_;
  double scale_;
  std::vector<Item> items_;
  std::string text_;
  std::string title_;
  int seen_ = 0;  // the frame of items_
  bool recording_ = false;
  bool closed_ = false;
  bool full_screen_ = false;
  int redraws_asked_ = 0;
};

}  // namespace wf::app::testing
