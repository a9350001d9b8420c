#include "model/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "model/unit_table.h"

// Reading of magnitudes. How they are printed is in units_format.cpp.

namespace wf::model {
namespace {

using namespace unit_table;

const Target* find_target(std::string_view unit) {
  const auto* found = std::find_if(kTargets.begin(), kTargets.end(),
                                   [&](const Target& t) { return t.spelling == unit; });
  return found == kTargets.end() ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<Unit> read_atom(std::string_view text) {
  for (const Spelling& unit : kPlain) {
    if (text == unit.text) return Unit{{unit.base}, unit.size};
  }
  for (const Spelling& unit : kPrefixed) {
    if (!text.ends_with(unit.text)) continue;
    const std::string_view prefix = text.substr(0, text.size() - unit.text.size());
    if (unit.base == Base::kSecond) {
      for (const Prefix& known : kSmall) {
        if (prefix == known.text) return Unit{{unit.base}, unit.size * known.factor};
      }
    } else {
      for (const Prefix& known : kLarge) {
        if (prefix == known.text) return Unit{{unit.base}, unit.size * known.factor};
      }
    }
  }
  return std::nullopt;
}

// "Gbps" and "TFLOPS" are rates without a stroke.
std::optional<Unit> read_rate_word(std::string_view text) {
  for (const auto& [ending, whole] : {std::pair<std::string_view, std::string_view>{"bps", "b"},
                                      {"Bps", "B"},
                                      {"FLOPS", "FLOP"},
                                      {"Hz", "1"}}) {
    if (!text.ends_with(ending)) continue;
    std::string atom(text.substr(0, text.size() - ending.size()));
    if (whole == "1" && !atom.empty()) return std::nullopt;
    atom += whole;
    if (auto unit = read_atom(atom)) {
      unit->dimension.per = Per::kSecond;
      return unit;
    }
  }
  return std::nullopt;
}

// A count may have a suffix before its unit: "1.5k tokens", "15.6T", "$60k". `assumed` is the base
// of a suffix that stands alone, where one may.
std::optional<Unit> read_counted(std::string_view text, std::optional<Base> assumed) {
  for (const Prefix& suffix : kCounts) {
    if (!text.starts_with(suffix.text)) continue;
    const std::string_view rest = trimmed(text.substr(suffix.text.size()));
    if (rest.empty() && assumed) return Unit{{*assumed}, suffix.factor};
    const auto unit = read_atom(rest);
    const Base base = unit ? unit->dimension.base : Base::kOne;
    const bool countable = base == Base::kToken || base == Base::kDollar ||
                           base == Base::kRequest || (base == Base::kSecond && rest != "s");
    if (countable) return Unit{unit->dimension, unit->size * suffix.factor};
  }
  return std::nullopt;
}

// A unit as written, read for someone who expects `assumed`: "B" is bytes unless a count is asked.
std::optional<Unit> read_unit(std::string_view text, Base assumed) {
  text = trimmed(text);
  const std::size_t stroke = text.find('/');
  const std::string_view top = trimmed(text.substr(0, stroke));
  const bool counting = assumed == Base::kOne || assumed == Base::kToken ||
                        assumed == Base::kDollar || assumed == Base::kRequest;

  std::optional<Unit> unit;
  if (top.empty()) {
    unit = Unit{{assumed}, 1};
  } else if (counting) {
    unit = read_counted(top, assumed);
    if (!unit) unit = read_atom(top);
  } else {
    unit = read_atom(top);
    if (!unit) unit = read_counted(top, std::nullopt);
  }
  if (stroke == std::string_view::npos) {
    if (!unit) unit = read_rate_word(top);
    return unit;
  }
  if (!unit) return std::nullopt;

  std::string_view bottom = trimmed(text.substr(stroke + 1));
  for (const std::string_view each : {"GPU-", "gpu-"}) {
    if (bottom.starts_with(each)) bottom.remove_prefix(each.size());
  }
  if (bottom == "month") {
    unit->dimension.per = Per::kMonth;
    return unit;
  }
  const auto time = read_atom(bottom);
  if (!time || time->dimension.base != Base::kSecond) return std::nullopt;
  unit->dimension.per = Per::kSecond;
  unit->size /= time->size;
  return unit;
}

// Whether a magnitude of `written` may stand where `asked` is expected: counts need no word.
bool agrees(Dimension written, Dimension asked) {
  if (written == asked) return true;
  if (written.per != asked.per) {
    // "$60k" where money per month is asked.
    return written.base == Base::kDollar && written.per == Per::kNothing &&
           asked.per == Per::kMonth;
  }
  const bool count = asked.base == Base::kToken || asked.base == Base::kRequest;
  return written.base == Base::kOne && count;
}

std::string_view name_of(Dimension d) {
  const bool rate = d.per != Per::kNothing;
  switch (d.base) {
    case Base::kByte:
      return rate ? "bytes per second" : "bytes";
    case Base::kFlop:
      return rate ? "operations per second" : "operations";
    case Base::kSecond:
      return "time";
    case Base::kToken:
      return rate ? "tokens per second" : "tokens";
    case Base::kDollar:
      return rate ? "money per time" : "money";
    case Base::kWatt:
      return "power";
    case Base::kRequest:
      return rate ? "requests per second" : "requests";
    case Base::kOne:
      return rate ? "a rate" : "a plain number";
  }
  return "";
}

std::string expectation(const Target& target) {
  return fmt::format("{} such as \"{}\" was expected", target.noun, target.example);
}

Error fault(std::string what) { return {"", 0, 0, std::move(what)}; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Error unknown_unit(std::string_view quoted, std::string_view unit, const Target& target) {
  std::string hint;
  for (const std::string_view known :
       {"GB/s",  "TB/s",   "GB",       "MB",  "TB",    "GiB",  "MiB",     "TiB",       "ms",
        "ns",    "us",     "s",        "min", "h",     "days", "TFLOP/s", "PFLOP/s",   "GFLOP/s",
        "TFLOP", "tokens", "tokens/s", "USD", "USD/h", "W",    "kW",      "requests/s"}) {
    if (lower(known) == lower(unit)) hint = fmt::format(" (write {}: case matters)", known);
  }
  if (hint.empty() && (unit == "G" || unit == "T" || unit == "M") &&
      target.unit.dimension.base == Base::kByte) {
    hint = fmt::format(" (write {0}B for powers of ten or {0}iB for powers of two)", unit);
  }
  if (unit == "m") hint = " (write min or ms)";
  return fault(fmt::format("\"{}\" has the unit \"{}\", which is not known{}; {}", quoted, unit,
                           hint, expectation(target)));
}

struct Factor {
  double number = 0;
  std::string_view unit;
  bool dollar = false;
};

// One factor of a product: an optional $, a number, an optional unit.
std::optional<Error> read_factor(std::string_view text, std::string_view quoted,
                                 const Target& target, Factor& factor) {
  text = trimmed(text);
  if (text.starts_with("$")) {
    factor.dollar = true;
    text = trimmed(text.substr(1));
  }
  bool negative = false;
  if (text.starts_with("\u2212")) {  // a typographic minus
    negative = true;
    text.remove_prefix(std::string_view("\u2212").size());
  } else if (text.starts_with("-") || text.starts_with("+")) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.starts_with("$")) {
    factor.dollar = true;
    text = trimmed(text.substr(1));
  }
  const bool digit = !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '.');
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, factor.number);
  if (!digit || error == std::errc::invalid_argument) {
    return fault(fmt::format("\"{}\" is not a number; {}", quoted, expectation(target)));
  }
  if (error == std::errc::result_out_of_range || !std::isfinite(factor.number)) {
    return fault(fmt::format("\"{}\" is too large or too small to be a number; {}", quoted,
                             expectation(target)));
  }
  if (negative) factor.number = -factor.number;
  const std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  if (rest.size() > 1 && (rest[0] == ',' || rest[0] == '_' || rest[0] == '\'')) {
    return fault(fmt::format(
        "\"{}\" has a \"{}\" in its number; write the digits without separators", quoted, rest[0]));
  }
  factor.unit = trimmed(rest);
  if (!factor.unit.empty() && factor.unit[0] >= '0' && factor.unit[0] <= '9' &&
      !factor.unit.starts_with("1/")) {
    return fault(fmt::format(
        "\"{}\" has a space in its number; write the digits without separators", quoted));
  }
  return std::nullopt;
}

Target target_of(std::string_view unit) {
  if (const Target* known = find_target(unit)) return *known;
  return Target{unit, {{Base::kOne}, 1}, "a number", "8"};
}

}  // namespace

Result<double> unit_factor(std::string_view written, std::string_view unit) {
  const Target target = target_of(unit);
  written = trimmed(written);
  if (written == unit) return 1.0;
  const auto found = read_unit(written, target.unit.dimension.base);
  if (!found) return unknown_unit(written, written, target);
  if (!agrees(found->dimension, target.unit.dimension)) {
    return fault(
        fmt::format("\"{}\" is {}; {}", written, name_of(found->dimension), expectation(target)));
  }
  return found->size / target.unit.size;
}

bool is_unit(std::string_view text) {
  return read_unit(text, Base::kOne).has_value() || read_unit(text, Base::kByte).has_value();
}

Result<double> parse_magnitude(std::string_view text, std::string_view unit) {
  const Target target = target_of(unit);
  const std::string_view quoted = trimmed(text);
  if (quoted.empty()) return fault(fmt::format("it is empty; {}", expectation(target)));
  if (quoted.size() > 200) return fault(fmt::format("it is too long; {}", expectation(target)));

  double product = 1;
  bool has_unit = false;
  std::string_view rest = quoted;
  while (true) {
    const std::size_t star = rest.find('*');
    Factor factor;
    if (auto error = read_factor(rest.substr(0, star), quoted, target, factor)) return *error;
    product *= factor.number;

    std::string written(factor.unit);
    if (factor.dollar) {
      // "$2.10/h" and "$60k": the sign stands before the number, its unit after it.
      const std::size_t stroke = written.find('/');
      const std::string suffix(trimmed(std::string_view(written).substr(0, stroke)));
      const std::string per = stroke == std::string::npos ? "" : written.substr(stroke);
      written = suffix + (suffix.empty() ? "$" : " $") + per;
    }
    const bool plain = written.empty() || written == "x" || written == "\u00d7";
    if (!plain && written != unit) {
      const auto found = read_unit(written, target.unit.dimension.base);
      if (!found) return unknown_unit(quoted, factor.unit, target);
      const bool bare = found->dimension == Dimension{} && target.unit.dimension != Dimension{};
      if (bare) {
        product *= found->size;  // "50 % * 80 GiB"
      } else {
        if (!agrees(found->dimension, target.unit.dimension)) {
          return fault(fmt::format("\"{}\" is {}; {}", quoted, name_of(found->dimension),
                                   expectation(target)));
        }
        if (has_unit && target.unit.dimension != Dimension{}) {
          return fault(fmt::format("\"{}\" has a unit twice; {}", quoted, expectation(target)));
        }
        product *= found->size / target.unit.size;
        has_unit = true;
      }
    } else if (!plain) {
      has_unit = true;
    }
    if (star == std::string_view::npos) break;
    rest = rest.substr(star + 1);
  }
  if (!std::isfinite(product)) {
    return fault(
        fmt::format("\"{}\" is too large to be a number; {}", quoted, expectation(target)));
  }
  return product;
}

}  // namespace wf::model
