#include "lessons/number_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace wf::lessons {
namespace {

constexpr std::string_view kThinSpace = "\u202F";  // inside a number, never broken
constexpr std::string_view kUnitSpace = "\u00A0";  // between number and unit, never broken
constexpr std::string_view kMinus = "\u2212";

struct Scale {
  double factor;
  std::string_view symbol;
};

constexpr std::array<Scale, 6> kBytes = {
    {{1e15, "PB"}, {1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}, {1, "bytes"}}};
constexpr std::array<Scale, 8> kFlop = {{{1e24, "YFLOP"},
                                         {1e21, "ZFLOP"},
                                         {1e18, "EFLOP"},
                                         {1e15, "PFLOP"},
                                         {1e12, "TFLOP"},
                                         {1e9, "GFLOP"},
                                         {1e6, "MFLOP"},
                                         {1, "FLOP"}}};
constexpr std::array<Scale, 8> kSeconds = {{{63.072e6, "years"},
                                            {259200, "days"},
                                            {7200, "h"},
                                            {120, "min"},
                                            {1, "s"},
                                            {1e-3, "ms"},
                                            {1e-6, "µs"},
                                            {1e-9, "ns"}}};
constexpr std::array<Scale, 3> kCounts = {{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}};

// Rounds to significant digits first, so that 999.6 ms is chosen as 1 s and not as "1000 ms".
double rounded(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double exponent = std::floor(std::log10(std::fabs(value)));
  const double step = std::pow(10.0, exponent - digits + 1);
  if (step == 0 || !std::isfinite(step)) return value;
  const double result = std::round(value / step) * step;
  return std::isfinite(result) ? result : value;
}

std::string superscript(int value) {
  constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = value < 0 ? "⁻" : "";
  for (const char c : std::to_string(std::abs(value)))
    out += kDigits[static_cast<std::size_t>(c - '0')];
  return out;
}

std::string with_separators(std::string digits) {
  const auto whole = std::min(digits.find('.'), digits.size());
  if (whole < 5) return digits;  // 2048 stays whole
  for (std::size_t at = whole; at > 3;) {
    at -= 3;
    digits.insert(at, kThinSpace);
  }
  return digits;
}

// A non-negative number to so many significant digits, trailing zeros dropped.
std::string significant(double value, int digits) {
  if (value < 1e-290) return "0";  // below, powers of ten have no room left
  const double shown = rounded(value, digits);
  const int exponent = static_cast<int>(std::floor(std::log10(shown) + 1e-12));
  if (exponent < -3 || exponent > 14) {
    const double mantissa = shown / std::pow(10.0, exponent);
    return significant(mantissa, digits) + "×10" + superscript(exponent);
  }
  std::string text = fmt::format("{:.{}f}", shown, std::clamp(digits - 1 - exponent, 0, 12));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return with_separators(std::move(text));
}

bool integral(double value) { return value == std::floor(value); }

// Whole counts below a million are shown whole: a context of 131 072 tokens is exactly that.
std::string count(double value, int digits, bool digits_asked) {
  if (value < 1e6 && integral(value) && !digits_asked)
    return with_separators(fmt::format("{:.0f}", value));
  const double shown = rounded(value, digits);
  for (const auto& [factor, word] : kCounts)
    if (shown >= factor && shown < 1e15)
      return significant(value / factor, digits) + std::string(kUnitSpace) + std::string(word);
  return significant(value, digits);
}

template <std::size_t N>
const Scale& scale_for(const std::array<Scale, N>& scales, double value, int digits) {
  for (const auto& scale : scales)
    if (rounded(value / scale.factor, digits) >= 1) return scale;
  return scales.back();
}

std::string money(double value, int digits, bool digits_asked) {
  if (!digits_asked && value >= 1 && value < 100)
    return "$" + (integral(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.2f}", value));
  return "$" + count(value, digits, digits_asked || !integral(value));
}

std::string magnitude(double value, const Unit& unit, int digits, bool digits_asked) {
  const auto parts = unit.numerator_and_rest();
  const std::string& above = parts.first;
  const std::string& below = parts.second;
  const auto scaled = [&](const Scale& scale, std::string_view symbol) {
    return significant(value / scale.factor, digits) + std::string(kUnitSpace) +
           std::string(symbol) + below;
  };
  if (above == "bytes") {
    const Scale& scale = scale_for(kBytes, value, digits);
    return scaled(scale, scale.symbol == "bytes" && value == 1 ? "byte" : scale.symbol);
  }
  if (above == "FLOP") {
    const Scale& scale = scale_for(kFlop, value, digits);
    return scaled(scale, scale.symbol);
  }
  if (above == "s") {
    if (value == 0) return "0" + std::string(kUnitSpace) + "s" + below;
    Scale scale = scale_for(kSeconds, value, digits);
    if (scale.symbol == "years") scale.factor = 31.536e6;
    if (scale.symbol == "days") scale.factor = 86400;
    if (scale.symbol == "h") scale.factor = 3600;
    if (scale.symbol == "min") scale.factor = 60;
    return scaled(scale, scale.symbol);
  }
  if (above == "USD") return money(value, digits, digits_asked) + below;
  std::string text = count(value, digits, digits_asked);
  if (unit.dimensionless()) return text;
  if (above.empty()) return text + below;
  const bool one = value == 1 && above.size() > 2 && above.back() == 's';
  return text + std::string(kUnitSpace) + (one ? above.substr(0, above.size() - 1) : above) + below;
}

bool bare_form(std::string_view as) { return as == "plain" || as == "count"; }

// The number in the unit asked for, if that is possible.
bool convert(double& value, const Unit& unit, const ScaledUnit& target) {
  const auto [from, from_factor] = unit.hours_as_seconds();
  const auto [to, to_factor] = target.unit.hours_as_seconds();
  if (from != to) return false;
  value = value * from_factor / (target.factor * to_factor);
  return true;
}

std::string as_asked(double value, const Unit& unit, const NumberFormat& format, int digits) {
  const bool asked = format.digits > 0;
  if (bare_form(format.as)) return count(value, digits, asked);
  const auto target = find_unit(format.as);
  if (!target || !convert(value, unit, *target)) return magnitude(value, unit, digits, asked);
  if (format.as == "x" || format.as == "×") return significant(value, digits) + "×";
  if (format.as == "USD" || format.as == "$") return money(value, digits, asked);
  const bool counted = target->factor == 1 && format.as != "s";
  return (counted ? count(value, digits, asked) : significant(value, digits)) +
         std::string(kUnitSpace) + (format.as == "us" ? "µs" : format.as);
}

}  // namespace

std::string format_number(double value, const Unit& unit, const NumberFormat& format) {
  if (std::isnan(value)) return "—";
  if (std::isinf(value)) return value > 0 ? "∞" : std::string(kMinus) + "∞";
  const int digits = std::clamp(format.digits > 0 ? format.digits : 3, 1, 12);
  const double size = std::fabs(value);
  const std::string text = format.as.empty() ? magnitude(size, unit, digits, format.digits > 0)
                                             : as_asked(size, unit, format, digits);
  return value < 0 ? std::string(kMinus) + text : text;
}

std::string format_error(const Unit& unit, const NumberFormat& format) {
  if (format.as.empty() || bare_form(format.as)) return {};
  const auto target = find_unit(format.as);
  if (!target)
    return "unknown unit '" + format.as +
           "' after 'as': use ms, s, h, GB, GiB, TB/s, TFLOP/s, tokens/s, USD, %, x or plain";
  double probe = 1;
  if (!convert(probe, unit, *target))
    return "a number in " + unit.name() + " cannot be shown as " + format.as;
  return {};
}

}  // namespace wf::lessons
