#pragma once

#include <string>

#include "widgets/figure/layout.h"

namespace wf::widgets {

// A layout as a standalone SVG document, byte for byte the same for the same input. Text stays
// text, set in Inter where there is one; the title and description are there for screen readers.
std::string to_svg(const Figure& figure, const Layout& layout, const Theme& theme);

// Lays out with InterMetrics and writes, in one step.
std::string to_svg(const Figure& figure, double width, double height, ThemeName name,
                   double text_scale = 1);

}  // namespace wf::widgets
