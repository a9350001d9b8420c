#pragma once

#include "lessons/lesson.h"

namespace wf::lessons {

// Finds numbers with a unit of the model ("80 GB", "$2", "40 %", "8 GPUs") that are typed into
// prose, where a live number would follow the reader's hardware. Allowed are
//
//   * live numbers, formulas and code;
//   * a sentence with a citation, in it or right behind it: "An H100 has 80 GB.[^h100]" - a fact of
//     the world, whose source stands in the front matter;
//   * a sentence marked [^given]: the text itself sets or defines the number;
//   * a quotation (>) with a citation anywhere in it;
//   * options of a question that are offered, not stated;
//   * the front matter.
Diagnostics lint(const Lesson& lesson);

}  // namespace wf::lessons
