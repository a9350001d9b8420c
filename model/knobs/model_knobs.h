#pragma once

#include "model/knobs/define.h"

// The shape of the transformer.
namespace wf::model::knob {

inline constexpr Knob kLayers{
    .term = {"model.layers", "L", "1", "Transformer layers.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 256, .initial = 32, WF_FIELD(model.layers)};
inline constexpr Knob kHidden{
    .term = {"model.hidden", "h", "1", "Width of the residual stream.", ""},
    .kind = KnobKind::kCount, .low = 64, .high = 65536, .initial = 4096, WF_FIELD(model.hidden)};
inline constexpr Knob kHeads{
    .term = {"model.heads", "n_q", "1", "Query heads.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 512, .initial = 32, WF_FIELD(model.heads)};
inline constexpr Knob kKvHeads{
    .term = {"model.kv_heads", "n_kv", "1",
             "Key and value heads: as many as query heads in MHA, fewer in GQA, one in MQA.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 512, .initial = 8, WF_FIELD(model.kv_heads)};
inline constexpr Knob kHeadDim{
    .term = {"model.head_dim", "d", "1", "Width of one attention head.", ""},
    .kind = KnobKind::kCount, .low = 8, .high = 1024, .initial = 128, WF_FIELD(model.head_dim)};
inline constexpr Knob kFfn{
    .term = {"model.ffn", "f", "1", "Inner width of a dense feed-forward block.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 262144, .initial = 14336, WF_FIELD(model.ffn)};
inline constexpr Knob kGatedFfn{
    .term = {"model.gated_ffn", "gated", "1",
             "Whether the feed-forward block has a gate: three matrices instead of two.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 1, WF_FLAG(model.gated_ffn)};
inline constexpr Knob kVocab{
    .term = {"model.vocab", "V", "1", "Rows of the vocabulary.", ""},
    .kind = KnobKind::kCount, .low = 2, .high = 1048576, .initial = 128256, WF_FIELD(model.vocab)};
inline constexpr Knob kTiedEmbeddings{
    .term = {"model.tied_embeddings", "tied", "1",
             "Whether the LM head reuses the input embedding.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 0, WF_FLAG(model.tied_embeddings)};
inline constexpr Knob kBias{
    .term = {"model.bias", "bias", "1", "Whether every linear layer has a bias.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 0, WF_FLAG(model.bias)};
inline constexpr Knob kQkvBias{
    .term = {"model.qkv_bias", "qkv_bias", "1", "Whether the Q, K and V projections have biases.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 0, WF_FLAG(model.qkv_bias)};
inline constexpr Knob kLearnedPositions{
    .term = {"model.learned_positions", "n_pos", "1",
             "Rows of a learned position table; 0 where positions are computed.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 1048576, .initial = 0,
    WF_FIELD(model.learned_positions)};
inline constexpr Knob kExperts{
    .term = {"model.experts", "E", "1", "Routed experts of a layer; 0 for a dense model.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 1024, .initial = 0, WF_FIELD(model.experts)};
inline constexpr Knob kExpertsPerToken{
    .term = {"model.experts_per_token", "k", "1", "Routed experts that one token visits.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 64, .initial = 0,
    WF_FIELD(model.experts_per_token)};
inline constexpr Knob kSharedExperts{
    .term = {"model.shared_experts", "E_s", "1", "Experts that every token visits.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 16, .initial = 0, WF_FIELD(model.shared_experts)};
inline constexpr Knob kExpertFfn{
    .term = {"model.expert_ffn", "f_e", "1", "Inner width of one expert.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 65536, .initial = 0, WF_FIELD(model.expert_ffn)};
inline constexpr Knob kDenseLayers{
    .term = {"model.dense_layers", "L_d", "1",
             "Layers of a mixture-of-experts model that keep the dense block.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 256, .initial = 0, WF_FIELD(model.dense_layers)};
inline constexpr Knob kKvLatentDim{
    .term = {"model.kv_latent_dim", "d_c", "1",
             "Width of the compressed key-value latent of MLA; 0 without MLA.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 8192, .initial = 0, WF_FIELD(model.kv_latent_dim)};
inline constexpr Knob kQLatentDim{
    .term = {"model.q_latent_dim", "d_c'", "1", "Width of MLA's compressed query; 0: none.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 16384, .initial = 0, WF_FIELD(model.q_latent_dim)};
inline constexpr Knob kRopeDim{
    .term = {"model.rope_dim", "d_r", "1", "MLA: rotary part of a head, stored once a token.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 512, .initial = 0, WF_FIELD(model.rope_dim)};
inline constexpr Knob kNopeDim{
    .term = {"model.nope_dim", "d_n", "1", "MLA: part of a head without positions.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 1024, .initial = 0, WF_FIELD(model.nope_dim)};
inline constexpr Knob kVHeadDim{
    .term = {"model.v_head_dim", "d_v", "1", "MLA: width of a value head.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 1024, .initial = 0, WF_FIELD(model.v_head_dim)};
inline constexpr Knob kWindow{
    .term = {"model.window", "w", "tokens",
             "Tokens that a sliding-window layer can see; 0 without windows.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 1048576, .initial = 0, WF_FIELD(model.window)};
inline constexpr Knob kWindowLayers{
    .term = {"model.window_layers", "L_w", "1", "Layers with a sliding window.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 256, .initial = 0, WF_FIELD(model.window_layers)};
inline constexpr Knob kParams{
    .term = {"model.params", "N", "1", "Published parameter count; overrides the shape's.", ""},
    .kind = KnobKind::kContinuous, .low = 1e6, .high = 1e13, .initial = 0, WF_FIELD(model.params)};
inline constexpr Knob kActiveParams{
    .term = {"model.active_params", "N_a", "1",
             "Published count of parameters that one token uses; overrides the shape's.", ""},
    .kind = KnobKind::kContinuous, .low = 1e6, .high = 1e13, .initial = 0,
    WF_FIELD(model.active_params)};

}  // namespace wf::model::knob
