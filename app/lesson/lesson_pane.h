#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/lesson/session.h"
#include "app/platform/screen.h"
#include "app/ui/text_view.h"

namespace wf::app {

// The whole of a lesson in what room there is: title, objectives, text with live numbers, live
// parts, sources. It scrolls by itself.
//
// Keys, while no text field is being typed into and no popup is open: up, down, Page Up, Page Down,
// Home, End scroll. What else can be done by key is a command of the window.
class LessonPane {
 public:
  // The session must outlive the pane. A new lesson is a new session and a new pane.
  explicit LessonPane(LessonSession& session);
  ~LessonPane();
  LessonPane(const LessonPane&) = delete;
  LessonPane& operator=(const LessonPane&) = delete;

  // Fills the room that is left in Dear ImGui's current window.
  void draw(const Canvas& canvas, Host& host);

  // The headings, for an outline beside the text. Of the last frame drawn.
  struct Heading {
    int level = 1;
    std::string text;
    float y = 0;
  };
  const std::vector<Heading>& outline() const;
  std::size_t current_heading() const;  // the one being read
  void go_to(float y);                  // scrolls there

  // In the next frame: to the next step (heading or question) or back; an option, from 1, of the
  // question that is in sight.
  void turn_step(int steps);
  void choose_answer(int option);

  // Opens the arithmetic of a quantity in the next frame.
  void show_arithmetic(std::string_view quantity);

  // Where the reader is, from 0 to 1 of the whole: for progress and for coming back.
  double position() const;
  void set_position(double share);
  bool settled() const;  // nothing is on its way: `position` and `current_heading` can be kept

  // Under the title: which scenario the lesson is read with, and what can be done about it.
  struct ScenarioLine {
    std::string words;
    std::vector<std::string> actions;

    bool operator==(const ScenarioLine&) const = default;
  };
  void set_scenario_line(ScenarioLine line);
  // The action that was pressed in the last frame, by its place.
  std::optional<std::size_t> take_scenario_action();

  // What the reader left beside headings, drawn in the margin.
  struct Mark {
    std::size_t heading = 0;  // index into `outline`
    bool bookmark = false;
    std::string note;

    bool operator==(const Mark&) const = default;
  };
  void set_marks(std::vector<Mark> marks);
  // The heading whose mark was pressed in the last frame.
  std::optional<std::size_t> take_mark();

  // A link to elsewhere that was chosen in the last frame: "03a", "https://...". The caller
  // decides.
  std::optional<std::string> take_link();

  // Only these blocks of the document, without title and sources; none of them: the title page. The
  // keys that turn pages and steps are then somebody else's.
  struct Slice {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const Slice&) const = default;
  };
  void set_slice(std::optional<Slice> slice);
  // Scrolls by what is seen; false where there is no more.
  bool turn_page(int direction);

  // Where the first prediction stands, of the last frame drawn.
  std::optional<float> first_prediction() const;

  // Draws all of the text at its full height, without scrolling, shifted up by `top` pixels: for
  // pictures of a whole lesson. `page_height` of the last frame says how tall it is.
  void set_page(bool on, float top = 0);
  float page_height() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wf::app
