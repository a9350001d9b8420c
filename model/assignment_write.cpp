#include <set>

#include "model/workload_parts.h"

// The `assignment` of a workload file: writing it.
namespace wf::model {
namespace {

Json knob_json(const Assignment::FreeKnob& free) {
  if (!free.from && !free.to && free.one_of.empty()) return free.path;
  Json json = {{"knob", free.path}};
  if (free.from) json["from"] = free.from_text;
  if (free.to) json["to"] = free.to_text;
  if (!free.one_of.empty()) json["one_of"] = free.one_of;
  return json;
}

Json question_json(const Assignment::Question& question) {
  Json json = {{"id", question.id},
               {"ask", question.ask},
               {"kind", std::string(kQuestionKinds[static_cast<int>(question.kind)])}};
  if (!question.unit.empty()) json["unit"] = question.unit;
  if (!question.choices.empty()) json["choices"] = question.choices;
  if (!question.quantity.empty()) json["quantity"] = question.quantity;
  if (question.within > 0 && question.within != kAssignmentWithin) json["within"] = question.within;
  return json;
}

// Leaves in which `now` differs from `before`, by path, with what they were.
void collect_differences(const Json& before, const Json& now, const std::string& path,
                         std::map<std::string, std::string>& given) {
  if (before == now) return;
  if (!before.is_object() || !now.is_object() || path == "model" || path == "cluster.gpu") {
    given[path] = before.dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  static const Json kNothing = nullptr;
  const auto value = [](const Json& object, const std::string& key) -> const Json& {
    return object.contains(key) ? object.at(key) : kNothing;
  };
  std::set<std::string> keys;
  for (const auto& item : before.items()) keys.insert(item.key());
  for (const auto& item : now.items()) keys.insert(item.key());
  for (const std::string& key : keys) {
    if (path.empty() && (key == "name" || key == "assert" || key == "wallfinder")) continue;
    collect_differences(value(before, key), value(now, key), path.empty() ? key : path + "." + key,
                        given);
  }
}

}  // namespace

Json assignment_as_json(const Assignment& assignment) {
  Json json = {{"title", assignment.title}};
  if (!assignment.lesson.empty()) json["lesson"] = assignment.lesson;
  if (!assignment.instructions.empty()) json["instructions"] = assignment.instructions;
  for (const auto& each : assignment.free) json["free"].push_back(knob_json(each));
  for (const auto& each : assignment.fixed) {
    Json entry = each.why.empty() ? Json(each.path) : Json{{"knob", each.path}, {"why", each.why}};
    json["fixed"].push_back(std::move(entry));
  }
  for (const auto& each : assignment.questions) json["questions"].push_back(question_json(each));
  if (!assignment.requires_all) {
    json["report"] = Json::array();
    for (const std::string& each : assignment.required) json["report"].push_back(each);
  }
  for (const auto& [id, text] : assignment.answers) json["answers"][id] = text;
  for (const auto& [path, text] : assignment.given) {
    json["given"][path] = Json::parse(text, nullptr, false);
  }
  return json;
}

std::map<std::string, std::string> values_as_given(const Scenario& given, const Scenario& now,
                                                   const Catalogue* catalogue) {
  std::map<std::string, std::string> values;
  const auto json = [&](const Scenario& scenario) {
    return Json::parse(write_workload(scenario, catalogue));
  };
  collect_differences(json(given), json(now), "", values);
  return values;
}

}  // namespace wf::model
