#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/assignment_words.h"
#include "app/explorer/withheld.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// The task of an assignment: what is to be done, what may be turned, the questions with the
// learner's answers, what must hold, and what the report still lacks.
class AssignmentPane {
 public:
  struct Input {
    const model::Assignment& assignment;
    const model::Scenario& given;
    const model::Scenario& scenario;
    const model::Report& report;
    const std::vector<model::AssertionResult>& assertions;
    const Withheld& withheld;
    std::uint64_t version = 0;  // counts changes of any of them
  };
  struct Outcome {
    struct Answer {
      std::string question;
      std::string text;
    };
    std::optional<Answer> answer;  // typed or chosen in this frame
    bool lesson = false;           // its lesson is asked for
    bool report = false;           // the report is asked for
  };
  // In Dear ImGui's current window.
  Outcome draw(const Input& input, const PaneContext& context);

  // The question whose field has the keyboard; "" for none.
  std::string_view typing() const;

 private:
  void draw_task(const Input& input, Outcome& outcome, const PaneContext& context);
  void draw_question(const Input& input, const AssignmentStanding::Answered& answered,
                     std::size_t number, Outcome& outcome, const PaneContext& context);
  void draw_field(const Input& input, const std::string& id, const char* label, bool several_lines,
                  Outcome& outcome, const PaneContext& context);
  void draw_standing(const Input& input, Outcome& outcome, const PaneContext& context);

  AssignmentStanding standing_;
  std::uint64_t version_ = 0;
  std::string typing_;
  int typed_at_ = 0;  // the frame in which its field was seen
};

}  // namespace wf::app
