#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "app/present/lecture_time.h"
#include "app/present/presenter.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// The looks of the notes: what the lecturer reads with, a little larger, for it is read standing.
Look notes_look(const Look& look);

// What the lecturer sees of a presentation and the room does not: where it stands, the time, what
// comes next, the answer to the question that is asked, and what to ask and to listen for.
class PresenterNotes {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Clock = std::function<TimePoint()>;

  // The presentation must outlive them. Its time began then, if it goes on.
  PresenterNotes(Presenter& presenter, Clock clock, std::optional<TimePoint> begun = {});

  // In each frame of the presentation: its time begins when the title page is left.
  void follow();
  std::optional<TimePoint> begun() const { return begun_; }

  // Fills Dear ImGui's current window.
  void draw(const PaneContext& context);

  int minute() const;  // full minutes since the beginning
  // Another minute has begun since the last frame: the only thing that changes by itself.
  bool poll() const { return minute() != shown_minute_; }

 private:
  void renew();
  void draw_head(const PaneContext& context);
  void draw_now(const PaneContext& context) const;
  void draw_plan(const PaneContext& context);
  void draw_next(const PaneContext& context) const;
  void draw_read_out(const PaneContext& context) const;
  void draw_answer(const PaneContext& context);
  void draw_class(const PaneContext& context);

  // A step in a few words.
  struct Words {
    std::string heading;
    std::string more;  // what kind of step, or how its text begins
  };
  Words words_of(const PresentStep& step) const;

  Presenter& presenter_;
  Clock clock_;
  std::optional<TimePoint> begun_;
  int shown_minute_ = 0;
  bool to_top_ = false;

  // Made anew when the step, the scenario or the numbers of a drill change.
  struct Key {
    std::uint64_t session = 0;
    int step = -1;
    std::uint64_t seed = 0;
    bool operator==(const Key&) const = default;
  };
  Key key_;
  std::uint64_t version_ = 0;
  Words now_;
  Words next_;
  std::optional<PlannedPart> planned_;
  lessons::Blocks how_;
  lessons::Blocks answer_;
  lessons::Blocks class_;
  TextView how_view_;
  TextView answer_view_;
  TextView class_view_;
};

}  // namespace wf::app
