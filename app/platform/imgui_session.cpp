#include "app/platform/imgui_session.h"

#include <imgui.h>

namespace wf::app {

ImGuiSession::ImGuiSession() : context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // the program keeps its own settings
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigInputTextCursorBlink = false;  // a blinking caret would redraw an idle window for ever
}

ImGuiSession::~ImGuiSession() { ImGui::DestroyContext(context_); }

void ImGuiSession::make_current() const { ImGui::SetCurrentContext(context_); }

model::Result<std::unique_ptr<ImGuiSession>> ImGuiSession::create() {
  const model::Result<std::filesystem::path> folder = find_fonts();
  if (!folder) return folder.error();
  std::unique_ptr<ImGuiSession> session(new ImGuiSession);
  model::Result<Fonts> fonts = load_fonts(folder.value());
  if (!fonts) return fonts.error();
  session->fonts_ = fonts.value();
  return session;
}

}  // namespace wf::app
