// What the commands do with the learner's record.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/record/lesson_recorder.h"
#include "app/shell/shell.h"
#include "model/workload_file.h"

namespace wf::app {
namespace {

namespace fs = std::filesystem;

std::string many(int count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

}  // namespace

LessonView* Shell::current_lesson() const {
  const Document* document = workspace_.current();
  if (document == nullptr) return nullptr;
  const auto found = lesson_views_.find(document->id);
  return found == lesson_views_.end() ? nullptr : found->second.get();
}

bool Shell::has_lesson() const {
  LessonView* view = current_lesson();
  return view != nullptr && view->recorder() != nullptr;
}

bool Shell::has_teaching_notes() const {
  return has_lesson() && presenter_ == nullptr && !workspace_.current()->lesson->teaching.empty();
}

void Shell::write_note() {
  if (!has_lesson()) return;
  const LessonRecorder& recorder = *current_lesson()->recorder();
  desk_.note().open(desk_.record(), workspace_.current()->lesson->id, recorder.here());
}

void Shell::toggle_bookmark() {
  if (!has_lesson()) return;
  const Step step = current_lesson()->recorder()->here();
  const bool set = desk_.record().toggle_bookmark(workspace_.current()->lesson->id, step);
  workspace_.say(fmt::format("{} {}", set ? "Bookmarked" : "No longer bookmarked:", step.heading));
}

void Shell::go_on() {
  const auto next = desk_.next();
  if (!next) return;
  for (const ShelfLesson& each : workspace_.lessons()) {
    if (each.id == next->lesson) open_file(each.file);
  }
}

void Shell::go_to(std::string_view lesson, const Step& step) {
  for (const ShelfLesson& each : workspace_.lessons()) {
    if (each.id != lesson) continue;
    open_file(each.file);
    LessonView* view = &view_of(*workspace_.current());
    if (!step.heading.empty()) view->go_to(step);
  }
}

void Shell::toggle_record_page() {
  const bool shown = record_page_shown();
  workspace_.show_start();
  record_page_ = !shown;
  validation_page_ = false;
}

void Shell::export_record() {
  PickerRequest request{.title = "Export",
                        .purpose = PickerRequest::Purpose::kSave,
                        .endings = {".json"},
                        .file_name = "wallfinder-record.json"};
  pick(std::move(request), [this](const fs::path& file) {
    const auto fault = write_whole_file(file, desk_.record().export_json());
    workspace_.say(fault ? fault->text() : "Exported the record to " + file.string());
  });
}

void Shell::import_record() {
  pick({.title = "Import", .endings = {".json"}}, [this](const fs::path& file) {
    const auto text = model::read_text_file(file);
    if (!text) return complain("Nothing was imported", text.error().text());
    const auto imported = desk_.record().import_json(*text, file.string());
    if (!imported) return complain("Nothing was imported", imported.error().text());
    workspace_.say(fmt::format("Imported {}, {}, {}", many(imported->answers, "answer", "answers"),
                               many(imported->notes, "note", "notes"),
                               many(imported->bookmarks, "bookmark", "bookmarks")));
  });
}

void Shell::draw_record(const PaneContext& context) {
  const auto texts = [this]() -> const std::vector<Passage>& { return desk_.passages(); };
  const RecordPage::Asked asked = desk_.page().draw(desk_.record(), desk_.course(), texts, context);
  switch (asked.what) {
    case RecordPage::Asked::What::kNothing:
      return;
    case RecordPage::Asked::What::kGoTo:
      go_to(asked.lesson, asked.step);
      break;
    case RecordPage::Asked::What::kExport:
      export_record();
      break;
    case RecordPage::Asked::What::kImport:
      import_record();
      break;
  }
  context.host.request_redraw();
}

void Shell::draw_lesson(Document& document, const PaneContext& context) {
  LessonView* view = &view_of(document);
  view->set_mine(mine_.look(workspace_));
  if (!mine_.fault().empty()) {
    complain("Your workload cannot be read, so lessons use their own", mine_.fault());
    use_own_scenario();
  }
  view->draw(document, workspace_, settings_.reading_share, context);
  switch (view->take_asked()) {
    case LessonView::Asked::kNothing:
      break;
    case LessonView::Asked::kMine:
      use_my_workload();
      break;
    case LessonView::Asked::kOwn:
      use_own_scenario();
      break;
  }
  if (const auto step = view->take_note()) {
    desk_.note().open(desk_.record(), document.lesson->id, *step);
    context.host.request_redraw();
  }
  if (const auto link = view->take_link()) {
    const auto& shelf = workspace_.lessons();
    const auto found = std::find_if(shelf.begin(), shelf.end(),
                                    [&](const ShelfLesson& each) { return each.id == *link; });
    if (link->starts_with(lessons::kGlossaryLink)) {
      open_glossary(std::string_view(*link).substr(lessons::kGlossaryLink.size()));
    } else if (found != shelf.end()) {
      open_file(found->file);
    } else {
      // The program opens no network connection, nor does it start one that does.
      ImGui::SetClipboardText(link->c_str());
      workspace_.say(fmt::format("Copied {}", *link));
    }
    context.host.request_redraw();
  }
}

// The exact place in the present lesson, and what could not be written.
void Shell::keep_record() {
  for (const auto& [id, view] : lesson_views_) {
    if (view->recorder() != nullptr) view->recorder()->flush();
  }
  if (const auto fault = desk_.record().take_fault()) {
    complain("Your record",
             "A change could not be written: " + *fault +
                 ". It is tried again with the next one; look for room on the disk.");
  }
}

}  // namespace wf::app
