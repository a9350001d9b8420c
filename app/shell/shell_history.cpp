#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/lesson/session.h"
#include "app/shell/shell.h"

// Undo and redo, over all that is open.
namespace wf::app {

namespace {

// A knob is being dragged, or stepped with a key that is still down.
bool knob_held() {
  const bool dragged = ImGui::IsAnyItemActive() && ImGui::GetIO().MouseDown[0];
  return dragged || std::ranges::any_of(std::array{ImGuiKey_LeftArrow, ImGuiKey_RightArrow,
                                                   ImGuiKey_UpArrow, ImGuiKey_DownArrow},
                                        [](ImGuiKey key) { return ImGui::IsKeyDown(key); });
}

}  // namespace

// Whatever turned a knob, the scenario it left behind is seen here, once the drag is over or the
// arrow key let go; an answer, once its field is left.
void Shell::watch_changes(Host& host) {
  const bool held = knob_held();
  // One frame more, for what depends on whether there is a step.
  if (std::exchange(knob_held_, held) && !held) host.request_redraw();
  for (const auto& document : workspace_.documents()) {
    if (!document->good) continue;
    if (document->kind == Document::Kind::kWorkload) {
      const auto explorer = explorers_.find(document->id);
      const bool task = document->assignment.has_value();
      if (held && !task) continue;
      history_.see({.document = document->id,
                    .version = document->version,
                    .scenario = document->scenario,
                    .place = [&] { return document->title(); },
                    .assignment = task ? &*document->assignment : nullptr,
                    .typing = explorer == explorers_.end() ? std::string_view()
                                                           : explorer->second->answering(),
                    .held = held});
    } else if (held) {
      continue;
    } else if (const LessonSession* session = session_of(*document)) {
      history_.see({.document = document->id,
                    .version = session->version(),
                    .scenario = session->scenario(),
                    .changed = session->last_change(),
                    .place = [&] { return "lesson " + session->lesson().id; }});
    }
  }
}

LessonSession* Shell::session_of(const Document& document) const {
  const auto found = lesson_views_.find(document.id);
  return found == lesson_views_.end() ? nullptr : found->second->session();
}

void Shell::go_to_step(std::size_t position) {
  if (knob_held()) return;  // the drag is not a step yet
  const bool back = position < history_.position();
  const auto move = history_.go_to(position);
  if (!move) return;
  for (const History::Restored& each : move->restored) {
    for (const auto& document : workspace_.documents()) {
      if (document->id != each.document) continue;
      if (document->kind == Document::Kind::kWorkload) {
        workspace_.put_back(*document, *each.scenario,
                            each.answers ? *each.answers : std::map<std::string, std::string>{});
      } else if (LessonSession* session = session_of(*document)) {
        session->set_scenario(*each.scenario);
      }
      if (each.document == move->turn_to) workspace_.select(*document);
    }
  }
  narrow_list_ = false;
  workspace_.say(fmt::format("{}: {}", back ? "Taken back" : "Done again", move->text));
}

void Shell::undo() {
  if (history_.can_undo()) go_to_step(history_.position() - 1);
}

void Shell::redo() {
  if (history_.can_redo()) go_to_step(history_.position() + 1);
}

}  // namespace wf::app
