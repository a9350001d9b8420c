#pragma once

#include "model/knobs/define.h"

// Reinforcement learning: what is sampled, what the learner does with it, and where both run.
// `parallel` is the learner's layout.
namespace wf::model::knob {

inline constexpr Knob kRlPrompts{
    .term = {"rl.prompts", "n_p", "1", "Prompts of one RL step.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 65536, .initial = 64, WF_SECTION(rl, prompts)};
inline constexpr Knob kRlSamples{
    .term = {"rl.samples_per_prompt", "K", "1", "Completions sampled for each prompt.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 4096, .initial = 16,
    WF_SECTION(rl, samples_per_prompt)};
inline constexpr Knob kRlPromptTokens{
    .term = {"rl.prompt_tokens", "P_rl", "tokens", "Tokens of one RL prompt.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 512,
    WF_SECTION(rl, prompt_tokens)};
inline constexpr Knob kRlOutputTokens{
    .term = {"rl.output_tokens", "G_rl", "tokens", "Mean tokens of one completion.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 262144, .initial = 1024,
    WF_SECTION(rl, output_tokens)};
inline constexpr Knob kRlLengthCv{
    .term = {"rl.length_cv", "cv", "1",
             "Standard deviation of the lengths of completions over their mean.",
             "assumed: lengths of reasoning spread as widely as their mean"},
    .low = 0, .high = 10, .initial = 1, WF_SECTION(rl, length_cv)};
inline constexpr Knob kRlMaxOutput{
    .term = {"rl.max_output_tokens", "G_max", "tokens",
             "Limit that cuts the longest completions.",
             "assumed where left out: four times the mean, as 32 K over a mean of 8 K"},
    .kind = KnobKind::kCount, .low = 1, .high = 1048576, .initial = 4096, WF_SECTION(rl, max_output_tokens)};
inline constexpr Knob kRlPlacement{
    .term = {"rl.placement", "placement", "1", "Where rollout and learner run.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 2, .initial = 0, .choices = kPlacementNames,
    .get = [](const Scenario& s) -> std::optional<double> {
      if (!s.rl || !s.rl->placement) return std::nullopt;
      return static_cast<double>(*s.rl->placement);
    },
    .set = [](Scenario& s, double v) {
      if (!s.rl) s.rl.emplace();
      s.rl->placement = static_cast<Placement>(static_cast<int>(v));
    }};
inline constexpr Knob kRlStaleness{
    .term = {"rl.staleness", "k_stale", "1", "Steps by which rollout may trail the learner.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 64, .initial = 0, WF_SECTION(rl, staleness)};
inline constexpr Knob kRlRolloutGpus{
    .term = {"rl.rollout_gpus", "g_R", "1",
             "GPUs of the rollout pool where rollout and learner have their own.",
             "assumed where left out: half of the GPUs"},
    .kind = KnobKind::kCount, .low = 1, .high = 131072, .initial = 1, WF_SECTION(rl, rollout_gpus)};
inline constexpr Knob kRlRolloutTp{
    .term = {"rl.rollout_tp", "tp_R", "1",
             "GPUs that split every matrix of a rollout replica.",
             "assumed where left out: parallel.tp"},
    .kind = KnobKind::kCount, .low = 1, .high = 128, .initial = 1, WF_SECTION(rl, rollout_tp)};
inline constexpr Knob kRlSync{
    .term = {"rl.sync", "sync", "1", "How new weights reach the rollout replicas.",
             "NCCL broadcasts along a chain"},
    .kind = KnobKind::kChoice, .low = 0, .high = 3, .initial = 2, .choices = kWeightSyncNames,
    .get = [](const Scenario& s) -> std::optional<double> {
      if (!s.rl || !s.rl->sync) return std::nullopt;
      return static_cast<double>(*s.rl->sync);
    },
    .set = [](Scenario& s, double v) {
      if (!s.rl) s.rl.emplace();
      s.rl->sync = static_cast<WeightSync>(static_cast<int>(v));
    }};
inline constexpr Knob kRlRecompute{
    .term = {"rl.recompute", "recompute_rl", "1", "What the learner computes again instead of keeping it.",
             "verl turns gradient checkpointing on (its configuration as listed by Trinity-RFT 0.1, read "
             "2026-11-21)"},
    .kind = KnobKind::kChoice, .low = 0, .high = 2, .initial = 2, .choices = kRecomputeNames,
    .get = [](const Scenario& s) -> std::optional<double> {
      if (!s.rl || !s.rl->recompute) return std::nullopt;
      return static_cast<double>(*s.rl->recompute);
    },
    .set = [](Scenario& s, double v) {
      if (!s.rl) s.rl.emplace();
      s.rl->recompute = static_cast<Recompute>(static_cast<int>(v));
    }};
inline constexpr Knob kRlFrozenModels{
    .term = {"rl.frozen_models", "n_f", "1",
             "Models of the same size that only score: a reference, a reward model.",
             "GRPO: a reference for its KL term, rewards by rule"},
    .kind = KnobKind::kCount, .low = 0, .high = 8, .initial = 1, WF_SECTION(rl, frozen_models)};
inline constexpr Knob kRlLogprobPasses{
    .term = {"rl.logprob_passes", "n_lp", "1",
             "Forward passes of the policy over its completions before it trains.",
             "one: the old log-probabilities of PPO and GRPO"},
    .kind = KnobKind::kCount, .low = 0, .high = 8, .initial = 1, WF_SECTION(rl, logprob_passes)};
inline constexpr Knob kRlCritics{
    .term = {"rl.critics", "n_c", "1",
             "Critic models of the same size that are trained beside the policy.",
             "GRPO has none, PPO one"},
    .kind = KnobKind::kCount, .low = 0, .high = 4, .initial = 0, WF_SECTION(rl, critics)};
inline constexpr Knob kRlRewardTime{
    .term = {"rl.reward_time", "V", "s",
             "Time from the last completion until all rewards are known: verifiers, tests, tools.",
             "assumed: rules are checked while others still generate"},
    .low = 0, .high = 86400, .initial = 0, WF_SECTION(rl, reward_time)};
inline constexpr Knob kRlUsefulShare{
    .term = {"rl.useful_share", "u_RL", "1",
             "Share of the completions that the policy learns from.",
             "all; groups that are all right or all wrong teach GRPO nothing"},
    .low = 0, .high = 1, .initial = 1, WF_SECTION(rl, useful_share)};
inline constexpr Knob kRlSteps{
    .term = {"rl.steps", "n_RL", "1",
             "RL steps of the whole run.",
             ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1000000000.0, .initial = 1000, WF_SECTION(rl, steps)};

}  // namespace wf::model::knob
