#pragma once

#include <string>

#include "app/cli/text.h"
#include "model/walls.h"

namespace wf::app {

// The five walls as bars on a logarithmic scale, the nearest first, with a tick at 1×.
std::string wall_chart(const model::Walls& walls, const Style& style, int columns);

}  // namespace wf::app
