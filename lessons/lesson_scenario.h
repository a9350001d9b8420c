#pragma once

#include <filesystem>

#include "lessons/lesson.h"
#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/scenario.h"

namespace wf::lessons {

// The scenario on which a lesson opens: `scenario:` of its front matter names a workload file
// (without .json) beside the lesson or among the example workloads of `assets`; its `set:` is then
// applied. Error: the file that cannot be read, or the setting.
model::Result<model::Scenario> lesson_scenario(const Lesson& lesson,
                                               const std::filesystem::path& assets,
                                               const model::Catalogue& catalogue);

}  // namespace wf::lessons
