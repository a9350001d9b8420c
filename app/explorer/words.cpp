#include "app/explorer/words.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {

std::string cut_to(const Face& face, float em, std::string_view text, float width) {
  if (text_width(face, em, text) <= width) return std::string(text);
  std::size_t end = text.size();
  while (end > 0) {
    --end;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    std::size_t last = end;
    while (last > 0 && (text[last - 1] == ' ' || text[last - 1] == ',')) --last;
    const std::string shorter = std::string(text.substr(0, last)) + "…";
    if (text_width(face, em, shorter) <= width) return shorter;
  }
  return {};
}

std::string without_maker_to(const Face& face, float em, std::string_view name, float width) {
  if (text_width(face, em, name) <= width) return std::string(name);
  const std::size_t space = name.find(' ');
  if (space != std::string_view::npos) {
    const std::string_view rest = name.substr(space + 1);
    if (text_width(face, em, rest) <= width) return std::string(rest);
  }
  return cut_to(face, em, name, width);
}

void place_text(std::string_view text, ImVec2 baseline, ImU32 colour, const Face& face, float em) {
  const ImVec2 at(std::round(baseline.x), std::round(baseline.y));
  draw_text(*ImGui::GetWindowDrawList(), face, em, at, colour, text);
  log_text(at, text);
}

namespace {

// How much of a word a line of this width can hold; at least a character.
std::size_t fitting(const Face& face, float em, std::string_view word, float width) {
  std::string_view ink = word;
  while (!ink.empty() && ink.back() == ' ') ink.remove_suffix(1);
  if (text_width(face, em, ink) <= width) return word.size();
  std::size_t end = 0;
  while (end < word.size()) {
    std::size_t next = end + 1;
    while (next < word.size() && (static_cast<unsigned char>(word[next]) & 0xC0U) == 0x80U) ++next;
    if (end > 0 && text_width(face, em, word.substr(0, next)) > width) break;
    end = next;
  }
  return end;
}

}  // namespace

void flow(const std::vector<Words>& pieces, float em, const PaneContext& context) {
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = std::clamp(ImGui::GetContentRegionAvail().x, em,
                                 std::max(em, kMeasure * context.theme().size.em));
  const float line = std::round(em * 1.5F);
  float x = 0;
  float y = 0;
  for (const Words& piece : pieces) {
    const Face& face = context.fonts().*piece.face;
    std::size_t begin = 0;
    std::string run;  // drawn at once: as many words as a line holds
    float run_x = x;
    float run_width = 0;
    const auto end_run = [&] {
      const float baseline = from.y + y + line / 2 + em * 0.35F;
      if (!run.empty()) place_text(run, {from.x + run_x, baseline}, piece.colour, face, em);
      x = run_x + run_width;
      run.clear();
    };
    while (begin < piece.text.size()) {
      std::size_t end = piece.text.find(' ', begin);
      end = end == std::string_view::npos ? piece.text.size() : end + 1;
      std::string_view word = piece.text.substr(begin, end - begin);
      std::string_view ink = word;
      while (!ink.empty() && ink.back() == ' ') ink.remove_suffix(1);
      const std::string longer = run + std::string(ink);
      if (run_x + text_width(face, em, longer) > width) {
        if (run_x + run_width > 0) {
          end_run();
          y += line;
          run_x = 0;
          run_width = 0;
        }
        // What no line can hold, such as a path, is broken wherever it must be.
        word = word.substr(0, fitting(face, em, word, width));
        end = begin + word.size();
      }
      run += word;
      run_width = text_width(face, em, run);
      begin = end;
    }
    end_run();
  }
  ImGui::Dummy({width, y + line});
}

void flow(std::string_view text, ImU32 colour, float em, const PaneContext& context) {
  flow({{text, colour}}, em, context);
}

void line_of(std::string_view text, ImU32 colour, const Face& face, float em, float width) {
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float line = std::round(em * 1.5F);
  place_text(cut_to(face, em, text, width), {from.x, from.y + line / 2 + em * 0.35F}, colour, face,
             em);
  ImGui::Dummy({width, line});
}

void heading(std::string_view text, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::Dummy({0, theme.size.space(2)});
  line_of(text, theme.colours.ink, context.fonts().semibold, theme.size.em,
          ImGui::GetContentRegionAvail().x);
}

bool segment(const char* label, bool chosen, const PaneContext& context) {
  const Theme& theme = context.theme();
  const Face& face = chosen ? context.fonts().semibold : context.fonts().regular;
  // As wide as when it is chosen, so that its neighbours stay where they are.
  const float width = text_width(context.fonts().semibold, theme.size.em, label);
  const float height = std::round(theme.size.em * 1.75F);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const bool pressed = ImGui::InvisibleButton(label, {width, height}, ImGuiButtonFlags_EnableNav);
  focus_ring(theme);
  const bool touched = chosen || ImGui::IsItemHovered();
  place_text(label, {from.x, from.y + height / 2 + theme.size.em * 0.35F},
             chosen ? theme.colours.ink : theme.colours.accent, face, theme.size.em);
  if (touched) {
    const float line = chosen ? 2 * theme.size.px : theme.size.px;
    ImGui::GetWindowDrawList()->AddRectFilled(
        {from.x, from.y + height - line}, {from.x + width, from.y + height}, theme.colours.accent);
  }
  return pressed;
}

void explain_item(const std::vector<std::string>& lines, const PaneContext& context) {
  const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  if (!focused && !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
  const Theme& theme = context.theme();
  float width = 0;
  const UseFace face(context.fonts().regular, theme.size.small);
  for (const std::string& line : lines) {
    width = std::max(width, text_width(context.fonts().regular, theme.size.small, line));
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float most = std::min(theme.size.em * 26, display.x * 0.6F);
  ImVec2 whole(std::min(width, most) + 3 * theme.style.WindowPadding.x,
               2 * theme.style.WindowPadding.y);
  for (const std::string& line : lines) {
    whole.y +=
        ImGui::CalcTextSize(line.c_str(), nullptr, false, most).y + theme.style.ItemSpacing.y;
  }
  const auto inside = [&](ImVec2 at) {
    return ImVec2(std::max(std::min(at.x, display.x - whole.x), 0.0F),
                  std::max(std::min(at.y, display.y - whole.y), 0.0F));
  };
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (focused && !ImGui::IsItemHovered()) {
    ImGui::SetNextWindowPos(
        inside({ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + theme.size.space(1)}));
  } else if (mouse.y - whole.y < 0 && mouse.y + 2 * theme.size.em + whole.y > display.y) {
    // Neither above nor below the pointer: beside it or over it, but whole.
    ImGui::SetNextWindowPos(inside({mouse.x + theme.size.em, mouse.y}));
  }
  if (!begin_tooltip(theme)) return;
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + std::min(std::ceil(width) + 1, most));
  bool first = true;
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    ImGui::PushStyleColor(ImGuiCol_Text, first ? theme.colours.ink : theme.colours.muted);
    ImGui::TextUnformatted(line.c_str(), line.c_str() + line.size());
    ImGui::PopStyleColor();
    first = false;
  }
  ImGui::PopTextWrapPos();
  end_tooltip();
}

}  // namespace wf::app
