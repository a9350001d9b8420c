#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "03a-latency";
const std::string kEight =
    " | model=llama-3-70b, cluster.gpus=8, parallel.tp=8, "
    "serving.prompt_tokens=2048, serving.output_tokens=300, cluster.gpu=";

}  // namespace

TEST_CASE("lesson 03a reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "latency");
  check_parts(lesson, {.predictions = 3, .drills = 8, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 03a is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    // "Into the answer": one token after the other takes most of a request.
    const double prompt = number(source, "request.prefill_time");
    const double answer = 299 * number(source, "decode.step_time");
    CHECK(answer > prompt);
    // Prefill is arithmetic: thirty-two prompts cost nearly as much as thirty-two times one.
    const double together = number(source, "prefill.time | serving.batch=32");
    CHECK(together > 16 * prompt);
    CHECK(together < 33 * prompt);
    // A wave pays all of its prefills.
    CHECK(number(source, "job.time | serving.batch=128") >
          1.2 * number(source, "rule.job_time | serving.batch=128"));
    // B* by hand: the weights that are read over the cache of one request.
    const double equal = number(source, "decode.weight_kv_batch");
    const double read = (8.030261248e9 - 128256.0 * 4096) * 2;
    CHECK(factor_off(equal, read / (131072.0 * (2048 + 149.5))) < 1.001);
    // The floor of any first token.
    CHECK(number(source, "request.prefill_time | serving.prompt_tokens=1") >
          number(source, "decode.weight_read | serving.batch=1"));
  }
}

TEST_CASE("the job of lesson 03a, charged by hand") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const double prefill = number(source, "prefill.time | serving.batch=128") / 128;
  const double step = number(source, "decode.step_time | serving.batch=128");
  const double hand = 100000 * (prefill + 299 * step / 128);
  CHECK(factor_off(number(source, "job.time | serving.batch=128"), hand) < 1.02);
  const double waves = std::ceil(100000.0 / 128);
  const double wrong = waves * (number(source, "request.prefill_time") + 299 * step);
  CHECK(factor_off(number(source, "rule.job_time | serving.batch=128"), wrong) < 1.02);
}

TEST_CASE("the design of lesson 03a decides as it says") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const double prefill = number(source, "request.prefill_time" + kEight + "a100-sxm-80gb");
  const double step =
      number(source, "decode.step_time" + kEight + "a100-sxm-80gb, serving.batch=32");
  // "None of this is ten seconds to begin with."
  CHECK(prefill + 299 * step < 9.5);
  CHECK(prefill < 1);
  CHECK(299 * step > 5 * prefill);
  // A longer prompt makes the first token compute's business.
  CHECK(number(source,
               "request.prefill_time | model=llama-3-70b, cluster.gpus=8, parallel.tp=8, "
               "serving.prompt_tokens=20480, serving.output_tokens=300, "
               "cluster.gpu=a100-sxm-80gb") > 1);
  // The voice assistant: the last two hundred tokens fit the 250 ms, the whole prompt of 70B does
  // not.
  const std::string voice =
      " | model=llama-3-70b, cluster.gpu=h100-sxm-80gb, cluster.gpus=4, parallel.tp=4, "
      "serving.prompt_tokens=3000";
  CHECK(number(source, "request.prefill_time" + voice + ", serving.prefix_hit=0.933") < 0.125);
  CHECK(number(source, "decode.step_time" + voice + ", serving.batch=64") < 0.1);
}

TEST_CASE("exactly one claim in the faulty note of lesson 03a is wrong") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string chat = " | model=llama-3-8b, cluster.gpu=h100-sxm-80gb";
  CHECK(number(source, "decode.step_time.bound" + chat + ", serving.batch=1") >=
        number(source, "decode.weight_read" + chat + ", serving.batch=1"));
  CHECK(number(source, "prefill.time" + chat + ", serving.batch=32") >
        20 * number(source, "request.prefill_time" + chat));
  CHECK(factor_off(2 * number(source, "decode.weight_kv_batch" + chat),
                   number(source, "decode.weight_kv_batch" + chat + ", precision.kv=fp8")) < 1.001);
}

TEST_CASE("the drills of lesson 03a have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 03a is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 03a is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}

TEST_CASE("lesson 03a counts with the GPUs and the parameters of a reader's own model") {
  const Lesson lesson = load(kFolder);
  const ModelSource moe = with_own(lesson, "moe-on-mi300x.json");
  CHECK(contains(plain_words(lesson, moe), "that a token visits"));
  CHECK(contains(plain_words(lesson, moe), "on the 8 GPUs of a replica"));
  // B* by hand: cache and weights of that batch are equal bytes.
  CHECK(factor_off(number(moe, "decode.weight_bytes | serving.batch=(decode.weight_kv_batch)"),
                   number(moe, "decode.kv_bytes | serving.batch=(decode.weight_kv_batch)")) <
        1.001);
  CHECK(contains(plain_words(lesson, with_own(lesson, "shapes-only.json")),
                 "Here they are near each other."));
  // A job runs at a batch that memory holds.
  const ModelSource small = on_gpu(lesson, *catalogue().find_gpu("l4-24gb"));
  CHECK(number(small, "serving.max_batch") < 128);
  CHECK_FALSE(contains(plain_words(lesson, small), "With 128 at a time"));
}
