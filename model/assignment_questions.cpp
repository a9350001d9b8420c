#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "model/assignment_parts.h"
#include "model/nearest_name.h"
#include "model/report.h"
#include "model/units.h"

// The questions of an assignment.
namespace wf::model {
namespace {

using Kind = Assignment::Kind;

constexpr std::string_view kExampleQuestion =
    "{\"id\": \"step\", \"ask\": \"How long is a step?\", \"kind\": \"number\", \"unit\": \"ms\"}";

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_';
         });
}

}  // namespace

bool AssignmentQuestions::questions(const Json& object) {
  const Json* entries = nullptr;
  if (!list(object, "questions", "[" + std::string(kExampleQuestion) + "]", entries)) {
    return false;
  }
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    Question question;
    if (!this->question((*entries)[i], at(at(kRoot, "questions"), i), question)) return false;
    assignment_.questions.push_back(std::move(question));
  }
  return true;
}

bool AssignmentQuestions::question(const Json& object, const std::string& pointer,
                                   Question& question) {
  if (!reader_.expect_object(object, pointer, kExampleQuestion)) return false;
  note_unknown(object, pointer, {"id", "ask", "kind", "unit", "choices", "quantity", "within"});
  if (!required_text(object, pointer, "id", "\"step\"", question.id)) return false;
  if (!is_id(question.id) || question.id == kNameField || question.id == kKnobsField) {
    return reader_.fail(at(pointer, "id"),
                        fmt::format("the id \"{}\" cannot name a question: small letters, digits "
                                    "and - were expected, and neither \"name\" nor \"knobs\", "
                                    "which the report has already",
                                    question.id.substr(0, 60)));
  }
  if (assignment_.question(question.id) != nullptr) {
    return reader_.fail(at(pointer, "id"), fmt::format("the id \"{}\" is taken by an earlier "
                                                       "question; choose another",
                                                       question.id));
  }
  if (!required_text(object, pointer, "ask", "\"How long is a step?\"", question.ask)) {
    return false;
  }
  const Json* kind = JsonReader::find(object, "kind");
  if (kind == nullptr) {
    return reader_.fail(pointer, fmt::format("{} has no kind; add \"kind\": \"number\", "
                                             "\"choice\" or \"text\"",
                                             JsonReader::path_of(pointer)));
  }
  int index = 0;
  if (!reader_.read_choice(*kind, at(pointer, "kind"), kQuestionKinds, index)) return false;
  question.kind = static_cast<Kind>(index);
  return choices(object, pointer, question) && unit(object, pointer, question) &&
         grading(object, pointer, question);
}

bool AssignmentQuestions::choices(const Json& object, const std::string& pointer,
                                  Question& question) {
  const Json* value = JsonReader::find(object, "choices");
  const std::string where = at(pointer, "choices");
  if (question.kind != Kind::kChoice) {
    if (value == nullptr) return true;
    return reader_.fail(where,
                        fmt::format("choices belong to a question of kind \"choice\"; "
                                    "\"{}\" is a {}",
                                    question.id, kQuestionKinds[static_cast<int>(question.kind)]));
  }
  if (value == nullptr || !value->is_array() || value->size() < 2) {
    return reader_.fail(value == nullptr ? pointer : where,
                        fmt::format("the question \"{}\" has nothing to choose from; give two "
                                    "texts or more, such as \"choices\": [\"yes\", \"no\"]",
                                    question.id));
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    std::string text;
    if (!reader_.read_text((*value)[i], at(where, i), text)) return false;
    auto& all = question.choices;
    if (std::find(all.begin(), all.end(), text) != all.end()) {
      return reader_.fail(at(where, i), fmt::format("the choice \"{}\" stands twice; keep one",
                                                    text.substr(0, 60)));
    }
    all.push_back(std::move(text));
  }
  return true;
}

bool AssignmentQuestions::unit(const Json& object, const std::string& pointer, Question& question) {
  const Json* value = JsonReader::find(object, "unit");
  if (value == nullptr) return true;
  const std::string where = at(pointer, "unit");
  if (question.kind != Kind::kNumber) {
    return reader_.fail(where,
                        fmt::format("a unit belongs to a question of kind \"number\"; "
                                    "\"{}\" is a {}",
                                    question.id, kQuestionKinds[static_cast<int>(question.kind)]));
  }
  if (!reader_.read_text(*value, where, question.unit)) return false;
  if (question.unit.empty() || is_unit(question.unit)) return true;
  return reader_.fail(where, fmt::format("the unit \"{}\" is not known; write ms, s, h, GB, GiB, "
                                         "TB/s, tokens/s, USD, %, ...",
                                         question.unit.substr(0, 40)));
}

bool AssignmentQuestions::grading(const Json& object, const std::string& pointer,
                                  Question& question) {
  const Json* within = JsonReader::find(object, "within");
  const Json* quantity = JsonReader::find(object, "quantity");
  const std::string where = at(pointer, "quantity");
  if (quantity == nullptr) {
    if (within == nullptr) return true;
    return reader_.fail(at(pointer, "within"),
                        fmt::format("\"within\" grades \"{}\" by nothing; add the \"quantity\" "
                                    "that it is compared with",
                                    question.id));
  }
  if (!reader_.read_text(*quantity, where, question.quantity)) return false;
  if (question.kind == Kind::kText) {
    return reader_.fail(where, fmt::format("\"{}\" is a text, which no quantity grades; make it "
                                           "a number or a choice, or leave \"quantity\" out",
                                           question.id));
  }
  if (question.kind == Kind::kChoice) return wall_choice(within, pointer, question);
  const Term* term = find_quantity(question.quantity);
  if (term == nullptr) {
    std::vector<std::string> known;
    for (const Term* each : quantity_terms()) known.emplace_back(each->id);
    return reader_.fail(where, fmt::format("there is no quantity \"{}\"{}; `wallfinder list "
                                           "quantities` shows all",
                                           question.quantity.substr(0, 80),
                                           did_you_mean(question.quantity, known)));
  }
  if (!question.unit.empty() && !unit_factor(question.unit, term->unit)) {
    return reader_.fail(at(pointer, "unit"),
                        fmt::format("the unit \"{}\" cannot be that of {}, which is in {}",
                                    question.unit, question.quantity, term->unit));
  }
  question.within = kAssignmentWithin;
  if (within == nullptr) return true;
  if (!reader_.read_number(*within, at(pointer, "within"), Rule::kAny, "1", question.within)) {
    return false;
  }
  if (question.within >= 1 && question.within <= 1000) return true;
  return reader_.fail(at(pointer, "within"),
                      fmt::format("\"within\" of \"{}\" is {}; the factor that counts as right "
                                  "was expected, from 1 to 1,000, such as 1.2 for a fifth",
                                  question.id, shown(*within)));
}

bool AssignmentQuestions::wall_choice(const Json* within, const std::string& pointer,
                                      const Question& question) {
  if (question.quantity != "binding") {
    return reader_.fail(at(pointer, "quantity"),
                        fmt::format("a choice is graded by \"binding\" alone, the wall that "
                                    "binds; ask for {} as a number",
                                    question.quantity.substr(0, 80)));
  }
  if (within != nullptr) {
    return reader_.fail(at(pointer, "within"), "a choice is right or not; leave \"within\" out");
  }
  const auto& all = question.choices;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::find(kWallNames.begin(), kWallNames.end(), all[i]) != kWallNames.end()) continue;
    const std::vector<std::string> walls(kWallNames.begin(), kWallNames.end());
    return reader_.fail(
        at(at(pointer, "choices"), i),
        fmt::format("\"{}\" is no wall{}; {} were expected, since \"binding\" "
                    "grades the choice",
                    all[i].substr(0, 60), did_you_mean(all[i], walls), list_of(kWallNames)));
  }
  return true;
}

}  // namespace wf::model
