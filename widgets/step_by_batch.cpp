#include <fmt/format.h>

#include "model/units.h"
#include "widgets/figures.h"
#include "widgets/readings.h"

// The time of a decode step over the batch: nearly free at first, then every sequence costs its
// share of the KV cache.

namespace wf::widgets {
namespace {

constexpr double kFewest = 64;  // the axis goes at least this far

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.title = "The first sequences share one reading of the weights";
  figure.empty_text = "A decode step belongs to serving, which this workload has not";
  figure.x = {"Batch", "1", Scale::kLog2};
  figure.y = {"Time of a decode step", "s"};
  figure.y.from = 0.0;
  if (!inputs.scenario.serving) return figure;

  const double batch = expected_of(inputs.report, "serving.operating_batch");
  const double most = expected_of(inputs.report, "serving.max_batch");
  const double weights = expected_of(inputs.report, "decode.weight_read");
  const double step = expected_of(inputs.report, "decode.step_time");
  if (!(batch >= 1) || !std::isfinite(step)) return figure;

  const model::Knob* knob = model::find_knob("serving.batch");
  const double last = std::min(knob->high, std::max({kFewest, 2 * most, 2 * batch}));
  figure.x.from = 1.0;
  figure.x.to = last;
  Line expected{.name = "expected step", .meaning = {"decode.step_time", Wall::kMemoryBandwidth}};
  Line bound{.name = "bound", .role = LineRole::kBound, .meaning = {"decode.step_time", {}}};
  for (double b : whole_steps(last, 3)) {
    const model::Report report =
        model::make_report(with_knob(inputs.scenario, "serving.batch", b), model::Scope::kSteps);
    expected.points.push_back({b, expected_of(report, "decode.step_time")});
    bound.points.push_back({b, bound_of(report, "decode.step_time")});
  }
  figure.lines = {expected, bound};
  figure.lines.push_back({.name = "weights alone",
                          .points = {{1, weights}, {last, weights}},
                          .role = LineRole::kRule,
                          .meaning = {"decode.weight_read", {}}});
  if (most < last) {
    figure.walls.push_back({.wall = Wall::kMemoryCapacity,
                            .name = "does not fit",
                            .boundary = {{std::max(1.0, most), 0}},
                            .side = Side::kRight,
                            .quantity = "serving.max_batch"});
  }
  const std::string now =
      fmt::format("batch {}: {}", model::format_number(batch), model::format_magnitude(step, "s"));
  figure.markers.push_back({.name = "now",
                            .at = {batch, step},
                            .role = MarkerRole::kOperating,
                            .meaning = {"decode.step_time", Wall::kMemoryBandwidth},
                            .label = {now, 95}});
  figure.describe = fmt::format(
      "The time of a decode step over the batch. Reading the weights alone takes {}; a step of "
      "batch {} takes {}. {}",
      model::format_magnitude(weights, "s"), model::format_number(batch),
      model::format_magnitude(step, "s"),
      most >= 1 ? fmt::format("Memory holds {} sequences.", model::format_number(most))
                : "Memory does not hold a single sequence beside the weights.");
  return figure;
}

}  // namespace

LessonFigure step_by_batch_figure() {
  return {.id = "step_by_batch",
          .quantities = {"decode.step_time", "decode.weight_read", "serving.max_batch"},
          .figure = figure_of};
}

}  // namespace wf::widgets
