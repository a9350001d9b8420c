#include "model/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/nearest_name.h"
#include "model/units.h"

namespace wf::model {
namespace {

// Beyond these a product of a few numbers would leave the range of a double.
constexpr double kLargest = 1e30;
constexpr double kSmallest = 1e-15;
constexpr double kLargestCount = 1e9;
constexpr double kLargestTokens = 1e18;

std::string_view expectation_of(Rule rule) {
  switch (rule) {
    case Rule::kPositive:
      return "a number above 0 was expected";
    case Rule::kCount:
      return "a whole number from 1 on was expected";
    case Rule::kCountOrMax:
      return "a whole number from 1 on, or \"max\", was expected";
    case Rule::kNotNegative:
      return "a number from 0 on was expected";
    case Rule::kCountOrNone:
      return "a whole number from 0 on was expected";
    case Rule::kZeroStage:
      return "a ZeRO stage was expected: 0, 1, 2 or 3";
    case Rule::kShare:
      return "a share from 0 to 1 was expected";
    case Rule::kPart:
      return "a share above 0 and up to 1 was expected";
    case Rule::kAtLeastOne:
      return "a number from 1 on was expected";
    case Rule::kPercentile:
      return "a share between 0 and 1 was expected";
    case Rule::kBits:
      return "a number of bits above 0 and up to 64 was expected";
    case Rule::kPositionTable:
      return "the rows of a learned position table (a whole number, 0 for none) were expected";
    case Rule::kAny:
      return "a number was expected";
  }
  return "";
}

std::string advice_for(Rule rule, double number) {
  const bool share = rule == Rule::kShare || rule == Rule::kPart || rule == Rule::kPercentile;
  if (share && number >= 2 && number <= 100) {
    return fmt::format("; for {0} % write {1} or \"{0} %\"", exact_number(number),
                       format_number(number / 100, 6));
  }
  if (number == 0 && rule == Rule::kPositive) return "; leave the key out where there is none";
  const bool counts = rule == Rule::kCount || rule == Rule::kCountOrMax ||
                      rule == Rule::kCountOrNone || rule == Rule::kPositionTable;
  if (counts && number > 0 && number != std::round(number)) {
    return fmt::format("; round it to {}", exact_number(std::max(1.0, std::round(number))));
  }
  return "";
}

// Where a key that stands in the wrong section belongs: "tp" in "parallel".
std::string elsewhere(const std::string& key) {
  for (const std::string& path : workload_paths()) {
    if (path.ends_with("." + key)) return fmt::format(" (did you mean \"{}\"?)", path);
  }
  return "";
}

}  // namespace

std::string shown(const Json& value) {
  if (value.is_object()) return value.empty() ? "an empty object {}" : "an object {...}";
  if (value.is_array()) return value.empty() ? "an empty list []" : "a list [...]";
  if (value.is_number()) return exact_number(value.get<double>());
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) {
    std::size_t cut = 57;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    text = text.substr(0, cut) + "...";
  }
  return text;
}

std::string list_of(std::span<const std::string_view> names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " or " : ", ";
    list += names[i];
  }
  return list;
}

std::string JsonReader::path_of(std::string_view pointer) {
  std::string path;
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    const char c = pointer[i];
    if (c == '/') {
      path += '.';
    } else if (c == '~' && i + 1 < pointer.size()) {
      path += pointer[++i] == '1' ? '/' : '~';
    } else {
      path += c;
    }
  }
  return path;
}

void JsonReader::override_at(std::string pointer, std::string setting) {
  settings_.insert_or_assign(std::move(pointer), std::move(setting));
}

const std::string* JsonReader::setting_at(std::string_view pointer) const {
  while (!settings_.empty()) {
    const auto found = settings_.find(pointer);
    if (found != settings_.end()) return &found->second;
    if (pointer.empty()) break;
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
  return nullptr;
}

bool JsonReader::fail_with(Error error) {
  if (!error_) error_ = std::move(error);
  return false;
}

bool JsonReader::fail(std::string_view pointer, std::string what) {
  if (const std::string* setting = setting_at(pointer)) {
    return fail_with({*setting, 0, 0, std::move(what)});
  }
  const Place place = json_.value_place(pointer);
  return fail_with({file_, place.line, place.column, std::move(what)});
}

bool JsonReader::fail_at_key(std::string_view pointer, std::string what) {
  if (setting_at(pointer) != nullptr) return fail(pointer, std::move(what));
  const Place place = json_.key_place(pointer);
  return fail_with({file_, place.line, place.column, std::move(what)});
}

void JsonReader::note_at(std::string_view pointer, std::string_view text) {
  if (const std::string* setting = setting_at(pointer)) {
    return note(fmt::format("{}: {}", *setting, text));
  }
  const Place place = json_.key_place(pointer);
  note(fmt::format("{}:{}:{}: {}", file_, place.line, place.column, text));
}

const Json* JsonReader::find(const Json& object, std::string_view key) {
  const auto found = object.find(std::string(key));
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool JsonReader::expect_object(const Json& value, std::string_view pointer,
                               std::string_view example) {
  if (value.is_object()) return true;
  const std::string path = path_of(pointer);
  return fail(pointer, fmt::format("{} is {}; an object was expected, such as {}",
                                   path.empty() ? "the file" : path, shown(value), example));
}

void JsonReader::note_unknown_keys(const Json& object, std::string_view pointer,
                                   std::span<const std::string> known) {
  for (const auto& item : object.items()) {
    if (std::find(known.begin(), known.end(), item.key()) != known.end()) continue;
    const std::string at = below(pointer, item.key());
    std::string key = path_of(at);
    if (key.size() > 80) key = key.substr(0, 80) + "...";
    std::string hint = did_you_mean(item.key(), known);
    if (hint.empty()) hint = elsewhere(item.key());
    note_at(at, fmt::format("{} is no key of a workload and is ignored{}", key, hint));
  }
}

bool JsonReader::read_number(const Json& value, std::string_view pointer, Rule rule,
                             std::string_view unit, double& number) {
  const std::string path = path_of(pointer);
  if (rule == Rule::kPositionTable && value.is_boolean()) {
    constexpr double kRows = 2048;
    number = value.get<bool>() ? kRows : 0;
    if (number > 0) {
      note_at(pointer,
              fmt::format("{} gives no number of rows; {} are taken", path, format_number(kRows)));
    }
    return true;
  }
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    const auto parsed = parse_magnitude(value.get_ref<const std::string&>(), unit);
    if (!parsed && rule == Rule::kCountOrMax) {
      return fail(pointer, fmt::format("{} is {}; {}", path, shown(value), expectation_of(rule)));
    }
    if (!parsed) return fail(pointer, fmt::format("{}: {}", path, parsed.error().what));
    number = *parsed;
  } else {
    const std::string with_unit =
        unit == "1" || unit.empty() ? "" : fmt::format(" (plain numbers are in {})", unit);
    return fail(pointer,
                fmt::format("{} is {}; {}{}", path, shown(value), expectation_of(rule), with_unit));
  }
  return check_rule(number, value, pointer, rule) &&
         (number <= (unit == "tokens" ? kLargestTokens : kLargest) ||
          fail(pointer, fmt::format("{} is {}, more than the program can reckon with ({} at most)",
                                    path, shown(value),
                                    exact_number(unit == "tokens" ? kLargestTokens : kLargest))));
}

bool JsonReader::check_rule(double number, const Json& written, std::string_view pointer,
                            Rule rule) {
  const bool whole = number == std::round(number);
  bool good = std::isfinite(number);
  bool limited = false;
  switch (rule) {
    case Rule::kPositive:
      good = good && number > 0;
      limited = good && number < kSmallest;
      break;
    case Rule::kCount:
    case Rule::kCountOrMax:
      good = good && whole && number >= 1;
      break;
    case Rule::kCountOrNone:
    case Rule::kPositionTable:
      good = good && whole && number >= 0;
      break;
    case Rule::kNotNegative:
      good = good && number >= 0;
      break;
    case Rule::kZeroStage:
      good = good && whole && number >= 0 && number <= 3;
      break;
    case Rule::kShare:
      good = good && number >= 0 && number <= 1;
      break;
    case Rule::kPart:
      good = good && number > 0 && number <= 1;
      limited = good && number < kSmallest;
      break;
    case Rule::kAtLeastOne:
      good = good && number >= 1;
      break;
    case Rule::kPercentile:
      good = good && number > 0 && number < 1;
      break;
    case Rule::kBits:
      good = good && number > 0 && number <= 64;
      break;
    case Rule::kAny:
      break;
  }
  if (!good) {
    return fail(pointer, fmt::format("{} is {}; {}{}", path_of(pointer), shown(written),
                                     expectation_of(rule), advice_for(rule, number)));
  }
  if (limited) {
    return fail(pointer,
                fmt::format("{} is {}, less than the program can reckon with ({} at least)",
                            path_of(pointer), shown(written), exact_number(kSmallest)));
  }
  const bool counts = rule == Rule::kCount || rule == Rule::kCountOrMax ||
                      rule == Rule::kCountOrNone || rule == Rule::kPositionTable;
  if (counts && number > kLargestCount) {
    return fail(pointer,
                fmt::format("{} is {}, more than the program can reckon with ({} at most)",
                            path_of(pointer), shown(written), format_number(kLargestCount)));
  }
  return true;
}

bool JsonReader::read_flag(const Json& value, std::string_view pointer, bool& flag) {
  if (!value.is_boolean()) {
    return fail(pointer, fmt::format("{} is {}; true or false was expected, without quotes",
                                     path_of(pointer), shown(value)));
  }
  flag = value.get<bool>();
  return true;
}

bool JsonReader::read_text(const Json& value, std::string_view pointer, std::string& text) {
  if (!value.is_string()) {
    return fail(pointer, fmt::format("{} is {}; a text in double quotes was expected",
                                     path_of(pointer), shown(value)));
  }
  text = value.get<std::string>();
  return true;
}

bool JsonReader::read_choice(const Json& value, std::string_view pointer,
                             std::span<const std::string_view> names, int& index) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) {
      index = static_cast<int>(found - names.begin());
      return true;
    }
  }
  std::string hint;
  if (value.is_string()) {
    const std::vector<std::string> choices(names.begin(), names.end());
    hint = did_you_mean(value.get<std::string>(), choices);
  }
  return fail(pointer, fmt::format("{} is {}; one of {} was expected{}", path_of(pointer),
                                   shown(value), list_of(names), hint));
}

}  // namespace wf::model
