#pragma once

#include <string>
#include <string_view>

#include "app/platform/screen.h"
#include "app/ui/text_view.h"
#include "model/catalogue.h"

namespace wf::app {

// What every pane draws with: made once a frame by the shell.
struct PaneContext {
  const Canvas& canvas;
  const model::Catalogue& catalogue;
  Host& host;
  // Where the quantity or knob under the pointer goes, to be lit up everywhere in the next frame.
  std::string* pointed = nullptr;

  void point_at(std::string_view id) const {
    if (pointed != nullptr) *pointed = id;
  }
  bool lit(std::string_view id) const { return !id.empty() && canvas.lit == id; }

  const Theme& theme() const { return canvas.theme; }
  const Fonts& fonts() const { return canvas.fonts; }
};

}  // namespace wf::app
