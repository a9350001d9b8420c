#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"
#include "model/report.h"
#include "model/scenario.h"

// The `assignment` of a workload file: what a lecturer hands out, and what a learner hands in.
//
//   "assignment": {
//     "title": "The pace that sales promised",
//     "lesson": "03",
//     "instructions": ["Sales has promised 40 ms.", "Find the smallest fleet that keeps it."],
//     "free": [{"knob": "parallel.tp", "from": 1, "to": 8}, {"knob": "cluster.gpu", "one_of":
//     [...]}], "fixed": [{"knob": "serving.slo", "why": "The contract is signed."}], "questions": [
//       {"id": "step", "ask": "How long is a step?", "kind": "number", "unit": "ms",
//        "quantity": "decode.step_time", "within": 1.2},
//       {"id": "wall", "ask": "Which wall binds?", "kind": "choice", "choices": [...],
//        "quantity": "binding"},
//       {"id": "why", "ask": "Why this layout?", "kind": "text"}],
//     "report": ["name", "knobs", "step", "wall", "why", "decode.step_time"]
//   }
//
// A knob's path covers all below it ("cluster"), and the longest path that covers a knob decides.
// What none covers is fixed where there is a list of free ones, and free otherwise. The learner's
// `answers`, and in `given` the values of knobs as they were handed out, are written by the
// program.
namespace wf::model {

struct Assignment {
  struct FreeKnob {
    std::string path;
    std::optional<double> from, to;  // in the knob's unit
    std::string from_text, to_text;  // as written
    std::vector<std::string> one_of;
    bool operator==(const FreeKnob&) const = default;
  };
  struct FixedKnob {
    std::string path;
    std::string why;
    bool operator==(const FixedKnob&) const = default;
  };
  enum class Kind : std::uint8_t { kNumber, kChoice, kText };
  struct Question {
    std::string id;
    std::string ask;
    Kind kind = Kind::kText;
    std::string unit;                  // of a number, as it is asked for: "ms"
    std::vector<std::string> choices;  // of a choice
    std::string quantity;              // what grades it; "binding" for the wall; "": nothing does
    double within = 0;                 // the factor that counts as right
    bool operator==(const Question&) const = default;
  };

  std::string title;
  std::string lesson;
  std::vector<std::string> instructions;
  std::vector<FreeKnob> free;
  std::vector<FixedKnob> fixed;
  std::vector<Question> questions;
  // What must be in the report: ids of questions and quantities, "name", "knobs".
  std::vector<std::string> required;
  bool requires_all = true;  // the file has no list: every question

  std::map<std::string, std::string> answers;  // by question, as typed
  std::map<std::string, std::string> given;    // by path, as JSON

  const Question* question(std::string_view id) const;
  bool is_required(std::string_view field) const;
  std::string answer(std::string_view id) const;  // "" where there is none
  bool operator==(const Assignment&) const = default;
};

inline constexpr std::array<std::string_view, 3> kQuestionKinds = {"number", "choice", "text"};
inline constexpr double kAssignmentWithin = 1.25;
inline constexpr std::string_view kNameField = "name";
inline constexpr std::string_view kKnobsField = "knobs";

// Why a knob, or what is chosen as a whole ("model", "cluster.gpu"), may not be turned; nothing
// where it may.
std::optional<std::string> lock_reason(const Assignment& assignment, std::string_view path);

// "1 to 8", "H100 or H200": the values that the assignment allows; "" for any.
std::string allowed_words(const Assignment::FreeKnob& knob);

// Why this change may not be made: a fixed knob moved, or a free one left its range. Degrees that
// follow a free one may move with it.
std::optional<std::string> refusal(const Assignment& assignment, const Scenario& before,
                                   const Scenario& after);

// An answer beside what the model finds for the learner's own design.
struct Grade {
  enum class Standing : std::uint8_t {
    kMissing,
    kUnreadable,  // `reason` says why
    kUngraded,    // nothing to compare it with; `reason` says so where there should be
    kRight,
    kWrong,
  };
  Standing standing = Standing::kMissing;
  std::string answer;            // as shown: "38.2 ms"
  std::string right;             // what the model has
  std::optional<double> factor;  // of a number: how far off, at least 1
  std::string reason;
};
Grade grade(const Assignment::Question& question, std::string_view answer, const Report& report);

// What the report must hold, in the order of the file, and whether it is there.
struct RequiredField {
  std::string id;
  bool present = false;
};
std::vector<RequiredField> required_fields(const Assignment& assignment, const Scenario& given,
                                           const Scenario& now, const Report& report);

}  // namespace wf::model
