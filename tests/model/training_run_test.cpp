// A training run beyond its step, and an experiment, through scenarios.
#include "model/formulas/training_run.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

Scenario run_on(double gpus) {
  Scenario s = on_gpus("llama-3-70b", "h100-sxm-80gb", 8);
  s.cluster.gpus = gpus;
  s.cluster.gpus_per_node = 8;
  s.cluster.price_per_gpu_hour = 2;
  Training& training = s.training.emplace();
  training.seq_len = 8192;
  training.global_batch = 512;
  training.tokens = 15e12;
  return s;
}

TEST_CASE("R_yd: Young's interval and waste on clusters that fail as Llama 3's did") {
  const struct {
    double gpus, checkpoint, hours, minutes, waste;
  } rows[] = {{1024, 30, 49.4892578125, 54.49179267330081, 0.018351387446461587},
              {4096, 120, 12.372314453125, 54.49179267330081, 0.07340554978584635},
              {16384, 30, 3.09307861328125, 13.622948168325202, 0.07340554978584635},
              {16384, 120, 3.09307861328125, 27.245896336650404, 0.1468110995716927}};
  for (const auto& row : rows) {
    CAPTURE(row.gpus);
    CAPTURE(row.checkpoint);
    Scenario s = run_on(row.gpus);
    // The rate at which the nodes write everything in that time.
    s.training->checkpoint_rate =
        value(s, "reliability.checkpoint_bytes") / (row.gpus / 8) / row.checkpoint;
    const Report report = make_report(s);
    CHECK(value(report, "reliability.mtbf") / 3600 == about(row.hours));
    CHECK(value(report, "reliability.checkpoint_time") == about(row.checkpoint));
    CHECK(value(report, "reliability.interval") / 60 == about(row.minutes));
    CHECK(value(report, "reliability.waste_at_best") == about(row.waste));
    // Restarts come on top, and the exact slowdown is a little more than the first order.
    const double slowdown = value(report, "reliability.slowdown");
    CHECK(slowdown > 1 + row.waste);
    CHECK(slowdown < 1 + 1.2 * value(report, "reliability.waste"));
    CHECK(value(report, "reliability.goodput") == about(1 / slowdown));
    CHECK(value(report, "reliability.run_time") ==
          about(slowdown * value(report, "training.run_time")));
    CHECK(value(report, "reliability.cost") == about(slowdown * value(report, "training.cost")));
  }
  // 14 bytes of 70.55 B parameters.
  CHECK(value(run_on(1024), "reliability.checkpoint_bytes") == about(14 * 70.55e9, 1e-3));
}

TEST_CASE("failures: more GPUs, slower writes and longer restarts lose more") {
  const Scenario base = run_on(8192);
  const auto lost = [&](auto&& change) {
    Scenario s = base;
    change(s);
    return value(s, "reliability.slowdown");
  };
  const double now = lost([](Scenario&) {});
  // Twice the GPUs fail twice as often and write twice as fast.
  CHECK(lost([](Scenario& s) { s.cluster.gpus *= 2; }) > now);
  CHECK(lost([](Scenario& s) { s.training->checkpoint_rate = 1e8; }) > now);
  CHECK(lost([](Scenario& s) { s.training->restart_time = 3600; }) > now);
  CHECK(lost([](Scenario& s) { s.operations.mtbf = 1e10; }) < now);
}

TEST_CASE("R_crit: the batch as a trade of steps against tokens") {
  Scenario s = run_on(512);
  CHECK(make_report(s).find("batch.step_factor") == nullptr);
  s.training->critical_batch = 2 * 512 * 8192.0;
  CHECK(value(s, "batch.step_factor") == about(3));
  CHECK(value(s, "batch.token_factor") == about(1.5));
  s.training->critical_batch = 0.5 * 512 * 8192.0;
  CHECK(value(s, "batch.step_factor") == about(1.5));
  CHECK(value(s, "batch.token_factor") == about(3));
  CHECK(value(s, "batch.efficiency") == about(1.0 / 3));
}

TEST_CASE("data: what a run reads, by hand") {
  Scenario s = run_on(1024);
  CHECK(make_report(s).find("data.required_rate") == nullptr);
  s.data.emplace();
  const Report fed = make_report(s);
  const double rate = value(fed, "training.tokens_per_s");
  // A vocabulary of 128,256 takes four bytes an id; 128 replicas of eight GPUs read.
  CHECK(value(fed, "data.required_rate") == about(4 * rate / 128));
  CHECK(value(fed, "data.dataset_bytes") == about(60e12));
  CHECK(value(fed, "data.idle_share") == 0);
  CHECK(value(fed, "data.fed_mfu") == about(value(fed, "training.mfu")));
  CHECK(value(fed, "data.prefetch_bytes") == about(0.1 * 4 * rate / 128));
  CHECK(value(fed, "data.tokenizer_cores") == std::ceil(rate * 4.5 / 2e6));
  // A quarter of what is needed: three quarters of the time and the money are spent waiting.
  s.data->rate = value(fed, "data.required_rate") / 4;
  s.data->document_tokens = 0.7 * 8192;
  const Report starved = make_report(s);
  CHECK(value(starved, "data.idle_share") == about(0.75));
  CHECK(value(starved, "data.idle_cost") == about(0.75 * value(starved, "training.cost")));
  CHECK(value(starved, "data.padding_share") == about(0.3));
  // Without training nothing reads.
  s.training.reset();
  CHECK(make_report(s).find("data.required_rate") == nullptr);
}

TEST_CASE("evaluation: an A/B test by hand") {
  Scenario s = on_gpus("llama-3-8b", "h100-sxm-80gb");
  CHECK(make_report(s).find("evaluation.samples_per_arm") == nullptr);
  s.evaluation.emplace();
  const Report plain = make_report(s);
  CHECK(value(plain, "evaluation.samples_per_arm") == about(9332, 1e-3));
  CHECK(value(plain, "rule.samples_per_arm") == about(9600));
  CHECK(value(plain, "evaluation.duration") == about(2 * 9332 / 1e5 * 86400, 1e-3));
  CHECK(value(plain, "evaluation.whole_weeks") == 7 * 86400);
  CHECK(value(plain, "evaluation.cost") == about(5));
  // A week's traffic shows less than the two points that were asked for.
  CHECK(value(plain, "evaluation.detectable") == about(std::sqrt(16 * 0.24 / 350000)));
  s.evaluation->per_user = 10;
  s.evaluation->correlation = 0.2;
  s.evaluation->per_day = 1000;
  const Report slow = make_report(s);
  CHECK(value(slow, "evaluation.requests_per_arm") == about(2.8 * 9332, 1e-3));
  CHECK(value(slow, "evaluation.whole_weeks") == 8 * 7 * 86400);
  // 95 % and ten points more is no 105 %.
  s.evaluation->baseline = 0.95;
  s.evaluation->effect = 0.1;
  CHECK(std::isfinite(value(s, "evaluation.samples_per_arm")));
}

TEST_CASE("runs by chance, and extremes of their knobs: numbers, on the lawful side") {
  RandomScenarios random(21);
  for (int i = 0; i < 600; ++i) {
    Scenario s = random.next();
    s.serving.reset();
    Training& training = s.training.emplace();
    training.seq_len = std::floor(random.between(1, 131072));
    training.global_batch = std::floor(random.between(1, 65536));
    training.tokens = random.between(1e6, 1e15);
    s.data.emplace();
    s.evaluation.emplace();
    for (const Knob& knob : knobs()) {
      const std::string_view id = knob.term.id;
      const bool run = id.starts_with("data.") || id.starts_with("evaluation.") ||
                       id == "training.critical_batch" || id == "training.checkpoint_rate" ||
                       id == "training.restart_time" || id == "operations.mtbf";
      if (!run || random.chance(0.4)) continue;
      const double roll = random.uniform(0, 1);
      const double low = std::max(knob.low, 1e-6);
      knob.set(s, roll < 0.15 ? knob.low : roll < 0.3 ? knob.high : random.between(low, knob.high));
    }
    CAPTURE(describe(s));
    const Report report = make_report(s);
    for (const Reading& reading : report.readings) {
      const std::string_view id = reading.term->id;
      if (!id.starts_with("reliability.") && !id.starts_with("data.") &&
          !id.starts_with("batch.") && !id.starts_with("evaluation.")) {
        continue;
      }
      CAPTURE(id);
      REQUIRE(reading.value.has_value());
      CHECK(*reading.value >= 0);
      if (!reading.bounded || s.assume.count("assume.training.mfu") > 0) continue;
      REQUIRE(reading.bound.has_value());
      CHECK(*reading.value >= *reading.bound * (1 - 1e-9));
    }
    CHECK(value(report, "reliability.goodput") <= 1);
    CHECK(value(report, "data.idle_share") <= 1);
    CHECK(value(report, "data.fed_mfu") <= value(report, "training.mfu") * (1 + 1e-9));
  }
}

}  // namespace
}  // namespace wf::model
