#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>

#include "app/platform/file_watch.h"
#include "app/platform/fonts.h"
#include "app/platform/headless.h"
#include "app/platform/image.h"
#include "app/platform/metrics.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace fs = std::filesystem;

namespace {

// A folder of its own that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "wallfinder-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
}

// Two looks later a finished change is known; each look is half a second after the one before.
std::vector<fs::path> changes(FileWatch& watch, FileWatch::Clock::time_point& now, int looks = 2) {
  std::vector<fs::path> all;
  for (int i = 0; i < looks; ++i) {
    now += std::chrono::milliseconds(500);
    for (const fs::path& file : watch.changed(now)) all.push_back(file);
  }
  return all;
}

UiScreen sample_screen() {
  return UiScreen([](const Canvas&) {
    ImGui::TextUnformatted("Every weight is read once a step: 4.79 ms");
    ImGui::Button("Reveal");
  });
}

}  // namespace

TEST_SUITE("file watch") {
  TEST_CASE("nothing is reported while nothing changes") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    auto now = FileWatch::Clock::now();
    CHECK(changes(watch, now, 5).empty());
  }

  TEST_CASE("a change is reported once") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    write(folder / "a.json", "12");
    auto now = FileWatch::Clock::now();
    CHECK(changes(watch, now) == std::vector<fs::path>{folder / "a.json"});
    CHECK(changes(watch, now, 3).empty());
  }

  TEST_CASE("a file replaced by another is a change") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    write(folder / "a.json.new", "another");
    fs::rename(folder / "a.json.new", folder / "a.json");
    auto now = FileWatch::Clock::now();
    CHECK(changes(watch, now) == std::vector<fs::path>{folder / "a.json"});
  }

  TEST_CASE("a file that is away for a moment is one change, and the watch goes on") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    auto now = FileWatch::Clock::now();
    fs::remove(folder / "a.json");
    CHECK(changes(watch, now).empty());
    write(folder / "a.json", "back again");
    CHECK(changes(watch, now) == std::vector<fs::path>{folder / "a.json"});
    write(folder / "a.json", "and once more");
    CHECK(changes(watch, now).size() == 1);
  }

  TEST_CASE("a file that does not exist yet is reported when it is there") {
    Folder folder;
    FileWatch watch;
    watch.watch(folder / "later.json");
    auto now = FileWatch::Clock::now();
    CHECK(changes(watch, now).empty());
    write(folder / "later.json", "1");
    CHECK(changes(watch, now).size() == 1);
  }

  TEST_CASE("a file still being written is reported when it has come to rest") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    auto now = FileWatch::Clock::now();
    write(folder / "a.json", "half");
    CHECK(changes(watch, now, 1).empty());
    write(folder / "a.json", "half and half");
    CHECK(changes(watch, now, 1).empty());
    CHECK(changes(watch, now, 1).size() == 1);
  }

  TEST_CASE("it looks no more than twice a second") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    write(folder / "a.json", "22");
    const auto now = FileWatch::Clock::now();
    CHECK(watch.changed(now).empty());
    CHECK(watch.changed(now + std::chrono::milliseconds(100)).empty());
    CHECK(watch.changed(now + std::chrono::milliseconds(200)).empty());
    CHECK(watch.changed(now + std::chrono::milliseconds(600)).size() == 1);
  }

  TEST_CASE("what is forgotten is not reported") {
    Folder folder;
    write(folder / "a.json", "1");
    FileWatch watch;
    watch.watch(folder / "a.json");
    watch.forget(folder / "a.json");
    write(folder / "a.json", "22");
    auto now = FileWatch::Clock::now();
    CHECK(changes(watch, now, 3).empty());
  }
}

TEST_SUITE("fonts") {
  TEST_CASE("sizes are em sizes: the ratios are those of the files") {
    UiScreen screen = sample_screen();
    const UiDriver driver(screen);
    const Fonts& fonts = driver.fonts();
    CHECK(fonts.regular.ratio == doctest::Approx(1.21).epsilon(0.01));
    CHECK(fonts.mono.ratio == doctest::Approx(1.32).epsilon(0.01));
    CHECK(fonts.regular.ascent + fonts.regular.descent == doctest::Approx(fonts.regular.ratio));
    // Twelve per cent of slack: Dear ImGui rounds advances to whole pixels.
    const wf::widgets::InterMetrics known;
    const std::string text = "Memory bandwidth decides at small batches";
    for (const double size : {13.0, 16.0, 25.0, 40.0}) {
      CHECK(static_cast<double>(text_width(fonts.regular, static_cast<float>(size), text)) ==
            doctest::Approx(known.width(text, size, wf::widgets::Weight::kRegular)).epsilon(0.12));
    }
  }

  TEST_CASE("figures have one width in every face of the text") {
    UiScreen screen = sample_screen();
    const UiDriver driver(screen);
    const Fonts& f = driver.fonts();
    for (const Face* face : {&f.regular, &f.semibold, &f.italic, &f.semibold_italic, &f.mono}) {
      for (const float size : {13.0F, 16.0F, 31.0F}) {
        std::set<float> widths;
        for (char digit = '0'; digit <= '9'; ++digit) {
          widths.insert(text_width(*face, size, std::string(1, digit)));
        }
        CHECK(widths.size() == 1);
        CHECK(*widths.begin() > 0.4F * size);
      }
    }
  }

  TEST_CASE("symbols that Inter lacks come from the fallback, equations from their own font") {
    UiScreen screen = sample_screen();
    const UiDriver driver(screen);
    for (const ImWchar c : {0x2261U, 0x226AU, 0x221DU, 0x2207U, 0x2208U, 0x2264U, 0x2192U}) {
      CAPTURE(c);
      CHECK(driver.fonts().regular.font->IsGlyphInFont(c));
      CHECK(driver.fonts().semibold_italic.font->IsGlyphInFont(c));
    }
    CHECK(driver.fonts().math.font->IsGlyphInFont(0x1D44E));  // beyond sixteen bits
    CHECK(driver.fonts().math.font->IsGlyphInFont(0x2211));
  }

  TEST_CASE("glyphs of equations are measured by their ink") {
    const auto folder = find_fonts();
    REQUIRE(folder);
    const auto metrics = MathMetrics::open(*folder / "latinmodern-math.otf");
    REQUIRE(metrics);
    const auto p = (*metrics)->measure(0x1D45D);  // italic p: a descender
    CHECK(p.descent > 0.1);
    CHECK(p.ascent > 0.3);
    CHECK(p.advance > 0.3);
    const auto minus = (*metrics)->measure(0x2212);
    CHECK(minus.descent < 0);  // all its ink is above the baseline
    CHECK((*metrics)->measure(0x10FFFF).advance > 0);
    CHECK_FALSE(MathMetrics::open("/nowhere/at/all.otf"));
  }

  TEST_CASE("a folder without fonts is an error in words, not a crash") {
    Folder folder;
    UiScreen screen = sample_screen();
    const UiDriver driver(screen);
    const auto fonts = load_fonts(folder.path());
    REQUIRE_FALSE(fonts);
    CHECK(fonts.error().text().find("Inter-Regular.otf") != std::string::npos);
    write(folder / "Inter-Regular.otf", "not a font");
    CHECK_FALSE(load_fonts(folder.path()));
  }
}

TEST_SUITE("pictures without a display") {
  TEST_CASE("a picture has its size, is opaque and is not empty") {
    UiScreen screen = sample_screen();
    const auto image = render_frames(screen, 320, 200, 2);
    if (!image) FAIL(image.error().text());
    CHECK(image->width == 640);
    CHECK(image->height == 400);
    REQUIRE(image->rgba.size() == 640U * 400U * 4U);
    std::set<std::uint8_t> greens;
    bool opaque = true;
    for (std::size_t i = 0; i < image->rgba.size(); i += 4) {
      greens.insert(image->rgba[i + 1]);
      opaque = opaque && image->rgba[i + 3] == 255;
    }
    CHECK(opaque);
    CHECK(greens.size() > 20);  // paper, ink and the smooth edges between
  }

  TEST_CASE("the picture stands upright: the text is in its upper half") {
    UiScreen screen = sample_screen();
    const auto image = render_frames(screen, 320, 400, 1);
    REQUIRE(image);
    const auto dark = [&](int from, int to) {
      int count = 0;
      for (int y = from; y < to; ++y) {
        for (int x = 8; x < image->width - 8; ++x) {
          const auto at = static_cast<std::size_t>((y * image->width + x) * 4);
          if (image->rgba[at] < 128) ++count;
        }
      }
      return count;
    };
    CHECK(dark(8, 200) > 100);
    CHECK(dark(200, 392) == 0);
  }

  TEST_CASE("two renders are equal bit by bit, and a change of theme is seen") {
    UiScreen screen = sample_screen();
    const auto first = render_frames(screen, 320, 200, 1);
    const auto second = render_frames(screen, 320, 200, 1);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*first == *second);
    screen.look.theme = wf::widgets::ThemeName::kDark;
    const auto dark = render_frames(screen, 320, 200, 1);
    REQUIRE(dark);
    CHECK_FALSE(*dark == *first);
  }

  TEST_CASE("the context in use before is in use after") {
    UiScreen screen = sample_screen();
    UiDriver driver(screen);
    UiScreen other = sample_screen();
    REQUIRE(render_frames(other, 100, 100, 1));
    CHECK(driver.shows("4.79 ms"));
  }

  TEST_CASE("sizes without sense are refused in words") {
    UiScreen screen = sample_screen();
    for (const auto& [width, height, scale] :
         {std::array{0.0, 100.0, 1.0}, std::array{100.0, -3.0, 1.0}, std::array{100.0, 100.0, 0.0},
          std::array{1e5, 1e5, 10.0}, std::array{100.0, 100.0, std::nan("")}}) {
      CHECK_FALSE(render_frames(screen, static_cast<int>(width), static_cast<int>(height), scale));
    }
  }

  TEST_CASE("PNG files") {
    Folder folder;
    const Image image{2, 1, {255, 0, 0, 255, 0, 0, 255, 255}};
    CHECK_FALSE(write_png(image, folder / "a.png"));
    std::ifstream in(folder / "a.png", std::ios::binary);
    std::array<char, 8> head{};
    in.read(head.data(), head.size());
    CHECK(std::string(head.data(), head.size()) == "\x89PNG\r\n\x1a\n");
    const auto error = write_png(image, folder / "no such folder/a.png");
    REQUIRE(error);
    CHECK(error->text().find("no such folder") != std::string::npos);
    CHECK(write_png(Image{}, folder / "empty.png"));
  }
}
