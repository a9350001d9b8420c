#pragma once

#include "model/core/quantity.h"

// Retrieval before generation: the index, the stages of a search, and what a prefix cache saves.
namespace wf::model {

inline constexpr Term kIndexBytes{"retrieval.index_bytes", "S_idx", "bytes",
                                  "Vectors of an index, with what the index adds.",
                                  "vectors·dimensions·bytes·overhead"};
inline constexpr Term kScanTime{
    "retrieval.scan_time", "t_scan", "s",
    "Search that reads a share of the vectors: all of them, or the probed lists.",
    "share·bytes / bandwidth"};
inline constexpr Term kGraphTime{"retrieval.graph_time", "t_graph", "s",
                                 "Search along a graph: as many dependent reads as it takes steps.",
                                 "steps·(latency + neighbours·vector bytes / bandwidth)"};
inline constexpr Term kRerankTime{"retrieval.rerank_time", "t_rr", "s",
                                  "A model reads each candidate with the question.",
                                  "k·2·N·tokens / (peak·e)"};
inline constexpr Term kRetrievalTime{"retrieval.time", "t_ret", "s",
                                     "Stages in turn: embed, search, rerank, network.",
                                     "sum of the stages"};
inline constexpr Term kShardTail{
    "retrieval.shard_quantile", "p^(1/m)", "1",
    "Percentile that each of m shards must keep so that the slowest of them keeps p.",
    "p^(1/m); shards independent"};
inline constexpr Term kTwoStageTime{"retrieval.two_stage_time", "t_2", "s",
                                    "Retrieve, rank many cheaply, rerank few dearly.",
                                    "t_retrieve + K·t_rank + k·t_rerank"};
inline constexpr Term kUncachedOrdered{
    "retrieval.uncached_tokens", "P_new", "tokens",
    "Prompt tokens to compute when only a prefix can be reused: the system prompt, and the first "
    "document where it is the same.",
    "P − system − hit·first document; RadixAttention, Zheng et al. 2024"};
inline constexpr Term kUncachedBlended{
    "retrieval.blended_tokens", "P_blend", "tokens",
    "Prompt tokens to compute when cached documents are reused anywhere and partly recomputed.",
    "(1−hit)·P + recompute·hit·P; CacheBlend, Yao et al. 2024"};
inline constexpr Term kRuleUncached{
    "rule.uncached_tokens", "(1−hit)·P", "tokens",
    "Rule: whatever is cached is free. It holds only if the cached part is the beginning of the "
    "prompt.",
    "popular rule"};
inline constexpr Term kRetrievalTtft{"retrieval.ttft", "TTFT", "s",
                                     "Time to the first token: retrieval, then prefill of what is "
                                     "not cached.",
                                     "t_ret + P_new / R_p"};

// Example: 100 M vectors of 256 numbers of 2 bytes, three times for the graph: 154 GB.
template <class R>
Bytes<R> index_bytes(const Number<R>& vectors, const Number<R>& dimensions,
                     const Bytes<R>& per_number, const Number<R>& overhead) {
  return step(kIndexBytes, vectors * dimensions * per_number * overhead);
}

// share = probes/lists of an inverted file, 1 for an exhaustive search.
// Example: 51.2 GB, 1 % of it, 200 GB/s: 2.6 ms; all of it 256 ms.
template <class R>
Seconds<R> scan_time(const Bytes<R>& vectors, const Number<R>& share,
                     const BytesPerSecond<R>& bandwidth) {
  return step(kScanTime, share * (vectors / bandwidth));
}

// Example: 200 steps of 100 ns, 32 neighbours of 512 bytes at 20 GB/s: 0.18 ms.
template <class R>
Seconds<R> graph_time(const Number<R>& steps, const Seconds<R>& latency,
                      const Number<R>& neighbours, const Bytes<R>& vector,
                      const BytesPerSecond<R>& bandwidth) {
  return step(kGraphTime, steps * (latency + neighbours * (vector / bandwidth)));
}

// 2·N FLOPs a token. Example: 50 candidates of 512 tokens, 0.6B, 396 TFLOP/s: 78 ms.
template <class R>
Seconds<R> rerank_time(const Number<R>& candidates, const Tokens<R>& tokens,
                       const Number<R>& params, const FlopsPerSecond<R>& achieved) {
  const Flops<R> each = Flops<R>(R(2.0)) * params * (tokens / one_token<R>());
  return step(kRerankTime, candidates * (each / achieved));
}

// Example: 10 + 20 + 50 + 5 = 85 ms.
template <class R>
Seconds<R> retrieval_time(const Seconds<R>& embed, const Seconds<R>& search,
                          const Seconds<R>& rerank, const Seconds<R>& network) {
  return step(kRetrievalTime, embed + search + rerank + network);
}

// Example: ten shards whose slowest keeps p99: each 0.998995.
template <class R>
Number<R> shard_quantile(const Number<R>& quantile, const Number<R>& shards) {
  return step(kShardTail, pow(quantile, 1.0 / shards));
}

// Example: 20 ms + 1,000·20 us + 50·0.4 ms = 60 ms.
template <class R>
Seconds<R> two_stage_time(const Seconds<R>& retrieve, const Number<R>& ranked,
                          const Seconds<R>& rank, const Number<R>& reranked,
                          const Seconds<R>& rerank) {
  return step(kTwoStageTime, retrieve + ranked * rank + reranked * rerank);
}

// A cached document is only a hit where everything before it is the same, so beyond the system
// prompt (always a hit) only the first document counts.
// Example: 7,000 − 1,500 − 0.7·600 = 5,080.
template <class R>
Tokens<R> uncached_tokens(const Tokens<R>& prompt, const Tokens<R>& system, const Number<R>& hit,
                          const Tokens<R>& first_document) {
  return step(kUncachedOrdered, at_least_zero(prompt - system - hit * first_document));
}

// Example: 7,000 tokens, 70 % cached, 15 % of those recomputed: 2,835.
template <class R>
Tokens<R> blended_tokens(const Tokens<R>& prompt, const Number<R>& hit,
                         const Number<R>& recomputed) {
  return step(kUncachedBlended, prompt * (1.0 - hit) + prompt * hit * recomputed);
}

// Rule. Example: 7,000 tokens, 70 % cached: 2,100.
template <class R>
Tokens<R> rule_uncached_tokens(const Tokens<R>& prompt, const Number<R>& hit) {
  return step(kRuleUncached, prompt * (1.0 - hit));
}

// Example: 100 ms + 5,080 tokens at 11,314 tokens/s = 549 ms.
template <class R>
Seconds<R> retrieval_ttft(const Seconds<R>& retrieval, const Tokens<R>& uncached,
                          const TokensPerSecond<R>& prefill_rate) {
  return step(kRetrievalTtft, retrieval + uncached / prefill_rate);
}

}  // namespace wf::model
