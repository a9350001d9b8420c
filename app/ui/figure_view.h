#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/ui/text_view.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/layout.h"

namespace wf::app {

// A handle of the figure is being dragged, or stepped with the arrow keys while it has the focus.
struct HandleEvent {
  enum class Phase { kGrabbed, kMoved, kReleased, kStepped };
  Phase phase = Phase::kMoved;
  std::size_t handle = 0;       // index into Figure::handles
  std::string knob;             // its path
  std::optional<double> value;  // of the knob, when moved
  double x = 0;                 // of the pointer, in the figure's data
  double y = 0;
  int steps = 0;  // when stepped; ten at a time with Shift
};

struct FigureEvents {
  bool hovered = false;
  std::optional<widgets::ReadOut> read_out;  // what the pointer reads
  std::string quantity;                      // of the element under the pointer, or ""
  std::optional<HandleEvent> handle;
  bool pressed = false;  // a click, or Enter with the keyboard's focus on the figure
  bool asked = false;  // right click: the place for a menu to export from
};

// A figure on the screen. Laid out when its `version`, its size or the theme's sizes change.
class FigureView {
 public:
  // Draws at Dear ImGui's cursor, `size` pixels large. `label` names it for tests and keyboard.
  FigureEvents show(const char* label, const widgets::Figure& figure, std::uint64_t version,
                    ImVec2 size, const Canvas& canvas);

  // Of the last call of `show`.
  const widgets::Layout& layout() const { return layout_; }

 private:
  struct Key {
    float width = -1;
    float height = -1;
    float em = 0;
    double stroke = 0;
    const ImFont* font = nullptr;
    std::uint64_t version = 0;
    bool operator==(const Key&) const = default;
  };
  std::optional<HandleEvent> handle_events(const widgets::Figure& figure, ImVec2 origin,
                                           const Canvas& canvas);

  Key key_;
  widgets::Layout layout_;
  std::optional<std::size_t> dragging_;
};

// Draws a layout into the current window: for what needs no events, such as a small preview.
// The elements of `lit_element` and of the quantity `canvas.lit` are drawn stronger.
void draw_figure(const widgets::Layout& layout, ImVec2 origin, const Canvas& canvas,
                 int lit_element = widgets::kElementNone);

}  // namespace wf::app
