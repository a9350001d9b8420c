#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "model/units.h"

namespace wf::model {
namespace {

struct Scale {
  double factor;
  std::string_view name;
};

constexpr std::array kDecimal = {Scale{1, ""},    Scale{1e3, "k"},  Scale{1e6, "M"},
                                 Scale{1e9, "G"}, Scale{1e12, "T"}, Scale{1e15, "P"},
                                 Scale{1e18, "E"}};
constexpr std::array kBinary = {Scale{1, ""},        Scale{0x1p10, "Ki"}, Scale{0x1p20, "Mi"},
                                Scale{0x1p30, "Gi"}, Scale{0x1p40, "Ti"}, Scale{0x1p50, "Pi"},
                                Scale{0x1p60, "Ei"}};
constexpr std::array kCounts = {Scale{1, ""}, Scale{1e6, "M"}, Scale{1e9, "B"}, Scale{1e12, "T"}};
constexpr std::array kTimes = {Scale{1e-9, "ns"},   Scale{1e-6, "\u00b5s"}, Scale{1e-3, "ms"},
                               Scale{1, "s"},       Scale{60, "min"},       Scale{3600, "h"},
                               Scale{86400, "days"}};

double round_to(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double exponent = std::floor(std::log10(std::fabs(value)));
  const int shift = digits - 1 - static_cast<int>(exponent);
  if (shift > 290 || shift < -290) return value;
  const double scale = std::pow(10.0, std::abs(shift));
  return shift >= 0 ? std::round(value * scale) / scale : std::round(value / scale) * scale;
}

// "12345.6" -> "12,345.6"
std::string with_separators(std::string digits) {
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  for (std::size_t i = point; i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string positive_number(double value, int digits) {
  constexpr double kFullWholeNumbers = 1e6;
  if (value < kFullWholeNumbers && value == std::round(value)) {
    return with_separators(fmt::format("{:.0f}", value));
  }
  // A number of four digits is as easy to read in full as rounded: 1,536 rather than 1,540.
  const double rounded =
      value >= 1000 && value < 10000 ? std::round(value) : round_to(value, digits);
  if (rounded < 1e-4 || rounded >= 1e15) {
    std::string text = fmt::format("{:.{}e}", value, digits - 1);
    const std::size_t e = text.find('e');
    std::string mantissa = text.substr(0, e);
    if (mantissa.find('.') != std::string::npos) {
      mantissa.erase(mantissa.find_last_not_of('0') + 1);
      if (mantissa.back() == '.') mantissa.pop_back();
    }
    return fmt::format("{}e{}", mantissa, std::stoi(text.substr(e + 1)));
  }
  const int decimals =
      std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(rounded) + 1e-12)));
  std::string text = fmt::format("{:.{}f}", rounded, decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return with_separators(text);
}

// The largest scale that leaves a number of at least 1 once it is rounded.
template <std::size_t N>
const Scale& scale_for(double value, const std::array<Scale, N>& scales, int digits) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < N; ++i) {
    if (round_to(value, digits) >= scales[i].factor) best = i;
  }
  return scales[best];
}

std::string scaled(double value, const Scale& scale, std::string_view unit, int digits) {
  const std::string number = positive_number(value / scale.factor, digits);
  return fmt::format("{} {}{}", number, scale.name, unit);
}

std::string time_text(double seconds, int digits) {
  if (seconds == 0) return "0 s";
  // People say 90 s and 36 h: a larger unit only from two of it on.
  const Scale* best = &kTimes[0];
  for (const Scale& scale : kTimes) {
    const double from = scale.factor > 1 ? 2 * scale.factor : scale.factor;
    if (round_to(seconds, digits) >= from) best = &scale;
  }
  return scaled(seconds, *best, "", digits);
}

// "15.6T", "70.6B", "1,536"
std::string count_text(double value, int digits) {
  constexpr double kBeyondWords = 1e16;
  if (value >= kBeyondWords) return positive_number(value, digits);
  const Scale& scale = scale_for(value, kCounts, digits);
  return positive_number(value / scale.factor, digits) + std::string(scale.name);
}

std::string positive_magnitude(double value, std::string_view unit, const Formatting& how) {
  const int digits = std::max(1, how.digits);
  if (unit == "bytes" || unit == "bytes/s" || unit == "B" || unit == "B/s") {
    const Scale& scale =
        how.binary_bytes ? scale_for(value, kBinary, digits) : scale_for(value, kDecimal, digits);
    return scaled(value, scale, unit.ends_with("/s") ? "B/s" : "B", digits);
  }
  if (unit == "FLOP" || unit == "FLOP/s") {
    // Beyond 1000 EFLOP people write the power of ten: 6.3e24 FLOP.
    constexpr Scale kNone{1, ""};
    const Scale& scale = value >= 1e21 ? kNone : scale_for(value, kDecimal, digits);
    return scaled(value, scale, unit, digits);
  }
  if (unit == "W") return scaled(value, scale_for(value, kDecimal, digits), "W", digits);
  if (unit == "s") return time_text(value, digits);
  if (unit == "1" || unit.empty()) return count_text(value, digits);
  if (unit == "USD") return fmt::format("${}", count_text(value, digits));
  if (unit == "USD/h" || unit == "USD/month") {
    return fmt::format("${}{}", count_text(value, digits), unit.substr(3));
  }
  if (unit == "1/s") return count_text(value, digits) + " /s";
  return fmt::format("{} {}", count_text(value, digits), unit);
}

}  // namespace

std::string format_number(double value, int digits) {
  if (!std::isfinite(value)) return "\u2014";
  const std::string text = positive_number(std::fabs(value), std::max(1, digits));
  return value < 0 ? fmt::format("\u2212{}", text) : text;
}

std::string format_magnitude(double value, std::string_view unit, const Formatting& how) {
  if (!std::isfinite(value)) return "\u2014";
  const std::string text = positive_magnitude(std::fabs(value), unit, how);
  return value < 0 ? fmt::format("\u2212{}", text) : text;
}

std::string exact_number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 64> text{};
  // Whole numbers of everyday size in full, the rest in the shortest form.
  const bool whole = value == std::round(value) && std::fabs(value) < 1e12;
  const auto end =
      whole ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed)
            : std::to_chars(text.data(), text.data() + text.size(), value);
  std::string shortest(text.data(), end.ptr);
  const std::size_t plus = shortest.find("e+");
  if (plus != std::string::npos) shortest.erase(plus + 1, 1);
  return shortest;
}

}  // namespace wf::model
