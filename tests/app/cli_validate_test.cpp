#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/validation_view.h"
#include "tests/app/cli_running.h"
#include "widgets/figure/svg.h"
#include "widgets/validation_figure.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;

// A file that is gone when the test is.
struct Scratch {
  explicit Scratch(const std::string& name, const std::string& text = {})
      : path((std::filesystem::temp_directory_path() / ("wallfinder_test_" + name)).string()) {
    if (!text.empty()) std::ofstream(path) << text;
  }
  ~Scratch() { std::filesystem::remove(path); }
  std::string text() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string path;
};

const std::string kCases =
    R"({"id":"a-1","group":"a","quantity":"decode.step_time","value":20,"unit":"ms","source":"s","workload":{"wallfinder":1,"model":"llama-3-8b","cluster":{"gpu":"h100-sxm-80gb","gpus":1},"serving":{"prompt_tokens":100,"output_tokens":10,"batch":1}}}
{"id":"a-2","group":"a","quantity":"decode.step_time","value":1,"unit":"ms","source":"s","workload":{"wallfinder":1,"model":"llama-3-8b","cluster":{"gpu":"h100-sxm-80gb","gpus":1},"serving":{"prompt_tokens":100,"output_tokens":10,"batch":1}}}
{"id":"b-1","group":"b","quantity":"no.such","value":1,"unit":"s","source":"s","workload":{"wallfinder":1,"model":"llama-3-8b","cluster":{"gpu":"h100-sxm-80gb","gpus":1}}}
)";

TEST_CASE("validate without a file scores the cases that come with the program") {
  const Ran ran = run({"validate"});
  CHECK(ran.code == kSuccess);
  CHECK(ran.err.empty());
  for (const char* part : {"llmf", "xj_tg", "vllmlog", "all cases", "Overall", "rank", "worst"}) {
    CHECK_MESSAGE(contains(ran.out, part), part);
  }
}

TEST_CASE("validate says what it could not predict and what passes its bound; exit 0") {
  const Ran ran = run({"validate", "-"}, kCases);
  CHECK(ran.code == kSuccess);
  CHECK(contains(ran.out, "b-1: there is no quantity \"no.such\""));
  CHECK(contains(ran.out, "1 measurement beyond the bound by more than 3 %"));
  CHECK(contains(ran.out, "a-2 (a): measured 1 ms, bound ≥"));
}

TEST_CASE("validate --json has what the table has, in full") {
  const Ran ran = run({"validate", "-", "--json"}, kCases);
  CHECK(ran.code == kSuccess);
  const Json json = Json::parse(ran.out);
  CHECK(json["groups"].size() == 2);
  CHECK(json["groups"][0]["group"] == "a");
  CHECK(json["groups"][0]["predicted"] == 2);
  CHECK(json["groups"][1]["predicted"] == 0);
  CHECK(json["groups"][1]["median"].is_null());
  CHECK(json["overall"]["cases"] == 3);
  CHECK(json["overall"]["median_of_group_medians"] == json["groups"][0]["median"]);
  CHECK(json["bound_violations"].size() == 1);
  CHECK(json["bound_violations"][0]["id"] == "a-2");
  CHECK(json["cases"][0]["measured"].get<double>() == doctest::Approx(0.020));
  CHECK(json["cases"][2]["value"].is_null());
}

TEST_CASE("validate --predictions writes a line for each id") {
  const Scratch out("predictions.jsonl");
  CHECK(run({"validate", "-", "--predictions", out.path}, kCases).code == kSuccess);
  std::istringstream lines(out.text());
  std::vector<Json> read;
  for (std::string line; std::getline(lines, line);) read.push_back(Json::parse(line));
  REQUIRE(read.size() == 3);
  CHECK(read[0]["id"] == "a-1");
  CHECK(read[0]["bound"].get<double>() < read[0]["value"].get<double>());
  CHECK(read[2]["value"].is_null());
  CHECK(!read[2]["reason"].get<std::string>().empty());
}

TEST_CASE("validate --set turns a knob of every case") {
  const Json plain = Json::parse(run({"validate", "-", "--json"}, kCases).out);
  const Json faster = Json::parse(
      run({"validate", "-", "--json", "--set", "cluster.gpu.memory_bandwidth=10 TB/s"}, kCases)
          .out);
  CHECK(faster["cases"][0]["value"].get<double>() < plain["cases"][0]["value"].get<double>());
}

TEST_CASE("validate --svg draws the cases") {
  const Scratch out("scatter.svg");
  CHECK(run({"validate", "-", "--svg", out.path}, kCases).code == kSuccess);
  const std::string svg = out.text();
  CHECK(svg.starts_with("<svg"));
  CHECK(contains(svg, "Predicted against measured"));
  CHECK(contains(svg, "exact"));
  CHECK(run({"validate", "-", "--svg", "/no/such/folder/x.svg"}, kCases).code == kBadInput);
}

TEST_CASE("the scatter figure has a point for each scored case and no unit of two kinds") {
  model::Validation validation;
  CHECK(!widgets::validation_figure(validation).empty_text.empty());
  const auto scored = [](std::string group, std::string unit, double measured, double predicted) {
    model::ScoredCase each;
    each.measured.id = group + "-1";
    each.measured.group = std::move(group);
    each.measured.unit = std::move(unit);
    each.measured.value = measured;
    each.prediction.value = predicted;
    return each;
  };
  validation.cases = {scored("a", "s", 2, 3), scored("b", "bytes", 1e9, 2e9)};
  for (const auto& each : validation.cases) {
    model::Score score;
    score.group = each.measured.group;
    score.worst_id = each.measured.id;
    validation.groups.push_back(score);
  }
  const widgets::Figure figure = widgets::validation_figure(validation);
  REQUIRE(figure.markers.size() == 2);
  CHECK(figure.x.unit == "1");
  CHECK(figure.markers[0].at.x == doctest::Approx(1));
  CHECK(figure.markers[0].at.y == doctest::Approx(1.5));
  CHECK(figure.markers[1].at.y == doctest::Approx(2));
  CHECK(figure.markers[0].series != figure.markers[1].series);
  validation.cases[1].measured.unit = "s";
  CHECK(widgets::validation_figure(validation).x.unit == "s");
}

TEST_CASE("validate refuses what is no file of cases") {
  CHECK(run({"validate", "/no/such/cases.jsonl"}).code == kBadInput);
  const Ran header = run({"validate", "-"}, "a,b\n1,2\n");
  CHECK(header.code == kBadInput);
  CHECK(contains(header.err, "standard input:1: the header is not known"));
  CHECK(run({"validate", "-"}, "").code == kBadInput);
  CHECK(run({"validate", "-", "--set", "nonsense"}, kCases).code == kBadInput);
}

}  // namespace
}  // namespace wf::app
