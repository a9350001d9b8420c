#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/explorer/words.h"
#include "app/shell/shell.h"
#include "app/ui/controls.h"

// The list of keys, where each can be changed.
namespace wf::app {

// A command and its key. Choosing it asks for another key.
void Shell::draw_key_row(const ShellCommand& command, const PaneContext& context) {
  const float em = theme_.size.em;
  const bool asking = asking_key_ == &command;
  const bool changed = keys_.changed(command);
  const float width = std::max(ImGui::GetContentRegionAvail().x, em);
  const float height = std::round(em * 1.6F);
  const float keys_at = std::round(width * 0.52F);
  const float back = changed ? std::round(width * 0.26F) : 0;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const std::string label = fmt::format("{}##key of {}", command.title, command.id);
  ImGui::SetNextItemAllowOverlap();
  if (ImGui::InvisibleButton(label.c_str(), {width - back, height}, ImGuiButtonFlags_EnableNav)) {
    asking_key_ = &command;
    key_refusal_.clear();
  }
  focus_ring(theme_);
  if (asking || ImGui::IsItemHovered()) {
    ImGui::GetWindowDrawList()->AddRectFilled(
        from, {from.x + width, from.y + height},
        asking ? theme_.colours.selected : theme_.colours.hover);
  }
  const float baseline = from.y + height / 2 + em * 0.35F;
  const Face& face = context.fonts().regular;
  place_text(cut_to(face, em, command.title, keys_at - theme_.size.space(2)), {from.x, baseline},
             theme_.colours.ink, face, em);
  std::string keys = chord_text(keys_.of(command)[0]);
  if (keys.empty()) keys = "—";
  if (asking) keys = "press a key; Esc: leave it";
  const float room = width - keys_at - back;
  place_text(cut_to(context.fonts().semibold, em, keys, room), {from.x + keys_at, baseline},
             asking ? theme_.colours.ink : theme_.colours.accent, context.fonts().semibold, em);
  if (changed) {
    ImGui::SameLine(0, 0);
    const std::string was = chord_text(command.keys[0]);
    const std::string reset = fmt::format("Back to {}##{}", was.empty() ? "none" : was, command.id);
    if (button(reset.c_str(), theme_)) {
      key_refusal_ = keys_.reset(command).value_or("");
      if (!key_refusal_.empty()) asking_key_ = nullptr;
      keep_keys();
    }
    focus_ring(theme_);
  }
  if (asking && !key_refusal_.empty()) {
    flow(key_refusal_, theme_.colours.bad, theme_.size.small, context);
  }
}

void Shell::draw_keys(const PaneContext& context) {
  // The key that was asked for. Meanwhile keys must not move about.
  ImGuiIO& io = ImGui::GetIO();
  if (asking_key_ != nullptr) {
    io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
    const auto chord = ImGui::IsWindowAppearing() ? std::nullopt : pressed_chord();
    if (chord && *chord == ImGuiKey_Escape) {
      asking_key_ = nullptr;
    } else if (chord) {
      key_refusal_ = bind(*asking_key_, *chord).value_or("");
      if (key_refusal_.empty()) asking_key_ = nullptr;
    }
    context.host.request_redraw();
  } else {
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  }

  flow("Choose a command to give it another key.", theme_.colours.muted, theme_.size.small,
       context);
  if (asking_key_ == nullptr && !key_refusal_.empty()) {
    flow(key_refusal_, theme_.colours.bad, theme_.size.small, context);
  }
  for (std::size_t i = 0; i < kCommandCategories.size(); ++i) {
    heading(kCommandCategories[i], context);
    for (const ShellCommand& command : shell_commands()) {
      if (command.category == static_cast<CommandCategory>(i)) draw_key_row(command, context);
    }
  }
  heading("Everywhere", context);
  const float keys_at = std::round(ImGui::GetContentRegionAvail().x * 0.52F);
  const auto row = [&](std::string_view what, std::string_view keys) {
    const ImVec2 from = ImGui::GetCursorScreenPos();
    place_text(keys, {from.x + keys_at, from.y + theme_.size.em * 1.1F}, theme_.colours.accent,
               context.fonts().semibold, theme_.size.em);
    line_of(what, theme_.colours.ink, context.fonts().regular, theme_.size.em, keys_at);
  };
  row("Go from one thing to the next", "Tab, arrows");
  row("Choose, press, open what has the focus", "Enter or Space");
  row("Turn a knob; ten steps", "← →; with Shift");
  row("Scroll", "↑ ↓");
  row("Scroll by pages", "Page Up or Down");
  row("To the top; to the end", "Home; End");
  row("Text size", "Ctrl and the wheel");
  ImGui::Dummy({0, theme_.size.space(2)});
  ImGui::BeginDisabled(keys_.written().empty() && !is_focused("All keys as they were"));
  if (button("All keys as they were", theme_)) {
    keys_.reset_all();
    key_refusal_.clear();
    keep_keys();
  }
  ImGui::EndDisabled();
}

std::optional<std::string> Shell::bind(const ShellCommand& command, ImGuiKeyChord chord) {
  auto refused = keys_.set(command, chord);
  keep_keys();
  return refused;
}

void Shell::keep_keys() { settings_.keys = keys_.written(); }

}  // namespace wf::app
