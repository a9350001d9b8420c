#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "04-one-serving-replica";
const std::string kMarker =
    "cluster.gpu.memory * assume.memory.utilization / "
    "(cluster.gpu.memory_bandwidth * assume.bandwidth.efficiency)";
const std::string kChat =
    " | cluster.gpu=h100-sxm-80gb, serving.prompt_tokens=1536, serving.output_tokens=512";

}  // namespace

TEST_CASE("lesson 04 reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "kv_budget");
  check_parts(lesson, {.predictions = 3, .drills = 8, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 04 is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  int too_small = 0;
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    const std::string text = plain_words(lesson, source);
    const bool negative = number(source, "memory.free_for_kv") < 0;
    CHECK(contains(text, "The last line is negative") == negative);
    const double most = number(source, "serving.max_batch");
    CHECK(contains(text, "None: weights and workspace leave no room") == (most < 1));
    too_small += most < 1 ? 1 : 0;
    if (most < 1) continue;
    // The three lines of the budget, by hand: 2·32·8·128 numbers of two bytes a token.
    const double free = number(source, "memory.free_for_kv");
    CHECK(most == std::floor(free / (2.0 * 32 * 8 * 128 * 2 * 2048)));
    // "Short requests bring the arithmetic up."
    CHECK(number(source,
                 "decode.compute_share | serving.batch=max, serving.prompt_tokens=128, "
                 "serving.output_tokens=128, precision.kv=fp8") >
          number(source, "decode.compute_share | serving.batch=max"));
    // The marker is a floor within what engines reach: a full step is never far below it.
    CHECK(number(source, "decode.step_time | serving.batch=max") > 0.75 * number(source, kMarker));
  }
  CHECK(too_small > 3);
}

TEST_CASE("the marker knows a full replica on the cards of lesson 04's table") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  for (const char* card :
       {"a100-sxm-80gb", "h100-sxm-80gb", "h200-sxm-141gb", "b200-sxm-180gb", "mi300x-192gb"}) {
    CAPTURE(card);
    const std::string on = std::string(" | cluster.gpu=") + card;
    CHECK(factor_off(number(source, "decode.step_time" + on + ", serving.batch=max"),
                     number(source, kMarker + on)) < 1.25);
  }
  // And it breaks where the lesson says that it does.
  const double brief = number(source,
                              "decode.step_time | cluster.gpu=h100-sxm-80gb, serving.batch=max, "
                              "serving.prompt_tokens=128, serving.output_tokens=128");
  CHECK(brief > 1.5 * number(source, kMarker + " | cluster.gpu=h100-sxm-80gb"));
}

TEST_CASE("the cache follows the shape and not the size") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto kv = [&](const std::string& model) {
    return number(source, "kv.bytes_per_token | model=" + model);
  };
  CHECK(kv("gpt-3-175b") == 2.0 * 96 * 12288 * 2);
  CHECK(kv("llama-2-7b") == 2.0 * 32 * 32 * 128 * 2);
  CHECK(kv("llama-3-8b") == 2.0 * 32 * 8 * 128 * 2);
  CHECK(kv("llama-3-70b") == 2.0 * 80 * 8 * 128 * 2);
  CHECK(kv("deepseek-v3") == 61.0 * (512 + 64) * 2);
  const double share = number(source,
                              "(weights.params | model=llama-2-7b) / "
                              "(weights.params | model=deepseek-v3)");
  CHECK(factor_off(share, 0.01) < 1.05);
  // Sixteen GPUs for eight heads: two copies.
  CHECK(number(source,
               "kv.stored_bytes_per_token | model=llama-3-8b, cluster.gpus=16, "
               "cluster.gpus_per_node=16, parallel.tp=16") == 2 * kv("llama-3-8b"));
}

TEST_CASE("the department of lesson 04 fits one card") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const double load_of = 400.0 / 90;
  const auto at = [&](const std::string& what, const std::string& batch) {
    return number(source, what + kChat + ", serving.batch=" + batch);
  };
  // "The load fits well before the memory is full."
  CHECK(at("serving.requests_per_s", "32") > load_of);
  CHECK(at("serving.max_batch", "32") > 128);
  // "Fewer than 32, and the card keeps up."
  const double gap = 32 / (at("serving.requests_per_s", "32") * 512);
  CHECK(load_of * 512 * gap < 32);
  // The limit of 128 keeps the memory and the gap of 50 ms.
  CHECK(128 / (at("serving.requests_per_s", "128") * 512) < 0.050);
  // Long documents take several cards.
  const double full = number(source,
                             "serving.requests_per_s | cluster.gpu=h100-sxm-80gb, "
                             "serving.prompt_tokens=16384, serving.output_tokens=512, "
                             "serving.batch=max");
  CHECK(std::ceil(load_of / full) >= 3);
}

TEST_CASE("exactly one claim in the faulty design of lesson 04 is wrong") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string two =
      " | model=llama-3-70b, cluster.gpu=h100-sxm-80gb, cluster.gpus=2, parallel.tp=2";
  CHECK(factor_off(number(source, "memory.weights" + two), 70.55e9) < 1.01);
  CHECK(number(source, "kv.bytes_per_token" + two) == 327680);
  CHECK(2 * number(source, "memory.free_for_kv" + two) <
        0.5 * number(source,
                     "2 * (cluster.gpu.memory | cluster.gpu=h100-sxm-80gb) - "
                     "(weights.bytes | model=llama-3-70b)"));
  CHECK(number(source, "serving.max_batch" + two +
                           ", precision.weights=fp8, serving.prompt_tokens=1536, "
                           "serving.output_tokens=512") > 50);
}

TEST_CASE("the drills of lesson 04 have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 04 is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 04 is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}
