#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "model/assignment_parts.h"
#include "model/nearest_name.h"
#include "model/units.h"

// The `assignment` of a workload file: reading it.
namespace wf::model {

bool AssignmentPart::required_text(const Json& object, std::string_view pointer,
                                   std::string_view key, std::string_view example,
                                   std::string& text) {
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

bool AssignmentPart::list(const Json& object, std::string_view key, std::string_view example,
                          const Json*& found) {
  found = JsonReader::find(object, key);
  if (found == nullptr || found->is_array()) return true;
  return reader_.fail(at(kRoot, key),
                      fmt::format("assignment.{} is {}; a list was expected, such as {}", key,
                                  shown(*found), example));
}

namespace {

class AssignmentReader : AssignmentPart {
 public:
  AssignmentReader(JsonReader& reader, const Catalogue& catalogue, Assignment& assignment)
      : AssignmentPart(reader, assignment),
        knobs_(reader, catalogue, assignment),
        questions_(reader, assignment) {}

  bool read(const Json& value) {
    if (!reader_.expect_object(value, kRoot, "{\"title\": \"...\", \"questions\": [...]}")) {
      return false;
    }
    note_unknown(value, kRoot,
                 {"title", "lesson", "instructions", "free", "fixed", "questions", "report",
                  "answers", "given"});
    return required_text(value, kRoot, "title", "\"The pace that sales promised\"",
                         assignment_.title) &&
           lesson(value) && instructions(value) && knobs_.free(value) && knobs_.fixed(value) &&
           questions_.questions(value) && report(value) && answers(value) && given(value);
  }

 private:
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
        for (const Assignment::Question& each : assignment_.questions) names.push_back(each.id);
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
        for (const Assignment::Question& each : assignment_.questions) names.push_back(each.id);
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

  AssignmentKnobs knobs_;
  AssignmentQuestions questions_;
};

}  // namespace

bool read_assignment(JsonReader& reader, const Json& value, const Catalogue& catalogue,
                     Assignment& assignment) {
  return AssignmentReader(reader, catalogue, assignment).read(value);
}

}  // namespace wf::model
