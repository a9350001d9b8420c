#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/cli/command_line.h"
#include "app/explorer/words.h"
#include "app/history/history_pane.h"
#include "app/shell/notices.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "app/ui/controls.h"
#include "lessons/markdown.h"

// What lies over the window for a moment: the list of keys, and About.
namespace wf::app {
void Shell::draw_card(const PaneContext& context) {
  const float small = theme_.size.small;
  for (std::size_t i = 0; i < card_.size(); ++i) {
    const CardLine& line = card_[i];
    flow({{line.name + "  ", theme_.colours.muted},
          {line.value, theme_.colours.ink, &Fonts::semibold}},
         theme_.size.em, context);
    // Said once below the figures that it stands for.
    const bool last = i + 1 == card_.size() || card_[i + 1].source != line.source;
    if (!last) continue;
    if (!line.source.empty()) flow(line.source, theme_.colours.muted, small, context);
    ImGui::Dummy({0, theme_.size.space(1)});
  }
  ImGui::Dummy({0, theme_.size.space(2)});
  flow("Open a lesson or a workload and choose it again to put it there.", theme_.colours.muted,
       small, context);
}

void Shell::draw_overlays(const PaneContext& context) {
  if (overlay_ == Overlay::kNone && !overlay_open_) return;
  const bool about = overlay_ == Overlay::kAbout;
  const bool reading = about || overlay_ == Overlay::kTeaching;
  const char* title = "##overlay";
  if (overlay_ != Overlay::kNone && !overlay_open_) ImGui::OpenPopup(title);
  overlay_open_ = overlay_ != Overlay::kNone;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float em = theme_.size.em;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({std::min(em * (reading ? 48.0F : 40.0F), display.x - em * 2),
                            std::min(em * 40, display.y - em * 2)});
  if (!ImGui::BeginPopupModal(title, nullptr,
                              ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                  ImGuiWindowFlags_NoScrollbar |
                                  ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoMove)) {
    if (overlay_open_) overlay_ = Overlay::kNone;
    overlay_open_ = overlay_ != Overlay::kNone;
    return;
  }
  if (!overlay_open_) {
    ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    return;
  }
  const float button_height = ImGui::GetFontSize() + theme_.size.space(8);
  const bool history = overlay_ == Overlay::kHistory;
  const bool card = overlay_ == Overlay::kCard;
  const bool teaching = overlay_ == Overlay::kTeaching;
  std::string_view head = history ? "History" : "Keys";
  if (about) head = "Wallfinder";
  if (card) head = card_title_;
  if (teaching) head = "Teaching notes";
  flow({{head, theme_.colours.ink, &Fonts::semibold}}, theme_.size.h2, context);
  if (ImGui::BeginChild("overlay text", {0, ImGui::GetContentRegionAvail().y - button_height},
                        ImGuiChildFlags_NavFlattened)) {
    if (about) {
      flow(fmt::format("Version {}. ML systems design, taught by arithmetic. MIT licence.",
                       program_version()),
           theme_.colours.ink, em, context);
      flow("Nothing leaves this machine: the program opens no network connection.",
           theme_.colours.muted, em, context);
      ImGui::Dummy({0, theme_.size.space(2)});
      static const lessons::Blocks kNotices = [] {
        lessons::Diagnostics ignored;
        auto notices = lessons::parse_markdown(notices_text(), "NOTICES.md", 1, ignored);
        for (lessons::Block& block : notices) {
          if (block.kind == lessons::Block::Kind::kHeading) block.level += 2;  // under the title
        }
        return notices;
      }();
      if (!notices_) notices_ = std::make_unique<TextView>();
      notices_->measure_em = 60;
      notices_->show("notices", kNotices, 1, context.canvas);
    } else if (history) {
      if (const auto chosen = history_pane(history_, context)) {
        go_to_step(*chosen);
        context.host.request_redraw();
      }
    } else if (card) {
      draw_card(context);
    } else if (teaching) {
      const Document* document = workspace_.current();
      const LessonSession* session = document == nullptr ? nullptr : session_of(*document);
      if (session != nullptr) teaching_notes_.draw(*session, context);
    } else {
      draw_keys(context);
    }
  }
  ImGui::EndChild();
  ImGui::Dummy({0, theme_.size.space(1)});
  if (button("Close", theme_, Emphasis::kPrimary)) overlay_ = Overlay::kNone;
  if (overlay_ == Overlay::kNone) asking_key_ = nullptr;
  if (ImGui::IsWindowAppearing()) ImGui::SetItemDefaultFocus();
  ImGui::EndPopup();
}

}  // namespace wf::app
