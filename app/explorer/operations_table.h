#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/shell/pane_context.h"
#include "model/operations.h"

namespace wf::app {

enum class OperationColumn {
  kOperation,
  kExpected,
  kShare,
  kBound,
  kFlops,
  kMemory,
  kIntensity,
  kSent,
  kWall,
  kShape,
};

// The model's own order, or the largest of a column first; names and walls by alphabet.
struct OperationOrder {
  std::optional<OperationColumn> by;
};
std::vector<const model::OperationRow*> ordered(const model::OperationTable& table,
                                                const OperationOrder& order);

// What adds up: the expected times, their shares, FLOPs and bytes.
struct OperationTotals {
  double time = 0, share = 0, flops = 0, bytes = 0, wire = 0;
};
OperationTotals totals_of(const model::OperationTable& table);

// The whole table as text: plain SI numbers between tabs, or a Markdown table to be read.
std::string operations_tsv(const model::OperationTable& table, const OperationOrder& order);
std::string operations_markdown(const model::OperationTable& table, const OperationOrder& order);

// The height that the table takes at any width, in pixels.
float operations_height(const model::OperationTable& table, const Theme& theme);

// The table on the screen, with as many columns as there is room for: a row an operation, a share
// bar in the colour of its wall, the sum below.
struct OperationTableEvents {
  std::string pressed;  // the operation's id, or that of the step's quantity for the sum; or ""
  std::string hovered;
};
OperationTableEvents draw_operations(const model::OperationTable& table, OperationOrder& order,
                                     std::string_view chosen, const PaneContext& context);

}  // namespace wf::app
