#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"
#include "model/scenario.h"

namespace wf::model {

// What a published Hugging Face config.json says of a model.
struct HfModel {
  ModelShape shape;
  std::optional<Precision> dtype;  // of the published weights; the workload's `precision` beats it
  std::vector<std::string> notes;  // what was assumed or left out, in sentences
};

// Reads the language model of a config.json. Every architecture names its keys differently and has
// its own defaults; an absent key takes the default of that architecture's configuration class in
// Hugging Face transformers. A vision or audio tower and multi-token-prediction heads are left out.
//
// Errors name the key: an unknown `model_type`, a value of the wrong type or out of range, counts
// that contradict each other. No JSON crashes it.
Result<HfModel> read_hf_config(const nlohmann::json& config, const std::string& file);

// The values of `model_type` that read_hf_config knows, sorted.
std::vector<std::string_view> hf_model_types();

}  // namespace wf::model
