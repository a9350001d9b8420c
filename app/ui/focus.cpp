#include "app/ui/focus.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <array>

namespace wf::app {

bool is_focused(const char* label) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  return g.NavCursorVisible && g.NavId == ImGui::GetID(label);
}

void FocusKeeper::after_frame() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const ImGuiID focus = g.NavCursorVisible && g.NavWindow != nullptr ? g.NavId : 0;
  if (focus == 0 || g.NavIdIsAlive || focus != seen_) {
    seen_ = g.NavIdIsAlive ? focus : 0;
    tries_ = 0;
    return;
  }
  // Unless it is on its way to somewhere: what replaced the control may have asked for it, and a
  // popup gives back what was below.
  if (g.NavMoveSubmitted || g.NavMoveForwardToNextFrame || g.NavInitRequest) return;
  // First in the order of reading: what now stands there or below; where nothing does, beside it.
  constexpr std::array kWays = {ImGuiDir_Down, ImGuiDir_Left, ImGuiDir_Right, ImGuiDir_Up};
  if (static_cast<std::size_t>(tries_) < kWays.size() && g.NavWindow->Active) {
    const ImGuiDir way = kWays[static_cast<std::size_t>(tries_++)];
    ImGui::NavMoveRequestForward(way, way, ImGuiNavMoveFlags_None,
                                 ImGuiScrollFlags_KeepVisibleEdgeY);
  } else {
    seen_ = 0;
  }
}

}  // namespace wf::app
