#include <fmt/format.h>
#include <imgui.h>

#include "app/explorer/words.h"
#include "app/shell/shell.h"
#include "app/ui/controls.h"

// What the reader should know stands above the document, never in a dialogue.
namespace wf::app {
namespace {

enum class Tone { kBad, kAsk };

bool begin_banner(const char* id, Tone tone, std::string_view title, std::string_view text,
                  const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::PushStyleColor(ImGuiCol_ChildBg, theme.colours.sunken);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(5), theme.size.space(2)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(3), theme.size.space(1)});
  const bool visible =
      ImGui::BeginChild(id, {0, 0},
                        ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding |
                            ImGuiChildFlags_AutoResizeY);
  const ImU32 colour = tone == Tone::kBad ? theme.colours.bad : theme.colours.accent;
  if (visible) {
    const ImVec2 from = ImGui::GetWindowPos();
    ImGui::GetWindowDrawList()->AddRectFilled(
        from, {from.x + theme.size.space(1), from.y + ImGui::GetWindowHeight()}, colour);
    flow({{title, colour, &Fonts::semibold}}, theme.size.em, context);
    flow(text, theme.colours.ink, theme.size.em, context);
  }
  return visible;
}

void end_banner() {
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

}  // namespace

void Shell::draw_banners(const PaneContext& context) {
  if (!complaints_.empty()) {
    bool done = false;
    const Complaint& first = complaints_.front();
    if (begin_banner("complaint", Tone::kBad, first.title, first.text, context)) {
      done = button("Understood", theme_);
    }
    end_banner();
    if (done) complaints_.erase(complaints_.begin());
  }
  Document* document = workspace_.current();
  if (asking_to_quit_ && !workspace_.any_edited()) asking_to_quit_ = false;
  if (asking_to_quit_) {
    std::string names;
    for (const auto& each : workspace_.documents()) {
      if (each->edited) names += (names.empty() ? "" : ", ") + each->title();
    }
    if (begin_banner("quit", Tone::kAsk, "Quit without saving?",
                     fmt::format("Changes that were not saved: {}.", names), context)) {
      if (button("Quit without saving", theme_)) quit();
      ImGui::SameLine();
      if (button("Stay", theme_)) asking_to_quit_ = false;
    }
    end_banner();
  }
  if (document == nullptr) return;
  if (asking_to_close_ == document) {
    const Document* closing = nullptr;
    if (begin_banner("closing", Tone::kAsk, "Close without saving?",
                     "This workload has changes that are not in its file.", context)) {
      if (button("Save", theme_)) {
        asking_to_close_ = nullptr;
        save();
      }
      const float gap = theme_.size.space(3);
      beside(button_width("Close without saving"), gap);
      if (button("Close without saving", theme_)) closing = document;
      beside(button_width("Stay"), gap);
      if (button("Stay", theme_)) asking_to_close_ = nullptr;
    }
    end_banner();
    if (closing != nullptr) {
      close(*closing);
      return;
    }
  }
  if (document->conflict) {
    if (begin_banner("conflict", Tone::kAsk, "The file and the window differ",
                     fmt::format("{} changed on disk, and there are changes here.",
                                 document->file.filename().string()),
                     context)) {
      const float gap = theme_.size.space(3);
      if (button("Take the file", theme_)) workspace_.reload(*document);
      beside(button_width("Keep mine"), gap);
      if (button("Keep mine", theme_)) workspace_.keep_mine(*document);
      const char* another = "Save mine under another name…";
      beside(button_width(another), gap);
      if (button(another, theme_)) save_as();
    }
    end_banner();
  }
  if (document->fault && document->good) {
    if (begin_banner("fault", Tone::kBad,
                     fmt::format("{} is broken; what is shown is its last good state",
                                 document->file.filename().string()),
                     document->fault->text(), context)) {
      flow("It is read again as soon as it changes.", theme_.colours.muted, theme_.size.small,
           context);
    }
    end_banner();
  }
}

// A file that never had a good state.
void Shell::draw_faulty(const Document& document, const PaneContext& context) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme_.size.space(8), theme_.size.space(8)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme_.size.space(2), theme_.size.space(2)});
  if (ImGui::BeginChild("faulty", {0, 0},
                        ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
    flow({{fmt::format("{} cannot be read", document.file.filename().string()), theme_.colours.ink,
           &Fonts::semibold}},
         theme_.size.h3, context);
    if (document.fault) flow(document.fault->text(), theme_.colours.bad, theme_.size.em, context);
    flow("It is read again as soon as it changes on disk. Nothing else is affected.",
         theme_.colours.muted, theme_.size.em, context);
    const Document* closing = button("Close it", theme_) ? &document : nullptr;
    if (closing != nullptr) close(*closing);
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

}  // namespace wf::app
