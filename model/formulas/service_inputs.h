#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "model/inputs.h"

// The inputs that a forward pass of a serving load reads, as one row of numbers: what a search over
// the batch has as its arguments on a tape.
namespace wf::model::detail {

// Calls visit(member) for each number and each yes-or-no, in a fixed order.
template <class In, class Visit>
void for_each_pass_input(In& in, const Visit& visit) {
  const auto each = [&](auto&... members) { (visit(members), ...); };
  auto& m = in.model;
  each(m.layers, m.hidden, m.heads, m.kv_heads, m.head_dim, m.ffn, m.vocab, m.positions, m.experts,
       m.experts_per_token, m.shared_experts, m.expert_ffn, m.dense_layers, m.kv_latent, m.q_latent,
       m.rope, m.nope, m.v_head, m.window, m.window_layers, m.params, m.active_params, m.gated,
       m.tied, m.bias, m.qkv_bias, m.moe, m.mla, m.q_compressed, m.has_params, m.has_active_params);
  auto& c = in.cluster;
  each(c.memory, c.bandwidth, c.peak, c.sustained_peak, c.attention_peak, c.vector_peak, c.link,
       c.nic, c.compute_units, c.gpus, c.gpus_per_node);
  each(in.parallel.tp, in.parallel.pp, in.parallel.dp, in.parallel.cp, in.parallel.ep);
  each(in.element.weight, in.element.activation, in.element.kv, in.element.unpacked);
  auto& s = in.serving;
  each(s.prompt, s.output, s.prefix_hit, s.tpot, s.draft_tokens, s.acceptance, s.draft_cost);
  auto& a = in.assume;
  each(a.bandwidth, a.gemm, a.reuse, a.attention, a.kernel, a.kernels_per_layer, a.step, a.unpack,
       a.unpacked_gemm, a.link, a.point_to_point, a.nic, a.collective, a.collective_hop, a.network,
       a.hop, a.pipeline_tokens, a.pipeline_batch, a.decode_mbu, a.decode_mfu, a.prefill_mfu,
       a.flat_decode, a.flat_prefill);
}

template <class R>
std::vector<R> packed(const Inputs<R>& in) {
  std::vector<R> row;
  for_each_pass_input(in, [&](const auto& member) {
    if constexpr (std::is_same_v<decltype(member), const bool&>) {
      row.push_back(R(member ? 1.0 : 0.0));
    } else {
      row.push_back(member.number());
    }
  });
  return row;
}

inline Inputs<double> unpacked(std::span<const double> row) {
  Inputs<double> in;
  std::size_t next = 0;
  for_each_pass_input(in, [&]<class M>(M& member) {
    if constexpr (std::is_same_v<M, bool>) {
      member = row[next++] > 0;
    } else {
      member = M(row[next++]);
    }
  });
  return in;
}

}  // namespace wf::model::detail
