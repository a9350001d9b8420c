#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "widgets/figure/figure.h"

namespace wf::widgets {

enum class TickRank { kMajor, kMinor };

struct Tick {
  double value = 0;
  TickRank rank = TickRank::kMajor;
  std::string label;  // empty for minor ticks
};

struct Ticks {
  std::vector<Tick> ticks;  // ascending, all within the range
  std::string unit;         // what the axis title carries once: "ms", "GB", "TFLOP/s", "USD", ""
};

// Ticks of an axis from `from` to `to`, about `target` major ones and seldom more. Linear axes
// step by 1, 2 or 5 times a power of ten; log10 axes have decades (every second, third … where
// there are many; 1-2-5 where there is but one) with minor ticks at 2…9; log2 axes have powers of
// two. One SI prefix serves the whole axis, so that no tick repeats the unit; where a logarithmic
// axis spans too much for that, the ticks carry the prefix: 1 µs, 1 ms, 1 s.
// A range that is empty or not finite, or a logarithmic one that is not positive, has no ticks.
Ticks make_ticks(double from, double to, Scale scale, std::string_view unit, int target);

}  // namespace wf::widgets
