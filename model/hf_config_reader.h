#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wf::model::hf {

using nlohmann::json;
using Keys = std::initializer_list<std::string_view>;

// No published dimension comes near; it keeps products of a few of them exact in a double.
inline constexpr double kLargest = 1e9;

// One level of a config.json. Reading never stops: the first fault is kept, and values after it are
// defaults, so that the functions below need no error handling of their own.
class ConfigReader {
 public:
  ConfigReader(const json& config, const json* outer, std::vector<std::string>& notes)
      : config_(config), outer_(outer), notes_(notes) {}

  const json* find(std::string_view key) const {
    const auto it = config_.find(key);
    return it == config_.end() ? nullptr : &*it;
  }
  bool has_null(std::string_view key) const {
    const json* value = find(key);
    return value != nullptr && value->is_null();
  }

  // The first of `keys` that is there; null counts as absent.
  double number(Keys keys, double fallback, double least = 1) {
    for (const std::string_view key : keys) {
      const json* value = find(key);
      if (value == nullptr || value->is_null()) continue;
      return checked(key, *value, least).value_or(fallback);
    }
    return fallback;
  }
  // The same for a size that nobody leaves out: taking the default is worth a note.
  double size(Keys keys, double fallback) {
    const bool given = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return find(key) != nullptr && !find(key)->is_null();
    });
    if (!given)
      note(fmt::format("{} is absent: the architecture's {:.0f}", *keys.begin(), fallback));
    return number(keys, fallback);
  }
  double required(std::string_view key, std::string_view why) {
    const json* value = find(key);
    if (value != nullptr && !value->is_null()) return checked(key, *value, 1).value_or(1);
    fail(fmt::format("\"{}\" is missing: {}, and this architecture has no default for it; add it",
                     key, why));
    return 1;
  }
  bool flag(std::string_view key, bool fallback) {
    const json* value = find(key);
    if (value == nullptr || value->is_null()) return fallback;
    if (value->is_boolean()) return value->get<bool>();
    fail(wrong(key, *value, "true or false"));
    return fallback;
  }
  std::string text(std::string_view key) {
    const json* value = find(key);
    if (value == nullptr || value->is_null()) return "";
    if (value->is_string()) return value->get<std::string>();
    fail(wrong(key, *value, "a string"));
    return "";
  }
  // The elements of a list; empty where there is none.
  std::vector<json> list(std::string_view key) {
    const json* value = find(key);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_array()) return value->get<std::vector<json>>();
    fail(wrong(key, *value, "a list"));
    return {};
  }
  std::optional<double> checked(std::string_view key, const json& value, double least) {
    if (value.is_number()) {
      const double number = value.get<double>();
      if (std::isfinite(number) && number == std::floor(number) && number >= least &&
          number <= kLargest) {
        return number;
      }
    }
    fail(wrong(key, value, fmt::format("a whole number from {:.0f} to {:.0g}", least, kLargest)));
    return std::nullopt;
  }

  // A multimodal config keeps some keys of the language model beside `text_config`.
  std::optional<ConfigReader> outer() const {
    if (outer_ == nullptr) return std::nullopt;
    return ConfigReader(*outer_, nullptr, notes_);
  }

  void note(std::string sentence) { notes_.push_back(std::move(sentence)); }
  void fail(std::string what) {
    if (!fault_) fault_ = std::move(what);
  }
  const std::optional<std::string>& fault() const { return fault_; }

 private:
  static std::string wrong(std::string_view key, const json& value, std::string_view expected) {
    std::string shown = value.is_structured()
                            ? std::string(value.type_name())
                            : value.dump(-1, ' ', true, json::error_handler_t::replace);
    if (shown.size() > 40) shown = shown.substr(0, 37) + "...";
    return fmt::format("\"{}\" is {}: {} was expected; write it as the publisher did", key, shown,
                       expected);
  }

  const json& config_;
  const json* outer_;
  std::vector<std::string>& notes_;
  std::optional<std::string> fault_;
};

}  // namespace wf::model::hf
