#pragma once

#include "app/platform/screen.h"
#include "app/ui/text_view.h"
#include "model/catalogue.h"

namespace wf::app {

// What every pane draws with: made once a frame by the shell.
struct PaneContext {
  const Canvas& canvas;
  const model::Catalogue& catalogue;
  Host& host;

  const Theme& theme() const { return canvas.theme; }
  const Fonts& fonts() const { return canvas.fonts; }
};

}  // namespace wf::app
