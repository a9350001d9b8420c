#include "app/explorer/quantity_pane.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/cli/scenario_words.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "app/ui/copy_menu.h"

namespace wf::app {
namespace {

// Columns of numbers: titles and right edges; names take what is left. The strong one is bold.
struct Columns {
  static constexpr std::size_t kMost = 4;
  float width = 0;
  std::array<std::string_view, kMost> titles{};  // a column without a title is not shown
  std::array<float, kMost> right{};
  std::size_t strong = 0;
};
using Cells = std::array<std::string, Columns::kMost>;

Columns expected_and_bound(float width, const Theme& theme) {
  Columns c;
  c.width = width;
  const float room = c.width - theme.size.space(2);
  // Where there is no room for both, the bound is found with the arithmetic.
  const bool both = c.width >= theme.size.em * 25;
  c.titles = {"expected", both ? "bound" : "", "", ""};
  c.right[0] = both ? room - theme.size.em * 9.2F : room;
  c.right[1] = room;
  return c;
}

// Where there is no room for all of them, A's own number goes first, then the factor.
Columns a_and_b(float width, const Theme& theme) {
  Columns c;
  c.width = width;
  const float em = theme.size.em;
  float right = c.width - theme.size.space(2);
  constexpr float kName = 8, kChange = 4.6F, kFactor = 5, kB = 8.6F, kA = 8.1F;
  const bool with_a = c.width >= em * (kName + kChange + kFactor + kB + kA);
  const bool with_factor = c.width >= em * (kName + kChange + kFactor + kB);
  c.strong = 1;
  c.titles = {with_a ? "A" : "", "B", with_factor ? "B / A" : "", "change"};
  c.right[3] = right, right -= em * kChange;
  c.right[2] = right, right -= with_factor ? em * kFactor : 0;
  c.right[1] = right, right -= em * kB;
  c.right[0] = right;
  return c;
}

void right_aligned(std::string_view text, float right, float baseline, ImU32 colour,
                   const Face& face, float em) {
  if (text.empty()) return;
  place_text(text, {right - text_width(face, em, text), baseline}, colour, face, em);
}

void titles(std::string_view title, const Columns& columns, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::Dummy({0, theme.size.space(2)});
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float baseline = from.y + theme.size.em;
  place_text(title, {from.x, baseline}, theme.colours.ink, context.fonts().semibold, theme.size.em);
  for (std::size_t i = 0; i < Columns::kMost; ++i) {
    right_aligned(columns.titles[i], from.x + columns.right[i], baseline, theme.colours.muted,
                  context.fonts().regular, theme.size.small);
  }
  ImGui::Dummy({columns.width, theme.size.em * 1.4F});
  const ImVec2 below = ImGui::GetCursorScreenPos();
  ImGui::GetWindowDrawList()->AddRectFilled(
      below, {below.x + columns.width, below.y + theme.size.px}, theme.colours.rule);
  ImGui::Dummy({columns.width, theme.size.px});
}

// A number far from its name is read with its neighbour's: where there is room for the groups in
// two columns they stand in two, and one column is never wider than this.
constexpr float kMostColumn = 48;  // em
constexpr float kBetween = 3;
constexpr float kLeastQuantities = 27;
constexpr float kLeastCompared = 36;

struct Layout {
  int columns = 1;
  float width = 0;  // of each
};

Layout layout_for(float least_em, const Theme& theme) {
  const float room = ImGui::GetContentRegionAvail().x;
  const float between = kBetween * theme.size.em;
  if (room >= 2 * least_em * theme.size.em + between) {
    return {2, std::floor(std::min((room - between) / 2, kMostColumn * theme.size.em))};
  }
  return {1, std::min(room, kMostColumn * theme.size.em)};
}

// A group's title takes the room of two rows.
std::size_t rows_of(const ComparedGroup& group) { return group.quantities.size() + 2; }
std::size_t rows_of(const QuantityGroup& group) { return group.readings.size() + 2; }

// Draws the groups by `draw`, the first ones in the left column, until half of all rows are there.
template <class Groups, class Draw>
void in_columns(const Groups& groups, const Layout& layout, const Theme& theme, const Draw& draw) {
  std::size_t rows = 0;
  for (const auto& group : groups) rows += rows_of(group);
  std::size_t above = 0;
  bool right = false;
  ImGui::BeginGroup();
  for (const auto& group : groups) {
    if (layout.columns == 2 && !right && above > 0 && 2 * above + rows_of(group) > rows) {
      right = true;
      ImGui::EndGroup();
      ImGui::SameLine(0, kBetween * theme.size.em);
      ImGui::BeginGroup();
    }
    draw(group);
    above += rows_of(group);
  }
  ImGui::EndGroup();
}

enum class RowEvent { kNone, kChosen, kAsked };

RowEvent quantity_row(const model::Term& term, const Cells& cells, const model::Accelerator& gpu,
                      bool chosen, const Columns& columns, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = std::round(theme.size.em * 1.55F);
  const std::string name(short_name(term));
  // The row is one item; its words are set by hand so that numbers stand in columns.
  ImGui::PushID(term.id.data(), term.id.data() + term.id.size());
  ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(0, 0, 0, 0));
  const bool pressed =
      ImGui::Selectable(name.c_str(), chosen, ImGuiSelectableFlags_None, {columns.width, height});
  ImGui::PopStyleColor();
  ImGui::PopID();
  focus_ring(theme);
  const bool keyboard = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered || keyboard) context.point_at(term.id);
  const bool asked = hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
  std::string second = fmt::format("{} ({}), in {}.", term.id, term.symbol,
                                   term.unit == "1" ? std::string_view("no unit") : term.unit);
  explain_item({std::string(term.sentence), second,
                term.source.empty() ? std::string() : fmt::format("Formula: {}.", term.source),
                figure_words(gpu, term.id), "Click for the arithmetic, right click for more."},
               context);

  if ((hovered || keyboard) && copy_pressed()) {
    ImGui::SetClipboardText(cells[columns.strong].c_str());
  }

  const float baseline = from.y + height / 2 + theme.size.em * 0.35F;
  const Face& face = context.fonts().regular;
  if (context.lit(term.id)) {
    ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + columns.width, from.y + height},
                                              theme.colours.lit);
  }
  float room = columns.width;  // a name takes what this row's numbers leave
  for (std::size_t i = 0; i < Columns::kMost; ++i) {
    if (columns.titles[i].empty()) continue;
    const bool strong = i == columns.strong;
    const bool number = cells[i] != "—" && cells[i] != kYourAnswerFirst;
    const Face& cell_face = strong && number ? context.fonts().semibold : face;
    const ImU32 colour = strong && number ? theme.colours.ink : theme.colours.muted;
    right_aligned(cells[i], from.x + columns.right[i], baseline, colour, cell_face, theme.size.em);
    if (!cells[i].empty()) {
      room = std::min(room, columns.right[i] - text_width(cell_face, theme.size.em, cells[i]) -
                                theme.size.space(3));
    }
  }
  place_text(cut_to(face, theme.size.em, name, room - theme.size.space(1)),
             {from.x + theme.size.space(1), baseline}, theme.colours.ink, face, theme.size.em);
  return asked ? RowEvent::kAsked : pressed ? RowEvent::kChosen : RowEvent::kNone;
}

Cells compared_cells(const ComparedQuantity& each) {
  const std::string_view unit = each.term->unit;
  return {value_text(each.a, unit), value_text(each.b, unit), change_text(each.a, each.b, unit),
          percent_text(each.a, each.b)};
}

}  // namespace

std::string quantity_pane(const model::Report& report, const model::Report* pinned,
                          const model::Accelerator& gpu, std::string_view chosen,
                          std::string& asked, const Withheld& withheld,
                          const PaneContext& context) {
  std::string result;
  const auto row = [&](const model::Term& term, Cells cells, const Columns& columns) {
    if (withheld.contains(term.id)) {
      cells = {};
      cells[columns.strong] = kYourAnswerFirst;
    }
    const RowEvent event = quantity_row(term, cells, gpu, chosen == term.id, columns, context);
    if (event == RowEvent::kChosen) result = term.id;
    if (event == RowEvent::kAsked) asked = term.id;
  };
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  const Theme& theme = context.theme();
  if (pinned != nullptr) {
    const Layout layout = layout_for(kLeastCompared, theme);
    const Columns columns = a_and_b(layout.width, theme);
    in_columns(compared_quantities(*pinned, report), layout, theme, [&](const auto& group) {
      titles(group.title, columns, context);
      for (const ComparedQuantity& each : group.quantities) {
        row(*each.term, compared_cells(each), columns);
      }
    });
  } else {
    const Layout layout = layout_for(kLeastQuantities, theme);
    const Columns columns = expected_and_bound(layout.width, theme);
    in_columns(quantity_groups(report), layout, theme, [&](const auto& group) {
      Columns here = columns;
      if (std::none_of(group.readings.begin(), group.readings.end(),
                       [](const model::Reading* each) { return each->bounded; })) {
        here.titles[1] = {};
      }
      titles(group.title, here, context);
      for (const model::Reading* reading : group.readings) {
        row(*reading->term,
            {value_text(reading->value, reading->term->unit), bound_text(*reading), {}, {}},
            columns);
      }
    });
  }
  ImGui::PopStyleVar();
  return result;
}

void compared_rows(std::span<const ComparedQuantity> quantities, const model::Accelerator& gpu,
                   const PaneContext& context) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  const Columns columns = a_and_b(ImGui::GetContentRegionAvail().x, context.theme());
  titles("Compared", columns, context);
  for (const ComparedQuantity& each : quantities) {
    quantity_row(*each.term, compared_cells(each), gpu, false, columns, context);
  }
  ImGui::PopStyleVar();
}

}  // namespace wf::app
