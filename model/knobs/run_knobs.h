#pragma once

#include "model/knobs/define.h"

// A training run beyond its step, its data, and the evaluation of what comes out.
namespace wf::model::knob {

inline constexpr Knob kCriticalBatch{
    .term = {"training.critical_batch", "B_c", "tokens",
             "Batch at which steps and tokens are both twice the least.", ""},
    .low = 1e4, .high = 1e9, .initial = 4e6, WF_SECTION(training, critical_batch)};
inline constexpr Knob kCheckpointRate{
    .term = {"training.checkpoint_rate", "BW_ck", "bytes/s",
             "Rate at which one node writes its part of a checkpoint while training waits.",
             "assumed: 2 GB/s a node to shared storage"},
    .low = 1e6, .high = 1e12, .initial = 2e9, WF_SECTION(training, checkpoint_rate)};
inline constexpr Knob kRestartTime{
    .term = {"training.restart_time", "R", "s",
             "Time from a failure until the job has restarted and loaded its checkpoint.",
             "assumed: ten minutes"},
    .low = 0, .high = 86400, .initial = 600, WF_SECTION(training, restart_time)};

#define WF_DATA(name, key, symbol, unit, sentence, source, lo, hi, start) \
  inline constexpr Knob name{.term = {"data." #key, symbol, unit, sentence, source}, \
                             .low = lo, .high = hi, .initial = start, WF_SECTION(data, key)}
WF_DATA(kDataRate, rate, "BW_av", "bytes/s", "Rate at which storage and loader feed one replica.",
        "assumed: 200 MB/s, a disk's", 1e3, 1e12, 2e8);
WF_DATA(kDataInflation, inflation, "infl", "1",
        "Bytes read over bytes of stored token ids: 2 to 2.5 for text tokenised on the way.",
        "stored ids are read as they are", 1, 100, 1);
WF_DATA(kDataLatency, latency, "t_lat", "s", "Time until storage answers a read.",
        "assumed: 100 ms, an object store's", 0, 60, 0.1);
WF_DATA(kTextBytes, text_bytes, "b_text", "bytes", "Bytes of text that one token stands for.",
        "English text: 4 to 5", 0.5, 100, 4.5);
WF_DATA(kTokenizerRate, tokenizer_rate, "BW_tok", "bytes/s", "Text that one core tokenises.",
        "assumed: 2 MB/s a core", 1e3, 1e10, 2e6);
WF_DATA(kDocumentTokens, document_tokens, "s_doc", "tokens",
        "Mean tokens of a document that fills a sequence by itself, the rest padding.", "", 1, 1e9,
        4096);
#undef WF_DATA

#define WF_EVALUATION(name, key, symbol, unit, sentence, source, lo, hi, start) \
  inline constexpr Knob name{.term = {"evaluation." #key, symbol, unit, sentence, source}, \
                             .low = lo, .high = hi, .initial = start, WF_SECTION(evaluation, key)}
WF_EVALUATION(kBaseline, baseline, "p", "1", "Share of good answers now.", "", 0.001, 0.999, 0.6);
WF_EVALUATION(kEffect, effect, "Δ", "1", "Difference of that share that a test must show.", "",
              0.0001, 0.5, 0.02);
WF_EVALUATION(kSignificance, significance, "α", "1",
              "Chance that a test sees a difference where there is none.", "convention: 5 %",
              0.0001, 0.5, 0.05);
WF_EVALUATION(kTestPower, power, "1−β", "1", "Chance that a test sees a difference that is there.",
              "convention: 80 %", 0.5, 0.9999, 0.8);
WF_EVALUATION(kRequestsPerUser, per_user, "m", "1", "Requests of one user in the test.",
              "one: users are what is counted", 1, 10000, 1);
WF_EVALUATION(kCorrelation, correlation, "ρ_u", "1", "Correlation of one user's answers.",
              "none: independent answers", 0, 1, 0);
WF_EVALUATION(kRequestsPerDay, per_day, "n_day", "1", "Requests a day that a test could use.", "",
              1, 1e12, 100000);
WF_EVALUATION(kTestShare, share, "f_test", "1", "Share of them that is in the test, both arms.",
              "all", 0.0001, 1, 1);
WF_EVALUATION(kEvalItems, items, "n_item", "1", "Items of a set that a judge goes through.", "", 1,
              1e9, 1000);
WF_EVALUATION(kEvalRepeats, repeats, "n_rep", "1", "Times that each item is judged.", "", 1, 10000,
              1);
WF_EVALUATION(kJudgePrice, judge_price, "price_j", "USD", "Cost of one judgement.",
              "a model as judge: 0.001 to 0.01; a person: 0.5 to 5", 0, 1000, 0.005);
#undef WF_EVALUATION

}  // namespace wf::model::knob
