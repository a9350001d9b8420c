#include "app/present/lecture_time.h"

#include <fmt/format.h>

namespace wf::app {
namespace {

std::string minutes(int count) { return fmt::format("{} minute{}", count, count == 1 ? "" : "s"); }

}  // namespace

std::optional<PlannedPart> planned_at(const lessons::Lesson& lesson,
                                      const std::vector<PresentStep>& steps, int step) {
  const auto& timebox = lesson.teaching.timebox;
  std::optional<PlannedPart> planned;
  std::size_t next = 0;  // a section without minutes of its own belongs to the part before
  for (int i = 0; i <= step && i < static_cast<int>(steps.size()); ++i) {
    const std::string& section = steps[static_cast<std::size_t>(i)].section;
    for (std::size_t k = next; k < timebox.size(); ++k) {
      if (timebox[k].section != section) continue;
      int from = planned ? planned->until : 0;
      for (; next < k; ++next) from += timebox[next].minutes;
      planned = {&timebox[k], from, from + timebox[k].minutes};
      next = k + 1;
    }
  }
  return planned;
}

std::string pace_words(const PlannedPart& planned, int minute) {
  if (minute > planned.until) {
    return fmt::format("{} behind: this part was to end at minute {}",
                       minutes(minute - planned.until), planned.until);
  }
  if (minute < planned.from) {
    return fmt::format("{} ahead: this part begins at minute {}", minutes(planned.from - minute),
                       planned.from);
  }
  return fmt::format("This part takes until minute {}", planned.until);
}

}  // namespace wf::app
