#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/lesson/session.h"
#include "app/platform/screen.h"
#include "app/ui/copy_menu.h"
#include "app/ui/figure_view.h"
#include "app/ui/text_view.h"
#include "model/explain.h"
#include "model/wall.h"

namespace wf::app {

// Layouts that outlive a frame, by what they show.
struct Views {
  std::map<std::string, TextView> texts;
  std::map<std::string, FigureView> figures;
  std::map<std::string, bool> open;  // steps of derivations that the reader opened or closed
  std::string hovered;               // target under the pointer, and since when
  double hovered_since = 0;
  ImVec2 hint_size{};      // of what is said of it, in the last frame
  std::string asked;       // the quantity whose arithmetic is asked for in this frame
  std::string arithmetic;  // the one that is shown
  lessons::Overrides arithmetic_settings;
  std::string link;               // a link that leads out of the lesson
  std::vector<CopyEntry> copies;  // what the open menu offers
  std::string focus;  // the part whose first control gets the keyboard's focus in the next frame

  struct CachedDerivation {
    std::uint64_t version = 0;
    std::string quantity;
    lessons::Overrides settings;
    std::string fault{};  // why there is no scenario with them
    std::shared_ptr<const model::Explanation> explanation{};
    std::optional<model::Derivation> derivation{};  // unfolded where it is open
    // By step: its head, and what it says when it is opened. Made when first shown.
    std::map<std::size_t, lessons::Blocks> heads{};
    std::map<std::size_t, lessons::Blocks> expressions{};
  };
  std::map<std::string, CachedDerivation> derivations;

  // A figure under settings of its own.
  struct Still {
    std::uint64_t version = 0;
    widgets::Figure figure;
    std::string fault;
  };
  std::map<std::string, Still> stills;
  std::map<std::string, std::string> faults;  // of settings that could not be applied
};

// What a piece of the lesson is drawn with. `left` is in the window's own coordinates.
struct PartContext {
  LessonSession& session;
  const Canvas& canvas;
  const Canvas& small;  // the same at the size of captions
  Host& host;
  Views& views;
  float left = 0;
  float width = 0;
  int digit = 0;            // pressed for this question, or 0
  bool focus = false;       // the next option or field gets the keyboard's focus
  bool in_sight = true;     // when last drawn: what is not may be of an older version
  bool whole_page = false;  // a picture of the whole lesson: what else stands beside it comes in

  const Theme& theme() const { return canvas.theme; }
  const Sizes& size() const { return canvas.theme.size; }
  float room(float most) const { return std::min(most, width); }
};

// Prose in the column, with its hints, links and lit quantities taken care of. `key` must be unique
// in the lesson; `stamp` changes whenever what is to be read does.
const TextView& show_prose(PartContext& context, const std::string& key,
                           std::span<const lessons::Block> blocks, std::uint64_t stamp,
                           const Canvas& canvas);
const TextView& show_prose(PartContext& context, const std::string& key,
                           std::span<const lessons::Block> blocks);

// The same of blocks as written, with their numbers at this moment; a caption in small type.
const TextView& show_live(PartContext& context, const std::string& key,
                          std::span<const lessons::Block> blocks,
                          const lessons::Overrides& settings = {});
void show_caption(PartContext& context, const std::string& key,
                  std::span<const lessons::Block> blocks, const lessons::Overrides& settings);

// A paragraph of plain words.
void show_words(PartContext& context, const std::string& key, std::string_view words,
                const Canvas& canvas);

// "Memory bandwidth binds ...": a paragraph whose first words carry a wall's glyph and colour.
void show_wall_words(PartContext& context, const std::string& key, model::Wall wall,
                     std::string_view words);

// The theme at the size and in the ink of captions.
Theme caption_theme(const Theme& theme);

// Words in one face, in the column; broken into lines where they do not fit.
void show_line(PartContext& context, std::string_view text, ImU32 colour, const Face& face,
               float em);

// Vertical space, in quarters of the body's em.
void space(const PartContext& context, float quarters);

// The blocks with their live numbers as plain text: for what can be clicked as a whole.
lessons::Blocks without_targets(const lessons::Blocks& blocks);

// A ground under what is drawn while it lives, with a word in small type at its top.
class Card {
 public:
  Card(PartContext& outer, std::string_view title, ImU32 title_colour);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;
  PartContext& inner() { return inner_; }

 private:
  PartContext& outer_;
  PartContext inner_;
  ImDrawList& list_;
  ImDrawListSplitter splitter_;
  ImVec2 from_;
};

// Controls side by side, broken into lines where there is no room.
class ControlRow {
 public:
  explicit ControlRow(const PartContext& context) : context_(context) {}
  bool next(float width);  // puts the cursor where there is room; true at the start of a line
  bool button(const char* label, bool primary = false);
  void words(std::string_view text, ImU32 colour);

 private:
  const PartContext& context_;
  float used_ = 0;
  float top_ = -1;
};

// A field for a number with its unit beside it. True when Enter was pressed.
bool number_field(PartContext& context, ControlRow& row, const char* label, std::string& text,
                  std::string_view unit);

// A row that can be chosen: "1  text". True when it was chosen, by pointer or key.
bool option_row(PartContext& context, const std::string& key, std::size_t index,
                const lessons::Blocks& text, bool enabled, bool chosen, ImU32 mark_colour,
                std::string_view mark);

void draw_predict(PartContext& context, const lessons::LivePart& part);
void draw_drill(PartContext& context, const lessons::LivePart& part, int number);
void draw_derive(PartContext& context, const lessons::LivePart& part);
void draw_figure_part(PartContext& context, const lessons::LivePart& part);
void draw_widget_part(PartContext& context, const lessons::LivePart& part);

// The derivation of a quantity as a tree that opens step by step.
void draw_derivation(PartContext& context, const std::string& key, const std::string& quantity,
                     const lessons::Overrides& settings);

// What stands in a tooltip about a quantity or knob: its names, sentence, values and source.
void draw_definition(const PartContext& context, const std::string& id, std::string_view label,
                     std::string_view hint);

}  // namespace wf::app
