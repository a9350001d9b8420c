#pragma once

#include "model/formulas/memory.h"

// What fills the memory of a training GPU: model states, activations, logits, workspace.
namespace wf::model {

inline constexpr Term kTrainingStates{
    .id = "training.state_bytes",
    .symbol = "M_state",
    .unit = "bytes",
    .sentence = "Weights, gradients and optimizer states on one GPU, after sharding.",
    .source = "Rajbhandari et al. 2020 (ZeRO)",
    .name = "Model states"};
inline constexpr Term kTrainingWeights{
    .id = "training.weight_bytes",
    .symbol = "M_w",
    .unit = "bytes",
    .sentence = "16-bit weights on one training GPU: its own part, or the layers it has gathered.",
    .source = "2·N_g; ZeRO-3 holds two gathered layers at a time",
    .name = "Weights in training"};
inline constexpr Term kTrainingGradients{.id = "training.gradient_bytes",
                                         .symbol = "M_g",
                                         .unit = "bytes",
                                         .sentence = "Gradients on one GPU, after sharding.",
                                         .source = "b_g·N_g, ÷ dp from ZeRO-2 on",
                                         .name = "Gradients"};
inline constexpr Term kTrainingOptimizer{
    .id = "training.optimizer_bytes",
    .symbol = "M_o",
    .unit = "bytes",
    .sentence = "Adam on one GPU, after sharding: 32-bit master weights and two moments.",
    .source = "12·N_g, ÷ dp from ZeRO-1 on",
    .name = "Optimizer states"};
inline constexpr Term kActivationsPerToken{
    .id = "training.activation_bytes_per_token",
    .symbol = "a_l",
    .unit = "bytes",
    .sentence = "Activations that one layer keeps of one token for the backward pass.",
    .source = "counted operation by operation; Korthikanti et al. 2022",
    .name = "Activations per token, layer"};
inline constexpr Term kActivations{
    .id = "training.activation_bytes",
    .symbol = "M_act",
    .unit = "bytes",
    .sentence = "Activations on the fullest GPU: of every micro-batch that is in flight there.",
    .source = "1F1B keeps min(M, pp) micro-batches on the first stage",
    .name = "Activations"};
inline constexpr Term kLogitBytes{
    .id = "training.logit_bytes",
    .symbol = "M_logit",
    .unit = "bytes",
    .sentence = "Logits, their 32-bit copy and their gradient on the last stage.",
    .source = "b·s·V·(2 + 4 + 4) / tp",
    .name = "Logits"};
inline constexpr Term kTrainingMemory{
    .id = "training.memory_per_gpu",
    .symbol = "M",
    .unit = "bytes",
    .sentence =
        "Peak memory that the allocator holds on the fullest GPU; the driver's context "
        "comes on top.",
    .source = "",
    .name = "Memory per GPU"};
inline constexpr Term kLocalParameters{
    .id = "training.params_per_gpu",
    .symbol = "N_g",
    .unit = "1",
    .sentence = "Parameters that one GPU multiplies with: its slice and its stage.",
    .source = "",
    .name = "Parameters on one GPU"};

// Parameters of one model-parallel rank, before any sharding over replicas.
template <class R>
Number<R> local_parameters(const Inputs<R>& in) {
  return step(kLocalParameters, weights_per_gpu(in) / in.element.weight);
}

// What the states of one GPU are made of.
template <class R>
struct TrainingStates {
  Bytes<R> weights, gradients, optimizer, all;
};

// Weights, gradients and 12 bytes of optimizer states (master copy and two moments in 32 bits):
//   ZeRO-0  (2 + g + 12)·N_g      ZeRO-1  (2 + g)·N_g + 12·N_g/dp
//   ZeRO-2  2·N_g + (g + 12)·N_g/dp
//   ZeRO-3  (4 + g + 8)·N_g/dp, and two gathered layers and one full gradient of the largest part.
// Example: Llama-3-8B, ZeRO-3 over 8: 16·8.03e9/8 = 16.1 GB and 2.6 GB of gathered parts.
template <class R>
TrainingStates<R> training_states(const Inputs<R>& in) {
  const Number<R> n = local_parameters(in);
  const Bytes<R> stored(R(2.0)), moments(R(12.0));
  const Number<R> dp = in.parallel.dp * in.parallel.cp;
  const double zero = in.training.zero.value();
  Bytes<R> weights = n * stored;
  Bytes<R> gradients = (zero >= 2 ? n / dp : n) * in.assume.gradient;
  if (zero >= 3) {
    const Number<R> layer = n / layers_of_stage(in);
    weights = 2.0 * layer * stored;
    gradients += max(layer, embedding_parameters(in) / in.parallel.tp) * stored;
  }
  TrainingStates<R> states;
  states.weights = step(kTrainingWeights, weights);
  states.gradients = step(kTrainingGradients, gradients);
  states.optimizer = step(kTrainingOptimizer, (zero >= 1 ? n / dp : n) * moments);
  states.all = step(kTrainingStates, states.weights + states.gradients + states.optimizer);
  return states;
}

// One layer's activations of one token in 16 bits, split over tp where sequence parallelism or the
// operation itself splits them:
//   stream and norms 8h (whole on every rank without sequence parallelism), Q, K, V twice with
//   their rotary copies and the attention output 2·(2·q + 3·kv + q), feed-forward 2·(4f) with a
//   gate (gate, up, activated gate, product), 2·(2f) without; standard attention also keeps 5 bytes
//   of each score.
// Tensor parallelism with sequence parallelism gathers both block inputs whole: 4h more.
// Example: Llama-3-8B 8·4096 + 2·(3·4096 + 3·1024) + 8·14336 = 178 kB a token and layer: 43 h.
template <class R>
Bytes<R> activations_per_token(const Inputs<R>& in) {
  const auto& m = in.model;
  const Number<R> tp = in.parallel.tp;
  const bool split = in.training.sequence_parallel && tp.value() > 1;
  const Number<R> stream = 4.0 * m.hidden;
  const Number<R> query = attention_width(in);
  const Number<R> key_value = m.mla ? m.kv_latent + m.rope : m.kv_heads * m.head_dim;
  Number<R> width = m.ffn;
  if (m.moe) {
    width = (m.experts_per_token + m.shared_experts) * m.expert_ffn;
  }
  const Number<R> blocks = 3.0 * query + 3.0 * key_value + (m.gated ? 4.0 : 2.0) * width;
  Number<R> numbers = (split ? stream / tp : stream) + blocks / tp;
  if (split) numbers += 2.0 * m.hidden;
  Bytes<R> bytes = numbers * Bytes<R>(R(2.0));
  if (in.training.attention == Attention::kStandard && in.training.recompute == Recompute::kNone) {
    bytes += Bytes<R>(R(5.0)) * m.heads / tp * (in.training.seq_len / one_token<R>());
  }
  return step(kActivationsPerToken, bytes);
}

// What the recomputation leaves of them: everything; all but what is cheap to repeat; or the
// 2h of each layer's input (whole on each rank without sequence parallelism).
template <class R>
Bytes<R> kept_per_token(const Inputs<R>& in) {
  switch (in.training.recompute) {
    case Recompute::kNone:
      return activations_per_token(in);
    case Recompute::kSelective:
      return in.training.attention == Attention::kStandard
                 ? activations_per_token(in)
                 : in.assume.selective_kept * activations_per_token(in);
    case Recompute::kFull:
      break;
  }
  const bool split = in.training.sequence_parallel && in.parallel.tp.value() > 1;
  const Number<R> input = split ? in.model.hidden / in.parallel.tp : in.model.hidden;
  return input * Bytes<R>(R(2.0));
}

}  // namespace wf::model
