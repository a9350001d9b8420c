#include "app/platform/fonts.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <imgui.h>
#include <imgui_freetype.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string>

namespace wf::app {
namespace {

namespace fs = std::filesystem;

// Only the ratio between the sizes of merged sources counts; text is drawn at any size.
constexpr float kReferenceSize = 32;

struct FileMetrics {
  float ratio = 1;
  float ascent = 1;
  float descent = 0;
  float widest_digit = 0;  // em
};

struct LibraryDeleter {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct FaceDeleter {
  void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using LibraryHandle = std::unique_ptr<FT_LibraryRec_, LibraryDeleter>;
using FaceHandle = std::unique_ptr<FT_FaceRec_, FaceDeleter>;

model::Result<FileMetrics> read_metrics(const fs::path& file) {
  FT_Library raw_library = nullptr;
  if (FT_Init_FreeType(&raw_library) != 0)
    return model::Error{.file = {}, .what = "FreeType does not start"};
  const LibraryHandle library(raw_library);
  FT_Face raw_face = nullptr;
  if (FT_New_Face(library.get(), file.c_str(), 0, &raw_face) != 0 || raw_face->units_per_EM == 0) {
    return model::Error{.file = file.string(),
                        .what = "not a font that FreeType can read; install the program anew"};
  }
  const FaceHandle face(raw_face);
  const auto em = static_cast<float>(face->units_per_EM);
  FileMetrics metrics{.ratio = static_cast<float>(face->ascender - face->descender) / em,
                      .ascent = static_cast<float>(face->ascender) / em,
                      .descent = static_cast<float>(-face->descender) / em};
  for (FT_ULong digit = '0'; digit <= '9'; ++digit) {
    if (FT_Load_Char(face.get(), digit, FT_LOAD_NO_SCALE) != 0) continue;
    metrics.widest_digit =
        std::max(metrics.widest_digit, static_cast<float>(face->glyph->metrics.horiAdvance) / em);
  }
  return metrics;
}

ImFontConfig source_config(float ratio, bool merge) {
  ImFontConfig config;
  config.SizePixels = kReferenceSize * ratio;
  config.MergeMode = merge;
  config.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_LightHinting;
  return config;
}

enum class Figures { kAsTheyAre, kTabular };

// `fallback` may be empty.
model::Result<Face> add_face(const fs::path& file, const fs::path& fallback, Figures figures) {
  const model::Result<FileMetrics> metrics = read_metrics(file);
  if (!metrics) return metrics.error();
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;

  ImFontConfig main = source_config(metrics->ratio, false);
  // Dear ImGui cannot ask a font for its tabular figures, so the digits come from a second copy
  // of the file in which every glyph is as wide as the widest digit.
  static constexpr std::array<ImWchar, 3> kDigits = {'0', '9', 0};
  if (figures == Figures::kTabular) main.GlyphExcludeRanges = kDigits.data();
  ImFont* font = atlas.AddFontFromFileTTF(file.c_str(), main.SizePixels, &main);
  if (font == nullptr)
    return model::Error{.file = file.string(), .what = "the font cannot be read"};

  if (figures == Figures::kTabular) {
    ImFontConfig digits = source_config(metrics->ratio, true);
    digits.GlyphMinAdvanceX = digits.GlyphMaxAdvanceX = metrics->widest_digit * kReferenceSize;
    atlas.AddFontFromFileTTF(file.c_str(), digits.SizePixels, &digits);
  }
  if (!fallback.empty()) {
    const model::Result<FileMetrics> other = read_metrics(fallback);
    if (!other) return other.error();
    const ImFontConfig merged = source_config(other->ratio, true);
    atlas.AddFontFromFileTTF(fallback.c_str(), merged.SizePixels, &merged);
  }
  return Face{font, metrics->ratio, metrics->ascent, metrics->descent};
}

bool has_fonts(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "Inter-Regular.otf", ignored);
}

}  // namespace

model::Result<fs::path> find_fonts() {
  std::vector<fs::path> places;
  if (const char* named = std::getenv("WALLFINDER_FONTS"); named != nullptr && *named != '\0') {
    places.emplace_back(named);
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    places.push_back(program.parent_path().parent_path() / "share/wallfinder/fonts");
    places.push_back(program.parent_path() / "fonts");
  }
  places.emplace_back(WALLFINDER_FONTS_DIR);
  std::string looked_at;
  for (const fs::path& place : places) {
    if (has_fonts(place)) return place;
    looked_at += (looked_at.empty() ? "" : ", ") + place.string();
  }
  return model::Error{.file = {},
                      .what = "the fonts were not found in " + looked_at +
                              "; install the program anew or set WALLFINDER_FONTS to their folder"};
}

model::Result<Fonts> load_fonts(const fs::path& folder) {
  struct Entry {
    Face Fonts::*face;
    const char* file;
    const char* fallback;
    Figures figures;
  };
  static constexpr std::array<Entry, 6> kEntries = {{
      {&Fonts::regular, "Inter-Regular.otf", "DejaVuSans.ttf", Figures::kTabular},
      {&Fonts::semibold, "Inter-SemiBold.otf", "DejaVuSans.ttf", Figures::kTabular},
      {&Fonts::italic, "Inter-Italic.otf", "DejaVuSans.ttf", Figures::kTabular},
      {&Fonts::semibold_italic, "Inter-SemiBoldItalic.otf", "DejaVuSans.ttf", Figures::kTabular},
      {&Fonts::mono, "JetBrainsMono-Regular.ttf", "DejaVuSans.ttf", Figures::kAsTheyAre},
      {&Fonts::math, "latinmodern-math.otf", "", Figures::kAsTheyAre},
  }};
  Fonts fonts;
  fonts.folder = folder;
  ImGui::GetIO().Fonts->SetFontLoader(ImGuiFreeType::GetFontLoader());
  for (const Entry& entry : kEntries) {
    model::Result<Face> face =
        add_face(folder / entry.file,
                 *entry.fallback == '\0' ? fs::path() : folder / entry.fallback, entry.figures);
    if (!face) return face.error();
    fonts.*entry.face = face.value();
  }
  return fonts;
}

UseFace::UseFace(const Face& face, float em_pixels) {
  // Dear ImGui multiplies by the style's own scales, which the theme leaves at one.
  ImGui::PushFont(face.font, face.size_for(em_pixels));
}

UseFace::~UseFace() { ImGui::PopFont(); }

}  // namespace wf::app
