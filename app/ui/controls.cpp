#include "app/ui/controls.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace wf::app {
namespace {

bool keyboard_focus(ImGuiID id) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  return g.NavId == id && g.NavCursorVisible;
}

double to_share(double value, const SliderSpec& spec) {
  if (spec.scale == SliderScale::kLogarithmic && spec.from > 0 && spec.to > spec.from) {
    return std::log(std::max(value, spec.from) / spec.from) / std::log(spec.to / spec.from);
  }
  return spec.to == spec.from ? 0 : (value - spec.from) / (spec.to - spec.from);
}

double to_value(double share, const SliderSpec& spec) {
  if (spec.scale == SliderScale::kLogarithmic && spec.from > 0 && spec.to > spec.from) {
    return spec.from * std::pow(spec.to / spec.from, share);
  }
  return spec.from + share * (spec.to - spec.from);
}

}  // namespace

bool button(const char* label, const Theme& theme, Emphasis emphasis) {
  const bool primary = emphasis == Emphasis::kPrimary;
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
  // At the start of a line the words of a quiet button, not its ground, stand in line with the
  // text.
  const ImGuiWindow& window = *ImGui::GetCurrentWindow();
  const float line_start = window.Pos.x + window.DC.Indent.x + window.DC.ColumnsOffset.x;
  if (!primary && std::abs(window.DC.CursorPos.x - line_start) < 0.5F) {
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() - ImGui::GetStyle().FramePadding.x);
  }
  if (primary) {
    const widgets::Colour accent = from_imgui(theme.colours.accent);
    const widgets::Colour on = from_imgui(theme.colours.on_accent);
    ImGui::PushStyleColor(ImGuiCol_Button, theme.colours.accent);
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, to_imgui(mix(accent, theme.palette->ink, 0.12)));
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, to_imgui(mix(accent, theme.palette->ink, 0.24)));
    ImGui::PushStyleColor(ImGuiCol_Text, to_imgui(on));
    const float spare =
        ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(label, nullptr, true).x;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        ImVec2(std::clamp(spare / 2, theme.size.space(1), theme.size.space(4)),
                               theme.size.space(1.5F)));
  } else {
    ImGui::PushStyleColor(ImGuiCol_Text, theme.colours.accent);
  }
  const bool pressed = ImGui::Button(label);
  ImGui::PopStyleVar(primary ? 2 : 1);
  ImGui::PopStyleColor(primary ? 4 : 1);
  return pressed;
}

HotZone hot_zone(const char* label, ImVec2 from, ImVec2 to, KeyboardStop keyboard) {
  HotZone zone;
  ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (window->SkipItems) return zone;
  const ImGuiID id = window->GetID(label);
  const ImRect box(from, {std::max(to.x, from.x + 1), std::max(to.y, from.y + 1)});
  const ImGuiItemFlags flags =
      keyboard == KeyboardStop::kYes ? ImGuiItemFlags_None : ImGuiItemFlags_NoNav;
  if (!ImGui::ItemAdd(box, id, nullptr, flags)) return zone;
  zone.pressed = ImGui::ButtonBehavior(box, id, &zone.hovered, &zone.held);
  zone.focused = keyboard_focus(id);
  ImGui::RenderNavCursor(box, id);
  IMGUI_TEST_ENGINE_ITEM_INFO(id, label, g.LastItemData.StatusFlags);
  return zone;
}

int arrow_steps() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const ImGuiID id = g.LastItemData.ID;
  if (id == 0 || !keyboard_focus(id)) return 0;
  static constexpr std::array<std::pair<ImGuiKey, int>, 4> kKeys = {{{ImGuiKey_LeftArrow, -1},
                                                                     {ImGuiKey_RightArrow, 1},
                                                                     {ImGuiKey_DownArrow, -1},
                                                                     {ImGuiKey_UpArrow, 1}}};
  int steps = 0;
  for (const auto& [key, direction] : kKeys) {
    ImGui::SetKeyOwner(key, id);
    if (ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, id)) steps += direction;
  }
  return steps * (g.IO.KeyShift ? 10 : 1);
}

SliderEvents slider(const char* label, double& value, const SliderSpec& spec, const Theme& theme) {
  SliderEvents events;
  const float height = std::round(theme.size.em * 1.5F);
  const float radius = std::round(theme.size.em * 0.4F);
  const float width = std::max(spec.width, 4 * radius);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(label, {width, height},
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_EnableNav);
  if (!ImGui::IsItemVisible()) return events;

  events.hovered = ImGui::IsItemHovered();
  events.focused = keyboard_focus(ImGui::GetItemID());
  events.grabbed = ImGui::IsItemActivated() && ImGui::GetIO().MouseDown[0];
  events.released = ImGui::IsItemDeactivated();
  events.steps = arrow_steps();
  events.reset = events.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  const bool held = ImGui::IsItemActive() && ImGui::GetIO().MouseDown[0];
  const float left = from.x + radius;
  const float travel = width - 2 * radius;
  // A click that does not move changes nothing, so that a double click can reset.
  if (held && (ImGui::IsMouseDragging(ImGuiMouseButton_Left, 0) || events.grabbed) &&
      !events.reset) {
    const double share =
        std::clamp(static_cast<double>((ImGui::GetIO().MousePos.x - left) / travel), 0.0, 1.0);
    const double dragged = to_value(share, spec);
    const float knob =
        left + travel * static_cast<float>(std::clamp(to_share(value, spec), 0.0, 1.0));
    const bool on_knob = std::abs(ImGui::GetIO().MousePos.x - knob) <= radius;
    if (dragged != value && !(events.grabbed && on_knob)) {
      value = dragged;
      events.changed = true;
    }
  }

  const float share = static_cast<float>(std::clamp(to_share(value, spec), 0.0, 1.0));
  const ImVec2 knob(left + travel * share, std::round(from.y + height / 2));
  const float track = std::max(std::round(theme.size.em / 8), 2.0F);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool disabled = (ImGui::GetItemFlags() & ImGuiItemFlags_Disabled) != 0;
  const ImU32 ground = theme.colours.frame;
  const ImU32 accent = disabled ? theme.colours.disabled : theme.colours.accent;
  const float top = std::round(knob.y - track / 2);
  list.AddRectFilled({left, top}, {left + travel, top + track}, ground, track / 2);
  list.AddRectFilled({left, top}, {knob.x, top + track}, accent, track / 2);
  const float grown = radius + (held || events.hovered || events.focused ? theme.size.px : 0);
  list.AddCircleFilled(knob, grown, spec.clipped ? theme.colours.paper : accent);
  if (spec.clipped) list.AddCircle(knob, grown - theme.size.px, accent, 0, 2 * theme.size.px);
  if (events.focused) {
    list.AddCircle(knob, grown + 3 * theme.size.px, accent, 0, 2 * theme.size.px);
  }
  return events;
}

bool list_row(const char* label, bool selected, const Theme& theme) {
  const float width = std::max(ImGui::GetContentRegionAvail().x, theme.size.em);
  const float height = std::round(theme.size.line + theme.size.space(1));
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const ImVec2 to(from.x + width, from.y + height);
  const bool chosen = ImGui::InvisibleButton(label, {width, height}, ImGuiButtonFlags_EnableNav);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (selected || ImGui::IsItemHovered()) {
    list.AddRectFilled(from, to, selected ? theme.colours.selected : theme.colours.hover);
  }
  if (selected) {
    list.AddRectFilled(from, {from.x + 3 * theme.size.px, to.y}, theme.colours.accent);
  }
  const ImVec2 text(from.x + theme.size.space(3),
                    std::round(from.y + (height - ImGui::GetTextLineHeight()) / 2));
  const char* end = ImGui::FindRenderedTextEnd(label);
  const ImVec2 room(to.x - theme.size.space(1), to.y);
  ImGui::RenderTextEllipsis(&list, text, room, room.x, label, end, nullptr);
  return chosen;
}

void beside(float width, float gap) {
  ImGui::SameLine(0, gap);
  if (ImGui::GetContentRegionAvail().x < width) ImGui::NewLine();
}

float button_width(const char* label) {
  return ImGui::CalcTextSize(label, nullptr, true).x + 2 * ImGui::GetStyle().FramePadding.x;
}

bool begin_menu_popup(const char* id, const Theme& theme) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, theme.style.ItemSpacing);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, theme.style.WindowPadding);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowSizeConstraints({0, 0}, display);
  if (!ImGui::BeginPopup(id)) {
    ImGui::PopStyleVar(2);
    return false;
  }
  // It stays whole when it grows, as with the size of text.
  const ImVec2 at = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  const ImVec2 inside(std::max(std::min(at.x, display.x - size.x), 0.0F),
                      std::max(std::min(at.y, display.y - size.y), 0.0F));
  if (inside.x != at.x || inside.y != at.y) ImGui::SetWindowPos(inside);
  return true;
}

bool begin_tooltip(const Theme& theme) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, theme.style.ItemSpacing);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, theme.style.WindowPadding);
  if (ImGui::BeginTooltip()) return true;
  ImGui::PopStyleVar(2);
  return false;
}

void end_tooltip() {
  ImGui::EndTooltip();
  ImGui::PopStyleVar(2);
}

void end_menu_popup() {
  ImGui::EndPopup();
  ImGui::PopStyleVar(2);
}

void hairline(const Theme& theme) {
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + width, from.y + theme.size.px},
                                            theme.colours.rule);
  ImGui::Dummy({width, theme.size.px});
}

bool splitter(const char* label, float& share, float least, float most, float whole, float height,
              const Theme& theme) {
  const float width = theme.size.space(2);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(label, {width, std::max(height, 1.0F)},
                         ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_EnableNav);
  const bool focused = keyboard_focus(ImGui::GetItemID());
  const bool active = ImGui::IsItemActive() && ImGui::GetIO().MouseDown[0];
  const bool hovered = ImGui::IsItemHovered();
  if (hovered || active) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
  const float before = share;
  if (active && whole > 0) share += ImGui::GetIO().MouseDelta.x / whole;
  share = std::clamp(share + 0.01F * static_cast<float>(arrow_steps()), least, most);
  const float line = (active || hovered || focused) ? 3 * theme.size.px : theme.size.px;
  const float x = std::round(from.x + (width - line) / 2);
  ImGui::GetWindowDrawList()->AddRectFilled(
      {x, from.y}, {x + line, from.y + height},
      active || hovered || focused ? theme.colours.accent : theme.colours.rule);
  return share != before;
}

void focus_ring(const Theme& theme) {
  if (!keyboard_focus(ImGui::GetItemID())) return;
  const float pad = 2 * theme.size.px;
  const ImVec2 from = ImGui::GetItemRectMin();
  const ImVec2 to = ImGui::GetItemRectMax();
  ImGui::GetWindowDrawList()->AddRect({from.x - pad, from.y - pad}, {to.x + pad, to.y + pad},
                                      theme.colours.accent, theme.size.space(1), 0,
                                      2 * theme.size.px);
}

}  // namespace wf::app
