#pragma once

#include <string>
#include <vector>

#include "app/ui/text_layout.h"

namespace wf::app::testing {

// Text that was drawn and cannot be read in whole: its window, a table's column, a button or the
// edge of the display cuts it, and nothing that scrolls would bring the rest into sight. Text that
// was shortened on purpose ends in "…" and is not cut.
struct CutText {
  std::string text;
  std::string window;
  TextBox ink;   // where its glyphs are
  TextBox seen;  // what of the window shows there

  std::string words() const;  // "'Expected' in document/table: 12 px at the right"
};

// A text as it was drawn: by the size of its font, which is the face's own measure (Face::ratio).
struct SizedText {
  std::string text;
  const ImFont* font;
  float size;
};

// While it lives, every text that is drawn is measured. One at a time.
class TextWatch {
 public:
  TextWatch();
  ~TextWatch();
  TextWatch(const TextWatch&) = delete;
  TextWatch& operator=(const TextWatch&) = delete;

  std::vector<CutText> cut() const;
  std::vector<SizedText> sizes() const;
  // Pairs of texts of one window that lie on each other.
  std::vector<std::string> overlaps() const;
};

}  // namespace wf::app::testing
