// What binds, in words: for each wall and each kind of workload the sentence that the window and
// the command line show. The wall of each row was found by hand, before the model was asked.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "app/cli/command_line.h"
#include "app/cli/verdict.h"
#include "app/explorer/explorer.h"
#include "app/shell/shell.h"
#include "model/workload_file.h"
#include "tests/app/cli_running.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/figure/wall.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

using model::Wall;

struct Row {
  const char* name;
  const char* workload;  // without the braces around
  Wall wall;
};

// Each row says why.
const Row kRows[] = {
    // 16 GB of weights are read for 16 GFLOP: 5 ms against 0.02 ms.
    {"one sequence of an 8B",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 512, "output_tokens": 64, "batch": 1})",
     Wall::kMemoryBandwidth},
    // 1,024 tokens a step are 16 TFLOP: 16 ms at peak against 5 ms of weights and few caches.
    {"a thousand short sequences of an 8B",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h200-sxm-141gb", "gpus": 1},
        "serving": {"prompt_tokens": 64, "output_tokens": 8, "batch": 1024})",
     Wall::kCompute},
    // 141 GB of weights, 80 GB of memory.
    {"a 70B on one card",
     R"("model": "llama-3-70b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 1024, "output_tokens": 128, "batch": 1})",
     Wall::kMemoryCapacity},
    // The weights fit; 16 caches of 128 KiB x 131,072 tokens = 17 GB each do not.
    {"sixteen long contexts",
     R"("model": "llama-3.1-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 131072, "output_tokens": 128, "batch": 16})",
     Wall::kMemoryCapacity},
    // A gap of 10 s is never reached: the caches fill the memory first.
    {"nobody waits",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 8000, "output_tokens": 256, "batch": 4, "slo": {"tpot": 10}})",
     Wall::kMemoryCapacity},
    // 5 ms of weights are far from the pace; only the reading of caches grows with the batch.
    {"a pace that is kept",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 8000, "output_tokens": 256, "batch": 4, "slo": {"tpot": 0.010}})",
     Wall::kMemoryBandwidth},
    // 70 GB in 8 bits over 4.8 TB/s are 15 ms: no batch keeps a gap of 5.
    {"a pace below the floor",
     R"("model": "llama-3-70b", "cluster": {"gpu": "h200-sxm-141gb", "gpus": 1},
        "precision": {"weights": "fp8"},
        "serving": {"prompt_tokens": 128, "output_tokens": 32, "batch": 1, "slo": {"tpot": 0.005}})",
     Wall::kMemoryBandwidth},
    // 32,768 tokens x 16 GFLOP = 0.5 PFLOP, and attention: more than 0.5 s at a peak of 1 PFLOP/s.
    {"a first token that comes too late",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
        "serving": {"prompt_tokens": 32768, "output_tokens": 64, "batch": 1, "slo": {"ttft": 0.3}})",
     Wall::kCompute},
    // A group of 8 over 8 nodes: 32 all-reduces over the network a step, 0.1 ms of weights.
    {"tensor parallelism across nodes",
     R"("model": "llama-3.2-1b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8, "gpus_per_node": 1},
        "parallel": {"tp": 8}, "serving": {"prompt_tokens": 128, "output_tokens": 64, "batch": 1})",
     Wall::kNetwork},
    // The same group asked for a pace: less load does not make a message's latency shorter.
    {"tensor parallelism across nodes, with a pace",
     R"("model": "llama-3.2-1b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8, "gpus_per_node": 1},
        "parallel": {"tp": 8},
        "serving": {"prompt_tokens": 128, "output_tokens": 64, "batch": 1, "slo": {"tpot": 0.0005}})",
     Wall::kNetwork},
    // 8 x 2 USD x 730 h = 11,680 USD.
    {"a month that costs too much",
     R"("model": "llama-3-70b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8, "price_per_gpu_hour": 2},
        "parallel": {"tp": 8}, "serving": {"prompt_tokens": 512, "output_tokens": 64, "batch": 4},
        "budget": {"usd_per_month": 5000})",
     Wall::kBudget},
    // 1,460 USD a month of 1,500: 3 % are left, and the caches of 4 short chats are far from full.
    {"a month that is nearly paid",
     R"("model": "llama-3-8b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1, "price_per_gpu_hour": 2},
        "serving": {"prompt_tokens": 512, "output_tokens": 64, "batch": 4, "slo": {"tpot": 0.05}},
        "budget": {"usd_per_month": 1500})",
     Wall::kBudget},
    // One request a second to a card that takes some seconds for 4,000 tokens of each: it drowns.
    {"more requests than a card completes",
     R"("model": "llama-3-8b", "cluster": {"gpu": "l4-24gb", "gpus": 1},
        "serving": {"prompt_tokens": 4000, "output_tokens": 400, "batch": 2, "arrival_rate": 5,
                    "slo": {"ttft": 2}})",
     Wall::kCompute},
    // 16 bytes x 8e9 = 128 GB of weights, gradients and Adam on each card of 80 GB.
    {"an 8B trained without sharding",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8},
        "parallel": {"zero": 0}, "training": {"seq_len": 4096, "global_batch": 64})",
     Wall::kMemoryCapacity},
    // Long sequences, whole nodes: 6 N FLOP a token against messages that overlap.
    {"an 8B trained on eight nodes",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 64},
        "training": {"seq_len": 8192, "global_batch": 512, "recompute": "full"})",
     Wall::kCompute},
    // 512 tokens a card are 25 TFLOP, 0.06 s; 16 GB of gradients and weights over 50 GB/s take
    // more.
    {"short sequences over single-card nodes",
     R"("model": "llama-3-8b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 64, "gpus_per_node": 1},
        "training": {"seq_len": 512, "global_batch": 64, "recompute": "full"})",
     Wall::kNetwork},
    // 6 x 8e9 x 15e12 = 7.2e23 FLOP are 500,000 GPU-hours at 40 %: a million dollars of half one.
    {"a run that costs too much",
     R"("model": "llama-3-8b",
        "cluster": {"gpu": "h100-sxm-80gb", "gpus": 64, "price_per_gpu_hour": 2},
        "training": {"seq_len": 8192, "global_batch": 512, "tokens": 15e12, "recompute": "full"},
        "budget": {"usd": 500000})",
     Wall::kBudget},
    // States of a 70B that learns are 16 x 70e9 bytes = 1.1 TB; eight cards hold 0.64 TB.
    {"reinforcement learning of a 70B on one node",
     R"("model": "llama-3-70b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8},
        "rl": {"prompts": 64, "samples_per_prompt": 8, "output_tokens": 2000,
               "placement": "colocated"})",
     Wall::kMemoryCapacity},
    // Fewer completions than cards: every one of their thousands of steps reads 16 GB of weights.
    {"reinforcement learning with few completions",
     R"("model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 64},
        "parallel": {"zero": 3},
        "rl": {"prompts": 8, "samples_per_prompt": 4, "output_tokens": 4000,
               "placement": "colocated"})",
     Wall::kMemoryBandwidth},
};

std::string file_of(const Row& row) {
  return std::string(R"({"wallfinder": 1, "name": ")") + row.name + "\", " + row.workload + "}\n";
}

model::Scenario scenario_of(const Row& row) {
  static const model::Catalogue kCatalogue = wf::app::testing::catalogue();
  const auto loaded = model::read_workload(file_of(row), "row.json", {}, kCatalogue);
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().text());
  return loaded->scenario;
}

// Lines and their indents are the screen's business.
std::string in_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  return out;
}
std::string ordinary(std::string text) {
  for (const std::string_view space : {"\u00a0", "\u202f", "\u2009"}) {
    for (std::size_t at = 0; (at = text.find(space, at)) != std::string::npos; ++at) {
      text.replace(at, space.size(), " ");
    }
  }
  return in_one_line(text);
}

}  // namespace

TEST_CASE("What binds: the wall found by hand, its sentence, and the first remedy") {
  std::string all;
  std::set<Wall> walls;
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.name));
    const model::Scenario scenario = scenario_of(row);
    const model::Report report = model::make_report(scenario);
    REQUIRE_FALSE(report.sections.empty());
    const model::Walls& found = report.sections[0].walls;
    CHECK(model::name_of(found.binding()) == model::name_of(row.wall));
    walls.insert(row.wall);
    const std::string sentence = binding_sentence(scenario, report, report.sections[0]);
    const std::string remedy = mitigation_sentence(scenario, report);
    CHECK(sentence.substr(1).starts_with(model::name_of(row.wall).substr(1)));
    // Exceeded is said where there is no room left, and only there.
    const double headroom = found.of(row.wall).value_or(-1);
    const bool exceeded = sentence.find("is exceeded") != std::string::npos ||
                          sentence.find("is missed") != std::string::npos;
    CHECK(exceeded == (headroom < 1));
    CHECK_FALSE(remedy.empty());
    CHECK(remedy.find("none of the changes") == std::string::npos);
    all += std::string(row.name) + "\n  " + std::string(widgets::wall_glyph(row.wall)) + " " +
           sentence + "\n  What would move it: " + remedy + "\n\n";
  }
  CHECK(walls.size() == model::kWallCount);

  const auto golden = source_dir() / "tests/app/golden/binding_words.txt";
  if (std::getenv("WALLFINDER_REBASELINE") != nullptr) std::ofstream(golden) << all;
  CHECK_MESSAGE(read(golden) == all, "differs from " << golden.string());
}

TEST_CASE("The window and the command line say the same of what binds") {
  const Folder folder;
  for (const Row& row : kRows) {
    CAPTURE(std::string(row.name));
    const model::Scenario scenario = scenario_of(row);
    const model::Report report = model::make_report(scenario);
    const std::string sentence = ordinary(binding_sentence(scenario, report, report.sections[0]));
    const std::string remedy =
        ordinary("What would move it: " + mitigation_sentence(scenario, report));

    const Ran ran = run({"estimate", "-"}, file_of(row));
    CHECK(ran.code == kSuccess);
    CHECK(contains(ordinary(ran.out), sentence));
    CHECK(contains(ordinary(ran.out), remedy));

    Shell shell(workspace(), Settings{});
    UiDriver driver(shell, 1280, 800);
    shell.open_file(folder.write("row.json", file_of(row)));
    driver.frames(4);
    const std::string shown = in_one_line(driver.text());
    const std::string glyph(widgets::wall_glyph(row.wall));
    CHECK(contains(shown, glyph + " " + sentence));
    CHECK(contains(shown, remedy));
  }
}
