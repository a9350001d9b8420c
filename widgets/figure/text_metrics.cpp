#include "widgets/figure/text_metrics.h"

#include <array>
#include <cstdint>

namespace wf::widgets {
namespace {

// Thousandths of an em, for the characters 32 to 126. Figures have their tabular width.
using Widths = std::array<std::uint16_t, 95>;

constexpr Widths kRegular = {
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 276, 280, 659, 659, 659, 507, 936, 676, 651, 727, 719, 598,
    587, 743, 740, 264, 543, 652, 562, 889, 753, 761, 635, 761, 639, 638, 642, 741, 676, 949, 642,
    665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621, 582, 361, 609, 591, 237, 237, 544,
    237, 869, 585, 597, 609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659};
constexpr Widths kSemibold = {
    248, 309, 396, 643, 649, 844, 663, 213, 393, 393, 543, 673, 295, 466, 290, 379, 667, 667,  667,
    667, 667, 667, 667, 667, 667, 667, 290, 295, 673, 673, 673, 544, 999, 724, 657, 744, 724,  608,
    586, 755, 744, 275, 561, 677, 566, 906, 741, 775, 643, 776, 651, 649, 660, 734, 724, 1007, 690,
    705, 653, 393, 379, 393, 481, 468, 497, 575, 630, 577, 630, 593, 377, 625, 613, 261, 261,  569,
    261, 898, 610, 608, 625, 625, 397, 549, 380, 608, 576, 837, 562, 576, 562, 393, 358, 393,  673};

constexpr double kAscent = 0.969;
constexpr double kDescent = 0.241;

// Other characters: wide enough for the widest symbol that labels use, narrower for the common.
double other_width(char32_t c) {
  switch (c) {
    case U'\u00a0':
      return 281;
    case U'\u00b7':
      return 290;
    case U'\u2009':
    case U'\u202f':
      return 182;
    case U'\u2018':
    case U'\u2019':
      return 228;
    case U'\u201c':
    case U'\u201d':
    case U'\u00b2':
    case U'\u00b3':
    case U'\u2070':
    case U'\u2080':
      return 455;
    case U'\u2013':
      return 500;
    case U'\u2014':
    case U'\u2190':
    case U'\u2191':
    case U'\u2192':
    case U'\u2193':
      return 1000;
    default:
      return c < 0x2000 || (c >= 0x2200 && c < 0x2300) ? 680 : 1060;
  }
}

// Decodes one character and moves on; a broken byte counts as one wide character.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  const int more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  char32_t c = more == 0 ? lead : static_cast<char32_t>(lead & (0x3F >> more));
  for (int i = 0; i < more && at < text.size() && (byte(at) & 0xC0) == 0x80; ++i) {
    c = (c << 6) | static_cast<char32_t>(byte(at++) & 0x3F);
  }
  return c;
}

}  // namespace

double InterMetrics::width(std::string_view text, double size, Weight weight) const {
  const Widths& widths = weight == Weight::kSemibold ? kSemibold : kRegular;
  double sum = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    sum += c >= 32 && c <= 126 ? widths[c - 32] : other_width(c);
  }
  return sum / 1000 * size;
}

double InterMetrics::ascent(double size) const { return kAscent * size; }
double InterMetrics::descent(double size) const { return kDescent * size; }

}  // namespace wf::widgets
