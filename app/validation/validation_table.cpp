#include "app/validation/validation_table.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "app/cli/quantity_table.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

using model::Score;

// In em. Columns find room in this order; the name takes what is left.
struct Column {
  const char* title;
  const char* meaning;
  float width;
  std::string (*cell)(const Score&);
};

std::string factor(const std::optional<double>& value) {
  return value ? fmt::format("{:.{}f}×", *value, *value < 9.995 ? 2 : 1) : "—";
}
std::string share(double value) { return fmt::format("{:.0f} %", 100 * value); }

constexpr std::array kColumns = {
    Column{"median", "Of the larger over the smaller of predicted and measured: 1 is exact.", 4.2F,
           [](const Score& s) { return factor(s.median); }},
    Column{"cases", "How many were measured.", 3.4F,
           [](const Score& s) { return fmt::format("{}", s.cases); }},
    Column{"≤ 1.25×", "The share of cases within 1.25 times the measurement.", 4.2F,
           [](const Score& s) { return share(s.within_125); }},
    Column{"p90", "Nine in ten are predicted better than this factor.", 4.2F,
           [](const Score& s) { return factor(s.p90); }},
    Column{"bias", "Median of predicted over measured: above 1 the model says too much.", 4.2F,
           [](const Score& s) { return factor(s.bias); }},
    Column{"≤ 2×", "The share of cases within 2 times the measurement.", 4,
           [](const Score& s) { return share(s.within_2); }},
    Column{"rank", "Spearman's correlation: whether the model puts them in the right order.", 3.6F,
           [](const Score& s) {
             return s.rank_correlation ? fmt::format("{:.2f}", *s.rank_correlation)
                                       : std::string("—");
           }},
};
constexpr float kLeastName = 5.5F;

std::size_t columns_in(float width, float em) {
  float room = width / em - kLeastName;
  std::size_t count = 0;
  while (count < kColumns.size() && room >= kColumns[count].width) {
    room -= kColumns[count].width;
    ++count;
  }
  return count;
}

void put_right(std::string_view text, float right, float baseline, ImU32 ink, const Face& face,
               float size) {
  place_text(text, {right - text_width(face, size, text), baseline}, ink, face, size);
}

bool draw_row(const Score& score, std::string_view name, bool chosen, std::size_t count,
              const PaneContext& context) {
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = std::round(em * 1.5F);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const std::string label(name);
  // One item; its words are set by hand so that numbers stand in columns.
  ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(0, 0, 0, 0));
  const bool pressed =
      ImGui::Selectable(label.c_str(), chosen, ImGuiSelectableFlags_None, {width, height});
  ImGui::PopStyleColor();
  focus_ring(theme);
  const Face& face = chosen ? context.fonts().semibold : context.fonts().regular;
  const float baseline = from.y + height / 2 + em * 0.35F;
  float right = from.x + width - theme.size.space(1);
  for (std::size_t i = count; i-- > 0;) {
    put_right(kColumns[i].cell(score), right, baseline, theme.colours.ink, face, em);
    right -= kColumns[i].width * em;
  }
  const float left = from.x + theme.size.space(1);
  place_text(cut_to(face, em, name, right - left), {left, baseline}, theme.colours.ink, face, em);
  return pressed;
}

void draw_header(std::size_t count, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = std::round(em * 1.6F);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  float right = from.x + width - theme.size.space(1);
  for (std::size_t i = count; i-- > 0;) {
    const float left = right - kColumns[i].width * em;
    ImGui::SetCursorScreenPos({left, from.y});
    ImGui::InvisibleButton(kColumns[i].title, {right - left, height}, ImGuiButtonFlags_EnableNav);
    focus_ring(theme);
    explain_item({kColumns[i].meaning}, context);
    put_right(kColumns[i].title, right, from.y + height / 2 + theme.size.small * 0.35F,
              theme.colours.muted, context.fonts().regular, theme.size.small);
    right = left;
  }
  place_text("group",
             {from.x + theme.size.space(1), from.y + height / 2 + theme.size.small * 0.35F},
             theme.colours.muted, context.fonts().regular, theme.size.small);
  ImGui::SetCursorScreenPos(from);
  ImGui::Dummy({width, height});
  hairline(theme);
}

}  // namespace

std::optional<std::string> draw_groups(const model::Validation& validation, std::string_view chosen,
                                       const PaneContext& context) {
  std::optional<std::string> pressed;
  const std::size_t count = columns_in(ImGui::GetContentRegionAvail().x, context.theme().size.em);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  draw_header(count, context);
  if (draw_row(validation.pooled, "all cases", chosen.empty(), count, context)) pressed = "";
  for (const Score& score : validation.groups) {
    if (draw_row(score, score.group, score.group == chosen, count, context)) pressed = score.group;
  }
  ImGui::PopStyleVar();
  return pressed;
}

bool draw_case(const model::ScoredCase& scored, const PaneContext& context) {
  const Theme& theme = context.theme();
  const model::MeasuredCase& measured = scored.measured;
  const float small = theme.size.small;
  const std::string name = fmt::format("  {}", measured.scenario.name);
  flow({{measured.id, theme.colours.ink, &Fonts::semibold}, {name, theme.colours.ink}},
       theme.size.em, context);
  std::string numbers = fmt::format("{}: measured {}, predicted {}", measured.quantity,
                                    value_text(measured.value, measured.unit),
                                    value_text(scored.prediction.value, measured.unit));
  if (scored.prediction.bound) {
    numbers += fmt::format(", bound {} {}", model::bound_is_floor(measured.unit) ? "≥" : "≤",
                           value_text(scored.prediction.bound, measured.unit));
  }
  if (const auto ratio = scored.ratio()) {
    numbers +=
        fmt::format("; {:.2f} of the measurement, a factor of {:.2f}", *ratio, *scored.factor());
  }
  flow(numbers + ".", theme.colours.ink, theme.size.em, context);
  if (!scored.prediction.value) {
    flow(scored.prediction.reason, theme.colours.bad, small, context);
  }
  flow(fmt::format("Source: {}.", measured.source), theme.colours.muted, small, context);
  if (!measured.note.empty()) flow(measured.note, theme.colours.muted, small, context);
  const bool whole =
      std::holds_alternative<std::monostate>(measured.kernel) && measured.fault.empty();
  return whole && button("Open in the explorer", theme);
}

}  // namespace wf::app
