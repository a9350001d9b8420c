#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "widgets/figure/wall.h"

// Every colour of the program's pictures and text. The constants were found by a search over sRGB
// for the largest least difference (CIEDE2000) between walls, and between series, as seen with
// normal vision and with protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes
// 2009, severity 1), at a contrast of at least 4.5:1 for walls, which are also set as text. The
// tests measure both again.

namespace wf::widgets {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

constexpr Colour colour_from_hex(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8),
          static_cast<std::uint8_t>(rgb)};
}

enum class ThemeName { kLight, kDark, kHighContrast, kProjector };
inline constexpr std::array<ThemeName, 4> kThemeNames = {
    ThemeName::kLight, ThemeName::kDark, ThemeName::kHighContrast, ThemeName::kProjector};

inline constexpr std::size_t kSeriesCount = 6;

struct Theme {
  std::string_view name;
  Colour paper;
  Colour ink;
  Colour muted;   // secondary text and axes
  Colour grid;    // decoration only: carries no information
  Colour accent;  // what can be touched: links, handles, focus
  std::array<Colour, kWallCount> walls;
  std::array<Colour, kSeriesCount> series;
  double stroke = 1;  // a factor on all line widths; a projector needs thicker lines

  Colour wall(Wall which) const { return walls[static_cast<std::size_t>(which)]; }
};

const Theme& theme(ThemeName name);

// How a series differs besides its colour: pixels on and off at scale 1; empty is solid.
struct SeriesStyle {
  std::array<double, 4> dash;  // zeros beyond its length
  int dash_length;
  std::string_view shape;  // of its markers: circle, square, triangle, diamond, plus, ring
};
const SeriesStyle& series_style(int series);

}  // namespace wf::widgets
