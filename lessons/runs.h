#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lessons/document.h"

// Text that the program itself puts beside a lesson's: words as a run, runs as a paragraph.
namespace wf::lessons {

inline Inline text_run(std::string text) {
  Inline run;
  run.text = std::move(text);
  return run;
}

inline Block paragraph(std::vector<Inline> runs) {
  Block block;
  block.inlines = std::move(runs);
  return block;
}

}  // namespace wf::lessons
