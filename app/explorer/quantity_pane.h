#pragma once

#include <string>

#include "app/shell/pane_context.h"
#include "model/report.h"

namespace wf::app {

// Every quantity of a report, by group, expected beside bound. The id of the quantity that was
// chosen in this frame, or "". `chosen` is marked.
std::string quantity_pane(const model::Report& report, std::string_view chosen,
                          const PaneContext& context);

}  // namespace wf::app
