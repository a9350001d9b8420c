#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/units.h"
#include "model/workload_parts.h"

// `assume` and `assert`: the sections whose keys are paths.

namespace wf::model {
namespace {

constexpr std::string_view kAssume = "assume.";

std::vector<std::string> assume_paths() {
  std::vector<std::string> paths;
  for (const Knob& knob : knobs()) {
    if (knob.term.id.starts_with(kAssume)) {
      paths.emplace_back(knob.term.id.substr(kAssume.size()));
    }
  }
  return paths;
}

bool read_assumption(JsonReader& reader, const Json& value, std::string_view pointer,
                     const std::string& path, Scenario& scenario) {
  const Knob* knob = find_knob(path);
  if (knob == nullptr) {
    const std::string name = path.substr(kAssume.size(), 80);
    reader.note_at(pointer, fmt::format("assume has no efficiency \"{}\"; it is ignored{}", name,
                                        did_you_mean(name, assume_paths())));
    return true;
  }
  double number = 0;
  if (knob->kind == KnobKind::kChoice && !knob->choices.empty() && value.is_string()) {
    int index = 0;
    if (!reader.read_choice(value, pointer, knob->choices, index)) return false;
    number = index;
  } else if (!reader.read_number(value, pointer, Rule::kAny, knob->term.unit, number)) {
    return false;
  }
  if (number < knob->low || number > knob->high) {
    const std::string unit(knob->term.unit);
    const bool percent = unit == "1" && knob->high <= 1 && number >= 2 && number <= 100;
    return reader.fail(
        pointer, fmt::format("{} is {}; from {} to {} was expected{}", path, shown(value),
                             format_magnitude(knob->low, unit), format_magnitude(knob->high, unit),
                             percent ? fmt::format("; for {0} % write {1}", exact_number(number),
                                                   format_number(number / 100, 6))
                                     : ""));
  }
  if (knob->kind == KnobKind::kCount && number != std::round(number)) {
    return reader.fail(pointer,
                       fmt::format("{} is {}; a whole number was expected", path, shown(value)));
  }
  scenario.assume[path] = number;
  return true;
}

// Keys may hold dots or be nested: {"decode.mbu": 0.7} or {"decode": {"mbu": 0.7}}.
bool read_assumptions(JsonReader& reader, const Json& object, const std::string& pointer,
                      const std::string& prefix, Scenario& scenario) {
  for (const auto& item : object.items()) {
    const std::string at = JsonReader::below(pointer, item.key());
    std::string path = prefix + item.key();
    if (prefix == kAssume && item.key().starts_with(kAssume)) path = item.key();
    if (item.value().is_null()) continue;
    if (item.value().is_object()) {
      if (!read_assumptions(reader, item.value(), at, path + ".", scenario)) return false;
    } else if (!read_assumption(reader, item.value(), at, path, scenario)) {
      return false;
    }
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Operator {
  std::string_view text;
  Comparison comparison;
};
// The longer spelling first.
constexpr std::array kOperators = {
    Operator{"<=", Comparison::kAtMost}, Operator{">=", Comparison::kAtLeast},
    Operator{"==", Comparison::kEqual},  Operator{"<", Comparison::kBelow},
    Operator{">", Comparison::kAbove},   Operator{"~", Comparison::kAbout},
};

constexpr std::string_view kSyntax =
    "write an operator, a number and a unit, such as \"<= 50 ms\", or \"~ 41.5 ms \u00b1 2 %\"";

// "50 ms" -> 50 and "ms"; the unit stays as written until the quantity is known.
std::optional<std::string> read_value_and_unit(std::string_view text, Assertion& assertion) {
  text = trimmed(text);
  const auto [stop, error] =
      std::from_chars(text.data(), text.data() + text.size(), assertion.value);
  if (error != std::errc{} || !std::isfinite(assertion.value)) {
    return fmt::format("\"{}\" does not start with a number", text.substr(0, 40));
  }
  assertion.unit = std::string(trimmed(text.substr(static_cast<std::size_t>(stop - text.data()))));
  if (!assertion.unit.empty() && !is_unit(assertion.unit)) {
    return fmt::format("the unit \"{}\" is not known", assertion.unit.substr(0, 40));
  }
  return std::nullopt;
}

std::optional<std::string> read_comparison(std::string_view text, Assertion& assertion) {
  text = trimmed(text);
  const auto* op = std::find_if(kOperators.begin(), kOperators.end(),
                                [&](const Operator& each) { return text.starts_with(each.text); });
  if (op == kOperators.end()) {
    return "it has no operator (one of <= >= < > == ~)";
  }
  assertion.comparison = op->comparison;
  text = text.substr(op->text.size());
  if (op->comparison == Comparison::kAbout) {
    constexpr std::string_view kPlusMinus = "\u00b1";
    std::size_t at = text.find(kPlusMinus);
    std::size_t length = kPlusMinus.size();
    if (at == std::string_view::npos) {
      at = text.find("+-");
      length = 2;
    }
    if (at == std::string_view::npos) return "~ needs a tolerance";
    const std::string_view tolerance = trimmed(text.substr(at + length));
    text = text.substr(0, at);
    double percent = 0;
    const auto [stop, error] =
        std::from_chars(tolerance.data(), tolerance.data() + tolerance.size(), percent);
    const auto rest = trimmed(tolerance.substr(static_cast<std::size_t>(stop - tolerance.data())));
    if (error != std::errc{} || !std::isfinite(percent) || percent < 0 || rest != "%") {
      return "the tolerance after \u00b1 is a number of per cent, such as \u00b1 2 %";
    }
    assertion.tolerance = percent / 100;
  }
  return read_value_and_unit(text, assertion);
}

bool read_wall(JsonReader& reader, std::string_view pointer, const Assertion& assertion) {
  if (std::find(kWallNames.begin(), kWallNames.end(), assertion.text) != kWallNames.end()) {
    return true;
  }
  const std::vector<std::string> walls(kWallNames.begin(), kWallNames.end());
  return reader.fail(pointer, fmt::format("assert.binding is \"{}\"; the name of a wall was "
                                          "expected: {}{}",
                                          assertion.text, list_of(kWallNames),
                                          did_you_mean(assertion.text, walls)));
}

}  // namespace

bool read_assume(JsonReader& reader, const Json& value, Scenario& scenario) {
  return reader.expect_object(value, "/assume", "{\"decode.mbu\": 0.7}") &&
         read_assumptions(reader, value, "/assume", std::string(kAssume), scenario);
}

bool read_assert(JsonReader& reader, const Json& value, Scenario& scenario) {
  if (!reader.expect_object(value, "/assert", "{\"decode.step_time\": \"<= 50 ms\"}")) return false;
  for (const auto& item : value.items()) {
    if (item.value().is_null()) continue;
    const std::string pointer = JsonReader::below("/assert", item.key());
    Assertion assertion;
    assertion.subject = item.key();
    assertion.line = reader.line_of(pointer);
    if (item.key().empty()) {
      return reader.fail_at_key(pointer,
                                "assert has an empty key; name a quantity, such as "
                                "\"decode.step_time\", or \"binding\"");
    }
    if (!item.value().is_string()) {
      return reader.fail(
          pointer,
          fmt::format("assert.{} is {}; a text was expected: {}", item.key(), shown(item.value()),
                      item.key() == "binding" ? "the name of a wall" : kSyntax));
    }
    assertion.text = std::string(trimmed(item.value().get_ref<const std::string&>()));
    if (item.key() == "binding") {
      if (!read_wall(reader, pointer, assertion)) return false;
    } else if (const auto fault = read_comparison(assertion.text, assertion)) {
      return reader.fail(pointer, fmt::format("assert.{} is {}, and {}; {}", item.key(),
                                              shown(item.value()), *fault, kSyntax));
    }
    scenario.assertions.push_back(std::move(assertion));
  }
  return true;
}

Result<double> assertion_value(const Assertion& assertion, std::string_view quantity_unit) {
  if (assertion.unit.empty()) return assertion.value;
  const auto factor = unit_factor(assertion.unit, quantity_unit);
  if (!factor) return factor.error();
  return assertion.value * *factor;
}

}  // namespace wf::model
