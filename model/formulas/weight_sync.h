#pragma once

#include "model/core/quantity.h"

// Weight sync: the learner's new weights S to C copies on the actors.
namespace wf::model {

inline constexpr Term kSyncBytes{"sync.bytes", "S", "bytes", "Weights of one copy as sent.",
                                 "N · bytes of a parameter"};
inline constexpr Term kStarSync{"sync.star", "t_star", "s",
                                "The learner sends to each copy, one after another.", "C·S/BW"};
inline constexpr Term kChainSync{"sync.chain", "t_chain", "s",
                                 "Each copy passes chunks on to the next as they arrive.",
                                 "S/BW·(1 + (C−1)/chunks)"};
inline constexpr Term kTreeSync{"sync.tree", "t_tree", "s",
                                "Whoever has the weights sends them on: copies double each round.",
                                "⌈log2(C+1)⌉·S/BW"};
inline constexpr Term kShardedSync{
    "sync.sharded", "t_shard", "s",
    "Each rank of a tensor-parallel copy receives its own part over its own card, in a chain.",
    "S/(t·NIC)·(1 + (C−1)/chunks)"};
inline constexpr Term kSyncStages{"sync.total", "t_sync", "s",
                                  "Gather on the learner, cast, send, reshard on the actors, in "
                                  "turn.",
                                  "sum of the four"};
inline constexpr Term kSyncTax{"sync.tax", "tax", "1", "What sync adds to a step, over the step.",
                               "(t_sync − hidden)/step"};

// N·bytes. Example: 70B in 16 bits: 140 GB.
template <class R>
Bytes<R> sync_bytes(const Number<R>& params, const Bytes<R>& per_param) {
  return step(kSyncBytes, params * per_param);
}

// C·S/BW; also the rule that takes every sync for linear in the copies.
// Example: 140 GB to 8 copies at 100 GB/s: 11.2 s.
template <class R>
Seconds<R> star_sync(const Bytes<R>& bytes, const Number<R>& copies,
                     const BytesPerSecond<R>& rate) {
  return step(kStarSync, copies * (bytes / rate));
}

// S/BW·(1 + (C−1)/chunks). Example: 8 copies, 50 chunks, 100 GB/s: 1.60 s.
template <class R>
Seconds<R> chain_sync(const Bytes<R>& bytes, const Number<R>& copies, const Number<R>& chunks,
                      const BytesPerSecond<R>& rate) {
  return step(kChainSync, bytes / rate * (1.0 + (copies - 1.0) / chunks));
}

// ⌈log2(C+1)⌉·S/BW, whole messages. Example: 8 copies at 100 GB/s: 4 rounds, 5.6 s.
template <class R>
Seconds<R> tree_sync(const Bytes<R>& bytes, const Number<R>& copies,
                     const BytesPerSecond<R>& rate) {
  // A whole power of two must not round up for the last digit of its logarithm.
  const Number<R> rounds = ceil(log(copies + 1.0) / std::log(2.0) - 1e-9);
  return step(kTreeSync, rounds * (bytes / rate));
}

// S/(t·NIC)·(1 + (C−1)/chunks). Example: 140 GB to one copy of eight ranks, 50 GB/s each: 0.35 s.
template <class R>
Seconds<R> sharded_sync(const Bytes<R>& bytes, const Number<R>& ranks, const Number<R>& copies,
                        const Number<R>& chunks, const BytesPerSecond<R>& nic) {
  return step(kShardedSync, bytes / (ranks * nic) * (1.0 + (copies - 1.0) / chunks));
}

// Example: 70B: 1 + 0.2 + 1.6 + 1 = 3.8 s.
template <class R>
Seconds<R> sync_time(const Seconds<R>& gather, const Seconds<R>& cast, const Seconds<R>& send,
                     const Seconds<R>& reshard) {
  return step(kSyncStages, gather + cast + send + reshard);
}

// Example: 11.2 s in a step of 60 s, nothing hidden: 19 %.
template <class R>
Number<R> sync_tax(const Seconds<R>& sync, const Seconds<R>& hidden, const Seconds<R>& whole_step) {
  return step(kSyncTax, at_least_zero(sync - hidden) / whole_step);
}

}  // namespace wf::model
