#include "widgets/figure/csv.h"

#include <doctest/doctest.h>

#include "tests/widgets/demo_figure.h"
#include "tests/widgets/golden.h"

using namespace wf::widgets;

TEST_CASE("CSV of the demo figures") {
  check_golden("roofline.csv", to_csv(demo_roofline()));
  check_golden("headrooms.csv", to_csv(demo_headrooms()));
  check_golden("memory_bill.csv", to_csv(demo_memory_bill()));
}

TEST_CASE("cells with commas, quotes or line breaks are quoted") {
  Figure figure;
  figure.x.label = "a, b";
  figure.lines.push_back({.name = "say \"x\"\nthen", .points = {{1, 2.5}}});
  CHECK(to_csv(figure) == "kind,name,\"a, b\",\nexpected,\"say \"\"x\"\"\nthen\",1,2.5\n");
}
