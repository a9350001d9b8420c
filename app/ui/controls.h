#pragma once

#include <string>

#include "app/ui/theme.h"

// The few controls that Dear ImGui's own do not draw calmly enough. Each is reported to tests by
// its label, can be reached by keyboard, and shows its focus.

namespace wf::app {

enum class Emphasis {
  kQuiet,    // words only
  kPrimary,  // the one thing to do next: on a ground of accent
};
bool button(const char* label, const Theme& theme, Emphasis emphasis = Emphasis::kQuiet);

enum class SliderScale { kLinear, kLogarithmic };

struct SliderSpec {
  double from = 0;
  double to = 1;
  SliderScale scale = SliderScale::kLinear;
  float width = 200;     // pixels
  bool clipped = false;  // the value lies beyond the range: the knob stands at its end, hollow
};

// What a slider asks for. A drag is one step of history: from `grabbed` to `released`.
struct SliderEvents {
  bool changed = false;  // `value` was dragged
  bool grabbed = false;
  bool released = false;
  bool reset = false;  // double click
  int steps = 0;       // arrow keys, ten at a time with Shift
  bool hovered = false;
  bool focused = false;
};

// A thin track with a knob on it; whoever calls writes the value beside it. The label is for tests
// and keyboard navigation only and is not drawn.
SliderEvents slider(const char* label, double& value, const SliderSpec& spec, const Theme& theme);

// A rectangle of the screen that can be clicked and, unless `keyboard` is kNo, focused. It takes no
// room in Dear ImGui's layout: what is drawn there is somebody else's.
enum class KeyboardStop { kYes, kNo };
struct HotZone {
  bool pressed = false;
  bool hovered = false;
  bool held = false;
  bool focused = false;
};
HotZone hot_zone(const char* label, ImVec2 from, ImVec2 to,
                 KeyboardStop keyboard = KeyboardStop::kYes);

// Presses of the arrow keys for the last item while it has the keyboard's focus, which they then
// do not move on: right and up count up. With Shift each counts ten.
int arrow_steps();

// A row of a list that fills the width: `selected` has a bar of accent at its left.
bool list_row(const char* label, bool selected, const Theme& theme);

// The next item stands beside the last one if it is no wider than what is left of the line.
void beside(float width, float gap);
// The width of a quiet button.
float button_width(const char* label);

// A popup whose rows stand as far apart as a menu's, whatever the pane around it does.
bool begin_menu_popup(const char* id, const Theme& theme);
void end_menu_popup();  // where it was begun

// A tooltip whose lines keep their distance from its edge and from each other, whatever the pane
// around it does. Where it begins, end_tooltip() ends it.
bool begin_tooltip(const Theme& theme);
void end_tooltip();

// The line between things where space is not enough.
void hairline(const Theme& theme);

// Lets two panes share a width: drag, or arrow keys. True if `share` changed.
bool splitter(const char* label, float& share, float least, float most, float whole, float height,
              const Theme& theme);

// A ring around the last item if the keyboard's focus is on it.
void focus_ring(const Theme& theme);

}  // namespace wf::app
