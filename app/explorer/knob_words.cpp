#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

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

// But for the last bit, which the factor of a unit may cost.
bool same(double a, double b) { return std::abs(a - b) <= 1e-14 * std::abs(b); }

// So many digits that reading it back gives the same value, where six are enough; 80 GiB rather
// than 85.899 GB where that is what was meant. A longer number is rounded to four.
std::string exact_text(double value, std::string_view unit) {
  for (const int digits : {3, 4, 6}) {
    for (const bool binary : {false, true}) {
      std::string text = model::format_magnitude(value, unit, {digits, binary});
      std::string plain = text;
      std::erase(plain, ',');
      const auto read = model::parse_magnitude(plain, unit);
      if (read && same(*read, value)) return text;
    }
  }
  // A whole number of the base unit, where the larger ones have no short name for it: "760 s".
  const std::string base = model::exact_number(value);
  constexpr std::size_t kShort = 8;
  if (base.size() <= kShort) {
    const std::string text = unit == "1" ? base : fmt::format("{} {}", base, unit);
    const auto read = model::parse_magnitude(text, unit);
    if (read && same(*read, value)) return text;
  }
  return model::format_magnitude(value, unit, {.digits = 4});
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

std::string path_label(std::string_view path) {
  if (path == "model") return "Model";
  if (path == "cluster.gpu") return "GPU";
  const model::Knob* knob = model::find_knob(path);
  return knob == nullptr ? std::string(path) : knob_label(*knob);
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

void leave_out_section(model::Scenario& scenario, std::string_view group) {
  if (group == "serving") scenario.serving.reset();
  if (group == "training") scenario.training.reset();
  if (group == "rl") scenario.rl.reset();
  if (group == "data") scenario.data.reset();
  if (group == "evaluation") scenario.evaluation.reset();
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
    return model::format_number(*value, 9);
  }
  std::string text = exact_text(*value, knob.term.unit);
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
