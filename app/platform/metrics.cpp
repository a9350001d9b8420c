#include "app/platform/metrics.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <imgui.h>

#include <unordered_map>

namespace wf::app {

float text_width(const Face& face, float em_pixels, std::string_view text) {
  return face.font
      ->CalcTextSizeA(face.size_for(em_pixels), FLT_MAX, 0, text.data(), text.data() + text.size())
      .x;
}

double ScreenTextMetrics::width(std::string_view text, double size, widgets::Weight weight) const {
  const Face& face = weight == widgets::Weight::kSemibold ? fonts_.semibold : fonts_.regular;
  return text_width(face, static_cast<float>(size), text);
}

double ScreenTextMetrics::ascent(double size) const {
  return size * static_cast<double>(fonts_.regular.ascent);
}

double ScreenTextMetrics::descent(double size) const {
  return size * static_cast<double>(fonts_.regular.descent);
}

struct MathMetrics::State {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  std::unordered_map<char32_t, lessons::GlyphExtent> known;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }
};

MathMetrics::MathMetrics(std::unique_ptr<State> state) : state_(std::move(state)) {}
MathMetrics::~MathMetrics() = default;

model::Result<std::shared_ptr<const MathMetrics>> MathMetrics::open(
    const std::filesystem::path& file) {
  auto state = std::make_unique<State>();
  if (FT_Init_FreeType(&state->library) != 0 ||
      FT_New_Face(state->library, file.c_str(), 0, &state->face) != 0 ||
      state->face->units_per_EM == 0) {
    return model::Error{.file = file.string(), .what = "not a font that FreeType can read"};
  }
  return std::shared_ptr<const MathMetrics>(new MathMetrics(std::move(state)));
}

lessons::GlyphExtent MathMetrics::measure(char32_t code_point) const {
  if (const auto found = state_->known.find(code_point); found != state_->known.end()) {
    return found->second;
  }
  lessons::GlyphExtent extent{.advance = 0.5, .ascent = 0.7, .descent = 0};
  if (FT_Load_Char(state_->face, code_point, FT_LOAD_NO_SCALE) == 0) {
    const FT_Glyph_Metrics& metrics = state_->face->glyph->metrics;
    const double em = state_->face->units_per_EM;
    extent = {.advance = static_cast<double>(metrics.horiAdvance) / em,
              .ascent = static_cast<double>(metrics.horiBearingY) / em,
              .descent = static_cast<double>(metrics.height - metrics.horiBearingY) / em};
  }
  state_->known.emplace(code_point, extent);
  return extent;
}

}  // namespace wf::app
