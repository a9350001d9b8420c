#include "app/ui/copy_menu.h"

#include <imgui.h>

#include "app/ui/controls.h"

namespace wf::app {

void copy_items(const std::vector<CopyEntry>& entries) {
  for (const CopyEntry& each : entries) {
    if (ImGui::MenuItem(("Copy " + each.label).c_str())) {
      ImGui::SetClipboardText(each.text.c_str());
    }
  }
}

void copy_menu(const char* id, const std::vector<CopyEntry>& entries, const Theme& theme) {
  if (!ImGui::IsPopupOpen(id) || !begin_menu_popup(id, theme)) return;
  copy_items(entries);
  end_menu_popup();
}

bool copy_pressed() {
  return !ImGui::GetIO().WantTextInput &&
         ImGui::IsKeyChordPressed(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_C);
}

}  // namespace wf::app
