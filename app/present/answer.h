#pragma once

#include "app/lesson/session.h"

namespace wf::app {

// What is right and why, of a prediction or a drill at this moment, whatever anybody answered: for
// whoever asks the question. Empty for other parts.
lessons::Blocks answer_of(const LessonSession& session, const lessons::LivePart& part);

}  // namespace wf::app
