#pragma once

#include <cmath>

#include "model/inputs.h"

// Collectives: an α-β model. A message of S bytes per rank takes a latency that does not depend on
// S, and a transfer at the rate of the slowest link on its way.
namespace wf::model {

inline constexpr Term kRingFactor{
    .id = "collective.ring_factor", .symbol = "2(n−1)/n", .unit = "1",
    .sentence = "Times that each rank sends a message in an all-reduce: 2(n−1)/n.",
    .source = "Patarasuk & Yuan 2009"};
inline constexpr Term kAllReduceTransfer{
    .id = "collective.all_reduce_transfer", .symbol = "t_β", .unit = "s",
    .sentence = "Time in which an all-reduce moves its bytes.", .source = "Patarasuk & Yuan 2009"};
inline constexpr Term kAllReduceLatency{
    .id = "collective.all_reduce_latency", .symbol = "t_α", .unit = "s",
    .sentence = "Time of an all-reduce of next to no bytes.",
    .source = "one latency in a node, one more for each doubling of the nodes"};

// Ranks of a group of n that share one node, and the nodes that it spans.
template <class R>
Number<R> ranks_in_node(const Inputs<R>& in, const Number<R>& ranks) {
  return min(ranks, in.cluster.gpus_per_node);
}
template <class R>
Number<R> nodes_of(const Inputs<R>& in, const Number<R>& ranks) {
  return ceil(ranks / in.cluster.gpus_per_node);
}

// Factor of a ring over n ranks: 2(n−1)/n; 0 for a rank alone.
template <class R>
Number<R> all_reduce_factor(const Number<R>& ranks) {
  return step(kRingFactor, 2.0 * (ranks - 1.0) / ranks);
}

// The floor of an all-reduce at full line rate. Every rank must send what the others lack and
// receive what it lacks itself: (n−1)/n·S each way, which a switch that adds reaches and a ring
// passes twice. Over m nodes, the same between nodes, each rank through its own network card.
// Example: 8 H100, 16 MB: 0.875·16e6/450e9 = 31 us; a ring takes 62 us.
template <class R>
Seconds<R> all_reduce_floor(const Inputs<R>& in, const Number<R>& ranks, const Bytes<R>& bytes) {
  const Number<R> local = ranks_in_node(in, ranks);
  const Number<R> nodes = nodes_of(in, ranks);
  const Seconds<R> inside = (local - 1.0) / local * bytes / in.cluster.link;
  const Seconds<R> between = (nodes - 1.0) / nodes * (bytes / local) / in.cluster.nic;
  return max(inside, between);
}

// The same at achieved rates, both ways: sums inside the nodes, between them, and back. The two
// levels work at the same time on different parts of the message, so the slower one counts.
//   t = max(2(l−1)/l·S / (link·e_link), 2(m−1)/m·(S/l) / (NIC·e_nic)): l ranks in each of m nodes.
// Example: 16 H100 in two nodes, 16 MB, everything at full rate: max(62 us, 40 us).
template <class R>
Seconds<R> all_reduce_transfer(const Inputs<R>& in, const Number<R>& ranks, const Bytes<R>& bytes) {
  const Number<R> local = ranks_in_node(in, ranks);
  const Number<R> nodes = nodes_of(in, ranks);
  const Seconds<R> inside = all_reduce_factor(local) * bytes / (in.cluster.link * in.assume.link);
  const Seconds<R> between =
      all_reduce_factor(nodes) * (bytes / local) / (in.cluster.nic * in.assume.nic);
  return step(kAllReduceTransfer, max(inside, between));
}

// Rate at which one rank hands bytes to another one of its node.
template <class R>
BytesPerSecond<R> point_to_point_rate(const Inputs<R>& in) {
  return in.cluster.link * in.assume.point_to_point;
}

// α between two ranks, a step more for each further one of the node, and α_net for each doubling
// of the nodes; nothing for a rank alone. Example: 8 ranks of a node 16 + 6·3 = 34 us.
template <class R>
Seconds<R> all_reduce_latency(const Inputs<R>& in, const Number<R>& ranks) {
  const Number<R> nodes = nodes_of(in, ranks);
  const Seconds<R> latency =
      in.assume.collective +
      in.assume.collective_hop * at_least_zero(ranks_in_node(in, ranks) - 2.0) +
      in.assume.network * (log(nodes) / std::log(2.0));
  return step(kAllReduceLatency,
              where_positive(ranks - 1.0, latency, Seconds<R>(R(0.0))));
}

}  // namespace wf::model
