#pragma once

#include <string>
#include <vector>

#include "lessons/diagnostic.h"
#include "lessons/document.h"

namespace wf::lessons {

// Turns paragraphs that are a condition's mark alone into kCondition blocks around what stands
// between them. A mark without its partner is reported and dropped.
Blocks fold_conditions(Blocks blocks, const std::string& file, Diagnostics& diagnostics);

// Within one paragraph, heading or cell the marks must pair up; if they do not, that is reported
// and all of them are dropped, so that no text is lost.
void check_conditions(std::vector<Inline>& inlines, const std::string& file,
                      Diagnostics& diagnostics);

// The runs that remain when every condition is decided against the source.
std::vector<Inline> decide_conditions(const std::vector<Inline>& inlines,
                                      const NumberSource& source, const std::string& file,
                                      Diagnostics& diagnostics);

}  // namespace wf::lessons
