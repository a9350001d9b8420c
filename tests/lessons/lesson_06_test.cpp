#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

const std::string kFolder = "06-optimisation-as-decisions";
const std::string kH100 = " | model=llama-3-8b, cluster.gpu=h100-sxm-80gb";
const std::string kFiles =
    kH100 + ", serving.prompt_tokens=3000, serving.output_tokens=60, serving.slo.tpot=0.025";

// The geometric sum of Leviathan et al., term by term.
double tokens(double acceptance, int drafted) {
  double sum = 1, term = 1;
  for (int i = 0; i < drafted; ++i) sum += term *= acceptance;
  return sum;
}

}  // namespace

TEST_CASE("lesson 06 reads clean and has what a lesson must have") {
  const Lesson lesson = load(kFolder);
  check_text(lesson);
  CHECK(lesson.widget == "speculation");
  check_parts(lesson, {.predictions = 3, .drills = 11, .earlier = 2, .errors = 1, .designs = 2});
}

TEST_CASE("lesson 06 is true on every GPU") {
  const Lesson lesson = load(kFolder);
  check_on_every_gpu(lesson);
  int slower = 0, faster = 0, narrow = 0, wide = 0;
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    const std::string text = plain_words(lesson, source);
    const double at_noon = number(source, "speculation.gain | serving.batch=256");
    (at_noon < 1 ? slower : faster) += 1;
    // "What is left": a part of the factor in the recording.
    CHECK(at_noon < number(source, "speculation.gain | serving.batch=1"));
    // One user: the rule of free verification holds.
    CHECK(factor_off(number(source, "speculation.gain | serving.batch=1"),
                     number(source, "rule.speculation_gain")) < 1.1);
    // Weights alone do not shorten a long prefill; 8-bit multiplies do where the chip has them.
    const double prompt = number(source, "request.prefill_time | serving.prompt_tokens=4096");
    const double weights =
        number(source, "request.prefill_time | serving.prompt_tokens=4096, precision.weights=fp8");
    const double both = number(source,
                               "request.prefill_time | serving.prompt_tokens=4096, "
                               "precision.weights=fp8, precision.activations=fp8");
    CHECK(factor_off(prompt, weights) < 1.1);
    (both < 0.9 * weights ? narrow : wide) += 1;
    CHECK(contains(text, "nothing to gain from fp8 multiplies") == (both >= 0.9 * weights));
    // Four-bit weights make a prefill longer.
    CHECK(number(source,
                 "request.prefill_time | serving.prompt_tokens=4096, precision.weights=int4") >
          prompt);
    // And a step of one request shorter.
    CHECK(number(source, "decode.step_time | serving.batch=1, precision.weights=int4") <
          number(source, "decode.step_time | serving.batch=1"));
    // A longer context brings the draft back.
    CHECK(number(source, "speculation.gain | serving.batch=256, serving.prompt_tokens=8192") >
          at_noon);
    // Chunks: a bounded gap, a later first token.
    const std::string chunks =
        " | serving.prompt_tokens=4096, serving.batch=32, serving.chunk_tokens=512";
    CHECK(number(source, "chunked.step_time" + chunks) <
          number(source, "chunked.stall + decode.step_time" + chunks));
    CHECK(number(source, "chunked.ttft" + chunks) > prompt);
  }
  CHECK(slower > 3);
  CHECK(faster > 3);
  CHECK(narrow > 3);
  CHECK(wide > 3);
}

TEST_CASE("the arithmetic of a draft, by hand") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  CHECK(number(source, "speculation.tokens_per_pass") == doctest::Approx(tokens(0.8, 4)));
  CHECK(number(source, "rule.speculation_gain") == doctest::Approx(tokens(0.8, 4) / 1.6));
  // The step, drafting and verifying make the gain.
  const double step = number(source, "decode.step_time | serving.batch=256");
  const double verify = number(source, "speculation.verify_step | serving.batch=256");
  CHECK(number(source, "speculation.gain | serving.batch=256") ==
        doctest::Approx(tokens(0.8, 4) * step / (4 * 0.15 * step + verify)));
  // Noon turns the win into a loss, and a prompt of 1,024 turns it back.
  CHECK(number(source, "speculation.gain | serving.batch=256") < 1);
  CHECK(number(source, "speculation.gain | serving.batch=256, serving.prompt_tokens=1024") > 1.2);
  CHECK(number(source, "speculation.gain | serving.batch=16") > 1.9);
}

TEST_CASE("int8 halves the floor of a step: 42 to 21 ms for a 70B") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string large =
      " | model=llama-3-70b, cluster.gpu=h100-sxm-80gb, serving.batch=1, precision.weights=";
  const double wide = number(source, "decode.weight_read" + large + "bf16");
  CHECK(factor_off(wide, 2 * 69.5e9 / 3.35e12) < 1.01);
  CHECK(number(source, "decode.weight_read" + large + "int8") == doctest::Approx(wide / 2));
}

TEST_CASE("experts that a batch reads: 8·(1 − 0.75^B)") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto read = [&](int batch) {
    return number(source,
                  "decode.weight_bytes | model=mixtral-8x7b, cluster.gpu=h200-sxm-141gb, "
                  "serving.batch=" +
                      std::to_string(batch));
  };
  for (int batch : {2, 8, 12}) {
    CAPTURE(batch);
    const double hit = 2 + 6 * (read(batch) - read(1)) / (read(4096) - read(1));
    CHECK(hit == doctest::Approx(8 * (1 - std::pow(0.75, batch))).epsilon(0.001));
  }
  // "A mixture likes drafts at middling batches."
  const auto gain = [&](int batch) {
    return number(source,
                  "speculation.gain | model=mixtral-8x7b, cluster.gpu=h200-sxm-141gb, "
                  "serving.batch=" +
                      std::to_string(batch));
  };
  CHECK(gain(16) > 1.5 * gain(1));
}

TEST_CASE("the editor of lesson 06 takes the prefix cache first") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const auto capacity = [&](const std::string& set) {
    return number(source, "fleet.replica_capacity" + kFiles + set);
  };
  const double nothing = capacity("");
  CHECK(capacity(", serving.prefix_hit=0.8") > 2 * nothing);
  CHECK(capacity(", precision.weights=fp8") < 1.3 * nothing);
  CHECK(std::ceil(60 / (0.8 * nothing)) >
        std::ceil(60 / (0.8 * capacity(", serving.prefix_hit=0.8"))));
  // "Prefill leads": against the share of a dozen in 60 steps.
  CHECK(number(source, "request.prefill_time" + kFiles) >
        number(source, "60 * decode.step_time / 12" + kFiles + ", serving.batch=12"));
  // "Decode is half of the gap" once the cache is there.
  const std::string cached = kFiles + ", serving.prefix_hit=0.8, serving.batch=34";
  const double half =
      number(source, "decode.step_time" + cached) / number(source, "fleet.token_gap" + cached);
  CHECK(half > 0.4);
  CHECK(half < 0.6);
}

TEST_CASE("exactly one claim in the faulty design of lesson 06 is wrong") {
  const ModelSource source(opening(load(kFolder)), catalogue());
  const std::string noon =
      kH100 + ", serving.prompt_tokens=128, serving.output_tokens=128, serving.batch=256";
  CHECK(number(source, "decode.step_time" + noon + ", precision.weights=fp8") >
        0.8 * number(source, "decode.step_time" + noon));
  CHECK(256 < number(source, "roofline.ridge" + kH100));
  CHECK(number(source, "speculation.verify_step" + noon) >
        2 * number(source, "decode.step_time" + noon));
  CHECK(number(source,
               "speculation.gain" + kH100 + ", serving.prompt_tokens=1024, serving.batch=256") > 1);
  CHECK(number(source, "decode.step_time" + noon + ", serving.prefix_hit=0.8") ==
        number(source, "decode.step_time" + noon));
}

TEST_CASE("the drills of lesson 06 have answers") { check_drills(load(kFolder)); }

TEST_CASE("lesson 06 is true of other models") { check_with_other_models(load(kFolder)); }

TEST_CASE("lesson 06 is true of a reader's own workload") {
  check_with_own_workloads(load(kFolder));
}
