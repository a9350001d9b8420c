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

// A lesson as it is opened: on its own scenario, or with a workload of the reader's own.
struct OpenedLesson {
  lessons::Lesson lesson;
  model::Scenario scenario;  // with `--with` and `--set`
  model::Scenario own;
  std::string words;  // with whose workload it is read, and what that one lacks
};
inline constexpr Option kWithOption{
    "--with", "FILE", "read a lesson with this workload of your own in place of the lesson's",
    Completes::kFiles};
// Not kSuccess: the reason is on `err`.
int open_lesson(const lessons::LessonEntry& entry, const Course& course, const Arguments& arguments,
                Streams& streams, OpenedLesson& opened);

// `--set PATH=VALUE` on a scenario that no file holds. False: the reason is on `err`.
bool set_all(model::Scenario& scenario, std::span<const std::string> settings,
             const model::Catalogue& catalogue, Streams& streams);

}  // namespace wf::app
