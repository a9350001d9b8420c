#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "app/platform/fonts.h"
#include "lessons/tex_layout.h"
#include "model/core/result.h"
#include "widgets/figure/text_metrics.h"

namespace wf::app {

// The width of UTF-8 text at a size in pixels, as Dear ImGui will draw it.
float text_width(const Face& face, float em_pixels, std::string_view text);

// Figures on the screen, measured with the screen's own fonts.
class ScreenTextMetrics final : public widgets::TextMetrics {
 public:
  explicit ScreenTextMetrics(const Fonts& fonts) : fonts_(fonts) {}
  double width(std::string_view text, double size, widgets::Weight weight) const override;
  double ascent(double size) const override;
  double descent(double size) const override;

 private:
  const Fonts& fonts_;
};

// Glyphs of the font for equations, read from its file: their ink, not only their advance.
class MathMetrics final : public lessons::GlyphMetrics {
 public:
  static model::Result<std::shared_ptr<const MathMetrics>> open(const std::filesystem::path& file);
  ~MathMetrics() override;
  MathMetrics(const MathMetrics&) = delete;
  MathMetrics& operator=(const MathMetrics&) = delete;

  lessons::GlyphExtent measure(char32_t code_point) const override;

 private:
  struct State;
  explicit MathMetrics(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wf::app
