#pragma once

#include <memory>
#include <string>

#include "app/lesson/session.h"
#include "app/platform/screen.h"
#include "app/ui/text_view.h"
#include "widgets/figure/layout.h"

namespace wf::app {

// The lesson's widget in what room there is: the figure, the binding wall and the flip in words,
// at most three knobs, the rest under "More".
class WidgetPane {
 public:
  // The session must outlive the pane.
  explicit WidgetPane(LessonSession& session);
  ~WidgetPane();
  WidgetPane(const WidgetPane&) = delete;
  WidgetPane& operator=(const WidgetPane&) = delete;

  // Fills the room that is left in Dear ImGui's current window.
  void draw(const Canvas& canvas, Host& host);

  // The widget that is shown; nullptr where the lesson has none.
  const widgets::Widget* widget() const;

  // Of the last frame, in pixels from the figure's corner: for exports and tests.
  const widgets::Layout& figure_layout() const;
  const widgets::Figure& figure() const;

  // The figure and nothing else: before a room.
  void set_figure_only(bool on);

  // Moves the keyboard to a knob's field in the next frame, unfolding the rest where it is there.
  void focus_knob(std::string_view path);

  // The number that the widget is about: the first of its quantities that this scenario has.
  const model::Reading* headline() const;

  // For menus and keys of the shell.
  bool describing() const;
  void set_describing(bool on);

  // The figure was asked for with a right click in the last frame: the place for an export menu.
  bool take_export_request();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wf::app
