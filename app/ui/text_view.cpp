#include "app/ui/text_view.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "app/ui/controls.h"
#include "lessons/text.h"

namespace wf::app {
namespace {

ImU32 colour_of(const TextRun& run, const Theme& theme) {
  switch (run.ink) {
    case Ink::kInk:
      return theme.colours.ink;
    case Ink::kMuted:
      return theme.colours.muted;
    case Ink::kAccent:
      return theme.colours.accent;
    case Ink::kBad:
      return theme.colours.bad;
    case Ink::kWall:
      return theme.wall(run.wall);
  }
  return theme.colours.ink;
}

// A dotted line for numbers that live, a plain one for links.
void underline(ImDrawList& list, const TextTarget& target, const TextBox& box, ImVec2 origin,
               ImU32 colour, const Sizes& size) {
  const float y = std::round(origin.y + box.bottom - size.quarter / 2);
  if (target.kind == TextTarget::Kind::kLink) {
    list.AddRectFilled({origin.x + box.left, y}, {origin.x + box.right, y + size.px}, colour);
    return;
  }
  for (float x = box.left; x < box.right - size.px; x += 3 * size.px) {
    const float left = std::round(origin.x + x);
    list.AddRectFilled({left, y}, {left + size.px, y + size.px}, colour);
  }
}

void draw_shapes(ImDrawList& list, const TextLayout& layout, ImVec2 origin, const Theme& theme) {
  for (const TextShape& shape : layout.shapes) {
    const ImVec2 from(origin.x + shape.box.left, origin.y + shape.box.top);
    const ImVec2 to(origin.x + shape.box.right, origin.y + shape.box.bottom);
    switch (shape.kind) {
      case TextShape::Kind::kGround:
        list.AddRectFilled(from, to, theme.colours.sunken, theme.size.quarter / 2);
        break;
      case TextShape::Kind::kRule:
        list.AddRectFilled(from, to, theme.colours.frame);
        break;
      case TextShape::Kind::kBar:
        list.AddRectFilled(from, to, theme.colours.accent);
        break;
    }
  }
}

bool is_lit(const TextLayout& layout, std::size_t target, const Canvas& canvas,
            std::optional<std::size_t> hovered) {
  if (hovered == target) return true;
  const TextTarget& it = layout.targets[target];
  return !canvas.lit.empty() && it.id == canvas.lit && it.kind != TextTarget::Kind::kLink;
}

void draw_targets(ImDrawList& list, const TextLayout& layout, ImVec2 origin, const Canvas& canvas,
                  std::optional<std::size_t> hovered) {
  const Theme& theme = canvas.theme;
  for (std::size_t i = 0; i < layout.targets.size(); ++i) {
    const TextTarget& target = layout.targets[i];
    const bool lit = is_lit(layout, i, canvas, hovered);
    for (const TextBox& box : target.boxes) {
      if (lit) {
        const float pad = theme.size.quarter / 2;
        list.AddRectFilled({origin.x + box.left - pad, origin.y + box.top},
                           {origin.x + box.right + pad, origin.y + box.bottom}, theme.colours.lit,
                           pad);
      }
      if (target.kind != TextTarget::Kind::kCite && target.kind != TextTarget::Kind::kTerm) {
        underline(
            list, target, box, origin,
            target.kind == TextTarget::Kind::kLink ? theme.colours.accent : theme.colours.muted,
            theme.size);
      }
    }
  }
}

// The items of Dear ImGui that make targets clickable, reachable by keyboard and known to tests.
TextEvents submit_targets(const TextLayout& layout, ImVec2 origin) {
  TextEvents events;
  for (std::size_t i = 0; i < layout.targets.size(); ++i) {
    const TextTarget& target = layout.targets[i];
    for (std::size_t line = 0; line < target.boxes.size(); ++line) {
      const TextBox& box = target.boxes[line];
      ImGui::PushID(static_cast<int>(i));
      ImGui::PushID(static_cast<int>(line));
      const std::string& label = target.label.empty() ? target.id : target.label;
      // Only the first line of a long link is a stop for the keyboard.
      const HotZone zone =
          hot_zone(label.empty() ? "?" : label.c_str(), {origin.x + box.left, origin.y + box.top},
                   {origin.x + box.right, origin.y + box.bottom},
                   line == 0 ? KeyboardStop::kYes : KeyboardStop::kNo);
      if (zone.pressed) events.chosen = i;
      if (zone.hovered || zone.focused) events.hovered = i;
      if (zone.hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right)) events.asked = i;
      if (zone.hovered && target.kind != TextTarget::Kind::kTerm) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      }
      ImGui::PopID();
      ImGui::PopID();
    }
  }
  return events;
}

void draw_words(ImDrawList& list, const TextLayout& layout, ImVec2 origin, const Canvas& canvas,
                std::optional<std::size_t> hovered, float visible_top, float visible_bottom) {
  for (const TextRun& run : layout.runs) {
    const ImVec2 at(origin.x + run.x, origin.y + run.baseline);
    log_text(at, run.text);
    if (at.y + run.size < visible_top || at.y - 2 * run.size > visible_bottom) continue;
    // On the tint only ink is sure to be legible.
    const bool lit =
        run.target >= 0 && is_lit(layout, static_cast<std::size_t>(run.target), canvas, hovered);
    const ImU32 colour = lit ? canvas.theme.colours.ink : colour_of(run, canvas.theme);
    draw_text(list, canvas.fonts.*run.face, run.size, at, colour, run.text);
    if (run.strike) {
      const float y = std::round(at.y - run.size * 0.28F);
      list.AddRectFilled({at.x, y}, {at.x + run.width, y + canvas.theme.size.px}, colour);
    }
  }
  for (const MathRun& run : layout.maths) {
    const ImVec2 at(origin.x + run.x, origin.y + run.baseline);
    const float above = static_cast<float>(run.layout->height) * run.size;
    const float below = static_cast<float>(run.layout->depth) * run.size;
    if (at.y + below < visible_top || at.y - above > visible_bottom) continue;
    draw_formula(*run.layout, at, run.size, canvas.theme.colours.ink, canvas);
  }
}

}  // namespace

void draw_text(ImDrawList& list, const Face& face, float em, ImVec2 baseline, ImU32 colour,
               std::string_view text) {
  const float size = face.size_for(em);
  ImFontBaked* baked = face.font->GetFontBaked(size);
  const float ascent = baked->Ascent * size / baked->Size;
  face.font->RenderText(&list, size, {baseline.x, baseline.y - ascent}, colour,
                        list._CmdHeader.ClipRect, text.data(), text.data() + text.size());
}

void log_text(ImVec2 at, std::string_view text) {
  if (!ImGui::GetCurrentContext()->LogEnabled) return;
  ImGui::LogRenderedText(&at, text.data(), text.data() + text.size());
}

void draw_formula(const lessons::TexLayout& formula, ImVec2 baseline, float em, ImU32 colour,
                  const Canvas& canvas) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Face& face = canvas.fonts.math;
  std::string text;
  for (const lessons::PlacedGlyph& glyph : formula.glyphs) {
    text.clear();
    lessons::append_utf8(text, glyph.code_point);
    // Dear ImGui cuts positions to whole pixels; rounding keeps scripts at their height.
    const ImVec2 at(std::round(baseline.x + static_cast<float>(glyph.x) * em),
                    std::round(baseline.y + static_cast<float>(glyph.y) * em));
    draw_text(list, face, static_cast<float>(glyph.size) * em, at,
              glyph.unknown ? canvas.theme.colours.bad : colour, text);
  }
  for (const lessons::PlacedRule& rule : formula.rules) {
    const float left = baseline.x + static_cast<float>(rule.x) * em;
    const float top = std::round(baseline.y + static_cast<float>(rule.y) * em);
    const float height =
        std::max(std::round(static_cast<float>(rule.height) * em), canvas.theme.size.px);
    list.AddRectFilled({left, top}, {left + static_cast<float>(rule.width) * em, top + height},
                       colour);
  }
}

TextEvents TextView::show(const char* id, std::span<const lessons::Block> blocks,
                          std::uint64_t version, const Canvas& canvas,
                          const std::function<std::string(const std::string&)>& cite) {
  const float room = std::max(ImGui::GetContentRegionAvail().x, 1.0F);
  const Key key{room, canvas.theme.size.em, canvas.fonts.regular.font, version};
  if (!(key == key_)) {
    key_ = key;
    layout_ = lay_out_text(blocks, {.fonts = &canvas.fonts,
                                    .math = &canvas.math,
                                    .size = canvas.theme.size,
                                    .width = room,
                                    .measure_em = measure_em,
                                    .cite = cite});
  }
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const ImVec2 origin(std::round(cursor.x), std::round(cursor.y));
  ImDrawList& list = *ImGui::GetWindowDrawList();

  ImGui::PushID(id);
  const TextEvents events = submit_targets(layout_, origin);
  ImGui::Dummy({layout_.width, layout_.height});
  ImGui::PopID();

  if (ImGui::GetCurrentWindow()->SkipItems) return events;
  const float top = list.GetClipRectMin().y;
  const float bottom = list.GetClipRectMax().y;
  draw_shapes(list, layout_, origin, canvas.theme);
  draw_targets(list, layout_, origin, canvas, events.hovered);
  draw_words(list, layout_, origin, canvas, events.hovered, top, bottom);
  return events;
}

}  // namespace wf::app
