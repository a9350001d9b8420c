#pragma once

#include <string>
#include <string_view>

#include "model/operations.h"
#include "model/scenario.h"
#include "widgets/figure/figure.h"

namespace wf::widgets {

// "op.ffn_up" -> "FFN up".
std::string operation_name(const model::Term& term);

// "3.2 %"; "< 0.1 %".
std::string share_text(double share);

// The operations of a step in the order in which a token meets them: one layer with its attention
// and its feed-forward half, the LM head, and what stands around the layers. A box is filled as far
// as its share goes, the largest whole; where an operation stands in several places, each box has
// its part, so that the shares add up to the step. `chosen` is an operation's id, or "".
Figure step_graph(const model::Scenario& scenario, const model::OperationTable& table,
                  std::string_view chosen = {});

}  // namespace wf::widgets
