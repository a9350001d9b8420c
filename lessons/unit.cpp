#include "lessons/unit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lessons/text.h"

namespace wf::lessons {
namespace {

// "tokens" and "token" are one unit; names that are no English nouns have no plural.
bool takes_plural(std::string_view word) {
  constexpr std::array<std::string_view, 5> kSymbols = {"FLOP", "USD", "min", "GHz", "Hz"};
  return word.size() > 2 && std::find(kSymbols.begin(), kSymbols.end(), word) == kSymbols.end();
}

std::string singular(std::string_view word) {
  if (word == "B") return "byte";
  if (word.size() > 3 && word.back() == 's' && takes_plural(word)) word.remove_suffix(1);
  return std::string(word);
}

std::string plural(std::string_view word) {
  return takes_plural(word) ? std::string(word) + "s" : std::string(word);
}

struct Symbol {
  std::string_view text;
  double factor;
  std::string_view base;
};

// clang-format off
constexpr Symbol kSymbols[] = {
    {"s", 1, "s"}, {"ms", 1e-3, "s"}, {"us", 1e-6, "s"}, {"µs", 1e-6, "s"}, {"μs", 1e-6, "s"},
    {"ns", 1e-9, "s"}, {"min", 60, "s"}, {"h", 1, "h"}, {"hour", 1, "h"}, {"hours", 1, "h"},
    {"day", 86400, "s"}, {"days", 86400, "s"}, {"month", 2.628e6, "s"}, {"months", 2.628e6, "s"},
    {"year", 31.536e6, "s"}, {"years", 31.536e6, "s"},
    {"byte", 1, "byte"}, {"bytes", 1, "byte"}, {"B", 1, "byte"}, {"kB", 1e3, "byte"},
    {"KB", 1e3, "byte"}, {"MB", 1e6, "byte"}, {"GB", 1e9, "byte"}, {"TB", 1e12, "byte"},
    {"PB", 1e15, "byte"}, {"EB", 1e18, "byte"}, {"KiB", 1024, "byte"}, {"MiB", 1048576, "byte"},
    {"GiB", 1073741824, "byte"}, {"TiB", 1099511627776, "byte"}, {"PiB", 1125899906842624, "byte"},
    {"kb", 125, "byte"}, {"Mb", 125e3, "byte"}, {"Gb", 125e6, "byte"}, {"Tb", 125e9, "byte"},
    {"FLOP", 1, "FLOP"}, {"MFLOP", 1e6, "FLOP"}, {"GFLOP", 1e9, "FLOP"}, {"TFLOP", 1e12, "FLOP"},
    {"PFLOP", 1e15, "FLOP"}, {"EFLOP", 1e18, "FLOP"}, {"ZFLOP", 1e21, "FLOP"},
    {"YFLOP", 1e24, "FLOP"}, {"FLOPs", 1, "FLOP"},
    {"token", 1, "token"}, {"tokens", 1, "token"}, {"request", 1, "request"},
    {"requests", 1, "request"}, {"USD", 1, "USD"}, {"$", 1, "USD"}, {"GPU", 1, "GPU"},
    {"GPUs", 1, "GPU"}, {"%", 0.01, ""}, {"x", 1, ""}, {"×", 1, ""},
};
// clang-format on

}  // namespace

void Unit::multiply(std::string_view word, int power) {
  if (word.empty() || word == "1" || power == 0) return;
  const auto at = std::lower_bound(powers_.begin(), powers_.end(), word,
                                   [](const auto& entry, auto key) { return entry.first < key; });
  if (at == powers_.end() || at->first != word) {
    powers_.emplace(at, std::string(word), power);
  } else {
    at->second = std::clamp(at->second + power, -99, 99);
    if (at->second == 0) powers_.erase(at);
  }
}

Unit Unit::parse(std::string_view name) {
  Unit unit;
  int sign = 1;
  for (const auto part : split(name, '/')) {
    std::string word;
    const auto finish = [&] {
      unit.multiply(singular(word), sign);
      word.clear();
    };
    for (std::size_t i = 0; i < part.size(); ++i) {
      const bool middle_dot = part.substr(i, 2) == "·";
      if (part[i] == '*' || part[i] == ' ' || middle_dot) {
        finish();
        if (middle_dot) ++i;
      } else {
        word.push_back(part[i]);
      }
    }
    finish();
    sign = -1;
  }
  return unit;
}

Unit Unit::times(const Unit& other) const {
  Unit product = *this;
  for (const auto& [word, power] : other.powers_) product.multiply(word, power);
  return product;
}

Unit Unit::over(const Unit& other) const {
  Unit quotient = *this;
  for (const auto& [word, power] : other.powers_) quotient.multiply(word, -power);
  return quotient;
}

std::optional<Unit> Unit::root() const {
  Unit result = *this;
  for (auto& [word, power] : result.powers_) {
    if (power % 2 != 0) return std::nullopt;
    power /= 2;
  }
  return result;
}

int Unit::power(std::string_view word) const {
  for (const auto& [name, power] : powers_)
    if (name == word) return power;
  return 0;
}

std::pair<Unit, double> Unit::hours_as_seconds() const {
  const int hours = power("h");
  if (hours == 0) return {*this, 1.0};
  Unit unit = *this;
  unit.multiply("h", -hours);
  unit.multiply("s", hours);
  return {unit, std::pow(3600.0, hours)};
}

std::pair<std::string, std::string> Unit::numerator_and_rest() const {
  std::string above;
  std::string below;
  const auto with_power = [](std::string word, int power) {
    return power > 1 ? word + "^" + std::to_string(power) : word;
  };
  for (const auto& [word, power] : powers_) {
    if (power > 0) above += (above.empty() ? "" : "·") + with_power(plural(word), power);
    if (power < 0) below += "/" + with_power(word, -power);
  }
  return {above, below};
}

std::string Unit::name() const {
  auto [above, below] = numerator_and_rest();
  if (above.empty()) above = "1";
  return above + below;
}

std::optional<ScaledUnit> find_unit(std::string_view symbol) {
  ScaledUnit result;
  bool denominator = false;
  for (const auto part : split(symbol, '/')) {
    const auto word = trim(part);
    const auto* found = std::find_if(std::begin(kSymbols), std::end(kSymbols),
                                     [&](const Symbol& s) { return s.text == word; });
    if (found == std::end(kSymbols)) return std::nullopt;
    const Unit base = Unit::parse(found->base);
    result.unit = denominator ? result.unit.over(base) : result.unit.times(base);
    result.factor = denominator ? result.factor / found->factor : result.factor * found->factor;
    denominator = true;
  }
  return result;
}

}  // namespace wf::lessons
