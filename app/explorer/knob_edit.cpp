#include "app/explorer/knob_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

#include "model/units.h"
#include "model/workload_file.h"

namespace wf::app {
namespace {

using model::Error;
using model::Knob;
using model::lays_out;
using model::Result;
using model::Scenario;
using model::settle_layout;

// What a scenario can leave out, by the knob that would turn it.
struct Optional {
  std::string_view path;
  void (*leave_out)(Scenario&);
};
void leave_out_speculation(Scenario& scenario) {
  if (scenario.serving) scenario.serving->speculation.reset();
}

constexpr std::array kOptional = {
    Optional{"cluster.gpus_per_node", [](Scenario& s) { s.cluster.gpus_per_node.reset(); }},
    Optional{"cluster.price_per_gpu_hour",
             [](Scenario& s) { s.cluster.price_per_gpu_hour.reset(); }},
    Optional{"cluster.gpu.link_bandwidth",
             [](Scenario& s) { s.cluster.gpu.link_bandwidth.reset(); }},
    Optional{"cluster.gpu.nic_bandwidth", [](Scenario& s) { s.cluster.gpu.nic_bandwidth.reset(); }},
    Optional{"cluster.gpu.compute_units", [](Scenario& s) { s.cluster.gpu.compute_units.reset(); }},
    Optional{"cluster.gpu.power", [](Scenario& s) { s.cluster.gpu.power.reset(); }},
    Optional{"precision.weight_bits", [](Scenario& s) { s.precision.weight_bits.reset(); }},
    Optional{"parallel.dp", [](Scenario& s) { s.parallel.dp.reset(); }},
    Optional{"parallel.zero", [](Scenario& s) { s.parallel.zero.reset(); }},
    Optional{"parallel.sequence_parallel",
             [](Scenario& s) { s.parallel.sequence_parallel.reset(); }},
    Optional{"serving.batch",
             [](Scenario& s) {
               if (s.serving) s.serving->batch.reset();
             }},
    Optional{"serving.arrival_rate",
             [](Scenario& s) {
               if (s.serving) s.serving->arrival_rate.reset();
             }},
    Optional{"serving.slo.ttft",
             [](Scenario& s) {
               if (s.serving) s.serving->slo.ttft.reset();
             }},
    Optional{"serving.slo.tpot",
             [](Scenario& s) {
               if (s.serving) s.serving->slo.tpot.reset();
             }},
    Optional{"serving.requests",
             [](Scenario& s) {
               if (s.serving) s.serving->requests.reset();
             }},
    Optional{"serving.chunk_tokens",
             [](Scenario& s) {
               if (s.serving) s.serving->chunk_tokens.reset();
             }},
    // There is a draft with all of its figures, or none.
    Optional{"serving.speculation.draft_tokens", leave_out_speculation},
    Optional{"serving.speculation.acceptance", leave_out_speculation},
    Optional{"serving.speculation.draft_cost", leave_out_speculation},
    Optional{"operations.utilization", [](Scenario& s) { s.operations.utilization.reset(); }},
    Optional{"operations.peak_to_trough", [](Scenario& s) { s.operations.peak_to_trough.reset(); }},
    Optional{"operations.warm_up", [](Scenario& s) { s.operations.warm_up.reset(); }},
    Optional{"operations.availability", [](Scenario& s) { s.operations.availability.reset(); }},
    Optional{"operations.mtbf", [](Scenario& s) { s.operations.mtbf.reset(); }},
    Optional{"operations.repair", [](Scenario& s) { s.operations.repair.reset(); }},
    Optional{"training.micro_batch",
             [](Scenario& s) {
               if (s.training) s.training->micro_batch.reset();
             }},
    Optional{"training.global_batch",
             [](Scenario& s) {
               if (s.training) s.training->global_batch.reset();
             }},
    Optional{"training.tokens",
             [](Scenario& s) {
               if (s.training) s.training->tokens.reset();
             }},
    Optional{"training.recompute",
             [](Scenario& s) {
               if (s.training) s.training->recompute.reset();
             }},
    Optional{"training.attention",
             [](Scenario& s) {
               if (s.training) s.training->attention.reset();
             }},
    Optional{"training.critical_batch",
             [](Scenario& s) {
               if (s.training) s.training->critical_batch.reset();
             }},
    Optional{"training.checkpoint_rate",
             [](Scenario& s) {
               if (s.training) s.training->checkpoint_rate.reset();
             }},
    Optional{"training.restart_time",
             [](Scenario& s) {
               if (s.training) s.training->restart_time.reset();
             }},
    Optional{"data.document_tokens",
             [](Scenario& s) {
               if (s.data) s.data->document_tokens.reset();
             }},
    Optional{"rl.max_output_tokens",
             [](Scenario& s) {
               if (s.rl) s.rl->max_output_tokens.reset();
             }},
    Optional{"rl.rollout_gpus",
             [](Scenario& s) {
               if (s.rl) s.rl->rollout_gpus.reset();
             }},
    Optional{"rl.rollout_tp",
             [](Scenario& s) {
               if (s.rl) s.rl->rollout_tp.reset();
             }},
    Optional{"rl.sync",
             [](Scenario& s) {
               if (s.rl) s.rl->sync.reset();
             }},
    Optional{"rl.recompute",
             [](Scenario& s) {
               if (s.rl) s.rl->recompute.reset();
             }},
    Optional{"rl.steps",
             [](Scenario& s) {
               if (s.rl) s.rl->steps.reset();
             }},
    Optional{"rl.placement",
             [](Scenario& s) {
               if (s.rl) s.rl->placement.reset();
             }},
    Optional{"budget.usd", [](Scenario& s) { s.budget.usd.reset(); }},
    Optional{"budget.usd_per_month", [](Scenario& s) { s.budget.usd_per_month.reset(); }},
    Optional{"budget.days", [](Scenario& s) { s.budget.days.reset(); }},
    Optional{"model.params", [](Scenario& s) { s.model.params.reset(); }},
    Optional{"model.active_params", [](Scenario& s) { s.model.active_params.reset(); }},
};

bool leave_out(Scenario& scenario, const Knob& knob) {
  const std::string_view path = knob.term.id;
  if (path.starts_with("assume.")) {
    scenario.assume.erase(std::string(path));
    return true;
  }
  constexpr std::string_view kPeak = "cluster.gpu.peak.";
  if (path.starts_with(kPeak)) {
    for (std::size_t i = 0; i < model::kPrecisionCount; ++i) {
      if (model::kPrecisionNames[i] == path.substr(kPeak.size())) {
        scenario.cluster.gpu.peak[i].reset();
      }
    }
    return true;
  }
  const auto* found = std::find_if(kOptional.begin(), kOptional.end(),
                                   [&](const Optional& each) { return each.path == path; });
  if (found == kOptional.end()) return false;
  found->leave_out(scenario);
  return true;
}

// A GPU or model whose figures were changed must not go by the name of the published one.
constexpr std::string_view kChanged = ", changed";
void rename(std::string& id, std::string& name) {
  if (!id.empty() && name.empty()) name = id;
  id.clear();
  if (!name.ends_with(kChanged)) name += kChanged;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "8,192" as the fields show it; a comma that groups no three digits stays, and is refused.
std::string without_separators(std::string_view text) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool groups = text[i] == ',' && i > 0 && digit(i - 1) && digit(i + 1) && digit(i + 2) &&
                        digit(i + 3) && !digit(i + 4);
    if (!groups) result += text[i];
  }
  return result;
}

// "1.5x" and "2×" are factors on the value that there is.
std::optional<double> factor_of(std::string_view text) {
  for (const std::string_view sign : {std::string_view("x"), std::string_view("×")}) {
    if (!text.ends_with(sign)) continue;
    const std::string number(trimmed(text.substr(0, text.size() - sign.size())));
    double factor = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), factor);
    if (error == std::errc{} && end == number.data() + number.size()) return factor;
  }
  return std::nullopt;
}

}  // namespace

Result<Scenario> with_value(const Scenario& scenario, const Knob& knob, double value,
                            const model::Catalogue& catalogue) {
  Scenario changed = scenario;
  const std::string_view path = knob.term.id;
  knob.set(changed, value);
  // Typing the value that stands there changes nothing, nor does a figure lose its source.
  if (!differs(scenario, changed, knob)) return scenario;
  if (path.starts_with("cluster.gpu.")) rename(changed.cluster.gpu.id, changed.cluster.gpu.name);
  if (path.starts_with("model.")) rename(changed.model.id, changed.model.name);
  if (lays_out(path)) {
    if (auto fault = settle_layout(changed, path)) return *fault;
  }
  // The reader of workload files knows what can stand: what it would refuse is refused here. It
  // need not be asked of a knob within its range, but where parts of a layout or a shape must
  // agree.
  const bool whole = knob.kind == model::KnobKind::kContinuous || value == std::round(value);
  const bool within = value > 0 && value >= knob.low && value <= knob.high && whole;
  if (within && !lays_out(path) && !path.starts_with("model.")) return changed;
  const auto read =
      model::read_workload(model::write_workload(changed, &catalogue), "workload", {}, catalogue);
  if (!read) return Error{{}, 0, 0, read.error().what};
  return changed;
}

Result<Scenario> with_typed(const Scenario& scenario, const Knob& knob, std::string_view text,
                            const model::Catalogue& catalogue) {
  text = trimmed(text);
  if (text.empty() || text == "none" || text == "default" ||
      (text == "max" && knob.term.id == std::string_view("serving.batch"))) {
    Scenario changed = scenario;
    if (leave_out(changed, knob)) {
      const auto read = model::read_workload(model::write_workload(changed, &catalogue), "workload",
                                             {}, catalogue);
      if (!read) return Error{{}, 0, 0, read.error().what};
      return changed;
    }
    return Error{
        {}, 0, 0, fmt::format("{} needs a value: {}", knob_label(knob), range_words(knob))};
  }
  if (knob.kind == model::KnobKind::kChoice) {
    const auto names = choice_names(knob);
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return Error{{}, 0, 0, range_words(knob)};
    return with_value(scenario, knob, static_cast<double>(found - names.begin()), catalogue);
  }
  if (const auto factor = factor_of(text)) {
    const auto now = value_taken(scenario, knob);
    if (!now) return Error{{}, 0, 0, "There is no value yet to be multiplied"};
    const double value =
        knob.kind == model::KnobKind::kCount ? std::round(*now * *factor) : *now * *factor;
    return with_value(scenario, knob, value, catalogue);
  }
  const Result<double> value = model::parse_magnitude(without_separators(text), knob.term.unit);
  if (!value) return value.error();
  return with_value(scenario, knob, *value, catalogue);
}

bool differs(const Scenario& a, const Scenario& b, const Knob& knob) {
  return knob.get(a) != knob.get(b);
}

Scenario with_reset(const Scenario& scenario, const Scenario& saved, const Knob& knob) {
  Scenario changed = scenario;
  const std::string_view path = knob.term.id;
  if (const auto value = knob.get(saved)) {
    knob.set(changed, *value);
  } else {
    leave_out(changed, knob);
  }
  if (lays_out(path) && model::layout_fault(changed)) settle_layout(changed, path);
  if (lays_out(path) && model::layout_fault(changed)) return scenario;
  // Where every figure is as it was, its name and its sources are, too.
  const auto as_saved = [&](std::string_view prefix) {
    return std::ranges::none_of(model::knobs(), [&](const Knob& each) {
      return each.term.id.starts_with(prefix) && differs(changed, saved, each);
    });
  };
  if (path.starts_with("cluster.gpu.") && as_saved("cluster.gpu.")) {
    changed.cluster.gpu = saved.cluster.gpu;
  }
  if (path.starts_with("model.") && as_saved("model.")) changed.model = saved.model;
  return changed;
}

Scenario with_model(const Scenario& scenario, const model::ModelShape& shape) {
  Scenario changed = scenario;
  changed.model = shape;
  return changed;
}

Scenario with_gpu(const Scenario& scenario, const model::Accelerator& gpu) {
  Scenario changed = scenario;
  changed.cluster.gpu = gpu;
  return changed;
}

double snapped(const Knob& knob, double value) {
  if (knob.kind == model::KnobKind::kCount) {
    if (!is_wide(knob) || value < 4) return std::round(value);
    // Powers of two, and the middles between them.
    const double power = std::pow(2, std::floor(std::log2(value)));
    double best = power;
    for (const double candidate : {power * 1.5, power * 2}) {
      if (std::abs(std::log(candidate / value)) < std::abs(std::log(best / value)))
        best = candidate;
    }
    return std::clamp(best, knob.low, knob.high);
  }
  if (value == 0 || !std::isfinite(value)) return value;
  const double digits = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
  return std::round(value / digits) * digits;
}

double stepped(const Knob& knob, double value, int steps) {
  if (knob.kind == model::KnobKind::kCount) return std::clamp(value + steps, knob.low, knob.high);
  if (is_wide(knob)) {
    constexpr double kStepsADecade = 40;
    const double moved = value * std::pow(10, steps / kStepsADecade);
    const double digits = std::pow(10, std::floor(std::log10(std::abs(moved))) - 2);
    return std::clamp(std::round(moved / digits) * digits, knob.low, knob.high);
  }
  const double step = (knob.high - knob.low) / 100;
  return std::clamp(std::round(value / step + steps) * step, knob.low, knob.high);
}

}  // namespace wf::app
