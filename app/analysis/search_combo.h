#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/shell/pane_context.h"

namespace wf::app {

// A list to choose from that is narrowed by typing. `typed` keeps what was typed between frames.
// The index that was chosen in this frame; Enter takes the first that is left.
std::optional<std::size_t> search_combo(const char* label, const std::string& shown,
                                        const std::vector<std::string>& names, float width,
                                        std::string& typed, const PaneContext& context);

}  // namespace wf::app
