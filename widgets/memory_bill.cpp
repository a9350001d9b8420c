#include <fmt/format.h>

#include <array>
#include <optional>

#include "model/inputs.h"
#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// What one GPU has to hold, item by item, beside what it has: for training, for serving, or for
// both. TP decides how many GPUs share the items of one model.

namespace wf::widgets {
namespace {

constexpr std::string_view kTpKnob = "parallel.tp";

// The items of the bill, in the order in which they are stacked.
enum Item { kWeights, kOptimizer, kGradients, kActivations, kKv, kRest, kItemCount };
struct ItemText {
  const char* name;
  const char* training;  // the quantity that it is
  const char* serving;
};
constexpr std::array<ItemText, kItemCount> kItems = {{
    {"weights", "training.weight_bytes", "memory.weights"},
    {"optimizer", "training.optimizer_bytes", ""},
    {"gradients", "training.gradient_bytes", ""},
    {"activations", "training.activation_bytes", ""},
    {"KV cache", "", "memory.kv"},
    {"workspace", "training.memory_per_gpu", "memory.workspace"},
}};

struct Bill {
  std::string name;  // "training", "serving", "weights alone"
  std::array<double, kItemCount> items{};
  double memory = 0;  // of one GPU
  std::optional<Wall> binding{};

  double total() const {
    double sum = 0;
    for (double item : items) sum += item;
    return sum;
  }
  bool fits() const { return total() <= memory; }
};

std::optional<Wall> wall_of(const model::Report& report, model::Section section) {
  for (const model::SectionWalls& entry : report.sections) {
    if (entry.section == section) return entry.walls.binding();
  }
  return std::nullopt;
}

std::vector<Bill> bills_of(const model::Scenario& scenario, const model::Report& report) {
  const model::Inputs<double> in = model::resolve(scenario);
  const double memory = in.cluster.memory.value();
  const auto of = [&](const char* id) { return *id ? expected_of(report, id) : 0.0; };
  std::vector<Bill> bills;
  if (scenario.training) {
    Bill bill{.name = "training",
              .memory = memory,
              .binding = wall_of(report, model::Section::kTraining)};
    double held = 0;
    for (int i = 0; i < kRest; ++i) {
      const auto item = static_cast<std::size_t>(i);
      held += bill.items[item] = of(kItems[item].training);
    }
    // The allocator's slack, and the driver beside it.
    bill.items[kRest] =
        expected_of(report, "training.memory_per_gpu") - held + in.assume.context.value();
    bills.push_back(bill);
  }
  if (scenario.serving) {
    Bill bill{
        .name = "serving", .memory = memory, .binding = wall_of(report, model::Section::kServing)};
    for (std::size_t i = 0; i < kRest; ++i) bill.items[i] = of(kItems[i].serving);
    // What the engine takes for its longest pass, and the share of the memory that it leaves alone.
    bill.items[kRest] = memory - bill.items[kWeights] - expected_of(report, "memory.free_for_kv");
    bills.push_back(bill);
  }
  if (bills.empty()) {
    Bill bill{.name = "weights alone", .memory = memory};
    bill.items[kWeights] = expected_of(report, "memory.weights");
    bills.push_back(bill);
  }
  std::erase_if(bills, [](const Bill& bill) { return !std::isfinite(bill.total()); });
  return bills;
}

std::string bytes(double value) { return model::format_magnitude(value, "bytes"); }

// The bill that is the fullest.
const Bill& worst(const std::vector<Bill>& bills) {
  const Bill* most = &bills.front();
  for (const Bill& bill : bills) {
    if (bill.total() > most->total()) most = &bill;
  }
  return *most;
}

std::string title_of(const std::vector<Bill>& bills) {
  const Bill& most = worst(bills);
  if (most.fits()) {
    return fmt::format("It fits: {} of {} with {}", bytes(most.total()), bytes(most.memory),
                       most.name);
  }
  return fmt::format("Does not fit: {} takes {}, one GPU has {}", most.name, bytes(most.total()),
                     bytes(most.memory));
}

constexpr std::string_view kNoModel = "A memory bill needs a model with a shape.";

std::string describe(const WidgetInputs& inputs) {
  const std::vector<Bill> bills = bills_of(inputs.scenario, inputs.report);
  if (bills.empty()) return std::string(kNoModel);
  const model::Scenario& scenario = inputs.scenario;
  const double tp = scenario.parallel.tp;
  std::string words = fmt::format(
      "One {} has {} of memory{}. ",
      scenario.cluster.gpu.name.empty() ? "GPU" : scenario.cluster.gpu.name, bytes(bills[0].memory),
      tp > 1 ? fmt::format("; {} GPUs split every matrix", model::format_number(tp)) : "");
  for (const Bill& bill : bills) {
    std::string list;
    for (std::size_t i = 0; i < kItemCount; ++i) {
      if (!(bill.items[i] > 0)) continue;
      list +=
          fmt::format("{}{} {}", list.empty() ? "" : ", ", kItems[i].name, bytes(bill.items[i]));
    }
    words +=
        fmt::format("For {}: {}; {} in all, which {}. ", bill.name, list, bytes(bill.total()),
                    bill.fits() ? fmt::format("leaves {}", bytes(bill.memory - bill.total()))
                                : fmt::format("is {} too much", bytes(bill.total() - bill.memory)));
  }
  words +=
      worst(bills).fits() ? "Memory capacity does not stop it." : "The wall is memory capacity.";
  return words;
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Memory of one GPU", "bytes"};
  figure.x.from = 0.0;
  figure.empty_text = std::string(kNoModel);
  figure.describe = describe(inputs);
  std::vector<Bill> bills = bills_of(inputs.scenario, inputs.report);
  figure.title = bills.empty() ? "What must one GPU hold?" : title_of(bills);
  if (bills.empty()) return figure;
  const double memory = bills[0].memory;
  if (inputs.pinned_scenario && inputs.pinned_report) {
    for (Bill& bill : bills_of(*inputs.pinned_scenario, *inputs.pinned_report)) {
      bill.name = "A: " + bill.name;
      bills.push_back(bill);
    }
  }
  Stack stack;
  stack.capacity = memory;
  stack.capacity_label = fmt::format("{} on one GPU", bytes(memory));
  for (const Bill& bill : bills) stack.categories.push_back(bill.name);
  double most = memory;
  for (std::size_t i = 0; i < kItemCount; ++i) {
    StackPart part{.name = kItems[i].name, .series = static_cast<int>(i)};
    part.meaning.quantity =
        inputs.scenario.training && *kItems[i].training ? kItems[i].training : kItems[i].serving;
    for (const Bill& bill : bills) part.values.push_back(bill.items[i]);
    stack.parts.push_back(part);
  }
  for (const Bill& bill : bills) most = std::max(most, bill.total());
  figure.x.to = 1.12 * most;
  figure.stack = stack;
  return figure;
}

// The same with every matrix split over `tp` GPUs; replicas and the cluster follow.
model::Scenario at_tp(const model::Scenario& scenario, double tp) {
  model::Scenario changed = with_knob(scenario, kTpKnob, tp);
  changed.parallel.dp.reset();
  const model::Parallelism& layout = changed.parallel;
  changed.cluster.gpus = std::max(changed.cluster.gpus, layout.tp * layout.pp * layout.cp);
  return changed;
}

std::string flip(const WidgetInputs& inputs) {
  const std::vector<Bill> now = bills_of(inputs.scenario, inputs.report);
  if (now.empty()) return {};
  const auto bills_at = [&](double tp) {
    const model::Scenario scenario = at_tp(inputs.scenario, tp);
    return bills_of(scenario, model::make_report(scenario));
  };
  const auto fits_at = [&](double tp) {
    const std::vector<Bill> bills = bills_at(tp);
    return !bills.empty() && worst(bills).fits();
  };
  const auto wall_after = [&](const std::vector<Bill>& bills) {
    const auto binding = worst(bills).binding;
    return binding && *binding != Wall::kMemoryCapacity
               ? fmt::format("it fits and the binding wall is {}", wall_name(*binding))
               : std::string("it fits");
  };
  const double tp = inputs.scenario.parallel.tp;
  const model::Knob* knob = model::find_knob(kTpKnob);
  if (worst(now).fits()) {
    double least = tp;
    while (least > 1 && fits_at(std::floor(least / 2))) least = std::floor(least / 2);
    if (least <= 1) return {};
    return fmt::format(
        "From TP {} on {}; at TP {} it does not fit and memory capacity is the wall.",
        model::format_number(least), wall_after(bills_at(least)),
        model::format_number(std::floor(least / 2)));
  }
  for (double wider = 2 * tp; wider <= std::min(1024.0, knob->high); wider *= 2) {
    const std::vector<Bill> bills = bills_at(wider);
    if (bills.empty() || !worst(bills).fits()) continue;
    return fmt::format("It does not fit: memory capacity is the wall. From TP {} on {}.",
                       model::format_number(wider), wall_after(bills));
  }
  return {};
}

}  // namespace

Widget memory_bill_widget() {
  return {.id = "memory_bill",
          .title = "What must one GPU hold?",
          .knobs = {kTpKnob, "training.micro_batch", "serving.batch", "training.recompute",
                    "training.seq_len", "parallel.zero", "assume.training.gradient_bytes",
                    "precision.weights", "precision.kv", "serving.prompt_tokens",
                    "cluster.gpu.memory", "training.attention"},
          .quantities = {"memory.weights", "memory.kv", "memory.workspace", "training.weight_bytes",
                         "training.gradient_bytes", "training.optimizer_bytes",
                         "training.activation_bytes", "training.memory_per_gpu",
                         "serving.memory_per_gpu"},
          .flip_knob = kTpKnob,
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
