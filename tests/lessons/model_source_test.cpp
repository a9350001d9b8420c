#include "lessons/model_source.h"

#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

ModelSource source() {
  return ModelSource(opening(load("01-what-makes-ml-systems-different")), catalogue());
}

}  // namespace

TEST_CASE("quantities, bounds, knobs and words are found; other ids are not") {
  const ModelSource numbers = source();
  const wf::model::Report report = wf::model::make_report(numbers.scenario());
  for (const auto& reading : report.readings) {
    const std::string id(reading.term->id);
    CAPTURE(id);
    if (reading.value) CHECK(number(numbers, id) == *reading.value);
    if (reading.bound) CHECK(number(numbers, id + ".bound") == *reading.bound);
  }
  CHECK(word(numbers, "precision.weights") == "bf16");
  CHECK(word(numbers, "cluster.gpu") == "h100-sxm-80gb");
  CHECK(word(numbers, "binding") == "memory bandwidth");
  CHECK(number(numbers, "serving.batch") == 32);
  CHECK(number(numbers, "headroom.memory_bandwidth") == 1);
  CHECK(std::isinf(number(numbers, "headroom.network")));
  CHECK(std::isnan(number(numbers, "budget.usd")));
  CHECK_FALSE(numbers.lookup("no.such", {}));
  CHECK_FALSE(numbers.lookup("headroom.luck", {}));
}

TEST_CASE("overrides make another scenario, and what cannot be read is no answer") {
  const ModelSource numbers = source();
  CHECK(word(numbers, "cluster.gpu | cluster.gpu=l4-24gb") == "l4-24gb");
  CHECK(number(numbers, "weights.bytes | precision.weights=fp8") ==
        doctest::Approx(0.5 * number(numbers, "weights.bytes")));
  CHECK(number(numbers, "cluster.gpu.memory | cluster.gpu.memory=40 GB") == 40e9);
  CHECK(number(numbers, "serving.batch | serving.batch=max") ==
        number(numbers, "serving.max_batch"));
  // A layout brings its GPUs.
  CHECK(number(numbers, "cluster.gpus | parallel.tp=4") == 4);
  CHECK(number(numbers, "parallel.dp | parallel.tp=4") == 1);
  CHECK(number(numbers, "parallel.dp | cluster.gpus=8, parallel.tp=2") == 4);
  for (const Override& bad : {Override{"serving.batch", "many"}, Override{"serving.batch", "-1"},
                              Override{"cluster.gpu", "h9000"}, Override{"no.such", "1"},
                              Override{"precision.kv", "fp17"}}) {
    CAPTURE(bad.path);
    CHECK_FALSE(numbers.lookup("weights.bytes", {bad}));
    const auto changed = with_overrides(numbers.scenario(), {bad}, catalogue());
    REQUIRE_FALSE(changed.ok());
    CHECK(changed.error().what.starts_with(bad.path + "=" + bad.value + ": "));
  }
}

TEST_CASE("a table or a drill may set the model, as it sets the GPU") {
  const ModelSource numbers = source();
  const OverriddenSource row(numbers, {{"model", "llama-3-70b"}, {"cluster.gpu", "l4-24gb"}});
  CHECK(word(row, "model") == "llama-3-70b");
  CHECK(number(row, "weights.bytes") == number(numbers, "weights.bytes | model=llama-3-70b"));
  CHECK(number(row, "weights.bytes | precision.weights=fp8") ==
        number(numbers, "weights.bytes | model=llama-3-70b, precision.weights=fp8"));
}

TEST_CASE("a lesson whose workload is missing says which") {
  Lesson lesson;
  lesson.file = "nowhere/lesson.md";
  lesson.scenario = "no-such-workload";
  const auto scenario = lesson_scenario(lesson, kRoot / "assets", catalogue());
  REQUIRE_FALSE(scenario.ok());
  CHECK(contains(scenario.error().text(), "no-such-workload.json"));
  lesson.scenario = "chat-llama3-8b-one-l4";  // an example workload of the assets
  CHECK(lesson_scenario(lesson, kRoot / "assets", catalogue()).ok());
}
