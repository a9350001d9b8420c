#include "widgets/figure/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace wf::widgets {
namespace {

struct Prefix {
  double factor;
  std::string_view unit;  // the unit with its prefix
};

// How a unit is scaled: by a prefix of the unit ("ms"), or by a suffix of the number ("10k").
struct UnitFamily {
  std::vector<Prefix> prefixes;  // ascending; empty for suffixed numbers
  std::string_view plain;        // the unit beside a suffixed number
};

UnitFamily family_of(std::string_view unit) {
  if (unit == "s") {
    return {{{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}}, {}};
  }
  if (unit == "h") return {{{1, "h"}, {24, "days"}, {24 * 365.25, "years"}}, {}};
  if (unit == "bytes") {
    return {{{1, "bytes"}, {1e3, "kB"}, {1e6, "MB"}, {1e9, "GB"}, {1e12, "TB"}, {1e15, "PB"}}, {}};
  }
  if (unit == "bytes/s") {
    return {{{1, "B/s"}, {1e3, "kB/s"}, {1e6, "MB/s"}, {1e9, "GB/s"}, {1e12, "TB/s"}}, {}};
  }
  if (unit == "FLOP") {
    return {{{1, "FLOP"}, {1e9, "GFLOP"}, {1e12, "TFLOP"}, {1e15, "PFLOP"}, {1e18, "EFLOP"}}, {}};
  }
  if (unit == "FLOP/s") {
    return {{{1, "FLOP/s"},
             {1e6, "MFLOP/s"},
             {1e9, "GFLOP/s"},
             {1e12, "TFLOP/s"},
             {1e15, "PFLOP/s"},
             {1e18, "EFLOP/s"}},
            {}};
  }
  if (unit == "W") return {{{1, "W"}, {1e3, "kW"}, {1e6, "MW"}, {1e9, "GW"}}, {}};
  return {{}, unit == "1" ? std::string_view{} : unit};
}

// Minutes and hours are what people say of long times, on axes that are not logarithmic.
UnitFamily linear_family_of(std::string_view unit) {
  UnitFamily family = family_of(unit);
  if (unit == "s") {
    family.prefixes.insert(family.prefixes.end(), {{60, "min"}, {3600, "h"}, {86400, "days"}});
  }
  return family;
}

const Prefix& prefix_for(const std::vector<Prefix>& prefixes, double magnitude) {
  const Prefix* best = &prefixes.front();
  for (const Prefix& p : prefixes) {
    // Two of a longer unit before it is used (2 min, 2 h), except by SI steps.
    const double least = p.factor >= 60 && p.factor <= 1e6 && p.unit.size() <= 5 &&
                                 (p.unit == "min" || p.unit == "h" || p.unit == "days")
                             ? 2 * p.factor
                             : p.factor;
    if (magnitude >= least * (1 - 1e-9)) best = &p;
  }
  return *best;
}

constexpr std::array<Prefix, 5> kSuffixes = {
    {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "B"}, {1e12, "T"}}};

// Axes that stay below 10,000 are not shortened: "2,048" says more than "2.05k".
const Prefix& suffix_for(double magnitude, double largest) {
  const Prefix* best = &kSuffixes.front();
  if (largest < 10000 * (1 - 1e-9)) return *best;
  for (const Prefix& p : kSuffixes) {
    if (magnitude >= p.factor * (1 - 1e-9)) best = &p;
  }
  return *best;
}

// "1,500", "0.05", "−20": fixed decimals, thousands separated, a true minus sign.
std::string spell(double value, int decimals) {
  std::string digits = fmt::format("{:.{}f}", std::fabs(value), decimals);
  std::size_t whole = digits.find('.');
  if (whole == std::string::npos) whole = digits.size();
  for (std::size_t at = whole; at > 3; at -= 3) digits.insert(at - 3, ",");
  const bool zero = digits.find_first_not_of("0.,") == std::string::npos;
  return value < 0 && !zero ? fmt::format("−{}", digits) : digits;
}

// As many decimals as the value needs, at most six.
std::string spell_short(double value) {
  if (value != 0 && (std::fabs(value) >= 1e15 || std::fabs(value) < 1e-6)) {
    return fmt::format("{:g}", value);
  }
  for (int decimals = 0; decimals < 6; ++decimals) {
    const double shift = std::pow(10.0, decimals);
    if (std::fabs(value * shift - std::round(value * shift)) < 1e-6 * std::fabs(value * shift)) {
      return spell(value, decimals);
    }
  }
  return spell(value, 6);
}

// A tick among others that are `step` apart. Numbers too long to read are written as 1.5e-12.
std::string spell_step(double value, double step, int decimals) {
  if (value == 0 || (std::fabs(value) < 1e9 && decimals <= 7)) return spell(value, decimals);
  const double digits = std::floor(std::log10(std::fabs(value))) - std::floor(std::log10(step));
  return fmt::format("{:.{}g}", value, std::clamp(static_cast<int>(digits) + 1, 1, 17));
}

// Linear ticks of [from, to] in the axis's own unit.
std::vector<Tick> linear_steps(double from, double to, int target, double* chosen) {
  std::vector<Tick> ticks;
  const double raw = (to - from) / std::max(target, 1);
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  if (!(decade > 0) || !std::isfinite(decade)) return ticks;
  const double ratio = raw / decade;
  const double step = decade * (ratio < 1.41 ? 1 : ratio < 3.16 ? 2 : ratio < 7.07 ? 5 : 10);
  *chosen = step;
  const double slack = 1e-9 * (to - from);
  const double first = std::ceil((from - slack) / step);
  const double last = std::floor((to + slack) / step);
  if (last - first > 1000) return ticks;  // the step is below the precision of the range
  for (double i = first; i <= last; ++i) {
    ticks.push_back({i == 0 ? 0.0 : std::clamp(i * step, from, to), TickRank::kMajor, {}});
  }
  return ticks;
}

Ticks linear_ticks(double from, double to, std::string_view unit, int target) {
  const double largest = std::max(std::fabs(from), std::fabs(to));
  const UnitFamily family = linear_family_of(unit);
  const bool suffixed = family.prefixes.empty();
  const Prefix& prefix =
      suffixed ? suffix_for(largest, largest) : prefix_for(family.prefixes, largest);
  Ticks result{{}, std::string(suffixed ? family.plain : prefix.unit)};
  double step = 1;
  result.ticks = linear_steps(from / prefix.factor, to / prefix.factor, target, &step);
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  for (Tick& tick : result.ticks) {
    tick.label = spell_step(tick.value, step, decimals);
    if (suffixed && tick.value != 0) tick.label += prefix.unit;
    tick.value = std::clamp(tick.value * prefix.factor, from, to);
  }
  return result;
}

bool inside(double value, double from, double to) {
  return value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);
}

// Labels the major ticks of a logarithmic axis: with one prefix for all if they span less than
// five decades, otherwise each with its own.
void label_logarithmic(Ticks& result, std::string_view unit) {
  const UnitFamily family = family_of(unit);
  double least = 0;
  double largest = 0;
  for (const Tick& tick : result.ticks) {
    if (tick.rank != TickRank::kMajor) continue;
    if (least == 0) least = tick.value;
    largest = tick.value;
  }
  const bool suffixed = family.prefixes.empty();
  const Prefix* common = suffixed ? nullptr : &prefix_for(family.prefixes, least);
  // "0.1, 1, 10, 100 s" reads better than a change of unit between them.
  if (common && largest > 1.001e4 * common->factor) {
    const Prefix* next = &prefix_for(family.prefixes, common->factor * 1001);
    const bool fits = least >= 0.0999 * next->factor && largest <= 1.001e4 * next->factor;
    common = fits ? next : nullptr;
  }
  result.unit = std::string(suffixed ? family.plain : common ? common->unit : std::string_view{});
  for (Tick& tick : result.ticks) {
    if (tick.rank != TickRank::kMajor) continue;
    if (suffixed) {
      const Prefix& suffix = suffix_for(tick.value, largest);
      tick.label = spell_short(tick.value / suffix.factor) + std::string(suffix.unit);
    } else {
      const Prefix& prefix = common ? *common : prefix_for(family.prefixes, tick.value);
      tick.label = spell_short(tick.value / prefix.factor);
      if (!common) tick.label += " " + std::string(prefix.unit);
    }
  }
}

int stride_for(int count, int target) {
  int stride = 1;
  while (count / stride > std::max(target, 2)) ++stride;
  return stride;
}

Ticks log10_ticks(double from, double to, std::string_view unit, int target) {
  const int first = static_cast<int>(std::ceil(std::log10(from) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(to) + 1e-9));
  const int decades = last - first + 1;
  if (decades < 2 && to / from < 4) return linear_ticks(from, to, unit, target);
  const int stride = stride_for(decades, target);
  // Few decades leave room to label 2 and 5 as well; an axis of one decade needs them.
  const bool inner = decades < 2 || decades * 3 <= target;
  Ticks result;
  for (int decade = first - 1; decade <= last; ++decade) {
    const double base = std::pow(10.0, decade);
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = digit * base;
      if (!inside(value, from, to)) continue;
      if (stride > 1 && digit > 1) continue;
      const bool on_stride = digit == 1 && ((decade % stride) + stride) % stride == 0;
      const bool major = on_stride || (inner && (digit == 2 || digit == 5));
      result.ticks.push_back(
          {std::clamp(value, from, to), major ? TickRank::kMajor : TickRank::kMinor, {}});
    }
  }
  label_logarithmic(result, unit);
  return result;
}

Ticks log2_ticks(double from, double to, std::string_view unit, int target) {
  const int first = static_cast<int>(std::ceil(std::log2(from) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log2(to) + 1e-9));
  if (last - first < 1) return linear_ticks(from, to, unit, target);
  const int stride = stride_for(last - first + 1, target);
  const bool bytes = unit == "bytes";
  Ticks result{{}, unit == "1" ? std::string{} : std::string(unit)};
  constexpr std::array<std::string_view, 7> kBinary = {"",     " KiB", " MiB", " GiB",
                                                       " TiB", " PiB", " EiB"};
  for (int power = first; power <= last; ++power) {
    const double value = std::exp2(power);
    const bool major = ((power % stride) + stride) % stride == 0;
    Tick tick{std::clamp(value, from, to), major ? TickRank::kMajor : TickRank::kMinor, {}};
    if (major && bytes && power >= 10) {
      const int thousand = std::min(power / 10, 6);
      tick.label = spell_short(std::exp2(power - 10 * thousand)) +
                   std::string(kBinary[static_cast<std::size_t>(thousand)]);
    } else if (major) {
      tick.label = value < 1e7 ? spell_short(value) : fmt::format("2^{}", power);
    }
    result.ticks.push_back(tick);
  }
  return result;
}

}  // namespace

Ticks make_ticks(double from, double to, Scale scale, std::string_view unit, int target) {
  const bool logarithmic = scale != Scale::kLinear;
  if (!std::isfinite(from) || !std::isfinite(to) || !(from < to) || (logarithmic && from <= 0)) {
    return {};
  }
  target = std::clamp(target, 1, 50);
  switch (scale) {
    case Scale::kLog10:
      return log10_ticks(from, to, unit, target);
    case Scale::kLog2:
      return log2_ticks(from, to, unit, target);
    case Scale::kLinear:
      break;
  }
  return linear_ticks(from, to, unit, target);
}

}  // namespace wf::widgets
