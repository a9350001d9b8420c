#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/platform/fonts.h"
#include "app/ui/theme.h"
#include "lessons/document.h"
#include "lessons/tex_layout.h"

// Where every word of a lesson stands. Pixels from the top left of the text; y grows downwards.

namespace wf::app {

struct TextBox {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;

  bool contains(float x, float y) const { return x >= left && x < right && y >= top && y < bottom; }
  bool overlaps(const TextBox& o) const {
    return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
  }
};

enum class Ink { kInk, kMuted, kAccent, kBad, kWall };

struct TextRun {
  std::string text;
  float x = 0;
  float baseline = 0;
  float width = 0;
  Face Fonts::*face = &Fonts::regular;
  float size = 16;  // em
  Ink ink = Ink::kInk;
  widgets::Wall wall = widgets::Wall::kCompute;  // of Ink::kWall
  bool strike = false;
  int target = -1;
};

struct MathRun {
  std::shared_ptr<const lessons::TexLayout> layout;
  float x = 0;
  float baseline = 0;
  float size = 16;           // em of the layout
  std::vector<int> targets;  // one a term of the layout
};

// Something in the text that can be pointed at, focused and chosen.
struct TextTarget {
  enum class Kind {
    kLink,
    kLive,  // a live number
    kCite,
    kTerm,      // a symbol of a formula, tied to a quantity
    kGlossary,  // a term of the field: its id in the glossary
  };
  Kind kind = Kind::kLink;
  std::string id;     // address, quantity, source, quantity
  std::string label;  // how it reads
  std::string hint;   // one sentence for a tooltip, or why there is no number; may be empty
  std::vector<TextBox> boxes;  // one a line
};

// Ground and rules, drawn before the words.
struct TextShape {
  enum class Kind { kGround, kRule, kBar };
  Kind kind = Kind::kRule;
  TextBox box;
};

struct TextLine {
  TextBox box;
  float baseline = 0;
  int characters = 0;
};

struct TextHeading {
  int level = 1;
  std::string text;
  float y = 0;
};

struct TextLayout {
  float width = 0;            // of the widest line or shape
  float height = 0;           // space below the last line excluded
  std::vector<TextRun> runs;  // from top to bottom
  std::vector<MathRun> maths;
  std::vector<TextShape> shapes;
  std::vector<TextTarget> targets;
  std::vector<TextLine> lines;
  std::vector<TextHeading> headings;
  std::vector<std::string> problems;  // of formulas
};

struct TextSetting {
  const Fonts* fonts = nullptr;
  const lessons::GlyphMetrics* math = nullptr;
  Sizes size{};
  float width = 600;      // there is no more room than this
  float measure_em = 36;  // nor are lines longer than this: 60 to 75 characters
  // "3" for the third source; empty means that the id itself is shown.
  std::function<std::string(const std::string& id)> cite;
};

// Resolved blocks (lessons/resolve.h). Live parts take no room here: see `split_at_parts`.
TextLayout lay_out_text(std::span<const lessons::Block> blocks, const TextSetting& setting);

// The room between two blocks, one below the other.
float gap_between(const lessons::Block& above, const lessons::Block& below, const Sizes& size);

// A stretch of prose, or one live part.
struct TextSection {
  std::span<const lessons::Block> prose;
  std::shared_ptr<const lessons::LivePart> part;
};
std::vector<TextSection> split_at_parts(std::span<const lessons::Block> blocks);

}  // namespace wf::app
