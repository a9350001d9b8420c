#include "widgets/figure/figure.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/widgets/demo_figure.h"

using namespace wf::widgets;

namespace {
const double kNan = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("a handle reads a knob from a place on its axis") {
  Handle handle{.knob = "serving.batch"};
  CHECK_FALSE(knob_at(handle, 1, Scale::kLinear).has_value());
  handle.stops = {{100, 64}, {1, 1}, {10, 8}, {kNan, 5}};  // in any order, bad ones left out
  CHECK(*knob_at(handle, 1, Scale::kLog10) == doctest::Approx(1));
  CHECK(*knob_at(handle, 10, Scale::kLog10) == doctest::Approx(8));
  CHECK(*knob_at(handle, std::sqrt(10.0), Scale::kLog10) == doctest::Approx(std::sqrt(8.0)));
  CHECK(*knob_at(handle, 5.5, Scale::kLinear) == doctest::Approx(4.5));
  CHECK(*knob_at(handle, 1e9, Scale::kLog10) == 64);
  CHECK(*knob_at(handle, -3, Scale::kLinear) == 1);
  CHECK_FALSE(knob_at(handle, kNan, Scale::kLinear).has_value());
  handle.snap = Snap::kToStops;
  CHECK(*knob_at(handle, 2, Scale::kLog10) == 1);
  CHECK(*knob_at(handle, 5, Scale::kLog10) == 8);
}

TEST_CASE("a figure is a table, too") {
  const Figure figure = demo_roofline();
  const Table table = table_of(figure);
  CHECK(table.columns == std::vector<std::string>{"kind", "name",
                                                  "Arithmetic intensity [FLOP/byte]",
                                                  "Attained speed [FLOP/s]"});
  CHECK(table.rows.size() == 2 + 2 + 81 + 2 + 2 + 1);
  for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());

  const Table bars = table_of(demo_headrooms());
  REQUIRE(bars.rows.size() == kWallCount);
  CHECK(bars.rows[1] ==
        std::vector<std::string>{"memory bandwidth", "1.4", "1.9", "memory bandwidth"});

  const Table stack = table_of(demo_memory_bill());
  REQUIRE(stack.rows.size() == 2);
  CHECK(stack.rows[0].back() == "80000000000");
  CHECK(std::stod(stack.rows[0][4]) == doctest::Approx(94.6e9));
}

TEST_CASE("numbers that do not exist are empty cells") {
  Figure figure;
  figure.lines.push_back({.name = "l", .points = {{1, kNan}, {2, 3}}});
  const Table table = table_of(figure);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0][3].empty());
  CHECK(table.rows[1][3] == "3");
}
