#pragma once

#include "model/formulas/batch_trade.h"
#include "model/formulas/data_plane.h"
#include "model/formulas/reliability.h"
#include "model/formulas/training.h"

// A training run beyond its step: failures and checkpoints, the batch as a trade, and its data.
namespace wf::model {

inline constexpr Term kFailingRun{.id = "reliability.run_time",
                                  .symbol = "T_fail",
                                  .unit = "s",
                                  .sentence =
                                      "Time of the whole run, checkpoints, failures and "
                                      "restarts included.",
                                  .source = "T·slowdown",
                                  .name = "Run with failures"};
inline constexpr Term kFailingCost{.id = "reliability.cost",
                                   .symbol = "cost_fail",
                                   .unit = "USD",
                                   .sentence = "Cost of the whole run, failures included.",
                                   .source = "cost·slowdown",
                                   .name = "Cost with failures"};

template <class R>
struct TrainingRunEstimate {
  Seconds<R> mtbf, checkpoint, young_interval, interval, lost;
  Bytes<R> checkpoint_bytes;
  Number<R> waste, young_waste, slowdown, goodput, failures_per_day;
  Seconds<R> rule_mtbf;
  Time<R> run_time;
  Estimate<Dim<0, 0, 0, 0, 1>, R> cost;

  Number<R> step_factor, token_factor, efficiency;

  Bytes<R> token_bytes, dataset, prefetch;
  BytesPerSecond<R> required;
  Number<R> data_idle, fed_mfu, tokenizer_cores, padding;
  Dollars<R> idle_cost;
};

// Every node writes its part of a checkpoint while training waits. The times between failures have
// no memory, and every GPU is needed.
// Example: 16,384 GPUs, 120 s a checkpoint, 10 min to restart: every 26 min, 23 % slower.
template <class R>
void add_failures(const Inputs<R>& in, const TrainingEstimate<R>& training,
                  TrainingRunEstimate<R>& e) {
  const auto& run = in.run;
  const Number<R>& gpus = in.cluster.gpus;
  e.mtbf = cluster_mtbf(run.gpu_mtbf, gpus);
  e.rule_mtbf = rule_mtbf(gpus);
  e.failures_per_day = failures_per_gpu_day(run.gpu_mtbf);
  e.checkpoint_bytes = checkpoint_bytes(total_parameters(in), Bytes<R>(R(14.0)));
  e.checkpoint =
      checkpoint_time(e.checkpoint_bytes, ceil(gpus / in.cluster.gpus_per_node), run.write_rate);
  e.young_interval = checkpoint_interval(e.checkpoint, e.mtbf);
  e.interval = daly_interval(e.checkpoint, e.mtbf);
  e.waste = failure_waste(e.interval, e.checkpoint, e.mtbf, run.restart);
  e.young_waste = least_waste(e.checkpoint, e.mtbf);
  e.slowdown = failure_slowdown(e.interval, e.checkpoint, e.mtbf, run.restart);
  e.goodput = goodput_share(e.slowdown - 1.0);
  e.lost = lost_gpu_time(gpus, e.interval);
  if (!in.training.has_tokens) return;
  e.run_time = {step(kFailingRun, training.run_time.bound),
                step(kFailingRun, e.slowdown * training.run_time.expected)};
  e.cost = {step(kFailingCost, training.cost.bound),
            step(kFailingCost, e.slowdown * training.cost.expected)};
}

// Each replica reads its own share of the batch.
template <class R>
void add_data(const Inputs<R>& in, const TrainingEstimate<R>& training, TrainingRunEstimate<R>& e) {
  const auto& data = in.data;
  const TokensPerSecond<R>& rate = training.tokens_per_s.expected;
  e.token_bytes = bytes_per_token(in.model.vocab);
  e.required = required_rate(rate, e.token_bytes, data.inflation, in.parallel.dp);
  e.data_idle = data_idle(data.rate, e.required);
  e.fed_mfu = fed_mfu(training.mfu.expected, e.data_idle);
  e.prefetch = prefetch_bytes(e.required, data.latency);
  e.tokenizer_cores = tokenizer_cores(
      rate, BytesPerToken<R>((data.text_bytes / one_token<R>()).number()), data.tokenizer_rate);
  if (data.has_document) e.padding = padding_share(data.document, in.training.seq_len);
  if (!in.training.has_tokens) return;
  e.dataset = dataset_bytes(in.training.tokens, e.token_bytes);
  e.idle_cost = idle_cost(training.cost.expected, e.data_idle);
}

template <class R>
TrainingRunEstimate<R> estimate_training_run(const Inputs<R>& in,
                                             const TrainingEstimate<R>& training) {
  TrainingRunEstimate<R> e;
  add_failures(in, training, e);
  if (in.run.has_critical_batch) {
    const Tokens<R> batch = in.training.global_batch * in.training.seq_len;
    e.step_factor = step_factor(batch, in.run.critical_batch);
    e.token_factor = token_factor(batch, in.run.critical_batch);
    e.efficiency = data_efficiency(batch, in.run.critical_batch);
  }
  if (in.data.present) add_data(in, training, e);
  return e;
}

}  // namespace wf::model
