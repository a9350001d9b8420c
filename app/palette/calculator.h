#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lessons/number_source.h"

namespace wf::app {

// A line of arithmetic with units, as the palette answers it:
//
//   141 GB / 3.35 TB/s                          42.1 ms
//   70e9 * 2 bytes in GiB                       130 GiB
//   weights.bytes / cluster.gpu.memory_bandwidth     of the scenario that is open
struct Calculation {
  std::string result;  // "42.1 ms"; empty where there is none
  std::string error;   // why there is none, of what is meant as arithmetic
};

// Nothing for what is no arithmetic: a name alone, and a plain number, which may be a lesson's. A
// leading "=" asks for it all the same. `source` knows the open scenario's knobs and quantities;
// nullptr: there is none.
std::optional<Calculation> calculate(std::string_view text, const lessons::NumberSource* source);

}  // namespace wf::app
