#include "widgets/figure/display_list.h"

#include <doctest/doctest.h>

#include <cmath>

#include "widgets/figure/geometry.h"
#include "widgets/figure/text_metrics.h"

using namespace wf::widgets;

TEST_CASE("dashes add up to the share of the line that is drawn, across corners") {
  Polyline line{{{0, 0}, {50, 0}, {50, 50}}, 1, {}, {6, 4}};
  double drawn = 0;
  for (const auto& dash : dashes(line)) {
    for (std::size_t i = 1; i < dash.size(); ++i) drawn += distance(dash[i - 1], dash[i]);
  }
  CHECK(drawn == doctest::Approx(60));
  CHECK(dashes(line).size() == 10);
  line.dash.clear();
  CHECK(dashes(line).size() == 1);
  line.dash = {0, 0};
  CHECK(dashes(line).size() == 1);
}

TEST_CASE("hatching lies inside its polygon and covers it evenly") {
  HatchedPolygon square{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {}, {}, 10, 1};
  double length = 0;
  for (const auto& [a, b] : hatch_lines(square)) {
    CHECK(a.x + a.y == doctest::Approx(b.x + b.y));
    length += distance(a, b);
    for (Pixel p : {a, b}) CHECK(Box{-0.01, -0.01, 100.01, 100.01}.contains(p));
  }
  CHECK(length == doctest::Approx(100 * 100 / 10.0).epsilon(0.02));
  CHECK(hatch_lines({{{0, 0}, {1, 1}}, {}, {}, 10, 1}).empty());
}

TEST_CASE("clipping keeps what is inside") {
  const Box box = {0, 0, 10, 10};
  CHECK(clip_polyline(box, {{-5, 5}, {15, 5}}).at(0).size() == 2);
  CHECK(clip_polyline(box, {{5, 5}, {5, 20}, {8, 20}, {8, 5}}).size() == 2);
  CHECK(clip_polyline(box, {{1, 1}, {NAN, 2}, {3, 3}, {4, 4}}).size() == 1);
  CHECK(clip_polyline(box, {{-5, -5}, {-1, -1}}).empty());
  CHECK(length_inside(box, {{-5, 5}, {15, 5}}) == doctest::Approx(10));
  const auto corner = clip_polygon(box, {{5, 5}, {15, 5}, {15, 15}, {5, 15}});
  CHECK(corner.size() == 4);
  CHECK(contains(corner, {7, 7}));
  CHECK_FALSE(contains(corner, {4, 7}));
  CHECK(clip_polygon(box, {{20, 20}, {30, 20}, {30, 30}}).empty());
}

TEST_CASE("Inter's widths need no font file") {
  const InterMetrics inter;
  const double wide = inter.width("WWWW", 16, Weight::kRegular);
  CHECK(wide > inter.width("iiii", 16, Weight::kRegular) * 2);
  CHECK(inter.width("1111", 16, Weight::kRegular) == inter.width("0000", 16, Weight::kRegular));
  CHECK(inter.width("text", 16, Weight::kSemibold) > inter.width("text", 16, Weight::kRegular));
  CHECK(inter.width("text", 32, Weight::kRegular) ==
        doctest::Approx(2 * inter.width("text", 16, Weight::kRegular)));
  CHECK(inter.width("", 16, Weight::kRegular) == 0);
  CHECK(inter.width("µ−é中", 16, Weight::kRegular) > 0);
  CHECK(inter.width("\xff\xc3", 16, Weight::kRegular) > 0);  // broken UTF-8 is measured, too
}
