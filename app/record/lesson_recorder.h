#pragma once

#include <cstdint>
#include <string>

#include "app/lesson/lesson_pane.h"
#include "app/lesson/session.h"
#include "app/record/record.h"

namespace wf::app {

// Keeps one open lesson in the record: what was answered, where the reader is, the scenario as it
// was left. Opening it brings all of that back.
class LessonRecorder {
 public:
  // The three must outlive it. Restores what the record has.
  LessonRecorder(Record& record, LessonSession& session, LessonPane& pane);

  // After every frame in which the lesson was drawn.
  void update();
  // Now and then, and before the lesson is closed: the exact place.
  void flush();

  // The step being read.
  Step here() const;
  // Where a step of the record stands in the text as it is now; by its heading, else by its number.
  static std::size_t find(const std::vector<LessonPane::Heading>& outline, const Step& step);

 private:
  void restore_answers();
  void restore_scenario();
  void on_answer(const AnswerEvent& event);
  bool all_predicted() const;

  Record& record_;
  LessonSession& session_;
  LessonPane& pane_;
  Step step_;
  double position_ = -1;
  std::uint64_t seen_version_ = 0;
  std::string kept_scenario_;
  bool read_ = false;
};

// A question or an option as plain words, with the numbers of this moment.
std::string question_words(const LessonSession& session, const lessons::LivePart& part);
std::string option_words(const LessonSession& session, const lessons::LivePart& part, int option);

}  // namespace wf::app
