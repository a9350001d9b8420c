#pragma once

#include <imgui.h>

#include <functional>
#include <memory>

#include "app/platform/metrics.h"
#include "app/platform/screen.h"
#include "app/ui/text_view.h"

namespace wf::app {

// One pane over the whole of a picture.
class PaneScreen final : public Screen {
 public:
  explicit PaneScreen(const Look& look) : look_(look) {}

  void before_frame(Host& host) override {
    if (!math_) {
      auto math = MathMetrics::open(host.fonts().folder / "latinmodern-math.otf");
      if (math) math_ = std::move(*math);
    }
    theme_ = make_theme(look_, host.scale());
    apply(theme_, host.fonts().regular);
  }

  void frame(Host& host) override {
    if (!math_) return;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, theme_.colours.paper);
    ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoNav);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    const Canvas canvas{theme_, host.fonts(), *math_, {}};
    if (draw) draw(canvas, host);
    ImGui::End();
  }

  std::function<void(const Canvas&, Host&)> draw;

 private:
  Look look_;
  Theme theme_;
  std::shared_ptr<const MathMetrics> math_;
};

}  // namespace wf::app
