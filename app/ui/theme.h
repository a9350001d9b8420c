#pragma once

#include <imgui.h>

#include <algorithm>

#include "widgets/figure/palette.h"
#include "widgets/figure/wall.h"

namespace wf::app {

// What a reader chooses about looks.
struct Look {
  widgets::ThemeName theme = widgets::ThemeName::kLight;
  double text_scale = 1;  // 0.8 to 2.5
  bool reduced_motion = false;

  bool operator==(const Look&) const = default;
};

inline constexpr double kSmallestText = 0.8;
inline constexpr double kLargestText = 2.5;

// Steps of Ctrl + and Ctrl -: 80, 90, 100, 110, 125, 150, 175, 200, 225, 250 %.
double larger_text(double text_scale);
double smaller_text(double text_scale);

// Opaque colours, all derived from the palette of the figures.
struct Colours {
  ImU32 paper;   // the page
  ImU32 panel;   // beside the page: lists, bars
  ImU32 sunken;  // code, text fields, slider tracks
  ImU32 raised;  // menus, hints
  ImU32 hover;   // under the pointer
  ImU32 pressed;
  ImU32 selected;
  ImU32 rule;   // hairlines between things
  ImU32 frame;  // the edge of what can be typed into, 3:1 against the page
  ImU32 ink;
  ImU32 muted;
  ImU32 disabled;
  ImU32 accent;
  ImU32 on_accent;  // text on a ground of accent
  ImU32 lit;        // the ground behind a linked quantity
  ImU32 good;
  ImU32 bad;
};

// Sizes in pixels. All space is a multiple of a quarter of the body text's em.
struct Sizes {
  float px;  // one pixel at scale 1: hairlines
  float em;  // body text
  float quarter;
  float small;  // captions, labels, keys
  float h1;
  float h2;
  float h3;
  float line;  // from baseline to baseline of body text

  float space(float quarters) const { return quarter * quarters; }
};

struct Theme {
  const widgets::Theme* palette = nullptr;
  Look look;
  double dpi_scale = 1;
  Colours colours{};
  Sizes size{};
  ImGuiStyle style;  // Dear ImGui's own controls

  ImU32 wall(widgets::Wall which) const;
};

// A pure function of its arguments.
Theme make_theme(const Look& look, double dpi_scale);

// Makes it the current context's style. Between frames only. `body` is the face of ordinary text.
struct Face;
void apply(const Theme& theme, const Face& body);

ImU32 to_imgui(widgets::Colour colour, double alpha = 1);
widgets::Colour mix(widgets::Colour a, widgets::Colour b, double part_of_b);
// By the Web Content Accessibility Guidelines 2.2: 1 to 21.
double contrast(widgets::Colour a, widgets::Colour b);
widgets::Colour from_imgui(ImU32 colour);

}  // namespace wf::app
