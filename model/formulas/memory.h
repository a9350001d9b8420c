#pragma once

#include "model/formulas/kv_cache.h"
#include "model/formulas/parameters.h"

// What fills the memory of a serving GPU: weights, workspace, KV cache.
namespace wf::model {

inline constexpr Term kWeightsBytes{
    .id = "weights.bytes",
    .symbol = "W",
    .unit = "bytes",
    .sentence = "One copy of all parameters at their stored precision.",
    .source = "N·b_w",
    .name = "Weights"};
inline constexpr Term kWeightsPerGpu{
    .id = "memory.weights",
    .symbol = "W_g",
    .unit = "bytes",
    .sentence = "Weights on the fullest GPU of a replica.",
    .source = "layers ÷ (tp·pp), experts ÷ their shards, an embedding on the first or last stage",
    .name = "Weights on one GPU"};
inline constexpr Term kWorkspace{
    .id = "memory.workspace",
    .symbol = "M_ws",
    .unit = "bytes",
    .sentence = "Driver, libraries and the activations of the tokens in one pass, on one GPU.",
    .source = "(8h + 6f/tp) bytes a token in 16 bits: stream, projections, feed-forward",
    .name = "Workspace on one GPU"};
inline constexpr Term kKvOnGpu{
    .id = "memory.kv",
    .symbol = "KV_g",
    .unit = "bytes",
    .sentence = "KV cache of the batch at its full length, on the fullest GPU.",
    .source = "",
    .name = "KV cache on one GPU"};
inline constexpr Term kServingMemory{
    .id = "serving.memory_per_gpu",
    .symbol = "M",
    .unit = "bytes",
    .sentence = "Peak memory on the fullest GPU of a replica: weights, KV cache and workspace.",
    .source = "",
    .name = "Memory per GPU"};
inline constexpr Term kMemoryForKv{
    .id = "memory.free_for_kv",
    .symbol = "M_free",
    .unit = "bytes",
    .sentence = "Memory that weights and workspace leave for the KV cache, on one GPU.",
    .source = "HBM·u_mem − W_g − M_ws; the bound takes all memory and no workspace",
    .name = "Free for KV cache"};
inline constexpr Term kMemoryShortfall{
    .id = "memory.shortfall",
    .symbol = "M_short",
    .unit = "bytes",
    .sentence = "Bytes by which the batch exceeds what an engine may use of one GPU.",
    .source = "max(0, KV_g − M_free)",
    .name = "Memory short"};
inline constexpr Term kKvCapacity{.id = "memory.kv_capacity_tokens",
                                  .symbol = "n_KV",
                                  .unit = "tokens",
                                  .sentence = "Tokens whose KV cache a replica can hold.",
                                  .source = "",
                                  .name = "Tokens that fit"};
inline constexpr Term kMaxBatch{
    .id = "serving.max_batch",
    .symbol = "B_max",
    .unit = "1",
    .sentence = "Sequences of prompt + output tokens that the memory of a replica holds.",
    .source = "whole sequences",
    .name = "Largest batch"};

// Layers on the fullest stage of the pipeline: whole ones.
template <class R>
Number<R> layers_of_stage(const Inputs<R>& in) {
  return ceil(in.model.layers / in.parallel.pp);
}

template <class R>
Bytes<R> weight_bytes(const Inputs<R>& in) {
  return step(kWeightsBytes, total_parameters(in) * in.element.weight);
}

// Example: Llama-3-70B in bfloat16 at tp 8: 141.1 GB / 8 = 17.6 GB.
template <class R>
Bytes<R> weights_per_gpu(const Inputs<R>& in) {
  const auto& m = in.model;
  const Number<R> tables = (m.tied ? 1.0 : 2.0) * embedding_parameters(in) + m.positions * m.hidden;
  Number<R> routed(R(0.0));
  if (m.moe) routed = moe_layers(in) * m.experts * expert_parameters(in);
  const Number<R> rest = shape_parameters(in) - tables - routed;
  const Number<R> stage = layers_of_stage(in) / m.layers;
  Number<R> here = rest * stage / in.parallel.tp;
  if (m.moe) here += routed * stage / expert_shards(in);
  // With stages, the first holds the input embedding and the last the head.
  const Number<R> table_here = in.parallel.pp.value() > 1 ? embedding_parameters(in) : tables;
  here += table_here / in.parallel.tp;
  return step(kWeightsPerGpu, published_scale(in) * here * in.element.weight);
}

// Activations that live while `tokens` go through a layer, and the logits of `rows` positions.
template <class R>
Bytes<R> workspace(const Inputs<R>& in, const Tokens<R>& tokens, const Number<R>& rows) {
  const auto& m = in.model;
  Number<R> width = m.ffn;
  if (m.moe) width = (m.experts_per_token + m.shared_experts) * m.expert_ffn;
  const Number<R> per_token = 4.0 * m.hidden + 3.0 * width / in.parallel.tp;
  const Bytes<R> activations = tokens / one_token<R>() * per_token * in.element.activation;
  const Bytes<R> logits = rows * m.vocab / in.parallel.tp * Bytes<R>(R(4.0));
  return step(kWorkspace, in.assume.context + activations + logits);
}

template <class R>
Bytes<R> kv_on_gpu(const Inputs<R>& in, const Number<R>& batch, const Tokens<R>& tokens) {
  return step(kKvOnGpu, batch * layers_of_stage(in) * kv_per_layer_per_gpu(in) *
                            windowed_context(in, tokens));
}

// Sequences of `tokens` that fit into `free` bytes of each GPU; not yet whole.
template <class R>
Number<R> sequences_that_fit(const Inputs<R>& in, const Bytes<R>& free, const Tokens<R>& tokens) {
  return at_least_zero(free) /
         (layers_of_stage(in) * kv_per_layer_per_gpu(in) * windowed_context(in, tokens));
}

}  // namespace wf::model
