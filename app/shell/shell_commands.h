#pragma once

#include <imgui.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace wf::app {

class Shell;

enum class CommandCategory { kFile, kEdit, kView, kGo, kWorkload, kHelp };
inline constexpr std::array<std::string_view, 6> kCommandCategories = {"File", "Edit",     "View",
                                                                       "Go",   "Workload", "Help"};

// When keys reach a command. Menus offer it whenever `when` holds.
enum class KeyScope {
  kAnywhere,    // also while a dialogue is open, and on the projector
  kNoDialogue,  // in the window
  kNotTyping,   // single letters in the window: only while no text field has the keyboard
  kReading,     // the same, and on the projector, too
  kPresenting,  // on the projector only, where the window and its keys are out of sight
};

// One thing that the program can be told to do. Menus, keys and the list of keys are made from
// these.
struct ShellCommand {
  std::string_view id;     // "file.open": stable, for rebinding
  std::string_view title;  // "Open a file…"
  CommandCategory category = CommandCategory::kFile;
  std::array<ImGuiKeyChord, 3> keys{};  // by default; the first is shown; 0: none
  KeyScope scope = KeyScope::kNoDialogue;
  void (*run)(Shell&) = nullptr;
  bool (*when)(const Shell&) = nullptr;    // nullptr: always
  bool (*ticked)(const Shell&) = nullptr;  // a menu entry that is on or off
  bool in_menu = true;                     // false: what makes sense only as a key
};

std::span<const ShellCommand> shell_commands();
const ShellCommand* find_shell_command(std::string_view id);

// "Ctrl+Shift+S"; "" for no key.
std::string chord_text(ImGuiKeyChord chord);

}  // namespace wf::app
