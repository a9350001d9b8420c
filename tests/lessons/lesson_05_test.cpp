#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "05-scaling-inference";

std::string on(int gpus, int tp, const std::string& more = "") {
  return " | model=llama-3-70b, cluster.gpu=h100-sxm-80gb, cluster.gpus=" + std::to_string(gpus) +
         ", parallel.tp=" + std::to_string(tp) +
         ", parallel.pp=1, serving.prompt_tokens=1024, serving.output_tokens=1500, "
         "serving.arrival_rate=100, serving.slo.tpot=0.04" +
         (more.empty() ? "" : ", " + more);
}

}  // namespace

TEST_CASE("lesson 05 reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "replicate_or_shard");
  check_parts(lesson, {.predictions = 2, .drills = 8, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 05 is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    const std::string text = plain_words(lesson, source);
    const bool fits = number(source, "serving.max_batch") >= 1;
    CHECK(contains(text, "memory capacity is the wall before any question of speed") == !fits);
    const double ratio = number(source, "disaggregation.pool_ratio");
    CHECK(contains(text, "Here prefill is the larger pool.") == (ratio > 1));
    CHECK(contains(text, "Here decode is the larger pool.") == (ratio <= 1));
    // What is hidden behind the prefill is not shown again.
    const double transfer = number(source, "disaggregation.transfer_time");
    if (transfer > 0) CHECK(number(source, "disaggregation.exposed_time") <= transfer);
  }
}

TEST_CASE("sharding of lesson 05: the best group lies between the smallest and the fastest") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto rate = [&](int gpus, const std::string& more = "") {
    return number(source, "fleet.tokens_per_s_per_gpu" + on(gpus, gpus, more));
  };
  CHECK(rate(4) > 3 * rate(2));
  CHECK(rate(4) > rate(8));
  CHECK(number(source, "fleet.gpus" + on(4, 4)) < number(source, "fleet.gpus" + on(8, 8)));
  // A tighter pace turns four and eight round, a looser one does not.
  CHECK(rate(8, "serving.slo.tpot=0.03") > rate(4, "serving.slo.tpot=0.03"));
  CHECK(rate(4, "serving.slo.tpot=0.06") > rate(8, "serving.slo.tpot=0.06"));
  // "From four to eight cards a replica holds more than twice the requests."
  CHECK(number(source, "serving.max_batch" + on(8, 8)) >
        2 * number(source, "serving.max_batch" + on(4, 4)));
  // The reading halves, the collectives stay.
  const double ratio = number(source, "decode.step_time" + on(4, 4, "serving.batch=16")) /
                       number(source, "decode.step_time" + on(8, 8, "serving.batch=16"));
  CHECK(ratio > 1.1);
  CHECK(ratio < 2);
  // Memory ends the batch of two cards, the pace that of four.
  CHECK(number(source, "fleet.operating_batch" + on(2, 2)) ==
        number(source, "serving.max_batch" + on(2, 2)));
  CHECK(number(source, "fleet.operating_batch" + on(4, 4)) <
        number(source, "serving.max_batch" + on(4, 4)));
  // fp8 makes the small group good again.
  const std::string fp8 = "precision.weights=fp8, precision.kv=fp8, precision.activations=fp8";
  CHECK(number(source, "fleet.gpus" + on(2, 2, fp8)) < number(source, "fleet.gpus" + on(4, 4)));
  // Sixteen cards for eight heads: less than twice.
  CHECK(number(source, "serving.max_batch" + on(16, 16)) <
        2 * number(source, "serving.max_batch" + on(8, 8)));
}

TEST_CASE("stages of lesson 05 add memory and no speed") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto big = [&](const std::string& what, const std::string& layout) {
    return number(source, what + " | model=llama-3.1-405b, cluster.gpu=h100-sxm-80gb, " + layout);
  };
  const std::string one = "cluster.gpus=8, parallel.tp=8, parallel.pp=1";
  const std::string two = "cluster.gpus=16, parallel.tp=8, parallel.pp=2";
  CHECK(big("serving.max_batch", one) < 1);
  CHECK(big("serving.max_batch", two) >= 1);
  CHECK(big("serving.max_batch", one + ", precision.weights=fp8") >= 1);
  CHECK(big("decode.step_time", two + ", serving.batch=1") >=
        big("decode.step_time", one + ", serving.batch=1"));
  // Sixteen cards hold most as two stages; fewer bits do on eight what TP 16 does on them.
  const std::string wide = "cluster.gpus=16, parallel.tp=16, parallel.pp=1";
  const std::string few = one + ", precision.weights=fp8";
  CHECK(big("serving.max_batch", two) > 1.9 * big("serving.max_batch", wide));
  CHECK(big("decode.step_time", wide + ", serving.batch=1") <
        big("decode.step_time", two + ", serving.batch=1"));
  CHECK(factor_off(big("serving.max_batch", few), big("serving.max_batch", wide)) < 1.05);
  CHECK(big("decode.step_time", few + ", serving.batch=1") <
        big("decode.step_time", wide + ", serving.batch=1"));
  CHECK(number(source,
               "decode.step_time | model=llama-3-70b, cluster.gpu=h100-sxm-80gb, "
               "cluster.gpus=8, parallel.tp=4, parallel.pp=2, serving.batch=1") >=
        number(source, "decode.step_time" + on(4, 4, "serving.batch=1")));
}

TEST_CASE("the day of lesson 05") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  // A wave between 1 and 1/4: its mean by hand.
  CHECK(factor_off(number(source, "availability.mean_over_peak | operations.peak_to_trough=4"),
                   (1 + 0.25) / 2) < 1.001);
  CHECK(number(source,
               "availability.scaled_over_peak | operations.peak_to_trough=4, "
               "operations.warm_up=3600") >
        number(source, "availability.scaled_over_peak | operations.peak_to_trough=4"));
}

TEST_CASE("the drills of lesson 05 have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 05 is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 05 is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}
