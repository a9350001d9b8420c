#include "model/knobs.h"

#include <set>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

TEST_CASE("every knob says what it is, in which unit and within which range") {
  const std::set<std::string_view> units = {"1",   "s",     "bytes", "tokens", "bytes/s", "FLOP/s",
                                            "USD", "USD/h", "1/s",   "days",   "W",       "J"};
  std::set<std::string_view> paths;
  CHECK(knobs().size() > 80);
  for (const Knob& knob : knobs()) {
    const Term& term = knob.term;
    CAPTURE(term.id);
    CHECK(paths.insert(term.id).second);
    CHECK(find_knob(term.id) == &knob);
    CHECK(units.count(term.unit) == 1);
    CHECK(!term.symbol.empty());
    CHECK(term.sentence.ends_with("."));
    CHECK(term.sentence.size() >= 12);
    CHECK(knob.low < knob.high);
    // The published counts have no default: without them the shape's hold.
    if (term.id != "model.params" && term.id != "model.active_params") {
      CHECK(knob.low <= knob.initial);
      CHECK(knob.initial <= knob.high);
    }
    if (knob.kind != KnobKind::kContinuous) {
      CHECK(knob.low == std::floor(knob.low));
      CHECK(knob.high == std::floor(knob.high));
      CHECK(knob.initial == std::floor(knob.initial));
    }
    if (!knob.choices.empty()) {
      CHECK(knob.kind == KnobKind::kChoice);
      CHECK(knob.low == 0);
      CHECK(knob.high == static_cast<double>(knob.choices.size()) - 1);
    }
    // Every efficiency says where its default comes from.
    if (term.id.starts_with("assume.")) CHECK(!term.source.empty());
  }
  CHECK(find_knob("serving.bach") == nullptr);
}

TEST_CASE("what is set is what is read, and nothing else moves") {
  const Scenario base = serving("llama-3-8b", "h100-sxm-80gb", 1, 100, 10, 4);
  for (const Knob& knob : knobs()) {
    CAPTURE(knob.term.id);
    const double middle = knob.kind == KnobKind::kContinuous
                              ? 0.5 * (knob.low + knob.high)
                              : std::floor(0.5 * (knob.low + knob.high));
    for (double at : {knob.low, middle, knob.high}) {
      Scenario scenario = base;
      knob.set(scenario, at);
      REQUIRE(knob.get(scenario).has_value());
      CHECK(*knob.get(scenario) == at);
      CHECK(knob_value(scenario, knob) == at);
      for (const Knob& other : knobs()) {
        if (&other == &knob || !other.get(base)) continue;
        CAPTURE(other.term.id);
        CHECK(other.get(scenario) == other.get(base));
      }
    }
  }
}

TEST_CASE("a knob that a scenario leaves alone has its default") {
  const Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb");
  const Knob* batch = find_knob("serving.batch");
  REQUIRE(batch != nullptr);
  CHECK(!batch->get(scenario));
  CHECK(knob_value(scenario, *batch) == batch->initial);
  CHECK(knob_value(scenario, *find_knob("assume.memory.utilization")) == 0.9);
  CHECK(knob_value(scenario, *find_knob("model.layers")) == 32);
}

TEST_CASE("the contract's paths are knobs") {
  for (std::string_view path : {"cluster.gpus",
                                "cluster.gpus_per_node",
                                "cluster.price_per_gpu_hour",
                                "precision.weights",
                                "precision.activations",
                                "precision.kv",
                                "precision.weight_bits",
                                "parallel.tp",
                                "parallel.pp",
                                "parallel.dp",
                                "parallel.cp",
                                "parallel.ep",
                                "parallel.zero",
                                "parallel.virtual_stages",
                                "parallel.sequence_parallel",
                                "serving.prompt_tokens",
                                "serving.output_tokens",
                                "serving.batch",
                                "serving.arrival_rate",
                                "serving.prefix_hit",
                                "serving.slo.ttft",
                                "serving.slo.tpot",
                                "serving.slo.percentile",
                                "serving.requests",
                                "serving.chunk_tokens",
                                "serving.speculation.draft_tokens",
                                "serving.speculation.acceptance",
                                "serving.speculation.draft_cost",
                                "operations.utilization",
                                "operations.peak_to_trough",
                                "operations.warm_up",
                                "operations.availability",
                                "operations.mtbf",
                                "operations.repair",
                                "training.seq_len",
                                "training.micro_batch",
                                "training.global_batch",
                                "training.tokens",
                                "training.recompute",
                                "training.attention",
                                "rl.prompts",
                                "rl.samples_per_prompt",
                                "rl.output_tokens",
                                "rl.placement",
                                "rl.staleness",
                                "budget.usd",
                                "budget.usd_per_month",
                                "budget.days",
                                "assume.decode.mbu",
                                "assume.prefill.mfu",
                                "assume.training.mfu",
                                "assume.memory.utilization"}) {
    CAPTURE(path);
    CHECK(find_knob(path) != nullptr);
  }
}

}  // namespace
}  // namespace wf::model
