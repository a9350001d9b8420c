#pragma once

#include <string>
#include <vector>

#include "lessons/tex.h"

namespace wf::lessons {

// What the layout asks of a font: a glyph's extent at a size of one em.
struct GlyphExtent {
  double advance = 0;
  double ascent = 0;   // ink above the baseline
  double descent = 0;  // ink below the baseline; negative when all ink is above it
};

class GlyphMetrics {
 public:
  virtual ~GlyphMetrics() = default;
  virtual GlyphExtent measure(char32_t code_point) const = 0;
};

// All lengths in em of the surrounding text; x grows to the right, y downwards, and y = 0 is the
// formula's baseline.
struct PlacedGlyph {
  char32_t code_point = 0;  // variables are already mathematical italics
  double x = 0;
  double y = 0;  // of the glyph's own baseline
  double size = 1;
  int term = -1;         // index into `terms`, or -1
  bool unknown = false;  // part of a command that was not understood
};

struct PlacedRule {
  double x = 0;
  double y = 0;  // its upper edge
  double width = 0;
  double height = 0;
  int term = -1;
};

struct TexLayout {
  double width = 0;
  double height = 0;  // above the baseline
  double depth = 0;   // below it
  std::vector<PlacedGlyph> glyphs;
  std::vector<PlacedRule> rules;
  std::vector<std::string> terms;  // of \term, once for each place
  std::vector<std::string> problems;
};

enum class TexStyle { kDisplay, kText };

TexLayout layout_tex(const TexFormula& formula, TexStyle style, const GlyphMetrics& metrics);
TexLayout layout_tex(std::string_view tex, TexStyle style, const GlyphMetrics& metrics);

}  // namespace wf::lessons
