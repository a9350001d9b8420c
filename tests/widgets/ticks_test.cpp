#include "widgets/figure/ticks.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <random>

using namespace wf::widgets;

namespace {

// "0 20 40 | ms"
std::string spelled(const Ticks& ticks) {
  std::string out;
  for (const Tick& t : ticks.ticks) {
    if (t.rank == TickRank::kMajor) out += t.label + " ";
  }
  return out + "| " + ticks.unit;
}

}  // namespace

TEST_CASE("linear ticks step by 1, 2 or 5 and carry the unit once") {
  struct Row {
    double from, to;
    const char* unit;
    int target;
    std::string expected;
  };
  const Row rows[] = {
      {0, 0.085, "s", 5, "0 20 40 60 80 | ms"},
      {0, 1, "1", 5, "0.0 0.2 0.4 0.6 0.8 1.0 | "},
      {0, 10, "1", 4, "0 2 4 6 8 10 | "},
      {0, 94e9, "bytes", 5, "0 20 40 60 80 | GB"},
      {0, 3.4e12, "bytes/s", 4, "0 1 2 3 | TB/s"},
      {0, 1.1e15, "FLOP/s", 3, "0.0 0.5 1.0 | PFLOP/s"},
      {0, 60000, "USD", 4, "0 20k 40k 60k | USD"},
      {0, 9000, "tokens/s", 4, "0 2,000 4,000 6,000 8,000 | tokens/s"},
      {-0.3, 0.3, "1", 4, "−0.2 0.0 0.2 | "},
      {0, 5400, "s", 4, "0 20 40 60 80 | min"},
      {0, 36000, "s", 5, "0 2 4 6 8 10 | h"},
      {2.5e-7, 9e-7, "s", 4, "400 600 800 | ns"},
      {1000, 1003, "1", 3, "1,000 1,001 1,002 1,003 | "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    CHECK(spelled(make_ticks(row.from, row.to, Scale::kLinear, row.unit, row.target)) ==
          row.expected);
  }
}

TEST_CASE("logarithmic ticks are decades, or powers of two") {
  struct Row {
    double from, to;
    Scale scale;
    const char* unit;
    int target;
    std::string expected;
  };
  const Row rows[] = {
      {1, 1000, Scale::kLog10, "1", 5, "1 10 100 1,000 | "},
      {1, 100000, Scale::kLog10, "1", 8, "1 10 100 1k 10k 100k | "},
      {1, 1e8, Scale::kLog10, "1", 4, "1 100 10k 1M 100M | "},
      {1e-3, 10, Scale::kLog10, "s", 5, "1 10 100 1,000 10,000 | ms"},
      {1e-6, 100, Scale::kLog10, "s", 5, "1 µs 100 µs 10 ms 1 s 100 s | "},
      {1e11, 2e15, Scale::kLog10, "FLOP/s", 5, "0.1 1 10 100 1,000 | TFLOP/s"},
      {1, 12, Scale::kLog10, "1", 6, "1 2 5 10 | "},
      {2, 9, Scale::kLog10, "1", 6, "2 5 | "},
      {30, 60, Scale::kLog10, "1", 3, "30 40 50 60 | "},
      {1, 256, Scale::kLog2, "1", 9, "1 2 4 8 16 32 64 128 256 | "},
      {1, 4096, Scale::kLog2, "1", 5, "1 8 64 512 4,096 | "},
      {0x1p28, 0x1p34, Scale::kLog2, "bytes", 4, "256 MiB 1 GiB 4 GiB 16 GiB | bytes"},
      {0.25, 4, Scale::kLog2, "1", 5, "0.25 0.5 1 2 4 | "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    CHECK(spelled(make_ticks(row.from, row.to, row.scale, row.unit, row.target)) == row.expected);
  }
  int minor = 0;
  for (const Tick& t : make_ticks(1, 100, Scale::kLog10, "1", 3).ticks) {
    if (t.rank == TickRank::kMinor) ++minor;
  }
  CHECK(minor == 16);
}

TEST_CASE("a range that is none has no ticks") {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (Scale scale : {Scale::kLinear, Scale::kLog10, Scale::kLog2}) {
    CHECK(make_ticks(1, 1, scale, "1", 5).ticks.empty());
    CHECK(make_ticks(2, 1, scale, "1", 5).ticks.empty());
    CHECK(make_ticks(nan, 1, scale, "1", 5).ticks.empty());
    CHECK(make_ticks(1, inf, scale, "1", 5).ticks.empty());
  }
  CHECK(make_ticks(0, 1, Scale::kLog10, "1", 5).ticks.empty());
  CHECK(make_ticks(-1, 1, Scale::kLog2, "1", 5).ticks.empty());
}

TEST_CASE("whatever the range, ticks ascend within it, are few, and no two labels are equal") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> exponent(-14, 18);
  std::uniform_real_distribution<double> share(0, 1);
  const char* units[] = {"1", "s", "bytes", "FLOP/s", "tokens/s", "USD", "h", "unheard-of"};
  for (int i = 0; i < 4000; ++i) {
    const Scale scale = static_cast<Scale>(i % 3);
    const double a = std::pow(10.0, exponent(random));
    const double b = i % 2 ? std::pow(10.0, exponent(random)) : a * (1 + share(random));
    const double sign = scale == Scale::kLinear && i % 5 == 0 ? -1 : 1;
    const double from = sign > 0 ? std::min(a, b) : -std::max(a, b);
    const double to = std::max(a, b);
    const int target = 1 + i % 9;
    const std::string unit = units[static_cast<std::size_t>(i) % std::size(units)];
    CAPTURE(from);
    CAPTURE(to);
    CAPTURE(unit);
    CAPTURE(static_cast<int>(scale));
    const Ticks ticks = make_ticks(from, to, scale, unit, target);
    int majors = 0;
    double last = -std::numeric_limits<double>::infinity();
    std::string last_label;
    for (const Tick& t : ticks.ticks) {
      REQUIRE(t.value >= from);
      REQUIRE(t.value <= to);
      REQUIRE(t.value > last);
      last = t.value;
      if (t.rank == TickRank::kMinor) {
        REQUIRE(t.label.empty());
        continue;
      }
      ++majors;
      REQUIRE_FALSE(t.label.empty());
      REQUIRE(t.label != last_label);
      last_label = t.label;
    }
    REQUIRE(majors <= 2 * target + 4);
  }
}
