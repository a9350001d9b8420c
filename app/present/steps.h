#pragma once

#include <string>
#include <vector>

#include "lessons/document.h"
#include "lessons/live_parts.h"

namespace wf::app {

// What stands on the projector at once: a stretch of a lesson's blocks.
struct PresentStep {
  std::size_t begin = 0;  // blocks of the resolved document; none: the title page
  std::size_t end = 0;
  std::string heading;                            // under which it stands
  std::string section;                            // the heading of level 1 or 2 above it
  std::shared_ptr<const lessons::LivePart> part;  // where it holds one, it holds only that
};

// The title page, then each heading's text in pieces that can be read from the last row, and each
// question, derivation and widget by itself.
std::vector<PresentStep> present_steps(const lessons::Blocks& document);

}  // namespace wf::app
