#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "app/explorer/knob_edit.h"
#include "model/inputs.h"
#include "model/units.h"

namespace wf::app {
namespace {

struct Named {
  std::string_view path;
  std::string_view label;
};

// Where the path's last word does not say enough.
constexpr std::array kLabels = {
    Named{"cluster.gpu.memory", "Memory"},
    Named{"cluster.gpu.link_bandwidth", "Link bandwidth, one way"},
    Named{"cluster.gpu.nic_bandwidth", "Network bandwidth, one way"},
    Named{"cluster.gpu.compute_units", "Cores (SMs, CUs)"},
    Named{"cluster.gpus", "GPUs"},
    Named{"cluster.gpus_per_node", "GPUs a node"},
    Named{"cluster.price_per_gpu_hour", "Price"},
    Named{"precision.weights", "Weights"},
    Named{"precision.activations", "Multiplies"},
    Named{"precision.kv", "KV cache"},
    Named{"precision.weight_bits", "Bits a weight"},
    Named{"parallel.tp", "Tensor (TP)"},
    Named{"parallel.pp", "Pipeline (PP)"},
    Named{"parallel.dp", "Data (DP)"},
    Named{"parallel.cp", "Context (CP)"},
    Named{"parallel.ep", "Expert (EP)"},
    Named{"parallel.zero", "ZeRO stage"},
    Named{"serving.prefix_hit", "Prefix found in cache"},
    Named{"serving.slo.ttft", "First token within"},
    Named{"serving.slo.tpot", "Next token within"},
    Named{"serving.slo.percentile", "Share that must meet these"},
    Named{"training.seq_len", "Sequence length"},
    Named{"training.tokens", "Tokens of the run"},
    Named{"rl.samples_per_prompt", "Samples a prompt"},
    Named{"budget.usd", "Whole job"},
    Named{"budget.usd_per_month", "A month"},
    Named{"budget.days", "Time"},
    Named{"model.ffn", "Feed-forward width"},
    Named{"model.gated_ffn", "Gated feed-forward"},
    Named{"model.vocab", "Vocabulary"},
    Named{"model.kv_heads", "KV heads"},
    Named{"model.head_dim", "Head width"},
    Named{"model.qkv_bias", "QKV bias"},
    Named{"model.expert_ffn", "Expert width"},
    Named{"model.kv_latent_dim", "KV latent width"},
    Named{"model.q_latent_dim", "Query latent width"},
    Named{"model.rope_dim", "RoPE width"},
    Named{"model.nope_dim", "NoPE width"},
    Named{"model.v_head_dim", "Value head width"},
    Named{"operations.utilization", "Planned utilisation"},
    Named{"operations.availability", "Availability target"},
    Named{"operations.mtbf", "MTBF of one GPU"},
    Named{"operations.repair", "Repair time"},
    Named{"model.params", "Parameters, published"},
    Named{"model.active_params", "Active, published"},
};

std::string spaced(std::string_view words) {
  constexpr std::array<std::string_view, 5> kCapitals = {"gemm", "mfu", "mbu", "nic", "flop"};
  std::string text;
  std::string word;
  for (const char c : std::string(words) + " ") {
    if (c != '_' && c != '.' && c != ' ') {
      word += c;
      continue;
    }
    if (std::find(kCapitals.begin(), kCapitals.end(), word) != kCapitals.end()) {
      for (char& letter : word) {
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      }
    }
    text += (text.empty() ? "" : " ") + word;
    word.clear();
  }
  return text;
}

std::string capital(std::string text) {
  if (!text.empty()) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  }
  return text;
}

}  // namespace

std::string knob_label(const model::Knob& knob) {
  const std::string_view path = knob.term.id;
  for (const Named& named : kLabels) {
    if (named.path == path) return std::string(named.label);
  }
  constexpr std::string_view kPeak = "cluster.gpu.peak.";
  if (path.starts_with(kPeak)) return fmt::format("Peak in {}", path.substr(kPeak.size()));
  const std::size_t dot = path.find('.');
  // An efficiency needs both words: "gemm efficiency".
  if (path.starts_with("assume.")) return capital(spaced(path.substr(dot + 1)));
  return capital(spaced(path.substr(path.rfind('.') + 1)));
}

const std::vector<KnobGroup>& knob_groups() {
  static const std::vector<KnobGroup> groups = {
      {"model", "Model", {}},
      {"cluster", "Cluster", {"cluster.gpus", "cluster.price_per_gpu_hour"}},
      {"precision", "Precision", {"precision.weights", "precision.activations", "precision.kv"}},
      {"parallel", "Parallelism", {"parallel.tp", "parallel.pp", "parallel.dp"}},
      {"serving",
       "Serving",
       {"serving.batch", "serving.prompt_tokens", "serving.output_tokens", "serving.arrival_rate",
        "serving.slo.ttft", "serving.slo.tpot"}},
      {"operations", "Operations", {"operations.utilization"}},
      {"training",
       "Training",
       {"training.global_batch", "training.micro_batch", "training.seq_len", "training.tokens"}},
      {"rl",
       "Reinforcement learning",
       {"rl.prompts", "rl.samples_per_prompt", "rl.output_tokens", "rl.placement", "rl.staleness"}},
      {"data", "Data", {"data.rate", "data.inflation"}},
      {"evaluation",
       "Evaluation",
       {"evaluation.baseline", "evaluation.effect", "evaluation.per_day"}},
      {"budget", "Budget", {"budget.usd_per_month", "budget.usd", "budget.days"}},
      {"assume", "Assumed efficiencies", {}},
  };
  return groups;
}

bool has_section(const model::Scenario& scenario, std::string_view group) {
  if (group == "serving") return scenario.serving.has_value();
  // How a fleet is run says nothing where nothing is served and no long run may fail.
  if (group == "operations") return scenario.serving || scenario.training;
  if (group == "training") return scenario.training.has_value();
  if (group == "rl") return scenario.rl.has_value();
  if (group == "data") return scenario.data.has_value();
  if (group == "evaluation") return scenario.evaluation.has_value();
  return true;
}

void leave_out_section(model::Scenario& scenario, std::string_view group) {
  if (group == "serving") scenario.serving.reset();
  if (group == "training") scenario.training.reset();
  if (group == "rl") scenario.rl.reset();
  if (group == "data") scenario.data.reset();
  if (group == "evaluation") scenario.evaluation.reset();
}

std::optional<double> value_taken(const model::Scenario& scenario, const model::Knob& knob) {
  if (const auto written = knob.get(scenario)) return written;
  const std::string_view path = knob.term.id;
  if (path == "parallel.dp") return model::replicas(scenario);
  if (path == "parallel.zero") {
    return scenario.serving ? 0.0 : scenario.training ? 1.0 : scenario.rl ? 3.0 : 0.0;
  }
  if (scenario.rl) {
    if (path == "rl.max_output_tokens") return 4 * scenario.rl->output_tokens;
    if (path == "rl.rollout_gpus") return model::rollout_gpus(scenario);
    if (path == "rl.rollout_tp") return scenario.parallel.tp;
  }
  if (path == "parallel.sequence_parallel") return 1.0;
  if (path == "cluster.gpus_per_node") return std::min(8.0, scenario.cluster.gpus);
  if (path == "training.micro_batch") return 1.0;
  if (path == "training.global_batch") {
    const double micro = scenario.training ? scenario.training->micro_batch.value_or(1) : 1;
    return micro * model::replicas(scenario);
  }
  // A napkin is not taken unless somebody asks for it.
  const bool napkin = path == "assume.decode.mbu" || path == "assume.decode.mfu" ||
                      path == "assume.prefill.mfu" || path == "assume.training.mfu";
  if (path.starts_with("assume.") && !napkin) return knob.initial;
  if (knob.kind == model::KnobKind::kChoice) return knob.initial;
  return std::nullopt;
}

std::vector<std::string> choice_names(const model::Knob& knob) {
  if (knob.choices.empty()) return {"no", "yes"};
  return {knob.choices.begin(), knob.choices.end()};
}

std::string value_shown(const model::Scenario& scenario, const model::Knob& knob) {
  const auto value = value_taken(scenario, knob);
  if (!value) {
    const bool whole_batch = knob.term.id == std::string_view("serving.batch");
    return whole_batch && scenario.serving ? "max" : "none";
  }
  if (knob.kind == model::KnobKind::kChoice) {
    const auto names = choice_names(knob);
    const auto index = static_cast<std::size_t>(std::max(*value, 0.0));
    return index < names.size() ? names[index] : "none";
  }
  if (knob.kind == model::KnobKind::kCount && knob.term.unit == std::string_view("1")) {
    return model::format_number(*value, 6);
  }
  std::string text = model::format_magnitude(*value, knob.term.unit, {.digits = 4});
  // The label says what is counted.
  constexpr std::string_view kTokens = " tokens";
  if (text.ends_with(kTokens)) text.erase(text.size() - kTokens.size());
  return text;
}

std::string range_words(const model::Knob& knob) {
  if (knob.kind == model::KnobKind::kChoice) {
    std::string names;
    for (const std::string& name : choice_names(knob)) names += (names.empty() ? "" : ", ") + name;
    return "One of " + names;
  }
  return fmt::format("{} to {}", model::format_magnitude(knob.low, knob.term.unit),
                     model::format_magnitude(knob.high, knob.term.unit));
}

}  // namespace wf::app
