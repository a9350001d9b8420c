#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The units that a person may write, for units.cpp.
namespace wf::model::unit_table {

enum class Base : std::uint8_t { kOne, kByte, kFlop, kSecond, kToken, kDollar, kWatt, kRequest };
enum class Per : std::uint8_t { kNothing, kSecond, kMonth };

struct Dimension {
  Base base = Base::kOne;
  Per per = Per::kNothing;
  bool operator==(const Dimension&) const = default;
};

// A unit as written: its dimension and its size in SI.
struct Unit {
  Dimension dimension;
  double size = 1;
};

struct Target {
  std::string_view spelling;
  Unit unit;
  std::string_view noun;
  std::string_view example;
};

// What the program asks for.
inline constexpr std::array kTargets = {
    Target{"bytes", {{Base::kByte}, 1}, "a size in bytes", "80 GiB"},
    Target{"B", {{Base::kByte}, 1}, "a size in bytes", "80 GiB"},
    Target{"bytes/s", {{Base::kByte, Per::kSecond}, 1}, "a bandwidth", "3.35 TB/s"},
    Target{"B/s", {{Base::kByte, Per::kSecond}, 1}, "a bandwidth", "3.35 TB/s"},
    Target{"FLOP", {{Base::kFlop}, 1}, "a number of operations", "1.4 TFLOP"},
    Target{"FLOP/s", {{Base::kFlop, Per::kSecond}, 1}, "a compute rate", "989 TFLOP/s"},
    Target{"s", {{Base::kSecond}, 1}, "a time", "50 ms"},
    Target{"h", {{Base::kSecond}, 3600}, "a number of hours", "24 h"},
    Target{"days", {{Base::kSecond}, 86400}, "a number of days", "30 days"},
    Target{"tokens", {{Base::kToken}, 1}, "a number of tokens", "15.6T"},
    Target{"tokens/s", {{Base::kToken, Per::kSecond}, 1}, "a token rate", "1500 tokens/s"},
    Target{"USD", {{Base::kDollar}, 1}, "an amount of money", "$5M"},
    Target{"USD/h", {{Base::kDollar, Per::kSecond}, 1.0 / 3600}, "a price per hour", "$2.10/h"},
    Target{"USD/month", {{Base::kDollar, Per::kMonth}, 1}, "money per month", "$60k/month"},
    Target{"1/s", {{Base::kRequest, Per::kSecond}, 1}, "a rate", "4 requests/s"},
    Target{"W", {{Base::kWatt}, 1}, "a power", "700 W"},
    Target{"1", {{Base::kOne}, 1}, "a number without a unit", "8"},
    Target{"", {{Base::kOne}, 1}, "a number without a unit", "8"},
};

struct Spelling {
  std::string_view text;
  Base base;
  double size = 1;
};

// Units that take no prefix.
inline constexpr std::array kPlain = {
    Spelling{"bytes", Base::kByte},
    Spelling{"byte", Base::kByte},
    Spelling{"bits", Base::kByte, 0.125},
    Spelling{"bit", Base::kByte, 0.125},
    Spelling{"sec", Base::kSecond},
    Spelling{"second", Base::kSecond},
    Spelling{"seconds", Base::kSecond},
    Spelling{"min", Base::kSecond, 60},
    Spelling{"minute", Base::kSecond, 60},
    Spelling{"minutes", Base::kSecond, 60},
    Spelling{"h", Base::kSecond, 3600},
    Spelling{"hr", Base::kSecond, 3600},
    Spelling{"hour", Base::kSecond, 3600},
    Spelling{"hours", Base::kSecond, 3600},
    Spelling{"d", Base::kSecond, 86400},
    Spelling{"day", Base::kSecond, 86400},
    Spelling{"days", Base::kSecond, 86400},
    Spelling{"week", Base::kSecond, 604800},
    Spelling{"weeks", Base::kSecond, 604800},
    Spelling{"token", Base::kToken},
    Spelling{"tokens", Base::kToken},
    Spelling{"tok", Base::kToken},
    Spelling{"$", Base::kDollar},
    Spelling{"USD", Base::kDollar},
    Spelling{"dollars", Base::kDollar},
    Spelling{"request", Base::kRequest},
    Spelling{"requests", Base::kRequest},
    Spelling{"req", Base::kRequest},
    Spelling{"%", Base::kOne, 0.01},
    Spelling{"x", Base::kOne},
    Spelling{"\u00d7", Base::kOne},
    Spelling{"1", Base::kOne},
};

// Units that take a prefix: kB, GiB, Gb, TFLOP, kW, ms.
inline constexpr std::array kPrefixed = {
    Spelling{"B", Base::kByte},          Spelling{"b", Base::kByte, 0.125},
    Spelling{"bit", Base::kByte, 0.125}, Spelling{"FLOP", Base::kFlop},
    Spelling{"FLOPs", Base::kFlop},      Spelling{"W", Base::kWatt},
    Spelling{"s", Base::kSecond},
};

struct Prefix {
  std::string_view text;
  double factor;
};
inline constexpr std::array kLarge = {
    Prefix{"", 1},        Prefix{"k", 1e3},     Prefix{"K", 1e3},     Prefix{"M", 1e6},
    Prefix{"G", 1e9},     Prefix{"T", 1e12},    Prefix{"P", 1e15},    Prefix{"E", 1e18},
    Prefix{"Ki", 0x1p10}, Prefix{"Mi", 0x1p20}, Prefix{"Gi", 0x1p30}, Prefix{"Ti", 0x1p40},
    Prefix{"Pi", 0x1p50}, Prefix{"Ei", 0x1p60},
};
inline constexpr std::array kSmall = {
    Prefix{"", 1},          Prefix{"m", 1e-3},      Prefix{"u", 1e-6},
    Prefix{"\u00b5", 1e-6}, Prefix{"\u03bc", 1e-6}, Prefix{"n", 1e-9},
};
// Counts: "70B parameters", "15.6T tokens".
inline constexpr std::array kCounts = {
    Prefix{"k", 1e3}, Prefix{"K", 1e3},  Prefix{"M", 1e6},     Prefix{"B", 1e9},
    Prefix{"G", 1e9}, Prefix{"T", 1e12}, Prefix{"Ki", 0x1p10}, Prefix{"Mi", 0x1p20},
};

}  // namespace wf::model::unit_table
