#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/shell/pane_context.h"
#include "app/shell/workspace.h"
#include "widgets/figure/figure.h"

namespace wf::widgets {
struct Widget;
}

namespace wf::app {

class LessonSession;
class LessonRecorder;
struct MyWorkload;
class Record;
struct Step;

// A lesson on the screen: its text beside its widget, or one of them at a time where the window is
// narrow.
class LessonView {
 public:
  // What is done in the lesson is kept in `record`, which must outlive the view.
  explicit LessonView(Record& record);
  ~LessonView();
  LessonView(const LessonView&) = delete;
  LessonView& operator=(const LessonView&) = delete;

  // Fills the room that is left in Dear ImGui's current window. `reading_share` is that of the
  // text.
  void draw(const Document& document, const Workspace& workspace, float& reading_share,
            const PaneContext& context);

  // Read the lesson with this workload; nullptr: with its own. Before `draw`.
  void set_mine(const MyWorkload* mine);
  enum class Asked { kNothing, kMine, kOwn };
  // What was asked for in the line under the title.
  Asked take_asked();

  // A link to elsewhere that was chosen in the last frame: "03a", "https://…".
  std::optional<std::string> take_link();
  std::string status() const;
  LessonSession* session() const;  // nullptr before the first frame, or where there is no scenario

  // The widget's figure, for exports; nullptr where there is none.
  const widgets::Figure* figure() const;
  std::string_view figure_name() const;
  bool take_export_request();

  // Nothing before the lesson was first drawn, or where it cannot be.
  LessonRecorder* recorder();
  void go_to(const Step& step);  // as soon as the text has its places
  // The step whose note was asked for in the margin.
  std::optional<Step> take_note();
  const widgets::Widget* widget() const;

  // What the lesson opens with instead of its own GPU; "": its own.
  void set_gpu(std::string id);

  // In the next frames.
  void go_to_first_prediction();
  void go_to_heading(std::string text);
  void show_arithmetic(std::string_view quantity);
  void show_arithmetic();  // of what is pointed at, else of the number that the widget is about
  void focus_knob(std::string_view path);
  void turn_step(int steps);
  void choose_answer(int option);
  void set_describing(bool on);
  bool describing() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wf::app
