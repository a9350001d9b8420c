#pragma once

#include <functional>
#include <memory>

#include "app/platform/metrics.h"
#include "app/platform/screen.h"
#include "app/ui/text_view.h"
#include "app/ui/theme.h"

namespace wf::app::testing {

// A screen that is one window over everything, in our theme, for tests of single views.
class UiScreen : public Screen {
 public:
  explicit UiScreen(std::function<void(const Canvas&)> content) : content_(std::move(content)) {}

  void before_frame(Host& host) override {
    if (!math_) math_ = MathMetrics::open(host.fonts().folder / "latinmodern-math.otf").value();
    theme_ = make_theme(look, host.scale());
    apply(theme_, host.fonts().regular);
  }

  void frame(Host& host) override {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration);
    ImGui::PopStyleVar();
    content_({theme_, host.fonts(), *math_, lit});
    ImGui::End();
  }

  void on_drop(const std::vector<std::filesystem::path>& files, Host&) override {
    dropped.insert(dropped.end(), files.begin(), files.end());
  }

  Look look;
  std::string lit;
  std::vector<std::filesystem::path> dropped;

 private:
  std::function<void(const Canvas&)> content_;
  std::shared_ptr<const MathMetrics> math_;
  Theme theme_;
};

}  // namespace wf::app::testing
