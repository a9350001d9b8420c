#include "widgets/step_graph.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include "tests/widgets/workload.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/svg.h"
#include "widgets/step_roofline.h"

using namespace wf::widgets;
using namespace wf::widgets::testing;
namespace model = wf::model;

namespace {

struct Example {
  std::string name;
  model::Scenario scenario;
  std::vector<model::OperationTable> tables;
};

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "assets/workloads")) {
    const model::Scenario scenario = read(entry.path());
    all.push_back({entry.path().stem().string(), scenario, model::operation_tables(scenario)});
  }
  return all;
}

}  // namespace

TEST_CASE("Every operation of every example's steps has its boxes, and their shares add up") {
  int tables = 0;
  for (const Example& example : examples()) {
    for (const model::OperationTable& table : example.tables) {
      ++tables;
      CAPTURE(example.name);
      CAPTURE(std::string(table.title));
      const Figure figure = step_graph(example.scenario, table);
      REQUIRE(figure.diagram);
      double largest = 0;
      for (const model::OperationRow& row : table.rows) largest = std::max(largest, row.share);
      std::map<std::string, double> fills;
      for (const Block& block : figure.diagram->blocks) {
        if (block.meaning.quantity.empty()) continue;
        CHECK(block.fill >= 0);
        CHECK(block.fill <= 1 + 1e-12);
        fills[block.meaning.quantity] += block.fill;
      }
      CHECK(fills.size() == table.rows.size());
      for (const model::OperationRow& row : table.rows) {
        CAPTURE(std::string(row.term->id));
        CHECK(fills[std::string(row.term->id)] * largest == doctest::Approx(row.share));
        CHECK(figure.describe.find(operation_name(*row.term)) != std::string::npos);
      }
    }
  }
  CHECK(tables >= 10);
}

TEST_CASE("The boxes of a graph do not overlap, and words stay inside the picture") {
  const InterMetrics metrics;
  for (const Example& example : examples()) {
    for (const model::OperationTable& table : example.tables) {
      CAPTURE(example.name);
      const Figure figure = step_graph(example.scenario, table, table.rows.front().term->id);
      for (const auto& [width, height, text] :
           {std::tuple{620.0, 360.0, 1.0}, std::tuple{900.0, 600.0, 1.0},
            std::tuple{700.0, 500.0, 2.5}, std::tuple{300.0, 240.0, 0.8}}) {
        const Layout layout = lay_out(figure, width, height, metrics, {.text_scale = text});
        for (std::size_t i = 0; i < layout.bars.size(); ++i) {
          for (std::size_t k = 0; k < i; ++k) {
            CHECK_FALSE(layout.bars[i].box.overlaps(layout.bars[k].box));
          }
        }
        for (const TextBox& words : layout.texts) {
          CHECK(words.box.left >= 0);
          CHECK(words.box.right <= layout.width + 0.5);
          CHECK(words.box.bottom <= layout.height + 0.5);
        }
      }
    }
  }
}

TEST_CASE("The chosen operation is bold in the graph and the operating point on the roofline") {
  for (const Example& example : examples()) {
    for (const model::OperationTable& table : example.tables) {
      for (const model::OperationRow& row : table.rows) {
        CAPTURE(example.name);
        CAPTURE(std::string(row.term->id));
        const Figure graph = step_graph(example.scenario, table, row.term->id);
        const auto bold = [](const Block& block) { return block.role == BlockRole::kChosen; };
        CHECK(std::any_of(graph.diagram->blocks.begin(), graph.diagram->blocks.end(), bold));
        const Figure roofline = step_roofline(example.scenario, table, row.term->id);
        const auto point = std::find_if(
            roofline.markers.begin(), roofline.markers.end(),
            [](const Marker& marker) { return marker.role == MarkerRole::kOperating; });
        CHECK((point != roofline.markers.end()) == on_roofline(row));
        CHECK_FALSE(reach_sentence(example.scenario, row).empty());
        if (!on_roofline(row)) continue;
        CHECK(point->at.x == doctest::Approx(row.flops / row.bytes));
        CHECK(point->at.y == doctest::Approx(row.flops / row.time));
        CHECK(point->meaning.quantity == row.term->id);
      }
    }
  }
}

TEST_CASE("No operation stands above its roof, and every point lies inside the axes") {
  for (const Example& example : examples()) {
    for (const model::OperationTable& table : example.tables) {
      const Figure figure = step_roofline(example.scenario, table);
      if (figure.markers.empty()) continue;
      REQUIRE(figure.walls.size() == 2);
      const Point ridge = figure.walls[0].boundary.back();
      for (const Marker& marker : figure.markers) {
        CAPTURE(example.name);
        CAPTURE(marker.name);
        CHECK(marker.at.y <= std::min(ridge.y, marker.at.x * ridge.y / ridge.x) * 1.0001);
        CHECK(marker.at.x >= *figure.x.from);
        CHECK(marker.at.x <= *figure.x.to);
        CHECK(marker.at.y >= *figure.y.from);
      }
    }
  }
}

TEST_CASE("A graph reads as rows, and draws as SVG") {
  const std::vector<Example> all = examples();
  const auto chat = std::find_if(all.begin(), all.end(), [](const Example& each) {
    return each.name == "chat-llama3-70b-dgx-h100";
  });
  REQUIRE(chat != all.end());
  const Figure figure = step_graph(chat->scenario, chat->tables.front());
  const std::string csv = to_csv(figure);
  CHECK(csv.find("FFN up") != std::string::npos);
  CHECK(csv.find("memory bandwidth") != std::string::npos);
  CHECK(to_svg(figure, 800, 500, ThemeName::kDark).find("Tensor collective") != std::string::npos);
}
