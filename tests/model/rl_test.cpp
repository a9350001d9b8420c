// Reinforcement learning through scenarios: known answers, directions, and what holds for all.
#include "model/formulas/rl.h"

#include "model/explain.h"
#include "model/operations.h"
#include "model/rl_walls.h"
#include "model/workload_file.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

// 8B on 16 H100, half of them rolling out.
Scenario two_pools() {
  Scenario s = on_gpus("llama-3-8b", "h100-sxm-80gb");
  s.cluster.gpus = 16;
  s.cluster.price_per_gpu_hour = 2;
  ReinforcementLearning& rl = s.rl.emplace();
  rl.prompts = 64;
  rl.samples_per_prompt = 8;
  rl.prompt_tokens = 512;
  rl.output_tokens = 2000;
  rl.max_output_tokens = 8000;
  rl.placement = Placement::kDisaggregated;
  rl.staleness = 1;
  return s;
}

const Walls& walls_of(const Report& report) {
  REQUIRE(!report.sections.empty());
  REQUIRE(report.sections.back().section == Section::kRl);
  return report.sections.back().walls;
}

TEST_CASE("equal lengths, by hand: weights and caches read at 70 %, arithmetic at 40 %") {
  Scenario s = two_pools();
  s.rl->length_cv = 0;
  s.rl->prompt_tokens = 1000;
  s.rl->output_tokens = 1000;
  s.rl->prompts = 8;
  s.rl->samples_per_prompt = 16;
  s.assume["assume.decode.mbu"] = 0.7;
  s.assume["assume.prefill.mfu"] = 0.4;
  s.assume["assume.training.mfu"] = 0.4;
  const Report report = make_report(s);
  const double bandwidth = 0.7 * s.cluster.gpu.memory_bandwidth.value;
  const double peak = 0.4 * s.cluster.gpu.peak[static_cast<int>(Precision::kBf16)]->value;
  const double params = 8.030e9, table = 128256.0 * 4096, kv = 32 * 2 * 8 * 128 * 2;
  // 128 completions over 8 replicas: 16 at once, of 1,500 tokens on average.
  const double step = (2 * (params - table) + 16 * 1500 * kv) / bandwidth;
  CHECK(value(report, "rl.slots") == 16);
  CHECK(value(report, "rl.waves") == 1);
  CHECK(value(report, "rl.decode_steps") == about(1000));
  CHECK(value(report, "rl.decode_step") == about(step, 2e-3));
  // One prompt a replica, its arithmetic alone.
  const double prompt = (2 * (params - 2 * table) * 1000 + 2 * 32 * 4096 * 1000.0 * 1000) / peak;
  CHECK(value(report, "rl.prefill_time") == about(prompt, 0.01));
  CHECK(value(report, "rl.rollout_time") == about(1000 * step + prompt, 3e-3));
  CHECK(value(report, "rl.rollout_work") == about(value(report, "rl.rollout_time")));
  CHECK(value(report, "rl.idle_slots") == about(0));
  // 6 FLOPs a parameter and token, 2 more for each of two scoring passes; attention on top.
  const double tokens = 128 * 2000.0;
  CHECK(value(report, "rl.tokens") == about(tokens));
  const double once = 2 * (params - table) + 2 * 32 * 4096 * 2000.0;
  CHECK(value(report, "rl.learner_time") == about(5 * once * tokens / (8 * peak), 2e-3));
  CHECK(value(report, "rl.scoring_time") == about(2 * once * tokens / (8 * peak), 2e-3));
  CHECK(value(report, "rl.role_bytes") ==
        about((14 + knob_value(s, *find_knob("assume.training.gradient_bytes")) + 2 + 2) * params,
              1e-3));
}

TEST_CASE("lengths: cut, size-biased, and the longest of all") {
  Scenario s = two_pools();
  s.rl->max_output_tokens = 1048576;
  // Without a limit a token's completion is 1 + cv² times as long as the mean.
  CHECK(value(s, "rl.mean_output") == about(2000, 1e-6));
  CHECK(value(s, "rl.context") == about(512 + 0.5 * 2 * 2000, 1e-4));
  s.rl->length_cv = 0;
  CHECK(value(s, "rl.context") == about(512 + 1000));
  CHECK(value(s, "rl.longest_over_mean") == about(1));
  s.rl->length_cv = 1;
  s.rl->max_output_tokens = 2000;
  CHECK(value(s, "rl.longest_output") == about(2000, 1e-6));
  CHECK(value(s, "rl.mean_output") < 1500);
  // Left out, the limit is four times the mean.
  s.rl->max_output_tokens.reset();
  CHECK(value(s, "rl.longest_output") == about(8000, 0.02));
  CHECK(size_biased_length(Number<double>(1), Number<double>(1e9)).value() == about(2, 1e-6));
  CHECK(size_biased_length(Number<double>(0), Number<double>(4)).value() == 1);
}

TEST_CASE("how the parts make a step") {
  Scenario s = two_pools();
  s.rl->reward_time = 20;
  const auto part = [&](std::string_view id) { return value(s, id); };
  const auto parts = [&] {
    return std::array{part("rl.rollout_time"), 20.0, part("rl.learner_time"), part("rl.sync_time")};
  };
  {
    const auto [rollout, reward, learner, sync] = parts();
    CHECK(part("rl.step_time") == about(std::max(rollout + reward, learner) + sync));
    s.rl->staleness = 0;
    CHECK(part("rl.step_time") == about(rollout + reward + learner + sync));
    s.rl->placement = Placement::kAsync;
    // Without staleness nothing overlaps, whatever it is called.
    CHECK(part("rl.step_time") == about(rollout + reward + learner + sync));
    s.rl->staleness = 50;
    CHECK(part("rl.step_time") == about(std::max(part("rl.rollout_work"), learner + sync)));
  }
  s.rl->placement = Placement::kColocated;
  const auto [rollout, reward, learner, sync] = parts();
  CHECK(part("rl.rollout_pool_gpus") == 16);
  CHECK(part("rl.learner_pool_gpus") == 16);
  CHECK(part("rl.step_time") == about(rollout + reward + learner + sync));
  CHECK(part("rl.rollout_idle") == about(part("rl.learner_idle")));
}

TEST_CASE("pools: half each, or as given, in whole replicas") {
  Scenario s = two_pools();
  CHECK(value(s, "rl.rollout_pool_gpus") == 8);
  CHECK(value(s, "rl.learner_pool_gpus") == 8);
  s.rl->rollout_gpus = 12;
  s.parallel.tp = 2;
  CHECK(value(s, "rl.rollout_replicas") == 6);
  CHECK(value(s, "rl.learner_pool_gpus") == 4);
  s.rl->rollout_tp = 4;
  CHECK(value(s, "rl.rollout_replicas") == 3);
  CHECK(!layout_fault(s));
  s.rl->rollout_gpus = 15;
  REQUIRE(layout_fault(s));
  CHECK(layout_fault(s)->path == "rl.rollout_gpus");
  s.rl->rollout_gpus.reset();
  s.parallel.tp = 16;
  REQUIRE(layout_fault(s));
  CHECK(layout_fault(s)->path == "rl.placement");
  s.rl->placement = Placement::kColocated;
  CHECK(!layout_fault(s));
}

TEST_CASE("directions") {
  const Scenario base = two_pools();
  const Report before = make_report(base);
  const auto changed = [&](auto&& change) {
    Scenario s = base;
    change(s);
    return make_report(s);
  };
  const Report tail = changed([](Scenario& s) {
    s.rl->length_cv = 2;
    s.rl->max_output_tokens = 16000;
  });
  CHECK(value(tail, "rl.idle_slots") > value(before, "rl.idle_slots"));
  CHECK(value(tail, "rl.learner_idle") > value(before, "rl.learner_idle"));
  CHECK(value(tail, "rl.rollout_time") > value(before, "rl.rollout_time"));
  // One step of staleness hides the shorter stage.
  const Report fresh = changed([](Scenario& s) { s.rl->staleness = 0; });
  CHECK(value(fresh, "rl.step_time") - value(before, "rl.step_time") ==
        about(std::min(value(before, "rl.rollout_time"), value(before, "rl.learner_time"))));
  const Report samples = changed([](Scenario& s) { s.rl->samples_per_prompt = 32; });
  CHECK(value(samples, "rl.rollout_time") > value(before, "rl.rollout_time"));
  CHECK(value(samples, "rl.learner_time") > 3.9 * value(before, "rl.learner_time"));
  CHECK(value(samples, "rl.prefill_time") == about(value(before, "rl.prefill_time")));
  // Longer prompts are prefilled once a group and trained on every time.
  const Report critic = changed([](Scenario& s) { s.rl->critics = 1; });
  CHECK(value(critic, "rl.train_time") == about(2 * value(before, "rl.train_time")));
  CHECK(value(critic, "rl.learner_memory") > value(before, "rl.learner_memory"));
  // Pools of the balanced sizes wait less.
  const double balanced = std::round(value(before, "rl.balanced_rollout_gpus"));
  REQUIRE(balanced > 0);
  REQUIRE(balanced < 16);
  REQUIRE(balanced != 8);
  const Report shifted = changed([&](Scenario& s) { s.rl->rollout_gpus = balanced; });
  CHECK(value(shifted, "rl.step_time") < value(before, "rl.step_time"));
  // Memory for fewer slots takes more waves, and time.
  const Report small = changed([](Scenario& s) { s.cluster.gpu.memory.value = 26e9; });
  CHECK(value(small, "rl.waves") > 1);
  CHECK(value(small, "rl.rollout_time") > value(before, "rl.rollout_time"));
}

TEST_CASE("ways to send the weights") {
  Scenario s = two_pools();
  const auto time = [&](WeightSync way) {
    s.rl->sync = way;
    return value(s, "rl.sync_time");
  };
  const double bytes = 2 * 8.03e9, rate = s.cluster.gpu.nic_bandwidth->value *
                                          knob_value(s, *find_knob("assume.nic.efficiency"));
  // ZeRO-3 is gathered first; all ways differ by the sending alone.
  const double star = time(WeightSync::kStar), chain = time(WeightSync::kChain);
  CHECK(star - chain == about(bytes / rate * (8 - (1 + 7 / 32.0)), 1e-3));
  CHECK(star - time(WeightSync::kTree) == about(bytes / rate * (8 - 4), 1e-3));
  s.parallel.tp = 2;
  CHECK(time(WeightSync::kSharded) < time(WeightSync::kChain));
  CHECK(bound(s, "rl.sync_time") > 0);
  s.rl->placement = Placement::kColocated;
  CHECK(value(s, "rl.sync_time") < 0.1);
}

TEST_CASE("walls: the load is prompts times samples") {
  Scenario s = two_pools();
  const Report free = make_report(s);
  const Walls& walls = walls_of(free);
  CHECK(walls.target == Target::kNone);
  CHECK(walls.of(walls.binding()) == 1.0);
  CHECK(!walls.of(Wall::kBudget));
  const TimeByWall& time = free.sections[0].step;
  CHECK(time.total() == about(value(free, "rl.step_time"), 1e-6));

  s.rl->steps = 1000;
  s.budget.days = 2 * value(s, "rl.step_time") * 1000 / 86400;
  const Report due = make_report(s);
  CHECK(walls_of(due).target == Target::kDeadline);
  CHECK(walls_of(due).of(Wall::kBudget) == about(2));
  CHECK(value(due, "rl.cost") == about(1000 * value(due, "rl.cost_per_step")));
  // At that many times the prompts the binding resource alone takes up the slack.
  const double factor = walls_of(due).of(Wall::kMemoryBandwidth).value();
  CHECK(factor > 1);
  Scenario loaded = s;
  loaded.rl->prompts = std::round(64 * factor);
  const Report there = make_report(loaded);
  CHECK(there.sections[0].step.memory_bandwidth - due.sections[0].step.memory_bandwidth ==
        about(value(due, "rl.step_time"), 0.05));
  s.budget.days = 0.5 * *s.budget.days / 2;
  const Report late = make_report(s);
  CHECK(walls_of(late).of(walls_of(late).binding()).value() < 1);

  // With a serving section RL comes second.
  s.serving.emplace();
  const Report both = make_report(s);
  REQUIRE(both.sections.size() == 2);
  CHECK(both.sections[0].section == Section::kServing);
  CHECK(both.sections[1].section == Section::kRl);
}

TEST_CASE("the operations of rollout and training add up to their times") {
  Scenario s = two_pools();
  s.rl->critics = 1;
  for (bool flat : {false, true}) {
    if (flat) s.assume["assume.training.mfu"] = 0.4;
    const std::vector<OperationTable> tables = operation_tables(s);
    REQUIRE(tables.size() == 2);
    for (const OperationTable& table : tables) {
      double sum = 0;
      for (const OperationRow& row : table.rows) sum += row.time;
      CHECK(sum == about(table.time));
      CHECK(table.time == about(value(s, table.quantity)));
    }
  }
}

TEST_CASE("a model that does not fit has times, and no headroom of memory") {
  Scenario s = on_gpus("llama-3.1-405b", "h100-sxm-80gb", 8);
  s.rl.emplace();
  const Report report = make_report(s);
  const Walls& walls = walls_of(report);
  CHECK(walls.binding() == Wall::kMemoryCapacity);
  CHECK(walls.of(Wall::kMemoryCapacity).value() < 1);
  CHECK(value(report, "rl.memory_per_gpu") > 80e9);
  CHECK(value(report, "rl.step_time") > 0);
  CHECK(value(report, "rl.slots") == 1);
  bool said = false;
  for (const std::string& note : report.notes) {
    said = said || note.find("longest completions") != std::string::npos;
  }
  CHECK(said);
}

// Scenarios by chance, of RL.
Scenario random_rl(RandomScenarios& random) {
  Scenario s = random.next();
  s.serving.reset();
  ReinforcementLearning& rl = s.rl.emplace();
  rl.prompts = std::floor(random.between(1, 2048));
  rl.samples_per_prompt = std::floor(random.between(1, 128));
  rl.prompt_tokens = std::floor(random.between(1, 32768));
  rl.output_tokens = std::floor(random.between(1, 32768));
  rl.length_cv = random.chance(0.2) ? 0 : random.between(0.05, 10);
  if (random.chance(0.7)) {
    rl.max_output_tokens = std::floor(rl.output_tokens * random.between(1, 64));
  }
  rl.placement = static_cast<Placement>(random.below(3));
  rl.staleness = random.chance(0.4) ? 0 : std::floor(random.between(1, 64));
  rl.sync = static_cast<WeightSync>(random.below(4));
  rl.recompute = static_cast<Recompute>(random.below(3));
  rl.frozen_models = static_cast<double>(random.below(4));
  rl.logprob_passes = static_cast<double>(random.below(3));
  rl.critics = static_cast<double>(random.below(2));
  if (random.chance(0.3)) rl.reward_time = random.between(0.1, 1e4);
  rl.useful_share = random.uniform(0, 1);
  if (random.chance(0.5)) rl.steps = std::floor(random.between(1, 1e5));
  if (random.chance(0.3)) rl.rollout_tp = random.power_of_two(4);
  if (random.chance(0.3)) rl.rollout_gpus = std::floor(random.between(1, s.cluster.gpus));
  if (random.chance(0.4)) s.budget.days = random.between(0.01, 1000);
  if (random.chance(0.4)) s.budget.usd = random.between(1, 1e9);
  if (random.chance(0.3)) s.parallel.zero = std::floor(random.uniform(0, 3.99));
  return s;
}

TEST_CASE("every RL reading is a number on the lawful side of its bound, and so are the walls") {
  RandomScenarios random(11);
  for (int i = 0; i < 400; ++i) {
    const Scenario s = random_rl(random);
    CAPTURE(i);
    CAPTURE(describe(s));
    const Report report = make_report(s);
    for (const Reading& reading : report.readings) {
      CAPTURE(reading.term->id);
      REQUIRE(reading.value.has_value());
      CHECK(std::isfinite(*reading.value));
      CHECK(*reading.value >= 0);
      if (!reading.bounded) continue;
      REQUIRE(reading.bound.has_value());
      const double slack = 1e-9 * std::abs(*reading.bound);
      const bool floor = reading.term->unit == "s" || reading.term->unit == "USD";
      if (floor) CHECK(*reading.value >= *reading.bound - slack);
      if (!floor) CHECK(*reading.value <= *reading.bound + slack);
    }
    for (std::string_view share : {"rl.idle_slots", "rl.rollout_idle", "rl.learner_idle",
                                   "rl.balanced_share", "rl.sync_tax"}) {
      CHECK(value(report, share) <= 1);
    }
    REQUIRE(report.sections.size() == 1);
    const TimeByWall& time = report.sections[0].step;
    CHECK(time.total() == about(value(report, "rl.step_time"), 1e-6));
    const Walls& walls = walls_of(report);
    for (std::size_t w = 0; w < kWallCount; ++w) {
      const auto factor = walls.ascending[w].factor;
      if (factor) CHECK(std::isfinite(*factor));
      if (factor) CHECK(*factor >= 0);
      if (w > 0 && factor) CHECK(*walls.ascending[w - 1].factor <= *factor);
    }
  }
}

TEST_CASE("extremes of every RL knob are numbers") {
  for (const Knob& knob : knobs()) {
    if (!knob.term.id.starts_with("rl.")) continue;
    for (double extreme : {knob.low, knob.high}) {
      for (Placement placement : {Placement::kColocated, Placement::kAsync}) {
        Scenario s = two_pools();
        s.rl->placement = placement;
        s.rl->steps = 100;
        s.budget.days = 3;
        knob.set(s, extreme);
        CAPTURE(knob.term.id);
        CAPTURE(extreme);
        const Report report = make_report(s);
        for (const Reading& reading : report.readings) {
          CAPTURE(reading.term->id);
          CHECK(reading.value.has_value());
          if (reading.bounded) CHECK(reading.bound.has_value());
        }
      }
    }
  }
}

TEST_CASE("sensitivities of RL agree with finite differences, derivations with the values") {
  RandomScenarios random(12);
  int compared = 0, kinks = 0;
  for (int i = 0; i < 12; ++i) {
    const Scenario s = random_rl(random);
    CAPTURE(describe(s));
    const Report report = make_report(s);
    for (std::string_view id : {"rl.step_time", "rl.rollout_time", "rl.goodput", "rl.slots"}) {
      CAPTURE(id);
      const auto derivation = derive(s, id, Side::kExpected);
      REQUIRE(derivation);
      CHECK(derivation->steps[0].value == about(value(report, id)));
      for (const Sensitivity& each : sensitivities(s, id)) {
        const double at = knob_value(s, *each.knob);
        if (!each.knob->get(s) && !each.knob->term.id.starts_with("assume.")) continue;
        CAPTURE(each.knob->term.id);
        constexpr double kStep = 1e-5;
        const auto moved = [&](double factor) {
          Scenario changed = s;
          each.knob->set(changed, at * factor);
          return value(changed, id);
        };
        const double here = value(report, id);
        const double right = (moved(1 + kStep) / here - 1) / kStep;
        const double left = (1 - moved(1 - kStep) / here) / kStep;
        if (std::abs(right - left) > 2e-3 * (1 + std::abs(right))) {
          ++kinks;  // a maximum changes sides, a tile fills
          continue;
        }
        ++compared;
        CHECK(each.elasticity == doctest::Approx(0.5 * (left + right)).epsilon(5e-3));
      }
    }
  }
  CHECK(compared > 150);
  CHECK(kinks < compared / 10);
}

}  // namespace
}  // namespace wf::model
