#include "app/history/history_pane.h"

#include <fmt/format.h>
#include <imgui.h>

#include "app/explorer/words.h"
#include "app/ui/controls.h"

namespace wf::app {

std::optional<std::size_t> history_pane(const History& history, const PaneContext& context) {
  const Theme& theme = context.theme();
  if (history.steps().empty()) {
    flow("Nothing has been changed yet.", theme.colours.muted, theme.size.em, context);
    return std::nullopt;
  }
  std::optional<std::size_t> chosen;
  const auto row = [&](std::size_t position, const std::string& text) {
    const bool here = position == history.position();
    ImGui::PushID(static_cast<int>(position));
    // What was taken back is still there, but paler.
    ImGui::PushStyleColor(ImGuiCol_Text,
                          position > history.position() ? theme.colours.muted : theme.colours.ink);
    if (list_row(text.c_str(), here, theme)) chosen = position;
    ImGui::PopStyleColor();
    focus_ring(theme);
    if (here && ImGui::IsWindowAppearing()) {
      ImGui::SetItemDefaultFocus();
      ImGui::SetScrollHereY(0.5F);
    }
    explain_item({text}, context);
    ImGui::PopID();
  };
  row(0, "As it was opened");
  for (std::size_t i = 0; i < history.steps().size(); ++i) {
    row(i + 1, history.steps()[i].text());
  }
  return chosen;
}

}  // namespace wf::app
