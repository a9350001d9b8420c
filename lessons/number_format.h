#pragma once

#include <string>
#include <string_view>

#include "lessons/unit.h"

namespace wf::lessons {

// How a live number asks to be shown. The default is what prose wants: three significant digits
// and the prefix that keeps the number between 1 and 1000.
struct NumberFormat {
  std::string as;  // "ms", "GiB", "%", "x", "plain"; empty chooses
  int digits = 0;  // significant digits; 0 is three, trailing zeros dropped

  bool operator==(const NumberFormat&) const = default;
};

// "42.3 ms", "141 GB", "$2.10", "8.03 billion", "12 300 tokens/s". A number that does not exist
// (NaN) is "—", an unlimited one "∞". Spaces inside a number do not break.
// The one door for numbers on their way into prose: replace its body to change them all.
std::string format_number(double value, const Unit& unit, const NumberFormat& format = {});

// Why `format` cannot show a number of this unit, or "" if it can.
std::string format_error(const Unit& unit, const NumberFormat& format);

}  // namespace wf::lessons
