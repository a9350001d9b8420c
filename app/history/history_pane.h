#pragma once

#include <optional>

#include "app/history/history.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// The steps, oldest first, the present state marked. The position that was chosen in this frame.
std::optional<std::size_t> history_pane(const History& history, const PaneContext& context);

}  // namespace wf::app
