#include "model/assignment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "model/knob_values.h"
#include "model/knobs.h"
#include "model/units.h"

// What an assignment allows, and how answers stand.

namespace wf::model {
namespace {

constexpr std::array<std::string_view, 2> kChosenWhole = {"model", "cluster.gpu"};

bool covers(std::string_view path, std::string_view knob) {
  return knob.starts_with(path) && (knob.size() == path.size() || knob[path.size()] == '.');
}

// What the longest path that covers a knob says of it.
struct Rule {
  const Assignment::FreeKnob* free = nullptr;
  const Assignment::FixedKnob* fixed = nullptr;
};

Rule rule_of(const Assignment& assignment, std::string_view knob) {
  Rule rule;
  std::size_t longest = 0;
  for (const auto& each : assignment.free) {
    if (!covers(each.path, knob) || each.path.size() <= longest) continue;
    longest = each.path.size();
    rule = {&each, nullptr};
  }
  for (const auto& each : assignment.fixed) {
    if (!covers(each.path, knob) || each.path.size() <= longest) continue;
    longest = each.path.size();
    rule = {nullptr, &each};
  }
  return rule;
}

std::string list_free(const Assignment& assignment) {
  std::string list;
  for (std::size_t i = 0; i < assignment.free.size(); ++i) {
    if (i > 0) list += i + 1 == assignment.free.size() ? " and " : ", ";
    list += assignment.free[i].path;
  }
  return list;
}

bool chosen_whole(std::string_view path) {
  return std::find(kChosenWhole.begin(), kChosenWhole.end(), path) != kChosenWhole.end();
}

// "cluster.gpu" for "cluster.gpu.memory"; "" for what is no part of such a thing.
std::string_view whole_of(std::string_view knob) {
  for (const std::string_view whole : kChosenWhole) {
    if (knob != whole && covers(whole, knob)) return whole;
  }
  return {};
}

std::optional<std::string> outside(const Assignment::FreeKnob& free, const Knob& knob,
                                   std::optional<double> value) {
  const auto refuse = [&] {
    return fmt::format("{} may be {} in this assignment", free.path, allowed_words(free));
  };
  if (!free.one_of.empty()) {
    const auto index = static_cast<std::size_t>(value.value_or(knob.initial));
    const bool known = index < knob.choices.size();
    const bool allowed = known && std::find(free.one_of.begin(), free.one_of.end(),
                                            knob.choices[index]) != free.one_of.end();
    return allowed ? std::nullopt : std::optional(refuse());
  }
  if (!free.from && !free.to) return std::nullopt;
  // Left to the program, as in a batch of "max", is no value within a range.
  if (!value || (free.from && *value < *free.from) || (free.to && *value > *free.to)) {
    return refuse();
  }
  return std::nullopt;
}

// Another model or GPU was chosen.
std::optional<std::string> refusal_of_whole(const Assignment& assignment, std::string_view path,
                                            const std::string& chosen) {
  if (auto locked = lock_reason(assignment, path)) return locked;
  const Rule rule = rule_of(assignment, path);
  if (rule.free == nullptr || rule.free->one_of.empty()) return std::nullopt;
  const auto& ids = rule.free->one_of;
  if (std::find(ids.begin(), ids.end(), chosen) != ids.end()) return std::nullopt;
  return fmt::format("{} may be {} in this assignment", path, allowed_words(*rule.free));
}

// Units that a magnitude can be kept in.
constexpr std::array<std::string_view, 13> kBaseUnits = {
    "1",        "s",   "bytes", "bytes/s", "FLOP", "FLOP/s", "tokens",
    "tokens/s", "USD", "USD/h", "1/s",     "W",    "h"};

std::string base_of(const Assignment::Question& question, const Term* term) {
  if (term != nullptr) return std::string(term->unit);
  for (const std::string_view base : kBaseUnits) {
    if (!question.unit.empty() && unit_factor(question.unit, base)) return std::string(base);
  }
  return "1";
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return std::string(text);
}

// A plain number is in the unit that the question asks for.
Result<double> read_number(const std::string& text, const std::string& unit,
                           const std::string& base) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  const bool plain = fault == std::errc{} && stop == end;
  if (plain && !unit.empty()) return parse_magnitude(text + " " + unit, base);
  return parse_magnitude(text, base);
}

Grade grade_number(const Assignment::Question& question, Grade grade, const Report& report) {
  const Term* term = find_quantity(question.quantity);
  const std::string base = base_of(question, term);
  const auto number = read_number(grade.answer, question.unit, base);
  if (!number) {
    grade.standing = Grade::Standing::kUnreadable;
    grade.reason = number.error().what;
    return grade;
  }
  grade.answer = format_magnitude(*number, base);
  grade.standing = Grade::Standing::kUngraded;
  if (term == nullptr) return grade;
  const Reading* reading = report.find(question.quantity);
  if (reading == nullptr || !reading->value) {
    grade.reason = fmt::format("this design has no {}", question.quantity);
    return grade;
  }
  const double right = *reading->value;
  grade.right = format_magnitude(right, base);
  const bool same = *number == right;
  const double ratio = right == 0 || *number / right <= 0 ? 0 : *number / right;
  if (same) grade.factor = 1;
  if (!same && ratio > 0) grade.factor = std::max(ratio, 1 / ratio);
  const bool within = grade.factor && *grade.factor <= question.within;
  grade.standing = within ? Grade::Standing::kRight : Grade::Standing::kWrong;
  return grade;
}

}  // namespace

const Assignment::Question* Assignment::question(std::string_view id) const {
  const auto found = std::find_if(questions.begin(), questions.end(),
                                  [&](const Question& each) { return each.id == id; });
  return found == questions.end() ? nullptr : &*found;
}

bool Assignment::is_required(std::string_view field) const {
  if (requires_all) return question(field) != nullptr;
  return std::find(required.begin(), required.end(), field) != required.end();
}

std::string Assignment::answer(std::string_view id) const {
  const auto found = answers.find(std::string(id));
  return found == answers.end() ? std::string() : found->second;
}

std::optional<std::string> lock_reason(const Assignment& assignment, std::string_view path) {
  // The figures of a GPU that is one of a list belong to it.
  const std::string_view whole = whole_of(path);
  const Rule rule = rule_of(assignment, path);
  if (!whole.empty() && rule.free != nullptr && rule.free->path == whole &&
      !rule.free->one_of.empty()) {
    return fmt::format("{} may be {} in this assignment, each as it is", whole,
                       allowed_words(*rule.free));
  }
  if (rule.free != nullptr) return std::nullopt;
  if (rule.fixed != nullptr) {
    return rule.fixed->why.empty()
               ? fmt::format("{} is fixed in this assignment", rule.fixed->path)
               : fmt::format("{} is fixed: {}", rule.fixed->path, rule.fixed->why);
  }
  if (assignment.free.empty()) return std::nullopt;
  return fmt::format("{} is fixed in this assignment, which leaves {} to you", path,
                     list_free(assignment));
}

std::string allowed_words(const Assignment::FreeKnob& knob) {
  if (!knob.one_of.empty()) {
    std::string list;
    for (std::size_t i = 0; i < knob.one_of.size(); ++i) {
      if (i > 0) list += i + 1 == knob.one_of.size() ? " or " : ", ";
      list += knob.one_of[i];
    }
    return list;
  }
  if (knob.from && knob.to) return knob.from_text + " to " + knob.to_text;
  if (knob.from) return "at least " + knob.from_text;
  if (knob.to) return "at most " + knob.to_text;
  return {};
}

std::optional<std::string> refusal(const Assignment& assignment, const Scenario& before,
                                   const Scenario& after) {
  const bool other_model =
      before.model.id != after.model.id || before.model.name != after.model.name;
  const bool other_gpu = before.cluster.gpu.id != after.cluster.gpu.id ||
                         before.cluster.gpu.name != after.cluster.gpu.name;
  for (const auto& [path, other, chosen] :
       {std::tuple{kChosenWhole[0], other_model, after.model.id},
        std::tuple{kChosenWhole[1], other_gpu, after.cluster.gpu.id}}) {
    if (!other) continue;
    if (auto refused = refusal_of_whole(assignment, path, chosen)) return refused;
  }
  std::optional<std::string> followed;  // a degree that is fixed only because nobody freed it
  bool layout_turned = false;
  for (const Knob& knob : knobs()) {
    const std::string_view path = knob.term.id;
    const auto was = knob.get(before), is = knob.get(after);
    if (was == is) continue;
    if ((other_model && path.starts_with("model.")) ||
        (other_gpu && path.starts_with("cluster.gpu."))) {
      continue;  // they came with the whole
    }
    const Rule rule = rule_of(assignment, path);
    if (auto locked = lock_reason(assignment, path)) {
      if (!lays_out(path) || rule.fixed != nullptr) return locked;
      if (!followed) followed = std::move(locked);
      continue;
    }
    layout_turned = layout_turned || lays_out(path);
    if (rule.free != nullptr && !chosen_whole(rule.free->path)) {
      if (auto refused = outside(*rule.free, knob, is)) return refused;
    }
  }
  return layout_turned || other_gpu ? std::nullopt : followed;
}

Grade grade(const Assignment::Question& question, std::string_view answer, const Report& report) {
  Grade grade;
  grade.answer = trimmed(answer);
  if (grade.answer.empty()) return grade;
  if (question.kind == Assignment::Kind::kNumber) {
    return grade_number(question, std::move(grade), report);
  }
  grade.standing = Grade::Standing::kUngraded;
  if (question.kind == Assignment::Kind::kText) return grade;
  const auto& choices = question.choices;
  if (std::find(choices.begin(), choices.end(), grade.answer) == choices.end()) {
    grade.standing = Grade::Standing::kUnreadable;
    grade.reason = "it is none of the choices";
    return grade;
  }
  if (question.quantity.empty()) return grade;
  if (report.sections.empty()) {
    grade.reason = "this design states no load, so no wall binds";
    return grade;
  }
  grade.right = name_of(report.sections.front().walls.binding());
  grade.standing = grade.answer == grade.right ? Grade::Standing::kRight : Grade::Standing::kWrong;
  return grade;
}

std::vector<RequiredField> required_fields(const Assignment& assignment, const Scenario& given,
                                           const Scenario& now, const Report& report) {
  std::vector<RequiredField> fields;
  const auto answered = [&](const Assignment::Question& question) {
    const auto standing = grade(question, assignment.answer(question.id), report).standing;
    return standing != Grade::Standing::kMissing && standing != Grade::Standing::kUnreadable;
  };
  if (assignment.requires_all) {
    for (const auto& each : assignment.questions) fields.push_back({each.id, answered(each)});
    return fields;
  }
  const auto turned_any = [&] {
    if (given.model.id != now.model.id || given.cluster.gpu.id != now.cluster.gpu.id) return true;
    return std::any_of(knobs().begin(), knobs().end(),
                       [&](const Knob& knob) { return knob.get(given) != knob.get(now); });
  };
  for (const std::string& id : assignment.required) {
    RequiredField field{id, false};
    if (const auto* question = assignment.question(id)) {
      field.present = answered(*question);
    } else if (id == kNameField) {
      field.present = !trimmed(assignment.answer(kNameField)).empty();
    } else if (id == kKnobsField) {
      field.present = turned_any();
    } else {
      const Reading* reading = report.find(id);
      field.present = reading != nullptr && reading->value.has_value();
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace wf::model
