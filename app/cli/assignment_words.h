#pragma once

#include <string>
#include <vector>

#include "app/cli/scenario_words.h"
#include "model/assignment.h"

// How an assignment stands, in words: for the window and for the report.
namespace wf::app {

// "✓ within 1.2×", "✗ off by 1.8×", "not answered", "not understood: …"; "" for what nothing
// grades.
std::string grade_words(const model::Assignment::Question& question, const model::Grade& grade);

// What a required field is called: "Your name", the question itself, "Knobs that were changed".
std::string field_words(const model::Assignment& assignment, const std::string& field);

// One line for each knob, or group of knobs, that may be turned, and within what.
std::vector<std::string> free_words(const model::Assignment& assignment);
// The same of those that are fixed by name.
std::vector<std::string> fixed_words(const model::Assignment& assignment);

struct AssignmentStanding {
  struct Answered {
    const model::Assignment::Question* question = nullptr;
    model::Grade grade;
    bool required = false;
  };
  struct Changed {
    ChangedKnob knob;
    std::string fault;  // it is fixed, or beyond its range
  };
  std::vector<Answered> answers;  // every question
  std::vector<Changed> changes;   // against what was handed out
  std::vector<model::RequiredField> required;

  std::vector<std::string> missing() const;  // ids
};
AssignmentStanding standing_of(const model::Assignment& assignment, const model::Scenario& given,
                               const model::Scenario& now, const model::Report& report);

}  // namespace wf::app
