#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "03b-throughput-and-the-frontier";
const std::string kChat =
    " | cluster.gpu=h100-sxm-80gb, model=llama-3-8b, serving.prompt_tokens=1900, "
    "serving.output_tokens=300";

}  // namespace

TEST_CASE("lesson 03b reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "frontier");
  check_parts(lesson, {.predictions = 2, .drills = 8, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 03b is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    // Doubling a batch of 64 gives clearly less than double, doubling one gives nearly all.
    const double large = number(source,
                                "(decode.tokens_per_s | serving.batch=128) / "
                                "(decode.tokens_per_s | serving.batch=64)");
    const double small = number(source,
                                "(decode.tokens_per_s | serving.batch=2) / "
                                "(decode.tokens_per_s | serving.batch=1)");
    CHECK(large < 1.75);
    CHECK(large < small);
    // The ceiling holds at any batch, and falls with the context.
    CHECK(number(source, "decode.tokens_per_s | serving.batch=4096") <
          number(source, "decode.token_ceiling.bound"));
    CHECK(number(source, "decode.token_ceiling | serving.prompt_tokens=8000") <
          number(source, "decode.token_ceiling | serving.prompt_tokens=2000"));
    // The popular figure leaves prefill out and is always too high.
    CHECK(number(source, "fleet.token_gap / decode.step_time") > 1);
    // One over the two parts that the text names is the rate that it gives.
    CHECK(number(source,
                 "serving.batch / (serving.output_tokens / 1 tokens) / fleet.token_gap * "
                 "(request.prefill_time + (serving.output_tokens / 1 tokens) * decode.step_time / "
                 "serving.batch)") == doctest::Approx(1));
    CHECK(number(source, "serving.requests_per_s") <
          number(source, "serving.requests_per_s.bound"));
  }
}

TEST_CASE("the ceiling and the largest gain, by hand") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const double cache = 131072.0 * (1900 + 149.5);
  CHECK(factor_off(number(source, "decode.token_ceiling.bound" + kChat), 3.35e12 / cache) < 1.01);
  const double read = (8.030261248e9 - 128256.0 * 4096) * 2;
  CHECK(factor_off(number(source, "decode.weight_kv_batch" + kChat), read / cache) < 1.01);
}

TEST_CASE("offline is cheaper, and by far less than people expect") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto cost = [&](const std::string& batch) {
    return number(source, "serving.cost_per_million_tokens" + kChat +
                              ", cluster.price_per_gpu_hour=2.5, serving.batch=" + batch);
  };
  CHECK(cost("1") / cost("16") > 4);
  CHECK(cost("64") / cost("max") < 1.5);
  CHECK(cost("64") / cost("max") > 1);
  // The claim of the faulty proposal: less than half at night.
  CHECK(cost("max") > 0.5 * cost("48"));
}

TEST_CASE("bandwidth moves the knee of a pace, memory does not") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  for (const char* pace : {"0.018", "0.02", "0.022", "0.025"}) {
    const std::string at = kChat + ", serving.slo.tpot=" + pace;
    const double now = number(source, "fleet.operating_batch" + at);
    CHECK(now < number(source, "serving.max_batch" + at));
    CHECK(number(source, "fleet.operating_batch" + at +
                             ", cluster.gpu.memory=(cluster.gpu.memory * 2)") == now);
    CHECK(number(source, "fleet.operating_batch" + at +
                             ", cluster.gpu.memory_bandwidth=(cluster.gpu.memory_bandwidth * 2)") >
          now);
  }
}

TEST_CASE("the drills of lesson 03b have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 03b is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 03b is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}
