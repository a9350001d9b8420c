#include "app/ui/copy_menu.h"

#include <imgui.h>

namespace wf::app {

void copy_items(const std::vector<CopyEntry>& entries) {
  for (const CopyEntry& each : entries) {
    if (ImGui::MenuItem(("Copy " + each.label).c_str())) {
      ImGui::SetClipboardText(each.text.c_str());
    }
  }
}

void copy_menu(const char* id, const std::vector<CopyEntry>& entries) {
  if (!ImGui::IsPopupOpen(id) || !ImGui::BeginPopup(id)) return;
  copy_items(entries);
  ImGui::EndPopup();
}

bool copy_pressed() {
  return !ImGui::GetIO().WantTextInput &&
         ImGui::IsKeyChordPressed(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_C);
}

}  // namespace wf::app
