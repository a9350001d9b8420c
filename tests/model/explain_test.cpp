#include "model/explain.h"

#include <set>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

// Leaves of a knob: a peak may be read more than once.
std::vector<NodeIndex> leaves_of(const Tape& tape, const Knob& knob) {
  std::vector<NodeIndex> leaves;
  for (std::size_t i = 0; i < tape.nodes().size(); ++i) {
    const Node& node = tape.nodes()[i];
    if (node.operation == Operation::kLeaf && node.term->id == knob.term.id) {
      leaves.push_back(static_cast<NodeIndex>(i));
    }
  }
  return leaves;
}

// Whether turning this knob leaves the same formulas in place. An efficiency may be turned where it
// has its default; a figure that the scenario does not have brings its own quantities with it, and
// a napkin its own formulas.
bool turns_in_place(const Scenario& scenario, const Knob& knob) {
  if (knob.kind != KnobKind::kContinuous) return false;
  if (knob.get(scenario)) return true;
  const std::string_view id = knob.term.id;
  return id.starts_with("assume.") && !id.ends_with(".mbu") && !id.ends_with(".mfu");
}

bool fills_memory(const Knob& knob) {
  const std::string_view id = knob.term.id;
  return id == "cluster.gpu.memory" || id.starts_with("assume.memory.") ||
         id == "precision.weight_bits" || id == "model.params";
}

// Whole sequences and whole machines, and what follows from them. Beyond a thousand their steps are
// finer than any difference that is taken here.
bool in_fine_steps(const Report& report, std::string_view id) {
  if (id == "serving.max_batch") return true;
  double most = 0;
  for (std::string_view count :
       {"fleet.operating_batch", "fleet.knee_batch", "fleet.replicas", "fleet.gpus",
        "disaggregation.prefill_gpus", "disaggregation.decode_gpus", "disaggregation.nics",
        "rule.decode_only_gpus", "rule.residency_gpus", "job.waves"}) {
    const Reading* reading = report.find(count);
    if (reading != nullptr) most = std::max(most, reading->value.value_or(0));
  }
  const bool follows = id.starts_with("fleet.") || id.starts_with("disaggregation.") ||
                       id.starts_with("availability.") || id.starts_with("rule.") ||
                       id.starts_with("job.");
  return follows && most > 1000;
}

double inside(const Knob& knob, double value) { return std::clamp(value, knob.low, knob.high); }

std::vector<Scenario> samples() {
  std::vector<Scenario> list;
  Scenario chat = serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64);
  chat.cluster.price_per_gpu_hour = 2;
  chat.serving->arrival_rate = 4;
  list.push_back(chat);
  Scenario service = serving("llama-3-8b", "h100-sxm-80gb", 1, 2048, 300, 64);
  service.cluster.price_per_gpu_hour = 2;
  service.serving->arrival_rate = 20;
  service.serving->slo.tpot = 0.03;
  service.serving->slo.ttft = 1;
  service.serving->requests = 1e6;
  service.serving->chunk_tokens = 500;
  service.serving->speculation.emplace();
  service.operations = {0.7, 4.0, 600.0, 0.999, 1e8, 1e5};
  list.push_back(service);
  list.push_back(serving("deepseek-v3", "h200-sxm-141gb", 8, 4096, 1024, 32));
  list.push_back(serving("gemma-2-9b", "l4-24gb", 1, 8000, 128, 2));
  Scenario flat = serving("mixtral-8x7b", "a100-sxm-80gb", 2, 1024, 128, 16);
  flat.assume = {
      {"assume.decode.mbu", 0.7}, {"assume.prefill.mfu", 0.5}, {"assume.decode.mfu", 0.9}};
  list.push_back(flat);
  Scenario zero = chat;
  zero.assume = {
      {"assume.kernel.gap", 0}, {"assume.kernel.step", 0}, {"assume.collective.latency", 0}};
  list.push_back(zero);
  RandomScenarios random(7);
  for (int i = 0; i < 60; ++i) list.push_back(random.next());
  return list;
}

TEST_CASE("the tape reads the same numbers as double does") {
  for (const Scenario& scenario : samples()) {
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    Tape tape;
    const std::vector<TracedReading> traced = trace_report(scenario, tape);
    REQUIRE(traced.size() == report.readings.size());
    for (std::size_t i = 0; i < traced.size(); ++i) {
      CAPTURE(traced[i].term->id);
      CHECK(traced[i].term == report.readings[i].term);
      if (report.readings[i].value) {
        CHECK(tape.node(traced[i].value).value == about(*report.readings[i].value, 1e-13));
      }
      CHECK((traced[i].bound != kNoNode) == report.readings[i].bounded);
      if (report.readings[i].bound) {
        CHECK(tape.node(traced[i].bound).value == about(*report.readings[i].bound, 1e-13));
      }
    }
  }
}

TEST_CASE("a derivation re-evaluates to the report of the changed scenario") {
  RandomScenarios random(8);
  int compared = 0;
  for (const Scenario& scenario : samples()) {
    CAPTURE(describe(scenario));
    Tape tape;
    const std::vector<TracedReading> traced = trace_report(scenario, tape);
    for (const Knob& knob : knobs()) {
      if (!turns_in_place(scenario, knob)) continue;
      const std::vector<NodeIndex> leaves = leaves_of(tape, knob);
      if (leaves.empty()) continue;
      CAPTURE(knob.term.id);
      // Not so far that another type's peak is read in its place.
      const double from = knob_value(scenario, knob);
      const double to = inside(knob, from == 0 ? knob.low + 0.01 * (knob.high - knob.low)
                                               : from * random.uniform(0.97, 1.03));
      Scenario changed = scenario;
      knob.set(changed, to);
      Tape other;
      const std::vector<TracedReading> again = trace_report(changed, other);
      std::vector<Tape::Replacement> replaced;
      for (NodeIndex leaf : leaves) {
        // A figure of another origin under the same name (a substitute) stays as it is.
        if (tape.node(leaf).value == from) replaced.push_back({leaf, to});
      }
      REQUIRE(again.size() == traced.size());
      for (std::size_t i = 0; i < traced.size(); ++i) {
        if (random.chance(0.6)) continue;  // enough of them
        CAPTURE(traced[i].term->id);
        const double expected = other.node(again[i].value).value;
        const double evaluated = tape.evaluate(traced[i].value, replaced);
        CHECK(evaluated == about(expected, 1e-11));
        if (traced[i].bound != kNoNode) {
          CHECK(tape.evaluate(traced[i].bound, replaced) ==
                about(other.node(again[i].bound).value, 1e-11));
        }
        ++compared;
      }
    }
  }
  CHECK(compared > 10000);
}

// A central difference has two errors: the curvature within ±h, of order h², and rounding, 1e-16/h.
// h = 1e-4 puts both near 1e-8; where the two one-sided differences disagree by more there is a
// kink (a maximum that changes sides) in between, and no derivative to compare. Neither is there
// one of a staircase — a batch in whole sequences, an output in whole tiles — whose steps are finer
// than h: there a difference over a smaller distance is another one.
TEST_CASE("sensitivities of continuous knobs agree with finite differences") {
  constexpr double kStep = 1e-4;
  int compared = 0, kinks = 0;
  for (const Scenario& scenario : samples()) {
    CAPTURE(describe(scenario));
    Tape tape;
    const std::vector<TracedReading> traced = trace_report(scenario, tape);
    for (const Knob& knob : knobs()) {
      if (!turns_in_place(scenario, knob)) continue;
      const double at = knob_value(scenario, knob);
      if (at == 0 || leaves_of(tape, knob).empty()) continue;
      CAPTURE(knob.term.id);
      const auto moved = [&](double factor) {
        Scenario changed = scenario;
        knob.set(changed, at * factor);
        return make_report(changed);
      };
      const Report here = make_report(scenario), up = moved(1 + kStep), down = moved(1 - kStep);
      const Report near = moved(1 + kStep / 64);
      for (const TracedReading& reading : traced) {
        const auto number = [&](const Report& report) -> std::optional<double> {
          const Reading* found = report.find(reading.term->id);
          return found ? found->value : std::nullopt;
        };
        const auto v = number(here), high = number(up), low = number(down), close = number(near);
        if (!v || !high || !low || !close || *v == 0) continue;
        if (in_fine_steps(here, reading.term->id)) continue;
        if (!scenario.serving->batch && fills_memory(knob)) continue;
        const double right = (*high - *v) / *v / kStep, left = (*v - *low) / *v / kStep;
        const double scale = 1 + std::abs(right) + std::abs(left);
        const double fine = (*close - *v) / *v / (kStep / 64);
        if (std::abs(right - left) > 2e-3 * scale * scale ||
            std::abs(right - fine) > 2e-3 * scale * scale) {
          ++kinks;
          continue;
        }
        std::vector<double> adjoints;
        tape.backward(reading.value, adjoints);
        double elasticity = 0;
        for (NodeIndex leaf : leaves_of(tape, knob)) {
          if (leaf < adjoints.size()) elasticity += adjoints[leaf] * tape.node(leaf).value / *v;
        }
        CAPTURE(reading.term->id);
        CAPTURE(elasticity);
        CHECK(std::abs(elasticity - 0.5 * (right + left)) <= 1e-3 * scale * scale);
        ++compared;
      }
    }
  }
  CHECK(compared > 10000);
  CHECK(kinks < compared / 20);
}

TEST_CASE("sensitivities: strongest first, of known sign") {
  const Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 2048, 256, 8);
  const std::vector<Sensitivity> list = sensitivities(scenario, "decode.step_time");
  REQUIRE(list.size() > 3);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(list[i].knob->kind == KnobKind::kContinuous);
    CHECK(seen.insert(list[i].knob->term.id).second);
    if (i > 0) CHECK(std::abs(list[i].elasticity) <= std::abs(list[i - 1].elasticity));
  }
  CHECK(list[0].knob->term.id.find("bandwidth") != std::string_view::npos);
  CHECK(list[0].elasticity < -0.5);
  CHECK(list[0].elasticity > -1.0);
  CHECK(sensitivities(scenario, "no.such").empty());
  // Sizes answer to nothing that is continuous but the bits of a weight, given here.
  CHECK(sensitivities(scenario, "weights.bytes").empty());
  Scenario bits = scenario;
  bits.precision.weight_bits = 4.5;
  const auto size = sensitivities(bits, "weights.bytes");
  REQUIRE(size.size() == 1);
  CHECK(size[0].knob->term.id == "precision.weight_bits");
  CHECK(size[0].elasticity == about(1.0));
}

TEST_CASE("a derivation that is unfolded step by step is the whole one") {
  const Scenario scenario = serving("deepseek-v3", "h100-sxm-80gb", 16, 2048, 256, 64);
  for (const char* id : {"decode.step_time", "fleet.tokens_per_s_per_gpu", "weights.bytes"}) {
    CAPTURE(id);
    const Explanation explanation(scenario, id);
    const Derivation whole = explanation.derive(Side::kExpected).value();
    Derivation steps = explanation.begin(Side::kExpected).value();
    REQUIRE(steps.steps.size() == 1);
    CHECK(steps.steps[0].value == whole.steps[0].value);
    CHECK(steps.steps[0].expression.empty());
    for (std::size_t i = 0; i < steps.steps.size(); ++i) explanation.unfold(steps, i);
    REQUIRE(steps.steps.size() == whole.steps.size());
    for (const DerivationStep& expected : whole.steps) {
      const auto step = std::ranges::find_if(
          steps.steps, [&](const DerivationStep& each) { return each.node == expected.node; });
      REQUIRE(step != steps.steps.end());
      CHECK(step->term == expected.term);
      CHECK(step->value == expected.value);
      CHECK(step->expression == expected.expression);
      CHECK(step->numbers == expected.numbers);
      CHECK(step->source == expected.source);
      CHECK(step->parts.size() == expected.parts.size());
    }
  }
  CHECK_FALSE(Explanation(scenario, "no.such").begin(Side::kExpected));
  CHECK_FALSE(Explanation(scenario, "weights.bytes").begin(Side::kBound));
}

TEST_CASE("parts stand in the order in which the formula names them") {
  const Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64);
  int compared = 0;
  for (const char* id : {"decode.step_time", "prefill.time", "decode.weight_read"}) {
    const Derivation derivation = derive(scenario, id, Side::kExpected).value();
    for (const DerivationStep& step : derivation.steps) {
      std::size_t from = 0;
      for (const std::size_t part : step.parts) {
        const std::string_view symbol = derivation.steps[part].term->symbol;
        const std::size_t at = step.expression.find(symbol, from);
        if (step.expression.find(symbol) == std::string::npos) break;  // left out for its length
        CAPTURE(step.expression);
        CAPTURE(symbol);
        REQUIRE(at != std::string::npos);
        from = at;
        ++compared;
      }
    }
  }
  CHECK(compared > 50);
}

TEST_CASE("what a report of steps holds is what the whole one says") {
  for (const Scenario& scenario : samples()) {
    const Report whole = make_report(scenario);
    const Report steps = make_report(scenario, Scope::kSteps);
    CHECK(steps.readings.size() <= whole.readings.size());
    for (const Reading& reading : steps.readings) {
      CAPTURE(reading.term->id);
      CHECK(scope_of(reading.term->id) == Scope::kSteps);
      REQUIRE(whole.find(reading.term->id) != nullptr);
      CHECK(whole.find(reading.term->id)->value == reading.value);
      CHECK(whole.find(reading.term->id)->bound == reading.bound);
    }
    for (const Reading& reading : whole.readings) {
      const bool held = steps.find(reading.term->id) != nullptr;
      CHECK(held == (scope_of(reading.term->id) == Scope::kSteps));
    }
    REQUIRE(steps.sections.size() == whole.sections.size());
    for (std::size_t i = 0; i < steps.sections.size(); ++i) {
      CHECK(steps.sections[i].walls.binding() == whole.sections[i].walls.binding());
    }
  }
}

TEST_CASE("a derivation goes down to figures with their sources") {
  const Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64);
  for (Side side : {Side::kExpected, Side::kBound}) {
    const auto derivation = derive(scenario, "decode.step_time", side);
    REQUIRE(derivation.has_value());
    REQUIRE(!derivation->steps.empty());
    CHECK(derivation->steps[0].term->id == "decode.step_time");
    bool bandwidth = false;
    std::vector<bool> reached(derivation->steps.size(), false);
    reached[0] = true;
    for (std::size_t i = 0; i < derivation->steps.size(); ++i) {
      const DerivationStep& step = derivation->steps[i];
      REQUIRE(step.term != nullptr);
      CAPTURE(step.term->id);
      for (std::size_t part : step.parts) {
        REQUIRE(part < derivation->steps.size());
        reached[part] = true;
      }
      CHECK(step.input == step.expression.empty());
      if (step.input) CHECK(step.parts.empty());
      if (step.term->id == "cluster.gpu.memory_bandwidth") {
        bandwidth = true;
        CHECK(step.source == scenario.cluster.gpu.memory_bandwidth.source);
        CHECK(!step.source.empty());
        CHECK(step.value == 3.35e12);
      }
    }
    CHECK(bandwidth);
    for (bool r : reached) CHECK(r);
  }
  CHECK(!derive(scenario, "weights.bytes", Side::kBound));
  CHECK(!derive(scenario, "no.such", Side::kExpected));
}

TEST_CASE("the numbers of a step give its value, term by term") {
  // W_read / (tp·cp·BW) is written with the values that its parts have.
  const Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 8, 2048, 256, 64);
  const auto derivation = derive(scenario, "decode.weight_read", Side::kExpected);
  REQUIRE(derivation.has_value());
  const DerivationStep& root = derivation->steps[0];
  CHECK(root.value == about(139.0e9 / (8 * 3.35e12), 1e-3));
  CHECK(root.expression.find("W_read") != std::string::npos);
  CHECK(root.numbers.find("139") != std::string::npos);
}

}  // namespace
}  // namespace wf::model
