#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

#include "app/explorer/words.h"
#include "app/shell/shell.h"
#include "app/ui/controls.h"

// The list at the left: lessons, and the workloads that are open.
namespace wf::app {
namespace {

// A row with a muted number before its words; `kept_free` pixels at its right are for others.
bool numbered_row(std::string_view number, std::string_view words, bool selected, float kept_free,
                  const PaneContext& context, const std::string& hint = {}) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = std::round(theme.size.em * 1.7F);
  const float lead = number.empty() ? theme.size.space(2) : theme.size.em * 2.75F;
  ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(0, 0, 0, 0));
  const std::string label(words);
  const bool chosen =
      ImGui::Selectable(label.c_str(), selected, ImGuiSelectableFlags_None, {width, height});
  ImGui::PopStyleColor();
  focus_ring(theme);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (selected) {
    list.AddRectFilled(from, {from.x + 3 * theme.size.px, from.y + height}, theme.colours.accent);
  }
  const float baseline = from.y + height / 2 + theme.size.em * 0.35F;
  const Face& face = selected ? context.fonts().semibold : context.fonts().regular;
  if (!number.empty()) {
    place_text(number, {from.x + theme.size.space(2), baseline}, theme.colours.muted,
               context.fonts().regular, theme.size.em);
  }
  const std::string shown = cut_to(face, theme.size.em, words, width - lead - kept_free);
  place_text(shown, {from.x + lead, baseline}, theme.colours.ink, face, theme.size.em);
  if (!hint.empty()) {
    explain_item({label, hint}, context);
  } else if (shown != words) {
    explain_item({label}, context);
  }
  return chosen;
}

void list_heading(std::string_view text, const PaneContext& context) {
  const Theme& theme = context.theme();
  line_of(text, theme.colours.muted, context.fonts().semibold, theme.size.small,
          ImGui::GetContentRegionAvail().x);
}

}  // namespace

void Shell::draw_open_documents(const PaneContext& context) {
  const Document* to_close = nullptr;
  for (const auto& document : workspace_.documents()) {
    if (document->kind != Document::Kind::kWorkload) continue;
    ImGui::PushID(document->id);
    const float cross = theme_.size.em * 1.4F;
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 from = ImGui::GetCursorPos();
    ImGui::SetNextItemAllowOverlap();
    const std::string title = (document->edited ? "• " : "") + document->title();
    if (numbered_row({}, title, document.get() == workspace_.current(), cross, context)) {
      workspace_.select(*document);
      narrow_list_ = false;
    }
    const bool here = ImGui::IsItemHovered() || document.get() == workspace_.current();
    const ImVec2 after = ImGui::GetCursorPos();
    if (here) {
      ImGui::SetCursorPos({from.x + width - cross, from.y});
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float height = std::round(theme_.size.em * 1.7F);
      if (ImGui::InvisibleButton("close", {cross, height}, ImGuiButtonFlags_EnableNav)) {
        to_close = document.get();
      }
      focus_ring(theme_);
      explain_item({"Close (Ctrl+W)"}, context);
      place_text("×", {at.x + cross * 0.3F, at.y + height / 2 + theme_.size.em * 0.35F},
                 theme_.colours.muted, context.fonts().regular, theme_.size.em);
      ImGui::SetCursorPos(after);
    }
    ImGui::PopID();
  }
  if (to_close != nullptr) close(*to_close);
}

void Shell::draw_list(const PaneContext& context) {
  const auto& shelf = workspace_.lessons();
  if (!shelf.empty()) {
    list_heading("Lessons", context);
    const auto now = workspace_.current_lesson();
    std::string part;
    for (std::size_t i = 0; i < shelf.size(); ++i) {
      if (shelf[i].part != part && !shelf[i].part.empty()) {
        if (!part.empty()) ImGui::Dummy({0, theme_.size.space(1)});
        part = shelf[i].part;
      }
      ImGui::PushID(static_cast<int>(i));
      const auto state = desk_.state(i);
      const float mark = theme_.size.em * 1.4F;
      const ImVec2 from = ImGui::GetCursorScreenPos();
      const float width = ImGui::GetContentRegionAvail().x;
      if (numbered_row(shelf[i].id, shelf[i].title, now == i, mark, context,
                       reading_words(state))) {
        open_file(shelf[i].file);
      }
      const Reading reading = reading_of(state);
      const float middle = from.y + std::round(theme_.size.em * 1.7F) / 2;
      place_text(reading_glyph(reading),
                 {from.x + width - theme_.size.em * 1.1F, middle + theme_.size.small * 0.35F},
                 reading == Reading::kRead ? theme_.colours.good : theme_.colours.muted,
                 context.fonts().regular, theme_.size.small);
      ImGui::PopID();
    }
    ImGui::Dummy({0, theme_.size.space(4)});
  }
  list_heading("Workloads", context);
  draw_open_documents(context);
  ImGui::Dummy({0, theme_.size.space(1)});
  if (button("Open a file…", theme_)) ask_for_file();
}

}  // namespace wf::app
