#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/explorer/words.h"
#include "app/shell/shell.h"
#include "app/ui/controls.h"

// What is seen when nothing is open.
namespace wf::app {
namespace {

constexpr float kStartColumn = 40;  // em
constexpr float kTwoColumns = 76;   // of the room: from here on the examples stand beside

}  // namespace

void Shell::draw_examples(const PaneContext& context) {
  heading("Examples", context);
  for (const ShelfExample& example : workspace_.examples()) {
    if (list_row(example.title.c_str(), false, theme_)) open_file(example.file);
  }
}

void Shell::draw_start(const PaneContext& context) {
  const float em = theme_.size.em;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme_.size.space(2), theme_.size.space(1)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme_.size.space(8), theme_.size.space(8)});
  if (ImGui::BeginChild("start", {0, 0},
                        ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
    const float room = ImGui::GetContentRegionAvail().x;
    const bool beside = room >= em * kTwoColumns;
    const float width = std::min(room, em * kStartColumn);
    if (ImGui::BeginChild("start page", {width, 0},
                          ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AutoResizeY)) {
      flow({{"Which wall do you hit first?", theme_.colours.ink, &Fonts::semibold}}, theme_.size.h2,
           context);
      flow(
          "Memory capacity, memory bandwidth, network, compute or budget: give a model, a cluster "
          "and a load, and see which of the five stops you, how far away it is, and what moves it.",
          theme_.colours.ink, em, context);
      ImGui::Dummy({0, theme_.size.space(3)});
      const auto next = desk_.next();
      if (next) {
        if (button(continue_words(*next).c_str(), theme_, Emphasis::kPrimary)) go_on();
        if (!next->step.heading.empty()) {
          flow(next->step.heading, theme_.colours.muted, theme_.size.small, context);
        }
        ImGui::Dummy({0, theme_.size.space(2)});
        if (button("Your record", theme_)) toggle_record_page();
        ImGui::Dummy({0, theme_.size.space(2)});
      } else if (!workspace_.lessons().empty()) {
        if (button("Begin with the first lesson", theme_, Emphasis::kPrimary)) {
          open_file(workspace_.lessons().front().file);
        }
        ImGui::Dummy({0, theme_.size.space(2)});
      }
      if (button("Open a workload…", theme_)) ask_for_file();
      flow("Ctrl+O, or drop a file on the window.", theme_.colours.muted, theme_.size.small,
           context);
      if (!settings_.recent.empty()) {
        heading("Opened lately", context);
        const std::vector<std::string> recent = settings_.recent;
        for (const std::string& file : recent) {
          const std::filesystem::path path(file);
          ImGui::PushID(file.c_str());
          if (list_row(workspace_.name_of(path).c_str(), false, theme_)) open_file(path);
          explain_item({file}, context);
          ImGui::PopID();
        }
      }
      if (!beside) draw_examples(context);
    }
    ImGui::EndChild();
    if (beside) {
      ImGui::SameLine(0, em * 4);
      const float rest = std::min(ImGui::GetContentRegionAvail().x, em * kStartColumn);
      if (ImGui::BeginChild("examples", {rest, 0},
                            ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AutoResizeY)) {
        draw_examples(context);
      }
      ImGui::EndChild();
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

}  // namespace wf::app
