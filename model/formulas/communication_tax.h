#pragma once

#include "model/core/quantity.h"

// What communication adds to training: the tensor-parallel tax, which nothing hides, and the
// tokens that a GPU must work on to hide data parallelism behind them.
namespace wf::model {

inline constexpr Term kTensorTax{
    "tax.tensor", "tax", "1",
    "Tensor-parallel communication of a whole step over its arithmetic, square layers of 12h² "
    "parameters.",
    "2(t−1)·peak·e/(9·BW·h): forward and backward send the same, backward computes twice"};
inline constexpr Term kTensorTaxGeneral{"tax.tensor_general", "tax", "1",
                                        "Tensor-parallel communication of a step over its "
                                        "arithmetic, for a layer of any shape with its attention.",
                                        "(8/3)·h·(t−1)·peak·e/(BW·(N_layer + n_q·d·s))"};
inline constexpr Term kTensorTaxRecompute{"tax.tensor_recompute", "tax", "1",
                                          "Tensor-parallel communication of a step over its "
                                          "arithmetic when the forward pass is repeated.",
                                          "(t−1)·peak·e/(4·BW·h)"};
inline constexpr Term kTensorTaxAlgorithm{
    "tax.tensor_algorithm", "tax", "1",
    "Tensor-parallel communication of a step over its arithmetic, for an all-reduce that finishes "
    "messages at a given rate.",
    "t·peak·e/(9·h·A), A = S/t_all-reduce"};
inline constexpr Term kRuleTax{
    "rule.tensor_tax", "⅓·peak/(BW·h)", "1",
    "Rule: one third of peak over bandwidth times width. It takes neither the degree nor the "
    "efficiency nor one direction, and holds near t = 2.",
    "popular rule"};
inline constexpr Term kHidingTokens{
    "tax.hiding_tokens", "D*", "tokens",
    "Tokens a step for each copy of the weights that hide its gradients' exchange.",
    "scaling-book, training: bytes/BW = 4·D·N/(peak·e)"};
inline constexpr Term kRuleHidingTokens{
    "rule.hiding_tokens", "8 K", "tokens",
    "Rule: about 8,000 tokens for each GPU. It holds for each replica of eight GPUs; a GPU alone, "
    "with all cards of its node, needs about 1,000.",
    "popular rule: peak·MFU over one card's 50 GB/s"};
inline constexpr Term kExposedTime{"tax.exposed_time", "t_exp", "s",
                                   "Communication that the arithmetic beside it does not hide.",
                                   "max(0, t_comm − t_window)"};
inline constexpr Term kEfficiencyAfterTax{"tax.mfu", "MFU", "1",
                                          "What is left of the multiplies' efficiency after what "
                                          "is not hidden.",
                                          "e/(1 + tax)·(1 − bubble)"};

// e is the efficiency of the multiplies alone (0.6 to 0.75), not the step's MFU, which has the tax
// in it. BW one way. Example: t = 8, h = 8192, 990 TFLOP/s at 0.5, 450 GB/s: 20.9 %.
template <class R>
Number<R> tensor_tax(const Number<R>& degree, const Number<R>& hidden,
                     const FlopsPerSecond<R>& achieved, const BytesPerSecond<R>& rate) {
  // Eight passes of 2 bytes over the width, 6 FLOPs for each of 12h² parameters.
  const Bytes<R> sent = Bytes<R>(R(16.0)) * hidden * ((degree - 1.0) / degree);
  const Flops<R> computed = Flops<R>(R(72.0)) * hidden * hidden / degree;
  return step(kTensorTax, sent / rate / (computed / achieved));
}

// N_layer parameters of one layer; n_q·d the width of its queries; s the context.
// Example: Llama-3-70B, 8,192 tokens, t = 8, 990 TFLOP/s at 0.5, 450 GB/s: 18.2 %.
template <class R>
Number<R> tensor_tax_general(const Number<R>& degree, const Number<R>& hidden,
                             const Number<R>& layer_params, const Number<R>& query_width,
                             const Tokens<R>& context, const FlopsPerSecond<R>& achieved,
                             const BytesPerSecond<R>& rate) {
  const Bytes<R> sent = Bytes<R>(R(16.0)) * hidden * ((degree - 1.0) / degree);
  const Flops<R> computed =
      Flops<R>(R(6.0)) * (layer_params + query_width * (context / one_token<R>())) / degree;
  return step(kTensorTaxGeneral, sent / rate / (computed / achieved));
}

// (t−1)·peak·e/(4·BW·h), an eighth more: six all-reduces for eight FLOPs a parameter.
// Example: t = 8, h = 8192: 23.5 %.
template <class R>
Number<R> tensor_tax_recompute(const Number<R>& degree, const Number<R>& hidden,
                               const FlopsPerSecond<R>& achieved, const BytesPerSecond<R>& rate) {
  const Bytes<R> sent = Bytes<R>(R(24.0)) * hidden * ((degree - 1.0) / degree);
  const Flops<R> computed = Flops<R>(R(96.0)) * hidden * hidden / degree;
  return step(kTensorTaxRecompute, sent / rate / (computed / achieved));
}

// A is what an all-reduce achieves: message over time. A ring of t ranks has BW·t/(2(t−1)).
// Example: t = 16 over two nodes, pipelined levels, A = 257 GB/s: 41.8 %; one after another 68.6 %.
template <class R>
Number<R> tensor_tax_algorithm(const Number<R>& degree, const Number<R>& hidden,
                               const FlopsPerSecond<R>& achieved,
                               const BytesPerSecond<R>& algorithm_rate) {
  const Bytes<R> reduced = Bytes<R>(R(8.0)) * hidden;
  const Flops<R> computed = Flops<R>(R(72.0)) * hidden * hidden / degree;
  return step(kTensorTaxAlgorithm, reduced / algorithm_rate / (computed / achieved));
}

// Rule: ⅓·peak/(BW·h), with both directions of the link. Example: h = 8192, 900 GB/s: 4.5 %.
template <class R>
Number<R> rule_tensor_tax(const Number<R>& hidden, const FlopsPerSecond<R>& peak,
                          const BytesPerSecond<R>& both_ways) {
  const Bytes<R> sent = Bytes<R>(R(1.0)) / 3.0;
  const Flops<R> computed = Flops<R>(R(1.0)) * hidden;
  return step(kRuleTax, sent / both_ways / (computed / peak));
}

// Tokens of each copy of the weights in one backward pass: bytes a parameter/4·peak·e/BW.
// `bytes` are those sent for a parameter: 4 with 16-bit gradients (all-reduce, or gather and
// scatter), 6 for FSDP that scatters in 32 bits. BW is what a copy's shard has for itself:
//   a GPU alone with the eight cards of its node, which eight copies share on one ring: 400 GB/s;
//   a replica of eight GPUs, each exchanging its eighth over its own card: 50 GB/s.
// experts E/k multiplies: parameters that are exchanged over those that compute.
// Example: 990 TFLOP/s at 0.4: 990 tokens for each GPU; 7,920 for each replica of eight.
template <class R>
Tokens<R> hiding_tokens(const FlopsPerSecond<R>& achieved, const BytesPerSecond<R>& rate,
                        const Bytes<R>& bytes_per_param, const Number<R>& experts_over_active) {
  const Seconds<R> exchange = bytes_per_param / rate;
  const Seconds<R> backward = Flops<R>(R(4.0)) / achieved;
  return step(kHidingTokens, exchange / backward * experts_over_active * one_token<R>());
}

// Rule: peak·MFU over one card, taken for each GPU. Example: 7,920 tokens.
template <class R>
Tokens<R> rule_hiding_tokens(const FlopsPerSecond<R>& achieved, const BytesPerSecond<R>& card) {
  return step(kRuleHidingTokens,
              Bytes<R>(R(4.0)) / card / (Flops<R>(R(4.0)) / achieved) * one_token<R>());
}

// max(0, t − window): continuous, where the popular "exposed costs 30 %" is a cliff.
// Example: 0.8 s behind 0.5 s of backward: 0.3 s.
template <class R>
Seconds<R> exposed_time(const Seconds<R>& communication, const Seconds<R>& window) {
  return step(kExposedTime, at_least_zero(communication - window));
}

// e/(1 + tax)·(1 − bubble). Example: 0.65, 33 % and no bubble: 0.49.
template <class R>
Number<R> mfu_after_tax(const Number<R>& efficiency, const Number<R>& tax,
                        const Number<R>& bubble) {
  return step(kEfficiencyAfterTax, efficiency / (1.0 + tax) * (1.0 - bubble));
}

}  // namespace wf::model
