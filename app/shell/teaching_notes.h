#pragma once

#include <cstdint>

#include "app/lesson/session.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// A lesson's notes for its lecturer, with the numbers of the scenario that is shown.
class TeachingNotes {
 public:
  // At Dear ImGui's cursor, over the width that is free.
  void draw(const LessonSession& session, const PaneContext& context);

 private:
  TextView view_;
  lessons::Blocks notes_;
  const lessons::Lesson* lesson_ = nullptr;
  std::uint64_t session_version_ = 0;
  std::uint64_t version_ = 0;
};

}  // namespace wf::app
