#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "app/lesson/pictures.h"
#include "lessons/lesson_scenario.h"
#include "model/report.h"
#include "tests/app/cli_running.h"

using namespace wf::app;
namespace lessons = wf::lessons;
namespace model = wf::model;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = WALLFINDER_SOURCE_DIR;

fs::path fixture_file() { return kSource / "tests/data/lessons/90-fixture/lesson.md"; }

model::Scenario fixture_scenario() {
  const auto catalogue = model::load_catalogue(kSource / "assets");
  return lessons::lesson_scenario(lessons::load_lesson(fixture_file()), kSource / "assets",
                                  *catalogue)
      .value();
}

// The command line with a renderer.
Ran draw(const std::vector<std::string>& arguments) {
  Terminal screen;
  screen.draw_picture = draw_picture;
  return run(arguments, {}, screen);
}

PictureRequest lesson_request() {
  PictureRequest request;
  request.kind = PictureRequest::Kind::kLesson;
  request.file = fixture_file();
  return request;
}

PictureRequest widget_request(double batch, double prompt) {
  PictureRequest request;
  request.kind = PictureRequest::Kind::kWidget;
  request.id = "roofline";
  request.scenario = fixture_scenario();
  request.scenario.serving->batch = batch;
  request.scenario.serving->prompt_tokens = prompt;
  return request;
}

// Reviewed pictures; WALLFINDER_REBASELINE=1 writes them.
void check_golden_svg(const std::string& name, const std::string& actual) {
  const fs::path path = kSource / "tests/app/golden" / name;
  const char* rebaseline = std::getenv("WALLFINDER_REBASELINE");
  if (rebaseline != nullptr && std::string(rebaseline) == "1") {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    MESSAGE("wrote ", path.string());
    return;
  }
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "no golden file ", name, ": run with WALLFINDER_REBASELINE=1");
  std::ostringstream expected;
  expected << file.rdbuf();
  const bool same = expected.str() == actual;
  CHECK_MESSAGE(same, name, " differs: run with WALLFINDER_REBASELINE=1 and look at the change");
}

// The share of pixels that differ from the first one.
double inked(const Image& image) {
  std::size_t other = 0;
  const std::size_t pixels = image.rgba.size() / 4;
  for (std::size_t i = 1; i < pixels; ++i) {
    if (!std::equal(&image.rgba[4 * i], &image.rgba[4 * i] + 3, image.rgba.data())) ++other;
  }
  return static_cast<double>(other) / static_cast<double>(pixels);
}

struct Folder {
  fs::path path = fs::temp_directory_path() / "wallfinder-render-test";
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("a lesson is drawn whole, the same each time, in each theme") {
  const auto once = lesson_page(lesson_request());
  const auto twice = lesson_page(lesson_request());
  REQUIRE(once.ok());
  REQUIRE(twice.ok());
  CHECK(*once == *twice);
  CHECK(once->height > 2000);
  CHECK(once->width == 900);
  CHECK(inked(*once) > 0.03);

  PictureRequest dark = lesson_request();
  dark.theme = "dark";
  const auto night = lesson_page(dark);
  REQUIRE(night.ok());
  CHECK(night->height == once->height);
  CHECK(night->rgba[0] < 80);
  CHECK(once->rgba[0] > 200);
}

TEST_CASE("a page taller than a renderer can draw is put together from slices") {
  PictureRequest large = lesson_request();
  large.scale = 4;
  large.size.reset();
  const auto page = lesson_page(large);
  REQUIRE(page.ok());
  CHECK(page->width == 3600);
  CHECK(page->height > 8000);
  CHECK(page->rgba.size() ==
        static_cast<std::size_t>(page->width) * static_cast<std::size_t>(page->height) * 4);
}

TEST_CASE("a widget's pane is drawn, the same each time") {
  const auto once = widget_screen(widget_request(8, 1024));
  const auto twice = widget_screen(widget_request(8, 1024));
  REQUIRE(once.ok());
  CHECK(*once == *twice);
  CHECK(inked(*once) > 0.03);
}

TEST_CASE("the roofline as SVG, at first and flipped") {
  const auto first = figure_svg(widget_request(8, 1024));
  const auto flipped = figure_svg(widget_request(8, 131072));
  REQUIRE(first.ok());
  REQUIRE(flipped.ok());
  CHECK(*first != *flipped);
  check_golden_svg("roofline.svg", *first);
  check_golden_svg("roofline_flipped.svg", *flipped);
}

TEST_CASE("a workload without a load is a picture that says so") {
  PictureRequest request;
  request.scenario = fixture_scenario();
  request.scenario.serving.reset();
  const auto svg = figure_svg(request);
  REQUIRE(svg.ok());
  CHECK(svg->find("no load") != std::string::npos);
}

TEST_CASE("what cannot be drawn says why") {
  PictureRequest svg = lesson_request();
  svg.out = "lesson.svg";
  CHECK(draw_picture(svg).has_value());
  PictureRequest none = lesson_request();
  none.file = "no-such-lesson.md";
  CHECK_FALSE(lesson_page(none).ok());
  PictureRequest unknown = widget_request(8, 1024);
  unknown.id = "no_such_widget";
  CHECK_FALSE(widget_screen(unknown).ok());
  CHECK_FALSE(figure_svg(unknown).ok());
}

TEST_CASE("render writes what is asked, and refuses what is not") {
  const Folder folder;
  const std::string out = (folder.path / "roofline.svg").string();
  const Ran svg = draw({"render", "roofline", "-o", out, "--set", "serving.batch=64"});
  CHECK(svg.code == 0);
  CHECK(fs::file_size(out) > 2000);
  const std::string png = (folder.path / "dark.png").string();
  const Ran dark = draw({"render", example("chat-llama3-8b-one-l4"), "-o", png, "--theme", "dark",
                         "--size", "800x600", "--text", "125%"});
  CHECK(dark.code == 0);
  CHECK(fs::file_size(png) > 2000);

  CHECK(run({"render", "roofline"}).code == 2);
  CHECK(draw({"render", "roofline", "-o", "x.jpeg"}).code == 2);
  CHECK(draw({"render", "01", "-o", "x.svg"}).code == 2);
  CHECK(draw({"render", "rooflin", "-o", out}).code == 2);
  CHECK(draw({"render", "roofline", "-o", out, "--size", "big"}).code == 2);
  CHECK(draw({"render", "roofline", "-o", out, "--scale", "0"}).code == 2);
  CHECK(draw({"render", "roofline", "-o", out, "--theme", "pink"}).code == 2);
  CHECK(draw({"render", "roofline", "-o", out, "--text", "500%"}).code == 2);
  CHECK(draw({"render", "roofline", "-o", (folder.path / "no/such/folder.svg").string()}).code ==
        1);
}
