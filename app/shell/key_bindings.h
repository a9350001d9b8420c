#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/shell/shell_commands.h"

namespace wf::app {

// Which keys reach which command: those of the table, unless the reader chose others.
class KeyBindings {
 public:
  using Chords = std::array<ImGuiKeyChord, 3>;
  using Written = std::map<std::string, std::string, std::less<>>;  // id -> "Ctrl+P"; "": no key

  const Chords& of(const ShellCommand& command) const;
  bool changed(const ShellCommand& command) const { return chosen_.contains(command.id); }

  // Both do nothing and say why where the key is another command's, or needed to move about.
  std::optional<std::string> set(const ShellCommand& command, ImGuiKeyChord chord);
  std::optional<std::string> reset(const ShellCommand& command);
  void reset_all() { chosen_.clear(); }

  // As settings keep them. `read` leaves the default where an entry is no key or another's, and
  // says so, a sentence each.
  Written written() const;
  std::vector<std::string> read(const Written& written);

 private:
  const ShellCommand* owner(ImGuiKeyChord chord, const ShellCommand& wanting) const;

  std::map<std::string_view, Chords> chosen_;  // by the id of the command
};

// What fills the window.
enum class Showing { kWindow, kProjector };
bool acts(KeyScope scope, Showing showing);

// Whether both could act at the same moment, so that they must not share a key.
bool overlap(const ShellCommand& a, const ShellCommand& b);

// A key that writes a character where somebody types: it never acts there.
bool types_a_character(ImGuiKeyChord chord);

// The opposite of chord_text: nothing for what is no key.
std::optional<ImGuiKeyChord> parse_chord(std::string_view text);

// The key that was pressed in this frame, modifiers held included, for whoever asks for a new one.
std::optional<ImGuiKeyChord> pressed_chord();

}  // namespace wf::app
