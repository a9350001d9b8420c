#pragma once

#include <optional>
#include <string>

#include "app/cli/picture.h"
#include "app/platform/image.h"
#include "model/core/result.h"

namespace wf::app {

// A lesson as one page at its full height, as wide as asked.
model::Result<Image> lesson_page(const PictureRequest& request);

// A widget's pane: figure, words and knobs.
model::Result<Image> widget_screen(const PictureRequest& request);

// The program's window with this lesson or workload open.
model::Result<Image> program_screen(const PictureRequest& request);

// A widget's or workload's figure alone.
model::Result<std::string> figure_svg(const PictureRequest& request);

// Draws whatever is asked and writes the file; the reason, if that cannot be done.
std::optional<model::Error> draw_picture(const PictureRequest& request);

}  // namespace wf::app
