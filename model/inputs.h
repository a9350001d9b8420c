#pragma once

#include <string>
#include <vector>

#include "model/core/quantity.h"
#include "model/scenario.h"

namespace wf::model {

// A scenario with every default applied, as numbers of one reading: what the formulas take.
// With R = double it is a plain struct, cheap to copy and to change in a sweep; with R = Traced
// every number is a leaf of a tape, with its source.
template <class R>
struct Inputs {
  struct {
    Number<R> layers, hidden, heads, kv_heads, head_dim, ffn, vocab, positions;
    Number<R> experts, experts_per_token, shared_experts, expert_ffn, dense_layers;
    Number<R> kv_latent, q_latent, rope, nope, v_head;
    Tokens<R> window;
    Number<R> window_layers;
    Number<R> params, active_params;  // published counts; read only where `has_…` says so
    bool gated = true, tied = false, bias = false, qkv_bias = false;
    bool moe = false, mla = false, q_compressed = false;
    bool has_params = false, has_active_params = false;
  } model;

  struct {
    Bytes<R> memory;
    BytesPerSecond<R> bandwidth;
    FlopsPerSecond<R> peak;            // of the matrix multiplies' type: the bound
    FlopsPerSecond<R> sustained_peak;  // with 32-bit accumulation: what expected values start from
    FlopsPerSecond<R> attention_peak;  // of 16-bit attention, with 32-bit accumulation
    FlopsPerSecond<R> vector_peak;     // 32-bit vector units
    BytesPerSecond<R> link, nic;       // one way
    Number<R> compute_units;
    Number<R> gpus, gpus_per_node;
    DollarsPerSecond<R> price;  // per GPU
    bool priced = false;
  } cluster;

  struct {
    Number<R> tp, pp, dp, cp, ep;
  } parallel;

  struct {
    Bytes<R> weight, activation, kv;  // of one element
    bool unpacked = false;            // stored weights are unpacked before they are multiplied
  } element;

  struct {
    Tokens<R> prompt, output;
    Number<R> batch, prefix_hit, percentile;
    PerSecond<R> arrival_rate;  // over all replicas
    Seconds<R> ttft, tpot;      // targets
    bool present = false, batch_is_max = false;
    bool has_arrivals = false, has_ttft = false, has_tpot = false;

    Number<R> requests;  // of an offline job
    Tokens<R> chunk;     // of prompt, beside a decode step
    Number<R> draft_tokens, acceptance, draft_cost;
    bool has_requests = false, has_chunk = false, has_speculation = false;
  } serving;

  // How the fleet is run; read where there are arrivals.
  struct {
    Number<R> utilization, peak_to_trough, availability;
    Seconds<R> warm_up, mtbf, repair;
    bool has_availability = false, has_peak_to_trough = false;
  } operations;

  Dollars<R> usd_per_month;
  bool has_monthly_budget = false;

  struct {
    Tokens<R> seq_len, tokens;
    Number<R> micro_batch, global_batch, zero, virtual_stages;
    Dollars<R> usd;
    Seconds<R> deadline;
    Recompute recompute = Recompute::kNone;
    Attention attention = Attention::kFlash;
    bool sequence_parallel = false;
    bool present = false, has_tokens = false, has_budget = false, has_deadline = false;
  } training;

  // A training run beyond its step.
  struct {
    Seconds<R> gpu_mtbf, restart;
    BytesPerSecond<R> write_rate;
    Tokens<R> critical_batch;
    bool has_critical_batch = false;
  } run;

  struct {
    BytesPerSecond<R> rate, tokenizer_rate;
    Bytes<R> text_bytes;  // of a token
    Number<R> inflation;
    Seconds<R> latency;
    Tokens<R> document;
    bool present = false, has_document = false;
  } data;

  struct {
    Number<R> baseline, effect, significance, power, per_user, correlation, per_day, share;
    Number<R> items, repeats;
    Dollars<R> judge_price;
    bool present = false;
  } evaluation;

  // Reinforcement learning. `parallel` lays out the learner; of two pools it has the GPUs that the
  // rollout leaves.
  struct {
    Number<R> prompts, samples, length_cv, staleness;
    Tokens<R> prompt, output, limit;
    Number<R> rollout_gpus, rollout_tp;
    Number<R> frozen_models, logprob_passes, critics, useful_share, steps;
    Seconds<R> reward_time, deadline;
    Dollars<R> usd;
    Placement placement = Placement::kColocated;
    WeightSync sync = WeightSync::kChain;
    Recompute recompute = Recompute::kFull;
    bool present = false, has_steps = false, has_budget = false, has_deadline = false;
  } rl;

  // Efficiencies: the knobs under `assume`.
  struct Assume {
    Number<R> utilization;
    Bytes<R> context;
    Tokens<R> prefill_tokens;
    Number<R> bandwidth;
    Number<R> gemm, reuse, attention;
    Seconds<R> kernel;
    Number<R> kernels_per_layer;
    Seconds<R> step;
    Number<R> unpack, unpacked_gemm;
    Number<R> link, point_to_point, nic;
    Seconds<R> collective, collective_hop, network, hop;
    Tokens<R> pipeline_tokens, pipeline_batch;
    Number<R> decode_mbu, decode_mfu, prefill_mfu;
    bool flat_decode = false, flat_prefill = false;  // a napkin replaces the efficiencies
    Number<R> sustained_clock;  // share of the peak that the power limit leaves in long runs
    Number<R> attention_backward, overlap, interference, selective_share, selective_kept,
        fragmentation, training_mfu;
    Seconds<R> host_per_layer, step_gap;
    Bytes<R> gradient, optimizer;
    bool flat_training = false;
  } assume;
};

// Applies defaults and reads the numbers. Notes say what was assumed that a reader should know.
Inputs<double> resolve(const Scenario& scenario, std::vector<std::string>* notes = nullptr);
Inputs<Traced> resolve(const Scenario& scenario, Tape& tape);

// The layout's replicas: `dp`, or what the GPUs leave for it.
double replicas(const Scenario& scenario);
// GPUs of the rollout pool: all where it shares them with the learner, else those given or half,
// in whole replicas, one for the learner left over.
double rollout_gpus(const Scenario& scenario);
// The dense peak for multiplies of a type: its own, or that of the next type that has one.
// `used` is the type whose figure was taken.
const Figure* peak_for(const Accelerator& gpu, Precision type, Precision* used = nullptr);

}  // namespace wf::model
