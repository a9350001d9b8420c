#pragma once

#include <vector>

#include "app/record/overview.h"
#include "lessons/lesson.h"

namespace wf::app {

// A lesson's text as it is written, heading by heading, without its live numbers.
std::vector<Passage> passages_of(const lessons::Lesson& lesson);

}  // namespace wf::app
