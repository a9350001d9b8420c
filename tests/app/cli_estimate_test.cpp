#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "cli_running.h"

using namespace wf::app;
using Json = nlohmann::ordered_json;

namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

// The five walls, ascending by headroom, null last; binding is the first.
void check_walls(const Json& walls, const Json& binding) {
  REQUIRE(walls.size() == 5);
  std::set<std::string> names;
  bool unlimited = false;
  double before = 0;
  for (const Json& wall : walls) {
    CHECK(keys_of(wall) == std::vector<std::string>{"wall", "headroom"});
    names.insert(wall["wall"]);
    if (wall["headroom"].is_null()) {
      unlimited = true;
      continue;
    }
    CHECK_FALSE(unlimited);
    CHECK(wall["headroom"].get<double>() >= before);
    before = wall["headroom"];
  }
  CHECK(names == std::set<std::string>{"budget", "compute", "memory bandwidth", "memory capacity",
                                       "network"});
  CHECK(binding == walls[0]["wall"]);
}

}  // namespace

TEST_CASE("every example workload is estimated, as text and as JSON") {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(WALLFINDER_SOURCE_DIR "/assets/workloads")) {
    const std::string file = entry.path().string();
    CAPTURE(file);
    const Ran text = run({"estimate", file});
    // A task begins with a claim that does not hold yet.
    const bool task = entry.path().stem().string().starts_with("task-");
    CHECK(text.code == (task ? kAssertionFailed : kSuccess));
    CHECK(text.err.empty());
    CHECK(contains(text.out, "Model and memory"));
    const Json json = Json::parse(run({"estimate", file, "--json"}).out);
    CHECK(json["quantities"]["weights.bytes"]["value"].get<double>() > 1e8);
    ++count;
  }
  CHECK(count >= 5);
}

TEST_CASE("estimate --json follows the contract") {
  const Ran ran = run({"estimate", example("chat-llama3-70b-dgx-h100"), "--json"});
  CHECK(ran.code == kSuccess);
  CHECK(ran.err.empty());
  const Json json = Json::parse(ran.out);
  CHECK(keys_of(json) == std::vector<std::string>{"name", "quantities", "walls", "binding", "notes",
                                                  "sections", "assertions"});
  CHECK(json["name"] == "Chat on one DGX H100");
  check_walls(json["walls"], json["binding"]);
  check_walls(json["sections"]["serving"]["walls"], json["sections"]["serving"]["binding"]);
  CHECK(json["sections"]["serving"]["walls"] == json["walls"]);
  CHECK(json["notes"].is_array());

  for (const char* id :
       {"prefill.time", "decode.step_time", "decode.tokens_per_s", "request.latency",
        "request.ttft", "serving.output_tokens_per_s", "serving.max_batch",
        "serving.memory_per_gpu", "serving.cost_per_million_tokens", "weights.bytes",
        "kv.bytes_per_token", "kv.stored_bytes_per_token", "memory.kv_capacity_tokens"}) {
    CAPTURE(id);
    REQUIRE(json["quantities"].contains(id));
    CHECK(json["quantities"][id]["value"].is_number());
  }
  const Json& quantities = json["quantities"];
  CHECK(keys_of(quantities["decode.step_time"]) ==
        std::vector<std::string>{"value", "bound", "unit"});
  CHECK(quantities["decode.step_time"]["unit"] == "s");
  CHECK(keys_of(quantities["weights.bytes"]) == std::vector<std::string>{"value", "unit"});
  CHECK(quantities["serving.memory_per_gpu"]["unit"] == "bytes");
  CHECK_FALSE(quantities["serving.memory_per_gpu"].contains("bound"));
  CHECK(quantities["decode.tokens_per_s"]["unit"] == "tokens/s");
  CHECK(quantities["serving.cost_per_million_tokens"]["unit"] == "USD");
  CHECK(quantities["kv.bytes_per_token"]["unit"] == "bytes");
  CHECK(quantities["memory.kv_capacity_tokens"]["unit"] == "tokens");
  // No measurement beats a bound: a time lies above it, a rate below.
  for (const auto& item : quantities.items()) {
    const Json& each = item.value();
    if (!each.contains("bound") || each["bound"].is_null() || each["value"].is_null()) continue;
    CAPTURE(item.key());
    const double value = each["value"], bound = each["bound"];
    const bool floor = each["unit"] == "s" || each["unit"] == "USD";
    CHECK((floor ? value >= bound : value <= bound));
  }
  CHECK(json["assertions"][0]["holds"] == true);
}

TEST_CASE(
    "known answers: Llama 3 70B reads 139.0 GB a step, 41.5 ms on one H100 and 5.2 ms on eight") {
  const auto weight_read = [](const std::vector<std::string>& settings) {
    std::vector<std::string> arguments = {"estimate", "-", "--json"};
    for (const std::string& setting : settings) {
      arguments.insert(arguments.end(), {"--set", setting});
    }
    return Json::parse(run(arguments, kTooLarge).out);
  };
  const Json one = weight_read({});
  CHECK(one["quantities"]["decode.weight_bytes"]["value"].get<double>() ==
        doctest::Approx(139.0e9).epsilon(0.001));
  CHECK(one["quantities"]["decode.weight_read"]["value"].get<double>() ==
        doctest::Approx(41.5e-3).epsilon(0.002));
  const Json eight = weight_read({"cluster.gpus=8", "parallel.tp=8"});
  CHECK(eight["quantities"]["decode.weight_read"]["value"].get<double>() ==
        doctest::Approx(5.19e-3).epsilon(0.002));
}

TEST_CASE("what does not fit is an estimate with a violated wall, and says by how much") {
  const Ran text = run({"estimate", "-"}, kTooLarge);
  CHECK(text.code == kSuccess);
  CHECK(contains(text.out, "Memory capacity is exceeded: it needs"));
  CHECK(contains(text.out, "77.3 GB may be used"));
  CHECK(contains(text.out, "short"));
  const Json json = Json::parse(run({"estimate", "-", "--json"}, kTooLarge).out);
  CHECK(json["binding"] == "memory capacity");
  CHECK(json["walls"][0]["headroom"].get<double>() < 1);
  CHECK(json["quantities"]["decode.step_time"]["value"].is_number());
  CHECK(json["quantities"]["decode.step_time"]["bound"].get<double>() ==
        doctest::Approx(41.5e-3).epsilon(0.01));
}

TEST_CASE("standard input gives the same report as the file") {
  const std::string file = example("chat-llama3-8b-one-l4");
  CHECK(run({"estimate", "-"}, text_of(file)).out == run({"estimate", file}).out);
  const Ran bad = run({"estimate", "-"}, "{\n  \"wallfinder\": 1,,\n}");
  CHECK(bad.code == kBadInput);
  CHECK(bad.err.starts_with("standard input:2:"));
  CHECK(run({"estimate", "-"}, "").code == kBadInput);
}

TEST_CASE("--set turns a knob, is listed in the header and may be repeated") {
  const std::string file = example("chat-llama3-70b-dgx-h100");
  const Ran ran =
      run({"estimate", file, "--set", "serving.batch=32", "--set", "serving.prompt_tokens=1000"});
  CHECK(ran.code == kSuccess);
  CHECK(contains(ran.out, "batch 32 · 1,000 → 256 tokens"));
  CHECK(contains(ran.out, "with serving.batch = 32"));
  CHECK(contains(ran.out, "with serving.prompt_tokens = 1000"));
  // The last one holds.
  CHECK(contains(run({"estimate", file, "--set=serving.batch=1", "--set", "serving.batch=7"}).out,
                 "batch 7"));
}

TEST_CASE("an assertion that does not hold is 3, after the output") {
  const std::string file = example("chat-llama3-70b-dgx-h100");
  const Ran ran = run({"estimate", file, "--set", "assert.decode.step_time=<= 1 ms", "--set",
                       "assert.binding=budget"});
  CHECK(ran.code == kAssertionFailed);
  CHECK(contains(ran.out, "✗ decode.step_time <= 1 ms — it is"));
  CHECK(contains(ran.out, "binding is budget — the binding wall is"));
  const Ran json_ran =
      run({"estimate", file, "--json", "--set", "assert.decode.step_time=<= 1 ms"});
  CHECK(json_ran.code == kAssertionFailed);
  const Json json = Json::parse(json_ran.out);
  CHECK(json["assertions"][0]["holds"] == false);
  CHECK(json["assertions"][0]["assertion"] == "decode.step_time <= 1 ms");
  const Ran holds = run({"estimate", file});
  CHECK(holds.code == kSuccess);
  CHECK(contains(holds.out, "✓ decode.step_time <= 50 ms"));
}

TEST_CASE("an unknown key is a warning on standard error and a note") {
  const std::string workload = R"({
  "wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpuz": 8},
  "serving": {}
})";
  const Ran ran = run({"estimate", "-", "--json"}, workload);
  CHECK(ran.code == kSuccess);
  CHECK(ran.err.starts_with("warning: standard input:2:"));
  CHECK(contains(ran.err, "did you mean \"gpus\"?"));
  const Json json = Json::parse(ran.out);
  const auto noted =
      std::count_if(json["notes"].begin(), json["notes"].end(), [](const Json& note) {
        return note.get<std::string>().find("cluster.gpuz") != std::string::npos;
      });
  CHECK(noted == 1);
}

TEST_CASE("a workload that asks for nothing has sizes, five walls and no binding one") {
  const std::string workload =
      R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb"}})";
  const Json json = Json::parse(run({"estimate", "-", "--json"}, workload).out);
  CHECK(json["walls"].size() == 5);
  CHECK(json["walls"][0]["headroom"].is_null());
  CHECK(json["binding"].is_null());
  CHECK(json["quantities"]["weights.bytes"]["value"].get<double>() > 1.6e10);
  CHECK_FALSE(json["quantities"].contains("decode.step_time"));
  CHECK(contains(run({"estimate", "-"}, workload).out, "only sizes are reported"));
}

TEST_CASE("names in a file cannot move the terminal's cursor, nor break the JSON") {
  const std::string workload =
      "{\"wallfinder\": 1, \"name\": \"a\\u001b[2Jb\\u0007\", \"model\": \"llama-3-8b\","
      "\"cluster\": {\"gpu\": \"h100-sxm-80gb\"}, \"serving\": {}}";
  const Ran text = run({"estimate", "-"}, workload);
  CHECK(text.code == kSuccess);
  CHECK_FALSE(contains(text.out, "\x1b"));
  CHECK(Json::parse(run({"estimate", "-", "--json"}, workload).out)["name"] == "a\x1b[2Jb\a");
}

TEST_CASE("colour only where the screen has it") {
  const std::string file = example("chat-llama3-8b-one-l4");
  CHECK_FALSE(contains(run({"estimate", file}).out, "\x1b["));
  Terminal screen;
  screen.colour = true;
  CHECK(contains(run({"estimate", file}, "", screen).out, "\x1b["));
}
