#include "app/analysis/search_combo.h"

#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cctype>

#include "app/explorer/words.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::optional<std::size_t> search_combo(const char* label, const std::string& shown,
                                        const std::vector<std::string>& names, float width,
                                        std::string& typed, const PaneContext& context) {
  std::optional<std::size_t> chosen;
  const Theme& theme = context.theme();
  const float room = width - ImGui::GetFrameHeight() - theme.size.space(4);
  const std::string preview = cut_to(context.fonts().regular, theme.size.em, shown, room);
  ImGui::SetNextItemWidth(width);
  const bool open = ImGui::BeginCombo(label, preview.c_str(), ImGuiComboFlags_HeightLarge);
  if (!open) {
    focus_ring(theme);
    return chosen;
  }
  if (ImGui::IsWindowAppearing()) {
    typed.clear();
    ImGui::SetKeyboardFocusHere();
  }
  ImGui::SetNextItemWidth(std::max(width - theme.size.space(4), theme.size.em * 12));
  const bool entered = ImGui::InputTextWithHint("##narrow", "Type to narrow", &typed,
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  const std::string wanted = lower(typed);
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (lower(names[i]).find(wanted) == std::string::npos) continue;
    if (!first) first = i;
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Selectable(names[i].c_str(), names[i] == shown)) chosen = i;
    ImGui::PopID();
  }
  if (!first)
    line_of("None of them", theme.colours.muted, context.fonts().regular, theme.size.em, width);
  if (entered && first) {
    chosen = first;
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndCombo();
  return chosen;
}

}  // namespace wf::app
