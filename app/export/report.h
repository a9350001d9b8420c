#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/record/record.h"
#include "lessons/lesson.h"
#include "model/assignment.h"
#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/scenario.h"

// A lesson, a workload or everything that was done, as a Markdown file with its figures beside it.
// The same input gives the same bytes.
namespace wf::app {

struct ReportFile {
  std::string markdown;
  struct Figure {
    std::string name;  // "report-1.svg", as the Markdown names it
    std::string svg;
  };
  std::vector<Figure> figures;
};

struct ReportSetting {
  const model::Catalogue& catalogue;
  std::string version;             // of the program
  std::string written;             // when; see utc_text
  std::string stem;                // of the file's name: figures are named after it
  const Record* record = nullptr;  // whose answers and notes; may be absent
};

struct WorkloadToReport {
  std::string file;
  model::Scenario scenario;
  std::vector<std::string> notes;  // of reading the file
  // Of an assignment, with the answers, and the scenario as it was handed out.
  const model::Assignment* assignment = nullptr;
  const model::Scenario* given = nullptr;
};
ReportFile workload_report(const WorkloadToReport& workload, const ReportSetting& setting);

struct LessonToReport {
  const lessons::Lesson& lesson;
  const model::Scenario& scenario;  // as it stands
  const model::Scenario& own;       // the lesson's own
};
ReportFile lesson_report(const LessonToReport& lesson, const ReportSetting& setting);

// Every lesson that the record knows, then the workloads.
ReportFile session_report(const std::vector<LessonToReport>& lessons,
                          const std::vector<WorkloadToReport>& workloads,
                          const ReportSetting& setting);

// The Markdown as `out`, the figures in its folder.
std::optional<model::Error> write_report(const ReportFile& report,
                                         const std::filesystem::path& out);

}  // namespace wf::app
