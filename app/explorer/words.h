#pragma once

#include <string_view>
#include <vector>

#include "app/shell/pane_context.h"

// Short texts of panes: what needs no layout of its own.
namespace wf::app {

// A piece of running text.
struct Words {
  std::string_view text;
  ImU32 colour;
  Face Fonts::*face = &Fonts::regular;
};

// Lines longer than this many em of the text's usual size are hard to follow from one to the next.
inline constexpr float kMeasure = 46;

// Running text over the width that is free, up to the measure, broken at spaces, `em` pixels large.
void flow(const std::vector<Words>& pieces, float em, const PaneContext& context);
void flow(std::string_view text, ImU32 colour, float em, const PaneContext& context);

// One line, cut with "…" where it is longer than `width`. The cursor moves on by a line.
void line_of(std::string_view text, ImU32 colour, const Face& face, float em, float width);

// The same text so short that it fits.
std::string cut_to(const Face& face, float em, std::string_view text, float width);

// A name so short that it fits, first without its maker: "H200 SXM5 141 GB" says more than
// "NVIDIA H200 SXM5 1…".
std::string without_maker_to(const Face& face, float em, std::string_view name, float width);

// Text at a place of the window, baseline given; takes no room.
void place_text(std::string_view text, ImVec2 baseline, ImU32 colour, const Face& face, float em);

// A heading with space above it.
void heading(std::string_view text, const PaneContext& context);

// One of a few words of which one is chosen: it is underlined. True when it is pressed.
bool segment(const char* label, bool chosen, const PaneContext& context);

// A tooltip for the last item, in a readable measure. `lines` are paragraphs.
void explain_item(const std::vector<std::string>& lines, const PaneContext& context);

}  // namespace wf::app
