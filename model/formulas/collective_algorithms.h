#pragma once

#include "model/core/quantity.h"

// Collectives by algorithm, in the α-β model: n ranks, S bytes each, α a message's latency and
// BW one rank's rate one way. `collectives.h` holds what the estimates use; these compare ways.
namespace wf::model {

inline constexpr Term kRingAllReduce{"collective.ring", "t_ring", "s",
                                     "All-reduce around a ring: scatter, then gather.",
                                     "Patarasuk & Yuan 2009: 2(n−1)·α + 2(n−1)/n·S/BW"};
inline constexpr Term kTreeAllReduce{
    "collective.tree", "t_tree", "s",
    "All-reduce up and down two trees that share the message, in a pipeline.",
    "Sanders, Speck & Träff 2009: 2·log2(n)·α + 2·S/BW"};
inline constexpr Term kSwitchAllReduce{"collective.in_switch", "t_switch", "s",
                                       "All-reduce that the switch adds up.",
                                       "2·α + (1 + 1/n)·S/BW"};
inline constexpr Term kRingGather{"collective.gather", "t_ag", "s",
                                  "All-gather or reduce-scatter around a ring.",
                                  "(n−1)·α + (n−1)/n·S/BW"};
inline constexpr Term kAllToAll{"collective.all_to_all", "t_a2a", "s",
                                "Every rank sends each other rank its part.",
                                "(n−1)·α + (n−1)/n·S/BW"};
inline constexpr Term kHierarchical{
    "collective.hierarchical", "t_h", "s",
    "All-reduce over nodes: scatter inside, reduce between, gather inside, one after another.",
    "2(l−1)/l·S/BW + 2(m−1)/m·(S/l)/NIC"};
inline constexpr Term kHierarchicalBound{"collective.hierarchical_pipelined", "t_h", "s",
                                         "All-reduce over nodes with all phases at once, on "
                                         "different parts of the message: the slower level counts.",
                                         "max of the two levels"};
inline constexpr Term kFlatRing{"collective.flat_ring", "t_flat", "s",
                                "One ring through all nodes: every byte passes the node's network "
                                "cards on each lap.",
                                "2(n−1)/n·S/min(BW, cards of a node)"};
inline constexpr Term kRingTreeSize{"collective.ring_tree_size", "S*", "bytes",
                                    "Message above which a ring is faster than a tree.",
                                    "n·BW·α·((n−1) − log2 n): where the two times are equal"};
inline constexpr Term kBusBandwidth{"collective.bus_bandwidth", "busbw", "bytes/s",
                                    "Rate of an all-reduce in the unit in which a ring's links "
                                    "are quoted.",
                                    "S/t·2(n−1)/n"};
inline constexpr Term kRuleTwice{
    "rule.all_reduce", "2S/BW", "s",
    "Rule: an all-reduce sends a message twice. It holds for a ring of many ranks and messages "
    "of megabytes.",
    "limit of 2(n−1)/n"};
inline constexpr Term kLinkRatio{
    "collective.node_to_network", "BW/NICs", "1",
    "Rate inside a node over the rate out of it, both one way, all cards of the node counted.",
    "450 GB/s against 8·50 GB/s on an H100 node"};
inline constexpr Term kRuleLinkRatio{
    "rule.link_ratio", "2BW/NIC", "1",
    "Rule: the popular ratio, which sets both directions of one against one direction of a single "
    "card of the other. It holds for nothing that is sent.",
    "900 GB/s / 50 GB/s = 18"};

// 2(n−1)·α + 2(n−1)/n·S/BW. Example: 8 ranks, 268 MB, 450 GB/s, α = 10 us: 1.18 ms.
template <class R>
Seconds<R> ring_all_reduce(const Number<R>& ranks, const Bytes<R>& bytes,
                           const BytesPerSecond<R>& rate, const Seconds<R>& latency) {
  const Number<R> hops = 2.0 * (ranks - 1.0);
  return step(kRingAllReduce, hops * latency + hops / ranks * (bytes / rate));
}

// 2·log2(n)·α + 2·S/BW, nothing for a rank alone.
// Example: 1,024 ranks, 1 MB, 50 GB/s, α = 5 us: 140 us; a ring 10.3 ms.
template <class R>
Seconds<R> tree_all_reduce(const Number<R>& ranks, const Bytes<R>& bytes,
                           const BytesPerSecond<R>& rate, const Seconds<R>& latency) {
  const Number<R> depth = log(ranks) / std::log(2.0);
  return step(kTreeAllReduce,
              where_positive(ranks - 1.0, 2.0 * depth * latency + 2.0 * (bytes / rate),
                             Seconds<R>(R(0.0))));
}

// 2·α + (1 + 1/n)·S/BW: up once, down once, and each rank's own part of the sum.
// Example: 8 ranks, 268 MB, 450 GB/s: 0.67 ms, where a ring takes 1.04.
template <class R>
Seconds<R> switch_all_reduce(const Number<R>& ranks, const Bytes<R>& bytes,
                             const BytesPerSecond<R>& rate, const Seconds<R>& latency) {
  return step(kSwitchAllReduce,
              where_positive(ranks - 1.0, 2.0 * latency + (1.0 + 1.0 / ranks) * (bytes / rate),
                             Seconds<R>(R(0.0))));
}

// (n−1)·α + (n−1)/n·S/BW, S the whole message. Example: 8 ranks, 1 GB, 450 GB/s: 1.94 ms.
template <class R>
Seconds<R> ring_gather(const Number<R>& ranks, const Bytes<R>& bytes, const BytesPerSecond<R>& rate,
                       const Seconds<R>& latency) {
  return step(kRingGather, (ranks - 1.0) * latency + (ranks - 1.0) / ranks * (bytes / rate));
}

// (n−1)·α + (n−1)/n·S/BW, S what one rank holds. Assumes equal parts; real routing is uneven.
// Example: 64 experts' ranks, 64 MB, 50 GB/s, α = 5 us: 1.58 ms.
template <class R>
Seconds<R> all_to_all(const Number<R>& ranks, const Bytes<R>& bytes, const BytesPerSecond<R>& rate,
                      const Seconds<R>& latency) {
  return step(kAllToAll, (ranks - 1.0) * latency + (ranks - 1.0) / ranks * (bytes / rate));
}

namespace detail {

template <class R>
struct Levels {
  Seconds<R> inside, between;
};
template <class R>
Levels<R> levels(const Number<R>& local, const Number<R>& nodes, const Bytes<R>& bytes,
                 const BytesPerSecond<R>& link, const BytesPerSecond<R>& nic) {
  return {2.0 * (local - 1.0) / local * (bytes / link),
          2.0 * (nodes - 1.0) / nodes * (bytes / local / nic)};
}

}  // namespace detail

// Transfer over m nodes of l ranks, one card a rank. Example: 2 nodes of 8, 1 GB, 450 and
// 50 GB/s: 3.9 + 2.5 = 6.4 ms.
template <class R>
Seconds<R> hierarchical_all_reduce(const Number<R>& local, const Number<R>& nodes,
                                   const Bytes<R>& bytes, const BytesPerSecond<R>& link,
                                   const BytesPerSecond<R>& nic) {
  const detail::Levels<R> level = detail::levels(local, nodes, bytes, link, nic);
  return step(kHierarchical, level.inside + level.between);
}

// Example: the same in a pipeline: 3.9 ms.
template <class R>
Seconds<R> pipelined_all_reduce(const Number<R>& local, const Number<R>& nodes,
                                const Bytes<R>& bytes, const BytesPerSecond<R>& link,
                                const BytesPerSecond<R>& nic) {
  const detail::Levels<R> level = detail::levels(local, nodes, bytes, link, nic);
  return step(kHierarchicalBound, max(level.inside, level.between));
}

// Example: 16 ranks in 2 nodes, 1 GB, 8 cards of 50 GB/s: 1.875/400 = 4.7 ms.
template <class R>
Seconds<R> flat_ring_all_reduce(const Number<R>& local, const Number<R>& nodes,
                                const Bytes<R>& bytes, const BytesPerSecond<R>& link,
                                const BytesPerSecond<R>& nic) {
  const Number<R> ranks = local * nodes;
  return step(kFlatRing, 2.0 * (ranks - 1.0) / ranks * (bytes / min(link, local * nic)));
}

// Example: 64 ranks, 50 GB/s, α = 5 us: 64·50e9·5e-6·(63 − 6) = 0.9 GB.
template <class R>
Bytes<R> ring_tree_size(const Number<R>& ranks, const BytesPerSecond<R>& rate,
                        const Seconds<R>& latency) {
  const Number<R> depth = log(ranks) / std::log(2.0);
  return step(kRingTreeSize, at_least_zero(ranks * (rate * latency) * (ranks - 1.0 - depth)));
}

// S/t·2(n−1)/n. Example: 8 ranks, 1 GB in 4.75 ms: 368 GB/s.
template <class R>
BytesPerSecond<R> bus_bandwidth(const Number<R>& ranks, const Bytes<R>& bytes,
                                const Seconds<R>& time) {
  return step(kBusBandwidth, 2.0 * (ranks - 1.0) / ranks * (bytes / time));
}

// Rule: 2·S/BW. Example: 2 ranks: twice what a ring sends; 64: 1.6 % more.
template <class R>
Seconds<R> rule_all_reduce(const Bytes<R>& bytes, const BytesPerSecond<R>& rate) {
  return step(kRuleTwice, 2.0 * (bytes / rate));
}

// Example: 450/(8·50) = 1.1; per GPU and card 9.
template <class R>
Number<R> node_to_network(const BytesPerSecond<R>& link, const BytesPerSecond<R>& nic,
                          const Number<R>& nics) {
  return step(kLinkRatio, link / (nics * nic));
}

// Rule: both directions over one. Example: 900/50 = 18.
template <class R>
Number<R> rule_link_ratio(const BytesPerSecond<R>& link, const BytesPerSecond<R>& nic) {
  return step(kRuleLinkRatio, 2.0 * link / nic);
}

}  // namespace wf::model
