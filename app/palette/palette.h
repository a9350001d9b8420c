#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/palette/calculator.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// One thing that can be found and chosen.
struct PaletteEntry {
  enum class Kind {
    kCommand,
    kLesson,
    kHeading,   // of a lesson; `id` is its text, `file` the lesson
    kNote,      // the learner's own, at the heading `id` of the lesson `file`
    kBookmark,  // the same
    kTerm,      // of the glossary
    kGpu,
    kModel,
    kQuantity,
    kKnob,
    kFile,
    kCalculation,
  };
  Kind kind = Kind::kCommand;
  std::string id{};
  std::string title{};
  std::string detail{};  // muted, behind the title
  std::string keys{};    // "Ctrl+S"
  std::string also{};    // searched, not shown
  std::string file{};
  std::string about{};  // read below the list while it is the current one
  bool enabled = true;
};
std::string_view kind_name(PaletteEntry::Kind kind);

// The entries that answer `query`, the best first. Without a query: what can be done, as given.
std::vector<const PaletteEntry*> find_entries(const std::vector<PaletteEntry>& entries,
                                              std::string_view query);

// A field to type into and a list of what it finds, over the window. Up and down choose, Enter
// takes, Escape closes.
class Palette {
 public:
  // `scenario` must outlive the palette's being open: what a calculation may name.
  // `asks` stands in the empty field.
  void open(std::vector<PaletteEntry> entries,
            std::shared_ptr<const lessons::NumberSource> scenario,
            std::string asks = "Command, lesson, term, GPU, knob, or 141 GB / 3.35 TB/s");
  void ask(std::string query);  // as if it were typed
  void close() { open_ = false; }
  bool is_open() const { return open_; }

  // Call once a frame. The entry that was chosen in it.
  std::optional<PaletteEntry> draw(const PaneContext& context);

  // Of the list as it stands, for tests.
  const std::vector<const PaletteEntry*>& found() const { return found_; }
  const std::string& query() const { return query_; }

 private:
  void search();
  bool draw_row(const PaletteEntry& entry, bool current, const PaneContext& context) const;
  void draw_field(const PaneContext& context);
  void draw_about(const PaneContext& context) const;

  std::vector<PaletteEntry> entries_;
  std::shared_ptr<const lessons::NumberSource> scenario_;
  PaletteEntry calculation_;
  std::vector<const PaletteEntry*> found_;
  std::string query_;
  std::string asks_;
  int current_ = 0;
  int moved_ = 0;  // steps of the arrow keys in this frame
  bool open_ = false;
  bool just_opened_ = false;
  bool scroll_ = false;
};

}  // namespace wf::app
