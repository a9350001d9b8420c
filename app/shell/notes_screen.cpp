#include "app/shell/notes_screen.h"

#include <fmt/format.h>
#include <imgui.h>

#include "app/shell/shell.h"

namespace wf::app {

void NotesScreen::before_frame(Host& host) {
  // Nothing here can be pressed, so keys need not move a focus: they are all commands.
  ImGui::GetIO().ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  const Look look = notes_look(shell_.settings().look);
  // A window that was opened anew has a context without style.
  const bool fresh = ImGui::GetFrameCount() == 0;
  if (!fresh && theme_.look == look && theme_.dpi_scale == host.scale()) return;
  theme_ = make_theme(look, host.scale());
  apply(theme_, host.fonts().regular);
  host.request_redraw();
}

void NotesScreen::frame(Host& host) {
  shell_.run_keys();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("Notes", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  // A key may have ended the presentation; the window goes with it.
  PresenterNotes* notes = shell_.notes();
  if (notes != nullptr && shell_.math() != nullptr) {
    const Canvas canvas{theme_, host.fonts(), *shell_.math(), {}};
    notes->draw({canvas, shell_.workspace().catalogue(), host});
    std::string title = fmt::format("Notes · {}", shell_.presenter()->lesson().title);
    if (title != title_ || ImGui::GetFrameCount() == 1) host.set_title(title_ = std::move(title));
  }
  ImGui::End();
}

bool NotesScreen::may_close() {
  if (shell_.notes_shown()) shell_.toggle_notes();
  return true;
}

}  // namespace wf::app
