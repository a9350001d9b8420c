#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/shell/pane_context.h"
#include "model/validation.h"

namespace wf::app {

// The groups of cases with their scores, all cases together first. The group that was pressed in
// this frame, "" for all of them; nothing as a rule. `chosen` is marked.
std::optional<std::string> draw_groups(const model::Validation& validation, std::string_view chosen,
                                       const PaneContext& context);

// One case in words: what was measured and predicted, its bound, its source. True if it is to be
// opened as a workload.
bool draw_case(const model::ScoredCase& scored, const PaneContext& context);

}  // namespace wf::app
