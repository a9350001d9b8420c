#include "model/hf_architectures.h"

#include <set>

namespace wf::model::hf {
namespace {

// --- Windows ----------------------------------------------------------------------------------

// The layers that `layer_types` gives a window or a chunk to; nothing where the key is absent.
std::optional<double> listed_window_layers(ConfigReader& in, double layers) {
  const std::vector<json> types = in.list("layer_types");
  if (types.empty()) return std::nullopt;
  double count = 0;
  for (std::size_t i = 0; i < types.size() && static_cast<double>(i) < layers; ++i) {
    if (!types[i].is_string()) {
      in.fail(
          "\"layer_types\" holds something that is no string: names of attention types, as "
          "\"full_attention\" or \"sliding_attention\", were expected");
      return std::nullopt;
    }
    const std::string& type = types[i].get_ref<const std::string&>();
    if (type == "sliding_attention" || type == "chunked_attention") {
      ++count;
    } else if (type != "full_attention") {
      in.fail(
          fmt::format("\"layer_types\" holds \"{:.40}\", which is not modelled: only full, "
                      "sliding and chunked attention are; give the shape as an object",
                      type));
      return std::nullopt;
    }
  }
  return count;
}

// null switches a window off, which an absent key does not.
double window_size(ConfigReader& in, std::string_view key, double fallback) {
  return in.has_null(key) ? 0 : in.number({key}, fallback, 0);
}

void set_window(ModelShape& shape, double window, double layers) {
  if (window <= 0 || layers <= 0) return;
  shape.window = window;
  shape.window_layers = std::min(layers, shape.layers);
}

void window_everywhere(ConfigReader& in, ModelShape& shape, double fallback) {
  set_window(shape, window_size(in, "sliding_window", fallback), shape.layers);
}

// Every `pattern`-th layer attends to everything, the others through a window.
void window_but_every(ConfigReader& in, ModelShape& shape, double fallback, double pattern) {
  const double full = std::floor(shape.layers / pattern);
  set_window(shape, window_size(in, "sliding_window", fallback),
             listed_window_layers(in, shape.layers).value_or(shape.layers - full));
}

// Qwen: a switch, off unless it is written; then all layers from `max_window_layers` on.
void qwen_window(ConfigReader& in, ModelShape& shape) {
  const double window = window_size(in, "sliding_window", 4096);
  const double first = in.number({"max_window_layers"}, 28, 0);
  const auto listed = listed_window_layers(in, shape.layers);
  if (!in.flag("use_sliding_window", false)) return;
  set_window(shape, window, listed.value_or(std::max(0.0, shape.layers - first)));
}

// --- Mixtures of experts ------------------------------------------------------------------------

void experts(ConfigReader& in, ModelShape& shape, Keys count_keys, double count, double chosen) {
  shape.experts = in.number(count_keys, count, 0);
  if (shape.experts > 0) shape.experts_per_token = in.number({"num_experts_per_tok"}, chosen);
}

// Qwen: layer i (from 1) has experts where `decoder_sparse_step` divides i and it is not listed.
void qwen_experts(ConfigReader& in, ModelShape& shape, double count, double chosen, double width) {
  experts(in, shape, {"num_experts", "num_local_experts"}, count, chosen);
  shape.expert_ffn = in.number({"moe_intermediate_size"}, width);
  const double step = in.number({"decoder_sparse_step"}, 1);
  std::set<double> plain;  // listed layers that the step would have given experts
  for (const json& element : in.list("mlp_only_layers")) {
    const double layer = in.checked("mlp_only_layers", element, 0).value_or(0);
    if (layer < shape.layers && std::fmod(layer + 1, step) == 0) plain.insert(layer);
  }
  const double sparse = std::floor(shape.layers / step) - static_cast<double>(plain.size());
  shape.dense_layers = shape.layers - sparse;
}

void mixtral(ConfigReader& in, ModelShape& shape) {
  experts(in, shape, {"num_local_experts", "num_experts"}, 8, 2);
  shape.expert_ffn = shape.ffn;
  window_everywhere(in, shape, 0);
}

void qwen2_moe(ConfigReader& in, ModelShape& shape) {
  qwen_experts(in, shape, 60, 4, 1408);
  // One shared expert of its own width; the shape counts it in experts of the routed width.
  shape.shared_experts = in.number({"shared_expert_intermediate_size"}, 5632, 0) / shape.expert_ffn;
  shape.qkv_bias = in.flag("qkv_bias", true);
  const double window = window_size(in, "sliding_window", 4096);
  const double below = std::min(in.number({"max_window_layers"}, 28, 0), shape.layers);
  const auto listed = listed_window_layers(in, shape.layers);
  if (!in.flag("use_sliding_window", false)) return;
  set_window(shape, window, listed.value_or(std::ceil(below / 2)));
}

void qwen3_moe(ConfigReader& in, ModelShape& shape) {
  qwen_experts(in, shape, 128, 8, 768);
  const double window = window_size(in, "sliding_window", 4096);
  if (in.flag("use_sliding_window", false)) set_window(shape, window, shape.layers);
}

// DeepSeek and GLM: the first layers are dense, then every `moe_layer_freq`-th has experts.
void dense_then_experts(ConfigReader& in, ModelShape& shape, double first, double count,
                        double chosen, double width, double shared) {
  shape.experts = in.has_null("n_routed_experts") ? 0 : in.number({"n_routed_experts"}, count, 0);
  if (shape.experts == 0) return;
  shape.expert_ffn = in.number({"moe_intermediate_size"}, width);
  shape.shared_experts =
      in.has_null("n_shared_experts") ? 0 : in.number({"n_shared_experts"}, shared, 0);
  shape.experts_per_token =
      chosen > 0 ? in.number({"num_experts_per_tok"}, chosen)
                 : in.required("num_experts_per_tok", "it says how many experts a token uses");
  const double dense = in.number({"first_k_dense_replace"}, first, 0);
  const double step = in.number({"moe_layer_freq"}, 1);
  const double sparse = std::ceil(shape.layers / step) - std::ceil(dense / step);
  shape.dense_layers = shape.layers - std::max(0.0, sparse);
  if (in.number({"num_nextn_predict_layers", "num_mtp_layers"}, 0, 0) > 0) {
    in.note("the multi-token-prediction layers are left out");
  }
}

void latent_attention(ConfigReader& in, ModelShape& shape) {
  if (in.has_null("kv_lora_rank")) return;
  shape.kv_latent_dim = in.number({"kv_lora_rank"}, 512);
  shape.q_latent_dim = in.has_null("q_lora_rank") ? 0 : in.number({"q_lora_rank"}, 1536, 0);
  shape.rope_dim = in.number({"qk_rope_head_dim"}, 64);
  shape.nope_dim = in.number({"qk_nope_head_dim"}, 128);
  shape.v_head_dim = in.number({"v_head_dim"}, 128);
  shape.head_dim = shape.v_head_dim;
  shape.kv_heads = shape.heads;  // the latent is read by every head
}

void deepseek2(ConfigReader& in, ModelShape& shape) {
  latent_attention(in, shape);
  dense_then_experts(in, shape, 0, 64, 0, 1407, 2);
}
void deepseek3(ConfigReader& in, ModelShape& shape) {
  latent_attention(in, shape);
  dense_then_experts(in, shape, 3, 256, 8, 2048, 1);
}
void glm4_moe(ConfigReader& in, ModelShape& shape) {
  dense_then_experts(in, shape, 1, 128, 8, 1408, 1);
}

void gpt_oss(ConfigReader& in, ModelShape& shape) {
  experts(in, shape, {"num_local_experts", "num_experts"}, 128, 4);
  shape.expert_ffn = shape.ffn;
  shape.bias = in.flag("attention_bias", true);
  window_but_every(in, shape, 128, 2);
}

// Experts in every `interleave_moe_layer_step`-th layer, one shared; the layers between are wider.
void llama4(ConfigReader& in, ModelShape& shape) {
  experts(in, shape, {"num_local_experts", "num_experts"}, 16, 1);
  shape.expert_ffn = shape.ffn;
  shape.shared_experts = 1;
  shape.ffn = in.number({"intermediate_size_mlp"}, 16384);
  std::set<double> sparse;
  for (const json& element : in.list("moe_layers")) {
    const double layer = in.checked("moe_layers", element, 0).value_or(0);
    if (layer < shape.layers) sparse.insert(layer);
  }
  const double step = in.number({"interleave_moe_layer_step"}, 1);
  shape.dense_layers = shape.layers - (sparse.empty() ? std::floor(shape.layers / step)
                                                      : static_cast<double>(sparse.size()));
  double chunked =
      shape.layers - std::floor(shape.layers / in.number({"no_rope_layer_interval"}, 4));
  const std::vector<json> rope = in.list("no_rope_layers");  // 1: positions and chunks, 0: neither
  if (!rope.empty()) {
    chunked = 0;
    for (const json& element : rope) {
      chunked += std::min(1.0, in.checked("no_rope_layers", element, 0).value_or(0));
    }
  }
  set_window(shape, window_size(in, "attention_chunk_size", 8192),
             listed_window_layers(in, shape.layers).value_or(chunked));
  if (shape.window > 0) in.note("chunked attention is read as a window of the chunk's size");
}

// --- Dense architectures ------------------------------------------------------------------------

void plain(ConfigReader&, ModelShape&) {}
void mistral(ConfigReader& in, ModelShape& shape) { window_everywhere(in, shape, 4096); }
void phi3(ConfigReader& in, ModelShape& shape) { window_everywhere(in, shape, 0); }
void qwen2(ConfigReader& in, ModelShape& shape) { qwen_window(in, shape); }
void gemma2(ConfigReader& in, ModelShape& shape) { window_but_every(in, shape, 4096, 2); }
void gemma3(ConfigReader& in, ModelShape& shape) {
  const double pattern = in.number({"sliding_window_pattern", "_sliding_window_pattern"}, 6);
  window_but_every(in, shape, 4096, pattern);
}
void gpt2(ConfigReader& in, ModelShape& shape) {
  shape.learned_positions = in.number({"n_positions", "max_position_embeddings"}, 1024);
}
void gptj(ConfigReader& in, ModelShape&) {
  in.note("the biases of the feed-forward blocks and the head are left out");
}
void gpt_neox(ConfigReader& in, ModelShape& shape) { shape.bias = in.flag("attention_bias", true); }
void bloom(ConfigReader&, ModelShape& shape) {
  shape.ffn = 4 * shape.hidden;
}  // n_inner is ignored

void opt(ConfigReader& in, ModelShape& shape) {
  shape.learned_positions = in.number({"max_position_embeddings"}, 2048) + 2;
  shape.bias = in.flag("enable_bias", true);
  const double width = in.number({"word_embed_proj_dim"}, shape.hidden);
  if (width == shape.hidden) return;
  // OPT-350M: narrow embeddings with a projection in and one out, which no shape key holds.
  const double h = shape.hidden, f = shape.ffn;
  shape.params = shape.layers * (4 * h * h + 2 * h * f + 9 * h + f) + shape.vocab * width +
                 2 * h * width + shape.learned_positions * h;
  in.note(fmt::format("embeddings of width {:.0f} and their projections: the count is written out",
                      width));
}

void falcon(ConfigReader& in, ModelShape& shape, bool grouped_default, bool single_default) {
  const bool grouped = in.flag("new_decoder_architecture", grouped_default);
  const bool single = in.flag("multi_query", single_default);
  if (!grouped) shape.kv_heads = single ? 1 : shape.heads;
  shape.bias = in.flag("bias", false);
}
void falcon(ConfigReader& in, ModelShape& shape) { falcon(in, shape, false, true); }
// The names under which Falcon 40B and 7B were first published.
void falcon_40(ConfigReader& in, ModelShape& shape) { falcon(in, shape, true, false); }
void falcon_7(ConfigReader& in, ModelShape& shape) { falcon(in, shape, false, false); }

void mpt(ConfigReader& in, ModelShape& shape) {
  shape.bias = !in.flag("no_bias", true);
  bool alibi = true;
  double ratio = in.number({"expansion_ratio"}, 4);
  const json* attention = in.find("attn_config");
  if (attention != nullptr && attention->is_object()) {
    std::vector<std::string> unused;
    ConfigReader inner(*attention, nullptr, unused);
    alibi = inner.flag("alibi", true);
    const std::string type = inner.text("attn_type");
    if (type == "multiquery_attention") shape.kv_heads = 1;
    if (type == "grouped_query_attention") shape.kv_heads = inner.required("kv_n_heads", type);
    if (inner.fault()) in.fail("attn_config: " + *inner.fault());
  }
  const json* feed_forward = in.find("ffn_config");
  if (feed_forward != nullptr && feed_forward->is_object()) {
    std::vector<std::string> unused;
    ConfigReader inner(*feed_forward, nullptr, unused);
    ratio = inner.number({"expansion_ratio"}, ratio);
    if (inner.fault()) in.fail("ffn_config: " + *inner.fault());
  }
  shape.ffn = ratio * shape.hidden;
  // ALiBi takes the place of a position table.
  if (!alibi && in.flag("learned_pos_emb", true)) {
    shape.learned_positions = in.number({"max_seq_len"}, 2048);
  }
}

constexpr bool yes = true, no = false;
using enum Biases;

// Defaults as in the configuration classes of huggingface/transformers, src/transformers/models/*/
// configuration_*.py, read 2026-11-21 (the newest of some in copies of that repository). RefinedWeb
// is from memory; kimi_k2 is taken to default as deepseek_v3 does.
// clang-format off
constexpr Architecture kArchitectures[] = {
// model_type     class        vocab hidden   ffn layers heads kv  dim tied gated biases
 {"RefinedWeb",    "RW",         65024, 4544,     0, 32,  71,   0,   0, yes, no,  kNone, falcon_40},
 {"RefinedWebModel","RWModel",    65024, 4544,     0, 32,  71,   0,   0, yes, no,  kNone, falcon_7},
 {"bloom",         "Bloom",     250880,   64,     0,  2,   8,   0,   0, yes, no,  kAll,  bloom},
 {"deepseek_v2",   "DeepseekV2", 32000, 4096, 11008, 32,  32,   0,   0, no,  yes, kKey,  deepseek2},
 {"deepseek_v3",   "DeepseekV3",129280, 7168, 18432, 61, 128, 128,   0, no,  yes, kKey,  deepseek3},
 {"falcon",        "Falcon",     65024, 4544,     0, 32,  71,   0,   0, yes, no,  kNone, falcon},
 {"gemma",         "Gemma",     256000, 3072, 24576, 28,  16,  16, 256, yes, yes, kKey,  plain},
 {"gemma2",        "Gemma2",    256000, 2304,  9216, 26,   8,   4, 256, yes, yes, kKey,  gemma2},
 {"gemma3",        "Gemma3",    262208, 2304,  9216, 26,   8,   4, 256, yes, yes, kKey,  gemma3},
 {"gemma3_text",   "Gemma3Text",262208, 2304,  9216, 26,   8,   4, 256, yes, yes, kKey,  gemma3},
 {"glm4_moe",      "Glm4Moe",   151552, 4096, 10944, 46,  96,   8,   0, no,  yes, kKey,  glm4_moe},
 {"gpt2",          "GPT2",       50257,  768,     0, 12,  12,   0,   0, yes, no,  kAll,  gpt2},
 {"gpt_neox",      "GPTNeoX",    50432, 6144, 24576, 44,  64,   0,   0, no,  no,  kNone, gpt_neox},
 {"gpt_oss",       "GptOss",    201088, 2880,  2880, 36,  64,   8,  64, no,  yes, kNone, gpt_oss},
 {"gptj",          "GPTJ",       50400, 4096,     0, 28,  16,   0,   0, no,  no,  kNone, gptj},
 {"kimi_k2",       "KimiK2",    129280, 7168, 18432, 61, 128, 128,   0, no,  yes, kKey,  deepseek3},
 {"llama",         "Llama",      32000, 4096, 11008, 32,  32,   0,   0, no,  yes, kKey,  plain},
 {"llama4",        "Llama4",    202048, 5120,  8192, 48,  40,   8, 128, no,  yes, kKey,  llama4},
 {"llama4_text",   "Llama4Text",202048, 5120,  8192, 48,  40,   8, 128, no,  yes, kKey,  llama4},
 {"mistral",       "Mistral",    32000, 4096, 14336, 32,  32,   8,   0, no,  yes, kNone, mistral},
 {"mixtral",       "Mixtral",    32000, 4096, 14336, 32,  32,   8,   0, no,  yes, kNone, mixtral},
 {"mpt",           "MPT",        50368, 2048,     0, 24,  16,   0,   0, yes, no,  kNone, mpt},
 {"opt",           "OPT",        50272,  768,  3072, 12,  12,   0,   0, yes, no,  kNone, opt},
 {"phi",           "Phi",        51200, 2048,  8192, 24,  32,   0,   0, no,  no,  kAll,  plain},
 {"phi3",          "Phi3",       32064, 3072,  8192, 32,  32,   0,   0, no,  yes, kNone, phi3},
 {"qwen2",         "Qwen2",     151936, 4096, 22016, 32,  32,  32,   0, no,  yes, kQkv,  qwen2},
 {"qwen2_moe",     "Qwen2Moe",  151936, 2048,  5632, 24,  16,  16,   0, no,  yes, kNone, qwen2_moe},
 {"qwen3",         "Qwen3",     151936, 4096, 22016, 32,  32,  32, 128, no,  yes, kKey,  qwen2},
 {"qwen3_moe",     "Qwen3Moe",  151936, 2048,  6144, 24,  32,   4,   0, no,  yes, kKey,  qwen3_moe},
};
// clang-format on

}  // namespace

std::span<const Architecture> architectures() { return kArchitectures; }

}  // namespace wf::model::hf
