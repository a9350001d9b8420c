#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/nearest_name.h"
#include "model/units.h"
#include "model/workload_file.h"

// The workload that `wallfinder new` starts someone with.

namespace wf::model {
namespace {

constexpr std::string_view kTemplate =
    R"(// A Wallfinder workload. Comments like this one are allowed; see `wallfinder list knobs`.
// Plain numbers are in SI units; a text may carry its unit: "80 GiB", "3.35 TB/s", "50 ms", "400 Gb/s".
{{
  "wallfinder": 1,
  "name": {name},

  // An id of `wallfinder list models`, an object with the shape, or {{"hf_config": "config.json"}}.
  "model": "{model}",

  // An id of `wallfinder list gpus`, how many of them, and what an hour of one costs in USD.
  // To change a figure of a GPU: "gpu": {{"id": "{gpu}", "memory_bandwidth": "4 TB/s"}}
  "cluster": {{"gpu": "{gpu}", "gpus": {gpus}{price}}},

  // fp32 tf32 fp16 bf16 fp8 int8 fp4 int4; "weight_bits": 4.5 counts quantisation scales in.
  "precision": {{"weights": "bf16", "activations": "bf16", "kv": "bf16"}},

  // tp x pp x cp x dp = gpus. Leave dp out and it follows: one replica for each tp x pp x cp GPUs.
  "parallel": {{"tp": {tp}, "pp": {pp}}},

  // batch: sequences in flight in one replica, or "max" for as many as memory holds.
  // arrival_rate: requests per second over the whole cluster. slo: targets in seconds.
  "serving": {{
    "prompt_tokens": 1024, "output_tokens": 256, "batch": 16,
    "slo": {{"ttft": "500 ms", "tpot": "50 ms", "percentile": 0.95}}
    // "requests": 100000 for a job that nobody waits for; "chunk_tokens": 512 of prompt beside
    // each decode step; "speculation": {{"draft_tokens": 4, "acceptance": 0.8, "draft_cost": 0.15}}
  }},

  // How the fleet for an arrival_rate is run:
  // "operations": {{"utilization": 0.8, "peak_to_trough": 4, "availability": 0.999}},

  // Instead of serving, or beside it:
  // "training": {{"seq_len": 4096, "micro_batch": 1, "global_batch": 1024, "tokens": "1T"}},
  // "rl": {{"prompts": 64, "samples_per_prompt": 16, "output_tokens": 4096}},

  // "budget": {{"usd_per_month": 20000}},

  // Efficiencies in place of the defaults: "assume": {{"memory.utilization": 0.85}}
  "assume": {{}},

  // What must hold; `wallfinder estimate` exits with 3 where it does not.
  "assert": {{"decode.step_time": "<= 50 ms"}}
}}
)";

// Parameters, roughly: enough to choose a number of GPUs that holds them.
double rough_params(const CatalogueModel& model) {
  if (model.published_params) return model.published_params->value;
  const ModelShape& m = model.shape;
  const double matrices = m.gated_ffn ? 3 : 2;
  const double dense = m.experts > 0 ? m.dense_layers : m.layers;
  const double attention = m.hidden * m.head_dim * (2 * m.heads + 2 * m.kv_heads);
  return m.layers * attention + dense * matrices * m.hidden * m.ffn +
         (m.layers - dense) * matrices * m.hidden * m.expert_ffn * (m.experts + m.shared_experts) +
         2 * m.vocab * m.hidden;
}

}  // namespace

Result<std::string> new_workload(const Catalogue& catalogue, std::string_view model_id,
                                 std::string_view gpu_id) {
  const auto unknown = [](std::string_view kind, std::string_view list, std::string_view id,
                          const std::vector<std::string>& known) {
    return Error{"", 0, 0,
                 fmt::format("there is no {} \"{}\" in the catalogue{}; `wallfinder list {}` shows "
                             "all",
                             kind, id, did_you_mean(id, known), list)};
  };
  const auto model = std::find_if(catalogue.models.begin(), catalogue.models.end(),
                                  [&](const auto& each) { return each.shape.id == model_id; });
  if (model == catalogue.models.end()) {
    return unknown("model", "models", model_id, catalogue.model_ids());
  }
  const Accelerator* gpu = catalogue.find_gpu(gpu_id);
  if (gpu == nullptr) return unknown("GPU", "gpus", gpu_id, catalogue.gpu_ids());

  // A power of two of GPUs on which bf16 weights take three quarters of the memory at most.
  constexpr double kShareOfWeights = 0.75;
  constexpr double kMostGpus = 1024;
  const double bytes = 2 * rough_params(*model);
  double gpus = 1;
  while (gpus < kMostGpus && bytes > kShareOfWeights * gpus * gpu->memory.value) gpus *= 2;
  double tp = 1;
  while (tp * 2 <= std::min(gpus, std::max(1.0, gpu->gpus_per_node))) tp *= 2;

  std::string price;
  if (gpu->price_low && gpu->price_high) {
    const double middle = (gpu->price_low->value + gpu->price_high->value) / 2;
    price =
        fmt::format(", \"price_per_gpu_hour\": {}", exact_number(std::round(middle * 100) / 100));
  }
  const std::string model_name = model->shape.name.empty() ? model->shape.id : model->shape.name;
  const std::string gpu_name = gpu->name.empty() ? gpu->id : gpu->name;
  std::string name = "\"";
  for (const char c : fmt::format("{} on {} x {}", model_name, exact_number(gpus), gpu_name)) {
    if (c == '"' || c == '\\') name += '\\';
    name += c;
  }
  name += '"';
  return fmt::format(kTemplate, fmt::arg("name", name), fmt::arg("model", model->shape.id),
                     fmt::arg("gpu", gpu->id), fmt::arg("gpus", exact_number(gpus)),
                     fmt::arg("price", price), fmt::arg("tp", exact_number(tp)),
                     fmt::arg("pp", exact_number(gpus / tp)));
}

}  // namespace wf::model
