#include "tests/app/support/drawn_text.h"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>

// Dear ImGui has no hook for text, so the linker is told (--wrap, see CMakeLists.txt) to lead the
// calls that draw text through here.
void render_text(
    ImFont* font, ImDrawList* list, float size, const ImVec2& at, ImU32 colour, const ImVec4& clip,
    const char* begin, const char* end, float wrap_width,
    bool fine_clip) asm("__real__ZN6ImFont10RenderTextEP10ImDrawListfRK6ImVec2jRK6ImVec4PKcS9_fb");
void watched_render_text(
    ImFont* font, ImDrawList* list, float size, const ImVec2& at, ImU32 colour, const ImVec4& clip,
    const char* begin, const char* end, float wrap_width,
    bool fine_clip) asm("__wrap__ZN6ImFont10RenderTextEP10ImDrawListfRK6ImVec2jRK6ImVec4PKcS9_fb");
void add_text(
    ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour, const char* begin,
    const char* end, float wrap_width,
    const ImVec4*
        fine_clip) asm("__real__ZN10ImDrawList7AddTextEP6ImFontfRK6ImVec2jPKcS6_fPK6ImVec4");
void watched_add_text(
    ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour, const char* begin,
    const char* end, float wrap_width,
    const ImVec4*
        fine_clip) asm("__wrap__ZN10ImDrawList7AddTextEP6ImFontfRK6ImVec2jPKcS6_fPK6ImVec4");
void watched_add_text_here(ImDrawList* list, const ImVec2& at, ImU32 colour, const char* begin,
                           const char* end) asm("__wrap__ZN10ImDrawList7AddTextERK6ImVec2jPKcS4_");

namespace wf::app::testing {
namespace {

struct Drawn {
  std::string text;
  std::string window;
  TextBox ink;
  TextBox seen;
  const ImFont* font = nullptr;
  float size = 0;
  bool cut = false;
};

std::vector<Drawn>* drawn = nullptr;  // of the watch that lives

// Round the glyphs, not the lines: a face has more room above and below than its letters need.
TextBox ink_of(ImFont& font, float size, ImVec2 at, const char* begin, const char* end,
               float wrap_width) {
  ImFontBaked* baked = font.GetFontBaked(size);
  const float scale = size / baked->Size;
  TextBox ink{FLT_MAX, FLT_MAX, -FLT_MAX, -FLT_MAX};
  const float left = std::trunc(at.x);
  float x = left;
  float y = std::trunc(at.y);
  const char* line_end = nullptr;
  while (begin < end) {
    if (wrap_width > 0) {
      if (line_end == nullptr) {
        line_end = font.CalcWordWrapPosition(size, begin, end, wrap_width - (x - left));
      }
      if (begin >= line_end) {
        x = left;
        y += size;
        line_end = nullptr;
        while (begin < end && (*begin == ' ' || *begin == '\t')) ++begin;
        if (begin < end && *begin == '\n') ++begin;
        continue;
      }
    }
    unsigned int code = 0;
    begin += ImTextCharFromUtf8(&code, begin, end);
    if (code == '\n') {
      x = left;
      y += size;
      continue;
    }
    const ImFontGlyph* glyph = baked->FindGlyph(static_cast<ImWchar>(code));
    if (glyph->Visible) {
      ink.left = std::min(ink.left, x + glyph->X0 * scale);
      ink.right = std::max(ink.right, x + glyph->X1 * scale);
      ink.top = std::min(ink.top, y + glyph->Y0 * scale);
      ink.bottom = std::max(ink.bottom, y + glyph->Y1 * scale);
    }
    x += glyph->AdvanceX * scale;
  }
  return ink;
}

const ImGuiWindow* window_of(const ImDrawList& list) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.CurrentWindow != nullptr && g.CurrentWindow->DrawList == &list) return g.CurrentWindow;
  for (const ImGuiWindow* window : g.Windows) {
    if (window->DrawList == &list) return window;
  }
  return nullptr;
}

bool can_scroll_by_hand(const ImGuiWindow& window, bool sideways) {
  if (sideways) return (window.Flags & ImGuiWindowFlags_HorizontalScrollbar) != 0;
  return (window.Flags & ImGuiWindowFlags_NoScrollbar) == 0;
}

// Whether the edge of what is seen is one beyond which the reader can scroll.
bool scrolls(const ImGuiWindow* window, bool sideways, float edge, bool at_end) {
  constexpr float kSame = 2;
  for (; window != nullptr; window = window->ParentWindow) {
    const ImRect& inner = window->InnerClipRect;
    const float most = sideways ? window->ScrollMax.x : window->ScrollMax.y;
    float own = sideways ? inner.Min.x : inner.Min.y;
    if (at_end) own = sideways ? inner.Max.x : inner.Max.y;
    if (most > 0 && can_scroll_by_hand(*window, sideways) && std::abs(own - edge) <= kSame)
      return true;
    if ((window->Flags & ImGuiWindowFlags_ChildWindow) == 0) return false;
  }
  return false;
}

void see(const ImDrawList& list, ImFont& font, float size, ImVec2 at, ImU32 colour,
         const ImVec4& clip, const char* begin, const char* end, float wrap_width) {
  if (drawn == nullptr || (colour & IM_COL32_A_MASK) == 0) return;
  const ImGuiWindow* window = window_of(list);
  if (window == nullptr || window->Hidden || !window->Active) return;
  // A field that is typed into scrolls with its cursor.
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.ActiveId != 0 && g.InputTextState.ID == g.ActiveId && window->ChildId == g.ActiveId) return;
  const char* last = end == nullptr ? begin + std::char_traits<char>::length(begin) : end;
  const TextBox ink = ink_of(font, size, at, begin, last, wrap_width);
  if (ink.right <= ink.left) return;  // spaces
  constexpr float kSlack = 1;         // smoothed edges
  Drawn text{std::string(begin, last),         window->Name, ink,
             {clip.x, clip.y, clip.z, clip.w}, &font,        size};
  text.cut = (ink.left < clip.x - kSlack && !scrolls(window, true, clip.x, false)) ||
             (ink.right > clip.z + kSlack && !scrolls(window, true, clip.z, true)) ||
             (ink.top < clip.y - kSlack && !scrolls(window, false, clip.y, false)) ||
             (ink.bottom > clip.w + kSlack && !scrolls(window, false, clip.w, true));
  drawn->push_back(std::move(text));
}

}  // namespace

std::string CutText::words() const {
  std::string sides;
  const auto side = [&](float by, std::string_view where) {
    if (by > 1) sides += fmt::format("{}{:.0f} px {}", sides.empty() ? "" : ", ", by, where);
  };
  side(seen.left - ink.left, "at the left");
  side(ink.right - seen.right, "at the right");
  side(seen.top - ink.top, "above");
  side(ink.bottom - seen.bottom, "below");
  return fmt::format("\"{}\" in {}: {}", text, window, sides);
}

TextWatch::TextWatch() { drawn = new std::vector<Drawn>; }

TextWatch::~TextWatch() {
  delete drawn;
  drawn = nullptr;
}

std::vector<CutText> TextWatch::cut() const {
  std::vector<CutText> result;
  for (const Drawn& each : *drawn) {
    if (each.cut) result.push_back({each.text, each.window, each.ink, each.seen});
  }
  return result;
}

std::vector<SizedText> TextWatch::sizes() const {
  std::vector<SizedText> result;
  for (const Drawn& each : *drawn) result.push_back({each.text, each.font, each.size});
  return result;
}

std::vector<std::string> TextWatch::overlaps() const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < drawn->size(); ++i) {
    const Drawn& a = (*drawn)[i];
    for (std::size_t j = i + 1; j < drawn->size(); ++j) {
      const Drawn& b = (*drawn)[j];
      if (a.window != b.window) continue;
      // Slanted letters of a formula reach over their neighbours.
      if (ImTextCountCharsFromUtf8(a.text.c_str(), nullptr) == 1 ||
          ImTextCountCharsFromUtf8(b.text.c_str(), nullptr) == 1) {
        continue;
      }
      const float width = std::min(a.ink.right, b.ink.right) - std::max(a.ink.left, b.ink.left);
      const float height = std::min(a.ink.bottom, b.ink.bottom) - std::max(a.ink.top, b.ink.top);
      if (width > 2 && height > 3 &&
          !(a.text == b.text && width > 0.9F * (a.ink.right - a.ink.left))) {
        result.push_back(
            fmt::format("\"{}\" and \"{}\" in {}: {:.0f} × {:.0f} px at {:.0f}, {:.0f}", a.text,
                        b.text, a.window, width, height, std::max(a.ink.left, b.ink.left),
                        std::max(a.ink.top, b.ink.top)));
      }
    }
  }
  return result;
}

}  // namespace wf::app::testing

namespace seeing = wf::app::testing;

void watched_render_text(ImFont* font, ImDrawList* list, float size, const ImVec2& at, ImU32 colour,
                         const ImVec4& clip, const char* begin, const char* end, float wrap_width,
                         bool fine_clip) {
  seeing::see(*list, *font, size, at, colour, clip, begin, end, wrap_width);
  render_text(font, list, size, at, colour, clip, begin, end, wrap_width, fine_clip);
}

void watched_add_text(ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour,
                      const char* begin, const char* end, float wrap_width,
                      const ImVec4* fine_clip) {
  ImVec4 clip = list->_CmdHeader.ClipRect;
  if (fine_clip != nullptr) {
    clip = {std::max(clip.x, fine_clip->x), std::max(clip.y, fine_clip->y),
            std::min(clip.z, fine_clip->z), std::min(clip.w, fine_clip->w)};
  }
  seeing::see(*list, font == nullptr ? *list->_Data->Font : *font,
              size == 0 ? list->_Data->FontSize : size, at, colour, clip, begin, end, wrap_width);
  add_text(list, font, size, at, colour, begin, end, wrap_width, fine_clip);
}

void watched_add_text_here(ImDrawList* list, const ImVec2& at, ImU32 colour, const char* begin,
                           const char* end) {
  watched_add_text(list, nullptr, 0, at, colour, begin, end, 0, nullptr);
}
