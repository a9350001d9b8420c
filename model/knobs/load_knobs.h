#pragma once

#include "model/knobs/define.h"

// What is asked of the system: serving, training, and the budget.
namespace wf::model::knob {

inline constexpr Knob kPromptTokens{
    .term = {"serving.prompt_tokens", "P", "tokens", "Tokens of one prompt.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 1024,
    WF_SECTION(serving, prompt_tokens)};
inline constexpr Knob kOutputTokens{
    .term = {"serving.output_tokens", "G", "tokens", "Tokens generated for one request.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 262144, .initial = 256,
    WF_SECTION(serving, output_tokens)};
inline constexpr Knob kBatch{
    .term = {"serving.batch", "B", "1",
             "Sequences in flight in one replica, over all its stages.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 16384, .initial = 1, WF_SECTION(serving, batch)};
inline constexpr Knob kArrivalRate{
    .term = {"serving.arrival_rate", "λ", "1/s",
             "Requests that arrive each second, shared out over all replicas.", ""},
    .low = 0.001, .high = 1e6, .initial = 1, WF_SECTION(serving, arrival_rate)};
inline constexpr Knob kPrefixHit{
    .term = {"serving.prefix_hit", "hit", "1",
             "Share of a prompt whose KV is found in a cache instead of computed.", ""},
    .low = 0, .high = 0.999, .initial = 0, WF_SECTION(serving, prefix_hit)};
inline constexpr Knob kRequests{
    .term = {"serving.requests", "n_req", "1", "Requests of a job that no user waits for.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1e9, .initial = 100000,
    WF_SECTION(serving, requests)};
inline constexpr Knob kChunkTokens{
    .term = {"serving.chunk_tokens", "n_c", "tokens",
             "Prompt tokens that ride along with each decode step of a replica.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 512,
    WF_SECTION(serving, chunk_tokens)};
inline constexpr Knob kTtftTarget{
    .term = {"serving.slo.ttft", "TTFT*", "s", "Target for the time to the first token.", ""},
    .low = 0.001, .high = 3600, .initial = 0.5, WF_SECTION(serving, slo.ttft)};
inline constexpr Knob kTpotTarget{
    .term = {"serving.slo.tpot", "TPOT*", "s", "Target for the time between two tokens.", ""},
    .low = 0.0001, .high = 60, .initial = 0.05, WF_SECTION(serving, slo.tpot)};
inline constexpr Knob kPercentile{
    .term = {"serving.slo.percentile", "p", "1", "Share of requests that must meet the targets.", ""},
    .low = 0.5, .high = 0.9999, .initial = 0.95, WF_SECTION(serving, slo.percentile)};

inline constexpr Knob kSeqLen{
    .term = {"training.seq_len", "s", "tokens", "Tokens of one training sequence.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 4096,
    WF_SECTION(training, seq_len)};
inline constexpr Knob kMicroBatch{
    .term = {"training.micro_batch", "b", "1", "Sequences that a replica takes at a time.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 4096, .initial = 1,
    WF_SECTION(training, micro_batch)};
inline constexpr Knob kGlobalBatch{
    .term = {"training.global_batch", "B_g", "1", "Sequences of one optimizer step.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 1024,
    WF_SECTION(training, global_batch)};
inline constexpr Knob kTrainingTokens{
    .term = {"training.tokens", "D", "tokens", "Tokens of the whole run.", ""},
    .low = 1e6, .high = 1e15, .initial = 1e12, WF_SECTION(training, tokens)};
inline constexpr Knob kRecompute{
    .term = {"training.recompute", "recompute", "1",
             "What the backward pass computes again instead of keeping it.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 2, .initial = 0, .choices = kRecomputeNames,
    .get = [](const Scenario& s) -> std::optional<double> {
      if (!s.training || !s.training->recompute) return std::nullopt;
      return static_cast<double>(*s.training->recompute);
    },
    .set = [](Scenario& s, double v) {
      if (!s.training) s.training.emplace();
      s.training->recompute = static_cast<Recompute>(static_cast<int>(v));
    }};
inline constexpr Knob kAttentionKernel{
    .term = {"training.attention", "attention", "1",
             "Whether attention scores pass through memory (standard) or stay on chip (flash).", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 0, .choices = kAttentionNames,
    .get = [](const Scenario& s) -> std::optional<double> {
      if (!s.training || !s.training->attention) return std::nullopt;
      return static_cast<double>(*s.training->attention);
    },
    .set = [](Scenario& s, double v) {
      if (!s.training) s.training.emplace();
      s.training->attention = static_cast<Attention>(static_cast<int>(v));
    }};

inline constexpr Knob kBudgetUsd{
    .term = {"budget.usd", "usd", "USD", "Money for the whole job.", ""},
    .low = 1, .high = 1e12, .initial = 1e6, WF_FIELD(budget.usd)};
inline constexpr Knob kBudgetPerMonth{
    .term = {"budget.usd_per_month", "usd_month", "USD", "Money for a month of service.", ""},
    .low = 1, .high = 1e12, .initial = 1e5, WF_FIELD(budget.usd_per_month)};
inline constexpr Knob kBudgetDays{
    .term = {"budget.days", "days", "days", "Days until the job must be done.", ""},
    .low = 0.01, .high = 3650, .initial = 30, WF_FIELD(budget.days)};

}  // namespace wf::model::knob
