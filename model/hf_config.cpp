#include "model/hf_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/hf_architectures.h"

namespace wf::model {
namespace {

using hf::Architecture;
using hf::Biases;
using hf::ConfigReader;
using nlohmann::json;

const Architecture* by_type(std::string_view type) {
  for (const Architecture& architecture : hf::architectures()) {
    if (architecture.type == type) return &architecture;
  }
  return nullptr;
}

// "LlamaForCausalLM", "GPT2LMHeadModel", "MptForCausalLM" ...
const Architecture* by_class(std::string_view class_name) {
  for (const std::string_view ending : {"ForConditionalGeneration", "ForCausalLM", "LMHeadModel"}) {
    if (class_name.size() <= ending.size() || !class_name.ends_with(ending)) continue;
    const std::string_view stem = class_name.substr(0, class_name.size() - ending.size());
    if (stem == "Mpt") return by_type("mpt");
    for (const Architecture& architecture : hf::architectures()) {
      if (architecture.class_name == stem) return &architecture;
    }
  }
  return nullptr;
}

const Architecture* find_architecture(ConfigReader& in, std::string_view fallback) {
  const std::string type = in.text("model_type");
  if (const Architecture* found = by_type(type)) return found;
  std::string seen = type;
  for (const json& element : in.list("architectures")) {
    if (!element.is_string()) continue;
    const std::string& name = element.get_ref<const std::string&>();
    if (const Architecture* found = by_class(name)) return found;
    if (seen.empty()) seen = name;
  }
  if (const Architecture* found = by_type(fallback); found != nullptr && type.empty()) return found;
  const std::string what =
      seen.empty() ? "\"model_type\" and \"architectures\" are missing"
                   : fmt::format("\"model_type\" is \"{:.60}\", which is not known", seen);
  in.fail(
      fmt::format("{}: one of {} was expected; for another architecture give the shape as an "
                  "object instead of \"hf_config\"",
                  what, fmt::join(hf_model_types(), ", ")));
  return nullptr;
}

// The keys that all architectures have, under the names that any of them uses.
ModelShape read_shape(ConfigReader& in, const Architecture& a) {
  ModelShape shape;
  shape.layers = in.size({"num_hidden_layers", "n_layer", "n_layers"}, a.layers);
  shape.hidden = in.size({"hidden_size", "n_embd", "n_embed", "d_model"}, a.hidden);
  shape.heads = in.size({"num_attention_heads", "n_head", "n_heads"}, a.heads);
  shape.vocab = in.size({"vocab_size"}, a.vocab);
  shape.ffn = in.number({"intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"},
                        a.ffn > 0 ? a.ffn : 4 * shape.hidden);
  const bool kv_null = in.has_null("num_key_value_heads");
  shape.kv_heads = in.number({"num_key_value_heads", "num_kv_heads", "n_head_kv"},
                             a.kv_heads > 0 && !kv_null ? a.kv_heads : shape.heads);
  const double split = std::floor(shape.hidden / shape.heads);
  shape.head_dim =
      in.number({"head_dim"}, a.head_dim > 0 && !in.has_null("head_dim") ? a.head_dim : split, 0);
  shape.gated_ffn = a.gated;

  bool tied = a.tied;
  if (std::optional<ConfigReader> outer = in.outer()) {
    tied = outer->flag("tie_word_embeddings", tied);
    if (outer->fault()) in.fail(*outer->fault());
  }
  shape.tied_embeddings = in.flag("tie_word_embeddings", tied);

  shape.bias = a.biases == Biases::kAll;
  shape.qkv_bias = a.biases == Biases::kQkv;
  if (a.biases == Biases::kKey) {
    const bool attention = in.flag("attention_bias", false);
    const bool feed_forward = in.flag("mlp_bias", false);
    shape.bias = attention && feed_forward;
    shape.qkv_bias = attention && !feed_forward;
    if (feed_forward && !attention) in.note("the feed-forward blocks' biases are left out");
  }
  a.rest(in, shape);
  return shape;
}

// Faults that no single key shows.
void check(ConfigReader& in, const ModelShape& shape) {
  const auto at_most = [&](double value, std::string_view what, double limit, std::string_view of) {
    if (value > limit) {
      in.fail(
          fmt::format("{} {:.0f} exceed the {:.0f} {}: check both keys", what, value, limit, of));
    }
  };
  at_most(shape.heads, "num_attention_heads", shape.hidden, "of hidden_size");
  at_most(shape.kv_heads, "num_key_value_heads", shape.heads, "num_attention_heads");
  at_most(shape.experts_per_token, "num_experts_per_tok", shape.experts, "experts");
  at_most(shape.dense_layers, "the dense layers", shape.layers, "layers");
  if (shape.head_dim < 1) in.fail("\"head_dim\" is 0: a whole number of at least 1 was expected");
}

std::optional<Precision> read_dtype(ConfigReader& in) {
  std::string name = in.text("torch_dtype");
  if (name.empty()) name = in.text("dtype");
  if (name.starts_with("torch.")) name.erase(0, 6);
  if (name == "bfloat16") return Precision::kBf16;
  if (name == "float16" || name == "half") return Precision::kFp16;
  if (name == "float32" || name == "float") return Precision::kFp32;
  if (name.starts_with("float8")) return Precision::kFp8;
  if (name == "int8") return Precision::kInt8;
  return std::nullopt;
}

void note_quantization(ConfigReader& in) {
  const json* quantization = in.find("quantization_config");
  if (quantization == nullptr || !quantization->is_object()) return;
  const auto method = quantization->find("quant_method");
  const bool named = method != quantization->end() && method->is_string();
  in.note(
      fmt::format("the weights are published quantised ({:.40}): `precision` says how they are "
                  "stored here",
                  named ? method->get_ref<const std::string&>() : "method not named"));
}

// The language model of a multimodal config, or null.
const json* nested_config(const json& config) {
  for (const std::string_view key : {"text_config", "llm_config", "language_config"}) {
    const auto it = config.find(key);
    if (it != config.end() && it->is_object()) return &*it;
  }
  return nullptr;
}

// What a nested config without a model_type is, by the model_type around it.
std::string_view nested_type(std::string_view outer) {
  if (outer == "gemma3") return "gemma3_text";
  if (outer == "llama4") return "llama4_text";
  if (outer == "mistral3") return "mistral";
  if (outer.starts_with("llava")) return "llama";
  return "";
}

}  // namespace

std::vector<std::string_view> hf_model_types() {
  std::vector<std::string_view> types;
  for (const Architecture& architecture : hf::architectures()) types.push_back(architecture.type);
  return types;
}

Result<HfModel> read_hf_config(const json& config, const std::string& file) {
  const auto fault = [&](std::string what) { return Error{file, 0, 0, std::move(what)}; };
  if (!config.is_object()) {
    return fault(
        fmt::format("a JSON {}: an object was expected, the config.json that is published "
                    "with a model's weights",
                    config.type_name()));
  }

  HfModel model;
  const json* nested = nested_config(config);
  ConfigReader outer(config, nullptr, model.notes);
  ConfigReader in(nested != nullptr ? *nested : config, nested != nullptr ? &config : nullptr,
                  model.notes);
  if (nested != nullptr) in.note("a multimodal model: only its language model is read");

  const std::string outer_type = nested != nullptr ? outer.text("model_type") : "";
  const Architecture* architecture = find_architecture(in, nested_type(outer_type));
  if (architecture != nullptr && !in.fault()) {
    model.shape = read_shape(in, *architecture);
    check(in, model.shape);
    model.dtype = read_dtype(in);
    if (!model.dtype) model.dtype = read_dtype(outer);
    note_quantization(outer);
    model.shape.name = outer.text("_name_or_path");
    model.shape.source = fmt::format("{} (model_type {})", file, architecture->type);
  }
  if (in.fault()) return fault(*in.fault());
  if (outer.fault()) return fault(*outer.fault());
  return model;
}

}  // namespace wf::model
