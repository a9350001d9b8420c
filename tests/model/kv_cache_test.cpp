#include "model/formulas/kv_cache.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

double logical(std::string_view model) {
  return value(on_gpus(model, "h200-sxm-141gb"), "kv.bytes_per_token");
}
double stored(std::string_view model, double tp) {
  return value(on_gpus(model, "h200-sxm-141gb", tp), "kv.stored_bytes_per_token");
}

TEST_CASE("bytes of a token in the KV cache: multi-head, grouped, single and latent") {
  CHECK(logical("llama-2-7b") == 2.0 * 32 * 32 * 128 * 2);  // MHA: 524,288
  CHECK(logical("llama-2-7b") == 524288);
  CHECK(logical("gpt-3-175b") == 4718592);               // MHA: 2·96·96·128·2
  CHECK(logical("llama-3-8b") == 131072);                // GQA
  CHECK(logical("llama-3-70b") == 327680);               // GQA
  CHECK(logical("llama-3.1-405b") == 516096);            // GQA
  CHECK(logical("falcon-40b") == 122880);                // 8 KV heads, not one
  CHECK(logical("falcon-7b") == 2.0 * 32 * 1 * 64 * 2);  // MQA
  CHECK(logical("deepseek-v3") == 70272);                // MLA: 61·(512 + 64)·2
  CHECK(logical("qwen3-235b-a22b") == 2.0 * 94 * 4 * 128 * 2);
}

TEST_CASE("precision of the cache") {
  Scenario scenario = on_gpus("llama-3-70b", "h100-sxm-80gb", 8);
  scenario.precision.kv = Precision::kFp8;
  CHECK(value(scenario, "kv.bytes_per_token") == 163840);
  scenario.precision.kv = Precision::kInt4;
  CHECK(value(scenario, "kv.bytes_per_token") == 81920);
}

TEST_CASE("copies: tensor parallelism beyond the KV heads repeats them, and MLA's latent") {
  CHECK(stored("llama-3-70b", 1) == 327680);
  CHECK(stored("llama-3-70b", 8) == 327680);
  CHECK(stored("llama-3-70b", 16) == 2 * 327680);
  CHECK(stored("qwen3-235b-a22b", 4) == 192512);
  CHECK(stored("qwen3-235b-a22b", 8) == 2 * 192512);
  CHECK(stored("falcon-7b", 8) == 8 * 8192);  // one head on each of eight ranks
  CHECK(stored("deepseek-v3", 8) == 8 * 70272);
  // Heads that do not divide are padded: 8 heads over 6 ranks are two each.
  CHECK(stored("llama-3-70b", 6) == 327680 * 12.0 / 8);
}

TEST_CASE("more tensor parallelism than KV heads leaves each GPU its bytes") {
  Scenario four = serving("qwen3-235b-a22b", "h200-sxm-141gb", 4, 4096, 512, 16);
  Scenario eight = serving("qwen3-235b-a22b", "h200-sxm-141gb", 8, 4096, 512, 16);
  CHECK(value(four, "memory.kv") == value(eight, "memory.kv"));
  CHECK(value(eight, "memory.kv") == 16.0 * 94 * 2 * 128 * 2 * 4608);
  CHECK(value(eight, "decode.kv_bytes") == 2 * value(four, "decode.kv_bytes"));
}

TEST_CASE("sliding windows hold the last tokens only") {
  // Gemma 2 9B: 42 layers, every second one with a window of 4,096.
  const Scenario gemma = serving("gemma-2-9b", "h100-sxm-80gb", 1, 8000, 192, 1);
  const double per_layer = 2.0 * 8 * 256 * 2;
  CHECK(value(gemma, "kv.bytes_per_token") == 42 * per_layer);
  CHECK(value(gemma, "kv.bytes_per_sequence") == about(per_layer * 21 * (8192.0 + 4096.0)));
  const double context = 8000 + (192 - 1) / 2.0;
  CHECK(value(gemma, "decode.kv_bytes") == about(per_layer * 21 * (context + 4096.0)));
  // Within the window there is no difference.
  const Scenario small = serving("gemma-2-9b", "h100-sxm-80gb", 1, 2000, 48, 1);
  CHECK(value(small, "kv.bytes_per_sequence") == about(42 * per_layer * 2048));
}

}  // namespace
}  // namespace wf::model
