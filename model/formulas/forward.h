#pragma once

#include <array>

#include "model/formulas/collectives.h"
#include "model/formulas/kv_cache.h"
#include "model/formulas/parameters.h"
#include "model/formulas/roofline.h"

// One pass of tokens through the model: the operations that a replica's GPUs do, each with what it
// computes, moves and sends, and how long that takes.
namespace wf::model {

enum class Op : std::uint8_t {
  kQkv,
  kAttention,
  kOutput,
  kFfnUp,
  kFfnDown,
  kRouter,
  kExpertsUp,
  kExpertsDown,
  kElementwise,
  kLmHead,
  kTensorCollective,
  kExpertCollective,
  kPipelineHop,
  kLaunch,
  kHost,
  // Of training alone:
  kContextExchange,
  kDataParallel,
  kBubble,
  kOptimizer,
};
inline constexpr std::size_t kOpCount = 19;

#define WF_OP(name, key, symbol_, sentence_, source_)                                         \
  inline constexpr Term name {                                                                \
    .id = "op." key, .symbol = symbol_, .unit = "s", .sentence = sentence_, .source = source_ \
  }
WF_OP(kOpQkv, "qkv", "t_qkv", "Projections to queries, keys and values.", "GEMM");
WF_OP(kOpAttention, "attention", "t_attn",
      "Attention: scores and their weighted sum, the KV cache read from memory.",
      "Dao 2023 (fused); KV bytes / bandwidth");
WF_OP(kOpOutput, "attention_output", "t_o", "Projection of the attention output.", "GEMM");
WF_OP(kOpFfnUp, "ffn_up", "t_up", "First half of the feed-forward block, gate included.", "GEMM");
WF_OP(kOpFfnDown, "ffn_down", "t_down", "Second half of the feed-forward block.", "GEMM");
WF_OP(kOpRouter, "router", "t_route", "Scores of every expert for every token.", "GEMM");
WF_OP(kOpExpertsUp, "experts_up", "t_eup", "First half of the experts that the batch chose.",
      "grouped GEMM");
WF_OP(kOpExpertsDown, "experts_down", "t_edown", "Second half of those experts.", "grouped GEMM");
WF_OP(kOpElementwise, "elementwise", "t_elem",
      "Norms, residual adds, rotary embedding and activation: bytes through memory.",
      "bytes / bandwidth");
WF_OP(kOpLmHead, "lm_head", "t_head", "Logits over the vocabulary.", "GEMM");
WF_OP(kOpTensorCollective, "tensor_collective", "t_tp",
      "Two all-reduces a layer that join the halves of tensor parallelism.", "Shoeybi et al. 2019");
WF_OP(kOpExpertCollective, "expert_collective", "t_ep",
      "Tokens sent to the ranks of their experts and back.", "Lepikhin et al. 2020");
WF_OP(kOpPipelineHop, "pipeline_hop", "t_pp", "Activations handed from stage to stage.",
      "Narayanan et al. 2021");
WF_OP(kOpLaunch, "launch", "t_launch", "Gaps between kernels.", "kernels · gap");
WF_OP(kOpHost, "host", "t_host", "Sampling, scheduling and the host between two steps.", "");
WF_OP(kOpContextExchange, "context_exchange", "t_cp",
      "Keys and values passed around the ranks that split a sequence, where attention does not "
      "hide it.",
      "Liu et al. 2023 (ring attention)");
WF_OP(kOpDataParallel, "data_parallel", "t_dp",
      "Gradients summed and sharded weights gathered over the replicas, where compute does not "
      "hide it.",
      "Rajbhandari et al. 2020; Zhao et al. 2023 (FSDP)");
WF_OP(kOpBubble, "pipeline_bubble", "t_bubble",
      "Stages that wait while the pipeline fills and drains.",
      "(p − 1)/v micro-batches: Narayanan et al. 2021");
WF_OP(kOpOptimizer, "optimizer", "t_opt", "The optimizer's pass over its share of the parameters.",
      "bytes / bandwidth");
#undef WF_OP

inline constexpr std::array<const Term*, kOpCount> kOpTerms = {&kOpQkv,
                                                               &kOpAttention,
                                                               &kOpOutput,
                                                               &kOpFfnUp,
                                                               &kOpFfnDown,
                                                               &kOpRouter,
                                                               &kOpExpertsUp,
                                                               &kOpExpertsDown,
                                                               &kOpElementwise,
                                                               &kOpLmHead,
                                                               &kOpTensorCollective,
                                                               &kOpExpertCollective,
                                                               &kOpPipelineHop,
                                                               &kOpLaunch,
                                                               &kOpHost,
                                                               &kOpContextExchange,
                                                               &kOpDataParallel,
                                                               &kOpBubble,
                                                               &kOpOptimizer};

inline constexpr Term kUnpackTime{
    .id = "gemm.unpack_time",
    .symbol = "t_unpack",
    .unit = "s",
    .sentence = "Time in which the vector units turn low-bit weights into numbers.",
    .source = "operations a weight / vector peak"};
inline constexpr Term kAttentionPairs{
    .id = "attention.pairs",
    .symbol = "pairs",
    .unit = "1",
    .sentence = "Query-key pairs of one sequence that causal attention looks at.",
    .source = "Σ over new tokens of what each can see, windows respected"};
inline constexpr Term kExpertsHit{
    .id = "moe.experts_hit",
    .symbol = "E_hit",
    .unit = "1",
    .sentence = "Distinct experts that a batch reads, if the router spreads tokens evenly.",
    .source = "E·(1 − (1 − k/E)^tokens)"};

// What one operation costs on the GPU that does the most of it, over all layers of one pass.
// The four times are those of its resources on their own; `expected` joins them.
template <class R>
struct OpCost {
  Flops<R> flops;
  Bytes<R> bytes;  // memory
  Bytes<R> wire;   // sent by one GPU
  Seconds<R> compute, memory, network, launch;
  Seconds<R> expected;

  // How the times grow when the load does, for headrooms: the part of `memory` that is read
  // whatever the load; `compute` is never below `compute_floor` · load; `network` latency.
  Seconds<R> memory_fixed, compute_floor, network_fixed;
};

// The tokens of one pass through one replica.
template <class R>
struct Work {
  Number<R> sequences;
  Number<R> tokens;   // new ones, per sequence
  Number<R> context;  // cached ones before them, per sequence
  Number<R> logits;   // rows of the LM head
  bool decode = false;
  bool training = false;  // long runs: clocks settle at the power limit, nothing is a napkin
};

template <class R>
struct Pass {
  std::array<OpCost<R>, kOpCount> ops{};
  OpCost<R>& operator[](Op op) { return ops[static_cast<std::size_t>(op)]; }
  const OpCost<R>& operator[](Op op) const { return ops[static_cast<std::size_t>(op)]; }
};

// Σ over positions from `context` to `context + tokens` of how many keys each can see: all before
// it, or the last w of them. Whole positions: 1 + 2 + … + P = P(P+1)/2.
template <class R>
Number<R> attention_pairs(const Inputs<R>& in, const Number<R>& context, const Number<R>& tokens) {
  const auto seen_up_to = [](const Number<R>& x) { return 0.5 * x * x; };
  const Number<R> from = context + 0.5, to = context + tokens + 0.5;
  const Number<R> all = seen_up_to(to) - seen_up_to(from);
  if (in.model.window_layers.value() <= 0) return step(kAttentionPairs, all);
  const Number<R> w = in.model.window / one_token<R>();
  const auto seen_in_window = [&](const Number<R>& x) {
    const Number<R> ramp = min(x, w);
    return 0.5 * ramp * ramp + w * (x - ramp);
  };
  const Number<R> windowed = seen_in_window(to) - seen_in_window(from);
  const Number<R> share = in.model.window_layers / in.model.layers;
  return step(kAttentionPairs, (1.0 - share) * all + share * windowed);
}

// Width of a head whose multiplies take as long as its softmax does beside them.
inline constexpr double kSoftmaxWidth = 64;

// Distinct experts, of `held` on this rank, that `rows` tokens visit.
// Example: 8 experts, 2 a token, 8 tokens: 8·(1 − 0.75⁸) = 7.2.
template <class R>
Number<R> experts_hit(const Inputs<R>& in, const Number<R>& rows, const Number<R>& held) {
  const Number<R> missed = pow(1.0 - in.model.experts_per_token / in.model.experts, rows);
  return step(kExpertsHit, held * (1.0 - missed));
}

// The operations of a pass, from the scenario and the work. Pure: every member fills one line.
template <class R>
class ForwardPass {
 public:
  ForwardPass(const Inputs<R>& in, const Work<R>& work, Pass<R>& pass)
      : in_(in), work_(work), pass_(pass), units_(in) {
    rows_ = work.sequences * work.tokens / in.parallel.cp;
    flat_ = work.training ? false : work.decode ? in.assume.flat_decode : in.assume.flat_prefill;
    scale_ = published_scale(in);
    flops_scale_ = active_scale(in);
    clock_ = work.training ? in.assume.sustained_clock : Number<R>(R(1.0));
    bandwidth_ = in.cluster.bandwidth;
    if (!flat_) {
      bandwidth_ = bandwidth_ * in.assume.bandwidth;
    } else if (work.decode) {
      bandwidth_ = bandwidth_ * in.assume.decode_mbu;
    }
    attention();
    dense();
    if (in.model.moe) experts();
    head();
    if (!flat_) element_wise();
    communication();
    if (!flat_ && !work.training) waiting();
  }

 private:
  using Q = Number<R>;

  Q one() const { return Q(R(1.0)); }

  // A multiply of m rows by a stored k × n matrix, `times` over.
  OpCost<R> gemm(const Q& times, const Q& m, const Q& n, const Q& k) const {
    return grouped_gemm(times, one(), m, n, k, Rows::kEven);
  }
  // `groups` of them in one kernel, each with its own matrix.
  OpCost<R> grouped_gemm(const Q& launches, const Q& groups, const Q& m, const Q& n, const Q& k,
                         Rows spread) const {
    OpCost<R> op;
    const Q times = launches * groups;
    const Q weights = n * k;
    const Q scaled = times * flops_scale_;
    op.flops = scaled * m * n * k * Flops<R>(R(2.0));
    const Bytes<R> stored = times * scale_ * weights * in_.element.weight;
    const Bytes<R> moving = times * m * (n + k) * in_.element.activation;
    if (flat_) {
      op.bytes = stored;
      op.compute = op.compute_floor = op.flops / (in_.cluster.peak * flat_compute());
    } else {
      op.bytes = stored + moving;
      const Q share = in_.element.unpacked ? clock_ * in_.assume.unpacked_gemm : clock_;
      op.compute = launches * flops_scale_ * units_.time(m, n, k, groups, spread) / share;
      op.compute_floor = op.flops / (in_.cluster.sustained_peak * in_.assume.gemm * share);
    }
    if (in_.element.unpacked && !flat_) {
      // Low-bit weights are turned into numbers on the vector units, once for every pass.
      const Seconds<R> unpack =
          times * scale_ * weights * in_.assume.unpack * Flops<R>(R(1.0)) / in_.cluster.vector_peak;
      op.compute += step(kUnpackTime, unpack);
    }
    op.memory = step(kGemmMemory, op.bytes / bandwidth_);
    op.memory_fixed = stored / bandwidth_;
    return op;
  }
  Q flat_compute() const { return work_.decode ? in_.assume.decode_mfu : in_.assume.prefill_mfu; }

  Seconds<R> join(const OpCost<R>& op) const {
    return flat_ ? max(op.compute, op.memory) : overlapped(op.compute, op.memory);
  }
  void put(Op id, OpCost<R> op) {
    op.expected = step(*kOpTerms[static_cast<std::size_t>(id)], join(op) + op.network + op.launch);
    pass_[id] = op;
  }
  static OpCost<R> sum(const OpCost<R>& a, const OpCost<R>& b) {
    OpCost<R> op = a;
    op.flops += b.flops, op.bytes += b.bytes, op.wire += b.wire;
    op.compute += b.compute, op.memory += b.memory;
    op.memory_fixed += b.memory_fixed, op.compute_floor += b.compute_floor;
    return op;
  }

  void attention() {
    const auto& m = in_.model;
    const Q heads = ceil(m.heads / in_.parallel.tp);
    const Q pairs =
        work_.sequences * attention_pairs(in_, work_.context, work_.tokens) / in_.parallel.cp;
    OpCost<R> op;
    Q width;  // multiply-adds of one pair and head
    if (m.mla) {
      const Q key = m.nope + m.rope;
      OpCost<R> query = m.q_compressed ? sum(gemm(m.layers, rows_, m.q_latent, m.hidden),
                                             gemm(m.layers, rows_, heads * key, m.q_latent))
                                       : gemm(m.layers, rows_, heads * key, m.hidden);
      // Decode works on the latent itself (the up-projections are absorbed, one row a token as
      // here); prefill expands it, that of a cached prefix again (vLLM's MLA prefill, DeepSeek-V3).
      const Q cached = work_.decode ? Q(R(0.0)) : work_.sequences * work_.context / in_.parallel.cp;
      OpCost<R> latent =
          sum(gemm(m.layers, rows_, m.kv_latent + m.rope, m.hidden),
              gemm(m.layers, rows_ + cached, heads * (m.nope + m.v_head), m.kv_latent));
      put(Op::kQkv, sum(query, latent));
      put(Op::kOutput, gemm(m.layers, rows_, m.hidden, heads * m.v_head));
      width = work_.decode ? 2.0 * m.kv_latent + m.rope : key + m.v_head;
    } else {
      const Q kv_heads = max(ceil(m.kv_heads / in_.parallel.tp), 1.0);
      put(Op::kQkv, gemm(m.layers, rows_, (heads + 2.0 * kv_heads) * m.head_dim, m.hidden));
      put(Op::kOutput, gemm(m.layers, rows_, m.hidden, heads * m.head_dim));
      width = 2.0 * m.head_dim;
    }
    op.flops = m.layers * heads * pairs * width * Flops<R>(R(2.0));
    const Tokens<R> seen = windowed_context(in_, (work_.context + work_.tokens) * one_token<R>());
    op.bytes = m.layers * work_.sequences * kv_per_layer_per_gpu(in_) * seen;
    // The softmax of a score costs the same whatever the head's width, its multiplies do not.
    const Q head = m.mla ? 0.5 * width : m.head_dim;
    const Q fill = (1.0 + kSoftmaxWidth / 128.0) / (1.0 + kSoftmaxWidth / head);
    const Q efficiency = flat_ ? flat_compute() : in_.assume.attention * min(fill, 1.0);
    op.compute = op.flops / (in_.cluster.attention_peak * efficiency * clock_);
    op.compute_floor = op.compute;
    op.memory = op.bytes / bandwidth_;
    put(Op::kAttention, op);
  }

  void dense() {
    const auto& m = in_.model;
    const Q layers = dense_layers(in_);
    const Q width = m.ffn / in_.parallel.tp;
    if (layers.value() <= 0 || m.ffn.value() <= 0) return;
    const double gates = m.gated ? 2 : 1;
    put(Op::kFfnUp, gemm(layers, rows_, gates * width, m.hidden));
    put(Op::kFfnDown, gemm(layers, rows_, m.hidden, width));
  }

  // Routed experts are whole on their ranks (ep) or sliced (tp); shared ones are sliced by tp.
  // A rank sees the tokens of every replica that shares its experts.
  void experts() {
    const auto& m = in_.model;
    const Q layers = moe_layers(in_);
    const Q spread = min(in_.parallel.ep, in_.parallel.dp * in_.parallel.cp);
    const Q shards = expert_shards(in_);
    const Q held = m.experts / in_.parallel.ep;
    const Q slice = m.expert_ffn * in_.parallel.ep / shards;
    const Q all_rows = rows_ * spread;
    const Q hit = experts_hit(in_, all_rows, held);
    const Q rows_here = all_rows * m.experts_per_token / in_.parallel.ep;
    const Q rows_each = rows_here / max(hit, 1.0);
    const double gates = m.gated ? 2 : 1;
    put(Op::kRouter, gemm(layers, rows_, m.experts, m.hidden));
    const Q busy = max(hit, 1.0);
    OpCost<R> up = grouped_gemm(layers, busy, rows_each, gates * slice, m.hidden, Rows::kUneven);
    OpCost<R> down = grouped_gemm(layers, busy, rows_each, m.hidden, slice, Rows::kUneven);
    if (m.shared_experts.value() > 0) {
      const Q shared = m.shared_experts * m.expert_ffn / in_.parallel.tp;
      up = sum(up, gemm(layers, rows_, gates * shared, m.hidden));
      down = sum(down, gemm(layers, rows_, m.hidden, shared));
    }
    put(Op::kExpertsUp, up);
    put(Op::kExpertsDown, down);
  }

  void head() {
    const auto& m = in_.model;
    put(Op::kLmHead, gemm(one(), work_.logits, m.vocab / in_.parallel.tp, m.hidden));
  }

  // Bytes that small kernels pass through memory, in numbers a token and layer. Fused, as engines
  // that serve do it: norms and residuals 8h, rotary twice Q and K, activation its inputs and its
  // result. Launched one by one, as training frameworks do it: each norm, cast, add and product
  // reads and writes its own, about twice that.
  void element_wise() {
    const auto& m = in_.model;
    const double fused = work_.training ? 2.5 : 1;
    const double activation = (m.gated ? 3 : 2) + (work_.training ? 2 : 0);
    Q ffn = dense_layers(in_) * m.ffn;
    if (m.moe) {
      ffn += moe_layers(in_) * (m.experts_per_token + m.shared_experts) * m.expert_ffn;
    }
    const Q rotary = m.mla ? m.heads * m.rope : (m.heads + m.kv_heads) * m.head_dim;
    // Sequence parallelism also splits the stream between the collectives.
    const bool split = work_.training && in_.training.sequence_parallel;
    const Q stream = fused * 8.0 * m.hidden;
    const Q numbers = m.layers * ((split ? stream / in_.parallel.tp : stream) +
                                  fused * 2.0 * rotary / in_.parallel.tp) +
                      activation * ffn / in_.parallel.tp;
    OpCost<R> op;
    op.bytes = rows_ * numbers * in_.element.activation;
    op.memory = op.bytes / bandwidth_;
    put(Op::kElementwise, op);
  }

  void communication() {
    const auto& m = in_.model;
    if (in_.parallel.tp.value() > 1) {
      OpCost<R> op;
      const Bytes<R> message = rows_ * m.hidden * in_.element.activation;
      const Q times = 2.0 * m.layers;
      op.network_fixed = times * all_reduce_latency(in_, in_.parallel.tp);
      op.network = op.network_fixed + times * all_reduce_transfer(in_, in_.parallel.tp, message);
      op.wire = times * (in_.parallel.tp - 1.0) / in_.parallel.tp * message;
      put(Op::kTensorCollective, op);
    }
    // Ranks that share their tokens already (tensor parallelism) add their experts' results in the
    // all-reduce above; only tokens of other replicas must travel to their experts and back.
    const Q spread = min(in_.parallel.ep, in_.parallel.dp * in_.parallel.cp);
    if (m.moe && spread.value() > 1) {
      OpCost<R> op;
      const Q near = max(min(spread, in_.cluster.gpus_per_node / in_.parallel.tp), 1.0);
      const Q outside = 1.0 - near / spread;
      const Q inside = (near - 1.0) / spread;
      // Ranks of one replica that hold different experts share out its tokens.
      const Q sharing = in_.parallel.ep / spread;
      const Bytes<R> message =
          2.0 * rows_ * m.experts_per_token * m.hidden * in_.element.activation / sharing;
      op.network_fixed = moe_layers(in_) * 2.0 * all_reduce_latency(in_, in_.parallel.ep);
      op.network = op.network_fixed + moe_layers(in_) * message *
                                          (inside / (in_.cluster.link * in_.assume.link) +
                                           outside / (in_.cluster.nic * in_.assume.nic));
      op.wire = moe_layers(in_) * message * (inside + outside);
      put(Op::kExpertCollective, op);
    }
    if (in_.parallel.pp.value() > 1 && !work_.training) {
      OpCost<R> op;
      const Q hops = in_.parallel.pp - 1.0;
      const Q across =
          min(hops, nodes_of(in_, in_.parallel.tp * in_.parallel.pp * in_.parallel.cp) - 1.0);
      const Bytes<R> message = rows_ * m.hidden * in_.element.activation;
      op.network_fixed = hops * in_.assume.hop;
      op.network = op.network_fixed + message * ((hops - across) / point_to_point_rate(in_) +
                                                 across / (in_.cluster.nic * in_.assume.nic));
      op.wire = message;
      put(Op::kPipelineHop, op);
    }
  }

  void waiting() {
    OpCost<R> launch;
    launch.launch = in_.model.layers * in_.assume.kernels_per_layer * in_.assume.kernel;
    put(Op::kLaunch, launch);
    OpCost<R> host;
    host.launch = in_.assume.step;
    put(Op::kHost, host);
  }

  const Inputs<R>& in_;
  const Work<R>& work_;
  Q rows_, scale_, flops_scale_, clock_;
  bool flat_ = false;
  BytesPerSecond<R> bandwidth_;
  Pass<R>& pass_;
  const MatrixUnits<R> units_;
};

// Into `pass`, fresh and empty: an estimate holds its passes, and copying them takes a fifth of it.
template <class R>
void forward_pass(const Inputs<R>& in, const Work<R>& work, Pass<R>& pass) {
  ForwardPass<R>(in, work, pass);
}

template <class R>
Pass<R> forward_pass(const Inputs<R>& in, const Work<R>& work) {
  Pass<R> pass;
  forward_pass(in, work, pass);
  return pass;
}

}  // namespace wf::model
