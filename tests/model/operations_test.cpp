#include "model/operations.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using testing::value;

const OperationRow* find(const OperationTable& table, std::string_view id) {
  for (const OperationRow& row : table.rows) {
    if (row.term->id == id) return &row;
  }
  return nullptr;
}

void check_table(const OperationTable& table, const Report& report) {
  CAPTURE(table.title);
  double sum = 0, share = 0;
  for (const OperationRow& row : table.rows) {
    CAPTURE(row.term->id);
    sum += row.time;
    share += row.share;
    CHECK(std::isfinite(row.time));
    CHECK(row.time > 0);
    CHECK(row.bound >= 0);
    CHECK(row.bound <= row.time * (1 + 1e-9));
    CHECK(row.wall != Wall::kMemoryCapacity);
    CHECK(row.wall != Wall::kBudget);
  }
  const double whole = value(report, table.quantity);
  CHECK(table.time == whole);
  CHECK(sum == doctest::Approx(whole).epsilon(1e-12));
  CHECK(share == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("operations add up to their step, whatever the scenario") {
  testing::RandomScenarios random(20261121);
  for (int i = 0; i < 400; ++i) {
    Scenario scenario = random.next();
    if (random.chance(0.5)) {
      Training& training = scenario.training.emplace();
      training.seq_len = std::floor(random.between(128, 32768));
      training.micro_batch = 1 + std::floor(random.uniform(0, 4));
      training.global_batch = *training.micro_batch * 64 * *scenario.parallel.dp;
      training.recompute = static_cast<Recompute>(random.below(3));
      training.attention = static_cast<Attention>(random.below(2));
      scenario.parallel.zero = static_cast<double>(random.below(4));
    }
    INFO(testing::describe(scenario));
    const Report report = make_report(scenario);
    for (const OperationTable& table : operation_tables(scenario)) check_table(table, report);
  }
}

TEST_CASE("the multiplies of a decode step, by hand") {
  // Llama 3 8B: hidden 4,096, 32 and 8 heads of 128, FFN 14,336, 32 layers; 4 sequences.
  const Scenario scenario = testing::serving("llama-3-8b", "h100-sxm-80gb", 1, 1000, 101, 4);
  const auto tables = operation_tables(scenario);
  REQUIRE(tables.size() == 2);
  const OperationTable& decode = tables[0];
  CHECK(decode.quantity == "decode.step_time");
  const OperationRow* qkv = find(decode, "op.qkv");
  REQUIRE(qkv != nullptr);
  CHECK(qkv->shape == "4 × 4,096 × 6,144 · 32 layers");
  CHECK(qkv->flops == doctest::Approx(2.0 * 4 * 4096 * 6144 * 32));
  CHECK(qkv->bytes == doctest::Approx(32 * 2.0 * (4096 * 6144 + 4 * (4096 + 6144))));
  CHECK(qkv->bound == doctest::Approx(qkv->bytes / 3.35e12));
  CHECK(qkv->wall == Wall::kMemoryBandwidth);
  REQUIRE(qkv->efficiency != nullptr);
  CHECK(qkv->efficiency->term.id == "assume.bandwidth.efficiency");
  const OperationRow* attention = find(decode, "op.attention");
  REQUIRE(attention != nullptr);
  // Context 1,000 + (101 − 1)/2 = 1,050 tokens of 131,072 bytes.
  CHECK(attention->bytes == doctest::Approx(4 * 1050 * 131072.0));
  CHECK(find(decode, "op.tensor_collective") == nullptr);
  CHECK(find(decode, "op.experts_up") == nullptr);

  const OperationRow* up = find(tables[1], "op.ffn_up");
  REQUIRE(up != nullptr);
  CHECK(up->shape == "4,000 × 4,096 × 28,672 · 32 layers");
  CHECK(up->wall == Wall::kCompute);
  CHECK(up->efficiency->term.id == "assume.gemm.efficiency");
}

TEST_CASE("a split model sends, a mixture has experts") {
  const auto dense = operation_tables(testing::serving("llama-3-70b", "h100-sxm-80gb", 8, 1, 2, 1));
  const OperationRow* collective = find(dense[0], "op.tensor_collective");
  REQUIRE(collective != nullptr);
  CHECK(collective->wall == Wall::kNetwork);
  CHECK(collective->wire == doctest::Approx(2 * 80 * 7.0 / 8 * 8192 * 2));
  const auto mixture =
      operation_tables(testing::serving("mixtral-8x7b", "h100-sxm-80gb", 2, 100, 100, 8));
  const OperationRow* experts = find(mixture[0], "op.experts_up");
  REQUIRE(experts != nullptr);
  CHECK(experts->shape.starts_with("7.2 experts of"));  // 8·(1 − 0.75⁸)
}

TEST_CASE("a napkin is one row") {
  Scenario scenario = testing::on_gpus("llama-3-8b", "h100-sxm-80gb", 8);
  scenario.training.emplace();
  scenario.assume["assume.training.mfu"] = 0.4;
  const auto tables = operation_tables(scenario);
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 1);
  check_table(tables[0], make_report(scenario));
  CHECK(tables[0].rows[0].bound == doctest::Approx(0.4 * tables[0].time));
}

TEST_CASE("a design that is asked nothing has no step") {
  CHECK(operation_tables(testing::on_gpus("llama-3-8b", "h100-sxm-80gb")).empty());
}

}  // namespace
}  // namespace wf::model
