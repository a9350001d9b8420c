#include "widgets/figure/palette.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/widgets/colour_math.h"

using namespace wf::widgets;

TEST_CASE("the colour arithmetic of these tests agrees with published pairs") {
  // Sharma, Wu & Dalal 2005, table 1, pairs 1, 7, 17, 25 and 34.
  CHECK(ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) ==
        doctest::Approx(2.0425).epsilon(1e-4));
  CHECK(ciede2000({50, 0, 0}, {50, -1, 2}) == doctest::Approx(2.3669).epsilon(1e-4));
  CHECK(ciede2000({50, 2.5, 0}, {73, 25, -18}) == doctest::Approx(27.1492).epsilon(1e-4));
  CHECK(ciede2000({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) ==
        doctest::Approx(1.2644).epsilon(1e-4));
  CHECK(ciede2000({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}) ==
        doctest::Approx(0.9082).epsilon(1e-4));
  CHECK(contrast({0, 0, 0}, {255, 255, 255}) == doctest::Approx(21));
  CHECK(contrast({255, 255, 255}, {0x77, 0x77, 0x77}) == doctest::Approx(4.48).epsilon(1e-3));
  // Grey looks the same to everyone.
  for (Vision vision : kVisions) {
    const Triple grey = seen_with(vision, {0.4, 0.4, 0.4});
    for (double channel : grey) CHECK(channel == doctest::Approx(0.4).epsilon(1e-4));
  }
}

TEST_CASE("walls and series can be told apart with any kind of colour vision") {
  for (ThemeName name : kThemeNames) {
    const Theme& t = theme(name);
    CAPTURE(t.name);
    for (std::size_t i = 0; i < kWallCount; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        CAPTURE(wall_name(kWalls[i]));
        CAPTURE(wall_name(kWalls[j]));
        CHECK(distance_for_all(t.walls[i], t.walls[j]) >= 10);
      }
    }
    for (std::size_t i = 0; i < kSeriesCount; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        CAPTURE(i);
        CAPTURE(j);
        CHECK(distance_for_all(t.series[i], t.series[j]) >= 10);
      }
    }
  }
}

TEST_CASE("everything has contrast enough against the paper") {
  for (ThemeName name : kThemeNames) {
    const Theme& t = theme(name);
    CAPTURE(t.name);
    const double text = name == ThemeName::kHighContrast ? 7.0 : 4.5;
    CHECK(contrast(t.ink, t.paper) >= 7.0);
    CHECK(contrast(t.muted, t.paper) >= text);
    CHECK(contrast(t.accent, t.paper) >= text);
    // Walls are set as text, too; series only as shapes.
    for (Colour wall : t.walls) CHECK(contrast(wall, t.paper) >= text);
    for (Colour series : t.series) CHECK(contrast(series, t.paper) >= 3.0);
  }
}

TEST_CASE("a wall keeps its hue from theme to theme") {
  const auto hue = [](Colour c) {
    const Triple l = lab(linear_rgb(c));
    return std::atan2(l[2], l[1]) * 180 / 3.14159265358979;
  };
  for (Wall wall : kWalls) {
    const double reference = hue(theme(ThemeName::kLight).wall(wall));
    for (ThemeName name : kThemeNames) {
      const double turned = hue(theme(name).wall(wall)) - reference;
      CAPTURE(wall_name(wall));
      CAPTURE(theme(name).name);
      CHECK(std::fabs(std::remainder(turned, 360.0)) <= 22);
    }
  }
}

TEST_CASE("walls and series differ in more than colour") {
  std::set<std::string_view> glyphs;
  for (Wall wall : kWalls) {
    glyphs.insert(wall_glyph(wall));
    CHECK(wall_from_name(wall_name(wall)) == wall);
  }
  CHECK(glyphs.size() == kWallCount);
  CHECK_FALSE(wall_from_name("Memory capacity").has_value());
  std::set<std::string_view> shapes;
  std::set<std::array<double, 4>> dashes;
  for (int i = 0; i < static_cast<int>(kSeriesCount); ++i) {
    shapes.insert(series_style(i).shape);
    dashes.insert(series_style(i).dash);
  }
  CHECK(shapes.size() == kSeriesCount);
  CHECK(dashes.size() == kSeriesCount);
  CHECK(series_style(-1).shape == series_style(5).shape);
  CHECK(series_style(6).shape == series_style(0).shape);
}
