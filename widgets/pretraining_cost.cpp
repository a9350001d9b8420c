#include <fmt/format.h>

#include <optional>

#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// What a training run costs over its MFU. Tokens and model fix the arithmetic; the MFU says how
// many GPU-hours it takes, and a budget or a deadline says which MFU is the least that will do.

namespace wf::widgets {
namespace {

constexpr double kLeastMfu = 0.05;  // the axis goes at least from here
constexpr double kMostMfu = 0.7;    // to here
constexpr std::string_view kMfuKnob = "assume.training.mfu";

Wall training_wall(const model::Report& report) {
  for (const model::SectionWalls& section : report.sections) {
    if (section.section == model::Section::kTraining) return section.walls.binding();
  }
  return Wall::kCompute;
}

struct Run {
  double mfu = 0;
  double cost = 0;   // dollars, or GPU-hours where no price is named
  double time = 0;   // s
  double hours = 0;  // GPU-hours
  double flops = 0, rule_flops = 0;
  bool priced = false;
  std::optional<double> money, deadline;  // dollars, s
  Wall binding = Wall::kCompute;

  // The arithmetic is fixed, so both go as 1/MFU.
  double cost_at(double at) const { return cost * mfu / at; }
  double rule_at(double at) const { return cost_at(at) * rule_flops / flops; }
  double least_for_money() const { return money ? mfu * cost / *money : 0; }
  double least_for_deadline() const { return deadline ? mfu * time / *deadline : 0; }
  double least_mfu() const { return std::max(least_for_money(), least_for_deadline()); }
  bool within() const { return mfu >= least_mfu(); }
};

std::optional<Run> run_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.training) return std::nullopt;
  Run run;
  run.mfu = expected_of(report, "training.mfu");
  run.time = expected_of(report, "training.run_time");
  run.hours = expected_of(report, "training.gpu_hours");
  if (!(run.mfu > 0) || !std::isfinite(run.time) || !std::isfinite(run.hours)) return std::nullopt;
  const double steps = expected_of(report, "training.steps");
  run.flops = steps * expected_of(report, "training.model_flops");
  run.rule_flops = steps * expected_of(report, "training.rule_6n");
  run.priced = report.find("training.cost") != nullptr;
  run.cost = run.priced ? expected_of(report, "training.cost") : run.hours;
  if (run.priced) run.money = scenario.budget.usd;
  if (scenario.budget.days) run.deadline = *scenario.budget.days * 86400;
  run.binding = training_wall(report);
  return run;
}

std::string percent(double share) { return model::format_number(100 * share, 3) + " %"; }
std::string count(double value) { return model::format_magnitude(value, "1"); }
std::string price(const Run& run, double cost) {
  return run.priced ? model::format_magnitude(cost, "USD") : count(cost) + " GPU-hours";
}
std::string days(double seconds) {
  return model::format_number(seconds / 86400, 3) + (seconds < 1.5 * 86400 ? " day" : " days");
}

std::string title_of(const Run& run) {
  if (run.money && run.cost > *run.money) {
    return fmt::format("Over budget: {} at an MFU of {}", price(run, run.cost), percent(run.mfu));
  }
  if (run.deadline && run.time > *run.deadline) {
    return fmt::format("Late: {} at an MFU of {}", days(run.time), percent(run.mfu));
  }
  return fmt::format("{} and {} at an MFU of {}", price(run, run.cost), days(run.time),
                     percent(run.mfu));
}

void add_walls(const Run& run, Figure& figure) {
  if (run.money && *run.money < *figure.y.to) {
    figure.walls.push_back({.wall = Wall::kBudget,
                            .name = "over the budget of " + price(run, *run.money),
                            .boundary = {{*figure.x.from, *run.money}},
                            .side = Side::kAbove,
                            .quantity = "budget.usd"});
  }
  const double late = 100 * run.least_for_deadline();
  if (run.deadline && late > *figure.x.from) {
    figure.walls.push_back({.wall = Wall::kBudget,
                            .name = fmt::format("longer than {}", days(*run.deadline)),
                            .boundary = {{std::min(late, *figure.x.to), 0}},
                            .side = Side::kLeft,
                            .quantity = "budget.days"});
  }
}

void add_curves(const Run& run, Figure& figure, Handle& handle) {
  Line refined{.name = "with attention",
               .meaning = {run.priced ? "training.cost" : "training.gpu_hours", Wall::kBudget},
               .label = {"", 0}};
  Line rule{.name = "rule 6ND", .role = LineRole::kRule, .meaning = {"training.rule_6n", {}}};
  const double from = *figure.x.from / 100, to = *figure.x.to / 100;
  for (int i = 0; i <= 60; ++i) {
    const double mfu = from * std::pow(to / from, i / 60.0);
    refined.points.push_back({100 * mfu, run.cost_at(mfu)});
    rule.points.push_back({100 * mfu, run.rule_at(mfu)});
    handle.stops.push_back({100 * mfu, mfu});
  }
  figure.lines = {refined, rule};
}

constexpr std::string_view kNoRun =
    "The cost of a run needs a training section with a number of tokens, which this workload has "
    "not.";

std::string describe(const WidgetInputs& inputs) {
  const auto state = run_of(inputs.scenario, inputs.report);
  if (!state) return std::string(kNoRun);
  const Run& run = *state;
  std::string words = fmt::format(
      "Training {} on {} tokens takes {}, attention included; the rule 6ND says {}. ",
      inputs.scenario.model.name.empty() ? "the model" : inputs.scenario.model.name,
      count(inputs.scenario.training->tokens.value_or(0)),
      model::format_magnitude(run.flops, "FLOP"), model::format_magnitude(run.rule_flops, "FLOP"));
  words += fmt::format("At an MFU of {} that is {} GPU-hours: {} on {} GPUs{}. ", percent(run.mfu),
                       model::format_number(run.hours), days(run.time),
                       model::format_number(inputs.scenario.cluster.gpus),
                       run.priced ? ", " + price(run, run.cost) : std::string());
  words += fmt::format("At half the MFU it would be {} and {}. ",
                       price(run, run.cost_at(run.mfu / 2)), days(2 * run.time));
  if (run.money) {
    words += fmt::format("The budget is {}, which the run {}. ", price(run, *run.money),
                         run.cost > *run.money ? "exceeds" : "meets");
  }
  if (run.deadline) {
    words += fmt::format("The deadline is {}, which the run {}. ", days(*run.deadline),
                         run.time > *run.deadline ? "misses" : "meets");
  }
  return words + fmt::format("The binding wall is {}.", wall_name(run.binding));
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Model FLOP utilisation", "%"};
  figure.empty_text = std::string(kNoRun);
  figure.describe = describe(inputs);
  const auto state = run_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "What does the run cost?";
  if (!state) return figure;
  const Run& run = *state;
  figure.x.from = 100 * std::min(kLeastMfu, 0.8 * run.mfu);
  figure.x.to = 100 * std::max(kMostMfu, std::min(1.0, 1.1 * run.mfu));
  figure.y = run.priced ? Axis{"Cost of the run", "USD", Scale::kLog10}
                        : Axis{"GPU-hours of the run", "h", Scale::kLog10};
  // The same axes while the MFU moves, with the budget in them where it is near.
  figure.y.from = 0.6 * run.rule_at(*figure.x.to / 100);
  figure.y.to = 1.3 * run.cost_at(*figure.x.from / 100);
  if (run.money && *run.money < *figure.y.from) {
    figure.y.from = std::max(0.6 * *run.money, 0.05 * *figure.y.from);
  }
  Handle handle{
      .at = {100 * run.mfu, run.cost}, .knob = std::string(kMfuKnob), .direction = Direction::kX};
  add_walls(run, figure);
  add_curves(run, figure, handle);
  const auto beyond = [&](double factor) {
    return (run.money && factor * run.cost > *run.money) ||
           (run.deadline && factor * run.time > *run.deadline);
  };
  const auto wall_at = [&](double factor) -> std::optional<Wall> {
    return beyond(factor) ? std::optional(Wall::kBudget) : std::nullopt;
  };
  const char* quantity = run.priced ? "training.cost" : "training.gpu_hours";
  if (run.within() && 50 * run.mfu > *figure.x.from) {
    figure.markers.push_back({.name = "half the MFU",
                              .at = {50 * run.mfu, 2 * run.cost},
                              .meaning = {quantity, wall_at(2)},
                              .label = {"half the MFU\n" + price(run, 2 * run.cost), 85}});
  }
  if (inputs.pinned_scenario && inputs.pinned_report) {
    const auto pinned = run_of(*inputs.pinned_scenario, *inputs.pinned_report);
    if (pinned && pinned->priced == run.priced) {
      figure.markers.push_back({.name = "A",
                                .at = {100 * pinned->mfu, pinned->cost},
                                .role = MarkerRole::kGhost,
                                .meaning = {quantity, {}},
                                .label = {"A: " + price(*pinned, pinned->cost), 60}});
    }
  }
  figure.markers.push_back(
      {.name = "now",
       .at = {100 * run.mfu, run.cost},
       .role = MarkerRole::kOperating,
       .meaning = {quantity, wall_at(1)},
       .label = {fmt::format("{}\n{}", price(run, run.cost), days(run.time)), 95}});
  figure.handles.push_back(handle);
  return figure;
}

// Which of the two ends the run first, in words.
std::string excess(const Run& run) {
  return run.least_for_money() >= run.least_for_deadline()
             ? fmt::format("costs more than {}", price(run, *run.money))
             : fmt::format("takes longer than {}", days(*run.deadline));
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = run_of(inputs.scenario, inputs.report);
  if (!state || (!state->money && !state->deadline)) return {};
  const Run& run = *state;
  const model::Knob* knob = model::find_knob(kMfuKnob);
  const double least = run.least_mfu();
  if (least >= knob->high) {
    return fmt::format(
        "Even at an MFU of 100 % the run {}{} {}.", excess(run),
        run.binding == Wall::kBudget ? ": the binding wall is" : "; what binds before that is",
        wall_name(run.binding));
  }
  if (least <= knob->low) return {};
  const auto binding_at = [&](double mfu) {
    return training_wall(model::make_report(with_knob(inputs.scenario, kMfuKnob, mfu)));
  };
  const Wall here = run.binding;
  const Wall there = binding_at(least * (run.within() ? 0.98 : 1.02));
  const std::string change =
      here == there
          ? fmt::format("the binding wall stays {}", wall_name(here))
          : fmt::format("the binding wall turns from {} to {}", wall_name(here), wall_name(there));
  if (run.within()) {
    return fmt::format("Below an MFU of {} the run {}: {}.", percent(least), excess(run), change);
  }
  return fmt::format("At this MFU the run {}. From {} on it is within, and {}.", excess(run),
                     percent(least), change);
}

}  // namespace

Widget pretraining_cost_widget() {
  return {.id = "pretraining_cost",
          .title = "What does the run cost?",
          .knobs = {kMfuKnob, "training.tokens", "cluster.gpus", "cluster.price_per_gpu_hour",
                    "budget.usd", "budget.days", "training.seq_len", "cluster.gpu.peak.bf16"},
          .quantities = {"training.cost", "training.run_time", "training.gpu_hours",
                         "training.model_flops", "training.rule_6n", "training.mfu"},
          .flip_knob = kMfuKnob,
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
