#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/lesson/session.h"
#include "app/platform/screen.h"
#include "app/present/steps.h"
#include "app/ui/text_view.h"
#include "app/ui/theme.h"
#include "model/wall.h"

namespace wf::app {

class LessonPane;
class WidgetPane;

// The looks of a projector: its own colours and lines, text half as large again and never below 20
// points, nothing that moves.
Look presenter_look(const Look& look);

// A lesson before a room: one step at a time, beside or below its figure, the number that matters
// in large, answers hidden until they are asked for. It has a session of its own, so that a
// lecturer's clicks are nobody's answers.
class Presenter {
 public:
  // The catalogue and the glossary must outlive it.
  Presenter(std::shared_ptr<const lessons::Lesson> lesson, model::Scenario scenario,
            const model::Catalogue& catalogue, int step);
  ~Presenter();
  Presenter(const Presenter&) = delete;
  Presenter& operator=(const Presenter&) = delete;

  // Fills Dear ImGui's current window.
  void draw(const Canvas& canvas, Host& host);

  // What a clicker does. An open question is answered before the next step comes, and text that
  // does not fit is turned a page first.
  void next();
  void back();
  void first() { go_to(0); }
  void toggle_answer();
  void choose_answer(int option);  // the room votes
  void toggle_figure();
  void toggle_black() { black_ = !black_; }
  void turn_knob(int steps);  // the widget's first

  int step() const { return step_; }
  int steps() const { return static_cast<int>(steps_.size()); }
  bool black() const { return black_; }
  bool figure_shown() const;
  bool answer_shown() const;
  // What the room is asked at this step; nullptr: nothing.
  const lessons::LivePart* question() const;
  // The steps as the text reads now.
  const std::vector<PresentStep>& plan();

  // The number that matters, and the wall that sets it.
  struct ReadOut {
    std::string value;  // "41.5 ms"
    std::string name;
    std::optional<model::Wall> wall;
  };
  std::optional<ReadOut> read_out() const;
  bool read_out_shown() const;  // to the room, which is to predict before it sees it

  const lessons::Lesson& lesson() const { return session_.lesson(); }
  LessonSession& session() { return session_; }
  // Of the window's area, in the last frame.
  float figure_share() const { return figure_share_; }

 private:
  void go_to(int step);
  void refresh();
  void draw_read_out(const Canvas& canvas, float width);
  void draw_step(const Canvas& canvas, Host& host, ImVec2 size);
  void draw_progress(const Canvas& canvas, ImVec2 from, float width) const;

  LessonSession session_;
  std::unique_ptr<LessonPane> text_;
  std::unique_ptr<WidgetPane> widget_;
  std::vector<PresentStep> steps_;
  std::uint64_t version_ = 0;
  int step_ = 0;
  bool black_ = false;
  enum class FigureChoice { kByStep, kShown, kHidden };
  FigureChoice figure_choice_ = FigureChoice::kByStep;
  float figure_share_ = 0;
};

}  // namespace wf::app
