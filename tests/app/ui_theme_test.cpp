#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

#include "app/ui/theme.h"

using namespace wf::app;
using wf::widgets::Colour;
using wf::widgets::kThemeNames;
using wf::widgets::ThemeName;

namespace {

double against(ImU32 text, ImU32 ground) { return contrast(from_imgui(text), from_imgui(ground)); }

// A translucent colour of Dear ImGui's, seen on a ground.
Colour seen(const ImVec4& colour, Colour ground) {
  const Colour opaque = from_imgui(ImGui::ColorConvertFloat4ToU32(colour));
  return mix(ground, opaque, static_cast<double>(colour.w));
}

}  // namespace

TEST_SUITE("theme") {
  TEST_CASE("contrast by its definition") {
    CHECK(contrast({0, 0, 0}, {255, 255, 255}) == doctest::Approx(21));
    CHECK(contrast({255, 255, 255}, {255, 255, 255}) == doctest::Approx(1));
    // 4.54:1, the example of the guidelines' authors for the lightest grey allowed on white.
    CHECK(contrast({118, 118, 118}, {255, 255, 255}) == doctest::Approx(4.54).epsilon(0.005));
  }

  TEST_CASE("all text is legible on every ground it stands on, in every theme") {
    for (const ThemeName name : kThemeNames) {
      const Theme theme = make_theme({.theme = name}, 1);
      const Colours& c = theme.colours;
      CAPTURE(std::string(theme.palette->name));
      for (const ImU32 ground : {c.paper, c.panel, c.sunken, c.raised}) {
        for (const ImU32 text : {c.ink, c.muted, c.disabled, c.accent, c.good, c.bad}) {
          CHECK(against(text, ground) >= 4.5);
        }
      }
      for (const ImU32 ground : {c.hover, c.selected, c.pressed, c.lit}) {
        CHECK(against(c.ink, ground) >= 4.5);
      }
      CHECK(against(c.accent, c.selected) >= 4.5);
      CHECK(against(c.on_accent, c.accent) >= 4.5);
      // What can be typed into, and the ring of the focus.
      CHECK(against(c.frame, c.paper) >= 3);
      CHECK(against(c.accent, c.paper) >= 3);
      for (const wf::widgets::Wall wall : wf::widgets::kWalls) {
        CHECK(against(theme.wall(wall), c.paper) >= 4.5);
      }
    }
  }

  TEST_CASE("Dear ImGui's own text too, and what is disabled") {
    for (const ThemeName name : kThemeNames) {
      const Theme theme = make_theme({.theme = name}, 1);
      CAPTURE(std::string(theme.palette->name));
      const ImGuiStyle& style = theme.style;
      for (const ImGuiCol ground : {ImGuiCol_WindowBg, ImGuiCol_PopupBg, ImGuiCol_FrameBg,
                                    ImGuiCol_MenuBarBg, ImGuiCol_TitleBgActive}) {
        const Colour under = from_imgui(ImGui::ColorConvertFloat4ToU32(style.Colors[ground]));
        CHECK(contrast(seen(style.Colors[ImGuiCol_Text], under), under) >= 7);
        CHECK(contrast(seen(style.Colors[ImGuiCol_TextDisabled], under), under) >= 4.5);
        ImVec4 faded = style.Colors[ImGuiCol_Text];
        faded.w = style.DisabledAlpha;
        CHECK(contrast(seen(faded, under), under) >= 4.5);
        CHECK(contrast(seen(style.Colors[ImGuiCol_NavCursor], under), under) >= 3);
      }
      const Colour paper = theme.palette->paper;
      CHECK(contrast(seen(style.Colors[ImGuiCol_TextSelectedBg], paper), theme.palette->ink) >=
            4.5);
    }
  }

  TEST_CASE("sizes follow the text, the type scale its ratio") {
    const Theme normal = make_theme({}, 1);
    CHECK(normal.size.em == 16);
    CHECK(normal.size.line == 24);
    CHECK(normal.size.h3 == 20);
    CHECK(normal.size.h2 == 25);
    CHECK(normal.size.h1 == 31);
    CHECK(normal.size.quarter == 4);
    for (const double scale : {1.0, 1.5, 2.0}) {
      for (const double text : {0.8, 1.0, 1.75, 2.5}) {
        const Theme theme = make_theme({.text_scale = text}, scale);
        CHECK(theme.size.em == std::round(16 * text * scale));
        CHECK(theme.size.space(6) == doctest::Approx(1.5F * theme.size.em));
        CHECK(theme.style.FramePadding.x == doctest::Approx(theme.size.em / 2));
        CHECK(theme.size.h1 > theme.size.h2);
        CHECK(theme.size.h2 > theme.size.h3);
        CHECK(theme.size.h3 > theme.size.em);
        CHECK(theme.size.em > theme.size.small);
        CHECK(theme.size.px >= 1);
      }
    }
  }

  TEST_CASE("sizes out of range are brought into it") {
    CHECK(make_theme({.text_scale = 0.1}, 1).look.text_scale == kSmallestText);
    CHECK(make_theme({.text_scale = 99}, 1).look.text_scale == kLargestText);
    CHECK(make_theme({}, 1000).dpi_scale == 8);
    CHECK(make_theme({}, 0).dpi_scale == 0.5);
  }

  TEST_CASE("steps of the text size go through 100 % in both directions and end") {
    double size = kSmallestText;
    int steps = 0;
    bool met_one = false;
    while (larger_text(size) != size) {
      CHECK(smaller_text(larger_text(size)) == doctest::Approx(size));
      size = larger_text(size);
      met_one = met_one || size == 1.0;
      REQUIRE(++steps < 50);
    }
    CHECK(met_one);
    CHECK(size == kLargestText);
    CHECK(smaller_text(kSmallestText) == kSmallestText);
    CHECK(larger_text(1.3) == 1.5);  // from a size of its own
    CHECK(smaller_text(1.3) == 1.25);
  }

  TEST_CASE("the theme is a function of its arguments") {
    const Theme a = make_theme({.theme = ThemeName::kDark, .text_scale = 1.5}, 2);
    const Theme b = make_theme({.theme = ThemeName::kDark, .text_scale = 1.5}, 2);
    CHECK(a.colours.paper == b.colours.paper);
    CHECK(a.style.ItemSpacing.x == b.style.ItemSpacing.x);
    CHECK(a.size.em == b.size.em);
    CHECK(a.colours.paper != make_theme({}, 2).colours.paper);
  }
}
