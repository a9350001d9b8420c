#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/workloads.h"
#include "lessons/lesson.h"
#include "lessons/registry.h"
#include "model/catalogue.h"

// Lessons, widgets and example workloads as the command line names them.
namespace wf::app {

struct Course {
  std::filesystem::path assets;
  model::Catalogue catalogue;
  std::vector<lessons::LessonEntry> lessons;

  const lessons::LessonEntry* lesson(std::string_view id) const;  // "01"
  std::vector<std::filesystem::path> examples() const;            // workload files, by name
  // That of the first lesson with this widget, else the first example that serves.
  model::Scenario scenario_of_widget(std::string_view id) const;
  // Why `what` cannot be found, with what is near.
  std::string unknown(std::string_view what) const;
};

// nullopt: the reason is on `err`, and the program's fault.
std::optional<Course> open_course(Streams& streams);

// `--set PATH=VALUE` on a scenario that no file holds. False: the reason is on `err`.
bool set_all(model::Scenario& scenario, std::span<const std::string> settings,
             const model::Catalogue& catalogue, Streams& streams);

}  // namespace wf::app
