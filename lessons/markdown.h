#pragma once

#include <string>
#include <string_view>

#include "lessons/diagnostic.h"
#include "lessons/document.h"

namespace wf::lessons {

// Inside a live part's own prose no further live parts may stand.
enum class PartsAllowed { kYes, kNo };

// CommonMark with tables and strikethrough, plus formulas, live numbers, conditions, citations
// (shield.h) and live parts (live_parts.h). Raw HTML is text; indented code is a paragraph.
// Mistakes are reported with the line in the lesson; `first_line` is that of `text`'s first line.
Blocks parse_markdown(std::string_view text, const std::string& file, int first_line,
                      Diagnostics& diagnostics, PartsAllowed parts = PartsAllowed::kYes);

}  // namespace wf::lessons
