#include "model/formulas/memory.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

TEST_CASE("weights at their stored precision") {
  Scenario scenario = on_gpus("llama-3-70b", "h100-sxm-80gb", 8);
  CHECK(value(scenario, "weights.bytes") == 2 * 70553706496.0);
  scenario.precision.weights = Precision::kFp8;
  CHECK(value(scenario, "weights.bytes") == 70553706496.0);
  scenario.precision.weight_bits = 4.5;  // beats the type
  CHECK(value(scenario, "weights.bytes") == about(70553706496.0 * 4.5 / 8));
}

TEST_CASE("the layout divides the weights") {
  const double all = 2 * 70553706496.0, table = 2 * 128256.0 * 8192;
  Scenario scenario = on_gpus("llama-3-70b", "h100-sxm-80gb", 8);
  CHECK(value(scenario, "memory.weights") == about(all / 8));
  scenario.parallel.tp = 4;
  scenario.parallel.pp = 2;
  // Half of the layers and one of the two tables, over four.
  CHECK(value(scenario, "memory.weights") == about(((all - 2 * table) / 2 + table) / 4));
  scenario.parallel.pp = 1;
  scenario.parallel.dp = 2;  // replicas divide nothing
  CHECK(value(scenario, "memory.weights") == about(all / 4));
}

TEST_CASE("layers that do not divide fill the fullest stage") {
  // 126 layers over 4 stages: 32 on the fullest.
  Scenario scenario = on_gpus("llama-3.1-405b", "h100-sxm-80gb", 8);
  scenario.cluster.gpus = 32;
  scenario.parallel.pp = 4;
  const double table = 2 * 128256.0 * 16384, all = 2 * 405853388800.0;
  CHECK(value(scenario, "memory.weights") == about(((all - 2 * table) * 32 / 126 + table) / 8));
}

TEST_CASE("experts are divided over their ranks, the rest is not") {
  Scenario scenario = on_gpus("deepseek-v3", "h200-sxm-141gb", 1);
  scenario.cluster.gpus = 32;
  scenario.parallel.dp = 32;
  const double alone = value(scenario, "memory.weights");
  scenario.parallel.ep = 32;
  const double routed = 58.0 * 256 * 3 * 7168 * 2048 * 2;
  CHECK(value(scenario, "memory.weights") == about(alone - routed * 31 / 32));
}

TEST_CASE("Llama-3-70B does not fit one H100") {
  // 141.1 GB of weights, 80 GiB of memory of which an engine may use 90 %.
  Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 1, 2048, 256, 1);
  const double usable = 0.9 * scenario.cluster.gpu.memory.value;
  const Report report = make_report(scenario);
  CHECK(value(report, "serving.max_batch") == 0);
  CHECK(bound(report, "serving.max_batch") == 0);
  const double shortfall = value(report, "memory.shortfall");
  CHECK(shortfall > 141.1e9 - usable);
  CHECK(shortfall < 141.1e9 - usable + 4e9);  // KV cache and workspace of one sequence
  REQUIRE(!report.sections.empty());
  CHECK(report.sections[0].walls.binding() == Wall::kMemoryCapacity);
  CHECK(report.sections[0].walls.of(Wall::kMemoryCapacity) == 0.0);
  CHECK(value(report, "decode.step_time") > 0.0415);  // still computed
}

TEST_CASE("what fits: the largest batch in whole sequences") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 3072, 1024, 1);
  scenario.cluster.gpu.memory = {.value = 80e9, .source = {}};
  const double weights = 2 * 8030261248.0, sequence = 4096.0 * 131072;
  CHECK(bound(scenario, "serving.max_batch") == std::floor((80e9 - weights) / sequence));
  CHECK(bound(scenario, "memory.kv_capacity_tokens") == about((80e9 - weights) / 131072));
  const double expected = value(scenario, "serving.max_batch");
  CHECK(expected == std::floor(expected));
  CHECK(expected <= std::floor((72e9 - weights - 1e9) / sequence));
  CHECK(expected >= std::floor((72e9 - weights - 4e9) / sequence));
}

TEST_CASE("batch \"max\" is the largest that fits, and one where none does") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 3072, 1024, 1);
  const double fits = value(scenario, "serving.max_batch");
  scenario.serving->batch.reset();
  CHECK(value(scenario, "serving.operating_batch") == fits);
  CHECK(value(scenario, "memory.shortfall") == 0);
  Scenario large = serving("llama-3-70b", "h100-sxm-80gb", 1, 2048, 256, 1);
  large.serving->batch.reset();
  CHECK(value(large, "serving.operating_batch") == 1);
}

TEST_CASE("a batch that fits has no shortfall, and one that does not has one") {
  RandomScenarios random(11);
  for (int i = 0; i < 2000; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    const double batch = value(report, "serving.operating_batch");
    const bool fits = batch <= value(report, "serving.max_batch");
    CHECK(fits == (value(report, "memory.shortfall") <= 0));
  }
}

TEST_CASE("weights, gradients and Adam of a training GPU, by the stage of sharding") {
  // Llama-3-8B over 64 GPUs: N = 8,030,261,248, 16-bit weights, 32-bit gradients, 12 bytes of Adam.
  const double n = 8030261248.0;
  Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb", 1);
  scenario.cluster.gpus = 64;
  scenario.training.emplace().global_batch = 64;
  struct Row {
    double zero, weights, gradients, optimizer;
  };
  // ZeRO-3 gathers two of 32 layers, and the embedding's gradient (128,256 rows of 4,096, 16 bits).
  for (const Row& row : {Row{0, 2 * n, 4 * n, 12 * n}, Row{1, 2 * n, 4 * n, 12 * n / 64},
                         Row{2, 2 * n, 4 * n / 64, 12 * n / 64},
                         Row{3, 2 * 2 * n / 32, 4 * n / 64 + 2 * 128256.0 * 4096, 12 * n / 64}}) {
    CAPTURE(row.zero);
    scenario.parallel.zero = row.zero;
    const Report report = make_report(scenario);
    CHECK(value(report, "training.weight_bytes") == about(row.weights));
    CHECK(value(report, "training.gradient_bytes") == about(row.gradients));
    CHECK(value(report, "training.optimizer_bytes") == about(row.optimizer));
    CHECK(value(report, "training.state_bytes") ==
          about(row.weights + row.gradients + row.optimizer));
  }
  // 18 bytes a parameter without sharding; 16 where gradients are kept in 16 bits.
  scenario.parallel.zero = 0;
  CHECK(value(scenario, "training.state_bytes") == about(18 * n));
  scenario.assume["assume.training.gradient_bytes"] = 2;
  CHECK(value(scenario, "training.state_bytes") == about(16 * n));
}

}  // namespace
}  // namespace wf::model
