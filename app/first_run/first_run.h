#pragma once

#include "app/shell/pane_context.h"
#include "app/shell/settings.h"

namespace wf::app {

// The page of the first start: looks, what the reader comes for, a GPU to think with. Each has a
// default, so that Enter alone goes on; nothing is asked twice.
enum class FirstRunOutcome {
  kStay,
  kBegin,  // with the first lesson's first question
  kSkip,   // choices that were made are kept all the same
};
FirstRunOutcome draw_first_run(Settings& settings, const PaneContext& context);

}  // namespace wf::app
