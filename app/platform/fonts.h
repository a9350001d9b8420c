#pragma once

#include <filesystem>
#include <string_view>

#include "model/core/result.h"

struct ImFont;

namespace wf::app {

// One face of a family, drawn at sizes in em: `size_for(16)` is what Dear ImGui must be told for
// 16 px text, because it measures a font by ascent plus descent, which differs between families.
struct Face {
  ImFont* font = nullptr;
  float ratio = 1;    // (ascent + descent) / em
  float ascent = 1;   // em above the baseline
  float descent = 0;  // em below it

  float size_for(float em_pixels) const { return em_pixels * ratio; }
};

struct Fonts {
  Face regular;
  Face semibold;
  Face italic;
  Face semibold_italic;
  Face mono;
  Face math;
  std::filesystem::path folder;  // where the files were found
};

// The folder with the font files: $WALLFINDER_FONTS; else ../share/wallfinder/fonts or fonts
// beside the program's own folder; else that of the build tree.
model::Result<std::filesystem::path> find_fonts();

// Adds the faces to the current Dear ImGui context. Glyphs are drawn when they are first used.
// Figures have one width in every face, so that numbers do not move as they change.
model::Result<Fonts> load_fonts(const std::filesystem::path& folder);

// A face for as long as it lives: `const UseFace bold(fonts.semibold, 20);`
class UseFace {
 public:
  UseFace(const Face& face, float em_pixels);
  ~UseFace();
  UseFace(const UseFace&) = delete;
  UseFace& operator=(const UseFace&) = delete;
};

}  // namespace wf::app
