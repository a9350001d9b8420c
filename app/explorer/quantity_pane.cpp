#include "app/explorer/quantity_pane.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

// Right edges of the columns of numbers, and where names end.
struct Edges {
  float width = 0;
  float name = 0;
  float value = 0;
  float bound = 0;
};

Edges edges_of(const Theme& theme) {
  Edges e;
  e.width = ImGui::GetContentRegionAvail().x;
  const float room = e.width - theme.size.space(2);
  e.bound = room;
  const bool narrow = e.width < theme.size.em * 26;
  e.value = room - theme.size.em * (narrow ? 7.2F : 9.5F);
  e.name = e.value - theme.size.em * (narrow ? 6.2F : 7.5F);
  return e;
}

void right_aligned(std::string_view text, float right, float baseline, ImU32 colour,
                   const Face& face, float em) {
  if (text.empty()) return;
  place_text(text, {right - text_width(face, em, text), baseline}, colour, face, em);
}

void group_title(const QuantityGroup& group, const Edges& edges, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::Dummy({0, theme.size.space(2)});
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float baseline = from.y + theme.size.em;
  place_text(group.title, {from.x, baseline}, theme.colours.ink, context.fonts().semibold,
             theme.size.em);
  const bool bounded = std::any_of(group.readings.begin(), group.readings.end(),
                                   [](const model::Reading* each) { return each->bounded; });
  const Face& face = context.fonts().regular;
  right_aligned("expected", from.x + edges.value, baseline, theme.colours.muted, face,
                theme.size.small);
  if (bounded) {
    right_aligned("bound", from.x + edges.bound, baseline, theme.colours.muted, face,
                  theme.size.small);
  }
  ImGui::Dummy({edges.width, theme.size.em * 1.4F});
  hairline(theme);
}

bool quantity_row(const model::Reading& reading, bool chosen, const Edges& edges,
                  const PaneContext& context) {
  const Theme& theme = context.theme();
  const model::Term& term = *reading.term;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = std::round(theme.size.em * 1.55F);
  const std::string name(short_name(term));
  // The row is one item; its words are set by hand so that numbers stand in columns.
  ImGui::PushID(term.id.data(), term.id.data() + term.id.size());
  ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(0, 0, 0, 0));
  const bool pressed =
      ImGui::Selectable(name.c_str(), chosen, ImGuiSelectableFlags_None, {edges.width, height});
  ImGui::PopStyleColor();
  ImGui::PopID();
  focus_ring(theme);
  std::string second = fmt::format("{} ({}), in {}.", term.id, term.symbol,
                                   term.unit == "1" ? std::string_view("no unit") : term.unit);
  explain_item({std::string(term.sentence), second,
                term.source.empty() ? std::string() : fmt::format("Formula: {}.", term.source),
                "Click for the arithmetic."},
               context);

  const float baseline = from.y + height / 2 + theme.size.em * 0.35F;
  const Face& face = context.fonts().regular;
  const bool lit = !context.canvas.lit.empty() && context.canvas.lit == term.id;
  if (lit) {
    ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + edges.width, from.y + height},
                                              theme.colours.lit);
  }
  const std::string value = value_text(reading.value, term.unit);
  const float value_left =
      from.x + edges.value - text_width(context.fonts().semibold, theme.size.em, value);
  const float room = std::min(edges.name, value_left - from.x - theme.size.space(2));
  place_text(cut_to(face, theme.size.em, name, room - theme.size.space(1)),
             {from.x + theme.size.space(1), baseline}, theme.colours.ink, face, theme.size.em);
  right_aligned(value, from.x + edges.value, baseline,
                reading.value ? theme.colours.ink : theme.colours.muted, context.fonts().semibold,
                theme.size.em);
  right_aligned(bound_text(reading), from.x + edges.bound, baseline, theme.colours.muted, face,
                theme.size.em);
  return pressed;
}

}  // namespace

std::string quantity_pane(const model::Report& report, std::string_view chosen,
                          const PaneContext& context) {
  std::string result;
  const Edges edges = edges_of(context.theme());
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  for (const QuantityGroup& group : quantity_groups(report)) {
    group_title(group, edges, context);
    for (const model::Reading* reading : group.readings) {
      if (quantity_row(*reading, chosen == reading->term->id, edges, context)) {
        result = std::string(reading->term->id);
      }
    }
  }
  ImGui::PopStyleVar();
  return result;
}

}  // namespace wf::app
