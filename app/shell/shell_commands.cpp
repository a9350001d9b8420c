#include "app/shell/shell_commands.h"

#include <imgui_internal.h>

#include <algorithm>

#include "app/shell/shell.h"

namespace wf::app {
namespace {

using enum CommandCategory;

constexpr ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }
constexpr ImGuiKeyChord ctrl_shift(ImGuiKey key) {
  return static_cast<int>(ImGuiMod_Ctrl) | static_cast<int>(ImGuiMod_Shift) | key;
}

constexpr ImGuiKeyChord shift(ImGuiKey key) { return static_cast<int>(ImGuiMod_Shift) | key; }

bool has_document(const Shell& shell) { return shell.workspace().current() != nullptr; }
bool has_lesson(const Shell& shell) {
  const Document* document = shell.workspace().current();
  return shell.presenter() != nullptr ||
         (document != nullptr && document->kind == Document::Kind::kLesson && document->good);
}
bool presenting(const Shell& shell) { return shell.presenter() != nullptr; }
bool has_workload(const Shell& shell) {
  const Document* document = shell.workspace().current();
  return document != nullptr && document->kind == Document::Kind::kWorkload && document->good;
}
bool has_task(const Shell& shell) {
  return has_workload(shell) && shell.workspace().current()->assignment.has_value();
}
bool is_edited(const Shell& shell) {
  return has_workload(shell) && shell.workspace().current()->edited;
}
bool has_lessons(const Shell& shell) { return !shell.workspace().lessons().empty(); }
bool several(const Shell& shell) { return shell.workspace().documents().size() > 1; }

// Digits, of either part of the keyboard, for the options of a question.
template <int kOption>
constexpr ShellCommand answer(std::string_view id, std::string_view title) {
  return {id,
          title,
          kGo,
          {static_cast<int>(ImGuiKey_0) + kOption, static_cast<int>(ImGuiKey_Keypad0) + kOption},
          KeyScope::kReading,
          [](Shell& s) { s.choose_answer(kOption); },
          [](const Shell& s) { return presenting(s) || s.reading(); },
          nullptr,
          false};
}

template <widgets::ThemeName kTheme>
void set_theme(Shell& shell) {
  shell.set_theme(kTheme);
}
template <widgets::ThemeName kTheme>
bool has_theme(const Shell& shell) {
  return shell.settings().look.theme == kTheme;
}

const ShellCommand kCommands[] = {
    {"file.open",
     "Open a file…",
     kFile,
     {ctrl(ImGuiKey_O)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.ask_for_file(); }},
    {"file.save",
     "Save",
     kFile,
     {ctrl(ImGuiKey_S)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.save(); },
     has_workload},
    {"file.save_as",
     "Save under another name…",
     kFile,
     {ctrl_shift(ImGuiKey_S)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.save_as(); },
     has_workload},
    {"file.save_scenario",
     "Save this scenario as a workload…",
     kFile,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.save_scenario(); },
     [](const Shell& s) { return s.has_lesson(); }},
    {"file.export_figure",
     "Export the figure…",
     kFile,
     {ctrl(ImGuiKey_E)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.export_current_figure(); },
     [](const Shell& s) { return s.has_figure(); }},
    {"file.report",
     "Write a report…",
     kFile,
     {ctrl_shift(ImGuiKey_E)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.report_document(); },
     has_document},
    {"file.report_session",
     "Report everything…",
     kFile,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.report_session(); }},
    {"file.reload",
     "Read again from disk",
     kFile,
     {ctrl(ImGuiKey_R)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.reload(); },
     has_document},
    {"file.close",
     "Close",
     kFile,
     {ctrl(ImGuiKey_W)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.close_document(); },
     has_document},
    {"file.quit",
     "Quit",
     kFile,
     {ctrl(ImGuiKey_Q)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.quit(); }},

    {"edit.undo",
     "Take back the last change",
     kEdit,
     {ctrl(ImGuiKey_Z)},
     KeyScope::kNotTyping,
     [](Shell& s) { s.undo(); },
     [](const Shell& s) { return s.history().can_undo(); }},
    {"edit.redo",
     "Make it again",
     kEdit,
     {ctrl_shift(ImGuiKey_Z), ctrl(ImGuiKey_Y)},
     KeyScope::kNotTyping,
     [](Shell& s) { s.redo(); },
     [](const Shell& s) { return s.history().can_redo(); }},
    {"edit.history",
     "History of changes",
     kEdit,
     {ctrl(ImGuiKey_H)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.toggle_overlay(Shell::Overlay::kHistory); }},

    {"view.larger",
     "Larger text",
     kView,
     {ctrl(ImGuiKey_Equal), ctrl_shift(ImGuiKey_Equal), ctrl(ImGuiKey_KeypadAdd)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.larger_text(); }},
    {"view.smaller",
     "Smaller text",
     kView,
     {ctrl(ImGuiKey_Minus), ctrl(ImGuiKey_KeypadSubtract)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.smaller_text(); }},
    {"view.normal",
     "Text at its normal size",
     kView,
     {ctrl(ImGuiKey_0), ctrl(ImGuiKey_Keypad0)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.normal_text(); }},
    {"view.light",
     "Light theme",
     kView,
     {},
     KeyScope::kAnywhere,
     set_theme<widgets::ThemeName::kLight>,
     nullptr,
     has_theme<widgets::ThemeName::kLight>},
    {"view.dark",
     "Dark theme",
     kView,
     {},
     KeyScope::kAnywhere,
     set_theme<widgets::ThemeName::kDark>,
     nullptr,
     has_theme<widgets::ThemeName::kDark>},
    {"view.high_contrast",
     "High contrast theme",
     kView,
     {},
     KeyScope::kAnywhere,
     set_theme<widgets::ThemeName::kHighContrast>,
     nullptr,
     has_theme<widgets::ThemeName::kHighContrast>},
    {"view.projector",
     "Projector theme",
     kView,
     {},
     KeyScope::kAnywhere,
     set_theme<widgets::ThemeName::kProjector>,
     nullptr,
     has_theme<widgets::ThemeName::kProjector>},
    {"view.next_theme",
     "Next theme",
     kView,
     {ctrl(ImGuiKey_T)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.next_theme(); }},
    {"view.reduced_motion",
     "Nothing moves by itself",
     kView,
     {},
     KeyScope::kAnywhere,
     [](Shell& s) { s.toggle_reduced_motion(); },
     nullptr,
     [](const Shell& s) { return s.settings().look.reduced_motion; }},
    {"view.list",
     "List of lessons",
     kView,
     {ctrl(ImGuiKey_B)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.toggle_list(); },
     nullptr,
     [](const Shell& s) { return s.list_shown(); }},
    {"view.describe",
     "The widget in words",
     kView,
     {ImGuiKey_D},
     KeyScope::kNotTyping,
     [](Shell& s) { s.toggle_description(); },
     [](const Shell& s) { return s.has_widget(); },
     [](const Shell& s) { return s.description_shown(); }},
    {"view.full_screen",
     "Full screen",
     kView,
     {ImGuiKey_F11},
     KeyScope::kAnywhere,
     [](Shell& s) { s.toggle_full_screen(); }},

    {"view.present",
     "Present this lesson",
     kView,
     {ImGuiKey_F5},
     KeyScope::kAnywhere,
     [](Shell& s) { s.present(); },
     has_lesson,
     [](const Shell& s) { return s.presenter() != nullptr; }},
    {"present.next",
     "Presenting: next step",
     kView,
     {ImGuiKey_PageDown, ImGuiKey_Space},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->next(); },
     presenting},
    {"present.back",
     "Presenting: step back",
     kView,
     {ImGuiKey_PageUp, shift(ImGuiKey_Space), ImGuiKey_Backspace},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->back(); },
     presenting},
    {"present.first",
     "Presenting: first step",
     kView,
     {ImGuiKey_Home},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->first(); },
     presenting},
    {"present.answer",
     "Presenting: show or hide the answer",
     kView,
     {ImGuiKey_R},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->toggle_answer(); },
     presenting},
    {"present.figure",
     "Presenting: show or hide the figure",
     kView,
     {ImGuiKey_F},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->toggle_figure(); },
     presenting},
    {"present.knob_up",
     "Presenting: turn the first knob up",
     kView,
     {ImGuiKey_RightArrow},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->turn_knob(1); },
     presenting},
    {"present.knob_down",
     "Presenting: turn the first knob down",
     kView,
     {ImGuiKey_LeftArrow},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->turn_knob(-1); },
     presenting},
    {"present.black",
     "Presenting: black out",
     kView,
     {ImGuiKey_B, ImGuiKey_Period},
     KeyScope::kPresenting,
     [](Shell& s) { s.presenter()->toggle_black(); },
     presenting},
    {"present.notes",
     "Presenting: notes in a second window",
     kView,
     {ImGuiKey_N, ctrl(ImGuiKey_I)},
     KeyScope::kPresenting,
     [](Shell& s) { s.toggle_notes(); },
     presenting,
     [](const Shell& s) { return s.notes_shown(); }},

    {"go.palette",
     "Find anything…",
     kGo,
     {ctrl(ImGuiKey_K), ctrl_shift(ImGuiKey_P)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.open_palette(); }},
    {"go.next_lesson",
     "Next lesson",
     kGo,
     {ImGuiKey_RightBracket},
     KeyScope::kNotTyping,
     [](Shell& s) { s.step_lesson(1); },
     has_lessons},
    {"go.previous_lesson",
     "Lesson before",
     kGo,
     {ImGuiKey_LeftBracket},
     KeyScope::kNotTyping,
     [](Shell& s) { s.step_lesson(-1); },
     has_lessons},
    {"go.next_open",
     "Next open file",
     kGo,
     {ctrl(ImGuiKey_PageDown)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.next_document(1); },
     several},
    {"go.previous_open",
     "Open file before",
     kGo,
     {ctrl(ImGuiKey_PageUp)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.next_document(-1); },
     several},
    {"go.start",
     "Start page",
     kGo,
     {ctrl(ImGuiKey_Home)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.show_start(); }},
    {"go.continue",
     "Continue where you stopped",
     kGo,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.go_on(); },
     [](const Shell& s) { return s.desk().next().has_value(); }},
    {"go.record",
     "Your record",
     kGo,
     {ctrl(ImGuiKey_L)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.toggle_record_page(); }},
    {"lesson.my_workload",
     "Lessons with my workload",
     kWorkload,
     {ImGuiKey_W},
     KeyScope::kNotTyping,
     [](Shell& s) { s.my_workload_used() ? s.use_own_scenario() : s.use_my_workload(); },
     nullptr,
     [](const Shell& s) { return s.my_workload_used(); }},
    {"lesson.next_step",
     "Next step of the text",
     kGo,
     {ImGuiKey_Space},
     KeyScope::kNotTyping,
     [](Shell& s) { s.turn_step(1); },
     [](const Shell& s) { return s.reading(); }},
    {"lesson.previous_step",
     "Step before in the text",
     kGo,
     {shift(ImGuiKey_Space)},
     KeyScope::kNotTyping,
     [](Shell& s) { s.turn_step(-1); },
     [](const Shell& s) { return s.reading(); }},
    answer<1>("lesson.answer_1", "Answer with the first option"),
    answer<2>("lesson.answer_2", "Answer with the second option"),
    answer<3>("lesson.answer_3", "Answer with the third option"),
    answer<4>("lesson.answer_4", "Answer with the fourth option"),
    answer<5>("lesson.answer_5", "Answer with the fifth option"),
    answer<6>("lesson.answer_6", "Answer with the sixth option"),
    answer<7>("lesson.answer_7", "Answer with the seventh option"),
    answer<8>("lesson.answer_8", "Answer with the eighth option"),
    answer<9>("lesson.answer_9", "Answer with the ninth option"),
    {"lesson.teaching",
     "Teaching notes",
     kGo,
     {ctrl(ImGuiKey_I)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.toggle_overlay(Shell::Overlay::kTeaching); },
     [](const Shell& s) { return s.has_teaching_notes(); }},
    {"lesson.note",
     "Note on this step",
     kGo,
     {ImGuiKey_N},
     KeyScope::kNotTyping,
     [](Shell& s) { s.write_note(); },
     [](const Shell& s) { return s.has_lesson(); }},
    {"lesson.bookmark",
     "Bookmark this step",
     kGo,
     {ImGuiKey_B},
     KeyScope::kNotTyping,
     [](Shell& s) { s.toggle_bookmark(); },
     [](const Shell& s) { return s.has_lesson(); }},
    {"go.validation",
     "Predicted against measured",
     kGo,
     {ImGuiKey_V},
     KeyScope::kNotTyping,
     [](Shell& s) { s.toggle_validation(); },
     nullptr,
     [](const Shell& s) { return s.validation_shown(); }},
    {"go.back",
     "Close what is on top",
     kGo,
     {ImGuiKey_Escape},
     KeyScope::kAnywhere,
     [](Shell& s) { s.close_top(); }},

    {"workload.findings",
     "Findings",
     kWorkload,
     {ImGuiKey_F},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_page(Explorer::Page::kFindings); },
     has_workload,
     [](const Shell& s) { return s.page_shown(Explorer::Page::kFindings); }},
    {"workload.task",
     "Task of the assignment",
     kWorkload,
     {ImGuiKey_Q},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_page(Explorer::Page::kTask); },
     has_task,
     [](const Shell& s) { return s.page_shown(Explorer::Page::kTask); }},
    {"workload.operations",
     "Operations of a step",
     kWorkload,
     {ImGuiKey_O},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_page(Explorer::Page::kOperations); },
     has_workload,
     [](const Shell& s) { return s.page_shown(Explorer::Page::kOperations); }},
    {"workload.arithmetic",
     "Show the arithmetic",
     kWorkload,
     {ImGuiKey_A},
     KeyScope::kNotTyping,
     [](Shell& s) { s.toggle_arithmetic(); },
     [](const Shell& s) { return has_workload(s) || s.reading(); },
     [](const Shell& s) { return s.arithmetic_shown(); }},
    {"workload.knobs",
     "Find a knob",
     kWorkload,
     {ImGuiKey_K},
     KeyScope::kNotTyping,
     [](Shell& s) { s.focus_knobs(); },
     has_workload},
    {"workload.take_back",
     "Take all changes back",
     kWorkload,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.take_back_changes(); },
     is_edited},

    {"compare.pin",
     "Pin this state as A, or unpin it",
     kWorkload,
     {ImGuiKey_P},
     KeyScope::kNotTyping,
     [](Shell& s) { s.toggle_pin(); },
     [](const Shell& s) { return s.has_scenario(); },
     [](const Shell& s) { return s.pinned() != nullptr; }},
    {"compare.swap",
     "Swap A and B",
     kWorkload,
     {ctrl_shift(ImGuiKey_X)},
     KeyScope::kNotTyping,
     [](Shell& s) { s.swap_pinned(); },
     [](const Shell& s) { return s.pinned() != nullptr; }},
    {"compare.table",
     "Compare A and B",
     kWorkload,
     {ImGuiKey_C},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_analysis(AnalysisPage::View::kCompare); },
     [](const Shell& s) { return s.has_scenario(); }},
    {"compare.with_next",
     "Compare with another open file",
     kWorkload,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.compare_with_next(); },
     [](const Shell& s) { return s.has_scenario() && several(s); }},
    {"analysis.tornado",
     "What moves this most",
     kWorkload,
     {ImGuiKey_M},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_analysis(AnalysisPage::View::kTornado); },
     [](const Shell& s) { return s.has_scenario(); }},
    {"analysis.sweep",
     "Sweep a knob",
     kWorkload,
     {ImGuiKey_S},
     KeyScope::kNotTyping,
     [](Shell& s) { s.show_analysis(AnalysisPage::View::kSweep); },
     [](const Shell& s) { return s.has_scenario(); }},
    {"view.side_by_side",
     "Two files side by side",
     kView,
     {ctrl(ImGuiKey_Backslash)},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.toggle_side_by_side(); },
     [](const Shell& s) { return several(s) || s.side_by_side(); },
     [](const Shell& s) { return s.side_by_side(); }},

    {"help.keys",
     "Keys",
     kHelp,
     {ImGuiKey_F1, shift(ImGuiKey_Slash)},
     KeyScope::kAnywhere,
     [](Shell& s) { s.toggle_overlay(Shell::Overlay::kKeys); }},
    {"help.first_run",
     "First steps",
     kHelp,
     {},
     KeyScope::kNoDialogue,
     [](Shell& s) { s.show_first_run(); }},
    {"help.glossary",
     "Glossary",
     kHelp,
     {ImGuiKey_G},
     KeyScope::kNotTyping,
     [](Shell& s) { s.open_glossary(); },
     [](const Shell& s) { return !s.workspace().glossary().terms().empty(); }},
    {"help.about",
     "About Wallfinder",
     kHelp,
     {},
     KeyScope::kAnywhere,
     [](Shell& s) { s.toggle_overlay(Shell::Overlay::kAbout); }},
};

}  // namespace

std::span<const ShellCommand> shell_commands() { return kCommands; }

const ShellCommand* find_shell_command(std::string_view id) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [&](const ShellCommand& each) { return each.id == id; });
  return found == std::end(kCommands) ? nullptr : found;
}

std::string chord_text(ImGuiKeyChord chord) {
  if (chord == 0) return {};
  std::string text;
  if ((chord & ImGuiMod_Ctrl) != 0) text += "Ctrl+";
  if ((chord & ImGuiMod_Shift) != 0) text += "Shift+";
  if ((chord & ImGuiMod_Alt) != 0) text += "Alt+";
  const auto key = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  switch (key) {
    case ImGuiKey_Equal:
    case ImGuiKey_KeypadAdd:
      return text + "+";
    case ImGuiKey_Minus:
    case ImGuiKey_KeypadSubtract:
      return text + "−";
    case ImGuiKey_LeftBracket:
      return text + "[";
    case ImGuiKey_RightBracket:
      return text + "]";
    case ImGuiKey_PageDown:
      return text + "Page Down";
    case ImGuiKey_PageUp:
      return text + "Page Up";
    case ImGuiKey_Escape:
      return text + "Esc";
    case ImGuiKey_Comma:
      return text + ",";
    case ImGuiKey_Period:
      return text + ".";
    case ImGuiKey_Slash:
      return text + "/";
    case ImGuiKey_Semicolon:
      return text + ";";
    case ImGuiKey_Apostrophe:
      return text + "'";
    case ImGuiKey_Backslash:
      return text + "\\";
    case ImGuiKey_GraveAccent:
      return text + "`";
    case ImGuiKey_LeftArrow:
      return text + "←";
    case ImGuiKey_RightArrow:
      return text + "→";
    case ImGuiKey_UpArrow:
      return text + "↑";
    case ImGuiKey_DownArrow:
      return text + "↓";
    default:
      return text + ImGui::GetKeyName(key);
  }
}

}  // namespace wf::app
