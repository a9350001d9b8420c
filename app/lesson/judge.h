#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lessons/live_parts.h"
#include "lessons/number_source.h"

namespace wf::app {

// A reader's number beside the model's.
struct Judgement {
  bool correct = false;  // within the tolerance
  bool too_large = false;
  double factor = 0;  // how far off, at least 1; 0 where nothing was given
  double right = 0;   // in `unit`
  std::string unit;
  std::string term;        // the quantity, where the answer is one
  std::string right_text;  // "41.5 ms"
  std::string given_text;
  std::string problem;  // why the model has no answer
};

Judgement judge_number(const lessons::Answer& answer, const std::string& unit, double tolerance,
                       std::optional<double> given, const lessons::NumberSource& source);

// "3.4× too large".
std::string ratio_words(const Judgement& judgement);

// What a reader typed, in the answer's own unit: "41 ms", "0.041 s", or "41" in `unit`.
std::optional<double> typed_number(std::string_view text, const std::string& unit,
                                   const std::string& natural_unit, std::string& error);

// The unit in which the model gives the answer: "s".
std::string natural_unit(const lessons::Answer& answer, const lessons::NumberSource& source);

}  // namespace wf::app
