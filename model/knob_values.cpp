#include "model/knob_values.h"

#include <algorithm>
#include <cmath>

#include "model/inputs.h"
#include "model/workload_file.h"

namespace wf::model {

bool has_section(const Scenario& scenario, std::string_view path) {
  const std::string_view group = path.substr(0, path.find('.'));
  if (group == "serving") return scenario.serving.has_value();
  // How a fleet is run says nothing where nothing is served and no long run may fail.
  if (group == "operations") return scenario.serving || scenario.training;
  if (group == "training") return scenario.training.has_value();
  if (group == "rl") return scenario.rl.has_value();
  if (group == "data") return scenario.data.has_value();
  if (group == "evaluation") return scenario.evaluation.has_value();
  return true;
}

std::optional<double> value_taken(const Scenario& scenario, const Knob& knob) {
  if (const auto written = knob.get(scenario)) return written;
  const std::string_view path = knob.term.id;
  if (path == "parallel.dp") return replicas(scenario);
  if (path == "parallel.zero") {
    return scenario.serving ? 0.0 : scenario.training ? 1.0 : scenario.rl ? 3.0 : 0.0;
  }
  if (scenario.rl) {
    if (path == "rl.max_output_tokens") return 4 * scenario.rl->output_tokens;
    if (path == "rl.rollout_gpus") return rollout_gpus(scenario);
    if (path == "rl.rollout_tp") return scenario.parallel.tp;
  }
  if (path == "parallel.sequence_parallel") return 1.0;
  if (path == "cluster.gpus_per_node") return std::min(8.0, scenario.cluster.gpus);
  if (path == "training.micro_batch") return 1.0;
  if (path == "training.global_batch") {
    const double micro = scenario.training ? scenario.training->micro_batch.value_or(1) : 1;
    return micro * replicas(scenario);
  }
  // A napkin is not taken unless somebody asks for it.
  const bool napkin = path == "assume.decode.mbu" || path == "assume.decode.mfu" ||
                      path == "assume.prefill.mfu" || path == "assume.training.mfu";
  if (path.starts_with("assume.") && !napkin) return knob.initial;
  if (knob.kind == KnobKind::kChoice) return knob.initial;
  return std::nullopt;
}

bool lays_out(std::string_view path) {
  return path == "cluster.gpus" || path == "parallel.tp" || path == "parallel.pp" ||
         path == "parallel.cp" || path == "parallel.dp" || path == "parallel.ep" ||
         path == "rl.placement" || path == "rl.rollout_gpus" || path == "rl.rollout_tp";
}

std::optional<Error> settle_layout(Scenario& scenario, std::string_view path) {
  if (!layout_fault(scenario)) return std::nullopt;
  if (path != "parallel.dp") scenario.parallel.dp.reset();
  if (!layout_fault(scenario)) return std::nullopt;
  const double experts = scenario.parallel.ep;
  if (path != "parallel.ep") {
    for (double ep = experts; ep >= 1; --ep) {
      scenario.parallel.ep = ep;
      if (!layout_fault(scenario)) return std::nullopt;
    }
    scenario.parallel.ep = experts;
  }
  if (scenario.rl && path != "rl.rollout_gpus") {
    scenario.rl->rollout_gpus.reset();
    if (!layout_fault(scenario)) return std::nullopt;
  }
  const auto fault = layout_fault(scenario);
  return Error{{}, 0, 0, fault ? fault->what : std::string()};
}

std::vector<double> legal_stops(const Scenario& scenario, const Knob& knob) {
  const std::string_view path = knob.term.id;
  if (!lays_out(path) || knob.kind == KnobKind::kChoice) return {};
  std::vector<double> stops;
  // Each trial begins with the layout as it is; nothing else of the copy changes.
  Scenario changed = scenario;
  const auto consider = [&](double value) {
    if (value < knob.low || value > knob.high) return;
    changed.cluster.gpus = scenario.cluster.gpus;
    changed.parallel = scenario.parallel;
    changed.rl = scenario.rl;
    knob.set(changed, value);
    if (!settle_layout(changed, path)) stops.push_back(value);
  };
  const Parallelism& p = scenario.parallel;
  if (path == "cluster.gpus") {
    const double replica = p.tp * p.pp * p.cp;
    for (double power = 1; replica * power <= knob.high; power *= 2) {
      consider(replica * power);
      consider(replica * power * 3 / 2);
    }
    std::erase_if(stops, [](double value) { return value != std::floor(value); });
  } else {
    const double whole = scenario.cluster.gpus;
    for (double d = 1; d * d <= whole; ++d) {
      if (std::fmod(whole, d) != 0) continue;
      consider(d);
      consider(whole / d);
    }
  }
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  return stops;
}

bool is_wide(const Knob& knob) { return knob.low > 0 && knob.high / knob.low > 64; }

std::optional<Scenario> turned(const Scenario& scenario, const Knob& knob, double value) {
  Scenario changed = scenario;
  knob.set(changed, value);
  if (lays_out(knob.term.id) && settle_layout(changed, knob.term.id)) return std::nullopt;
  if (layout_fault(changed)) return std::nullopt;
  // Shapes whose parts contradict each other are what the reader of files refuses.
  if (knob.term.id.starts_with("model.") &&
      !read_workload(write_workload(changed), {}, {}, Catalogue{})) {
    return std::nullopt;
  }
  return changed;
}

std::optional<Neighbours> neighbours(const Scenario& scenario, const Knob& knob) {
  if (!has_section(scenario, knob.term.id)) return std::nullopt;
  const auto now = value_taken(scenario, knob);
  if (!now) return std::nullopt;
  Neighbours result{*now, {}, {}};
  const auto stops = legal_stops(scenario, knob);
  const bool choice = knob.kind == KnobKind::kChoice;
  if (lays_out(knob.term.id) && !choice) {
    for (const double stop : stops) {
      if (stop < *now) result.below = stop;
      if (stop > *now && !result.above) result.above = stop;
    }
    return result;
  }
  const double low = choice ? 0 : knob.low;
  const double high =
      !choice ? knob.high
              : (knob.choices.empty() ? 1 : static_cast<double>(knob.choices.size() - 1));
  const bool doubled = !choice && (knob.kind == KnobKind::kContinuous || is_wide(knob));
  double below = doubled ? *now / 2 : *now - 1;
  double above = doubled ? *now * 2 : *now + 1;
  if (knob.kind != KnobKind::kContinuous) below = std::floor(below), above = std::ceil(above);
  below = std::max(below, low), above = std::min(above, high);
  if (below < *now) result.below = below;
  if (above > *now) result.above = above;
  return result;
}

}  // namespace wf::model
