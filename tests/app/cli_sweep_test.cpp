#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/sweep_view.h"
#include "model/sweep.h"
#include "tests/app/cli_running.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;

const std::string kChat = example("chat-llama3-70b-dgx-h100");

Ran sweep(std::vector<std::string> rest) {
  rest.insert(rest.begin(), {"sweep", kChat});
  return run(rest);
}

TEST_CASE("sweep prints a row for each value and says where another wall binds") {
  const Ran ran =
      sweep({"--vary", "serving.batch=1:4096:log", "--show", "decode.step_time,binding"});
  CHECK(ran.code == kSuccess);
  CHECK(ran.err.empty());
  CHECK(std::count(ran.out.begin(), ran.out.end(), '\n') == 14);
  CHECK(contains(ran.out, "binds from here"));
  CHECK(contains(ran.out, "4,096"));
}

TEST_CASE("sweep --csv is SI, one row a scenario, and the same for any number of threads") {
  const std::vector<std::string> grid = {"--vary", "serving.batch=1:300:300",
                                         "--vary", "precision.weights=bf16,fp8",
                                         "--show", "decode.step_time,headroom.memory capacity",
                                         "--csv",  "--jobs"};
  auto one = grid, many = grid;
  one.emplace_back("1");
  many.emplace_back("8");
  const Ran a = sweep(one), b = sweep(many);
  CHECK(a.code == kSuccess);
  CHECK(a.out == b.out);
  CHECK(a.out.starts_with(
      "serving.batch,precision.weights,decode.step_time,headroom.memory capacity\n1,bf16,0.0"));
  CHECK(std::count(a.out.begin(), a.out.end(), '\n') == 601);
}

TEST_CASE("sweep --json agrees with estimate") {
  const Ran ran = sweep({"--vary", "serving.batch=8,max", "--show",
                         "decode.step_time,decode.step_time.bound,binding", "--json"});
  const Json json = Json::parse(ran.out);
  REQUIRE(json["rows"].size() == 2);
  CHECK(json["vary"][0]["values"] == Json::parse(R"([8, "max"])"));
  CHECK(json["show"][0]["unit"] == "s");
  for (const char* batch : {"8", "max"}) {
    const Json report = Json::parse(
        run({"estimate", kChat, "--json", "--set", std::string("serving.batch=") + batch}).out);
    const Json& row = json["rows"][batch == std::string("8") ? 0 : 1];
    CHECK(row["decode.step_time"] == report["quantities"]["decode.step_time"]["value"]);
    CHECK(row["decode.step_time.bound"] == report["quantities"]["decode.step_time"]["bound"]);
    CHECK(row["binding"] == report["binding"]);
  }
}

TEST_CASE("sweep --set holds for every row") {
  const Ran plain = sweep({"--vary", "serving.batch=8", "--show", "serving.max_batch", "--csv"});
  const Ran half = sweep({"--vary", "serving.batch=8", "--show", "serving.max_batch", "--csv",
                          "--set", "serving.prompt_tokens=8192"});
  CHECK(half.code == kSuccess);
  CHECK(plain.out != half.out);
}

TEST_CASE("sweep --svg draws a curve, or bars where the values have no order") {
  const std::string path =
      (std::filesystem::temp_directory_path() / "wallfinder_test_sweep.svg").string();
  for (const char* vary :
       {"serving.batch=1:4096:log", "cluster.gpu=h100-sxm-80gb,h200-sxm-141gb"}) {
    const Ran ran = sweep({"--vary", vary, "--show", "decode.step_time", "--svg", path});
    CHECK(ran.code == kSuccess);
    CHECK(ran.out.empty());
    std::ifstream file(path);
    const std::string svg((std::istreambuf_iterator<char>(file)), {});
    CHECK(svg.starts_with("<svg"));
    CHECK(contains(svg, "decode.step_time by"));
  }
  std::filesystem::remove(path);
}

// A sweep with made-up values: two walls along one knob.
model::Sweep made_up() {
  model::Sweep sweep;
  model::SweepAxis axis;
  axis.path = "serving.batch";
  axis.knob = model::find_knob("serving.batch");
  for (double value : {1.0, 2.0, 4.0, 8.0}) axis.points.push_back({value, {}, nullptr, nullptr});
  sweep.axes.push_back(axis);
  auto column = model::parse_column("decode.step_time");
  REQUIRE(column.ok());
  sweep.columns.push_back(*column);
  for (std::size_t i = 0; i < 4; ++i) {
    model::SweepRow row;
    row.at = {i};
    row.cells = {{0.01 * static_cast<double>(i + 1), {}}};
    row.binding = i < 2 ? model::Wall::kMemoryBandwidth : model::Wall::kCompute;
    sweep.rows.push_back(row);
  }
  return sweep;
}

TEST_CASE("the figure marks where another wall binds, and a gap stays a gap") {
  model::Sweep sweep = made_up();
  widgets::Figure figure = sweep_figure(sweep);
  REQUIRE(figure.lines.size() == 2);
  CHECK(figure.lines[0].meaning.wall == model::Wall::kMemoryBandwidth);
  CHECK(figure.lines[1].meaning.wall == model::Wall::kCompute);
  CHECK(figure.lines[0].points.back().x == figure.lines[1].points.front().x);
  REQUIRE(figure.markers.size() == 1);
  CHECK(figure.markers[0].at.x == 4);
  CHECK(contains(figure.describe, "from 4 on, compute binds"));

  sweep.rows[1].cells[0].number.reset();
  figure = sweep_figure(sweep);
  REQUIRE(figure.lines.size() == 2);
  CHECK(figure.lines[0].points.size() == 1);
  CHECK(figure.lines[1].points.size() == 2);
}

TEST_CASE("sweep refuses with what was expected") {
  const auto refused = [](std::vector<std::string> rest, std::string_view part) {
    const Ran ran = sweep(std::move(rest));
    CHECK(ran.code == kBadInput);
    CHECK(ran.out.empty());
    CHECK_MESSAGE(contains(ran.err, std::string(part)), ran.err);
  };
  refused({"--show", "binding"}, "--vary is missing");
  refused({"--vary", "serving.batch=1:2"}, "--show is missing");
  refused({"--vary", "serving.batch=1:2", "--show", ","}, "names no quantity");
  refused({"--vary", "serving.bach=1:2", "--show", "binding"}, "serving.batch");
  refused({"--vary", "serving.batch=1:2", "--show", "decode.step"}, "there is no quantity");
  refused({"--vary", "serving.batch=1", "--vary", "serving.batch=2", "--show", "binding"},
          "given twice");
  refused({"--vary", "serving.batch=1:2", "--show", "binding", "--jobs", "0"}, "--jobs 0");
  refused({"--vary", "serving.prefix_hit=0:0.9:9999", "--vary", "serving.batch=1:9999:9999", "--show",
           "binding"},
          "take fewer steps");
  CHECK(run({"sweep", "/no/such.json", "--vary", "serving.batch=1", "--show", "binding"}).code ==
        kBadInput);
}

TEST_CASE("estimate --ops opens each step, and its shares are whole") {
  const Ran text = run({"estimate", kChat, "--ops"});
  CHECK(text.code == kSuccess);
  for (const char* part : {"Decode step", "Prefill", "qkv", "tensor collective", "sum", "100.0 %",
                           "assume.bandwidth.efficiency", "FLOP/byte"}) {
    CHECK_MESSAGE(contains(text.out, part), part);
  }
  const Json json = Json::parse(run({"estimate", kChat, "--ops", "--json"}).out);
  const Json report = Json::parse(run({"estimate", kChat, "--json"}).out);
  REQUIRE(json["steps"].size() == 2);
  for (const Json& step : json["steps"]) {
    const auto& quantity = step["quantity"].get_ref<const std::string&>();
    CHECK(step["value"] == report["quantities"][quantity]["value"]);
    double sum = 0;
    for (const Json& operation : step["operations"]) sum += operation["value"].get<double>();
    CHECK(sum == doctest::Approx(step["value"].get<double>()).epsilon(1e-12));
  }
}

}  // namespace
}  // namespace wf::app
