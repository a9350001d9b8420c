#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "01-what-makes-ml-systems-different";
const std::string kLimit = "decode.intensity * (1 + decode.weight_bytes / decode.kv_bytes)";
const std::string kH100 =
    "cluster.gpu=h100-sxm-80gb, serving.prompt_tokens=2048, serving.output_tokens=256";
const std::string kL40s =
    "cluster.gpu=l40s-48gb, serving.prompt_tokens=2048, serving.output_tokens=256";

// Mean time between two tokens of a user, the prefills of others included.
double gap(const NumberSource& source, const std::string& card, int batch) {
  return number(source, "serving.batch / serving.output_tokens_per_s | " + card +
                            ", serving.batch=" + std::to_string(batch));
}

}  // namespace

TEST_CASE("lesson 01 reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "roofline");
  CHECK(lesson.minutes >= 15);
  CHECK(lesson.minutes <= 25);
  int predictions = 0, drills = 0, earlier = 0, errors = 0, designs = 0, widgets = 0;
  for (const LivePart* part : lesson.parts()) {
    predictions += part->word == "predict" ? 1 : 0;
    widgets += part->word == "widget" ? 1 : 0;
    const Drill* drill = std::get_if<Drill>(&part->content);
    if (drill == nullptr) continue;
    ++drills;
    earlier += drill->lesson == "00" ? 1 : 0;
    errors += drill->kind == Drill::Kind::kError ? 1 : 0;
    if (drill->kind != Drill::Kind::kDesign) continue;
    ++designs;
    CHECK(drill->rubric.size() >= 4);
  }
  CHECK(predictions >= 2);
  CHECK(widgets == 1);
  CHECK(drills >= 6);
  CHECK(earlier == 2);
  CHECK(errors == 1);
  CHECK(designs == 1);
}

TEST_CASE("every source of lesson 01 is cited") {
  const Lesson lesson = load(kFolder);
  std::string file;
  {
    auto text = wf::model::read_text_file(lesson.file);
    REQUIRE(text.ok());
    file = text.value();
  }
  for (const Source& source : lesson.sources) {
    CAPTURE(source.id);
    CHECK(contains(file, "[^" + source.id + "]"));
  }
}

TEST_CASE("lesson 01 is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  int ridge_first = 0, kv_first = 0, too_small = 0;
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    const std::string text = plain_words(lesson, source);

    // The two vendors: bandwidth makes one user's text faster, arithmetic has little to give.
    const double step = number(source, "decode.step_time | serving.batch=1");
    const double faster = number(source,
                                 "decode.step_time | serving.batch=1, "
                                 "cluster.gpu.memory_bandwidth=(cluster.gpu.memory_bandwidth * 2)");
    CHECK(step / faster > 1.15);
    CHECK(number(source, "decode.compute_share | serving.batch=1") < 0.05);
    CHECK(number(source, "decode.intensity | serving.batch=1") < number(source, "roofline.ridge"));
    // "the bytes take ... as long as the arithmetic": by far the longer.
    CHECK(number(source, "decode.weight_read / decode.compute_floor | serving.batch=1") > 10);
    // "Store the weights in fp8: the step falls."
    CHECK(number(source, "decode.step_time | serving.batch=1, precision.weights=fp8") < step);
    // Decode is far cheaper for eight than eight times one.
    CHECK(number(source, "decode.step_time | serving.batch=8") < 3 * step);

    const bool ridge = number(source, kLimit) > number(source, "roofline.ridge");
    CHECK(contains(text, "the ridge comes first. A large batch") == ridge);
    CHECK(contains(text, "saturation comes first. However") == !ridge);
    (ridge ? ridge_first : kv_first) += 1;
    // "Does decode ever cross the ridge?", asked of a batch that no memory holds.
    CHECK((number(source, "decode.intensity | serving.batch=16384") >
           number(source, "roofline.ridge")) == ridge);
    // The rule of thumb is kept by a small batch and broken by a large one.
    CHECK(factor_off(number(source, "decode.intensity | serving.batch=1"), 1) < 1.15);
    CHECK(number(source, "decode.intensity | serving.batch=512") < 512.0 / 5);

    const bool fits = number(source, "serving.max_batch") >= 1;
    CHECK(contains(text, "One warning first.") == !fits);
    too_small += fits ? 0 : 1;
    if (fits) {
      CHECK(number(source, "decode.intensity | serving.batch=max") < number(source, kLimit));
    }
    const bool prefill_right =
        number(source, "(prefill.flops | serving.batch=1) / decode.weight_bytes") >
        number(source, "roofline.ridge");
    CHECK(contains(text, "That is right of the ridge.") == prefill_right);
    // Prefill uses the arithmetic better than decode does, wherever it stands.
    CHECK(number(source, "prefill.mfu | serving.batch=1") >
          10 * number(source, "decode.compute_share | serving.batch=1"));
  }
  CHECK(ridge_first > 3);
  CHECK(kv_first > 20);
  CHECK(too_small > 3);
}

TEST_CASE("the worked design of lesson 01 decides as it says") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  // What a dollar buys: peak favours the L40S, bandwidth the H100.
  CHECK(number(source, "cluster.gpu.peak / 0.8 | cluster.gpu=l40s-48gb") >
        number(source, "cluster.gpu.peak / 2.5 | cluster.gpu=h100-sxm-80gb"));
  CHECK(number(source, "cluster.gpu.memory_bandwidth / 0.8 | cluster.gpu=l40s-48gb") <
        number(source, "cluster.gpu.memory_bandwidth / 2.5 | cluster.gpu=h100-sxm-80gb"));
  // The gap decides the batch.
  CHECK(gap(source, kH100, 96) < 0.045);
  CHECK(gap(source, kL40s, 16) < 0.045);
  CHECK(gap(source, kL40s, 32) > 0.045);
  // "The price of a token is nearly the same" at equal batches.
  const double dear = number(source, "serving.cost_per_million_tokens | " + kH100 +
                                         ", cluster.price_per_gpu_hour=2.5, serving.batch=32");
  const double cheap = number(source, "serving.cost_per_million_tokens | " + kL40s +
                                          ", cluster.price_per_gpu_hour=0.8, serving.batch=32");
  CHECK(factor_off(dear, cheap) < 1.15);
  // The fleet of H100s costs less.
  const auto fleet = [&](const std::string& card, int batch, double price) {
    const double rate = number(
        source, "serving.requests_per_s | " + card + ", serving.batch=" + std::to_string(batch));
    return price * std::ceil(25 / rate);
  };
  CHECK(fleet(kH100, 96, 2.5) < fleet(kL40s, 16, 0.8));
  // Without the target a discount could turn it: the costs of full cards are close.
  const auto full = [&](const std::string& card, const std::string& price) {
    return number(source, "serving.cost_per_million_tokens | " + card +
                              ", serving.batch=max, cluster.price_per_gpu_hour=" + price);
  };
  CHECK(factor_off(full(kH100, "2.5"), full(kL40s, "0.8")) < 1.25);
  // Both cards hold the batches that are named.
  CHECK(number(source, "serving.max_batch | " + kH100) >= 96);
  CHECK(number(source, "serving.max_batch | " + kL40s) >= 32);
}

TEST_CASE("a measurement that lesson 01 quotes lies below its bound and near the estimate") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string case_of =
      " | cluster.gpu=l40s-48gb, serving.batch=1, serving.prompt_tokens=1, "
      "serving.output_tokens=1024";
  CHECK(42.2 < number(source, "decode.tokens_per_s.bound" + case_of));
  CHECK(factor_off(42.2, number(source, "decode.tokens_per_s" + case_of)) < 1.25);
}

TEST_CASE("the drills of lesson 01 have answers") { check_drills(load(kFolder)); }

TEST_CASE("exactly one claim in the faulty design of lesson 01 is wrong") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  CHECK(number(source, "decode.step_time | serving.batch=1") >=
        number(source, "decode.weight_read | serving.batch=1"));
  CHECK(number(source, "(prefill.flops | serving.batch=1) / decode.weight_bytes") >
        10 * number(source, "decode.intensity | serving.batch=1"));
  CHECK(number(source,
               "decode.intensity | serving.batch=(floor(2 * roofline.ridge / 1 FLOP * "
               "1 byte))") < number(source, "roofline.ridge"));
  CHECK(number(source, "decode.step_time | serving.batch=1, precision.weights=fp8") <
        number(source, "decode.step_time | serving.batch=1"));
}
