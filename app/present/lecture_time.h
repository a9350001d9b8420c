#pragma once

#include <optional>
#include <string>

#include "app/present/steps.h"
#include "lessons/lesson.h"

namespace wf::app {

// Where the plan of the class is at a step: the part of the timebox whose section stands there.
struct PlannedPart {
  const lessons::Teaching::Part* part = nullptr;
  int from = 0;  // minutes after the beginning
  int until = 0;
};
// Nothing where the lesson has no timebox, or the step comes before it.
std::optional<PlannedPart> planned_at(const lessons::Lesson& lesson,
                                      const std::vector<PresentStep>& steps, int step);

// "3 minutes behind: this part was to end at minute 12".
std::string pace_words(const PlannedPart& planned, int minute);

}  // namespace wf::app
