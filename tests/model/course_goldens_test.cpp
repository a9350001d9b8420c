// The refined values of the course that the program follows, reproduced with the course's own
// inputs: round parameter counts, flat MFU and MBU, 80e9 bytes, 10 us an all-reduce. Values and
// names are those of its list of golden numbers; where it names no input, the lesson's text does.
#include "model/formulas/collectives.h"
#include "tests/model/course_napkin.h"

namespace wf::model {
namespace {

using namespace testing;

TEST_CASE("R1e, R_lc: prefill of very long contexts, attention causal, 70B on four H100") {
  Scenario s = napkin("llama-3-70b", 70e9, 4, kH100, kPeak, 0);
  s.assume["assume.prefill.mfu"] = 0.4;
  CHECK(value(at(s, 128000, 1), "prefill.time") == about(24.870477575757576, kClose));
  CHECK(value(at(s, 1000000, 1), "prefill.time") == about(915.8585858585859, kClose));
  CHECK(value(at(s, 110978.23160103739, 1), "prefill.time") == about(20.0, kClose));
  // 50 questions about one document of 128,000 tokens, 1,000 tokens each, at 3 USD per GPU-hour.
  at(s, 128000, 1);
  const double seconds = value(s, "prefill.time") / 50 + 1000 * value(s, "decode.step_time");
  CHECK(seconds * 4 * 3.0 / 3600 == about(0.06631440710490835, kClose));
}

TEST_CASE("R2a, R2b: one sequence of 70B, 160 all-reduces of 10 us") {
  Scenario four = napkin("llama-3-70b", 70e9, 4, kH100, kPeak, 10e-6);
  CHECK(value(at(four, 1, 1), "decode.step_time") == about(0.016525373134328357, kClose));
  Scenario eight = napkin("llama-3-70b", 70e9, 8, kH100, kPeak, 10e-6);
  CHECK(value(at(eight, 1, 1), "decode.step_time") == about(0.009062686567164179, kClose));
}

TEST_CASE("R6: a full replica reads all of its memory, whatever the model") {
  // Sequences of 100 tokens fill 76 GB to 0.02 %; arithmetic takes no time here.
  Scenario a100 = napkin("llama-3-8b", 8e9, 1, 2.0e12, kFree, 0);
  CHECK(value(full(a100, 99, 4e9), "decode.step_time") == about(0.054285714285714284, 1e-2));
  CHECK(value(full(a100, 4000, 4e9), "decode.step_time") == about(0.054285714285714284, 1e-2));
  Scenario h100 = napkin("llama-3-8b", 8e9, 1, kH100, kFree, 0);
  CHECK(value(full(h100, 4000, 4e9), "decode.step_time") == about(0.032409381663113, 1e-2));
  Scenario large = napkin("llama-3-70b", 70e9, 8, kH100, kFree, 0);
  CHECK(value(full(large, 8000, 4e9), "decode.step_time") == about(0.032409381663113, 1e-2));
}

TEST_CASE("R5: the batch that a token gap allows, and the GPUs for 1,000 requests a second") {
  struct {
    double gap, batch, gpus;
  } const rows[] = {{0.015, 71, 64}, {0.020, 115, 53}, {0.025, 158, 48}, {0.030, 202, 45}};
  for (const auto& row : rows) {
    CAPTURE(row.gap);
    Scenario s = napkin("llama-3-8b", 8e9, 1, kH100, kPeak, 0);
    CHECK(value(at(s, 2048, row.batch), "decode.step_time") <= row.gap);
    const double rate = value(s, "decode.tokens_per_s");
    CHECK(std::ceil(1000 * 300 / rate) == row.gpus);
    CHECK(value(at(s, 2048, row.batch + 1), "decode.step_time") > row.gap);
    // The same by the headroom of a wall: the batch may grow by this factor.
    at(s, 2048, 32).serving->slo.tpot = row.gap;
    const Report report = make_report(s);
    CHECK(std::floor(32 * *report.sections[0].walls.of(Wall::kMemoryBandwidth) + 1e-6) ==
          row.batch);
  }
}

TEST_CASE("R_tp8: 70B over eight H100 at 8K of context, as many as fit") {
  Scenario s = napkin("llama-3-70b", 70e9, 8, kH100, kPeak, 10e-6);
  full(s, 8192, 8e9);
  CHECK(value(s, "serving.operating_batch") == 162);
  CHECK(value(s, "decode.tokens_per_s") / 8 == about(628.0404318636257, kClose));
}

TEST_CASE("R_roll70, R_max: rollout of an RL step, its tail and its balance") {
  Scenario s = napkin("llama-3-70b", 70e9, 4, kH100, kPeak, 0);
  s.cluster.gpu.memory = {.value = 4e12, .source = {}};  // nothing waits for a slot
  s.assume["assume.training.mfu"] = 0.4;
  ReinforcementLearning& rl = s.rl.emplace();
  rl.prompts = 1;
  rl.samples_per_prompt = 98;
  rl.prompt_tokens = 1;
  rl.output_tokens = rl.max_output_tokens.emplace(5998);
  rl.length_cv = 0;
  rl.critics = 0;
  // From 1 to 5,999 tokens: 3,000 on average.
  CHECK(98 / value(s, "rl.decode_step") / 4 == about(972.3788717443227, kClose));
  CHECK(value(s, "rl.rollout_rate") == about(972.3788717443227, 1e-3));
  // The learner's attention, which 6N leaves out, is 3 % here: no more than a hundredth of a share.
  const double shares[] = {0.49, 0.42, 0.37};
  for (double passes : {0.0, 1.0, 2.0}) {
    rl.frozen_models = std::min(passes, 1.0);
    rl.logprob_passes = passes - rl.frozen_models;
    CHECK(std::abs(value(s, "rl.balanced_share") - shares[static_cast<int>(passes)]) < 0.015);
  }
  // 16N of policy and states, 2N each of reference, reward model and actor.
  rl.frozen_models = 2;
  s.assume["assume.training.gradient_bytes"] = 2;
  CHECK(value(s, "rl.role_bytes") == about(1540e9));
  s.model.params.reset();

  const struct {
    double variation, answers, longest;
  } tails[] = {{0.5, 16, 2.1318192732649663},   {0.5, 1024, 4.208870807519064},
               {1, 4, 1.9945983152772953},      {1, 16, 3.4351212414166126},
               {1, 1024, 11.067801822180709},   {2, 16, 5.492757385472532},
               {2, 1024, 30.83957005593572}};
  rl.output_tokens = 10;
  rl.max_output_tokens = 1e6;
  for (const auto& row : tails) {
    CAPTURE(row.variation);
    CAPTURE(row.answers);
    rl.length_cv = row.variation;
    rl.samples_per_prompt = row.answers;
    CHECK(value(s, "rl.longest_over_mean") == about(row.longest, 1e-5));
  }
  CHECK(value(s, "rule.longest_over_mean") == about(50.339551293145234));
}

TEST_CASE("R_roll70, R_cap: 70B over four H100") {
  Scenario s = napkin("llama-3-70b", 70e9, 4, kH100, kPeak, 0);
  CHECK(value(at(s, 3000, 98), "decode.tokens_per_s") / 4 == about(972.3788717443227, kClose));
  struct {
    double context, batch, step, gpus;
  } const rows[] = {{5000, 97, 31.86831556503198e-3, 2632},
                    {3000, 162, 31.90324946695096e-3, 1576}};
  for (const auto& row : rows) {
    CAPTURE(row.context);
    full(s, row.context, 5e9);
    CHECK(value(s, "serving.operating_batch") == row.batch);
    CHECK(value(s, "decode.step_time") == about(row.step, kClose));
    // 500 requests a second of 4,000 tokens.
    CHECK(4 * std::ceil(500 * 4000 / value(s, "decode.tokens_per_s")) == row.gpus);
  }
}

TEST_CASE("C_bi: offline decode of 8B, the multiplies after the cache and not behind it") {
  struct {
    double context, rate;
  } const rows[] = {{1000, 11336}, {2000, 6939}, {4000, 3528}};
  for (const auto& row : rows) {
    CAPTURE(row.context);
    Scenario s = napkin("llama-3-8b", 8e9, 1, kH100, kPeak, 0);
    s.assume["assume.decode.mfu"] = 0.5;
    CHECK(value(full(s, row.context, 4e9), "decode.tokens_per_s") == about(row.rate, 1e-4));
  }
}

TEST_CASE("C_rps: one shared replica that keeps a mean gap of 25 ms") {
  struct {
    double prompt, output, batch, rate;
  } const rows[] = {
      {2048, 300, 54, 7.22}, {512, 300, 107, 14.28}, {256, 2000, 153, 3.06}, {8000, 400, 23, 2.36}};
  for (const auto& row : rows) {
    CAPTURE(row.prompt);
    // The course leaves attention out of prefill: 8-bit multiplies at 990 TFLOP/s, 16-bit
    // attention for nothing.
    Scenario s = napkin("llama-3-8b", 8e9, 1, kH100, kFree, 0);
    s.cluster.gpu.peak[static_cast<std::size_t>(Precision::kFp8)] =
        Figure{.value = kPeak, .source = {}};
    s.precision.activations = Precision::kFp8;
    s.assume["assume.prefill.mfu"] = 0.5;
    const auto gap = [&](double batch) {
      const double step = value(at(s, 2048, batch), "decode.step_time");
      const double prefill = value(at(s, row.prompt, 1), "request.prefill_time");
      return step + batch / row.output * prefill;
    };
    CHECK(gap(row.batch) <= 0.025);
    CHECK(gap(row.batch + 1) > 0.025);
    CHECK(row.batch / row.output / gap(row.batch) == about(row.rate, 1e-3));
  }
}

TEST_CASE("R_ring: how often a ring sends a message") {
  using N = Number<double>;
  CHECK(all_reduce_factor(N(2)).value() == 1.0);
  CHECK(all_reduce_factor(N(4)).value() == 1.5);
  CHECK(all_reduce_factor(N(8)).value() == 1.75);
  CHECK(all_reduce_factor(N(64)).value() == 1.96875);
}

}  // namespace
}  // namespace wf::model
