#include "app/shell/key_bindings.h"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>

namespace wf::app {
namespace {

ImGuiKey key_of(ImGuiKeyChord chord) { return static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_); }
int modifiers_of(ImGuiKeyChord chord) { return chord & ImGuiMod_Mask_; }

bool is_keyboard(ImGuiKey key) { return ImGui::IsKeyboardKey(key) && !ImGui::IsLRModKey(key); }

// What the panes themselves listen to: moving and choosing. Space and digits are commands, too.
bool moves_about(ImGuiKeyChord chord) {
  if ((modifiers_of(chord) & ~ImGuiMod_Shift) != 0) return false;
  const ImGuiKey key = key_of(chord);
  constexpr std::array kMoving = {ImGuiKey_Tab,       ImGuiKey_Enter,      ImGuiKey_KeypadEnter,
                                  ImGuiKey_Escape,    ImGuiKey_UpArrow,    ImGuiKey_DownArrow,
                                  ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_Home,
                                  ImGuiKey_End,       ImGuiKey_PageUp,     ImGuiKey_PageDown};
  return std::find(kMoving.begin(), kMoving.end(), key) != kMoving.end();
}

}  // namespace

bool acts(KeyScope scope, Showing showing) {
  switch (scope) {
    case KeyScope::kAnywhere:
    case KeyScope::kReading:
      return true;
    case KeyScope::kNoDialogue:
    case KeyScope::kNotTyping:
      return showing == Showing::kWindow;
    case KeyScope::kPresenting:
      return showing == Showing::kProjector;
  }
  return true;
}

bool overlap(const ShellCommand& a, const ShellCommand& b) {
  return std::ranges::any_of(std::array{Showing::kWindow, Showing::kProjector}, [&](Showing each) {
    return acts(a.scope, each) && acts(b.scope, each);
  });
}

bool types_a_character(ImGuiKeyChord chord) {
  if ((modifiers_of(chord) & ~ImGuiMod_Shift) != 0) return false;
  const ImGuiKey key = key_of(chord);
  return key == ImGuiKey_Space || (key >= ImGuiKey_0 && key <= ImGuiKey_Z) ||
         (key >= ImGuiKey_Apostrophe && key <= ImGuiKey_GraveAccent) ||
         (key >= ImGuiKey_Keypad0 && key <= ImGuiKey_KeypadEqual && key != ImGuiKey_KeypadEnter);
}

std::optional<ImGuiKeyChord> parse_chord(std::string_view text) {
  for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key) {
    if (!is_keyboard(static_cast<ImGuiKey>(key))) continue;
    for (const int modifiers : {0, static_cast<int>(ImGuiMod_Shift)}) {
      for (const int more : {0, static_cast<int>(ImGuiMod_Ctrl), static_cast<int>(ImGuiMod_Alt),
                             static_cast<int>(ImGuiMod_Ctrl) | static_cast<int>(ImGuiMod_Alt)}) {
        const ImGuiKeyChord chord = key | modifiers | more;
        if (chord_text(chord) == text) return chord;
      }
    }
  }
  return std::nullopt;
}

std::optional<ImGuiKeyChord> pressed_chord() {
  for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key) {
    if (!is_keyboard(static_cast<ImGuiKey>(key))) continue;
    if (ImGui::IsKeyPressed(static_cast<ImGuiKey>(key), false)) {
      return key | static_cast<int>(ImGui::GetIO().KeyMods);
    }
  }
  return std::nullopt;
}

const KeyBindings::Chords& KeyBindings::of(const ShellCommand& command) const {
  const auto found = chosen_.find(command.id);
  return found == chosen_.end() ? command.keys : found->second;
}

const ShellCommand* KeyBindings::owner(ImGuiKeyChord chord, const ShellCommand& wanting) const {
  for (const ShellCommand& each : shell_commands()) {
    if (each.id == wanting.id || !overlap(each, wanting)) continue;
    const Chords& chords = of(each);
    if (std::find(chords.begin(), chords.end(), chord) != chords.end()) return &each;
  }
  return nullptr;
}

std::optional<std::string> KeyBindings::set(const ShellCommand& command, ImGuiKeyChord chord) {
  if (chord != 0 && moves_about(chord)) {
    return fmt::format("{} moves about or chooses: another key, please", chord_text(chord));
  }
  if (chord != 0) {
    if (const ShellCommand* taken = owner(chord, command)) {
      return fmt::format("{} belongs to “{}”: another key, please", chord_text(chord),
                         taken->title);
    }
  }
  chosen_[command.id] = {chord, 0, 0};
  return std::nullopt;
}

std::optional<std::string> KeyBindings::reset(const ShellCommand& command) {
  for (const ImGuiKeyChord chord : command.keys) {
    if (chord == 0) continue;
    if (const ShellCommand* taken = owner(chord, command)) {
      return fmt::format("{} now belongs to “{}”: change that first", chord_text(chord),
                         taken->title);
    }
  }
  chosen_.erase(command.id);
  return std::nullopt;
}

KeyBindings::Written KeyBindings::written() const {
  Written result;
  for (const auto& [id, chords] : chosen_) result.emplace(id, chord_text(chords[0]));
  return result;
}

std::vector<std::string> KeyBindings::read(const Written& written) {
  std::vector<std::string> problems;
  chosen_.clear();
  // Two commands may have swapped their keys: what the settings give first lets go of its default.
  struct Wish {
    const ShellCommand* command;
    ImGuiKeyChord chord;
  };
  std::vector<Wish> wishes;
  for (const auto& [id, text] : written) {
    const ShellCommand* command = find_shell_command(id);
    const auto chord = text.empty() ? std::optional<ImGuiKeyChord>(0) : parse_chord(text);
    if (command == nullptr) {
      problems.push_back(fmt::format("keys: there is no command “{}”", id));
    } else if (!chord) {
      problems.push_back(fmt::format("keys: “{}” of {} is no key; its default is used", text, id));
    } else {
      wishes.push_back({command, *chord});
      chosen_[command->id] = {0, 0, 0};
    }
  }
  for (const Wish& wish : wishes) {
    const auto refused = set(*wish.command, wish.chord);
    if (!refused) continue;
    chosen_.erase(wish.command->id);
    problems.push_back(
        fmt::format("keys: {}: {}; its default is used", wish.command->id, *refused));
  }
  // A default that came back may be what another entry took.
  for (bool again = true; again;) {
    again = false;
    for (const auto& [id, chords] : chosen_) {
      const ShellCommand& command = *find_shell_command(id);
      const ShellCommand* taken = chords[0] == 0 ? nullptr : owner(chords[0], command);
      if (taken == nullptr) continue;
      problems.push_back(fmt::format("keys: {}: {} belongs to “{}”; its default is used", id,
                                     chord_text(chords[0]), taken->title));
      chosen_.erase(id);
      again = true;
      break;
    }
  }
  return problems;
}

}  // namespace wf::app
