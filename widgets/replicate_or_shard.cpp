#include <fmt/format.h>

#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// Ways to cut one replica, side by side: what a GPU makes in each, at the pace that is promised,
// and the fleet that the load then takes. Copies are the same at any number, so the replica
// decides.

namespace wf::widgets {
namespace {

constexpr std::string_view kNoServing = "Replicas answer requests, and this workload serves none.";

struct Layout {
  double tp = 1, pp = 1;
  double most = 0;   // requests that memory holds
  double batch = 0;  // operating batch; 0: nothing fits or nothing keeps the pace
  double rate = 0;   // tokens/s of one GPU
  double gpus = 0;   // of the fleet; 0: there is no load to size it for
  double step = 0;   // s, of one user
  model::Wall wall = model::Wall::kMemoryBandwidth;  // of the step at the operating batch
  bool chosen = false;

  std::string name() const {
    std::string text = fmt::format("TP {}", model::format_number(tp));
    if (pp > 1) text += fmt::format(" × PP {}", model::format_number(pp));
    return chosen ? text + ", chosen" : text;
  }
  bool works() const { return batch >= 1; }
};

Layout layout_of(model::Scenario scenario, double tp, double pp) {
  const model::Parallelism& now = scenario.parallel;
  Layout layout{.tp = tp, .pp = pp, .chosen = now.tp == tp && now.pp == pp};
  scenario.parallel.tp = tp;
  scenario.parallel.pp = pp;
  scenario.parallel.dp.reset();
  scenario.parallel.cp = scenario.parallel.ep = 1;
  scenario.cluster.gpus = tp * pp;
  const model::Report report = model::make_report(scenario);
  layout.most = expected_of(report, "serving.max_batch");
  layout.batch = expected_of(report, "fleet.operating_batch");
  layout.rate = expected_of(report, "fleet.tokens_per_s_per_gpu");
  layout.gpus = expected_of(report, "fleet.gpus");
  const model::Report alone =
      model::make_report(with_knob(scenario, "serving.batch", 1), model::Scope::kSteps);
  layout.step = expected_of(alone, "decode.step_time");
  if (!(layout.most >= 1)) layout.most = 0;
  if (!(layout.batch >= 1) || !std::isfinite(layout.rate)) layout.batch = layout.rate = 0;
  if (!std::isfinite(layout.gpus)) layout.gpus = 0;
  if (layout.works()) {
    const model::Report full = model::make_report(
        with_knob(scenario, "serving.batch", layout.batch), model::Scope::kSteps);
    layout.wall = largest(full.sections.front().step);
  } else if (layout.most < 1) {
    layout.wall = model::Wall::kMemoryCapacity;
  }
  return layout;
}

// Powers of two that divide the heads, within a node; stages only where no single node will do.
std::vector<Layout> layouts_of(const model::Scenario& scenario) {
  std::vector<Layout> layouts;
  const double node = scenario.cluster.gpus_per_node.value_or(scenario.cluster.gpu.gpus_per_node);
  const double widest = std::max(1.0, std::min(node, 8.0));
  const double heads = std::max(1.0, scenario.model.heads);
  for (double tp = 1; tp <= widest; tp *= 2) {
    if (std::fmod(heads, tp) == 0) layouts.push_back(layout_of(scenario, tp, 1));
  }
  const bool fits = std::any_of(layouts.begin(), layouts.end(),
                                [](const Layout& each) { return each.most >= 1; });
  if (!fits && !layouts.empty()) {
    for (double pp : {2.0, 4.0}) layouts.push_back(layout_of(scenario, layouts.back().tp, pp));
  }
  const model::Parallelism& now = scenario.parallel;
  const bool shown =
      std::any_of(layouts.begin(), layouts.end(), [](const Layout& each) { return each.chosen; });
  if (!shown) layouts.push_back(layout_of(scenario, now.tp, now.pp));
  return layouts;
}

std::string number(double value) { return model::format_number(value); }

const Layout* best_of(const std::vector<Layout>& layouts) {
  const Layout* best = nullptr;
  for (const Layout& each : layouts) {
    if (!each.works()) continue;
    const bool better =
        best == nullptr ||
        (each.gpus > 0 && best->gpus > 0 ? each.gpus < best->gpus : each.rate > best->rate);
    if (better) best = &each;
  }
  return best;
}

const Layout& chosen_of(const std::vector<Layout>& layouts) {
  return *std::find_if(layouts.begin(), layouts.end(),
                       [](const Layout& each) { return each.chosen; });
}

std::string what_of(const Layout& layout) {
  if (layout.most < 1) return "does not fit";
  if (!layout.works()) return "misses the pace";
  std::string text = model::format_magnitude(layout.rate, "tokens/s");
  if (layout.gpus > 0) text += fmt::format(", {} GPUs", number(layout.gpus));
  return text;
}

std::string sentence_of(const Layout& layout) {
  const std::string name = fmt::format("TP {}", number(layout.tp)) +
                           (layout.pp > 1 ? fmt::format(" with {} stages", number(layout.pp)) : "");
  if (layout.most < 1) {
    return name + " does not hold the model with a single request: memory capacity is the wall.";
  }
  if (!layout.works()) {
    return fmt::format(
        "{} misses the promised pace even for one user, at {} a token: memory bandwidth is the "
        "wall.",
        name, model::format_magnitude(layout.step, "s"));
  }
  return fmt::format(
      "{} makes {} with each GPU, in batches of {} that wait for {}; one user gets a token in {}.",
      name, model::format_magnitude(layout.rate, "tokens/s"), number(layout.batch),
      wall_name(layout.wall), model::format_magnitude(layout.step, "s"));
}

std::string title_of(const std::vector<Layout>& layouts) {
  const Layout* best = best_of(layouts);
  if (best == nullptr) return "None of these replicas keeps the promise";
  std::string name = fmt::format("TP {}", number(best->tp));
  if (best->pp > 1) name += fmt::format(" × PP {}", number(best->pp));
  return best->gpus > 0
             ? fmt::format("{} takes the fewest GPUs for the load: {}", name, number(best->gpus))
             : fmt::format("{} makes most of each GPU: {}", name,
                           model::format_magnitude(best->rate, "tokens/s"));
}

std::string words_of(const std::vector<Layout>& layouts) {
  std::string words = sentence_of(chosen_of(layouts));
  for (const Layout& each : layouts) {
    if (!each.chosen) words += " " + sentence_of(each);
  }
  return words + " " + title_of(layouts) + ".";
}

std::string describe(const WidgetInputs& inputs) {
  if (!inputs.scenario.serving) return std::string(kNoServing);
  return words_of(layouts_of(inputs.scenario));
}

std::string flip(const WidgetInputs& inputs) {
  if (!inputs.scenario.serving) return {};
  const std::vector<Layout> layouts = layouts_of(inputs.scenario);
  const auto first = std::find_if(layouts.begin(), layouts.end(),
                                  [](const Layout& each) { return each.most >= 1; });
  if (first == layouts.end()) {
    return "Memory capacity is the wall in every replica shown: fewer bits, larger cards or more "
           "stages.";
  }
  if (first == layouts.begin()) {
    return fmt::format(
        "The model fits TP {} already; below the promised pace only larger groups "
        "help, against memory bandwidth.",
        number(first->tp));
  }
  if (first->pp > 1) {
    return fmt::format(
        "No group within a node holds the model: memory capacity. With {} stages "
        "it fits, and the step gets no shorter.",
        number(first->pp));
  }
  return fmt::format(
      "Below TP {} memory capacity is the wall: the weights leave no room for a "
      "request.",
      number(first->tp));
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Output of one GPU, prefills charged", "tokens/s"};
  figure.x.from = 0.0;
  figure.empty_text = std::string(kNoServing);
  figure.title = "Replicate small, or shard?";
  figure.describe = figure.empty_text;
  if (!inputs.scenario.serving) return figure;
  const std::vector<Layout> layouts = layouts_of(inputs.scenario);
  figure.describe = words_of(layouts);
  figure.title = title_of(layouts);
  Bars bars;
  BarSeries series{.name = "tokens/s of a GPU"};
  for (const Layout& each : layouts) {
    bars.categories.push_back(each.name());
    series.values.push_back({.value = each.rate,
                             .meaning = {"fleet.tokens_per_s_per_gpu", each.wall},
                             .text = what_of(each)});
  }
  if (inputs.pinned_scenario && inputs.pinned_scenario->serving) {
    const model::Parallelism& layout = inputs.pinned_scenario->parallel;
    const Layout pinned = layout_of(*inputs.pinned_scenario, layout.tp, layout.pp);
    bars.categories.push_back(fmt::format("A: TP {}", number(pinned.tp)));
    series.values.push_back({.value = pinned.rate,
                             .meaning = {"fleet.tokens_per_s_per_gpu", pinned.wall},
                             .text = what_of(pinned)});
  }
  bars.groups = {std::move(series)};
  figure.bars = std::move(bars);
  return figure;
}

}  // namespace

Widget replicate_or_shard_widget() {
  return {.id = "replicate_or_shard",
          .title = "Replicate small, or shard?",
          .knobs = {"parallel.tp", "serving.slo.tpot", "serving.prompt_tokens", "parallel.pp",
                    "serving.arrival_rate", "serving.output_tokens", "precision.weights",
                    "precision.kv", "precision.activations", "cluster.gpu.memory",
                    "cluster.gpu.link_bandwidth"},
          .quantities = {"fleet.gpus", "fleet.tokens_per_s_per_gpu", "fleet.operating_batch",
                         "serving.max_batch", "decode.step_time", "decode.allreduce_time",
                         "memory.weights"},
          .flip_knob = "serving.slo.tpot",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
