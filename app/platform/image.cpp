#include "app/platform/image.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

// The implementation brings its own warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace wf::app {

void flip_rows(Image& image) {
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(image.width) * 4;
  for (int y = 0; y < image.height / 2; ++y) {
    const auto top = image.rgba.begin() + row * y;
    std::swap_ranges(top, top + row, image.rgba.begin() + row * (image.height - 1 - y));
  }
}

std::vector<std::uint8_t> encode_png(const Image& image) {
  std::vector<std::uint8_t> bytes;
  const std::size_t pixels = static_cast<std::size_t>(std::max(image.width, 0)) *
                             static_cast<std::size_t>(std::max(image.height, 0));
  if (pixels == 0 || image.rgba.size() != pixels * 4) return bytes;
  const auto append = [](void* context, void* data, int size) {
    auto& out = *static_cast<std::vector<std::uint8_t>*>(context);
    const auto* first = static_cast<const std::uint8_t*>(data);
    out.insert(out.end(), first, first + size);
  };
  stbi_write_png_to_func(append, &bytes, image.width, image.height, 4, image.rgba.data(),
                         image.width * 4);
  return bytes;
}

std::optional<model::Error> write_png(const Image& image, const std::filesystem::path& file) {
  const std::vector<std::uint8_t> bytes = encode_png(image);
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (out && !bytes.empty()) return std::nullopt;
  return model::Error{.file = file.string(),
                      .what = std::string("the picture could not be written: ") +
                              (bytes.empty() ? "it has no pixels" : std::strerror(errno))};
}

}  // namespace wf::app
