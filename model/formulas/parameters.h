#pragma once

#include "model/inputs.h"

// How many parameters a transformer has, from its shape.
namespace wf::model {

inline constexpr Term kAttentionParameters{
    .id = "weights.attention_params",
    .symbol = "N_attn",
    .unit = "1",
    .sentence = "Parameters of the attention projections of one layer.",
    .source = "Vaswani et al. 2017; Ainslie et al. 2023 (GQA); DeepSeek-AI 2024 (MLA)"};
inline constexpr Term kDenseFfnParameters{
    .id = "weights.ffn_params",
    .symbol = "N_ffn",
    .unit = "1",
    .sentence = "Parameters of the dense feed-forward block of one layer.",
    .source = "Vaswani et al. 2017; Shazeer 2020 (gated)"};
inline constexpr Term kExpertParameters{.id = "weights.expert_params",
                                        .symbol = "N_exp",
                                        .unit = "1",
                                        .sentence = "Parameters of one expert.",
                                        .source = "Shazeer et al. 2017"};
inline constexpr Term kShapeParameters{.id = "weights.shape_params",
                                       .symbol = "N_shape",
                                       .unit = "1",
                                       .sentence = "Parameters counted from the shape.",
                                       .source = "counted layer by layer"};
inline constexpr Term kTotalParameters{
    .id = "weights.params",
    .symbol = "N",
    .unit = "1",
    .sentence = "All parameters of the model: the published count, or the shape's.",
    .source = "",
    .name = "Parameters"};
inline constexpr Term kActiveParameters{
    .id = "weights.active_params",
    .symbol = "N_a",
    .unit = "1",
    .sentence =
        "Parameters that one token uses: all of a dense model, the chosen experts of a MoE.",
    .source = "Shazeer et al. 2017",
    .name = "Active parameters"};
inline constexpr Term kEmbeddingParameters{
    .id = "weights.embedding_params",
    .symbol = "N_emb",
    .unit = "1",
    .sentence = "Parameters of the input embedding: rows of it are looked up, never multiplied.",
    .source = "V·h"};

// Width of what the attention projections put out per token: n_q·d, or n_q·d_v with MLA.
template <class R>
Number<R> attention_width(const Inputs<R>& in) {
  return in.model.mla ? in.model.heads * in.model.v_head : in.model.heads * in.model.head_dim;
}

// Attention projections of one layer:
//   MHA, GQA, MQA: h·n_q·d (Q) + 2·h·n_kv·d (K, V) + n_q·d·h (output);
//   MLA: the query and the key-value pair each go through a latent.
// Example: Llama-3-8B 4096·4096 + 2·4096·1024 + 4096·4096 = 41.9 M.
template <class R>
Number<R> attention_parameters(const Inputs<R>& in) {
  const auto& m = in.model;
  if (m.mla) {
    const Number<R> key = m.nope + m.rope;
    const Number<R> query = m.q_compressed
                                ? m.hidden * m.q_latent + m.q_latent * m.heads * key + m.q_latent
                                : m.hidden * m.heads * key;
    const Number<R> key_value = m.hidden * (m.kv_latent + m.rope) +
                                m.kv_latent * m.heads * (m.nope + m.v_head) + m.kv_latent;
    return step(kAttentionParameters, query + key_value + m.heads * m.v_head * m.hidden);
  }
  const Number<R> query = m.heads * m.head_dim;
  const Number<R> key_value = 2.0 * m.kv_heads * m.head_dim;
  Number<R> count = m.hidden * (2.0 * query + key_value);
  if (m.bias || m.qkv_bias) count += query + key_value;
  if (m.bias) count += m.hidden;
  return step(kAttentionParameters, count);
}

// A feed-forward block of inner width f: 3·h·f with a gate, 2·h·f without.
// Example: Llama-3-8B 3·4096·14336 = 176.2 M.
template <class R>
Number<R> block_parameters(const Inputs<R>& in, const Number<R>& width) {
  const double matrices = in.model.gated ? 3 : 2;
  Number<R> count = matrices * in.model.hidden * width;
  if (in.model.bias) count += (matrices - 1) * width + in.model.hidden;
  return count;
}

template <class R>
Number<R> expert_parameters(const Inputs<R>& in) {
  return step(kExpertParameters, block_parameters(in, in.model.expert_ffn));
}

template <class R>
Number<R> embedding_parameters(const Inputs<R>& in) {
  return step(kEmbeddingParameters, in.model.vocab * in.model.hidden);
}

// Layers that hold experts, and layers that hold the dense block.
template <class R>
Number<R> moe_layers(const Inputs<R>& in) {
  return in.model.moe ? in.model.layers - in.model.dense_layers : Number<R>(R(0.0));
}
template <class R>
Number<R> dense_layers(const Inputs<R>& in) {
  return in.model.moe ? in.model.dense_layers : in.model.layers;
}

// Everything of the model when each MoE layer counts `experts` routed experts:
//   L·N_attn + L_dense·N_ffn + L_moe·((experts + E_s)·N_exp + h·E) + 2·L·h + h + embeddings.
template <class R>
Number<R> parameters_with_experts(const Inputs<R>& in, const Number<R>& experts) {
  const auto& m = in.model;
  Number<R> count = m.layers * (attention_parameters(in) + 2.0 * m.hidden) + m.hidden;
  count += dense_layers(in) * step(kDenseFfnParameters, block_parameters(in, m.ffn));
  if (m.moe) {
    count += moe_layers(in) *
             ((experts + m.shared_experts) * expert_parameters(in) + m.hidden * m.experts);
  }
  const double tables = m.tied ? 1 : 2;
  return count + tables * embedding_parameters(in) + m.positions * m.hidden;
}

template <class R>
Number<R> shape_parameters(const Inputs<R>& in) {
  return step(kShapeParameters, parameters_with_experts(in, in.model.experts));
}

// What a published count is of the shape's: it stretches every matrix alike. 1 without one.
template <class R>
Number<R> published_scale(const Inputs<R>& in) {
  return in.model.has_params ? in.model.params / shape_parameters(in) : Number<R>(R(1.0));
}

// Published count of active parameters over the shape's.
template <class R>
Number<R> active_scale(const Inputs<R>& in) {
  if (!in.model.moe || !in.model.has_active_params) return published_scale(in);
  return in.model.active_params / parameters_with_experts(in, in.model.experts_per_token);
}

// How many ways a routed expert's weights are cut within a pipeline stage.
template <class R>
Number<R> expert_shards(const Inputs<R>& in) {
  return min(in.parallel.tp * in.parallel.ep, in.parallel.tp * in.parallel.dp * in.parallel.cp);
}

// Norms and biases, of `experts` routed ones: read and added, but never multiplied.
template <class R>
Number<R> vector_parameters(const Inputs<R>& in, const Number<R>& experts) {
  const auto& m = in.model;
  const double inner = m.gated ? 2 : 1;
  Number<R> layer = 2.0 * m.hidden;
  if (m.mla) {
    layer += m.q_compressed ? m.q_latent + m.kv_latent : m.kv_latent;
  } else if (m.bias || m.qkv_bias) {
    layer += (m.heads + 2.0 * m.kv_heads) * m.head_dim;
  }
  Number<R> count = m.hidden;
  if (m.bias) {
    layer += m.hidden;
    count += dense_layers(in) * (inner * m.ffn + m.hidden);
    if (m.moe) {
      count += moe_layers(in) * (experts + m.shared_experts) * (inner * m.expert_ffn + m.hidden);
    }
  }
  return count + m.layers * layer;
}

// N: the published count where the scenario has one, else the shape's.
// Example: Llama-3-70B 70.55 B; DeepSeek-V3 671 B.
template <class R>
Number<R> total_parameters(const Inputs<R>& in) {
  return step(kTotalParameters, in.model.has_params ? in.model.params : shape_parameters(in));
}

// N_a: parameters that take part in one token. Example: Mixtral-8x7B 12.9 B; DeepSeek-V3 37.6 B.
template <class R>
Number<R> active_parameters(const Inputs<R>& in) {
  if (in.model.has_active_params) return step(kActiveParameters, in.model.active_params);
  if (!in.model.moe) return step(kActiveParameters, total_parameters(in));
  return step(kActiveParameters,
              published_scale(in) * parameters_with_experts(in, in.model.experts_per_token));
}

}  // namespace wf::model
