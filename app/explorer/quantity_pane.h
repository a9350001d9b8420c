#pragma once

#include <span>
#include <string>

#include "app/cli/comparison.h"
#include "app/explorer/withheld.h"
#include "app/shell/pane_context.h"
#include "model/report.h"

namespace wf::app {

// Every quantity of a report, by group, expected beside bound; where there is an A, A beside B and
// what became of it. The id of the quantity that was chosen in this frame, or "". `chosen` is
// marked. A right click on a quantity goes into `asked`. `gpu`: whose figures went in.
std::string quantity_pane(const model::Report& report, const model::Report* pinned,
                          const model::Accelerator& gpu, std::string_view chosen,
                          std::string& asked, const Withheld& withheld, const PaneContext& context);

// A few quantities, A beside B, without headings of groups.
void compared_rows(std::span<const ComparedQuantity> quantities, const model::Accelerator& gpu,
                   const PaneContext& context);

}  // namespace wf::app
