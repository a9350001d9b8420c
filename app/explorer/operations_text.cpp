#include <fmt/format.h>

#include <algorithm>

#include "app/cli/quantity_table.h"
#include "app/explorer/operations_table.h"
#include "model/units.h"
#include "widgets/step_graph.h"

// The operation table in order, summed up, and as text to take along.
namespace wf::app {
namespace {

using model::OperationRow;
using model::OperationTable;

double sort_value(const OperationRow& row, OperationColumn column) {
  switch (column) {
    case OperationColumn::kExpected:
    case OperationColumn::kShare:
      return row.time;
    case OperationColumn::kBound:
      return row.bound;
    case OperationColumn::kFlops:
      return row.flops;
    case OperationColumn::kMemory:
      return row.bytes;
    case OperationColumn::kIntensity:
      return row.intensity.value_or(0);
    case OperationColumn::kSent:
      return row.wire;
    case OperationColumn::kOperation:
    case OperationColumn::kWall:
    case OperationColumn::kShape:
      break;
  }
  return 0;
}

std::string sort_name(const OperationRow& row, OperationColumn column) {
  switch (column) {
    case OperationColumn::kOperation:
      return widgets::operation_name(*row.term);
    case OperationColumn::kWall:
      return std::string(model::name_of(row.wall));
    case OperationColumn::kShape:
      return row.shape;
    default:
      return {};
  }
}

std::string amount(double value, std::string_view unit) {
  return value > 0 ? value_text(value, unit) : std::string();
}

std::string_view basis(const OperationRow& row) {
  return row.efficiency == nullptr ? std::string_view() : row.efficiency->term.id;
}

}  // namespace

std::vector<const OperationRow*> ordered(const OperationTable& table, const OperationOrder& order) {
  std::vector<const OperationRow*> rows;
  for (const OperationRow& row : table.rows) rows.push_back(&row);
  if (!order.by) return rows;
  const OperationColumn column = *order.by;
  std::stable_sort(rows.begin(), rows.end(), [&](const OperationRow* a, const OperationRow* b) {
    const std::string left = sort_name(*a, column), right = sort_name(*b, column);
    if (left != right) return left < right;
    return sort_value(*a, column) > sort_value(*b, column);
  });
  return rows;
}

OperationTotals totals_of(const OperationTable& table) {
  OperationTotals sum;
  for (const OperationRow& row : table.rows) {
    sum.time += row.time, sum.share += row.share;
    sum.flops += row.flops, sum.bytes += row.bytes, sum.wire += row.wire;
  }
  return sum;
}

std::string operations_tsv(const OperationTable& table, const OperationOrder& order) {
  std::string text =
      "operation\tshape\tFLOP\tmemory bytes\tsent bytes\tFLOP/byte\texpected s\tshare\tbound s\t"
      "wall\trests on\n";
  for (const OperationRow* row : ordered(table, order)) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                        widgets::operation_name(*row->term), row->shape, row->flops, row->bytes,
                        row->wire, row->intensity ? fmt::format("{}", *row->intensity) : "",
                        row->time, row->share, row->bound, model::name_of(row->wall), basis(*row));
  }
  const OperationTotals sum = totals_of(table);
  return text + fmt::format("sum\t\t{}\t{}\t{}\t\t{}\t{}\t\t\t\n", sum.flops, sum.bytes, sum.wire,
                            sum.time, sum.share);
}

std::string operations_markdown(const OperationTable& table, const OperationOrder& order) {
  std::string text = fmt::format(
      "**{}**, {}\n\n| operation | shape | FLOPs | memory | sent | FLOP/byte | expected | share | "
      "bound | wall |\n|---|---|--:|--:|--:|--:|--:|--:|--:|---|\n",
      table.title, value_text(table.time, "s"));
  for (const OperationRow* row : ordered(table, order)) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                        widgets::operation_name(*row->term), row->shape, amount(row->flops, "FLOP"),
                        amount(row->bytes, "bytes"), amount(row->wire, "bytes"),
                        row->intensity ? model::format_number(*row->intensity) : "",
                        value_text(row->time, "s"), widgets::share_text(row->share),
                        amount(row->bound, "s"), model::name_of(row->wall));
  }
  const OperationTotals sum = totals_of(table);
  return text + fmt::format("| **sum** | | {} | {} | {} | | {} | {} | | |\n",
                            amount(sum.flops, "FLOP"), amount(sum.bytes, "bytes"),
                            amount(sum.wire, "bytes"), value_text(sum.time, "s"),
                            widgets::share_text(sum.share));
}

}  // namespace wf::app
