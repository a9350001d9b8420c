#include "app/record/note_field.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>

#include "app/explorer/words.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

constexpr const char* kPopup = "Note##field";

}  // namespace

void NoteField::open(const Record& record, std::string lesson, Step step) {
  text_ = record.note(lesson, step);
  lesson_ = std::move(lesson);
  step_ = std::move(step);
  open_ = appearing_ = true;
}

void NoteField::draw(Record& record, const PaneContext& context) {
  if (!open_) return;
  const Theme& theme = context.theme();
  if (appearing_) ImGui::OpenPopup(kPopup);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(theme.size.em * 32, display.x - theme.size.em * 2);
  ImGui::SetNextWindowSize({width, 0});
  ImGui::SetNextWindowPos({display.x / 2, display.y - theme.size.em * 3}, ImGuiCond_Always,
                          {0.5F, 1});
  if (!ImGui::BeginPopup(kPopup, ImGuiWindowFlags_NoMove)) {
    open_ = appearing_;
    appearing_ = false;
    return;
  }
  // Escape puts the field away; left to the field it would take back what was typed.
  const ImGuiID owner = ImGui::GetID("escape");
  bool done = ImGui::IsKeyPressed(ImGuiKey_Escape, 0, owner);
  ImGui::SetKeyOwner(ImGuiKey_Escape, owner);

  const float line = ImGui::GetContentRegionAvail().x;
  line_of("Note on " + step_.heading, theme.colours.ink, context.fonts().semibold, theme.size.em,
          line);
  if (appearing_) ImGui::SetKeyboardFocusHere();
  appearing_ = false;
  const float height = std::min(theme.size.line * 7, display.y * 0.35F);
  if (ImGui::InputTextMultiline("##note", &text_, {line, height})) {
    record.write_note(lesson_, step_, text_);
  }
  line_of(record.kept() ? "Markdown. Kept as you type." : "Markdown. Not kept after this session.",
          theme.colours.muted, context.fonts().regular, theme.size.small, line);
  done |= button("Done", theme, Emphasis::kPrimary);
  ImGui::SameLine(0, theme.size.space(3));
  ImGui::BeginDisabled(text_.empty());
  if (button("Remove the note", theme)) {
    record.write_note(lesson_, step_, {});
    done = true;
  }
  ImGui::EndDisabled();
  if (done) {
    ImGui::CloseCurrentPopup();
    open_ = false;
    context.host.request_redraw();
  }
  ImGui::EndPopup();
}

}  // namespace wf::app
