#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/knobs.h"
#include "model/report.h"

// What moves a result most: every knob turned by itself, down and up.
namespace wf::model {

// What becomes of the quantity where one knob stands lower or higher than it does.
struct TornadoEnd {
  double knob = 0;    // its value there
  double result = 0;  // the quantity's expected value
  std::optional<Wall> binding;
};

struct TornadoBar {
  const Knob* knob = nullptr;
  double now = 0;                   // the knob's value in the scenario
  std::optional<TornadoEnd> below;  // absent: no lower value can stand, or it gives no result
  std::optional<TornadoEnd> above;
  // How far the further end takes the quantity: |ln(result / now)|.
  double swing = 0;
};

struct Tornado {
  const Term* quantity = nullptr;
  double now = 0;
  std::optional<Wall> binding;
  std::vector<TornadoBar> bars;  // of the knobs that move the quantity, the strongest first
};

enum class TornadoScope {
  kDesign,  // what can be chosen once the model is
  kAll,     // the model's shape, too
};

// Half and twice of every continuous or wide knob, within its range; the next legal values of
// degrees, choices and short counts (neighbours, in knob_values.h). Nothing where the scenario has
// no such quantity, or it is not above 0.
std::optional<Tornado> make_tornado(const Scenario& scenario, std::string_view quantity,
                                    TornadoScope scope = TornadoScope::kDesign);

}  // namespace wf::model
