#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/core/term.h"
#include "model/scenario.h"

namespace wf::model {

enum class KnobKind : std::uint8_t {
  kContinuous,  // any value of its range; has a sensitivity
  kCount,       // whole numbers: compared with the next legal value
  kChoice,      // one of a few named values
};

// One thing of a scenario that can be turned. Range and default are written here and nowhere else.
struct Knob {
  Term term;  // id = path ("serving.batch"), symbol, unit, sentence, source of the default
  KnobKind kind = KnobKind::kContinuous;
  double low = 0;
  double high = 0;
  double initial = 0;                           // the default
  std::span<const std::string_view> choices{};  // of a kChoice knob: its value is an index

  // The value in a scenario; nullopt where the scenario leaves it to a default or has no such part.
  std::optional<double> (*get)(const Scenario&) = nullptr;
  // Sets it; makes the section that it belongs to where that is missing.
  void (*set)(Scenario&, double) = nullptr;
};

// Every knob, in the order in which a reader should meet them. Each is written once, in knobs/.
std::span<const Knob> knobs();
const Knob* find_knob(std::string_view path);

// The value that a scenario gives to a knob, or the knob's default.
double knob_value(const Scenario& scenario, const Knob& knob);

}  // namespace wf::model
