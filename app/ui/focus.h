#pragma once

namespace wf::app {

// Leads the keyboard's focus on when its control is gone: pressed, a control may make room for what
// it brings (an option for its feedback, a button for the answer). Without this the next Tab would
// begin again at the top of the window.
class FocusKeeper {
 public:
  // After the last control of a frame.
  void after_frame();

 private:
  unsigned seen_ = 0;  // the control that had the focus, and was there, in the last frame
  int tries_ = 0;
};

// Whether the keyboard's focus is on this control, which is drawn next. A control that has nothing
// to do is disabled only where it is not: Tab does not lead away from what is disabled.
bool is_focused(const char* label);

}  // namespace wf::app
