#include "app/ui/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "app/platform/fonts.h"

namespace wf::app {
namespace {

using widgets::Colour;

constexpr double kBody = 16;
constexpr double kRatio = 1.25;
constexpr double kLineHeight = 1.5;
constexpr std::array<double, 10> kTextSteps = {0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5};

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Colour c) {
  return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

// The colour nearest to `from`, on the way to `towards`, that stands out from all grounds enough.
Colour stand_out(Colour from, Colour towards, std::initializer_list<Colour> grounds,
                 double wanted) {
  for (int step = 0; step < 20; ++step) {
    const Colour candidate = mix(from, towards, step / 20.0);
    const bool enough = std::all_of(grounds.begin(), grounds.end(), [&](Colour ground) {
      return contrast(candidate, ground) >= wanted;
    });
    if (enough) return candidate;
  }
  return towards;
}

Colours make_colours(const widgets::Theme& p) {
  const auto ground = [&](double part) { return mix(p.paper, p.ink, part); };
  const bool black_and_white = contrast(p.paper, p.ink) > 20.5;
  const Colour panel = ground(black_and_white ? 0.06 : 0.035);
  const Colour sunken = ground(black_and_white ? 0.10 : 0.06);
  const Colour raised =
      luminance(p.paper) > 0.5 ? mix(p.paper, Colour{255, 255, 255}, 0.6) : ground(0.07);
  const Colour selected = mix(panel, p.accent, 0.16);
  Colours c{};
  c.paper = to_imgui(p.paper);
  c.panel = to_imgui(panel);
  c.sunken = to_imgui(sunken);
  c.raised =
      to_imgui(luminance(p.paper) > 0.5 ? mix(p.paper, Colour{255, 255, 255}, 0.6) : ground(0.07));
  c.hover = to_imgui(mix(panel, p.accent, 0.10));
  c.pressed = to_imgui(mix(panel, p.accent, 0.24));
  c.selected = to_imgui(selected);
  c.rule = to_imgui(p.grid);
  c.frame = to_imgui(stand_out(p.grid, p.ink, {p.paper}, 3.0));
  c.ink = to_imgui(p.ink);
  c.muted = to_imgui(stand_out(p.muted, p.ink, {p.paper, sunken, raised}, 4.5));
  c.disabled =
      to_imgui(stand_out(mix(p.muted, p.paper, 0.15), p.ink, {p.paper, sunken, raised}, 4.5));
  c.accent = to_imgui(stand_out(p.accent, p.ink, {p.paper, raised, selected}, 4.5));
  c.on_accent = to_imgui(contrast(p.accent, p.paper) > contrast(p.accent, p.ink) ? p.paper : p.ink);
  c.lit = to_imgui(mix(p.paper, p.accent, 0.22));
  c.good =
      to_imgui(stand_out(p.wall(widgets::Wall::kNetwork), p.ink, {p.paper, sunken, raised}, 4.5));
  c.bad =
      to_imgui(stand_out(p.wall(widgets::Wall::kCompute), p.ink, {p.paper, sunken, raised}, 4.5));
  return c;
}

Sizes make_sizes(double text_scale, double dpi_scale) {
  const double em = std::round(kBody * text_scale * dpi_scale);
  // Dear ImGui draws text at whole sizes: rounding here keeps measure and picture together.
  const auto size = [&](double factor) { return static_cast<float>(std::round(em * factor)); };
  Sizes s{};
  s.px = static_cast<float>(std::max(1.0, std::floor(dpi_scale)));
  s.em = static_cast<float>(em);
  s.quarter = static_cast<float>(em / 4);
  s.small = size(0.875);
  s.h3 = size(kRatio);
  s.h2 = size(kRatio * kRatio);
  s.h1 = size(kRatio * kRatio * kRatio);
  s.line = size(kLineHeight);
  return s;
}

ImVec4 rgba(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }
ImVec4 faded(ImU32 colour, float alpha) {
  ImVec4 result = rgba(colour);
  result.w = alpha;
  return result;
}

void set_colours(ImGuiStyle& style, const Colours& c) {
  const ImVec4 none(0, 0, 0, 0);
  const auto set = [&](ImGuiCol which, const ImVec4& colour) { style.Colors[which] = colour; };
  for (int i = 0; i < ImGuiCol_COUNT; ++i) set(i, rgba(c.ink));
  set(ImGuiCol_TextDisabled, rgba(c.disabled));
  set(ImGuiCol_WindowBg, rgba(c.paper));
  set(ImGuiCol_ChildBg, none);
  set(ImGuiCol_PopupBg, rgba(c.raised));
  set(ImGuiCol_Border, rgba(c.frame));
  set(ImGuiCol_BorderShadow, none);
  set(ImGuiCol_FrameBg, rgba(c.paper));
  set(ImGuiCol_FrameBgHovered, rgba(c.hover));
  set(ImGuiCol_FrameBgActive, rgba(c.hover));
  for (const ImGuiCol bar :
       {ImGuiCol_TitleBg, ImGuiCol_TitleBgActive, ImGuiCol_TitleBgCollapsed, ImGuiCol_MenuBarBg}) {
    set(bar, rgba(c.panel));
  }
  set(ImGuiCol_ScrollbarBg, none);
  set(ImGuiCol_ScrollbarGrab, faded(c.muted, 0.35F));
  set(ImGuiCol_ScrollbarGrabHovered, faded(c.muted, 0.6F));
  set(ImGuiCol_ScrollbarGrabActive, faded(c.muted, 0.85F));
  set(ImGuiCol_CheckMark, rgba(c.accent));
  set(ImGuiCol_SliderGrab, rgba(c.accent));
  set(ImGuiCol_SliderGrabActive, rgba(c.accent));
  // A button is its words until the pointer comes.
  set(ImGuiCol_Button, none);
  set(ImGuiCol_ButtonHovered, rgba(c.hover));
  set(ImGuiCol_ButtonActive, rgba(c.pressed));
  set(ImGuiCol_Header, rgba(c.selected));
  set(ImGuiCol_HeaderHovered, rgba(c.hover));
  set(ImGuiCol_HeaderActive, rgba(c.pressed));
  set(ImGuiCol_Separator, rgba(c.rule));
  set(ImGuiCol_SeparatorHovered, rgba(c.accent));
  set(ImGuiCol_SeparatorActive, rgba(c.accent));
  set(ImGuiCol_ResizeGrip, none);
  set(ImGuiCol_ResizeGripHovered, rgba(c.hover));
  set(ImGuiCol_ResizeGripActive, rgba(c.accent));
  set(ImGuiCol_InputTextCursor, rgba(c.ink));
  set(ImGuiCol_Tab, none);
  set(ImGuiCol_TabDimmed, none);
  set(ImGuiCol_TabHovered, rgba(c.hover));
  set(ImGuiCol_TabSelected, none);
  set(ImGuiCol_TabDimmedSelected, none);
  set(ImGuiCol_TabSelectedOverline, rgba(c.accent));
  set(ImGuiCol_TabDimmedSelectedOverline, rgba(c.muted));
  set(ImGuiCol_PlotHistogram, rgba(c.accent));
  set(ImGuiCol_TableHeaderBg, none);
  set(ImGuiCol_TableBorderStrong, rgba(c.frame));
  set(ImGuiCol_TableBorderLight, rgba(c.rule));
  set(ImGuiCol_TableRowBg, none);
  set(ImGuiCol_TableRowBgAlt, faded(c.ink, 0.03F));
  set(ImGuiCol_TextLink, rgba(c.accent));
  set(ImGuiCol_TextSelectedBg, faded(c.accent, 0.35F));
  set(ImGuiCol_TreeLines, rgba(c.rule));
  set(ImGuiCol_DragDropTarget, rgba(c.accent));
  set(ImGuiCol_NavCursor, rgba(c.accent));
  set(ImGuiCol_NavWindowingHighlight, rgba(c.accent));
  set(ImGuiCol_NavWindowingDimBg, ImVec4(0, 0, 0, 0.3F));
  set(ImGuiCol_ModalWindowDimBg, ImVec4(0, 0, 0, 0.35F));
}

// Dear ImGui's metrics, in quarters of an em.
void set_sizes(ImGuiStyle& style, const Sizes& s) {
  const auto space = [&](float x, float y) { return ImVec2(s.space(x), s.space(y)); };
  style.WindowPadding = space(4, 4);
  style.FramePadding = space(2, 1);
  style.ItemSpacing = space(2, 2);
  style.ItemInnerSpacing = space(2, 1);
  style.CellPadding = space(2, 1);
  style.SeparatorTextPadding = space(4, 1);
  style.IndentSpacing = s.space(5);
  style.ScrollbarSize = s.space(3);
  style.GrabMinSize = s.space(3);
  style.WindowMinSize = space(16, 8);
  style.WindowRounding = style.PopupRounding = s.space(1.5F);
  style.ChildRounding = 0;
  style.FrameRounding = style.TabRounding = s.space(1);
  style.ScrollbarRounding = style.GrabRounding = s.space(2);
  style.TreeLinesRounding = 0;
  style.WindowBorderSize = style.PopupBorderSize = s.px;
  style.ChildBorderSize = s.px;
  style.FrameBorderSize = s.px;
  style.TabBorderSize = 0;
  style.TabBarBorderSize = s.px;
  style.TabBarOverlineSize = 2 * s.px;
  style.TreeLinesSize = s.px;
  style.SeparatorTextBorderSize = s.px;
  style.WindowBorderHoverPadding = s.space(1);
  style.TabMinWidthBase = s.space(4);
  style.TabMinWidthShrink = s.space(16);
  style.ColumnsMinSpacing = s.space(2);
  style.LogSliderDeadzone = s.space(1);
  style.DisplaySafeAreaPadding = space(1, 1);
  style.DisplayWindowPadding = space(4, 4);
  style.WindowTitleAlign = ImVec2(0, 0.5F);
  style.WindowMenuButtonPosition = ImGuiDir_None;
  style.CircleTessellationMaxError = 0.2F;
  style.CurveTessellationTol = 0.8F;
}

}  // namespace

double larger_text(double text_scale) {
  for (const double step : kTextSteps) {
    if (step > text_scale + 0.001) return step;
  }
  return kLargestText;
}

double smaller_text(double text_scale) {
  double result = kSmallestText;
  for (const double step : kTextSteps) {
    if (step < text_scale - 0.001) result = step;
  }
  return result;
}

ImU32 to_imgui(Colour colour, double alpha) {
  const double opacity = std::clamp(alpha, 0.0, 1.0) * 255;
  return IM_COL32(colour.red, colour.green, colour.blue, static_cast<ImU32>(std::lround(opacity)));
}

Colour from_imgui(ImU32 colour) {
  const auto channel = [&](int shift) {
    return static_cast<std::uint8_t>((colour >> shift) & 0xFF);
  };
  return {channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT)};
}

Colour mix(Colour a, Colour b, double part_of_b) {
  const auto channel = [&](std::uint8_t x, std::uint8_t y) {
    return static_cast<std::uint8_t>(std::lround(x + (y - x) * part_of_b));
  };
  return {channel(a.red, b.red), channel(a.green, b.green), channel(a.blue, b.blue)};
}

double contrast(Colour a, Colour b) {
  const double x = luminance(a) + 0.05;
  const double y = luminance(b) + 0.05;
  return std::max(x, y) / std::min(x, y);
}

ImU32 Theme::wall(widgets::Wall which) const { return to_imgui(palette->wall(which)); }

Theme make_theme(const Look& look, double dpi_scale) {
  Theme theme;
  theme.look = look;
  theme.look.text_scale = std::clamp(look.text_scale, kSmallestText, kLargestText);
  theme.dpi_scale = std::clamp(dpi_scale, 0.5, 8.0);
  theme.palette = &widgets::theme(look.theme);
  theme.colours = make_colours(*theme.palette);
  theme.size = make_sizes(theme.look.text_scale, theme.dpi_scale);
  set_colours(theme.style, theme.colours);
  set_sizes(theme.style, theme.size);
  // Fades what is disabled, but leaves it legible.
  theme.style.DisabledAlpha = 0.75F;
  return theme;
}

void apply(const Theme& theme, const Face& body) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = theme.style;
  // The theme's sizes are final: Dear ImGui scales nothing on top.
  style.FontScaleMain = 1;
  style.FontScaleDpi = 1;
  style.FontSizeBase = body.size_for(theme.size.em);
  style._NextFrameFontSizeBase = style.FontSizeBase;
  ImGui::GetIO().FontDefault = body.font;
}

}  // namespace wf::app
