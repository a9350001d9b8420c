// What holds for every scenario, tried on thousands by chance: every model and GPU of the
// catalogue, layouts, precisions, loads, efficiencies over their whole ranges.
#include <algorithm>
#include <map>

#include "model/formulas/serving.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

constexpr int kScenarios = 3000;

bool is_floor(const Term& term) { return term.unit == "s" || term.unit == "USD"; }

// What has no value where not even one sequence keeps memory and target.
bool needs_a_sequence(std::string_view id) {
  const std::string_view always[] = {"fleet.full_step", "fleet.token_gap", "fleet.knee_batch",
                                     "fleet.batch_within_gap", "fleet.operating_batch"};
  if (id.starts_with("fleet."))
    return std::find(std::begin(always), std::end(always), id) == std::end(always);
  return id == "disaggregation.pool_ratio" || id == "disaggregation.decode_gpus" ||
         id == "availability.spares" || id == "availability.provisioned" ||
         id == "rule.decode_only_gpus" || id == "rule.residency_gpus";
}

TEST_CASE("every reading is a number, on the lawful side of its bound") {
  RandomScenarios random(1);
  for (int i = 0; i < kScenarios; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    const bool full = report.find("request.ttft")->value == std::nullopt;
    for (const Reading& reading : report.readings) {
      CAPTURE(reading.term->id);
      const std::string_view id = reading.term->id;
      // A queue that grows without end has no value, nor has a fleet of replicas without a batch.
      if (!reading.value) {
        const bool waits = id == "request.ttft" || id == "request.queue_wait";
        const bool spares = id == "availability.spares" || id == "availability.provisioned";
        CHECK((waits || needs_a_sequence(id)));
        if (waits) CHECK(full);
        if (!waits && !spares) CHECK(value(report, "fleet.operating_batch") == 0);
      } else {
        CHECK(std::isfinite(*reading.value));
        if (reading.term->id != "memory.free_for_kv") CHECK(*reading.value >= 0);
      }
      if (!reading.bounded || (!reading.value && needs_a_sequence(id))) continue;
      REQUIRE(reading.bound.has_value());
      CHECK(std::isfinite(*reading.bound));
      if (!reading.value) continue;
      const double slack = 1e-9 * std::abs(*reading.bound);
      if (is_floor(*reading.term)) {
        CHECK(*reading.value >= *reading.bound - slack);
      } else {
        CHECK(*reading.value <= *reading.bound + slack);
      }
    }
    for (std::string_view share : {"prefill.mfu", "decode.mbu", "decode.compute_share"}) {
      CAPTURE(share);
      CHECK(value(report, share) > 0);
      CHECK(value(report, share) <= 1 + 1e-9);
    }
  }
}

TEST_CASE("readings with extremes of every knob are numbers") {
  Scenario base = serving("mixtral-8x7b", "h100-sxm-80gb", 8, 1024, 256, 16);
  base.cluster.price_per_gpu_hour = 2;
  base.serving->arrival_rate = 1;
  base.serving->slo.tpot = 0.05;
  base.serving->slo.ttft = 0.5;
  base.budget.usd_per_month = 1e4;
  base.serving->requests = 1000;
  base.serving->chunk_tokens = 256;
  base.serving->speculation.emplace();
  base.operations.availability = 0.999;
  base.operations.peak_to_trough = 4;
  for (const Knob& knob : knobs()) {
    const std::string_view id = knob.term.id;
    // A shape by itself must make sense; a layout must multiply out.
    if (id.starts_with("model.") && id != "model.layers" && id != "model.vocab") continue;
    if (id.starts_with("training.") || id.starts_with("rl.")) continue;
    for (double extreme : {knob.low, knob.high}) {
      CAPTURE(id);
      CAPTURE(extreme);
      Scenario scenario = base;
      knob.set(scenario, extreme);
      const Report report = make_report(scenario);
      for (const Reading& reading : report.readings) {
        CAPTURE(reading.term->id);
        if (reading.value) CHECK(std::isfinite(*reading.value));
        if (reading.bound) CHECK(std::isfinite(*reading.bound));
      }
      for (const SectionWalls& section : report.sections) {
        for (const Headroom& headroom : section.walls.ascending) {
          if (headroom.factor) CHECK(std::isfinite(*headroom.factor));
        }
      }
    }
  }
}

// Turning the knob up never moves the quantity against the sign.
struct Monotone {
  std::string_view knob;
  double factor;
  std::string_view quantity;
  int sign;  // +1: rises or stays; −1: falls or stays
};
constexpr Monotone kMonotone[] = {
    {"cluster.gpu.memory_bandwidth", 1.5, "decode.step_time", -1},
    {"cluster.gpu.memory_bandwidth", 1.5, "prefill.time", -1},
    {"cluster.gpu.memory_bandwidth", 1.5, "serving.output_tokens_per_s", +1},
    {"cluster.gpu.link_bandwidth", 1.5, "decode.step_time", -1},
    {"cluster.gpu.nic_bandwidth", 1.5, "decode.step_time", -1},
    {"cluster.gpu.memory", 1.5, "serving.max_batch", +1},
    {"cluster.gpu.memory", 1.5, "memory.kv_capacity_tokens", +1},
    {"serving.batch", 2, "decode.step_time", +1},
    {"serving.batch", 2, "prefill.time", +1},
    {"serving.batch", 2, "serving.memory_per_gpu", +1},
    {"serving.batch", 2, "decode.kv_bytes", +1},
    {"serving.batch", 2, "decode.weight_bytes", +1},
    {"serving.prompt_tokens", 2, "decode.kv_bytes", +1},
    {"serving.prompt_tokens", 2, "decode.step_time", +1},
    {"serving.prompt_tokens", 2, "prefill.time", +1},
    {"serving.prompt_tokens", 2, "prefill.flops", +1},
    {"serving.prompt_tokens", 2, "serving.max_batch", -1},
    {"serving.output_tokens", 2, "request.latency", +1},
    {"serving.output_tokens", 2, "decode.kv_bytes", +1},
    {"serving.arrival_rate", 1.5, "request.queue_wait", +1},
    {"serving.arrival_rate", 1.5, "serving.utilization", +1},
    {"assume.bandwidth.efficiency", 1.1, "decode.step_time", -1},
    {"assume.gemm.efficiency", 1.1, "prefill.time", -1},
    {"assume.gemm.reuse", 1.5, "prefill.time", +1},
    {"assume.kernel.gap", 1.5, "decode.step_time", +1},
    {"assume.collective.latency", 1.5, "decode.step_time", +1},
    {"assume.memory.context", 1.5, "serving.max_batch", -1},
    {"cluster.gpu.memory_bandwidth", 1.5, "fleet.token_gap", -1},
    {"cluster.gpu.memory_bandwidth", 1.5, "decode.token_ceiling", +1},
    {"cluster.gpu.memory_bandwidth", 1.5, "fleet.full_step", -1},
    {"cluster.gpu.nic_bandwidth", 1.5, "disaggregation.transfer_time", -1},
    {"serving.batch", 2, "fleet.token_gap", +1},
    {"serving.batch", 2, "speculation.verify_step", +1},
    {"serving.batch", 2, "chunked.step_time", +1},
    {"serving.chunk_tokens", 2, "chunked.step_time", +1},
    {"serving.requests", 2, "job.time", +1},
    {"serving.requests", 2, "job.waves", +1},
    {"serving.arrival_rate", 1.5, "fleet.gpus", +1},
    {"serving.arrival_rate", 1.5, "disaggregation.prefill_gpus", +1},
    {"serving.slo.tpot", 1.5, "fleet.batch_within_gap", +1},
    {"serving.slo.tpot", 1.5, "fleet.knee_batch", +1},
    {"serving.speculation.acceptance", 1.1, "speculation.gain", +1},
    {"serving.speculation.draft_cost", 1.1, "speculation.gain", -1},
    {"operations.utilization", 1.1, "fleet.replicas", -1},
    {"operations.mtbf", 1.5, "availability.replica_up", +1},
    {"operations.repair", 1.5, "availability.replica_up", -1},
    {"operations.availability", 1.01, "availability.spares", +1},
    {"operations.peak_to_trough", 1.5, "availability.mean_over_peak", -1},
    {"operations.warm_up", 1.5, "availability.scaled_over_peak", +1},
    {"cluster.price_per_gpu_hour", 1.5, "serving.cost_per_million_tokens", +1},
};

TEST_CASE("monotone where physics is") {
  RandomScenarios random(2);
  std::map<std::string_view, int> tried;
  for (int i = 0; i < kScenarios / 2; ++i) {
    Scenario scenario = random.next();
    if (!scenario.serving->batch) scenario.serving->batch = 8;  // "max" follows memory
    const Report before = make_report(scenario);
    for (const Monotone& law : kMonotone) {
      const Knob* knob = find_knob(law.knob);
      REQUIRE(knob != nullptr);
      const auto now = knob->get(scenario);
      if (!now && !law.knob.starts_with("assume.")) continue;
      const double moved = knob_value(scenario, *knob) * law.factor;
      if (moved > knob->high) continue;
      Scenario changed = scenario;
      knob->set(changed, moved);
      const Report after = make_report(changed);
      const Reading* from = before.find(law.quantity);
      const Reading* to = after.find(law.quantity);
      if (!from || !to || !from->value || !to->value) continue;
      ++tried[law.knob];
      CAPTURE(describe(scenario));
      CAPTURE(law.knob);
      CAPTURE(law.quantity);
      const double slack = 1e-9 * std::abs(*from->value);
      CHECK(law.sign * (*to->value - *from->value) >= -slack);
      if (from->bound && to->bound) {
        CHECK(law.sign * (*to->bound - *from->bound) >= -1e-9 * std::abs(*from->bound));
      }
    }
  }
  for (const Monotone& law : kMonotone) CHECK(tried[law.knob] > 50);
}

// Where a quantity may jump: in whole sequences of a batch, whole machines, whole steps.
bool whole(std::string_view quantity, const Scenario& scenario) {
  const std::string_view counts[] = {"serving.max_batch",
                                     "fleet.knee_batch",
                                     "fleet.batch_within_gap",
                                     "disaggregation.pool_ratio",
                                     "disaggregation.nics",
                                     "disaggregation.prefill_gpus",
                                     "disaggregation.decode_gpus",
                                     "availability.spares",
                                     "availability.provisioned",
                                     "rule.decode_only_gpus",
                                     "rule.residency_gpus",
                                     "job.waves",
                                     "rule.job_time",
                                     "chunked.ttft",
                                     "speculation.break_even_batch"};
  // The whole of a fleet follows from the batch at which it runs.
  const bool follows = quantity.starts_with("fleet.") && quantity != "fleet.full_step" &&
                       quantity != "fleet.token_gap";
  return follows || std::find(std::begin(counts), std::end(counts), quantity) != std::end(counts) ||
         !scenario.serving->batch.has_value();
}

TEST_CASE("a millionth of a knob changes nothing by a thousandth") {
  RandomScenarios random(4);
  for (int i = 0; i < kScenarios / 2; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Report before = make_report(scenario);
    const double memory = scenario.cluster.gpu.memory.value;
    const auto number = [](const Report& report, std::string_view id) {
      return report.find(id)->value.value_or(0);
    };
    // Close to a full queue, and far out in its tail, a wait is as steep as it is in life.
    const bool steep = number(before, "request.ttft") > 50 * number(before, "request.prefill_time");
    for (const Knob& knob : knobs()) {
      if (knob.kind != KnobKind::kContinuous) continue;
      const bool napkin = knob.term.id.ends_with(".mbu") || knob.term.id.ends_with(".mfu");
      if (!knob.get(scenario) && (napkin || !knob.term.id.starts_with("assume."))) continue;
      Scenario changed = scenario;
      knob.set(changed, knob_value(scenario, knob) * (1 - 1e-6));
      const Report after = make_report(changed);
      CAPTURE(knob.term.id);
      REQUIRE(after.readings.size() == before.readings.size());
      for (std::size_t r = 0; r < before.readings.size(); ++r) {
        const Reading &from = before.readings[r], &to = after.readings[r];
        const std::string_view id = from.term->id;
        CAPTURE(id);
        if (whole(id, scenario)) continue;
        const bool waits = id == "request.ttft" || id == "request.queue_wait";
        if (waits && (steep || knob.term.id == "serving.slo.percentile")) continue;
        if (!from.value || !to.value) continue;
        // What is left of memory is a difference: measured against the whole.
        double scale = std::abs(*from.value);
        if (id == "memory.free_for_kv" || id == "memory.shortfall") {
          scale += memory + number(before, "serving.memory_per_gpu");
        }
        if (id == "memory.kv_capacity_tokens") {
          scale += memory / number(before, "kv.stored_bytes_per_token") * scenario.parallel.tp *
                   scenario.parallel.pp * scenario.parallel.cp;
        }
        CHECK(std::abs(*to.value - *from.value) <= 1e-3 * scale + 1e-12);
      }
    }
  }
}

TEST_CASE("names do not count: the same numbers under other names give the same report") {
  RandomScenarios random(6);
  for (int i = 0; i < 200; ++i) {
    const Scenario scenario = random.next();
    Scenario renamed = scenario;
    renamed.name = "x";
    renamed.model.id = renamed.model.name = renamed.model.source = "y";
    renamed.cluster.gpu.id = renamed.cluster.gpu.name = "z";
    const Report a = make_report(scenario), b = make_report(renamed);
    REQUIRE(a.readings.size() == b.readings.size());
    for (std::size_t r = 0; r < a.readings.size(); ++r) {
      CHECK(a.readings[r].value == b.readings[r].value);
      CHECK(a.readings[r].bound == b.readings[r].bound);
    }
  }
}

}  // namespace
}  // namespace wf::model
