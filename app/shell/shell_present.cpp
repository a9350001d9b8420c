#include <fmt/format.h>
#include <imgui.h>

#include "app/first_run/first_run.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"

// The page of the first start, and the projector.
namespace wf::app {
namespace {

// What somebody with this goal will look for next.
std::string words_of_goal(const Shell& shell) {
  const auto key = [&](std::string_view command) {
    return chord_text(shell.keys().of(*find_shell_command(command))[0]);
  };
  switch (shell.settings().goal) {
    case Goal::kTeach:
      return fmt::format("{} presents this lesson, {} shows its teaching notes",
                         key("view.present"), key("lesson.teaching"));
    case Goal::kPractise:
      return fmt::format("Each lesson ends with drills; {} finds any lesson", key("go.palette"));
    default:
      return fmt::format("{} goes to the next step, {} to the next lesson", key("lesson.next_step"),
                         key("go.next_lesson"));
  }
}

}  // namespace

void Shell::draw_first_page(const PaneContext& context) {
  const FirstRunOutcome outcome = draw_first_run(settings_, context);
  if (outcome == FirstRunOutcome::kStay) return;
  first_run_ = false;
  settings_.welcomed = true;
  context.host.request_redraw();
  const auto& shelf = workspace_.lessons();
  if (outcome == FirstRunOutcome::kSkip || shelf.empty()) return;
  open_file(shelf.front().file);
  LessonView& view = view_of(*workspace_.current());
  view.set_gpu(settings_.gpu);
  view.go_to_first_prediction();
  workspace_.say(words_of_goal(*this));
}

LessonView& Shell::view_of(const Document& document) {
  auto& view = lesson_views_[document.id];
  if (!view) {
    view = std::make_unique<LessonView>(desk_.record());
    view->set_gpu(settings_.gpu);
  }
  return *view;
}

void Shell::present() {
  if (presenter_) {
    settings_.presented[presenter_->lesson().id] = presenter_->step();
    lectures_[presenter_->lesson().id] = notes_->begun();
    notes_shown_ = false;
    notes_.reset();
    presenter_.reset();
    return;
  }
  const Document* document = workspace_.current();
  const model::Scenario* scenario = current_scenario();
  if (document == nullptr || scenario == nullptr || !document->lesson) return;
  const auto step = settings_.presented.find(document->lesson->id);
  presenter_ = std::make_unique<Presenter>(document->lesson, *scenario, workspace_.catalogue(),
                                           step == settings_.presented.end() ? 0 : step->second);
  notes_ = std::make_unique<PresenterNotes>(*presenter_, clock_, lectures_[document->lesson->id]);
}

void Shell::toggle_notes() {
  if (presenter_) notes_shown_ = !notes_shown_;
}

void Shell::draw_presenter(const PaneContext& context) {
  notes_->follow();
  presenter_->draw(context.canvas, context.host);
  ImGui::End();
  draw_overlays(context);
}

}  // namespace wf::app
