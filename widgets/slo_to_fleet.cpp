#include <fmt/format.h>

#include "model/formulas/service.h"
#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// The fleet over the pace that is promised. A pace sets the batch, the batch the capacity of a
// replica, and that the fleet: a tighter pace takes more GPUs, down to a floor that no fleet
// passes. The popular calculation, with so many requests for each GPU, runs the other way.

namespace wf::widgets {
namespace {

constexpr std::string_view kNoArrivals =
    "A fleet answers to a load, and this workload names no requests a second.";

// One batch of a replica: the pace that it keeps, prefills included, and the fleet that it needs.
struct Pace {
  double batch = 0, gap = 0, gpus = 0;
};

struct State {
  std::vector<Pace> batches;   // by rising batch, as far as memory holds
  double target = 0;           // s; the pace promised, or that of a full replica
  double batch = 0, gpus = 0;  // of the fleet that keeps it; 0: none does
  double most = 0;
  double arrivals = 0, first = 0, output = 0, per_gpu = 0;
  std::optional<double> affordable;  // GPUs that the budget pays for
  bool promised = false;

  double floor() const { return batches.empty() ? 0 : batches.front().gap; }
  double rule(double pace) const {
    return std::ceil(arrivals * (first + (output - 1) * pace) / per_gpu);
  }
};

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving || !scenario.serving->arrival_rate) return std::nullopt;
  model::Inputs<double> in = model::resolve(scenario);
  State s;
  s.arrivals = in.serving.arrival_rate.value();
  s.output = in.serving.output.value();
  s.most = expected_of(report, "serving.max_batch");
  s.promised = scenario.serving->slo.tpot.has_value();
  const double replica = (in.parallel.tp * in.parallel.pp * in.parallel.cp).value();
  const double utilization = in.operations.utilization.value();
  const auto at = [&](double batch) {
    in.serving.batch = model::Number<double>(batch);
    in.serving.batch_is_max = false;
    const model::ServingEstimate<double> e = model::estimate_serving(in);
    const double gap = model::token_gap(e.decode_step.expected, e.batch, in.serving.output,
                                        e.request_prefill.expected)
                           .value();
    const double capacity = batch / s.output / gap;
    return Pace{batch, gap, replica * std::ceil(s.arrivals / (utilization * capacity))};
  };
  for (double batch : whole_steps(std::min(s.most, 16384.0), 4)) s.batches.push_back(at(batch));
  for (const Pace& each : s.batches) {
    if (!std::isfinite(each.gap) || !std::isfinite(each.gpus)) return std::nullopt;
  }
  s.target = s.promised          ? *scenario.serving->slo.tpot
             : s.batches.empty() ? 0
                                 : s.batches.back().gap;
  s.batch = expected_of(report, "fleet.operating_batch");
  s.gpus = expected_of(report, "fleet.gpus");
  if (!(s.batch >= 1) || !std::isfinite(s.gpus)) s.batch = s.gpus = 0;
  s.first = scenario.serving->slo.ttft.value_or(expected_of(report, "request.prefill_time"));
  s.per_gpu = std::max(s.batch, 1.0) / replica;
  if (scenario.budget.usd_per_month && in.cluster.priced) {
    s.affordable = std::floor(*scenario.budget.usd_per_month /
                              (in.cluster.price.value() * model::kHoursPerMonth * 3600));
  }
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string seconds(double value) { return model::format_magnitude(value, "s"); }
std::string gpus(double count) {
  return fmt::format("{} GPU{}", number(count), count == 1 ? "" : "s");
}

std::string title_of(const State& s) {
  if (s.batches.empty()) return "The model does not fit: there is no fleet of such replicas";
  if (s.gpus < 1) {
    return fmt::format("No fleet keeps {}: one user alone gets a token in {}", seconds(s.target),
                       seconds(s.floor()));
  }
  if (s.affordable && s.gpus > *s.affordable) {
    return fmt::format("{} keep {}, and the budget pays for {}", gpus(s.gpus), seconds(s.target),
                       number(*s.affordable));
  }
  return s.promised ? fmt::format("A token every {} takes {}", seconds(s.target), gpus(s.gpus))
                    : fmt::format("Without a pace to keep, full replicas take {}", gpus(s.gpus));
}

std::string words_of(const std::optional<State>& state) {
  if (!state) return std::string(kNoArrivals);
  const State& s = *state;
  std::string words = fmt::format("{} requests a second arrive, with answers of {} tokens. ",
                                  number(s.arrivals), number(s.output));
  if (s.batches.empty()) {
    return words + "The memory of a replica holds not one of them: memory capacity is the wall.";
  }
  if (s.gpus < 1) {
    return words + fmt::format(
                       "A pace of {} is out of reach: a single user gets a token in {} at best, "
                       "prefills included. Memory bandwidth is the wall.",
                       seconds(s.target), seconds(s.floor()));
  }
  words += s.promised ? fmt::format("A pace of {} allows a batch of {}", seconds(s.target),
                                    number(s.batch))
                      : fmt::format("No pace is promised, so a replica runs its full batch of {}",
                                    number(s.batch));
  words += s.batch >= s.most ? ", which is all that memory holds. " : ". ";
  words += fmt::format("The load then takes {}. ", gpus(s.gpus));
  if (s.affordable) {
    words +=
        s.gpus > *s.affordable
            ? fmt::format("The budget pays for {}: budget is the wall. ", number(*s.affordable))
            : fmt::format("The budget pays for {}. ", number(*s.affordable));
  }
  words += fmt::format("A pace of {} would take {}.", seconds(s.batches.back().gap),
                       gpus(s.batches.back().gpus));
  return words;
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(state_of(inputs.scenario, inputs.report));
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state || state->batches.empty()) return {};
  const State& s = *state;
  std::string words = fmt::format(
      "Below {} memory bandwidth is the wall: no batch is that fast. Above {} it is memory "
      "capacity: the replica is full, and a slower pace saves nothing.",
      seconds(s.floor()), seconds(s.batches.back().gap));
  if (s.affordable) {
    const auto first = std::find_if(s.batches.begin(), s.batches.end(),
                                    [&](const Pace& p) { return p.gpus <= *s.affordable; });
    if (first == s.batches.end()) {
      words += " The budget pays for the fleet at no pace.";
    } else if (first != s.batches.begin()) {
      words += fmt::format(" Below about {} the budget is.", seconds(first->gap));
    }
  }
  return words;
}

void add_pinned(const WidgetInputs& inputs, Figure& figure) {
  if (!inputs.pinned_scenario || !inputs.pinned_report) return;
  const auto pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
  if (!pinned) return;
  Line ghost{.name = "A", .role = LineRole::kGhost};
  for (const Pace& p : pinned->batches) ghost.points.push_back({p.gap, p.gpus});
  figure.lines.push_back(std::move(ghost));
  if (pinned->gpus < 1) return;
  figure.markers.push_back({.name = "A",
                            .at = {pinned->target, pinned->gpus},
                            .role = MarkerRole::kGhost,
                            .meaning = {"fleet.gpus", {}},
                            .label = {"A: " + gpus(pinned->gpus), 60}});
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Pace promised: time between two tokens", "s", Scale::kLog10};
  figure.y = {"GPUs", "1", Scale::kLog10};
  figure.empty_text = std::string(kNoArrivals);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "How many GPUs does a promise take?";
  figure.describe = words_of(state);
  if (!state) return figure;
  const State& s = *state;
  if (s.batches.empty()) {
    figure.empty_text = title_of(s);
    return figure;
  }
  const double full = s.batches.back().gap;
  figure.x.from = 0.6 * std::min(s.floor(), s.target);
  figure.x.to = 1.8 * std::max(full, s.target);

  Line fleet{.name = "fleet that keeps it", .meaning = {"fleet.gpus", {}}, .weight = 1.3};
  double lowest = s.batches.front().gpus, highest = 0;
  for (const Pace& p : s.batches) {
    fleet.points.push_back({p.gap, p.gpus});
    lowest = std::min(lowest, p.gpus);
    highest = std::max(highest, p.gpus);
  }
  fleet.points.push_back({*figure.x.to, s.batches.back().gpus});
  Line rule{.name = "rule: as many a GPU at any pace",
            .role = LineRole::kRule,
            .meaning = {"rule.residency_gpus", {}}};
  for (int i = 0; i <= 24; ++i) {
    const double pace = *figure.x.from * std::pow(*figure.x.to / *figure.x.from, i / 24.0);
    rule.points.push_back({pace, s.rule(pace)});
    lowest = std::min(lowest, s.rule(pace));
  }
  figure.lines = {std::move(fleet), std::move(rule)};
  figure.y.from = std::max(0.5, 0.5 * lowest);
  figure.y.to = 2 * std::max({highest, s.affordable.value_or(0), s.gpus});

  figure.walls.push_back({.wall = Wall::kMemoryBandwidth,
                          .name = "no batch is that fast",
                          .boundary = {{s.floor(), *figure.y.from}},
                          .side = Side::kLeft,
                          .quantity = "decode.step_time"});
  if (s.affordable && *s.affordable >= 1) {
    figure.walls.push_back({.wall = Wall::kBudget,
                            .name = fmt::format("beyond {}", gpus(*s.affordable)),
                            .boundary = {{*figure.x.from, *s.affordable}},
                            .side = Side::kAbove,
                            .quantity = "fleet.usd_per_month"});
  }
  figure.lines.push_back({.name = "memory full",
                          .points = {{full, *figure.y.from}, {full, s.batches.back().gpus}},
                          .role = LineRole::kReference,
                          .meaning = {"serving.max_batch", Wall::kMemoryCapacity},
                          .label = {"memory full", 40}});
  add_pinned(inputs, figure);
  Handle handle{.at = {s.target, std::max(s.gpus, 1.0)},
                .knob = "serving.slo.tpot",
                .direction = Direction::kX};
  const model::Knob* knob = model::find_knob("serving.slo.tpot");
  for (double pace : {*figure.x.from, *figure.x.to}) {
    const double kept = std::clamp(pace, knob->low, knob->high);
    handle.stops.push_back({kept, kept});
  }
  if (s.gpus >= 1) {
    figure.markers.push_back({.name = "promised",
                              .at = {s.target, s.gpus},
                              .role = MarkerRole::kOperating,
                              .meaning = {"fleet.gpus", {}},
                              .label = {fmt::format("{}: {}\nbatch {}", seconds(s.target),
                                                    gpus(s.gpus), number(s.batch)),
                                        95}});
  } else {
    figure.markers.push_back({.name = "promised",
                              .at = {s.target, *figure.y.to / 2},
                              .role = MarkerRole::kOperating,
                              .meaning = {"serving.slo.tpot", Wall::kMemoryBandwidth},
                              .label = {fmt::format("{}: no fleet", seconds(s.target)), 95}});
    handle.at.y = *figure.y.to / 2;
  }
  figure.handles.push_back(std::move(handle));
  return figure;
}

}  // namespace

Widget slo_to_fleet_widget() {
  return {.id = "slo_to_fleet",
          .title = "How many GPUs does a promise take?",
          .knobs = {"serving.slo.tpot", "serving.output_tokens", "serving.arrival_rate",
                    "serving.prompt_tokens", "operations.utilization", "serving.prefix_hit",
                    "precision.weights", "precision.kv", "parallel.tp", "cluster.gpus",
                    "budget.usd_per_month"},
          .quantities = {"fleet.gpus", "fleet.replicas", "fleet.operating_batch",
                         "fleet.batch_within_gap", "fleet.knee_batch", "fleet.replica_capacity",
                         "fleet.in_flight", "fleet.usd_per_month", "rule.residency_gpus"},
          .flip_knob = "serving.slo.tpot",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
