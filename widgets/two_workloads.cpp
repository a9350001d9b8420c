#include <fmt/format.h>

#include "model/units.h"
#include "widgets/figures.h"
#include "widgets/readings.h"

// One request, two workloads: what prefill and decode each use of the chip.

namespace wf::widgets {
namespace {

// Shares of the peak and of the bandwidth that a phase keeps busy.
struct Phase {
  std::string name;
  double compute = 0;
  double bandwidth = 0;
};

std::vector<Phase> phases(const model::Scenario& scenario) {
  std::vector<Phase> all;
  const model::Report alone =
      model::make_report(with_knob(scenario, "serving.batch", 1), model::Scope::kSteps);
  // Prefill reads every weight once, as a decode step does.
  all.push_back({"prefill", expected_of(alone, "prefill.mfu"),
                 expected_of(alone, "decode.weight_read") / expected_of(alone, "prefill.time")});
  all.push_back({"decode, batch 1", expected_of(alone, "decode.compute_share"),
                 expected_of(alone, "decode.mbu")});
  const model::Report report = model::make_report(scenario, model::Scope::kSteps);
  const double batch = expected_of(report, "serving.operating_batch");
  if (batch > 1) {
    all.push_back({fmt::format("decode, batch {}", model::format_number(batch)),
                   expected_of(report, "decode.compute_share"), expected_of(report, "decode.mbu")});
  }
  return all;
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.title = "One request asks the chip for two different things";
  figure.empty_text = "Prefill and decode belong to serving, which this workload has not";
  figure.x = {"Share of the chip in use", "%", Scale::kLinear, 0.0, 100.0};
  if (!inputs.scenario.serving) return figure;

  Bars bars;
  BarSeries shares{.name = "share in use"};
  std::string words;
  for (const Phase& phase : phases(inputs.scenario)) {
    if (!std::isfinite(phase.compute) || !std::isfinite(phase.bandwidth)) continue;
    const bool decode = phase.name.starts_with("decode");
    const auto add = [&](std::string_view what, double share, const char* quantity, Wall wall) {
      bars.categories.push_back(fmt::format("{}: {}", phase.name, what));
      shares.values.push_back({.value = 100 * share,
                               .meaning = {quantity, wall},
                               .text = model::format_number(100 * share, 2) + " %"});
    };
    add("arithmetic", phase.compute, decode ? "decode.compute_share" : "prefill.mfu",
        Wall::kCompute);
    add("bandwidth", phase.bandwidth, decode ? "decode.mbu" : "prefill.time",
        Wall::kMemoryBandwidth);
    words += fmt::format("{}{} uses {} % of the arithmetic and {} % of the memory bandwidth",
                         words.empty() ? "Of what the chip can do, " : "; ", phase.name,
                         model::format_number(100 * phase.compute, 2),
                         model::format_number(100 * phase.bandwidth, 2));
  }
  bars.groups = {shares};
  figure.bars = bars;
  if (!words.empty()) figure.describe = words + ".";
  return figure;
}

}  // namespace

LessonFigure two_workloads_figure() {
  return {.id = "two_workloads",
          .quantities = {"prefill.mfu", "decode.compute_share", "decode.mbu"},
          .figure = figure_of};
}

}  // namespace wf::widgets
