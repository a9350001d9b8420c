#pragma once

#include <span>
#include <string>

#include "lessons/diagnostic.h"
#include "lessons/document.h"

namespace wf::lessons {

// The document as it reads at this moment: every live number has its value and its formatted
// text, the branches whose condition fails are gone, formulas have their numbers written in, and
// `table` parts have become ordinary tables. Other live parts are kept: their own prose is
// resolved when it is shown, since a drill has numbers of its own.
// What cannot be evaluated is shown as "?" and reported.
Blocks resolve(std::span<const Block> blocks, const NumberSource& source, const std::string& file,
               Diagnostics& diagnostics);

// Whether these blocks can read otherwise at another moment.
bool is_live(std::span<const Block> blocks);

}  // namespace wf::lessons
