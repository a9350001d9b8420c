#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/units.h"
#include "model/workload_parts.h"

// The `assignment` of a workload file: reading and writing it.

namespace wf::model {
namespace {

using Question = Assignment::Question;
using Kind = Assignment::Kind;

constexpr std::string_view kRoot = "/assignment";
constexpr std::string_view kExampleQuestion =
    "{\"id\": \"step\", \"ask\": \"How long is a step?\", \"kind\": \"number\", \"unit\": \"ms\"}";

// Every path that can be free or fixed: knobs, what is chosen as a whole, and whole sections.
std::vector<std::string> turnable_paths() {
  std::set<std::string> paths = {"model", "cluster.gpu"};
  for (const Knob& knob : knobs()) {
    const std::string path(knob.term.id);
    paths.insert(path);
    for (std::size_t dot = path.find('.'); dot != std::string::npos;
         dot = path.find('.', dot + 1)) {
      paths.insert(path.substr(0, dot));
    }
  }
  return {paths.begin(), paths.end()};
}

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_';
         });
}

class AssignmentReader {
 public:
  AssignmentReader(JsonReader& reader, const Catalogue& catalogue, Assignment& assignment)
      : reader_(reader), catalogue_(catalogue), assignment_(assignment) {}

  bool read(const Json& value) {
    if (!reader_.expect_object(value, kRoot, "{\"title\": \"...\", \"questions\": [...]}")) {
      return false;
    }
    note_unknown(value, kRoot,
                 {"title", "lesson", "instructions", "free", "fixed", "questions", "report",
                  "answers", "given"});
    return required_text(value, kRoot, "title", "\"The pace that sales promised\"",
                         assignment_.title) &&
           lesson(value) && instructions(value) && free(value) && fixed(value) &&
           questions(value) && report(value) && answers(value) && given(value);
  }

 private:
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

  bool required_text(const Json& object, std::string_view pointer, std::string_view key,
                     std::string_view example, std::string& text) {
    const Json* value = JsonReader::find(object, key);
    const std::string path = JsonReader::path_of(pointer);
    if (value == nullptr) {
      return reader_.fail(pointer, fmt::format("{} has no {}; give one, such as \"{}\": {}", path,
                                               key, key, example));
    }
    if (!reader_.read_text(*value, at(pointer, key), text)) return false;
    if (text.find_first_not_of(" \n\t") != std::string::npos) return true;
    return reader_.fail(at(pointer, key),
                        fmt::format("{}.{} is empty; write it, such as {}", path, key, example));
  }

  // A list; nullptr where it is absent. False: it is something else.
  bool list(const Json& object, std::string_view key, std::string_view example,
            const Json*& found) {
    found = JsonReader::find(object, key);
    if (found == nullptr || found->is_array()) return true;
    return reader_.fail(at(kRoot, key),
                        fmt::format("assignment.{} is {}; a list was expected, such as {}", key,
                                    shown(*found), example));
  }

  bool lesson(const Json& object) {
    const Json* value = JsonReader::find(object, "lesson");
    if (value == nullptr) return true;
    const std::string pointer = at(kRoot, "lesson");
    if (!reader_.read_text(*value, pointer, assignment_.lesson)) return false;
    const std::string& id = assignment_.lesson;
    const auto digit = [&](std::size_t i) {
      return i < id.size() && std::isdigit(static_cast<unsigned char>(id[i])) != 0;
    };
    const bool letter = id.size() == 3 && std::islower(static_cast<unsigned char>(id[2])) != 0;
    if (digit(0) && digit(1) && (id.size() == 2 || letter)) return true;
    return reader_.fail(pointer, fmt::format("assignment.lesson is {}; the id of a lesson was "
                                             "expected, such as \"03\" or \"03a\"",
                                             shown(*value)));
  }

  bool instructions(const Json& object) {
    const Json* value = JsonReader::find(object, "instructions");
    if (value == nullptr) return true;
    const std::string pointer = at(kRoot, "instructions");
    if (value->is_string()) {
      return reader_.read_text(*value, pointer, assignment_.instructions.emplace_back());
    }
    if (!value->is_array()) {
      return reader_.fail(pointer, fmt::format("assignment.instructions is {}; a text, or a list "
                                               "with a text for each paragraph, was expected",
                                               shown(*value)));
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
      if (!reader_.read_text((*value)[i], at(pointer, i),
                             assignment_.instructions.emplace_back())) {
        return false;
      }
    }
    return true;
  }

  // "serving.batch", or an object whose `knob` it is. `settings` is that object, or nullptr.
  bool knob_path(const Json& entry, const std::string& pointer, std::string& path,
                 const Json*& settings) {
    settings = nullptr;
    std::string where = pointer;
    if (entry.is_object()) {
      settings = &entry;
      if (!required_text(entry, pointer, "knob", "\"serving.batch\"", path)) return false;
      where = at(pointer, "knob");
    } else if (entry.is_string()) {
      path = entry.get<std::string>();
    } else {
      return reader_.fail(pointer, fmt::format("{} is {}; a knob was expected, such as "
                                               "\"serving.batch\" or {{\"knob\": "
                                               "\"serving.batch\"}}",
                                               JsonReader::path_of(pointer), shown(entry)));
    }
    if (paths_.empty()) paths_ = turnable_paths();
    if (std::find(paths_.begin(), paths_.end(), path) == paths_.end()) {
      return reader_.fail(where, fmt::format("there is no knob \"{}\"{}; `wallfinder list knobs` "
                                             "shows all",
                                             path.substr(0, 80), did_you_mean(path, paths_)));
    }
    if (!named_.insert(path).second) {
      return reader_.fail(where, fmt::format("{} is named twice among the free and the fixed "
                                             "knobs; keep one of the two",
                                             path));
    }
    return true;
  }

  bool bound(const Json& object, const std::string& pointer, std::string_view key, const Knob& knob,
             std::optional<double>& number, std::string& text) {
    const Json* value = JsonReader::find(object, key);
    if (value == nullptr) return true;
    double read = 0;
    if (!reader_.read_number(*value, at(pointer, key), Rule::kAny, knob.term.unit, read)) {
      return false;
    }
    number = read;
    text = value->is_string() ? value->get<std::string>()
                              : format_magnitude(read, knob.term.unit, {.digits = 6});
    return true;
  }

  bool one_of(const Json& value, const std::string& pointer, const Knob* knob,
              Assignment::FreeKnob& free) {
    if (!value.is_array() || value.empty()) {
      return reader_.fail(pointer, fmt::format("one_of of {} is {}; a list of names was expected",
                                               free.path, shown(value)));
    }
    std::vector<std::string> names;
    if (free.path == "model") {
      for (const auto& each : catalogue_.models) names.push_back(each.shape.id);
    } else if (free.path == "cluster.gpu") {
      for (const auto& each : catalogue_.gpus) names.push_back(each.gpu.id);
    } else if (knob != nullptr) {
      names.assign(knob->choices.begin(), knob->choices.end());
    }
    if (names.empty()) {
      return reader_.fail(pointer, fmt::format("{} is a number and has no names to choose from; "
                                               "give \"from\" and \"to\" instead",
                                               free.path));
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    for (std::size_t i = 0; i < value.size(); ++i) {
      std::string name;
      if (!reader_.read_text(value[i], at(pointer, i), name)) return false;
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        return reader_.fail(
            at(pointer, i),
            fmt::format("{} cannot be \"{}\"{}; {}", free.path, name.substr(0, 60),
                        did_you_mean(name, names),
                        names.size() <= 12 ? "one of " + list_of(views) + " was expected"
                                           : "`wallfinder list` shows what there is"));
      }
      free.one_of.push_back(std::move(name));
    }
    return true;
  }

  bool free(const Json& object) {
    const Json* entries = nullptr;
    if (!list(object, "free", "[\"serving.batch\"]", entries)) return false;
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const std::string pointer = at(at(kRoot, "free"), i);
      Assignment::FreeKnob free;
      const Json* settings = nullptr;
      if (!knob_path((*entries)[i], pointer, free.path, settings)) return false;
      if (settings != nullptr && !limits(*settings, pointer, free)) return false;
      assignment_.free.push_back(std::move(free));
    }
    return true;
  }

  bool limits(const Json& object, const std::string& pointer, Assignment::FreeKnob& free) {
    note_unknown(object, pointer, {"knob", "from", "to", "one_of"});
    const Knob* knob = find_knob(free.path);
    const Json* choices = JsonReader::find(object, "one_of");
    const bool ranged =
        JsonReader::find(object, "from") != nullptr || JsonReader::find(object, "to") != nullptr;
    if (ranged && (knob == nullptr || knob->kind == KnobKind::kChoice)) {
      return reader_.fail(
          pointer, fmt::format("{} is no single number, so \"from\" and \"to\" say "
                               "nothing of it; {}",
                               free.path,
                               knob != nullptr || free.path == "model" || free.path == "cluster.gpu"
                                   ? "give \"one_of\" instead"
                                   : "name the knobs below it"));
    }
    if (ranged && choices != nullptr) {
      return reader_.fail(pointer, fmt::format("{} has a range and a list of names; keep one of "
                                               "the two",
                                               free.path));
    }
    if (choices != nullptr) return one_of(*choices, at(pointer, "one_of"), knob, free);
    if (!ranged) return true;
    if (!bound(object, pointer, "from", *knob, free.from, free.from_text) ||
        !bound(object, pointer, "to", *knob, free.to, free.to_text)) {
      return false;
    }
    if (free.from && free.to && *free.from > *free.to) {
      return reader_.fail(at(pointer, "from"),
                          fmt::format("the range of {} goes from {} to {}; swap the two", free.path,
                                      free.from_text, free.to_text));
    }
    return true;
  }

  bool fixed(const Json& object) {
    const Json* entries = nullptr;
    if (!list(object, "fixed", "[{\"knob\": \"cluster.gpu\", \"why\": \"You have these.\"}]",
              entries)) {
      return false;
    }
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const std::string pointer = at(at(kRoot, "fixed"), i);
      Assignment::FixedKnob fixed;
      const Json* settings = nullptr;
      if (!knob_path((*entries)[i], pointer, fixed.path, settings)) return false;
      if (settings != nullptr) {
        note_unknown(*settings, pointer, {"knob", "why"});
        const Json* why = JsonReader::find(*settings, "why");
        if (why != nullptr && !reader_.read_text(*why, at(pointer, "why"), fixed.why)) return false;
      }
      assignment_.fixed.push_back(std::move(fixed));
    }
    return true;
  }

  bool questions(const Json& object) {
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

  bool question(const Json& object, const std::string& pointer, Question& question) {
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

  bool choices(const Json& object, const std::string& pointer, Question& question) {
    const Json* value = JsonReader::find(object, "choices");
    const std::string where = at(pointer, "choices");
    if (question.kind != Kind::kChoice) {
      if (value == nullptr) return true;
      return reader_.fail(
          where, fmt::format("choices belong to a question of kind \"choice\"; "
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

  bool unit(const Json& object, const std::string& pointer, Question& question) {
    const Json* value = JsonReader::find(object, "unit");
    if (value == nullptr) return true;
    const std::string where = at(pointer, "unit");
    if (question.kind != Kind::kNumber) {
      return reader_.fail(
          where, fmt::format("a unit belongs to a question of kind \"number\"; "
                             "\"{}\" is a {}",
                             question.id, kQuestionKinds[static_cast<int>(question.kind)]));
    }
    if (!reader_.read_text(*value, where, question.unit)) return false;
    if (question.unit.empty() || is_unit(question.unit)) return true;
    return reader_.fail(where, fmt::format("the unit \"{}\" is not known; write ms, s, h, GB, GiB, "
                                           "TB/s, tokens/s, USD, %, ...",
                                           question.unit.substr(0, 40)));
  }

  bool grading(const Json& object, const std::string& pointer, Question& question) {
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

  bool wall_choice(const Json* within, const std::string& pointer, const Question& question) {
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

  bool report(const Json& object) {
    const Json* entries = nullptr;
    if (!list(object, "report", "[\"name\", \"knobs\"]", entries)) return false;
    assignment_.requires_all = entries == nullptr;
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const std::string pointer = at(at(kRoot, "report"), i);
      std::string field;
      if (!reader_.read_text((*entries)[i], pointer, field)) return false;
      const bool known = field == kNameField || field == kKnobsField ||
                         assignment_.question(field) != nullptr || find_quantity(field) != nullptr;
      if (!known) {
        std::vector<std::string> names = {std::string(kNameField), std::string(kKnobsField)};
        for (const Question& each : assignment_.questions) names.push_back(each.id);
        for (const Term* each : quantity_terms()) names.emplace_back(each->id);
        return reader_.fail(pointer, fmt::format("the report has no field \"{}\"{}; \"name\", "
                                                 "\"knobs\", the id of a question or of a quantity "
                                                 "was expected",
                                                 field.substr(0, 60), did_you_mean(field, names)));
      }
      auto& all = assignment_.required;
      if (std::find(all.begin(), all.end(), field) == all.end()) all.push_back(std::move(field));
    }
    return true;
  }

  bool answers(const Json& object) {
    const Json* entries = JsonReader::find(object, "answers");
    if (entries == nullptr) return true;
    const std::string root = at(kRoot, "answers");
    if (!reader_.expect_object(*entries, root, "{\"step\": \"38 ms\"}")) return false;
    for (const auto& item : entries->items()) {
      const std::string pointer = at(root, item.key());
      if (item.key() != kNameField && assignment_.question(item.key()) == nullptr) {
        std::vector<std::string> names = {std::string(kNameField)};
        for (const Question& each : assignment_.questions) names.push_back(each.id);
        return reader_.fail_at_key(
            pointer, fmt::format("assignment.answers.{} answers no question"
                                 "{}; use the id of one",
                                 item.key().substr(0, 60), did_you_mean(item.key(), names)));
      }
      std::string text;
      if (item.value().is_null()) continue;
      if (item.value().is_number()) {
        text = exact_number(item.value().get<double>());
      } else if (!reader_.read_text(item.value(), pointer, text)) {
        return false;
      }
      if (!text.empty()) assignment_.answers[item.key()] = std::move(text);
    }
    return true;
  }

  bool given(const Json& object) {
    const Json* entries = JsonReader::find(object, "given");
    if (entries == nullptr) return true;
    const std::string root = at(kRoot, "given");
    if (!reader_.expect_object(*entries, root, "{\"serving.batch\": 8}")) return false;
    const auto paths = workload_paths();
    for (const auto& item : entries->items()) {
      const bool known = item.key().starts_with("assume.") ||
                         std::find(paths.begin(), paths.end(), item.key()) != paths.end();
      if (!known) {
        return reader_.fail_at_key(
            at(root, item.key()),
            fmt::format("assignment.given has \"{}\", which is no path of a "
                        "workload{}; take the line out",
                        item.key().substr(0, 60), did_you_mean(item.key(), paths)));
      }
      assignment_.given[item.key()] =
          item.value().dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    return true;
  }

  JsonReader& reader_;
  const Catalogue& catalogue_;
  Assignment& assignment_;
  std::vector<std::string> paths_;
  std::set<std::string> named_;
};

Json knob_json(const Assignment::FreeKnob& free) {
  if (!free.from && !free.to && free.one_of.empty()) return free.path;
  Json json = {{"knob", free.path}};
  if (free.from) json["from"] = free.from_text;
  if (free.to) json["to"] = free.to_text;
  if (!free.one_of.empty()) json["one_of"] = free.one_of;
  return json;
}

Json question_json(const Question& question) {
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

bool read_assignment(JsonReader& reader, const Json& value, const Catalogue& catalogue,
                     Assignment& assignment) {
  return AssignmentReader(reader, catalogue, assignment).read(value);
}

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
