#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/ui/text_layout.h"

namespace wf::app {

// The smallest thing that is placed: a piece of a word, a space or a formula.
struct Atom {
  enum class Kind { kText, kSpace, kMath, kBreak };
  Kind kind = Kind::kText;
  std::string text;
  Face Fonts::*face = &Fonts::regular;
  float size = 16;
  Ink ink = Ink::kInk;
  widgets::Wall wall = widgets::Wall::kCompute;
  bool code = false;
  bool strike = false;
  bool break_after = false;  // a line may end here
  int target = -1;
  float width = 0;
  float above = 0;  // the baseline
  float below = 0;
  std::shared_ptr<const lessons::TexLayout> math;
};

struct InlineStyle {
  float size = 16;
  float line = 24;  // the least distance from top to bottom of a line
  bool semibold = false;
  bool italic = false;
  bool display_math = false;
  Ink ink = Ink::kInk;
};

// Inline content, measured and put into lines.
class InlineLayout {
 public:
  InlineLayout(const TextSetting& setting, TextLayout& out) : setting_(setting), out_(out) {}

  std::vector<Atom> atoms(std::span<const lessons::Inline> inlines, const InlineStyle& style);

  // Adds lines from `top` on between `left` and `left + width`; returns the bottom of the last.
  float place(const std::vector<Atom>& atoms, const InlineStyle& style, float left, float top,
              float width, lessons::Align align = lessons::Align::kDefault);

  static float natural_width(const std::vector<Atom>& atoms);
  static float widest_piece(const std::vector<Atom>& atoms);

  Atom text_atom(std::string text, const InlineStyle& style) const;
  Atom math_atom(const std::string& tex, const InlineStyle& style, lessons::TexStyle how);

  // Places a formula by itself, its terms included.
  void place_math(const Atom& atom, float x, float baseline);

 private:
  struct Line;
  void add_words(std::vector<Atom>& atoms, const Atom& like, std::string_view text) const;
  int add_target(TextTarget::Kind kind, std::string id, std::string label, std::string hint);
  std::vector<Atom> split_to_fit(const Atom& atom, float width) const;
  float finish_line(const Line& line, const InlineStyle& style, float left, float top, float width,
                    lessons::Align align);
  float measure(const Atom& atom) const;

  const TextSetting& setting_;
  TextLayout& out_;
};

}  // namespace wf::app
