#include "app/explorer/operations_table.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "model/units.h"
#include "widgets/figure/wall.h"
#include "widgets/step_graph.h"

namespace wf::app {
namespace {

using model::OperationRow;
using model::OperationTable;
using enum OperationColumn;

constexpr float kRow = 1.5F;  // in em, as all widths here
constexpr float kHeader = 1.6F;

struct ColumnSpec {
  OperationColumn column;
  const char* title;
  const char* meaning;
  float width;
  int rank;  // in which order columns find room; 0: always
};

// In the order in which they stand.
constexpr std::array kColumns = {
    ColumnSpec{kOperation, "operation", "What the GPU does.", 8.6F, 0},
    ColumnSpec{kShape, "shape", "Rows × inputs × outputs of a multiply, on one GPU.", 12, 7},
    ColumnSpec{kFlops, "FLOPs", "Arithmetic on the GPU that does the most of it.", 6.4F, 3},
    ColumnSpec{kMemory, "memory", "Bytes through the GPU's memory.", 4.7F, 2},
    ColumnSpec{kSent, "sent", "Bytes that one GPU sends.", 4.7F, 6},
    ColumnSpec{kIntensity, "FLOP/byte", "Arithmetic intensity.", 5.4F, 4},
    ColumnSpec{kExpected, "expected", "Its time in the step. These add up to the step.", 5.2F, 0},
    ColumnSpec{kShare, "share", "Its part of the step.", 4.0F, 0},
    ColumnSpec{kBound, "bound", "Its slowest resource at full rate; empty: could be hidden whole.",
               4.8F, 1},
    ColumnSpec{kWall, "wall", "Where most of its time goes.", 2.7F, 0},
};
constexpr float kBar = 4.5F;       // beside the share
constexpr float kWallWord = 9.4F;  // beside the wall's glyph

struct Column {
  const ColumnSpec* spec;
  float left, right;  // pixels from the table's left edge
};
struct Columns {
  std::vector<Column> list;
  bool bars = false, words = false;
  float width = 0;
};

Columns columns_for(float width, const Theme& theme) {
  Columns columns;
  columns.width = width;
  const float em = theme.size.em;
  const float all = width / em - 0.5F;
  float room = all;
  for (const ColumnSpec& each : kColumns) room -= each.rank == 0 ? each.width : 0;
  const auto take = [&](float need) {
    if (room < need) return false;
    room -= need;
    return true;
  };
  columns.bars = take(kBar);
  int most = 0;
  for (int rank = 1; rank <= 7; ++rank) {
    // The wall's word comes after the numbers of a narrow table.
    if (rank == 5) columns.words = take(kWallWord);
    const auto* spec = std::find_if(kColumns.begin(), kColumns.end(),
                                    [&](const ColumnSpec& each) { return each.rank == rank; });
    if (spec == kColumns.end()) continue;
    if (!take(spec->width)) break;
    most = rank;
  }
  float x = 0.25F * em;
  for (const ColumnSpec& each : kColumns) {
    if (each.rank > most) continue;
    float wide = each.width;
    if (each.column == kShare && columns.bars) wide += kBar;
    if (each.column == kWall && columns.words) wide += kWallWord;
    // Names take what is left.
    if (each.column == kOperation) wide += most == 7 ? 0 : std::max(room, 0.0F);
    if (each.column == kShape) wide += std::max(room, 0.0F);
    columns.list.push_back({&each, x, x + wide * em});
    x += wide * em;
  }
  return columns;
}

bool is_word(OperationColumn column) {
  return column == kOperation || column == kShape || column == kWall;
}

std::string cell_of(const OperationRow& row, OperationColumn column) {
  const auto amount = [](double value, std::string_view unit) {
    return value > 0 ? value_text(value, unit) : std::string("·");
  };
  switch (column) {
    case kOperation:
      return widgets::operation_name(*row.term);
    case kExpected:
      return value_text(row.time, "s");
    case kShare:
      return widgets::share_text(row.share);
    case kBound:
      return amount(row.bound, "s");
    case kFlops:
      return amount(row.flops, "FLOP");
    case kMemory:
      return amount(row.bytes, "bytes");
    case kIntensity:
      return row.intensity ? model::format_number(*row.intensity) : "·";
    case kSent:
      return amount(row.wire, "bytes");
    case kShape:
      return row.shape;
    case kWall:
      break;
  }
  return {};
}

std::string sum_of(const OperationTotals& sum, OperationColumn column) {
  switch (column) {
    case kOperation:
      return "sum";
    case kExpected:
      return value_text(sum.time, "s");
    case kShare:
      return widgets::share_text(sum.share);
    case kFlops:
      return value_text(sum.flops, "FLOP");
    case kMemory:
      return value_text(sum.bytes, "bytes");
    case kSent:
      return sum.wire > 0 ? value_text(sum.wire, "bytes") : std::string("·");
    default:
      return {};
  }
}

void put_cell(std::string_view text, const Column& column, ImVec2 from, float baseline, ImU32 ink,
              const Face& face, const Theme& theme) {
  if (text.empty()) return;
  const float gap = theme.size.space(1);
  const float room = column.right - column.left - gap;
  const std::string shown = cut_to(face, theme.size.em, text, room);
  const float left = is_word(column.spec->column)
                         ? from.x + column.left
                         : from.x + column.right - gap - text_width(face, theme.size.em, shown);
  place_text(shown, {left, baseline}, ink, face, theme.size.em);
}

void draw_header(const Columns& columns, OperationOrder& order, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = std::round(theme.size.em * kHeader);
  const Face& regular = context.fonts().regular;
  for (const Column& column : columns.list) {
    const ColumnSpec& spec = *column.spec;
    const bool sorted = order.by == spec.column;
    const Face& face = sorted ? context.fonts().semibold : regular;
    const float gap = theme.size.space(1);
    ImGui::SetCursorScreenPos({from.x + column.left, from.y});
    ImGui::PushID("sort");
    const bool pressed = ImGui::InvisibleButton(
        spec.title, {column.right - column.left - gap, height}, ImGuiButtonFlags_EnableNav);
    ImGui::PopID();
    focus_ring(theme);
    const bool hovered = ImGui::IsItemHovered();
    explain_item({spec.meaning,
                  sorted ? "Click for the model's own order." : "Click to sort by this column."},
                 context);
    if (pressed) order.by = sorted ? std::nullopt : std::optional(spec.column);
    const std::string title = std::string(spec.title) + (sorted ? " ▾" : "");
    const std::string shown =
        cut_to(face, theme.size.small, title, column.right - column.left - gap);
    const float left = is_word(spec.column) ? from.x + column.left
                                            : from.x + column.right - gap -
                                                  text_width(face, theme.size.small, shown);
    place_text(shown, {left, from.y + height / 2 + theme.size.small * 0.35F},
               sorted || hovered ? theme.colours.ink : theme.colours.muted, face, theme.size.small);
  }
  ImGui::SetCursorScreenPos(from);
  ImGui::Dummy({columns.width, height});
  hairline(theme);
}

void draw_share_bar(const OperationRow& row, double largest, const Column& column, ImVec2 from,
                    float height, const Theme& theme) {
  const float em = theme.size.em;
  const float most = (kBar - 0.4F) * em;
  const float width =
      largest > 0 ? static_cast<float>(std::clamp(row.share / largest, 0.0, 1.0)) * most : 0;
  const float left = from.x + column.left + 0.4F * em;
  const float top = std::round(from.y + height * 0.26F);
  ImGui::GetWindowDrawList()->AddRectFilled(
      {left, top}, {left + std::max(width, theme.size.px), std::round(from.y + height * 0.74F)},
      theme.wall(row.wall));
}

void draw_wall(const OperationRow& row, const Columns& columns, const Column& column, ImVec2 from,
               float baseline, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImU32 ink = theme.wall(row.wall);
  const Face& face = context.fonts().regular;
  const float left = from.x + column.left + theme.size.space(2);
  place_text(widgets::wall_glyph(row.wall), {left, baseline}, ink, face, theme.size.em);
  if (!columns.words) return;
  const float word = left + 1.4F * theme.size.em;
  place_text(cut_to(face, theme.size.em, model::name_of(row.wall), from.x + column.right - word),
             {word, baseline}, ink, face, theme.size.em);
}

// One item; its words are set by hand so that numbers stand in columns.
bool begin_row(const char* label, bool chosen, const Columns& columns, float height) {
  ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(0, 0, 0, 0));
  const bool pressed =
      ImGui::Selectable(label, chosen, ImGuiSelectableFlags_None, {columns.width, height});
  ImGui::PopStyleColor();
  return pressed;
}

}  // namespace

float operations_height(const OperationTable& table, const Theme& theme) {
  const float row = std::round(theme.size.em * kRow);
  return std::round(theme.size.em * kHeader) + 2 * theme.size.px +
         row * static_cast<float>(table.rows.size() + 1);
}

OperationTableEvents draw_operations(const OperationTable& table, OperationOrder& order,
                                     std::string_view chosen, const PaneContext& context) {
  OperationTableEvents events;
  const Theme& theme = context.theme();
  const Face& regular = context.fonts().regular;
  const Face& bold = context.fonts().semibold;
  const Columns columns = columns_for(ImGui::GetContentRegionAvail().x, theme);
  const float height = std::round(theme.size.em * kRow);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  draw_header(columns, order, context);
  double largest = 0;
  for (const OperationRow& row : table.rows) largest = std::max(largest, row.share);
  for (const OperationRow* row : ordered(table, order)) {
    const std::string_view id = row->term->id;
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const std::string name = widgets::operation_name(*row->term);
    if (begin_row(name.c_str(), id == chosen, columns, height)) events.pressed = id;
    focus_ring(theme);
    if (ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible)) {
      events.hovered = id;
    }
    if (context.canvas.lit == id && id != chosen) {
      ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + columns.width, from.y + height},
                                                theme.colours.lit);
    }
    const float baseline = from.y + height / 2 + theme.size.em * 0.35F;
    for (const Column& column : columns.list) {
      const OperationColumn which = column.spec->column;
      if (which == kWall) {
        draw_wall(*row, columns, column, from, baseline, context);
        continue;
      }
      if (which == kShare && columns.bars) {
        draw_share_bar(*row, largest, column, from, height, theme);
      }
      const bool strong = which == kExpected || (which == kOperation && id == chosen);
      const bool quiet = which == kBound || which == kShape;
      put_cell(cell_of(*row, which), column, from, baseline,
               quiet ? theme.colours.muted : theme.colours.ink, strong ? bold : regular, theme);
    }
  }
  hairline(theme);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const std::string label = "sum###sum";
  if (begin_row(label.c_str(), false, columns, height)) events.pressed = table.quantity;
  focus_ring(theme);
  explain_item({fmt::format("The expected times add up to {}.", table.quantity),
                "Click for its arithmetic."},
               context);
  const OperationTotals sum = totals_of(table);
  for (const Column& column : columns.list) {
    put_cell(sum_of(sum, column.spec->column), column, from,
             from.y + height / 2 + theme.size.em * 0.35F, theme.colours.ink, bold, theme);
  }
  ImGui::PopStyleVar();
  return events;
}

}  // namespace wf::app
