#include <fmt/format.h>

#include <algorithm>

#include "model/assignment_parts.h"
#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/units.h"

// Which knobs of an assignment are free, within what, and which are fixed.
namespace wf::model {
namespace {

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

}  // namespace

// "serving.batch", or an object whose `knob` it is. `settings` is that object, or nullptr.
bool AssignmentKnobs::knob_path(const Json& entry, const std::string& pointer, std::string& path,
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

bool AssignmentKnobs::bound(const Json& object, const std::string& pointer, std::string_view key,
                            const Knob& knob, std::optional<double>& number, std::string& text) {
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

bool AssignmentKnobs::one_of(const Json& value, const std::string& pointer, const Knob* knob,
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

bool AssignmentKnobs::limits(const Json& object, const std::string& pointer,
                             Assignment::FreeKnob& free) {
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

bool AssignmentKnobs::free(const Json& object) {
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

bool AssignmentKnobs::fixed(const Json& object) {
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

}  // namespace wf::model
