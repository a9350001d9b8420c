#include "app/cli/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "model/units.h"
#include "widgets/figure/wall.h"

namespace wf::app {
namespace {

// Takes one character off the front of `text`. A byte that is not UTF-8 counts as a character.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t length = 1;
  char32_t character = first;
  if (first >= 0xf0 && first < 0xf8)
    length = 4, character = first & 0x07u;
  else if (first >= 0xe0)
    length = 3, character = first & 0x0fu;
  else if (first >= 0xc0)
    length = 2, character = first & 0x1fu;
  if (first >= 0xf8 || length > text.size()) length = 1, character = 0xfffd;
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0u) != 0x80u) {
      length = 1;
      character = 0xfffd;
      break;
    }
    character = character << 6u | (next & 0x3fu);
  }
  text.remove_prefix(length);
  return character;
}

struct Range {
  char32_t first, last;
};
constexpr std::array kZeroWidth = {Range{0x300, 0x36f}, Range{0x200b, 0x200f},
                                   Range{0xfe00, 0xfe0f}};
constexpr std::array kWide = {
    Range{0x1100, 0x115f}, Range{0x2e80, 0xa4cf}, Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe30, 0xfe6f}, Range{0xff00, 0xff60}, Range{0x1f300, 0x1faff}, Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool within(char32_t character, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

int width_of(char32_t character) {
  if (character < 0x20 || character == 0x7f || within(character, kZeroWidth)) return 0;
  return within(character, kWide) ? 2 : 1;
}

// Whether a line's end between these words would tear a magnitude apart: "50 ms", "TP 8".
bool belong_together(std::string_view word, std::string_view next) {
  constexpr std::size_t kLongestUnit = 8, kLongestAcronym = 4;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (digit(word.back())) return next.size() <= kLongestUnit && letter(next.front());
  return digit(next.front()) && word.size() <= kLongestAcronym &&
         std::all_of(word.begin(), word.end(), capital);
}

// The words of a text, those that belong together joined.
std::vector<std::string> unbroken_pieces(std::string_view text) {
  std::vector<std::string> pieces;
  std::string_view previous;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (word.empty()) continue;
    if (!previous.empty() && belong_together(previous, word)) {
      pieces.back().append(" ").append(word);
    } else {
      pieces.emplace_back(word);
    }
    previous = word;
  }
  return pieces;
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

std::string repeated(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

std::string pad_right(std::string_view text, int columns) {
  return std::string(text) + repeated(" ", columns - display_width(text));
}

std::string pad_left(std::string_view text, int columns) {
  return repeated(" ", columns - display_width(text)) + std::string(text);
}

std::string clipped(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  const std::vector<std::string> lines = wrapped(text, columns - 2);
  if (!lines.empty() && display_width(lines[0]) <= columns - 2) return lines[0] + " …";
  std::string cut;
  int width = 0;
  while (!text.empty()) {
    const std::string_view before = text;
    width += width_of(take_character(text));
    if (width > columns - 1) break;
    cut += before.substr(0, before.size() - text.size());
  }
  return cut + "…";
}

std::vector<std::string> wrapped(std::string_view text, int columns, int taken) {
  std::vector<std::string> lines;
  std::string line;
  int width = 0;
  for (const std::string& piece : unbroken_pieces(text)) {
    const int piece_width = display_width(piece);
    const int room = lines.empty() ? columns - taken : columns;
    if (!line.empty() && width + 1 + piece_width > room) {
      lines.push_back(std::move(line));
      line.clear();
      width = 0;
    }
    if (!line.empty()) line += ' ', ++width;
    line += piece;
    width += piece_width;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string paragraph(std::string_view first, std::string_view text, int columns) {
  const int indent = display_width(first);
  std::string result;
  for (const std::string& line : wrapped(text, columns - indent)) {
    result += (result.empty() ? std::string(first) : repeated(" ", indent)) + line + "\n";
  }
  return result;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t character = take_character(text);
    const bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
    if (control)
      result += ' ';
    else if (character == 0xfffd)
      result += "\ufffd";
    else
      result += before.substr(0, before.size() - text.size());
  }
  return result;
}

std::string capitalised(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') {
    result[0] = static_cast<char>(result[0] - 'a' + 'A');
  }
  return result;
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
  if (!colour) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string Style::wall(model::Wall wall, std::string_view text) const {
  // Nearest to the palette of the figures: purple, blue, green, red, ochre.
  constexpr std::array<std::string_view, model::kWallCount> kColours = {"35", "34", "32", "31",
                                                                        "33"};
  return wrap(kColours[static_cast<std::size_t>(wall)], text);
}

std::string_view glyph_of(model::Wall wall) { return widgets::wall_glyph(wall); }

std::string factor_text(std::optional<double> factor) {
  if (!factor) return "no limit";
  // Near 1 a third digit tells which side of the wall one is on.
  const bool near_one = *factor > 0.9 && *factor < 1.1;
  std::string text = model::format_number(*factor, near_one ? 3 : 2);
  if (*factor < 1 && text == "1") text = "0.999";
  return text + "×";
}

}  // namespace wf::app
