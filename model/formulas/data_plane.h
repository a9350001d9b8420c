#pragma once

#include "model/core/quantity.h"

// The data plane: what a training run reads, and when it waits for it.
namespace wf::model {

inline constexpr Term kTokenBytes{"data.bytes_per_token",
                                  "b_tok",
                                  "bytes",
                                  "Bytes of a stored token id.",
                                  "2 up to a vocabulary of 65,536, else 4",
                                  "Bytes of a token"};
inline constexpr Term kDatasetBytes{"data.dataset_bytes",        "S_data",       "bytes",
                                    "Token ids of a whole run.", "tokens·bytes", "Data of the run"};
inline constexpr Term kImpliedRate{"data.implied_rate", "R", "tokens/s",
                                   "Token rate that a run of this length implies.",
                                   "tokens / time"};
inline constexpr Term kImpliedStep{"data.implied_step", "t_step", "s",
                                   "Step time of a batch at a given utilisation.",
                                   "6·N·batch/(GPUs·peak·MFU)"};
inline constexpr Term kRequiredRate{"data.required_rate",
                                    "BW_data",
                                    "bytes/s",
                                    "Rate at which each rank must be fed.",
                                    "R·bytes·inflation / ranks",
                                    "Rate a rank needs"};
inline constexpr Term kDataIdle{
    "data.idle_share",
    "idle",
    "1",
    "Share of the time that the GPUs wait for data; none while the loader keeps up.",
    "1 − min(1, available/required)",
    "Waiting for data"};
inline constexpr Term kFedMfu{"data.fed_mfu",
                              "MFU",
                              "1",
                              "Utilisation that the loader leaves.",
                              "MFU·min(1, available/required)",
                              "MFU that the data leave"};
inline constexpr Term kIdleCost{
    "data.idle_cost", "USD", "USD", "Cost of the GPUs' time spent waiting.", "idle·cost of the run",
    "Cost of waiting"};
inline constexpr Term kPrefetch{"data.prefetch_bytes",
                                "S_fly",
                                "bytes",
                                "Bytes that must be under way to hide the storage's latency.",
                                "Little 1961: rate·latency",
                                "Bytes under way"};
inline constexpr Term kTokenizerCores{"data.tokenizer_cores",
                                      "n_core",
                                      "1",
                                      "Cores that tokenise as fast as the run reads.",
                                      "⌈R·text bytes / rate of one⌉",
                                      "Tokenizer cores"};
inline constexpr Term kPaddingWaste{"data.padding_share",
                                    "pad",
                                    "1",
                                    "Share of a batch that is padding when documents are not "
                                    "packed.",
                                    "1 − mean/longest",
                                    "Padding"};

// Example: Llama-3's 128,256 ids: 4 bytes; GPT-2's 50,257: 2.
template <class R>
Bytes<R> bytes_per_token(const Number<R>& vocabulary) {
  return step(kTokenBytes,
              where_positive(vocabulary - 65536.0, Bytes<R>(R(4.0)), Bytes<R>(R(2.0))));
}

// Example: 15 T tokens of 4 bytes: 60 TB; not petabytes, which is raw crawl.
template <class R>
Bytes<R> dataset_bytes(const Tokens<R>& tokens, const Bytes<R>& per_token) {
  return step(kDatasetBytes, tokens / one_token<R>() * per_token);
}

// Example: 15 T tokens in 180 days: 964,506 tokens/s.
template <class R>
TokensPerSecond<R> implied_rate(const Tokens<R>& tokens, const Seconds<R>& time) {
  return step(kImpliedRate, tokens / time);
}

// Example: 70B, 4 M tokens, 1,024 H100 at 0.4: 4.14 s. Two seconds would be an MFU of 83 %.
template <class R>
Seconds<R> implied_step(const Number<R>& params, const Tokens<R>& batch, const Number<R>& gpus,
                        const FlopsPerSecond<R>& achieved) {
  const Flops<R> work = Flops<R>(R(6.0)) * params * (batch / one_token<R>());
  return step(kImpliedStep, work / (gpus * achieved));
}

// inflation 1 for stored ids, 2 to 2.5 for text that is tokenised on the way.
// Example: 0.96 M tokens/s of 4 bytes over 128 ranks: 30 kB/s each.
template <class R>
BytesPerSecond<R> required_rate(const TokensPerSecond<R>& rate, const Bytes<R>& per_token,
                                const Number<R>& inflation, const Number<R>& ranks) {
  return step(kRequiredRate, rate * (per_token / one_token<R>()) * inflation / ranks);
}

// Example: 10 MB/s where 40 are needed: 75 %.
template <class R>
Number<R> data_idle(const BytesPerSecond<R>& available, const BytesPerSecond<R>& required) {
  return step(kDataIdle, 1.0 - min(available / required, 1.0));
}

// Example: 0.4 at a quarter of the data: 0.1.
template <class R>
Number<R> fed_mfu(const Number<R>& mfu, const Number<R>& idle) {
  return step(kFedMfu, mfu * (1.0 - idle));
}

// Example: 10 % of a run of 8 M USD: 0.8 M.
template <class R>
Dollars<R> idle_cost(const Dollars<R>& run, const Number<R>& idle) {
  return step(kIdleCost, run * idle);
}

// Example: 40 MB/s behind 100 ms of object storage: 4 MB.
template <class R>
Bytes<R> prefetch_bytes(const BytesPerSecond<R>& rate, const Seconds<R>& latency) {
  return step(kPrefetch, rate * latency);
}

// Example: 0.96 M tokens/s of 4.5 bytes of text, 2 MB/s a core: 3 cores.
template <class R>
Number<R> tokenizer_cores(const TokensPerSecond<R>& rate, const BytesPerToken<R>& text,
                          const BytesPerSecond<R>& core) {
  return step(kTokenizerCores, ceil(rate * text / core));
}

// Example: documents of 5,734 tokens on average in rows of 8,192: 30 %.
template <class R>
Number<R> padding_share(const Tokens<R>& mean, const Tokens<R>& longest) {
  return step(kPaddingWaste, at_least_zero(1.0 - mean / longest));
}

}  // namespace wf::model
