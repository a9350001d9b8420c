#include "widgets/figure/layout.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/widgets/demo_figure.h"

using namespace wf::widgets;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInf = std::numeric_limits<double>::infinity();
const InterMetrics kInter;

bool has_text(const Layout& layout, const std::string& text) {
  return std::any_of(layout.texts.begin(), layout.texts.end(),
                     [&](const TextBox& t) { return t.text == text; });
}

std::size_t count_of_tracks(const Figure& figure) {
  return lay_out(figure, 640, 420, kInter).tracks.size();
}

}  // namespace

TEST_CASE("an axis's map goes both ways") {
  for (Scale scale : {Scale::kLinear, Scale::kLog10, Scale::kLog2}) {
    const AxisMap map{scale, 0.5, 2000, 40, 600};
    CHECK(map.to_pixel(0.5) == doctest::Approx(40));
    CHECK(map.to_pixel(2000) == doctest::Approx(600));
    for (double value = 0.5; value < 2000; value *= 1.37) {
      CHECK(map.to_value(map.to_pixel(value)) == doctest::Approx(value).epsilon(1e-9));
    }
  }
  CHECK(AxisMap{Scale::kLog10, 1, 100, 0, 10}.to_pixel(10) == doctest::Approx(5));
  CHECK(std::isnan(AxisMap{Scale::kLog10, 1, 100, 0, 10}.to_pixel(0)));
}

TEST_CASE("the demo roofline says what it has to say") {
  const Layout layout = lay_out(demo_roofline(), 640, 420, kInter);
  CHECK(layout.text_scale == 1);
  CHECK(layout.dropped_labels.empty());
  for (const char* text : {"memory bandwidth", "compute", "expected", "batch 32 55 TFLOP/s",
                           "rule: one token, one FLOP/byte", "Attained speed (TFLOP/s)"}) {
    CAPTURE(text);
    CHECK(has_text(layout, text));
  }
  // Elements keep their quantities and walls, so that the screen can link them.
  const auto linked =
      std::count_if(layout.elements.begin(), layout.elements.end(),
                    [](const Element& e) { return e.meaning.quantity == "decode.attained"; });
  CHECK(linked == 2);
}

TEST_CASE("the operating point keeps its label where others are dropped") {
  for (double scale : {0.8, 1.0, 1.6, 2.5}) {
    const Layout layout = lay_out(demo_roofline(), 260, 200, kInter, {scale, 1});
    CAPTURE(scale);
    CHECK((has_text(layout, "batch 32") || has_text(layout, "batch 32 55 TFLOP/s")));
    CHECK_FALSE(layout.dropped_labels.empty());
  }
}

TEST_CASE("a handle can be taken and turns its knob") {
  const Figure figure = demo_roofline();
  const Layout layout = lay_out(figure, 640, 420, kInter);
  REQUIRE(layout.handles.size() == 1);
  const HandleTarget& handle = layout.handles[0];
  CHECK(handle.grab.width() >= 24);
  CHECK(handle.grab.height() >= 24);
  CHECK(handle.grab.contains(handle.at));
  CHECK(*dragged_to(layout, figure, handle, handle.at) == doctest::Approx(32));
  CHECK(*dragged_to(layout, figure, handle, {layout.x.to_pixel(100), 0}) == doctest::Approx(100));
  CHECK(*dragged_to(layout, figure, handle, {-500, 0}) == doctest::Approx(1));
  CHECK(*dragged_to(layout, figure, handle, {5000, 0}) == doctest::Approx(4096));
  CHECK_FALSE(dragged_to(layout, Figure{}, handle, {0, 0}).has_value());
}

TEST_CASE("the pointer reads curves and bars, between their points too") {
  Figure figure;
  figure.x = {"Batch", "1"};
  figure.y = {"Step time", "s"};
  figure.lines.push_back({.name = "line", .points = {{0, 0}, {100, 0.1}}});
  const Layout layout = lay_out(figure, 640, 420, kInter);
  const Pixel at = {layout.x.to_pixel(50), layout.y.to_pixel(0.05)};
  const auto read = read_out(layout, {at.x, at.y + 4}, 12);
  REQUIRE(read.has_value());
  REQUIRE(read->lines.size() == 3);
  CHECK(read->lines[0] == "line");
  CHECK(read->lines[1].rfind("Batch: ", 0) == 0);
  CHECK(read->lines[2].rfind("Step time: ", 0) == 0);
  CHECK(layout.x.to_value(read->at.x) == doctest::Approx(50).epsilon(0.03));
  CHECK_FALSE(read_out(layout, {at.x, at.y + 100}, 12).has_value());

  const Layout bars = lay_out(demo_headrooms(), 640, 420, kInter);
  REQUIRE(bars.bars.size() == kWallCount);
  const auto bar = read_out(bars, bars.bars[1].box.centre(), 5);
  REQUIRE(bar.has_value());
  CHECK(bar->lines == std::vector<std::string>{"memory bandwidth", "1.4", "bound: 1.9"});
}

TEST_CASE("values that are none are left out and break the line") {
  Figure figure;
  figure.lines.push_back({.name = "l", .points = {{1, 1}, {2, 2}, {3, kNan}, {4, 4}, {5, 5}}});
  CHECK(count_of_tracks(figure) == 2);
  figure.lines[0].points[2] = {3, kInf};
  CHECK(count_of_tracks(figure) == 2);
  figure.y.scale = Scale::kLog10;
  figure.lines[0].points[2] = {3, 0};
  CHECK(count_of_tracks(figure) == 2);
}

TEST_CASE("a figure without values says so") {
  Figure figure;
  figure.title = "Empty";
  CHECK_FALSE(lay_out(figure, 400, 300, kInter).primitives.empty());
  figure.lines.push_back({.name = "l", .points = {{kNan, 1}, {1, kInf}}});
  figure.empty_text = "does not fit";
  const Layout layout = lay_out(figure, 400, 300, kInter);
  const bool said =
      std::any_of(layout.primitives.begin(), layout.primitives.end(), [](const auto& p) {
        const Text* text = std::get_if<Text>(&p.shape);
        return text && text->text == "does not fit";
      });
  CHECK(said);
}

TEST_CASE("degenerate ranges still give a plot") {
  const std::vector<std::vector<Point>> cases = {
      {{1, 1}},
      {{0, 0}},
      {{5, 7}, {5, 7}},
      {{-3, -3}, {-3, -3}},
      {{1e-300, 1e-300}, {1e300, 1e300}},
      {{-1.7e308, -1.7e308}, {1.7e308, 1.7e308}},
      {{1, 1}, {1 + 1e-15, 1 + 1e-15}},
      {},
  };
  for (Scale scale : {Scale::kLinear, Scale::kLog10, Scale::kLog2}) {
    for (const auto& points : cases) {
      Figure figure;
      figure.x.scale = figure.y.scale = scale;
      figure.lines.push_back({.name = "l", .points = points});
      for (const Point& p : points) {
        figure.markers.push_back({.name = "m", .at = p, .role = MarkerRole::kOperating});
      }
      const Layout layout = lay_out(figure, 640, 420, kInter);
      CHECK(layout.plot.width() > 50);
      CHECK(layout.plot.height() > 50);
      CHECK(layout.x.from < layout.x.to);
      CHECK(layout.y.from < layout.y.to);
      for (const auto& track : layout.tracks) {
        for (Pixel p : track.points) {
          CHECK(std::isfinite(p.x));
          CHECK(std::isfinite(p.y));
        }
      }
    }
  }
}

TEST_CASE("fixed axis ends hold, and senseless ones do not") {
  Figure figure;
  figure.lines.push_back({.name = "l", .points = {{1, 1}, {10, 10}}});
  figure.x.from = 2;
  figure.x.to = 5;
  figure.y.from = 9;
  figure.y.to = 3;
  const Layout layout = lay_out(figure, 640, 420, kInter);
  CHECK(layout.x.from == 2);
  CHECK(layout.x.to == 5);
  CHECK(layout.y.from < layout.y.to);
  // What lies beyond the axes is cut there, not drawn over the margins.
  for (const auto& track : layout.tracks) {
    for (Pixel p : track.points) CHECK(layout.plot.grown(0.01).contains(p));
  }
}

TEST_CASE("a canvas of any size is survived") {
  for (double width : {-5.0, 0.0, 1.0, 39.0, 41.0, 100.0, kNan, kInf}) {
    for (double height : {-5.0, 0.0, 41.0, 90.0, kNan}) {
      for (double scale : {0.0, -1.0, 1.0, 100.0, kNan}) {
        const Layout layout = lay_out(demo_roofline(), width, height, kInter, {scale, scale});
        CHECK(std::isfinite(layout.width));
      }
    }
  }
}
