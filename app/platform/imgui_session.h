#pragma once

#include <memory>

#include "app/platform/fonts.h"
#include "model/core/result.h"

struct ImGuiContext;

namespace wf::app {

// A Dear ImGui context with our settings and fonts, without window or renderer. The context is
// current after creation; whoever keeps several makes the right one current before using it.
class ImGuiSession {
 public:
  static model::Result<std::unique_ptr<ImGuiSession>> create();
  ~ImGuiSession();
  ImGuiSession(const ImGuiSession&) = delete;
  ImGuiSession& operator=(const ImGuiSession&) = delete;

  const Fonts& fonts() const { return fonts_; }
  ImGuiContext* context() const { return context_; }
  void make_current() const;

 private:
  ImGuiSession();
  ImGuiContext* context_;
  Fonts fonts_;
};

}  // namespace wf::app
