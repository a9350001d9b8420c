#include <fmt/format.h>

#include <algorithm>

#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/workload_parts.h"

// `--set PATH=VALUE`: values put into the JSON before it is read, so that the same checks hold.

namespace wf::model {
namespace {

// Sections whose keys are themselves paths: everything after the first dot is one key.
bool takes_one_key(std::string_view section) { return section == "assume" || section == "assert"; }

bool is_lesson_section(std::string_view section) {
  const auto sections = lesson_sections();
  return std::find(sections.begin(), sections.end(), section) != sections.end();
}

std::vector<std::string> steps_of(std::string_view path) {
  const std::size_t first = path.find('.');
  if (first != std::string_view::npos && takes_one_key(path.substr(0, first))) {
    return {std::string(path.substr(0, first)), std::string(path.substr(first + 1))};
  }
  std::vector<std::string> steps;
  // A learner's answer is known by its question.
  constexpr std::string_view kAnswer = "assignment.answers.";
  if (path.starts_with(kAnswer)) {
    return {"assignment", "answers", std::string(path.substr(kAnswer.size()))};
  }
  while (true) {
    const std::size_t dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path = path.substr(dot + 1);
  }
}

// Keys whose value is text even where it looks like a number.
bool is_text(const std::vector<std::string>& steps) {
  constexpr std::array<std::string_view, 10> kTexts = {
      "name", "id", "source", "printed", "note", "unit", "kind", "vendor", "released", "hf_config"};
  return steps.front() == "assert" || steps.front() == "assignment" ||
         std::find(kTexts.begin(), kTexts.end(), steps.back()) != kTexts.end();
}

bool known_path(const std::string& path, const std::vector<std::string>& steps) {
  if (steps.size() == 3 && steps[0] == "assignment" && steps[1] == "answers") return true;
  if (steps.size() > 1 && (takes_one_key(steps[0]) || is_lesson_section(steps[0]))) return true;
  const auto paths = workload_paths();
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::string unknown_path(const std::string& path) {
  std::vector<std::string> known = workload_paths();
  for (const Knob& knob : knobs()) known.emplace_back(knob.term.id);
  std::string hint = did_you_mean(path, known);
  if (hint.empty()) {
    // "batch" for "serving.batch".
    for (const std::string& candidate : known) {
      if (candidate.ends_with("." + path)) hint = fmt::format(" (did you mean \"{}\"?)", candidate);
      if (!hint.empty()) break;
    }
  }
  return fmt::format(
      "there is no \"{}\" in a workload{}; `wallfinder list knobs` shows what can be "
      "set",
      path, hint);
}

// The value as JSON where it is JSON, else as text. Returns false on a fault.
bool parse_value(JsonReader& reader, const Setting& setting, const std::vector<std::string>& steps,
                 const std::string& shown_setting, Json& value) {
  const std::string& text = setting.value;
  const bool container = text.starts_with("{") || text.starts_with("[");
  if (container) {
    auto parsed = parse_located(text, shown_setting);
    if (!parsed) return reader.fail_with({shown_setting, 0, 0, parsed.error().what});
    value = std::move(parsed->root);
    return true;
  }
  if (!is_text(steps) || text.starts_with("\"")) {
    value = Json::parse(text, nullptr, false);
    if (!value.is_discarded()) return true;
  }
  value = text;
  return true;
}

// An id becomes an object of that id where one of its parts is set.
void make_object(Json& value) {
  if (!value.is_string()) return;
  Json object = Json::object();
  object["id"] = std::move(value);
  value = std::move(object);
}

}  // namespace

Result<Setting> parse_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string shown_text(text.substr(0, 80));
  if (equals == std::string_view::npos || equals == 0) {
    return Error{"--set " + shown_text, 0, 0, "PATH=VALUE was expected, such as serving.batch=8"};
  }
  Setting setting{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  while (setting.path.ends_with(' ')) setting.path.pop_back();
  while (setting.path.starts_with(' ')) setting.path.erase(0, 1);
  while (setting.value.starts_with(' ')) setting.value.erase(0, 1);
  return setting;
}

bool apply_settings(JsonReader& reader, std::span<const Setting> settings) {
  for (const Setting& setting : settings) {
    const std::string shown_setting = fmt::format("--set {}={}", setting.path, setting.value);
    const std::vector<std::string> steps = steps_of(setting.path);
    const auto fault = [&](std::string what) {
      return reader.fail_with({shown_setting, 0, 0, std::move(what)});
    };
    if (!known_path(setting.path, steps)) return fault(unknown_path(setting.path));
    Json value;
    if (!parse_value(reader, setting, steps, shown_setting, value)) return false;

    Json* at = &reader.root();
    std::string pointer;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
      pointer = JsonReader::below(pointer, steps[i]);
      Json& next = (*at)[steps[i]];
      if (next.is_null()) next = Json::object();
      if (pointer == "/model" || pointer == "/cluster/gpu") make_object(next);
      if (!next.is_object()) {
        return fault(fmt::format("{} is {} in the file, so nothing below it can be set",
                                 JsonReader::path_of(pointer), shown(next)));
      }
      at = &next;
    }
    pointer = JsonReader::below(pointer, steps.back());
    if (steps.front() == "assume" && steps.size() > 1) {
      // The file may spell the same efficiency otherwise; what is read last holds.
      at->erase(steps.back());
      at->erase("assume." + steps.back());
    }
    (*at)[steps.back()] = std::move(value);
    reader.override_at(pointer, shown_setting);
  }
  return true;
}

}  // namespace wf::model
