#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "03-requirements";
const std::string kChat =
    "cluster.gpu=h100-sxm-80gb, model=llama-3-8b, serving.prompt_tokens=1024, "
    "serving.output_tokens=300, serving.arrival_rate=50";

double gpus(const NumberSource& source, const std::string& settings) {
  return number(source, "fleet.gpus | " + settings);
}

}  // namespace

TEST_CASE("lesson 03 reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "slo_to_fleet");
  check_parts(lesson, {.predictions = 2, .drills = 8, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 03 is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  int impossible = 0, possible = 0;
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    const std::string text = plain_words(lesson, source);
    const double batch = number(source, "fleet.operating_batch");
    CHECK(contains(text, "A warning for this card.") == (batch < 1));
    (batch < 1 ? impossible : possible) += 1;
    // The gap by hand: a step, and B/G prompts with each.
    CHECK(factor_off(number(source, "fleet.token_gap"),
                     number(source,
                            "decode.step_time + serving.batch / 300 * "
                            "request.prefill_time")) < 1.001);
    if (batch < 1) continue;
    // A tighter pace never takes fewer GPUs. A longer answer takes more, but where a prompt fills
    // most of the pace: spread over more tokens it lets a batch of one become one of several.
    const double now = number(source, "fleet.gpus");
    CHECK(number(source, "fleet.gpus | serving.slo.tpot=0.06") <= now);
    if (batch >= 4) CHECK(number(source, "fleet.gpus | serving.output_tokens=1200") > now);
    // Little's law as a check: in flight, at the planned share of the operating batch.
    const double each = number(source, "fleet.in_flight / fleet.replicas");
    CHECK(each <= 1.3 * number(source, "operations.utilization * fleet.operating_batch"));
  }
  CHECK(impossible > 5);
  CHECK(possible > 10);
}

TEST_CASE("the fleet of lesson 03 by hand") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const double batch = number(source, "fleet.operating_batch | " + kChat);
  const std::string at = " | " + kChat + ", serving.batch=" + std::to_string(int(batch));
  const double step = number(source, "decode.step_time" + at);
  const double prompt = number(source, "request.prefill_time | " + kChat);
  const double gap = step + batch / 300 * prompt;
  CHECK(gap <= 0.03);
  const double capacity = batch / 300 / gap;
  CHECK(factor_off(number(source, "fleet.replica_capacity | " + kChat), capacity) < 1.001);
  CHECK(gpus(source, kChat) == std::ceil(50 / (0.8 * capacity)));
  // One more would break the promise.
  const std::string more = " | " + kChat + ", serving.batch=" + std::to_string(int(batch) + 1);
  CHECK(number(source, "decode.step_time" + more) + (batch + 1) / 300 * prompt > 0.03);
}

TEST_CASE("the table of lesson 03 runs as the text says") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  double before = 1e9;
  for (const char* pace : {"0.01", "0.015", "0.02", "0.03", "0.06", "0.12"}) {
    const double now = gpus(source, kChat + ", serving.slo.tpot=" + pace);
    CHECK(now <= before);
    before = now;
  }
  // "From some pace on memory sets the batch, and a slower pace buys nothing more."
  CHECK(number(source, "fleet.operating_batch | " + kChat + ", serving.slo.tpot=0.12") ==
        number(source, "serving.max_batch | " + kChat));
  CHECK(gpus(source, kChat + ", serving.slo.tpot=0.12") ==
        gpus(source, kChat + ", serving.slo.tpot=0.5"));
}

TEST_CASE("the promise that sales made") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string fp8 =
      "model=llama-3-70b, precision.weights=fp8, precision.activations=fp8, "
      "cluster.gpu=h100-sxm-80gb, serving.prompt_tokens=1500, serving.output_tokens=250, "
      "serving.arrival_rate=40";
  // "Latency-bound: more memory would change nothing."
  double share = 0;
  for (const char* size : {"2", "4", "8"}) {
    const std::string replica = fp8 + ", cluster.gpus=" + size + ", parallel.tp=" + size;
    const double batch =
        number(source, "fleet.operating_batch | " + replica + ", serving.slo.tpot=0.025");
    CHECK(batch < number(source, "serving.max_batch | " + replica));
    // "Four and eight share them better."
    CHECK(batch > share);
    share = batch;
  }
  const std::string four = fp8 + ", cluster.gpus=4, parallel.tp=4";
  CHECK(gpus(source, four + ", serving.slo.tpot=0.04") <
        gpus(source, four + ", serving.slo.tpot=0.025"));
}

TEST_CASE("the drills of lesson 03 have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 03 is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 03 is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}

TEST_CASE("lesson 03 says what happens to a reader's own fleet") {
  const Lesson lesson = load(kFolder);
  const auto words = [&](const char* file) { return plain_words(lesson, with_own(lesson, file)); };
  CHECK(contains(words("tiny-on-l4.json"), "It stays at 1, because this load is small"));
  CHECK(contains(words("does-not-fit.json"), "There is no fleet to count"));
  CHECK(contains(words("training-only.json"), "It rises without end here"));
  CHECK(contains(words("moe-on-mi300x.json"), "It rises, from"));
  // Tables and designs of the lesson stay what they are.
  const auto table = [](const std::string& text) {
    const std::size_t from = text.find("batch by decode alone");
    return text.substr(from, text.find("Find the flip") - from);
  };
  const ModelSource own(opening(lesson), catalogue());
  CHECK(table(words("moe-on-mi300x.json")) == table(plain_words(lesson, own)));
}
