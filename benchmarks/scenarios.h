#pragma once

#include <string_view>

#include "model/scenario.h"

namespace wf::benchmarks {

// The workload that the program shows first; ends the program where the assets are missing.
const model::Scenario& example();
const model::Scenario& workload(std::string_view file);

}  // namespace wf::benchmarks
