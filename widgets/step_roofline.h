#pragma once

#include <string>
#include <string_view>

#include "model/operations.h"
#include "model/scenario.h"
#include "widgets/figure/figure.h"

namespace wf::widgets {

// Whether an operation has a place on the roofline: it computes, and it moves bytes.
inline bool on_roofline(const model::OperationRow& row) {
  return row.intensity.has_value() && row.time > 0;
}

// The operations of a step on the roofline of one GPU: arithmetic intensity against the speed that
// each reaches. `chosen`, an operation's id, is the operating point, with the way that it has left
// to its roof; where it has no place here, its points say nothing of it and words do.
Figure step_roofline(const model::Scenario& scenario, const model::OperationTable& table,
                     std::string_view chosen = {});

// What an operation reaches of the resource that it waits for, in one sentence.
std::string reach_sentence(const model::Scenario& scenario, const model::OperationRow& row);

}  // namespace wf::widgets
