#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/assignment.h"
#include "model/scenario.h"

namespace wf::app {

using Answers = std::map<std::string, std::string>;  // by question, as typed

// One change of one document: its scenario, or the answers to its assignment.
struct HistoryStep {
  int document = 0;   // Document::id
  std::string place;  // "lesson 01", "Chat on one DGX H100"
  std::string words;  // "Batch 8 → 32"
  std::shared_ptr<const model::Scenario> before;
  std::shared_ptr<const model::Scenario> after;
  std::shared_ptr<const Answers> answers_before;  // nullptr: it is no assignment
  std::shared_ptr<const Answers> answers_after;

  std::string text() const { return words + ", " + place; }
};

// The changes of all open documents, in the order in which they were made. It watches scenarios at
// rest rather than being told of changes, so whatever turned a knob is a step like any other.
//
//     steps:      a   b   c   d          position 2: c and d are taken back
//     position: 0   1   2   3   4        a change now drops c and d
//
// Steps are copies of scenarios: a state that is gone back to is equal to the last bit.
class History {
 public:
  // Beyond these the oldest step is dropped.
  static constexpr std::size_t kMostSteps = 500;

  // A document as it is between two changes, not in the middle of a drag. Makes a step if its
  // scenario differs from what was seen last; the first sight makes none.
  struct Sight {
    int document = 0;
    std::uint64_t version = 0;  // the scenario is looked at only when this is new
    const model::Scenario& scenario;
    std::string_view changed{};          // path of the knob that was turned, if it is known
    std::function<std::string()> place;  // asked for when there is a step
    const model::Assignment* assignment = nullptr;
    std::string_view typing{};  // the question whose answer is not finished
    bool held = false;          // a knob is: only answers are at rest
  };
  void see(const Sight& sight);

  // The document was closed: its steps go.
  void forget(int document);

  const std::vector<HistoryStep>& steps() const { return steps_; }
  std::size_t position() const { return position_; }  // steps that are in force
  bool can_undo() const { return position_ > 0; }
  bool can_redo() const { return position_ < steps_.size(); }

  // What must be put into the documents to stand at `position`.
  struct Restored {
    int document = 0;
    std::shared_ptr<const model::Scenario> scenario;
    std::shared_ptr<const Answers> answers;
  };
  struct Move {
    std::vector<Restored> restored;  // each document once
    int turn_to = 0;                 // the document of the step that was crossed last
    std::string text;                // that step's
  };
  std::optional<Move> go_to(std::size_t position);

 private:
  struct Known {
    std::uint64_t version = 0;
    std::string typing;
    std::shared_ptr<const model::Scenario> scenario;
    std::shared_ptr<const Answers> answers;
  };
  std::vector<HistoryStep> steps_;
  std::size_t position_ = 0;
  std::map<int, Known> known_;
};

// "Batch 8 → 32"; "Batch 8 → 32 and 2 more". `first` is the knob to begin with, where it is known.
std::string step_words(const model::Scenario& before, const model::Scenario& after,
                       std::string_view first = {});

// "Question 2: 500 → 8 ms"; "Your name: Ada".
std::string answer_words(const model::Assignment& assignment, const Answers& before,
                         const Answers& after);

}  // namespace wf::app
