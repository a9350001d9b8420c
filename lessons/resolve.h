#pragma once

#include <string>

#include "lessons/diagnostic.h"
#include "lessons/document.h"

namespace wf::lessons {

// The document as it reads at this moment: every live number has its value and its formatted
// text, the branches whose condition fails are gone, formulas have their numbers written in, and
// `table` parts have become ordinary tables. Other live parts are kept: their own prose is
// resolved when it is shown, since a drill has numbers of its own.
// What cannot be evaluated is shown as "?" and reported.
Blocks resolve(const Blocks& blocks, const NumberSource& source, const std::string& file,
               Diagnostics& diagnostics);

}  // namespace wf::lessons
