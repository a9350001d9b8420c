#pragma once

#include "model/core/term.h"

// The quantities of a workload's RL section.
namespace wf::model {

#define WF_TERM(id_, key, sym, unit_, sentence_, source_, name_)                       \
  inline constexpr Term id_ {                                                          \
    .id = key, .symbol = sym, .unit = unit_, .sentence = sentence_, .source = source_, \
    .name = name_                                                                      \
  }
WF_TERM(kRlCompletions, "rl.completions", "n", "1", "Completions of one RL step.", "n_p·K",
        "Completions a step");
WF_TERM(kRlMeanOutput, "rl.mean_output", "G_mean", "tokens",
        "Mean tokens of a completion, the longest cut at the limit.", "E[min(X, cap)], X lognormal",
        "Mean completion");
WF_TERM(kRlTokenOutput, "rl.length_of_token", "E[G²]/E[G]", "1",
        "Length of the completion that a generated token belongs to, over the uncut mean: long "
        "completions hold more of the tokens.",
        "size-biased mean of a cut lognormal", "Length by token");
WF_TERM(kRlLongest, "rl.longest_output", "G_long", "tokens",
        "Expected longest completion of a step.", "expected maximum of n lognormal lengths, cut",
        "Longest completion");
WF_TERM(kRlTail, "rl.longest_over_mean", "tail", "1",
        "Longest completion over the mean one: how long the slots wait for the tail.", "",
        "Longest over mean");
WF_TERM(kRlContext, "rl.context", "s_mean", "tokens",
        "Mean context of a generated token, prompt included.", "P + E[G²]/(2·E[G])",
        "Mean context");
WF_TERM(kRlTokens, "rl.tokens", "D_step", "tokens",
        "Tokens that the learner trains on in one step, prompts included.", "n·(P + G_mean)",
        "Tokens of a step");
WF_TERM(kRlRolloutPool, "rl.rollout_pool_gpus", "g_roll", "1",
        "GPUs that roll out: of a pool of their own, or all.", "", "Rollout GPUs");
WF_TERM(kRlLearnerPool, "rl.learner_pool_gpus", "g_learn", "1",
        "GPUs that learn, in whole replicas of tp·pp·cp.", "", "Learner GPUs");
WF_TERM(kRlReplicas, "rl.rollout_replicas", "C", "1",
        "Rollout replicas: copies of the policy that generate.", "⌊g_roll/tp_R⌋",
        "Rollout replicas");
WF_TERM(kRlSlots, "rl.slots", "S", "1",
        "Completions that one rollout replica works on at a time: its share of them, or as many as "
        "its memory holds at their mean length.",
        "min(n/C, free memory / KV of a completion)", "Slots of a replica");
WF_TERM(kRlWaves, "rl.waves", "waves", "1",
        "How often the slots of a replica are filled until every completion has had one.",
        "(n/C)/S", "Waves");
WF_TERM(kRlRoleBytes, "rl.role_bytes", "M_RL", "bytes",
        "Weights and states of all roles, each once: policy, critics, frozen models, one rollout "
        "copy.",
        "(14 + b_g)·N·(1 + critics) + 2·N·(frozen + critics) + W", "States of all roles");
WF_TERM(kRlLearnerMemory, "rl.learner_memory", "M_learn", "bytes",
        "Peak memory of the fullest GPU while it learns from a longest completion.",
        "states and activations as in training, frozen models in shards over the replicas",
        "Memory while learning");
WF_TERM(kRlRolloutMemory, "rl.rollout_memory", "M_roll", "bytes",
        "Peak memory of the fullest GPU while it rolls out; one pool also keeps the learner's "
        "states.",
        "weights, KV cache of the slots, workspace", "Memory while rolling out");
WF_TERM(kRlMemory, "rl.memory_per_gpu", "M", "bytes", "Peak memory of the fullest GPU.",
        "the larger of both", "Memory per GPU");
WF_TERM(kRlDecodeAlone, "rl.decode_step_alone", "t_1", "s",
        "Time between two tokens of a completion that is alone in its replica: the tail's pace.",
        "as a decode step of batch 1", "Decode step of one");
WF_TERM(kRlDecodeStep, "rl.decode_step", "t_full", "s",
        "Time between two tokens of a completion while all slots are full.",
        "as a decode step of S sequences", "Decode step, slots full");
WF_TERM(kRlPrefill, "rl.prefill_time", "t_P", "s",
        "Prefill of a replica's prompts, each once for all its completions.",
        "as prefill of n_p/C prompts", "Prefill of the prompts");
WF_TERM(kRlSteps, "rl.decode_steps", "n_dec", "1",
        "Decode steps of the replica that has the longest completion.",
        "max(n/(C·S), 1)·G_mean + G_long − G_mean", "Decode steps");
WF_TERM(kRlRollout, "rl.rollout_time", "R", "s",
        "Time from the first prompt to the end of the last completion.",
        "prefill, then n_dec steps whose live completions add up to the tokens", "Rollout");
WF_TERM(kRlWork, "rl.rollout_work", "R_w", "s",
        "Time that the rollout would take with no slot ever empty.", "tokens at full slots",
        "Rollout, slots full");
WF_TERM(kRlIdleSlots, "rl.idle_slots", "idle_S", "1",
        "Share of the slots that stand empty while the longest completion ends.",
        "1 − tokens/(S·n_dec)", "Empty slots");
WF_TERM(kRlRolloutRate, "rl.rollout_rate", "r", "tokens/s",
        "Tokens that one rollout GPU generates in a second, tail included.", "n·G_mean/(R·g_roll)",
        "Rollout rate per GPU");
WF_TERM(kRlScoring, "rl.scoring_time", "t_F", "s",
        "Forward passes over the completions: old log-probabilities, reference, reward, critic.",
        "a forward pass each, compute-bound over whole sequences", "Scoring passes");
WF_TERM(kRlTraining, "rl.train_time", "t_T", "s",
        "Forward and backward passes and updates of policy and critics.",
        "as a training step over the same tokens", "Training");
WF_TERM(kRlLearner, "rl.learner_time", "T", "s", "Time for which the learner works in one step.",
        "scoring passes and training", "Learner");
WF_TERM(kRlLearnerRate, "rl.learner_rate", "l", "tokens/s",
        "Tokens, prompts included, that one learner GPU gets through in a second.",
        "D_step/(T·g_learn)", "Learner rate per GPU");
WF_TERM(kRlSyncBytes, "rl.sync_bytes", "S_w", "bytes", "Weights of one rollout copy.", "N·b_w",
        "Weights to sync");
WF_TERM(kRlSync, "rl.sync_time", "t_sync", "s",
        "Time from new weights on the learner to new weights in every rollout replica.",
        "gather, cast, send, by the way that rl.sync names", "Weight sync");
WF_TERM(kRlSyncTax, "rl.sync_tax", "tax_S", "1", "Share of the step that weight sync takes.",
        "t_sync/τ", "Share of sync");
WF_TERM(
    kRlStep, "rl.step_time", "τ", "s", "Time from one update of the policy to the next.",
    "one pool: R + V + T + t_sync; two pools: max(R + V, T) + t_sync from staleness 1 on; async: "
    "completions end within k + 1 updates",
    "RL step");
WF_TERM(kRlRolloutIdle, "rl.rollout_idle", "idle_R", "1",
        "Share of a step in which the rollout GPUs generate nothing: empty slots and waiting.",
        "1 − R_w/τ; one pool: 1 − (R_w + T)/τ", "Rollout GPUs idle");
WF_TERM(kRlLearnerIdle, "rl.learner_idle", "idle_L", "1",
        "Share of a step in which the learner's GPUs wait.", "1 − T/τ; one pool: 1 − (R_w + T)/τ",
        "Learner GPUs idle");
WF_TERM(kRlTokensPerSecond, "rl.tokens_per_s", "D/τ", "tokens/s",
        "Tokens that the whole loop trains on in a second, prompts included.", "D_step/τ",
        "Trained tokens per second");
WF_TERM(kRlGoodputRate, "rl.goodput", "good", "tokens/s",
        "Generated tokens a second that the policy learns from.", "u_RL·n·G_mean/τ",
        "Useful tokens per second");
WF_TERM(kRlBalancedShare, "rl.balanced_share", "f*", "1",
        "Share of the GPUs that should roll out for neither side to wait, if both scale evenly.",
        "GPU time of the rollout over that of both", "Balanced share");
WF_TERM(kRlBalancedGpus, "rl.balanced_rollout_gpus", "g*", "1",
        "Rollout GPUs for neither side to wait.", "f*·GPUs", "Balanced rollout GPUs");
WF_TERM(kRlStepCost, "rl.cost_per_step", "cost_τ", "USD", "Cost of all GPUs for one RL step.",
        "price·GPUs·τ", "Cost of a step");
WF_TERM(kRlTokenCost, "rl.cost_per_million_tokens", "cost_1M", "USD",
        "Cost of a million tokens that the learner trains on.", "price·GPUs·τ/D_step",
        "Cost per million tokens");
WF_TERM(kRlRunTime, "rl.run_time", "T_run", "s", "Time of the whole run, without failures.",
        "n_RL·τ", "Length of the RL run");
WF_TERM(kRlRunCost, "rl.cost", "cost", "USD", "Cost of the whole run.", "n_RL·cost_τ",
        "Cost of the RL run");
#undef WF_TERM

}  // namespace wf::model
