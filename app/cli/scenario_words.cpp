#include "app/cli/scenario_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/text.h"
#include "model/inputs.h"
#include "model/knobs.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::Scenario;

std::string name_of_model(const Scenario& scenario) {
  const auto& shape = scenario.model;
  if (!shape.name.empty()) return printable(shape.name);
  if (!shape.id.empty()) return printable(shape.id);
  return fmt::format("{} layers of {}", model::format_number(shape.layers),
                     model::format_number(shape.hidden));
}

std::string name_of_gpu(const Scenario& scenario) {
  const auto& gpu = scenario.cluster.gpu;
  if (!gpu.name.empty()) return printable(gpu.name);
  if (!gpu.id.empty()) return printable(gpu.id);
  return fmt::format("GPU of {}", model::format_magnitude(gpu.memory.value, "bytes"));
}

std::string precision_words(const model::PrecisionPlan& precision, bool has_kv) {
  std::string weights(model::name_of(precision.weights));
  if (precision.weight_bits) {
    weights = fmt::format("{}-bit", model::format_number(*precision.weight_bits));
  }
  const std::string_view activations = model::name_of(precision.activations);
  const std::string_view kv = model::name_of(precision.kv);
  if (weights == activations && (!has_kv || kv == weights)) return weights;
  std::string words = fmt::format("{} weights, {} multiplies", weights, activations);
  if (has_kv) words += fmt::format(", {} KV", kv);
  return words;
}

std::string knob_text(const model::Knob& knob, std::optional<double> value) {
  if (!value) return "—";
  if (knob.kind == model::KnobKind::kChoice && knob.choices.empty()) {
    return *value != 0 ? "yes" : "no";
  }
  if (!knob.choices.empty()) {
    const auto index = static_cast<std::size_t>(std::max(0.0, *value));
    if (index < knob.choices.size()) return std::string(knob.choices[index]);
  }
  return model::format_magnitude(*value, knob.term.unit, {.digits = 4});
}

// What a scenario that leaves a knob out takes for it, where that is one value.
std::optional<double> effective(const model::Knob& knob, const Scenario& scenario) {
  const auto value = knob.get(scenario);
  const std::string_view path = knob.term.id;
  if (value || !path.starts_with("parallel.")) {
    if (value || path != "cluster.gpus_per_node") return value;
    return std::min(8.0, scenario.cluster.gpus);
  }
  if (path == "parallel.dp") return model::replicas(scenario);
  if (path == "parallel.zero") {
    return scenario.serving ? 0.0 : scenario.rl && !scenario.training ? 3.0 : 1.0;
  }
  return knob.initial;
}

}  // namespace

std::string design_line(const Scenario& scenario) {
  const auto number = [](double value) { return model::format_number(value); };
  const auto& cluster = scenario.cluster;
  const double per_node =
      std::max(1.0, cluster.gpus_per_node.value_or(std::min(8.0, cluster.gpus)));
  const double nodes = std::ceil(cluster.gpus / per_node);

  std::string line =
      fmt::format("{} · {} · {} × {}", name_of_model(scenario),
                  precision_words(scenario.precision, scenario.serving || scenario.rl),
                  number(cluster.gpus), name_of_gpu(scenario));
  if (cluster.gpus > 1) {
    line += fmt::format(" ({} node{})", number(nodes), nodes == 1 ? "" : "s");
  }
  const auto degree = [&](std::string_view name, double value) {
    if (value > 1) line += fmt::format(" · {} {}", name, number(value));
  };
  degree("TP", scenario.parallel.tp);
  degree("PP", scenario.parallel.pp);
  degree("CP", scenario.parallel.cp);
  degree("EP", scenario.parallel.ep);
  degree("DP", model::replicas(scenario));
  if (scenario.serving) {
    const auto& serving = *scenario.serving;
    line += serving.batch ? fmt::format(" · batch {}", number(*serving.batch)) : " · largest batch";
    line += fmt::format(" · {} → {} tokens", number(serving.prompt_tokens),
                        number(serving.output_tokens));
  }
  if (scenario.training) {
    const auto& training = *scenario.training;
    line += " · training";
    if (training.global_batch) line += fmt::format(" {} ×", number(*training.global_batch));
    line += fmt::format(" {} tokens a step", number(training.seq_len));
  }
  if (scenario.rl) {
    line += fmt::format(" · RL {} prompts × {} samples", number(scenario.rl->prompts),
                        number(scenario.rl->samples_per_prompt));
  }
  return line;
}

std::string figure_words(const model::Accelerator& gpu, std::string_view id) {
  const auto line = [](std::string_view head, const model::Figure* figure) {
    if (figure == nullptr || figure->source.empty()) return std::string();
    const std::string_view end = figure->source.ends_with('.') ? "" : ".";
    return fmt::format("{}{}{}", head, figure->source, end);
  };
  const auto of = [](const std::optional<model::Figure>& figure) {
    return figure ? &*figure : nullptr;
  };
  constexpr std::string_view kOwn = "Figure: ";
  if (id == "cluster.gpu.memory") return line(kOwn, &gpu.memory);
  if (id == "cluster.gpu.memory_bandwidth") return line(kOwn, &gpu.memory_bandwidth);
  if (id == "cluster.gpu.link_bandwidth") return line(kOwn, of(gpu.link_bandwidth));
  if (id == "cluster.gpu.nic_bandwidth") return line(kOwn, of(gpu.nic_bandwidth));
  if (id == "cluster.gpu.compute_units") return line(kOwn, of(gpu.compute_units));
  if (id == "cluster.gpu.power") return line(kOwn, of(gpu.power));
  constexpr std::string_view kPeak = "cluster.gpu.peak.";
  for (std::size_t i = 0; i < model::kPrecisionCount; ++i) {
    if (id.starts_with(kPeak) && id.substr(kPeak.size()) == model::kPrecisionNames[i]) {
      return line(kOwn, of(gpu.peak[i]));
    }
  }
  if (model::find_knob(id) != nullptr) return {};
  return line(fmt::format("With figures of {}: ", gpu.name), &gpu.memory_bandwidth);
}

std::vector<ChangedKnob> changed_knobs(const Scenario& before, const Scenario& after) {
  std::vector<ChangedKnob> changes;
  const bool other_model =
      before.model.id != after.model.id || before.model.name != after.model.name;
  const bool other_gpu = before.cluster.gpu.id != after.cluster.gpu.id ||
                         before.cluster.gpu.name != after.cluster.gpu.name;
  if (other_model) changes.push_back({"model", name_of_model(before), name_of_model(after)});
  if (other_gpu) changes.push_back({"cluster.gpu", name_of_gpu(before), name_of_gpu(after)});
  for (const model::Knob& knob : model::knobs()) {
    const std::string_view path = knob.term.id;
    if (other_model && path.starts_with("model.")) continue;
    if (other_gpu && path.starts_with("cluster.gpu.")) continue;
    const auto a = effective(knob, before), b = effective(knob, after);
    // An absent batch is "max".
    const auto shown = [&](const Scenario& scenario, std::optional<double> value) {
      return path == "serving.batch" && scenario.serving && !value ? std::string("max")
                                                                   : knob_text(knob, value);
    };
    if (a != b) changes.push_back({std::string(path), shown(before, a), shown(after, b)});
  }
  return changes;
}

}  // namespace wf::app
