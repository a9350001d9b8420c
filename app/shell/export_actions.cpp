// What leaves the window: figures, reports, scenarios.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/cli/command_line.h"
#include "app/cli/quantity_table.h"
#include "app/export/markdown.h"
#include "app/export/report.h"
#include "app/lesson/copying.h"
#include "app/lesson/session.h"
#include "app/lesson/widget_pane.h"
#include "app/record/record.h"
#include "app/shell/shell.h"
#include "lessons/lesson_scenario.h"
#include "model/explain.h"
#include "model/workload_file.h"
#include "widgets/figure/csv.h"

namespace wf::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFigureMenu = "Figure##menu";

// "Chat on one DGX H100" -> "chat-on-one-dgx-h100"
std::string file_stem(std::string_view title) {
  std::string stem;
  for (const char c : title) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) {
      stem += c;
    } else if (c >= 'A' && c <= 'Z') {
      stem += static_cast<char>(c - 'A' + 'a');
    } else if (!stem.empty() && !stem.ends_with('-')) {
      stem += '-';
    }
  }
  while (stem.ends_with('-')) stem.pop_back();
  return stem.empty() ? "wallfinder" : stem;
}

WorkloadToReport to_report(const Document& document) {
  const bool task = document.assignment.has_value();
  return {document.file.string(), document.scenario, document.notes,
          task ? &*document.assignment : nullptr, task ? &document.given : nullptr};
}

PickerRequest request_for(std::string name, std::vector<std::string> endings) {
  return {.title = "Export",
          .purpose = PickerRequest::Purpose::kSave,
          .endings = std::move(endings),
          .file_name = std::move(name)};
}

}  // namespace

std::optional<ExportedFigure> Shell::current_figure() {
  const Document* document = workspace_.current();
  if (document == nullptr || !document->good) return std::nullopt;
  if (const auto figures = analysis_.figures(); analysis_.is_open() && !figures.empty()) {
    return ExportedFigure{*figures.front(), file_stem(figures.front()->title)};
  }
  if (LessonView* view = current_lesson()) {
    const widgets::Figure* figure = view->figure();
    if (figure == nullptr) return std::nullopt;
    return ExportedFigure{*figure, file_stem(view->figure_name())};
  }
  Explorer* explorer = current_explorer();
  if (explorer == nullptr) return std::nullopt;
  const Findings& findings = explorer->findings(explorer_input(*document));
  if (findings.sections.empty()) return std::nullopt;
  const std::size_t index = std::min(asked_figure_, findings.sections.size() - 1);
  if (index == 0 && withheld(*document).contains(kBinding)) return std::nullopt;
  return ExportedFigure{findings.sections[index].figure, file_stem(document->title())};
}

bool Shell::has_figure() const {
  const Document* document = workspace_.current();
  return document != nullptr && document->good &&
         (current_lesson() != nullptr || current_explorer() != nullptr);
}

void Shell::export_current_figure(std::string_view ending) {
  auto figure = current_figure();
  if (!figure) return workspace_.say("There is no figure here to export");
  std::vector<std::string> endings = {".svg", ".png", ".csv"};
  auto request = request_for(figure->name + std::string(ending), std::move(endings));
  pick(std::move(request), [this, drawn = std::move(figure->figure)](const fs::path& file) {
    // A picture is drawn in a context of its own: not in the middle of a frame.
    between_frames_ = [this, drawn, file] {
      const auto fault = export_figure(drawn, settings_.look, file);
      workspace_.say(fault ? fault->text() : "Exported " + file.string());
    };
  });
}

void Shell::draw_figure_menu() {
  if (Explorer* explorer = current_explorer()) {
    if (const auto asked = explorer->take_export_request()) {
      asked_figure_ = *asked;
      ImGui::OpenPopup(kFigureMenu);
    }
  }
  if (LessonView* view = current_lesson(); view != nullptr && view->take_export_request()) {
    ImGui::OpenPopup(kFigureMenu);
  }
  if (!ImGui::BeginPopup(kFigureMenu)) return;
  if (ImGui::MenuItem("Export as SVG…")) export_current_figure(".svg");
  if (ImGui::MenuItem("Export as PNG…")) export_current_figure(".png");
  if (ImGui::MenuItem("Export as CSV…")) export_current_figure(".csv");
  ImGui::Separator();
  if (ImGui::MenuItem("Copy the numbers")) {
    if (const auto figure = current_figure()) {
      ImGui::SetClipboardText(widgets::to_csv(figure->figure).c_str());
    }
  }
  if (ImGui::MenuItem("Copy in words")) {
    if (const auto figure = current_figure()) {
      const std::string words = figure->figure.title + ". " + figure->figure.describe;
      ImGui::SetClipboardText(words.c_str());
    }
  }
  ImGui::EndPopup();
}

std::vector<CopyEntry> Shell::copies_of_quantity(std::string_view id) {
  const Document* document = workspace_.current();
  Explorer* explorer = current_explorer();
  if (document == nullptr || explorer == nullptr) return {};
  const model::Reading* reading = explorer->findings(explorer_input(*document)).report.find(id);
  if (reading == nullptr || withheld(*document).contains(id)) return {};
  const model::Term& term = *reading->term;
  const auto derivation = model::derive(document->scenario, id, model::Side::kExpected);
  const std::string shown = value_text(reading->value, term.unit);
  auto entries =
      copies_of_value(shown, reading->value, term.unit, derivation ? &*derivation : nullptr);
  const std::vector<std::string> row = {std::string(short_name(term)), shown, bound_text(*reading),
                                        std::string(term.id)};
  entries.push_back({"the row as TSV", tsv_table({row})});
  entries.push_back(
      {"the row as Markdown", markdown_table({{"Quantity", "Expected", "Bound", "Id"}, row})});
  return entries;
}

void Shell::report_document() {
  const Document* document = workspace_.current();
  if (document == nullptr || !document->good) return;
  const int id = document->id;
  const std::string name = file_stem(document->title()) + ".md";
  pick(request_for(name, {".md"}), [this, id](const fs::path& file) {
    const Document* reported = nullptr;
    for (const auto& each : workspace_.documents()) {
      if (each->id == id) reported = each.get();
    }
    if (reported == nullptr) return;
    const ReportSetting setting{.catalogue = workspace_.catalogue(),
                                .version = std::string(program_version()),
                                .written = desk_.record().now(),
                                .stem = file.stem().string(),
                                .record = &desk_.record()};
    ReportFile report;
    if (reported->kind == Document::Kind::kWorkload) {
      report = workload_report(to_report(*reported), setting);
    } else if (const LessonSession* session = session_of(*reported)) {
      report = lesson_report({session->lesson(), session->scenario(), session->lesson_scenario()},
                             setting);
    } else {
      return;
    }
    const auto fault = write_report(report, file);
    workspace_.say(fault ? fault->text() : "Wrote " + file.string());
  });
}

// Every lesson that the record knows, as it was left, and the workloads that are open.
void Shell::report_session() {
  pick(request_for("wallfinder-session.md", {".md"}), [this](const fs::path& file) {
    struct Read {
      std::shared_ptr<const lessons::Lesson> lesson;
      model::Scenario scenario;
      model::Scenario own;
    };
    std::vector<Read> read;
    for (const ShelfLesson& each : workspace_.lessons()) {
      const auto state = desk_.record().lesson(each.id);
      if (!state) continue;
      auto lesson = std::make_shared<const lessons::Lesson>(lessons::load_lesson(each.file));
      auto own = lessons::lesson_scenario(*lesson, workspace_.assets(), workspace_.catalogue());
      if (!own) continue;
      model::Scenario scenario = *own;
      if (!state->scenario.empty()) {
        auto left = model::read_workload(state->scenario, "record", each.file.parent_path(),
                                         workspace_.catalogue());
        if (left) scenario = std::move(left->scenario);
      }
      read.push_back({std::move(lesson), std::move(scenario), std::move(*own)});
    }
    // Those that are open and have not reached the record yet.
    for (const auto& each : workspace_.documents()) {
      const LessonSession* session = each->good ? session_of(*each) : nullptr;
      if (session == nullptr || std::any_of(read.begin(), read.end(), [&](const Read& known) {
            return known.lesson->id == each->lesson->id;
          })) {
        continue;
      }
      read.push_back({each->lesson, session->scenario(), session->lesson_scenario()});
    }
    std::vector<LessonToReport> lessons;
    for (const Read& each : read) lessons.push_back({*each.lesson, each.scenario, each.own});
    std::vector<WorkloadToReport> workloads;
    for (const auto& each : workspace_.documents()) {
      if (each->kind != Document::Kind::kWorkload || !each->good) continue;
      workloads.push_back(to_report(*each));
    }
    const ReportSetting setting{.catalogue = workspace_.catalogue(),
                                .version = std::string(program_version()),
                                .written = desk_.record().now(),
                                .stem = file.stem().string(),
                                .record = &desk_.record()};
    const auto fault = write_report(session_report(lessons, workloads, setting), file);
    workspace_.say(fault ? fault->text() : "Wrote " + file.string());
  });
}

void Shell::use_my_workload() {
  const auto use = [this](const fs::path& file) {
    mine_.choose(file);
    desk_.record().keep(kMyWorkload, file.string());
  };
  // The one that was opened last, else one to be chosen.
  const Document* open = nullptr;
  for (const auto& each : workspace_.documents()) {
    if (each->kind == Document::Kind::kWorkload && each->good) open = each.get();
  }
  if (open != nullptr) return use(open->file);
  PickerRequest request{.title = "Use", .endings = {".json"}};
  if (!settings_.recent.empty()) {
    request.folder = fs::path(settings_.recent.front()).parent_path();
  }
  pick(std::move(request), use);
}

void Shell::use_own_scenario() {
  mine_.put_away();
  desk_.record().keep(kMyWorkload, "");
}

// The scenario of a lesson, as it stands, as a workload file of one's own.
void Shell::save_scenario() {
  const Document* document = workspace_.current();
  if (document == nullptr) return;
  if (document->kind == Document::Kind::kWorkload) return save_as();
  const LessonSession* session = session_of(*document);
  if (session == nullptr) return;
  auto request = request_for(file_stem(document->title()) + ".json", {".json"});
  request.title = "Save";
  pick(std::move(request), [this, scenario = session->scenario()](const fs::path& file) {
    const auto fault =
        write_whole_file(file, model::write_workload(scenario, &workspace_.catalogue()));
    if (fault) return workspace_.say(fault->text());
    open_file(file);
  });
}

}  // namespace wf::app
