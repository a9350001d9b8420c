#include <fmt/format.h>
#include <imgui.h>

#include <filesystem>

#include "app/explorer/words.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"

// Menus, made from the table of commands, and the breadcrumb: where one is.
namespace wf::app {

void Shell::draw_file_lists(const PaneContext& context) {
  if (ImGui::BeginMenu("Open recent", !settings_.recent.empty())) {
    const std::vector<std::string> recent = settings_.recent;  // opening changes the list
    for (const std::string& file : recent) {
      ImGui::PushID(file.c_str());
      if (ImGui::MenuItem(workspace_.name_of(file).c_str())) open_file(file);
      explain_item({file}, context);
      ImGui::PopID();
    }
    ImGui::EndMenu();
  }
  if (ImGui::BeginMenu("Examples", !workspace_.examples().empty())) {
    for (const ShelfExample& example : workspace_.examples()) {
      if (ImGui::MenuItem(example.title.c_str())) open_file(example.file);
    }
    ImGui::EndMenu();
  }
}

void Shell::draw_menu(CommandCategory category, const PaneContext& context) {
  const std::string name(kCommandCategories[static_cast<std::size_t>(category)]);
  if (!ImGui::BeginMenu(name.c_str())) return;
  for (const ShellCommand& command : shell_commands()) {
    // On the projector there are no menus.
    if (command.category != category || command.scope == KeyScope::kPresenting) continue;
    if (!command.in_menu) continue;
    const std::string title(command.title);
    const std::string keys = chord_text(keys_.of(command)[0]);
    const bool enabled = command.when == nullptr || command.when(*this);
    const bool ticked = command.ticked != nullptr && command.ticked(*this);
    if (ImGui::MenuItem(title.c_str(), keys.empty() ? nullptr : keys.c_str(), ticked, enabled)) {
      command.run(*this);
    }
    if (command.id == "file.open") draw_file_lists(context);
    const bool last_of_part = command.id == "file.reload" || command.id == "file.close" ||
                              command.id == "view.normal" || command.id == "view.next_theme";
    if (last_of_part || command.id == "file.open") ImGui::Separator();
  }
  ImGui::EndMenu();
}

void Shell::draw_breadcrumb(const PaneContext& context) {
  const Document* document = workspace_.current();
  std::string place = "Start";
  if (record_page_) place = "Your record";
  if (validation_page_) place = "Predicted against measured";
  std::string name;
  if (document != nullptr) {
    const bool lesson = document->kind == Document::Kind::kLesson;
    place = lesson ? "Lessons" : document->example ? "Examples" : "Workloads";
    name = document->title();
    if (lesson && document->lesson) name = document->lesson->id + "  " + name;
  }
  const Face& regular = context.fonts().regular;
  const Face& bold = context.fonts().semibold;
  const float em = theme_.size.em;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - theme_.size.space(4);
  float x = from.x + theme_.size.space(5);
  const float baseline = from.y + ImGui::GetStyle().FramePadding.y + regular.ascent * em;
  const auto put = [&](std::string_view text, const Face& face, ImU32 colour) {
    if (x >= right) return;
    const std::string shown = cut_to(face, em, text, right - x);
    place_text(shown, {x, baseline}, colour, face, em);
    x += text_width(face, em, shown);
  };
  put(place, regular, theme_.colours.muted);
  if (document == nullptr) return;
  put("  ›  ", regular, theme_.colours.muted);
  put(name, bold, theme_.colours.ink);
  if (document->edited) put("  changed", regular, theme_.colours.accent);
}

void Shell::draw_top_bar(const PaneContext& context) {
  if (!ImGui::BeginMenuBar()) return;
  ImGui::Dummy({theme_.size.space(1), 0});
  for (std::size_t i = 0; i < kCommandCategories.size(); ++i) {
    draw_menu(static_cast<CommandCategory>(i), context);
  }
  draw_breadcrumb(context);
  ImGui::EndMenuBar();
}

}  // namespace wf::app
