#include "app/export/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/course.h"
#include "app/record/record.h"
#include "lessons/lesson_scenario.h"
#include "model/report.h"

// `wallfinder report WHAT -o OUT.md`: what to hand in, to keep, or to read without the program.
namespace wf::app {
namespace {

// The learner's record, where there is one: a report makes none.
std::optional<Record> existing_record() {
  const auto file = record_file();
  std::error_code failed;
  if (!file || !std::filesystem::exists(*file, failed)) return std::nullopt;
  return Record::open(*file);
}

int write(const ReportFile& report, const std::filesystem::path& out, Streams& streams) {
  if (const auto fault = write_report(report, out)) {
    streams.err << "wallfinder report: " << printable(fault->text()) << "\n";
    return kBadInput;
  }
  streams.out << out.string() << "\n";
  return kSuccess;
}

struct ReadLesson {
  lessons::Lesson lesson;
  model::Scenario scenario;  // as the learner left it
  model::Scenario own;
};

model::Result<ReadLesson> read_lesson(const lessons::LessonEntry& entry, const Course& course,
                                      const std::optional<Record>& record) {
  lessons::Lesson lesson = lessons::load_lesson(entry.file);
  auto own = lessons::lesson_scenario(lesson, course.assets, course.catalogue);
  if (!own) return own.error();
  model::Scenario scenario = *own;
  const auto state = record ? record->lesson(lesson.id) : std::nullopt;
  if (state && !state->scenario.empty()) {
    auto left =
        model::read_workload(state->scenario, "record", entry.file.parent_path(), course.catalogue);
    if (left) scenario = std::move(left->scenario);
  }
  return ReadLesson{std::move(lesson), std::move(scenario), std::move(*own)};
}

int report(const Arguments& arguments, Streams& streams) {
  const std::string& what = arguments.positional[0];
  if (!arguments.has("-o")) return refuse(streams, "report", "-o FILE is missing");
  const std::filesystem::path out = arguments.values("-o").back();
  if (out.extension() != ".md") return refuse(streams, "report", "the output must end in .md");
  const auto settings = arguments.values("--set");
  const auto course = open_course(streams);
  if (!course) return kProgramFault;
  std::optional<Record> record;
  if (!arguments.has("--no-record")) record = existing_record();
  if (record && !record->complaint().empty()) {
    streams.err << "warning: " << printable(record->complaint()) << "\n";
  }
  ReportSetting setting{.catalogue = course->catalogue,
                        .version = std::string(program_version()),
                        .written = utc_text(streams.screen.now()),
                        .stem = out.stem().string(),
                        .record = record ? &*record : nullptr};

  if (const lessons::LessonEntry* entry = course->lesson(what)) {
    auto read = read_lesson(*entry, *course, record);
    if (!read) {
      streams.err << "wallfinder: " << printable(read.error().text()) << "\n";
      return kProgramFault;
    }
    if (!set_all(read->scenario, settings, course->catalogue, streams)) return kBadInput;
    return write(lesson_report({read->lesson, read->scenario, read->own}, setting), out, streams);
  }
  if (what == "session") {
    if (!record) return refuse(streams, "report", "there is no learner's record yet");
    std::vector<ReadLesson> read;
    for (const lessons::LessonEntry& entry : course->lessons) {
      if (!record->lesson(entry.id)) continue;
      if (auto lesson = read_lesson(entry, *course, record)) read.push_back(std::move(*lesson));
    }
    std::vector<LessonToReport> reported;
    for (const ReadLesson& each : read) reported.push_back({each.lesson, each.scenario, each.own});
    return write(session_report(reported, {}, setting), out, streams);
  }
  if (what != "-" && !std::filesystem::exists(what)) {
    return refuse(streams, "report", course->unknown(what));
  }
  auto workload = open_workload(what, settings, course->catalogue, streams);
  if (!workload) return kBadInput;
  const model::Report numbers = model::make_report(workload->scenario);
  const auto claims = model::check_assertions(workload->scenario, numbers);
  const WorkloadToReport reported{workload->file, std::move(workload->scenario),
                                  std::move(workload->notes),
                                  workload->assignment ? &*workload->assignment : nullptr,
                                  workload->given ? &*workload->given : nullptr};
  const int code = write(workload_report(reported, setting), out, streams);
  if (code != kSuccess) return code;
  const bool hold = std::all_of(claims.begin(), claims.end(),
                                [](const model::AssertionResult& each) { return each.holds; });
  return hold ? kSuccess : kAssertionFailed;
}

constexpr Option kOptions[] = {
    {"-o", "FILE", "where the report goes: .md; its figures are put beside it as .svg",
     Completes::kFiles},
    {"--no-record", "", "without the learner's own answers and notes"},
    kSetOption,
};
constexpr Example kExamples[] = {
    {"wallfinder report 01 -o lesson-01.md", "a lesson with your answers and notes"},
    {"wallfinder report session -o learnt.md", "everything that you did so far"},
    {"wallfinder report chat.json -o chat.md", "a workload: what binds, and the arithmetic"},
    {"wallfinder report homework.json -o homework.md", "an assignment, answered or not"},
};

}  // namespace

extern const Command kReportCommand;
const Command kReportCommand{
    .name = "report",
    .arguments = "LESSON|FILE|session",
    .least = 1,
    .most = 1,
    .summary = "write a Markdown report of a lesson or a workload, with its figures",
    .details =
        "Of a lesson: predictions and drills with how far off they were, open questions marked as "
        "such, notes, the scenario and what was turned, the arithmetic, sources. Of a workload: "
        "what binds, claims of `assert`, every quantity, the arithmetic. Of an assignment, too: "
        "every "
        "question with its answer, what was changed, and what is missing.",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = report,
};

}  // namespace wf::app
