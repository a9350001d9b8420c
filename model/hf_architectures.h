#pragma once

#include <span>
#include <string_view>

#include "model/hf_config_reader.h"
#include "model/scenario.h"

namespace wf::model::hf {

enum class Biases { kNone, kAll, kQkv, kKey };

struct Architecture {
  std::string_view type;        // `model_type`
  std::string_view class_name;  // in `architectures`, without its ending
  // Defaults of the configuration class: 0 for kv_heads is "as heads", for head_dim hidden/heads,
  // for ffn 4·hidden.
  double vocab, hidden, ffn, layers, heads, kv_heads, head_dim;
  bool tied;
  bool gated;
  Biases biases;
  void (*rest)(ConfigReader&, ModelShape&);
};

// Every architecture that is read, sorted by `type`.
std::span<const Architecture> architectures();

}  // namespace wf::model::hf
