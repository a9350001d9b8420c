#include <fmt/format.h>

#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"

// What the commands do.
namespace wf::app {
namespace {

namespace fs = std::filesystem;

std::string percent(double text_scale) { return fmt::format("Text at {:.0f} %", 100 * text_scale); }

}  // namespace

void Shell::open_file(const fs::path& file) {
  const Document& document = workspace_.open(file);
  if (document.good) add_recent(settings_, document.file);
  narrow_list_ = false;
}

void Shell::ask_for_file() {
  PickerRequest request{.title = "Open", .endings = {".json", ".md"}};
  const Document* document = workspace_.current();
  if (document != nullptr && document->kind == Document::Kind::kWorkload) {
    request.folder = document->file.parent_path();
  } else if (!settings_.recent.empty()) {
    request.folder = fs::path(settings_.recent.front()).parent_path();
  }
  pick(std::move(request), [this](const fs::path& file) { open_file(file); });
}

void Shell::pick(PickerRequest request, std::function<void(const fs::path&)> then) {
  picked_ = std::move(then);
  picker_.open(std::move(request));
}

void Shell::save() {
  Document* document = workspace_.current();
  if (document == nullptr) return;
  if (workspace_.save(*document) == Workspace::Saved::kNeedsName) save_as();
}

void Shell::save_as() {
  const Document* document = workspace_.current();
  if (document == nullptr || document->kind != Document::Kind::kWorkload) return;
  PickerRequest request{.title = "Save",
                        .purpose = PickerRequest::Purpose::kSave,
                        .endings = {".json"},
                        .file_name = document->file.filename().string()};
  std::error_code failed;
  // An example's own folder belongs to the program.
  const bool elsewhere = document->example || document->file.empty();
  request.folder = elsewhere ? fs::current_path(failed) : document->file.parent_path();
  if (request.file_name.empty()) request.file_name = "workload.json";
  pick(std::move(request), [this](const fs::path& file) {
    Document* saved = workspace_.current();
    if (saved == nullptr) return;
    if (workspace_.save_as(*saved, file) == Workspace::Saved::kYes) {
      add_recent(settings_, saved->file);
    }
  });
}

void Shell::reload() {
  Document* document = workspace_.current();
  if (document == nullptr) return;
  if (document->file.empty()) return;  // nothing to read again
  if (document->edited) {
    document->conflict = true;  // asks which of the two is wanted
    return;
  }
  workspace_.reload(*document);
}

void Shell::close_document() {
  if (const Document* document = workspace_.current()) close(*document);
}

void Shell::close(const Document& document) {
  if (document.edited && asking_to_close_ != &document) {
    asking_to_close_ = &document;
    workspace_.select(document);
    return;
  }
  asking_to_close_ = nullptr;
  keep_record();
  explorers_.erase(document.id);
  lesson_views_.erase(document.id);
  history_.forget(document.id);
  if (beside_[0] == document.id || beside_[1] == document.id) beside_ = {};
  workspace_.close(document);
}

void Shell::quit() {
  if (workspace_.any_edited() && !asking_to_quit_) {
    ask_to_quit();
    return;
  }
  quitting_ = true;
  keep_settings();
  keep_record();
  // Whoever quits without saving does not want the changes back.
  desk_.keep_documents(workspace_, RecordDesk::Drafts::kDropped);
  if (host_ != nullptr) host_->close();
}

// The question stands in the window, not on the projector.
void Shell::ask_to_quit() {
  if (presenter_) present();
  asking_to_quit_ = true;
}

bool Shell::may_close() {
  if (!quitting_ && workspace_.any_edited()) {
    ask_to_quit();
    if (host_ != nullptr) host_->request_redraw();
    return false;
  }
  keep_settings();
  keep_record();
  return true;
}

void Shell::larger_text() {
  settings_.look.text_scale = app::larger_text(settings_.look.text_scale);
  workspace_.say(percent(settings_.look.text_scale));
}

void Shell::smaller_text() {
  settings_.look.text_scale = app::smaller_text(settings_.look.text_scale);
  workspace_.say(percent(settings_.look.text_scale));
}

void Shell::normal_text() {
  settings_.look.text_scale = 1;
  workspace_.say(percent(1));
}

void Shell::set_theme(widgets::ThemeName theme) {
  settings_.look.theme = theme;
  workspace_.say(fmt::format("{} theme", theme_title(theme)));
}

void Shell::next_theme() {
  const auto next =
      (static_cast<std::size_t>(settings_.look.theme) + 1) % widgets::kThemeNames.size();
  set_theme(widgets::kThemeNames[next]);
}

bool Shell::list_shown() const { return narrow_ ? narrow_list_ : settings_.lessons_shown; }

void Shell::toggle_list() {
  if (narrow_) {
    narrow_list_ = !narrow_list_;
  } else {
    settings_.lessons_shown = !settings_.lessons_shown;
  }
}

void Shell::toggle_full_screen() {
  if (host_ != nullptr) host_->set_full_screen(!host_->full_screen());
}

void Shell::step_lesson(int steps) { workspace_.step_lesson(steps); }
void Shell::next_document(int steps) { workspace_.select_next(steps); }
void Shell::toggle_validation() {
  const bool shown = validation_shown();
  show_start();
  validation_page_ = !shown;
}

ValidationPane& Shell::validation() {
  if (!validation_) validation_ = std::make_unique<ValidationPane>(workspace_.assets());
  return *validation_;
}

void Shell::show_start() {
  validation_page_ = false;
  record_page_ = false;
  workspace_.show_start();
}

const Explorer* Shell::explorer_of(const Document& document) const {
  const auto found = explorers_.find(document.id);
  return found == explorers_.end() ? nullptr : found->second.get();
}

Explorer* Shell::current_explorer() const {
  const Document* document = workspace_.current();
  if (document == nullptr) return nullptr;
  const auto found = explorers_.find(document->id);
  return found == explorers_.end() ? nullptr : found->second.get();
}

Explorer::Input Shell::explorer_input(const Document& document) const {
  return {.scenario = document.scenario,
          .saved = document.saved,
          .version = document.version,
          .notes = document.notes,
          .assignment = document.assignment ? &*document.assignment : nullptr,
          .given = document.assignment ? &document.given : nullptr};
}

// What was done on the page of an assignment.
void Shell::do_task(Document& document, const AssignmentPane::Outcome& done,
                    const PaneContext& context) {
  if (done.answer) {
    workspace_.answer(document, done.answer->question, done.answer->text);
    context.host.request_redraw();
  }
  if (done.report) report_document();
  if (!done.lesson) return;
  for (const ShelfLesson& each : workspace_.lessons()) {
    if (each.id == document.assignment->lesson) return open_file(each.file);
  }
  workspace_.say(fmt::format("There is no lesson {} here", document.assignment->lesson));
}

void Shell::toggle_arithmetic() {
  if (LessonView* view = current_lesson()) {
    view->show_arithmetic();
    return;
  }
  Explorer* explorer = current_explorer();
  if (explorer != nullptr) explorer->toggle_arithmetic(explorer_input(*workspace_.current()));
}

bool Shell::arithmetic_shown() const {
  const Explorer* explorer = current_explorer();
  return explorer != nullptr && !explorer->arithmetic().empty();
}

void Shell::show_arithmetic(std::string_view quantity) {
  const Document* document = workspace_.current();
  if (document == nullptr || document->kind != Document::Kind::kWorkload) return;
  auto& explorer = explorers_[document->id];
  if (!explorer) explorer = std::make_unique<Explorer>();
  explorer->show_arithmetic(quantity);
}

void Shell::show_page(Explorer::Page page) {
  const Document* document = workspace_.current();
  if (document == nullptr || document->kind != Document::Kind::kWorkload) return;
  auto& explorer = explorers_[document->id];
  if (!explorer) explorer = std::make_unique<Explorer>();
  explorer->show(page);
}

bool Shell::page_shown(Explorer::Page page) const {
  const Explorer* explorer = current_explorer();
  return explorer != nullptr && explorer->page() == page;
}

void Shell::focus_knobs() {
  if (Explorer* explorer = current_explorer()) explorer->focus_knobs();
}

void Shell::take_back_changes() {
  if (Document* document = workspace_.current()) workspace_.take_back_changes(*document);
}

void Shell::close_top() {
  if (overlay_ != Overlay::kNone) {
    overlay_ = Overlay::kNone;
  } else if (asking_to_quit_) {
    asking_to_quit_ = false;
  } else if (asking_to_close_ != nullptr) {
    asking_to_close_ = nullptr;
  } else if (narrow_ && narrow_list_) {
    narrow_list_ = false;
  } else if (presenter_) {
    present();
  } else if (analysis_.is_open() && has_scenario()) {
    analysis_.close();
  } else if (arithmetic_shown()) {
    toggle_arithmetic();
  }
}

void Shell::keep_settings() {
  if (!settings_file_ || settings_ == kept_) return;
  std::error_code failed;
  std::filesystem::create_directories(settings_file_->parent_path(), failed);
  if (const auto fault = write_whole_file(*settings_file_, settings_text(settings_))) {
    workspace_.say(fault->text());
  }
  kept_ = settings_;
}

}  // namespace wf::app
