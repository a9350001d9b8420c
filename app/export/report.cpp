#include "app/export/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/assignment_words.h"
#include "app/cli/quantity_table.h"
#include "app/cli/scenario_words.h"
#include "app/cli/text.h"
#include "app/cli/verdict.h"
#include "app/cli/whole_file.h"
#include "app/explorer/findings.h"
#include "app/export/markdown.h"
#include "app/record/overview.h"
#include "lessons/lesson_scenario.h"
#include "lessons/model_source.h"
#include "lessons/plain.h"
#include "lessons/resolve.h"
#include "model/explain.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/units.h"
#include "model/workload_file.h"
#include "widgets/figure/svg.h"
#include "widgets/figures.h"
#include "widgets/registry.h"

namespace wf::app {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr double kFigureWidth = 760;
constexpr double kFigureHeight = 480;
// The quantity, its parts and theirs; what lies deeper is the same for every multiply.
constexpr std::size_t kArithmeticDepth = 2;
constexpr const char* kNotAnswered = "**not answered**";
constexpr const char* kMissing = "**missing**";

// "2026-11-21T12:00:00.000Z" -> "2026-11-21 12:00 UTC"
std::string to_the_minute(std::string_view utc) {
  if (utc.size() < 16) return std::string(utc);
  return fmt::format("{} {} UTC", utc.substr(0, 10), utc.substr(11, 5));
}

// Writes one report, section by section.
class Writer {
 public:
  explicit Writer(const ReportSetting& setting) : setting_(setting) {}

  ReportFile take() {
    while (file_.markdown.ends_with("\n\n")) file_.markdown.pop_back();
    return std::move(file_);
  }

  void head(const std::string& title) {
    heading(1, title);
    paragraph(fmt::format("Wallfinder {}, written {}.", setting_.version,
                          to_the_minute(setting_.written)));
  }
  void heading(int level, std::string_view title) {
    file_.markdown +=
        std::string(static_cast<std::size_t>(level), '#') + " " + cell(title) + "\n\n";
  }
  void paragraph(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.empty()) file_.markdown += std::string(text) + "\n\n";
  }
  void table(const Rows& rows) {
    if (rows.size() > 1) file_.markdown += markdown_table(rows) + "\n";
  }
  void list(const std::vector<std::string>& items) {
    for (const std::string& item : items) file_.markdown += "- " + cell(item) + "\n";
    if (!items.empty()) file_.markdown += "\n";
  }
  void figure(const widgets::Figure& figure) {
    const std::string name = fmt::format("{}-{}.svg", setting_.stem, file_.figures.size() + 1);
    // A picture is never without words: the title, or what its description begins with.
    const std::string_view words =
        figure.title.empty() ? std::string_view(figure.describe) : std::string_view(figure.title);
    const std::string_view alt =
        figure.title.empty() ? words.substr(0, words.find_first_of(":.;")) : words;
    paragraph(fmt::format("![{}]({})", cell(alt), name));
    paragraph(figure.describe);
    file_.figures.push_back(
        {name, widgets::to_svg(figure, kFigureWidth, kFigureHeight, widgets::ThemeName::kLight)});
  }

  void design(const model::Scenario& scenario, const model::Report& report, int level) {
    paragraph(design_line(scenario) + ".");
    heading(level, "What binds");
    for (const model::SectionWalls& section : report.sections) {
      paragraph(capitalised(binding_sentence(scenario, report, section)));
      Rows rows = {{"Wall", "Headroom"}};
      for (const model::Headroom& wall : section.walls.ascending) {
        rows.push_back({std::string(model::name_of(wall.wall)), factor_text(wall.factor)});
      }
      table(rows);
    }
    if (report.sections.empty()) paragraph("This states no load, so no wall stops it.");
    if (const std::string remedy = mitigation_sentence(scenario, report); !remedy.empty()) {
      paragraph(capitalised(remedy));
    }
  }

  // Knobs that do not stand where they do by default, or where `own` has them.
  void knobs(const model::Scenario& scenario, const model::Scenario* own, int level) {
    heading(level,
            own == nullptr ? "Knobs that differ from their defaults" : "Knobs that were turned");
    Rows rows = {{"Knob", own == nullptr ? "Default" : "The lesson's own", "Here"}};
    if (own != nullptr) {
      for (const ChangedKnob& each : changed_knobs(*own, scenario)) {
        rows.push_back({"`" + each.path + "`", each.before, each.after});
      }
    } else {
      for (const model::Knob& knob : model::knobs()) {
        const std::string_view path = knob.term.id;
        // Those are the model and the GPU by name.
        if (path.starts_with("model.") || path.starts_with("cluster.gpu.")) continue;
        const auto value = knob.get(scenario);
        if (!value || *value == knob.initial) continue;
        rows.push_back(
            {"`" + std::string(path) + "`", shown(knob, knob.initial), shown(knob, *value)});
      }
    }
    if (rows.size() == 1) paragraph("None.");
    table(rows);
  }

  void quantities(const model::Report& report, int level) {
    heading(level, "Quantities");
    for (const QuantityGroup& group : quantity_groups(report)) {
      Rows rows = {{group.title, "Expected", "Bound", "Id"}};
      for (const model::Reading* reading : group.readings) {
        rows.push_back({std::string(short_name(*reading->term)),
                        value_text(reading->value, reading->term->unit), bound_text(*reading),
                        "`" + std::string(reading->term->id) + "`"});
      }
      table(rows);
    }
  }

  // `settings`: the knobs that the derivation turns for itself.
  void arithmetic(const model::Scenario& scenario, std::string_view quantity,
                  const lessons::Overrides& settings, int level) {
    const auto derivation = model::derive(scenario, quantity, model::Side::kExpected);
    if (!derivation || derivation->steps.empty()) return;
    heading(level, fmt::format("The arithmetic: {}", short_name(*derivation->steps[0].term)));
    std::string with;
    for (const lessons::Override& each : settings) {
      with += fmt::format("{}`{}` = {}", with.empty() ? "With " : ", ", each.path, each.value);
    }
    if (!with.empty()) paragraph(with + ".");
    paragraph(arithmetic_markdown(*derivation, kArithmeticDepth));
    for (const std::string& each : sources_of(*derivation)) {
      if (std::find(sources_.begin(), sources_.end(), each) == sources_.end()) {
        sources_.push_back(each);
      }
    }
  }

  void assertions(const model::Scenario& scenario, const model::Report& report, int level) {
    const auto results = model::check_assertions(scenario, report);
    if (results.empty()) return;
    heading(level, "What must hold");
    Rows rows = {{"", "Claim", "What it is"}};
    for (const model::AssertionResult& each : results) {
      rows.push_back({each.holds ? "✓ holds" : "✗ fails", each.text, each.detail});
    }
    table(rows);
  }

  void sources(const std::vector<std::string>& more, int level) {
    std::vector<std::string> all = more;
    all.insert(all.end(), sources_.begin(), sources_.end());
    if (all.empty()) return;
    heading(level, "Sources");
    list(all);
    sources_.clear();
  }

 private:
  static std::string shown(const model::Knob& knob, double value) {
    if (!knob.choices.empty()) {
      const auto index = static_cast<std::size_t>(std::max(0.0, value));
      if (index < knob.choices.size()) return std::string(knob.choices[index]);
    }
    return model::format_magnitude(value, knob.term.unit, {.digits = 4});
  }

  const ReportSetting& setting_;
  ReportFile file_;
  std::vector<std::string> sources_;
};

// The numbers that people ask for first, and those that an assignment asks for, as far as the
// scenario has them.
std::vector<std::string_view> main_quantities(const model::Report& report,
                                              const model::Assignment* assignment) {
  std::vector<std::string_view> wanted = {"decode.step_time", "prefill.time", "training.step_time"};
  if (assignment != nullptr) {
    for (const std::string& field : assignment->required) {
      const bool known = std::find(wanted.begin(), wanted.end(), field) != wanted.end();
      if (!known && model::find_quantity(field) != nullptr) wanted.push_back(field);
    }
  }
  std::erase_if(wanted, [&](std::string_view id) {
    const model::Reading* reading = report.find(id);
    return reading == nullptr || !reading->value;
  });
  return wanted;
}

// The task, every question with its answer, what was turned, and what is missing.
void write_assignment(Writer& out, const WorkloadToReport& workload, const model::Report& report,
                      int level) {
  const model::Assignment& assignment = *workload.assignment;
  const AssignmentStanding standing =
      standing_of(assignment, *workload.given, workload.scenario, report);
  const std::string name = assignment.answer(model::kNameField);
  if (!name.empty() || assignment.is_required(model::kNameField)) {
    out.paragraph("Handed in by " + (name.empty() ? std::string(kMissing) : cell(name)) + ".");
  }
  out.heading(level, "The task");
  if (!assignment.lesson.empty()) {
    out.paragraph(fmt::format("It belongs to lesson {}.", assignment.lesson));
  }
  for (const std::string& paragraph : assignment.instructions) out.paragraph(paragraph);

  Rows rows = {{"Question", "Answer", "The model's", ""}};
  for (const AssignmentStanding::Answered& each : standing.answers) {
    const bool open = each.grade.standing == model::Grade::Standing::kMissing;
    rows.push_back({each.question->ask,
                    !open           ? each.grade.answer
                    : each.required ? std::string(kNotAnswered)
                                    : std::string("left open, as it may be"),
                    open ? "" : each.grade.right,
                    open ? "" : grade_words(*each.question, each.grade)});
  }
  if (rows.size() > 1) out.heading(level, "Questions");
  out.table(rows);

  out.heading(level, "Knobs that were changed");
  rows = {{"Knob", "As handed out", "Here", ""}};
  for (const AssignmentStanding::Changed& each : standing.changes) {
    rows.push_back({"`" + each.knob.path + "`", each.knob.before, each.knob.after,
                    each.fault.empty() ? "" : "✗ " + each.fault});
  }
  if (rows.size() == 1) out.paragraph("None.");
  out.table(rows);

  out.heading(level, "What the report must have");
  rows = {{"", "Field"}};
  for (const model::RequiredField& each : standing.required) {
    rows.push_back({each.present ? "✓" : kMissing, field_words(assignment, each.id)});
  }
  const auto missing = standing.missing();
  out.paragraph(rows.size() == 1 ? std::string("Nothing in particular.")
                : missing.empty()
                    ? std::string("All of it is there.")
                    : fmt::format("{} of {} missing.", missing.size(), standing.required.size()));
  out.table(rows);
}

void write_workload(Writer& out, const WorkloadToReport& workload, int level) {
  const model::Scenario& scenario = workload.scenario;
  const model::Report report = model::make_report(scenario);
  if (workload.assignment != nullptr && workload.given != nullptr) {
    write_assignment(out, workload, report, level);
  }
  out.design(scenario, report, level);
  out.assertions(scenario, report, level);
  for (const model::SectionWalls& section : report.sections) {
    out.figure(headroom_figure(section.walls, nullptr, section.section));
  }
  out.knobs(scenario, nullptr, level);
  out.quantities(report, level);
  for (const std::string_view id : main_quantities(report, workload.assignment)) {
    out.arithmetic(scenario, id, {}, level);
  }
  std::vector<std::string> notes = workload.notes;
  for (const std::string& note : report.notes) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  if (!notes.empty()) {
    out.heading(level, "Notes of the estimate");
    out.list(notes);
  }
  out.sources({}, level);
}

// What a lesson asks, with what was answered.
class Answers {
 public:
  Answers(const LessonToReport& lesson, const ReportSetting& setting)
      : lesson_(lesson.lesson), source_(lesson.scenario, setting.catalogue, lesson.own) {
    if (setting.record != nullptr) given_ = setting.record->last_answers(lesson.lesson.id);
  }

  // Questions that nobody answered stand there, too, and say so.
  void write(Writer& out, std::string_view kind, int level) {
    Rows rows = {{"Question", "Your answer", "The model's", "Off by", "Right"}};
    int open = 0;
    for (const lessons::LivePart* part : lesson_.parts()) {
      if (part->word != kind) continue;
      const GivenAnswer* given = find(part->id);
      if (given == nullptr || given->skipped) ++open;
      rows.push_back(
          {question(*part),
           given == nullptr ? kNotAnswered
           : given->skipped ? "skipped"
                            : given->given,
           right_answer(*part, given),
           given != nullptr && given->factor ? model::format_number(*given->factor, 3) + "×" : "",
           given == nullptr || given->skipped ? ""
           : given->right                     ? "✓"
                                              : "✗"});
    }
    if (rows.size() == 1) return;
    out.heading(level, kind == "predict" ? "Predictions" : "Drills");
    if (open > 0) {
      out.paragraph(fmt::format("{} of {} without an answer.", open, rows.size() - 1));
    }
    out.table(rows);
  }

 private:
  const GivenAnswer* find(const std::string& part) const {
    for (const GivenAnswer& each : given_) {
      if (each.part == part) return &each;
    }
    return nullptr;
  }

  static std::string line(std::string words) {
    std::replace(words.begin(), words.end(), '\n', ' ');
    while (words.ends_with(' ')) words.pop_back();
    return words;
  }

  std::string words(const lessons::Blocks& blocks, const lessons::Overrides& numbers = {}) {
    lessons::Diagnostics ignored;
    const lessons::OverriddenSource here(source_, numbers);
    return line(lessons::plain_words(lessons::resolve(blocks, here, lesson_.file, ignored)));
  }

  static lessons::Overrides numbers_of(const lessons::LivePart& part, const GivenAnswer* given) {
    const auto* drill = std::get_if<lessons::Drill>(&part.content);
    if (drill == nullptr) return {};
    const std::int64_t seed = given == nullptr ? 1 : std::max<std::int64_t>(given->seed, 1);
    return lessons::draw(drill->vary, static_cast<std::uint64_t>(seed));
  }

  std::string question(const lessons::LivePart& part) {
    if (const auto* predict = std::get_if<lessons::Predict>(&part.content)) {
      return words(predict->question);
    }
    const auto& drill = std::get<lessons::Drill>(part.content);
    return words(drill.question, numbers_of(part, find(part.id)));
  }

  // Only where an answer was given: a report of open questions does not answer them.
  std::string right_answer(const lessons::LivePart& part, const GivenAnswer* given) {
    if (given == nullptr) return "";
    const auto numbers = numbers_of(part, given);
    const lessons::OverriddenSource here(source_, numbers);
    const auto of = [&](const auto& asked, bool number) -> std::string {
      if (number) return lessons::evaluate({asked.answer.expression, {asked.unit, 0}}, here).text;
      std::string problem;
      const int right = lessons::right_option(asked.options, asked.answer, here, problem);
      if (right < 0 || right >= static_cast<int>(asked.options.size())) return "";
      return words(asked.options[static_cast<std::size_t>(right)].text, numbers);
    };
    if (const auto* predict = std::get_if<lessons::Predict>(&part.content)) {
      return of(*predict, predict->kind == lessons::Predict::Kind::kNumber);
    }
    const auto& drill = std::get<lessons::Drill>(part.content);
    if (drill.kind == lessons::Drill::Kind::kDesign) return "";
    return of(drill, drill.kind == lessons::Drill::Kind::kNumber);
  }

  const lessons::Lesson& lesson_;
  lessons::ModelSource source_;
  std::vector<GivenAnswer> given_;
};

void write_marks(Writer& out, const std::string& lesson, const Record* record, int level) {
  if (record == nullptr) return;
  std::vector<std::string> bookmarks;
  for (const Bookmark& each : record->bookmarks()) {
    if (each.lesson == lesson) bookmarks.push_back(each.step.heading);
  }
  if (!bookmarks.empty()) {
    out.heading(level, "Bookmarks");
    out.list(bookmarks);
  }
  bool headed = false;
  for (const Note& each : record->notes()) {
    if (each.lesson != lesson) continue;
    if (!headed) out.heading(level, "Notes");
    headed = true;
    out.heading(level + 1, each.step.heading);
    out.paragraph(each.text);
  }
}

void write_lesson(Writer& out, const LessonToReport& what, const ReportSetting& setting,
                  int level) {
  const lessons::Lesson& lesson = what.lesson;
  Answers answers(what, setting);
  answers.write(out, "predict", level);
  answers.write(out, "drill", level);
  write_marks(out, lesson.id, setting.record, level);
  const model::Report report = model::make_report(what.scenario);
  out.heading(level, "The scenario");
  if (!what.scenario.name.empty()) out.paragraph(what.scenario.name + ".");
  out.design(what.scenario, report, level + 1);
  out.knobs(what.scenario, &what.own, level + 1);
  if (const widgets::Widget* widget = widgets::find_widget(lesson.widget)) {
    const widgets::WidgetInputs inputs{.scenario = what.scenario, .report = report};
    out.heading(level, widget->title);
    out.figure(widget->figure(inputs));
    out.paragraph(widget->flip(inputs));
  }
  const lessons::ModelSource numbers(what.scenario, setting.catalogue, what.own);
  for (const lessons::LivePart* part : lesson.parts()) {
    const auto* derive = std::get_if<lessons::Derive>(&part->content);
    if (derive == nullptr) continue;
    auto scenario = numbers.scenario_with(derive->settings);
    if (scenario) out.arithmetic(*scenario, derive->quantity, derive->settings, level);
  }
  std::vector<std::string> sources;
  for (const lessons::Source& each : lesson.sources) {
    std::string source = each.title;
    for (const std::string& more : {each.by, each.where}) {
      if (!more.empty()) source += ", " + more;
    }
    if (!each.read.empty()) source += ", read " + each.read;
    sources.push_back(std::move(source));
  }
  out.sources(sources, level);
}

std::string title_of(const lessons::Lesson& lesson) {
  return fmt::format("Lesson {}: {}", lesson.id, lesson.title);
}

std::string title_of(const WorkloadToReport& workload) {
  if (workload.assignment != nullptr) return workload.assignment->title;
  if (!workload.scenario.name.empty()) return workload.scenario.name;
  return std::filesystem::path(workload.file).filename().string();
}

}  // namespace

ReportFile workload_report(const WorkloadToReport& workload, const ReportSetting& setting) {
  Writer out(setting);
  out.head(title_of(workload));
  write_workload(out, workload, 2);
  return out.take();
}

ReportFile lesson_report(const LessonToReport& lesson, const ReportSetting& setting) {
  Writer out(setting);
  out.head(title_of(lesson.lesson));
  if (setting.record != nullptr) {
    out.paragraph(reading_words(setting.record->lesson(lesson.lesson.id)) + ".");
  }
  write_lesson(out, lesson, setting, 2);
  return out.take();
}

ReportFile session_report(const std::vector<LessonToReport>& lessons,
                          const std::vector<WorkloadToReport>& workloads,
                          const ReportSetting& setting) {
  Writer out(setting);
  out.head("What was done");
  if (setting.record != nullptr) {
    Rows rows = {{"Lesson", "State", "Predictions", "Right", "Skipped", "Median off by"}};
    const auto all = calibrations(*setting.record);
    for (const LessonToReport& each : lessons) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const Calibration& lesson) {
        return lesson.lesson == each.lesson.id;
      });
      const Calibration none;
      const Calibration& of = found == all.end() ? none : *found;
      rows.push_back({title_of(each.lesson), reading_words(setting.record->lesson(each.lesson.id)),
                      std::to_string(of.answered), std::to_string(of.right),
                      std::to_string(of.skipped),
                      of.median ? model::format_number(*of.median, 3) + "×" : ""});
    }
    out.table(rows);
  }
  for (const LessonToReport& each : lessons) {
    out.heading(2, title_of(each.lesson));
    write_lesson(out, each, setting, 3);
  }
  for (const WorkloadToReport& each : workloads) {
    out.heading(2, title_of(each));
    write_workload(out, each, 3);
  }
  return out.take();
}

std::optional<model::Error> write_report(const ReportFile& report,
                                         const std::filesystem::path& out) {
  // The text first: where nothing can be written, it is the file that was asked for that says so.
  if (auto fault = write_whole_file(out, report.markdown)) return fault;
  for (const ReportFile::Figure& each : report.figures) {
    if (auto fault = write_whole_file(out.parent_path() / each.name, each.svg)) return fault;
  }
  return std::nullopt;
}

}  // namespace wf::app
