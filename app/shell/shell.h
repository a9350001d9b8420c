#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/analysis/analysis_page.h"
#include "app/explorer/explorer.h"
#include "app/history/history.h"
#include "app/palette/index.h"
#include "app/palette/palette.h"
#include "app/platform/metrics.h"
#include "app/platform/screen.h"
#include "app/present/notes.h"
#include "app/present/presenter.h"
#include "app/shell/figure_export.h"
#include "app/shell/key_bindings.h"
#include "app/shell/lesson_view.h"
#include "app/shell/my_workload.h"
#include "app/shell/notes_screen.h"
#include "app/shell/record_desk.h"
#include "app/shell/settings.h"
#include "app/shell/teaching_notes.h"
#include "app/shell/workspace.h"
#include "app/ui/copy_menu.h"
#include "app/ui/file_picker.h"
#include "app/ui/focus.h"
#include "app/validation/validation_pane.h"

namespace wf::app {

// The whole window: top bar, list of lessons, one document, status line. What can be done with it
// is the table of commands (shell_commands.h); they call the methods below.
class Shell final : public Screen {
 public:
  // Without a file, settings are not kept: pictures and tests. Nor is the record, in memory.
  Shell(Workspace workspace, Settings settings,
        std::optional<std::filesystem::path> settings_file = std::nullopt,
        Record record = Record::in_memory());
  ~Shell() override;

  void before_frame(Host& host) override;
  void frame(Host& host) override;
  void on_drop(const std::vector<std::filesystem::path>& files, Host& host) override;
  bool poll() override;
  bool may_close() override;
  Screen* second() override { return notes_shown() ? &notes_screen_ : nullptr; }

  // Commands, by the keys of Dear ImGui's current context.
  void run_keys();

  Workspace& workspace() { return workspace_; }
  const Workspace& workspace() const { return workspace_; }
  const Settings& settings() const { return settings_; }
  const Theme& theme() const { return theme_; }

  void open_file(const std::filesystem::path& file);
  void ask_for_file();
  void save();
  void save_as();
  void reload();
  void close_document();
  void close(const Document& document);
  void quit();
  void larger_text();
  void smaller_text();
  void normal_text();
  void set_theme(widgets::ThemeName theme);
  void next_theme();
  void toggle_list();
  bool list_shown() const;
  void toggle_full_screen();
  void step_lesson(int steps);
  void next_document(int steps);
  void show_start();
  void toggle_arithmetic();
  bool arithmetic_shown() const;
  void show_arithmetic(std::string_view quantity);  // of the workload that is open
  void show_page(Explorer::Page page);
  bool page_shown(Explorer::Page page) const;
  // In a lesson (lesson_actions.cpp).
  bool reading() const;  // its text and widget are what the window shows
  void turn_step(int steps);
  void choose_answer(int option);  // from 1, of the question in sight; on the projector, too
  void toggle_description();       // of the widget, in words
  bool description_shown() const;
  bool has_widget() const;
  void toggle_validation();
  bool validation_shown() const { return validation_page_ && workspace_.current() == nullptr; }
  ValidationPane& validation();
  void focus_knobs();
  void take_back_changes();
  void undo();
  void redo();
  void go_to_step(std::size_t position);  // of the history
  const History& history() const { return history_; }
  // Of an open workload; nullptr before its first frame.
  const Explorer* explorer_of(const Document& document) const;
  // Of an open lesson; nullptr before its first frame.
  LessonSession* session_of(const Document& document) const;
  // A, which the present state is compared with: an earlier state, or another open file.
  void toggle_pin();
  void swap_pinned();
  void compare_with(const Document& other);
  void compare_with_next();
  std::shared_ptr<const Pinned> pinned() const;
  bool has_scenario() const;  // the open lesson or workload has one to look at
  void show_analysis(AnalysisPage::View view);
  const AnalysisPage& analysis() const { return analysis_; }
  void toggle_side_by_side();
  bool side_by_side() const { return beside_[0] != 0; }
  void close_top();  // the topmost of what lies over the window
  // What can be copied of a quantity of the workload that is open.
  std::vector<CopyEntry> copies_of_quantity(std::string_view id);

  // The learner's record (record_actions.cpp).
  RecordDesk& desk() { return desk_; }
  const RecordDesk& desk() const { return desk_; }
  bool restore_session() { return desk_.restore_documents(workspace_); }
  bool has_lesson() const;          // one is open and drawn
  bool has_teaching_notes() const;  // the open lesson has some, and no room looks on
  void write_note();
  void toggle_bookmark();
  void go_on();  // to where reading stopped last time
  void go_to(std::string_view lesson, const Step& step);
  void toggle_record_page();
  bool record_page_shown() const { return record_page_ && workspace_.current() == nullptr; }
  void export_record();
  void import_record();

  // What leaves the window (export_actions.cpp).
  bool has_figure() const;
  void export_current_figure(std::string_view ending = ".svg");
  void report_document();
  void report_session();
  void save_scenario();

  // "This lesson with my workload" (export_actions.cpp): the one looked at last, or one to choose.
  void use_my_workload();
  void use_own_scenario();
  bool my_workload_used() const { return !mine_.file().empty(); }

  // A file that somebody else asks for; `then` gets it.
  void pick(PickerRequest request, std::function<void(const std::filesystem::path&)> then);

  // The page of the first start, until a choice is made.
  void show_first_run() { first_run_ = true; }
  bool first_run() const { return first_run_; }
  // The lesson that is open on the projector, where it was left; or back from there.
  void present();
  Presenter* presenter() { return presenter_.get(); }
  const Presenter* presenter() const { return presenter_.get(); }
  // The lecturer's, in a window of their own; they are there for as long as the presentation.
  void toggle_notes();
  bool notes_shown() const { return presenter_ != nullptr && notes_shown_; }
  PresenterNotes* notes() { return notes_.get(); }
  const NotesScreen& notes_screen() const { return notes_screen_; }
  void set_clock(PresenterNotes::Clock clock) { clock_ = std::move(clock); }
  const MathMetrics* math() const { return math_.get(); }
  void toggle_reduced_motion() { settings_.look.reduced_motion = !settings_.look.reduced_motion; }

  void open_palette();
  void open_glossary(std::string_view term = {});
  const Palette& palette() const { return palette_; }
  const KeyBindings& keys() const { return keys_; }
  // The reason, if that cannot be. Key 0: none.
  std::optional<std::string> bind(const ShellCommand& command, ImGuiKeyChord chord);

  enum class Overlay { kNone, kKeys, kAbout, kCard, kHistory, kTeaching };
  // Not over a dialogue, which waits for an answer.
  void toggle_overlay(Overlay overlay) {
    if (overlay_ == Overlay::kNone && (palette_.is_open() || picker_.is_open())) return;
    overlay_ = overlay_ == overlay ? Overlay::kNone : overlay;
  }
  Overlay overlay() const { return overlay_; }
  // Something that the reader should know, above the document, until it is put away.
  void complain(std::string text) { complain("The settings could not be read", std::move(text)); }
  void complain(std::string title, std::string text) {
    complaints_.push_back({std::move(title), std::move(text)});
  }

 private:
  void draw_top_bar(const PaneContext& context);
  void draw_menu(CommandCategory category, const PaneContext& context);
  void draw_file_lists(const PaneContext& context);
  void draw_breadcrumb(const PaneContext& context);
  void draw_list(const PaneContext& context);
  void draw_open_documents(const PaneContext& context);
  void draw_start(const PaneContext& context);
  void draw_examples(const PaneContext& context);
  void draw_record(const PaneContext& context);
  void draw_validation(const PaneContext& context);
  void draw_lesson(Document& document, const PaneContext& context);
  void do_task(Document& document, const AssignmentPane::Outcome& done, const PaneContext& context);
  LessonView* current_lesson() const;
  void keep_record();
  LessonView& view_of(const Document& document);
  void draw_first_page(const PaneContext& context);
  void draw_presenter(const PaneContext& context);
  void draw_banners(const PaneContext& context);
  void draw_document(const PaneContext& context);
  void draw_one(Document& document, const PaneContext& context);
  void draw_analysis(Document& document, const PaneContext& context);
  bool draw_side_by_side(const PaneContext& context);
  void draw_quantity_menu();
  const model::Scenario* scenario_of(const Document& document) const;
  // What an assignment's open questions ask for: nothing shows it before they are answered.
  Withheld withheld(const Document& document) const;
  // The report of what is open, without those values.
  std::optional<model::Report> told_report() const;
  bool put_scenario(Document& document, model::Scenario scenario, std::string_view knob);
  void pin_in(const Document& document, std::shared_ptr<const Pinned> state);
  void draw_faulty(const Document& document, const PaneContext& context);
  void draw_status(const PaneContext& context);
  void draw_overlays(const PaneContext& context);
  void draw_picker();
  void draw_keys(const PaneContext& context);
  void draw_key_row(const ShellCommand& command, const PaneContext& context);
  void draw_card(const PaneContext& context);
  std::vector<PaletteEntry> palette_entries() const;
  void add_lessons(std::vector<PaletteEntry>& entries) const;
  void add_record(std::vector<PaletteEntry>& entries) const;
  void add_terms(std::vector<PaletteEntry>& entries) const;
  void add_files(std::vector<PaletteEntry>& entries) const;
  void choose(const PaletteEntry& entry);
  void choose_hardware(const PaletteEntry& entry);
  void keep_keys();
  const model::Scenario* current_scenario() const;
  void draw_figure_menu();
  std::optional<ExportedFigure> current_figure();
  Explorer::Input explorer_input(const Document& document) const;
  Explorer* current_explorer() const;
  void watch_changes(Host& host);
  void keep_settings();
  void ask_to_quit();

  Workspace workspace_;
  Settings settings_;
  Settings kept_;
  std::optional<std::filesystem::path> settings_file_;
  Theme theme_;
  const ImFont* theme_font_ = nullptr;
  std::shared_ptr<const MathMetrics> math_;
  std::string title_;
  struct Complaint {
    std::string title;
    std::string text;
  };
  std::vector<Complaint> complaints_;
  bool asking_to_quit_ = false;
  const Document* asking_to_close_ = nullptr;
  bool quitting_ = false;

  FocusKeeper focus_;
  FilePicker picker_;
  std::function<void(const std::filesystem::path&)> picked_;
  Overlay overlay_ = Overlay::kNone;
  bool overlay_open_ = false;
  std::unique_ptr<TextView> notices_;
  std::function<void()> between_frames_;  // once
  std::size_t asked_figure_ = 0;          // of a workload's, by section
  MyWorkloadSource mine_;
  TeachingNotes teaching_notes_;
  RecordDesk desk_;
  bool record_page_ = false;
  Palette palette_;
  std::unique_ptr<Presenter> presenter_;
  std::unique_ptr<PresenterNotes> notes_;  // of the presenter
  NotesScreen notes_screen_{*this};
  bool notes_shown_ = false;
  // When each lesson's began: whoever leaves it for a while goes on in the same class.
  std::map<std::string, std::optional<PresenterNotes::TimePoint>> lectures_;
  PresenterNotes::Clock clock_ = [] { return std::chrono::steady_clock::now(); };
  bool first_run_ = false;
  KeyBindings keys_;
  const ShellCommand* asking_key_ = nullptr;  // the next key pressed becomes this command's
  std::string key_refusal_;
  std::string card_title_;
  std::vector<CardLine> card_;
  std::unique_ptr<ValidationPane> validation_;
  bool validation_page_ = false;
  std::map<int, std::unique_ptr<Explorer>> explorers_;
  std::map<int, std::unique_ptr<LessonView>> lesson_views_;
  AnalysisPage analysis_;
  std::string asked_quantity_;  // whose menu is open
  bool asking_quantity_ = false;
  std::vector<CopyEntry> quantity_copies_;  // what its menu offers
  std::array<int, 2> beside_{};             // documents beside each other; zeros: one at a time
  History history_;
  bool knob_held_ = false;  // by the pointer or an arrow key
  bool narrow_ = false;
  bool narrow_list_ = false;  // the list is shown instead of the document
  Host* host_ = nullptr;      // during a frame
};

}  // namespace wf::app
