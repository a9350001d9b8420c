#pragma once

#include <string_view>

#include "widgets/figure/display_list.h"

namespace wf::widgets {

// How wide and tall text will be. The screen measures its own font; pictures without a window use
// InterMetrics, which needs no font file.
class TextMetrics {
 public:
  virtual ~TextMetrics() = default;
  virtual double width(std::string_view text, double size, Weight weight) const = 0;
  virtual double ascent(double size) const = 0;   // above the baseline
  virtual double descent(double size) const = 0;  // below it, positive
  double height(double size) const { return ascent(size) + descent(size); }
};

// Advance widths of Inter 4.0, with tabular figures, without kerning.
class InterMetrics final : public TextMetrics {
 public:
  double width(std::string_view text, double size, Weight weight) const override;
  double ascent(double size) const override;
  double descent(double size) const override;
};

}  // namespace wf::widgets
