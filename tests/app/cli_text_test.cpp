#include <doctest/doctest.h>

#include "app/cli/quantity_table.h"
#include "app/cli/text.h"
#include "app/cli/wall_chart.h"

using namespace wf::app;

TEST_CASE("width is counted in columns, not in bytes") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("8 × µs → …") == 10);
  CHECK(display_width("e\u0301") == 1);       // a combining accent
  CHECK(display_width("\u6a21\u578b") == 4);  // two wide characters
  CHECK(display_width("\xff\xfe") == 2);      // not UTF-8
  CHECK(display_width("\xe2\x82") == 2);      // cut short
  CHECK(pad_left("µs", 4) == "  µs");
  CHECK(pad_right("µs", 4) == "µs  ");
  CHECK(pad_right("longer", 3) == "longer");
}

TEST_CASE("lines are broken at spaces, magnitudes are not") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("it takes 50 ms", 11) == std::vector<std::string>{"it takes", "50 ms"});
  CHECK(wrapped("a · TP 8", 6) == std::vector<std::string>{"a ·", "TP 8"});
  CHECK(wrapped("", 10).empty());
  CHECK(wrapped("unbreakable", 3) == std::vector<std::string>{"unbreakable"});
  CHECK(wrapped("one two three", 7, 4) == std::vector<std::string>{"one", "two", "three"});
  CHECK(paragraph("  · ", "one two three", 11) == "  · one two\n    three\n");
}

TEST_CASE("text that is too long is cut at a word") {
  CHECK(clipped("short", 10) == "short");
  CHECK(clipped("one two three", 10) == "one two …");
  CHECK(clipped("unbreakable", 5) == "unbr…");
}

TEST_CASE("a table calls a quantity by its name, or by its sentence up to the first stop") {
  const wf::model::Term named{"id", "W", "bytes", "Weights on one GPU.", "", "Weights"};
  CHECK(short_name(named) == "Weights");
  const wf::model::Term unnamed{"id", "N", "1", "All parameters: the published count.", ""};
  CHECK(short_name(unnamed) == "All parameters");
}

TEST_CASE("control characters are not printable") {
  CHECK(printable("a\x1b[2Jb\n") == "a [2Jb ");
  CHECK(printable("8 × µs") == "8 × µs");
  CHECK(printable("\xc2\x9b"
                  "2J") == " 2J");  // the C1 control that begins a sequence
}

TEST_CASE("a factor says on which side of the wall it is") {
  CHECK(factor_text(5.137) == "5.1×");
  CHECK(factor_text(0.517) == "0.52×");
  CHECK(factor_text(0.9999) == "0.999×");
  CHECK(factor_text(1.04) == "1.04×");
  CHECK(factor_text(std::nullopt) == "no limit");
}

TEST_CASE("bars grow with headroom, and the tick stands at 1") {
  using wf::model::Wall;
  wf::model::Walls walls;
  walls.ascending = {{{Wall::kMemoryCapacity, 0.0},
                      {Wall::kBudget, 0.5},
                      {Wall::kCompute, 1.0},
                      {Wall::kNetwork, 1e9},
                      {Wall::kMemoryBandwidth, std::nullopt}}};
  const std::string chart = wall_chart(walls, {}, 100);
  std::vector<int> filled, ticks;
  std::size_t start = 0;
  for (std::size_t end = chart.find('\n'); end != std::string::npos;
       start = end + 1, end = chart.find('\n', start)) {
    const std::string line = chart.substr(start, end - start);
    CHECK(display_width(line) <= 100);
    int count = 0;
    for (std::size_t at = line.find("█"); at != std::string::npos; at = line.find("█", at + 1)) {
      ++count;
    }
    filled.push_back(count);
    if (const std::size_t at = line.find("│"); at != std::string::npos) {
      ticks.push_back(display_width(line.substr(0, at)));
    }
  }
  REQUIRE(filled.size() == 6);  // five walls and the scale
  CHECK(filled[0] == 0);
  CHECK(filled[1] > 0);
  CHECK(filled[2] > filled[1]);
  CHECK(filled[3] > filled[2]);
  CHECK(filled[4] == 0);
  REQUIRE(ticks.size() == 5);
  for (int tick : ticks) CHECK(tick == ticks[0]);
}
