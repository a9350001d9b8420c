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
  std::optional<double>
      headroom;        // of the wall that binds now, after the change; nullopt: unlimited
  Wall binding_after;  // which wall binds then

  // Where the headroom cannot tell (without a target it is 1 whatever the time; far behind one it
  // stays 0): the quantity that the change betters, now and then. Null otherwise.
  const Term* measured = nullptr;
  double before = 0;
  double after = 0;
};

// What would move the binding wall, most effective first among the changes that cost least:
// every candidate is applied to the scenario and computed. Empty where nothing helps.
std::vector<Mitigation> mitigations(const Scenario& scenario, const Report& report);

}  // namespace wf::model
