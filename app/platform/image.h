#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "model/core/result.h"

namespace wf::app {

// Pixels from the top left, four bytes each: red, green, blue, opacity.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;

  bool operator==(const Image&) const = default;
};

// OpenGL counts rows from below.
void flip_rows(Image& image);

// Empty if there are no pixels, or not as many as width and height say.
std::vector<std::uint8_t> encode_png(const Image& image);

// The error, if the file cannot be written.
std::optional<model::Error> write_png(const Image& image, const std::filesystem::path& file);

}  // namespace wf::app
