#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/knobs.h"
#include "model/workload_parts.h"

// The parts that read_assignment is made of.
namespace wf::model {

// What they share: where the section stands, and how its texts and lists are read. Each function
// returns false where the reader has a fault.
class AssignmentPart {
 public:
  AssignmentPart(JsonReader& reader, Assignment& assignment)
      : reader_(reader), assignment_(assignment) {}

 protected:
  static constexpr std::string_view kRoot = "/assignment";
  static std::string at(std::string_view pointer, std::string_view key) {
    return JsonReader::below(pointer, key);
  }
  static std::string at(std::string_view pointer, std::size_t index) {
    return JsonReader::below(pointer, std::to_string(index));
  }
  void note_unknown(const Json& object, std::string_view pointer,
                    const std::vector<std::string>& known) {
    reader_.note_unknown_keys(object, pointer, known);
  }
  // A text that must be there and say something.
  bool required_text(const Json& object, std::string_view pointer, std::string_view key,
                     std::string_view example, std::string& text);
  // A list; nullptr where it is absent. False: it is something else.
  bool list(const Json& object, std::string_view key, std::string_view example, const Json*& found);

  JsonReader& reader_;
  Assignment& assignment_;
};

// `free` and `fixed`: which knobs a learner may turn, and how far.
class AssignmentKnobs : AssignmentPart {
 public:
  AssignmentKnobs(JsonReader& reader, const Catalogue& catalogue, Assignment& assignment)
      : AssignmentPart(reader, assignment), catalogue_(catalogue) {}
  bool free(const Json& object);
  bool fixed(const Json& object);

 private:
  bool knob_path(const Json& entry, const std::string& pointer, std::string& path,
                 const Json*& settings);
  bool limits(const Json& object, const std::string& pointer, Assignment::FreeKnob& free);
  bool bound(const Json& object, const std::string& pointer, std::string_view key, const Knob& knob,
             std::optional<double>& number, std::string& text);
  bool one_of(const Json& value, const std::string& pointer, const Knob* knob,
              Assignment::FreeKnob& free);

  const Catalogue& catalogue_;
  std::vector<std::string> paths_;
  std::set<std::string> named_;
};

// `questions`: what is asked, and what grades the answer.
class AssignmentQuestions : AssignmentPart {
 public:
  using AssignmentPart::AssignmentPart;
  bool questions(const Json& object);

 private:
  using Question = Assignment::Question;
  bool question(const Json& object, const std::string& pointer, Question& question);
  bool choices(const Json& object, const std::string& pointer, Question& question);
  bool unit(const Json& object, const std::string& pointer, Question& question);
  bool grading(const Json& object, const std::string& pointer, Question& question);
  bool wall_choice(const Json* within, const std::string& pointer, const Question& question);
};

}  // namespace wf::model
