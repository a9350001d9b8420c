#include "model/formulas/serving.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

TEST_CASE("Llama-3-70B in bfloat16 on one H100: 139.0 GB in 41.5 ms") {
  // All weights but the 2.1 GB of the input embedding, which is looked up; the KV of one token.
  const Report report = make_report(serving("llama-3-70b", "h100-sxm-80gb", 1, 1, 1, 1));
  const double read = 2 * 70553706496.0 - 2 * 128256.0 * 8192;
  CHECK(read / 1e9 == about(139.0, 1e-3));
  CHECK(value(report, "decode.weight_bytes") == about(read, 1e-4));
  CHECK(value(report, "decode.weight_read") * 1e3 == about(41.5, 1e-3));
  CHECK(bound(report, "decode.step_time") == about((read + 327680) / 3.35e12, 1e-4));
  const Report eight = make_report(serving("llama-3-70b", "h100-sxm-80gb", 8, 1, 1, 1));
  CHECK(bound(eight, "decode.step_time") * 1e3 == about(5.2, 5e-3));
}

TEST_CASE("the KV cache adds to the floor of a step, at the mean context of the answer") {
  const Report report = make_report(serving("llama-3-8b", "h100-sxm-80gb", 1, 1000, 201, 32));
  const double weights = 2 * (8030261248.0 - 128256.0 * 4096), cache = 32 * 1100.0 * 131072;
  CHECK(value(report, "decode.kv_bytes") == about(cache));
  CHECK(bound(report, "decode.step_time") == about((weights + cache) / 3.35e12, 1e-4));
  CHECK(value(report, "decode.weight_kv_batch") == about(weights / (1100.0 * 131072), 1e-4));
}

TEST_CASE("experts that more tokens visit move the batch at which KV and weights are equal") {
  for (const char* id : {"mixtral-8x7b", "deepseek-v3", "llama-3-8b"}) {
    CAPTURE(id);
    const auto at = [&](double batch) {
      return make_report(serving(id, "h200-sxm-141gb", 8, 4000, 201, batch));
    };
    const double equal = value(at(1), "decode.weight_kv_batch");
    const Report there = at(equal);
    CHECK(value(there, "decode.weight_bytes") == about(value(there, "decode.kv_bytes"), 1e-4));
  }
}

TEST_CASE("arithmetic of a prefill, by hand") {
  const double prompt = 2048;
  const double layers = 32 * (4096.0 * (2 * 4096 + 2 * 1024) + 3 * 4096.0 * 14336);
  const double attention = 4 * 32 * 4096.0 * (prompt * (prompt + 1) / 2);
  const double head = 2 * 128256.0 * 4096;  // of the last position alone
  const double flops = 2 * layers * prompt + attention + head;
  const Report report = make_report(serving("llama-3-8b", "h100-sxm-80gb", 1, prompt, 16, 1));
  CHECK(value(report, "prefill.flops") == about(flops, 1e-9));
  CHECK(bound(report, "prefill.time") == about(flops / 989.4e12, 2e-3));
  const Report four = make_report(serving("llama-3-8b", "h100-sxm-80gb", 1, prompt, 16, 4));
  CHECK(value(four, "prefill.flops") == about(4 * flops, 1e-9));
  CHECK(value(four, "prefill.mfu") ==
        about(bound(four, "prefill.time") / value(four, "prefill.time"), 1e-9));
}

TEST_CASE("a cached prefix is not computed, but read") {
  Scenario scenario = serving("llama-2-7b", "h100-sxm-80gb", 1, 8000, 16, 1);
  scenario.serving->prefix_hit = 0.75;
  const double layers = 32 * (4 * 4096.0 * 4096 + 3 * 4096.0 * 11008);
  double pairs = 0;
  for (double i = 6001; i <= 8000; ++i) pairs += i;
  CHECK(value(scenario, "prefill.flops") ==
        about(2 * layers * 2000 + 4 * 32 * 4096.0 * pairs + 2 * 32000.0 * 4096, 1e-9));
  // All but one token cached: weights and 3.1 GB of cache are read.
  scenario.serving->prompt_tokens = 6000;
  scenario.serving->prefix_hit = 0.999;
  const double weights = 2 * (6738415616.0 - 32000.0 * 4096);
  CHECK(bound(scenario, "prefill.time") == about((weights + 5994.0 * 524288) / 3.35e12, 1e-3));
}

TEST_CASE("decode arithmetic counts the LM head for every sequence") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 1, 1, 64);
  const double layers = 32 * (4096.0 * (2 * 4096 + 2 * 1024) + 3 * 4096.0 * 14336);
  CHECK(value(scenario, "decode.flops") ==
        about(64 * (2 * (layers + 128256.0 * 4096) + 4 * 32 * 4096.0), 1e-9));
}

TEST_CASE("a mixture reads the experts that its batch visits") {
  const double expert = 3 * 4096.0 * 14336;
  const double rest = 46702792704.0 - 32 * 8 * expert - 32000.0 * 4096;
  for (double batch : {1.0, 4.0, 64.0}) {
    const double visited = 8 * (1 - std::pow(0.75, batch));
    CHECK(value(serving("mixtral-8x7b", "h100-sxm-80gb", 4, 512, 64, batch),
                "decode.weight_bytes") == about(2 * (rest + 32 * visited * expert), 1e-4));
  }
}

TEST_CASE("tokens a second are batch over step") {
  RandomScenarios random(5);
  for (int i = 0; i < 300; ++i) {
    const Scenario scenario = random.next();
    const Report report = make_report(scenario);
    const double batch = value(report, "serving.operating_batch");
    CHECK(value(report, "decode.tokens_per_s") ==
          about(batch / value(report, "decode.step_time"), 1e-12));
    CHECK(bound(report, "decode.tokens_per_s") ==
          about(batch / bound(report, "decode.step_time"), 1e-12));
    const double output = scenario.serving->output_tokens;
    CHECK(value(report, "request.latency") ==
          about(value(report, "prefill.time") + (output - 1) * value(report, "decode.step_time"),
                1e-12));
    CHECK(value(report, "serving.output_tokens_per_s") ==
          about(output * value(report, "serving.requests_per_s"), 1e-12));
  }
}

TEST_CASE("prefills are charged: steady capacity lies below pure decode") {
  const Report report = make_report(serving("llama-3-8b", "h100-sxm-80gb", 1, 2048, 256, 64));
  const double decode = value(report, "decode.tokens_per_s");
  CHECK(value(report, "serving.output_tokens_per_s") < decode);
  // At least the arithmetic of one prompt for every answer.
  const double prefill = value(report, "prefill.flops") / 64 / 989.4e12;
  CHECK(value(report, "serving.requests_per_s") <
        1 / (prefill + 255 * value(report, "decode.step_time") / 64));
}

TEST_CASE("pipeline stages: no faster for one sequence, as many micro-batches as stages") {
  Scenario one = serving("llama-3-70b", "h100-sxm-80gb", 8, 1024, 128, 1);
  Scenario four = one;
  four.parallel.pp = 4;
  four.cluster.gpus = 32;
  CHECK(bound(four, "decode.step_time") == about(bound(one, "decode.step_time")));
  CHECK(value(four, "decode.step_time") > value(one, "decode.step_time"));
  // A full pipeline: each stage re-reads its weights for every micro-batch of 16.
  four.serving->batch = 64;
  Scenario quarter = one;
  quarter.serving->batch = 16;
  CHECK(bound(four, "decode.step_time") == about(bound(quarter, "decode.step_time")));
  CHECK(bound(four, "decode.tokens_per_s") == about(4 * bound(quarter, "decode.tokens_per_s")));
}

TEST_CASE("the queue: none without arrivals, Pollaczek-Khinchine with them, endless when full") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 2048, 128, 32);
  const double alone = value(scenario, "request.prefill_time");
  CHECK(value(scenario, "request.ttft") == about(alone));
  double before = alone;
  for (double rate : {0.5, 2.0, 4.0, 6.0}) {
    scenario.serving->arrival_rate = rate;
    const double ttft = value(scenario, "request.ttft");
    CHECK(ttft >= before);
    before = ttft;
  }
  scenario.serving->arrival_rate = 1e6;
  const Report report = make_report(scenario);
  CHECK(!report.find("request.ttft")->value);
  CHECK(!report.find("request.queue_wait")->value);
  CHECK(value(report, "serving.utilization") > 1);
  CHECK(bound(report, "request.ttft") > 0);
  // Arrivals are over all replicas; twice the replicas see half each.
  scenario.serving->arrival_rate = 4;
  const double utilization = value(scenario, "serving.utilization");
  scenario.cluster.gpus = 2;
  scenario.parallel.dp = 2;
  CHECK(value(scenario, "serving.utilization") == about(utilization / 2));
}

TEST_CASE("money: none without a price; a replica's price over what it puts out") {
  Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64);
  CHECK(make_report(scenario).find("serving.cost_per_million_tokens") == nullptr);
  scenario.cluster.price_per_gpu_hour = 2.0;
  scenario.cluster.gpus = 16;
  scenario.parallel.dp = 2;
  const Report report = make_report(scenario);
  CHECK(value(report, "serving.cost_per_million_tokens") ==
        about(8 * 2.0 / 3600 / value(report, "serving.output_tokens_per_s") * 1e6));
  CHECK(value(report, "cost.usd_per_month") == about(16 * 2.0 * 730));
}

}  // namespace
}  // namespace wf::model
