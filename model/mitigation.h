#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/report.h"

namespace wf::model {

// A change that moves the binding wall, tried on the model.
struct Mitigation {
  std::string action;  // "store the weights in fp8"
  Scenario changed;
  std::optional<double> headroom;  // of the wall that binds now, after the change; nullopt: unlimited
  Wall binding_after;              // which wall binds then
};

// What would move the binding wall, most effective first among the changes that cost least:
// every candidate is applied to the scenario and computed. Empty where nothing helps.
std::vector<Mitigation> mitigations(const Scenario& scenario, const Report& report);

}  // namespace wf::model
