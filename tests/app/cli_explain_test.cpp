#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/cli/text.h"
#include "cli_running.h"

using namespace wf::app;
using Json = nlohmann::ordered_json;

namespace {

const std::string kFile = example("chat-llama3-70b-dgx-h100");

int occurrences(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("--explain goes down to catalogue figures with their sources") {
  const Ran ran = run({"estimate", kFile, "--explain", "decode.step_time"});
  CHECK(ran.code == kSuccess);
  CHECK(contains(ran.out, "decode.step_time = "));
  CHECK(contains(ran.out, "\nExpected"));
  CHECK(contains(ran.out, "\nBound"));
  CHECK(contains(ran.out, "BW = 3.35 TB/s"));
  CHECK(contains(ran.out, "cluster.gpu.memory_bandwidth"));
  CHECK(contains(ran.out, "printed 3350"));
  CHECK(contains(ran.out, "read 2026-11-21"));
  CHECK(contains(ran.out, "+1 % cluster.gpu.memory_bandwidth"));
  // A figure that many steps use says once where it comes from.
  CHECK(occurrences(ran.out, "cluster.gpu.memory_bandwidth. ") == 1);
}

TEST_CASE("an input's source is text as it stands in the catalogue") {
  const Ran ran = run({"estimate", kFile, "--explain", "weights.params", "--json"});
  const Json json = Json::parse(ran.out);
  int shapes = 0;
  for (const Json& step : json["expected_steps"]) {
    if (step["id"] != "model.hidden") continue;
    ++shapes;
    CHECK(step["source"].get<std::string>().starts_with("Meta, llama-models"));
  }
  CHECK(shapes == 1);
}

TEST_CASE("--explain --json: steps with parts, and sensitivities") {
  const Ran ran = run({"estimate", kFile, "--explain", "decode.weight_read", "--json"});
  CHECK(ran.code == kSuccess);
  const Json json = Json::parse(ran.out);
  CHECK(json["quantity"] == "decode.weight_read");
  CHECK(json["unit"] == "s");
  CHECK(json["value"].get<double>() == doctest::Approx(5.19e-3).epsilon(0.002));
  CHECK_FALSE(json.contains("bound"));
  const Json& steps = json["expected_steps"];
  REQUIRE(steps.size() > 3);
  CHECK(steps[0]["value"] == json["value"]);
  CHECK(steps[0]["expression"] == "W_read / (tp·cp·BW)");
  for (const Json& step : steps) {
    for (const Json& part : step["parts"]) CHECK(part.get<std::size_t>() < steps.size());
    if (step["input"] == true) CHECK_FALSE(step["source"].get<std::string>().empty());
  }
  CHECK(json["sensitivities"][0]["knob"] == "cluster.gpu.memory_bandwidth");
  CHECK(json["sensitivities"][0]["elasticity"].get<double>() == doctest::Approx(-1));
}

TEST_CASE("every quantity of a report can be explained, in lines that fit") {
  const Json report = Json::parse(run({"estimate", kFile, "--json"}).out);
  for (const auto& item : report["quantities"].items()) {
    CAPTURE(item.key());
    const Ran ran = run({"estimate", kFile, "--explain", item.key()});
    CHECK(ran.code == kSuccess);
    CHECK(contains(ran.out, item.key() + " = "));
    std::istringstream lines(ran.out);
    int long_lines = 0;
    for (std::string line; std::getline(lines, line);) {
      // A tree that is deep keeps a narrow column for its words.
      if (display_width(line) > 120) ++long_lines;
    }
    CHECK(long_lines == 0);
  }
}

TEST_CASE("a quantity that this workload lacks is told from one that does not exist") {
  const Ran missing =
      run({"estimate", "-", "--explain", "serving.cost_per_million_tokens"}, kTooLarge);
  CHECK(missing.code == kBadInput);
  CHECK(contains(missing.err, "is not reported for this workload"));
  const Ran unknown = run({"estimate", "-", "--explain", "no.such_thing"}, kTooLarge);
  CHECK(unknown.code == kBadInput);
  CHECK(contains(unknown.err, "there is no quantity"));
}
