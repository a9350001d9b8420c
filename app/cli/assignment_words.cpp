#include "app/cli/assignment_words.h"

#include <fmt/format.h>

#include "app/cli/quantity_table.h"
#include "model/knobs.h"
#include "model/units.h"

namespace wf::app {

using model::Assignment;
using model::Grade;

std::string grade_words(const Assignment::Question& question, const Grade& grade) {
  switch (grade.standing) {
    case Grade::Standing::kMissing:
      return "not answered";
    case Grade::Standing::kUnreadable:
      return "not understood: " + grade.reason;
    case Grade::Standing::kUngraded:
      return grade.reason;
    case Grade::Standing::kRight:
      return question.kind == Assignment::Kind::kNumber
                 ? fmt::format("✓ within {}×", model::format_number(question.within, 3))
                 : "✓ right";
    case Grade::Standing::kWrong:
      return grade.factor ? fmt::format("✗ off by {}×", model::format_number(*grade.factor, 3))
                          : "✗ not right";
  }
  return {};
}

std::string field_words(const Assignment& assignment, const std::string& field) {
  if (const auto* question = assignment.question(field)) return question->ask;
  if (field == model::kNameField) return "Your name";
  if (field == model::kKnobsField) return "A knob that was turned";
  const model::Term* term = model::find_quantity(field);
  return term == nullptr ? field : std::string(term->sentence);
}

std::vector<std::string> free_words(const Assignment& assignment) {
  std::vector<std::string> lines;
  for (const auto& each : assignment.free) {
    const std::string allowed = model::allowed_words(each);
    lines.push_back(allowed.empty() ? each.path : fmt::format("{}: {}", each.path, allowed));
  }
  return lines;
}

std::vector<std::string> fixed_words(const Assignment& assignment) {
  std::vector<std::string> lines;
  for (const auto& each : assignment.fixed) {
    lines.push_back(each.why.empty() ? each.path : fmt::format("{}: {}", each.path, each.why));
  }
  return lines;
}

std::vector<std::string> AssignmentStanding::missing() const {
  std::vector<std::string> ids;
  for (const model::RequiredField& each : required) {
    if (!each.present) ids.push_back(each.id);
  }
  return ids;
}

AssignmentStanding standing_of(const Assignment& assignment, const model::Scenario& given,
                               const model::Scenario& now, const model::Report& report) {
  AssignmentStanding standing;
  for (const auto& question : assignment.questions) {
    standing.answers.push_back({&question,
                                model::grade(question, assignment.answer(question.id), report),
                                assignment.is_required(question.id)});
  }
  for (ChangedKnob& knob : changed_knobs(given, now)) {
    std::string fault = model::lock_reason(assignment, knob.path).value_or("");
    standing.changes.push_back({std::move(knob), std::move(fault)});
  }
  // A range is a matter of the whole change: say it beside the knob that it names.
  if (const auto refused = model::refusal(assignment, given, now)) {
    for (auto& each : standing.changes) {
      if (each.fault.empty() && refused->starts_with(each.knob.path + " ")) each.fault = *refused;
    }
  }
  standing.required = model::required_fields(assignment, given, now, report);
  return standing;
}

}  // namespace wf::app
