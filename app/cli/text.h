#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/wall.h"

// Text laid out by the columns that it takes on a screen, not by bytes.
namespace wf::app {

int display_width(std::string_view text);
std::string repeated(std::string_view piece, int times);
std::string pad_right(std::string_view text, int columns);
std::string pad_left(std::string_view text, int columns);

// The text in at most this many columns, cut at a word where it is longer.
std::string clipped(std::string_view text, int columns);

// Lines of at most `columns`, broken at spaces. A longer word stands on a line of its own.
// `taken` columns of the first line are in use already.
std::vector<std::string> wrapped(std::string_view text, int columns, int taken = 0);

// The wrapped text, the first line after `first`, the others after as many spaces.
std::string paragraph(std::string_view first, std::string_view text, int columns);

// Without the control characters that would move a terminal's cursor or change its colours.
std::string printable(std::string_view text);

std::string capitalised(std::string_view text);

// Colours, where the screen has them.
struct Style {
  bool colour = false;

  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }
  std::string wall(model::Wall wall, std::string_view text) const;

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
};

// One sign for each wall, the same everywhere in the text.
std::string_view glyph_of(model::Wall wall);

// "5.1×", "0.52×"; "no limit" where there is none.
std::string factor_text(std::optional<double> factor);

}  // namespace wf::app
