#pragma once

#include "model/inputs.h"

// The KV cache: what attention keeps of every token that it has seen.
namespace wf::model {

inline constexpr Term kKvPerLayer{.id = "kv.bytes_per_token_layer",
                                  .symbol = "kv_l",
                                  .unit = "bytes",
                                  .sentence = "KV cache of one token in one layer.",
                                  .source = "Ainslie et al. 2023 (GQA); DeepSeek-AI 2024 (MLA)"};
inline constexpr Term kKvPerToken{
    .id = "kv.bytes_per_token",
    .symbol = "kv",
    .unit = "bytes",
    .sentence = "KV cache of one token over all layers: one logical copy, windows ignored.",
    .source = "2·L·n_kv·d·bytes; MLA L·(d_c + d_r)·bytes",
    .name = "KV cache per token"};
inline constexpr Term kKvStored{
    .id = "kv.stored_bytes_per_token",
    .symbol = "kv_st",
    .unit = "bytes",
    .sentence =
        "KV cache of one token over all copies that a replica keeps: tensor parallelism "
        "beyond the KV heads repeats them, MLA's latent is on every rank.",
    .source = "heads are the smallest part that a rank can hold",
    .name = "KV cache per token, all copies"};
inline constexpr Term kKvPerGpu{.id = "kv.bytes_per_token_gpu",
                                .symbol = "kv_g",
                                .unit = "bytes",
                                .sentence = "KV cache of one token and one layer on one GPU.",
                                .source = "÷ min(tp, n_kv), whole heads; MLA is not split"};
inline constexpr Term kKvPerSequence{
    .id = "kv.bytes_per_sequence",
    .symbol = "KV_seq",
    .unit = "bytes",
    .sentence = "KV cache of one sequence at its full length, windows respected, all copies.",
    .source = "",
    .name = "KV cache per sequence"};

// Elements that one layer keeps for a token: 2·n_kv·d, or d_c + d_r with MLA.
// Example: Llama-3-70B 2·8·128 = 2,048; DeepSeek-V3 512 + 64 = 576.
template <class R>
BytesPerToken<R> kv_per_layer(const Inputs<R>& in) {
  const auto& m = in.model;
  const Number<R> elements = m.mla ? m.kv_latent + m.rope : 2.0 * m.kv_heads * m.head_dim;
  return step(kKvPerLayer, elements * in.element.kv / one_token<R>());
}

// Example: Llama-3-70B in 16 bits 80·2·8·128·2 = 327,680 bytes.
template <class R>
BytesPerToken<R> kv_per_token(const Inputs<R>& in) {
  return step(kKvPerToken, in.model.layers * kv_per_layer(in));
}

// What one rank of a tensor-parallel group holds and reads of a layer's cache per token: whole
// heads, one at least; the whole latent with MLA. The context is split over cp ranks.
template <class R>
BytesPerToken<R> kv_per_layer_per_gpu(const Inputs<R>& in) {
  const auto& m = in.model;
  if (m.mla) return step(kKvPerGpu, kv_per_layer(in) / in.parallel.cp);
  const Number<R> heads = max(ceil(m.kv_heads / in.parallel.tp), 1.0);
  return step(kKvPerGpu,
              2.0 * heads * m.head_dim * in.element.kv / (one_token<R>() * in.parallel.cp));
}

// Example: Qwen3-235B with 4 KV heads at tp 8: twice kv.bytes_per_token.
template <class R>
BytesPerToken<R> kv_stored_per_token(const Inputs<R>& in) {
  return step(kKvStored,
              in.model.layers * kv_per_layer_per_gpu(in) * in.parallel.tp * in.parallel.cp);
}

// Tokens that the cache of an average layer holds, or that attention reads, at context s:
// min(s, w) in the layers with a window.
template <class R>
Tokens<R> windowed_context(const Inputs<R>& in, const Tokens<R>& context) {
  const auto& m = in.model;
  if (m.window_layers.value() <= 0) return context;
  const Number<R> share = m.window_layers / m.layers;
  return (1.0 - share) * context + share * min(context, m.window);
}

template <class R>
Bytes<R> kv_per_sequence(const Inputs<R>& in, const Tokens<R>& tokens) {
  return step(kKvPerSequence, kv_stored_per_token(in) * windowed_context(in, tokens));
}

}  // namespace wf::model
