#include "model/walls.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

const Walls& walls_of(const Report& report) {
  REQUIRE(!report.sections.empty());
  return report.sections[0].walls;
}
Wall binding(const Scenario& scenario) { return walls_of(make_report(scenario)).binding(); }
std::optional<double> headroom(const Scenario& scenario, Wall wall) {
  return walls_of(make_report(scenario)).of(wall);
}

TEST_CASE("which wall binds: scenarios reasoned out by hand") {
  SUBCASE("141 GB of weights on one 80 GB GPU") {
    CHECK(binding(serving("llama-3-70b", "h100-sxm-80gb", 1, 512, 64, 1)) == Wall::kMemoryCapacity);
  }
  SUBCASE("one sequence of 8B: 16 GB read for 16 GFLOP") {
    const Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 512, 64, 1);
    CHECK(binding(s) == Wall::kMemoryBandwidth);
    CHECK(headroom(s, Wall::kMemoryBandwidth) == 1.0);
  }
  SUBCASE("1,024 short sequences of 8B: 15 ms of arithmetic, 5 ms of weights, 10 of cache") {
    const Scenario s = serving("llama-3-8b", "h200-sxm-141gb", 1, 64, 8, 1024);
    CHECK(binding(s) == Wall::kCompute);
  }
  SUBCASE("the same sequences with 4,000 tokens of context fill the memory") {
    CHECK(binding(serving("llama-3-8b", "h200-sxm-141gb", 1, 4000, 8, 1024)) ==
          Wall::kMemoryCapacity);
  }
  SUBCASE("1B over 8 nodes of one GPU: 32 all-reduces of 60 us, 0.1 ms of weights") {
    Scenario s = serving("llama-3.2-1b", "h100-sxm-80gb", 8, 128, 64, 1);
    s.cluster.gpus_per_node = 1;
    CHECK(binding(s) == Wall::kNetwork);
  }
  SUBCASE("a month that costs 11,680 USD on a budget of 5,000") {
    Scenario s = serving("llama-3-70b", "h100-sxm-80gb", 8, 512, 64, 4);
    s.cluster.price_per_gpu_hour = 2;
    s.budget.usd_per_month = 5000;
    CHECK(binding(s) == Wall::kBudget);
    CHECK(headroom(s, Wall::kBudget) == about(5000 / (8 * 2.0 * 730)));
  }
  SUBCASE("a gap of 10 ms and 8B: the cache of a long context is what grows to it") {
    Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 8000, 256, 4);
    s.serving->slo.tpot = 0.010;
    CHECK(binding(s) == Wall::kMemoryBandwidth);
  }
  SUBCASE("a gap that nobody notices: memory fills first") {
    Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 8000, 256, 4);
    s.serving->slo.tpot = 10;
    CHECK(binding(s) == Wall::kMemoryCapacity);
  }
  SUBCASE("70B on one GPU misses a gap of 20 ms for its weights alone: 42 ms") {
    Scenario s = serving("llama-3-70b", "h200-sxm-141gb", 1, 128, 32, 1);
    s.precision.weights = Precision::kFp8;
    s.serving->slo.tpot = 0.005;
    CHECK(binding(s) == Wall::kMemoryBandwidth);
  }
  SUBCASE("a first token in 0.3 s of a prompt whose arithmetic takes 0.6 s at peak") {
    Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 32768, 64, 1);
    s.serving->slo.ttft = 0.3;
    CHECK(binding(s) == Wall::kCompute);
  }
  SUBCASE("a first token in 3 s of the same prompt: its arithmetic is what may still grow") {
    Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 32768, 64, 1);
    s.serving->slo.ttft = 2;
    CHECK(binding(s) == Wall::kCompute);
    CHECK(*headroom(s, Wall::kCompute) > 1);
    CHECK(*headroom(s, Wall::kCompute) < 3);
  }
  SUBCASE("405B over four nodes of an 8-way tensor group, one sequence: weights") {
    Scenario s = serving("llama-3.1-405b", "h100-sxm-80gb", 8, 512, 64, 1);
    s.cluster.gpus = 32;
    s.parallel.pp = 4;
    CHECK(binding(s) == Wall::kMemoryBandwidth);
  }
}

TEST_CASE("a missed target names the resource that takes the time, not its neighbours") {
  RandomScenarios random(13);
  int missed = 0;
  for (int i = 0; i < 2000; ++i) {
    Scenario s = random.next();
    s.budget = {};
    s.serving->slo.ttft.reset();
    s.serving->slo.tpot.reset();
    const Report before = make_report(s);
    const double step = value(before, "decode.step_time");
    if (walls_of(before).of(Wall::kMemoryCapacity) < 1.0) continue;
    s.serving->slo.tpot = step * random.uniform(0.3, 0.95);
    const Report report = make_report(s);
    const Wall largest_part = largest(report.sections[0].step);
    const TimeByWall& time = report.sections[0].step;
    const double first = largest_part == Wall::kMemoryBandwidth ? time.memory_bandwidth
                         : largest_part == Wall::kNetwork       ? time.network
                                                                : time.compute + time.launch;
    if (first < 0.9 * time.total()) continue;  // a clear case
    ++missed;
    CAPTURE(describe(s));
    CHECK(walls_of(report).binding() == largest_part);
    CHECK(*walls_of(report).of(largest_part) < 1);
  }
  CHECK(missed > 100);
}

TEST_CASE("headrooms are what they are defined to be") {
  RandomScenarios random(12);
  for (int i = 0; i < 2000; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Inputs<double> in = resolve(scenario);
    const ServingEstimate<double> e = estimate_serving(in);
    const Report report = make_report(scenario);
    const Walls& walls = walls_of(report);

    // All five, ascending, unlimited ones last.
    std::array<bool, kWallCount> seen{};
    for (std::size_t w = 0; w < kWallCount; ++w) {
      seen[static_cast<std::size_t>(walls.ascending[w].wall)] = true;
      if (walls.ascending[w].factor) CHECK(*walls.ascending[w].factor >= 0);
      if (w == 0) continue;
      const auto &low = walls.ascending[w - 1].factor, &high = walls.ascending[w].factor;
      if (!low) CHECK(!high);
      if (low && high) CHECK(*low <= *high);
    }
    for (bool s : seen) CHECK(s);

    const double batch = value(report, "serving.operating_batch");
    CHECK(*walls.of(Wall::kMemoryCapacity) == about(value(report, "serving.max_batch") / batch));
    const auto budget = walls.of(Wall::kBudget);
    CHECK(budget.has_value() ==
          (scenario.budget.usd_per_month && scenario.cluster.price_per_gpu_hour));
    if (budget) {
      CHECK(*budget == about(*scenario.budget.usd_per_month / value(report, "cost.usd_per_month")));
    }

    const double step = e.decode_step.expected.value();
    const TimeByWall time = time_by_wall(e.decode_pass, e.decode_scale.value());
    CHECK(time.total() == about(step, 1e-12));
    if (walls.target == Target::kNone) {
      CHECK(!scenario.serving->slo.tpot);
      CHECK(!scenario.serving->slo.ttft);
      CHECK(*walls.of(largest(time)) == 1.0);
      if (time.network > 0 && largest(time) != Wall::kNetwork) {
        CHECK(*walls.of(Wall::kNetwork) == about(step / time.network));
      }
      continue;
    }
    const bool decode = walls.target == Target::kTokenGap;
    const double limit = decode ? *scenario.serving->slo.tpot : *scenario.serving->slo.ttft;
    const Pass<double>& pass = decode ? e.decode_pass : e.request_pass;
    const double rows = decode
                            ? batch / std::min(batch, scenario.parallel.pp)
                            : scenario.serving->prompt_tokens * (1 - scenario.serving->prefix_hit);
    // How often the pass of a request's micro-batch counts: pipelines fill and drain.
    double sum = 0;
    for (const OpCost<double>& op : e.request_pass.ops) sum += op.expected.value();
    const double request_scale = e.request_prefill.expected.value() / sum;
    for (Wall wall : {Wall::kMemoryBandwidth, Wall::kNetwork, Wall::kCompute}) {
      CAPTURE(name_of(wall));
      const auto at = [&](double factor) {
        return decode ? e.decode_scale.value() * time_at_load(in, pass, true, rows, wall, factor)
                      : e.queue_wait.value() +
                            request_scale * time_at_load(in, pass, false, rows, wall, factor);
      };
      // As it is now, whatever the resource.
      CHECK(at(1) ==
            about(decode ? step : e.queue_wait.value() + e.request_prefill.expected.value(), 1e-9));
      const auto factor = walls.of(wall);
      if (!factor) {
        CHECK(!(at(1e9) > limit && at(1) < limit));
      } else if (*factor > 1) {
        CHECK(at(*factor) == about(limit, 1e-6));
      }
    }
    // Met exactly where every resource may still grow.
    const double now = decode ? step : value(report, "request.prefill_time");
    if (decode && now < limit * (1 - 1e-9)) {
      for (Wall wall : {Wall::kMemoryBandwidth, Wall::kNetwork, Wall::kCompute}) {
        if (walls.of(wall)) CHECK(*walls.of(wall) > 1);
      }
    }
  }
}

TEST_CASE("walls in order; equal ones in the order of the list") {
  std::array<Headroom, kWallCount> walls;
  for (std::size_t i = 0; i < kWallCount; ++i) walls[i].wall = static_cast<Wall>(i);
  walls[0].factor = 3.0;
  walls[2].factor = 1.0;
  walls[3].factor = 3.0;
  const Walls result = sorted(walls, Target::kNone);
  CHECK(result.binding() == Wall::kNetwork);
  CHECK(result.ascending[1].wall == Wall::kMemoryCapacity);
  CHECK(result.ascending[2].wall == Wall::kCompute);
  CHECK(!result.ascending[3].factor);
  CHECK(!result.of(Wall::kBudget));
  CHECK(*result.of(Wall::kCompute) == 3.0);
}

TEST_CASE("the names of the walls are a contract") {
  CHECK(name_of(Wall::kMemoryCapacity) == "memory capacity");
  CHECK(name_of(Wall::kMemoryBandwidth) == "memory bandwidth");
  CHECK(name_of(Wall::kNetwork) == "network");
  CHECK(name_of(Wall::kCompute) == "compute");
  CHECK(name_of(Wall::kBudget) == "budget");
}

}  // namespace
}  // namespace wf::model
