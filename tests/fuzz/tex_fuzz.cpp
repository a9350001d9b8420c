// Any bytes as a formula: parsed, laid out in both styles and written out as plain text.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lessons/tex.h"
#include "lessons/tex_layout.h"

namespace wf::fuzz {
namespace {

class AnyMetrics : public lessons::GlyphMetrics {
 public:
  lessons::GlyphExtent measure(char32_t c) const override {
    if (c % 17 == 0) return {};  // a font without the glyph
    return {0.3 + 0.01 * (c % 50), 0.7, c % 3 == 0 ? 0.2 : -0.1};
  }
};

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

void tex(std::string_view text) {
  lessons::tex_problems(text);
  lessons::plain_text(text);
  lessons::tex_terms(text);
  for (const auto style : {lessons::TexStyle::kDisplay, lessons::TexStyle::kText}) {
    const lessons::TexLayout layout = lessons::layout_tex(text, style, AnyMetrics());
    require(std::isfinite(layout.width) && std::isfinite(layout.height) &&
            std::isfinite(layout.depth) && layout.width >= 0);
    for (const auto& glyph : layout.glyphs) {
      require(std::isfinite(glyph.x) && std::isfinite(glyph.y) && glyph.size > 0);
      require(glyph.term < static_cast<int>(layout.terms.size()));
    }
    for (const auto& rule : layout.rules)
      require(std::isfinite(rule.x) && rule.width >= 0 && rule.height >= 0);
  }
}

}  // namespace wf::fuzz

#ifdef WALLFINDER_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wf::fuzz::tex({reinterpret_cast<const char*>(data), size});
  return 0;
}
#endif
