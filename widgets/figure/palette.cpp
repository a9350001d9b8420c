#include "widgets/figure/palette.h"

namespace wf::widgets {
namespace {

constexpr Colour hex(std::uint32_t rgb) { return colour_from_hex(rgb); }

//   walls:  capacity plum, bandwidth blue, network green, compute red, budget ochre
//   series: blue, orange, green, rose, violet, olive
constexpr std::array<Theme, 4> kThemes = {{
    {"light",
     hex(0xFBFAF7),
     hex(0x1C1B1A),
     hex(0x66625C),
     hex(0xE3DFD7),
     hex(0x007585),
     {hex(0x7D4682), hex(0x0073C8), hex(0x197355), hex(0xAA2837), hex(0x9B6900)},
     {hex(0x5A87FF), hex(0x822D00), hex(0x006E5A), hex(0xBE7896), hex(0x64329B), hex(0x828C28)},
     1.0},
    {"dark",
     hex(0x1B1D22),
     hex(0xE9E6DF),
     hex(0xA29E96),
     hex(0x34373E),
     hex(0x4FC3D9),
     {hex(0xD7B9EB), hex(0x5591E6), hex(0x64D2B4), hex(0xDC6E78), hex(0xF0BE6E)},
     {hex(0x2D7DE1), hex(0xF5AF50), hex(0x9BD7BE), hex(0xAF5A7D), hex(0xD7C3FA), hex(0x737D23)},
     1.0},
    {"high contrast",
     hex(0x000000),
     hex(0xFFFFFF),
     hex(0xC9C9C9),
     hex(0x4A4A4A),
     hex(0x5FE3FF),
     {hex(0xFFBEFA), hex(0x46A5FF), hex(0x23EBB9), hex(0xFF7878), hex(0xD7AA00)},
     {hex(0x1978DC), hex(0xFFB45A), hex(0x8CE1C8), hex(0xA5647D), hex(0xC8B4FA), hex(0x787D28)},
     1.25},
    {"projector",
     hex(0xFFFFFF),
     hex(0x000000),
     hex(0x4A4A4A),
     hex(0xD8D8D8),
     hex(0x006B80),
     {hex(0x735AC3), hex(0x0A4682), hex(0x007855), hex(0x8C1423), hex(0x965F0F)},
     {hex(0x0F6EF0), hex(0x5A2300), hex(0x0A644B), hex(0x966487), hex(0x2D1E91), hex(0x697305)},
     1.5},
}};

constexpr std::array<SeriesStyle, kSeriesCount> kSeriesStyles = {{
    {{0, 0, 0, 0}, 0, "circle"},
    {{8, 3, 0, 0}, 2, "square"},
    {{2, 3, 0, 0}, 2, "triangle"},
    {{8, 3, 2, 3}, 4, "diamond"},
    {{14, 4, 0, 0}, 2, "plus"},
    {{4, 2, 0, 0}, 2, "ring"},
}};

}  // namespace

const Theme& theme(ThemeName name) { return kThemes[static_cast<std::size_t>(name)]; }

const SeriesStyle& series_style(int series) {
  const int count = static_cast<int>(kSeriesCount);
  return kSeriesStyles[static_cast<std::size_t>(((series % count) + count) % count)];
}

}  // namespace wf::widgets
