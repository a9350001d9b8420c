#include "widgets/figure/svg.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/widgets/demo_figure.h"
#include "tests/widgets/golden.h"

using namespace wf::widgets;

TEST_CASE("SVG of the demo figures") {
  check_golden("roofline.svg", to_svg(demo_roofline(), 640, 420, ThemeName::kLight));
  check_golden("roofline_dark.svg", to_svg(demo_roofline(), 900, 560, ThemeName::kDark));
  check_golden("roofline_small.svg", to_svg(demo_roofline(), 260, 200, ThemeName::kLight));
  check_golden("roofline_projector.svg",
               to_svg(demo_roofline(), 960, 720, ThemeName::kProjector, 1.6));
  check_golden("lines.svg", to_svg(demo_lines(), 640, 420, ThemeName::kLight));
  check_golden("headrooms.svg", to_svg(demo_headrooms(), 640, 320, ThemeName::kLight));
  check_golden("memory_bill.svg", to_svg(demo_memory_bill(), 640, 320, ThemeName::kHighContrast));
}

TEST_CASE("the same figure gives the same bytes") {
  const std::string once = to_svg(demo_lines(), 500, 333, ThemeName::kDark, 1.3);
  CHECK(once == to_svg(demo_lines(), 500, 333, ThemeName::kDark, 1.3));
}

TEST_CASE("what a user may write is escaped, and the description is there") {
  Figure figure = demo_lines();
  figure.title = "a < b & \"c\" > d\x01";
  figure.describe = "<script>";
  const std::string svg = to_svg(figure, 640, 420, ThemeName::kLight);
  CHECK(svg.find("<title>a &lt; b &amp; &quot;c&quot; &gt; d </title>") != std::string::npos);
  CHECK(svg.find("<desc>&lt;script&gt;</desc>") != std::string::npos);
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf\"") == std::string::npos);
}
