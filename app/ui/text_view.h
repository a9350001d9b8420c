#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "app/ui/text_layout.h"

namespace wf::app {

// What the views need to draw: made once a frame by the program.
struct Canvas {
  const Theme& theme;
  const Fonts& fonts;
  const lessons::GlyphMetrics& math;
  std::string_view lit;  // the quantity that is pointed at somewhere, to be lit up everywhere
};

// What happened to a text in this frame. Indices of TextLayout::targets.
struct TextEvents {
  std::optional<std::size_t> hovered;  // by the pointer or the keyboard
  std::optional<std::size_t> chosen;   // clicked, or Enter
  std::optional<std::size_t> asked;    // right click: the place for a menu to copy from
};

// Prose on the screen. Laid out when its width, its size or its `version` changes, and only then.
class TextView {
 public:
  // Draws at Dear ImGui's cursor, over the width that is free there, and moves the cursor on.
  // `id` must be unique in its window; `version` must change whenever `blocks` do.
  TextEvents show(const char* id, std::span<const lessons::Block> blocks, std::uint64_t version,
                  const Canvas& canvas,
                  const std::function<std::string(const std::string&)>& cite = nullptr);

  // Of the last call of `show`.
  const TextLayout& layout() const { return layout_; }
  const TextTarget& target(std::size_t index) const { return layout_.targets[index]; }

  // Longest line, in em; the default gives 60 to 75 characters.
  float measure_em = 36;

 private:
  struct Key {
    float width = -1;
    float em = 0;
    const ImFont* font = nullptr;
    std::uint64_t version = 0;
    bool operator==(const Key&) const = default;
  };
  Key key_;
  TextLayout layout_;
};

// UTF-8 text by its baseline. Dear ImGui's own calls place it by the top of its line.
void draw_text(ImDrawList& list, const Face& face, float em, ImVec2 baseline, ImU32 colour,
               std::string_view text);

// Tells whoever captures the frame's text (tests) that these words were drawn.
void log_text(ImVec2 at, std::string_view text);

// A formula by itself, its baseline at `baseline`. Terms that equal `canvas.lit` are lit up.
void draw_formula(const lessons::TexLayout& formula, ImVec2 baseline, float em, ImU32 colour,
                  const Canvas& canvas);

}  // namespace wf::app
