#pragma once

#include <limits>

#include "model/formulas/experiment.h"
#include "model/formulas/rl.h"
#include "model/formulas/training_run.h"
#include "model/formulas/service.h"
#include "model/formulas/serving.h"
#include "model/formulas/training.h"

// The one list of quantities: every view — report, JSON, sweep, lesson, drill — walks it.
namespace wf::model {

// What a scenario implies whatever is asked of it.
template <class R>
struct SizeEstimate {
  Number<R> params, active_params;
  Bytes<R> weights;
  BytesPerToken<R> kv_per_token, kv_stored_per_token;
  Bytes<R> weights_per_gpu;
  FlopsPerByte<R> ridge;
};

template <class R>
SizeEstimate<R> estimate_sizes(const Inputs<R>& in) {
  return {total_parameters(in),    active_parameters(in), weight_bytes(in), kv_per_token(in),
          kv_stored_per_token(in), weights_per_gpu(in),   ridge(in)};
}

// Calls visit(term, expected) or visit(term, expected, bound) for each.
template <class R, class Visit>
void for_each_quantity(const SizeEstimate<R>& e, Visit&& visit) {
  visit(kTotalParameters, e.params);
  visit(kActiveParameters, e.active_params);
  visit(kWeightsBytes, e.weights);
  visit(kWeightsPerGpu, e.weights_per_gpu);
  visit(kKvPerToken, e.kv_per_token);
  visit(kKvStored, e.kv_stored_per_token);
  visit(kRidge, e.ridge);
}

template <class R, class Visit>
void for_each_quantity(const Inputs<R>& in, const ServingEstimate<R>& e, Visit&& visit) {
  const auto both = [&](const Term& term, const auto& estimate) {
    visit(term, estimate.expected, estimate.bound);
  };
  visit(kKvPerSequence, e.kv_per_sequence);
  visit(kWorkspace, e.workspace);
  visit(kKvOnGpu, e.kv_per_gpu);
  visit(kServingMemory, e.memory_per_gpu);
  visit(kMemoryShortfall, e.shortfall);
  both(kMemoryForKv, e.free_for_kv);
  both(kKvCapacity, e.kv_capacity);
  both(kMaxBatch, e.max_batch);
  visit(kBatchInFlight, e.batch);

  visit(kPrefillFlops, e.prefill_flops);
  both(kPrefillTime, e.prefill);
  visit(kPrefillMfuAchieved, e.prefill_mfu);

  visit(kDecodeWeightRead, e.decode_weight_bytes);
  visit(kDecodeKvRead, e.decode_kv_bytes);
  visit(kDecodeWeightTime, e.decode_weight_read);
  visit(kDecodeKvTime, e.decode_kv_read);
  visit(kDecodeFlops, e.decode_flops);
  visit(kDecodeComputeTime, e.decode_compute);
  visit(kDecodeAllReduce, e.decode_allreduce);
  both(kDecodeStep, e.decode_step);
  both(kDecodeRate, e.decode_rate);
  visit(kDecodeIntensity, e.decode_intensity);
  visit(kDecodeMbuAchieved, e.decode_mbu);
  visit(kDecodeComputeShare, e.decode_compute_share);
  visit(kWeightKvBatch, e.weight_kv_batch);

  both(kRequestPrefill, e.request_prefill);
  if (in.serving.has_arrivals) visit(kQueueWait, e.queue_wait);
  both(kTtft, e.ttft);
  both(kRequestLatency, e.latency);

  both(kServingTokens, e.output_rate);
  both(kServingRequests, e.request_rate);
  if (in.serving.has_arrivals) visit(kServingUtilization, e.utilization);

  if (in.cluster.priced) {
    both(kServingCost, e.cost_per_million);
    visit(kMonthlyCost, e.cost_per_month);
  }
}

template <class R, class Visit>
void for_each_quantity(const Inputs<R>& in, const ServiceEstimate<R>& s, Visit&& visit) {
  // What does not exist is no number; a derivation goes on as if it did.
  const auto given = [](bool exists, auto quantity) {
    if constexpr (std::is_same_v<R, double>) {
      if (!exists) return decltype(quantity)(std::numeric_limits<double>::quiet_NaN());
    }
    return quantity;
  };
  const auto both = [&](const Term& term, const auto& estimate, bool exists = true) {
    visit(term, given(exists, estimate.expected), given(exists, estimate.bound));
  };
  const auto& serving = in.serving;
  const bool priced = in.cluster.priced;

  both(kTokenCeiling, s.token_ceiling);
  both(kFullStep, s.full_step);
  both(kMeanTokenGap, s.token_gap);
  if (serving.has_tpot) {
    visit(kKneeBatch, s.knee_batch);
    visit(kBatchWithinGap, s.gap_batch);
  }
  visit(kFleetBatch, s.operating_batch);
  both(kOperatingGap, s.operating_gap, s.operates);
  both(kReplicaCapacity, s.capacity, s.operates);
  both(kFleetTokensPerGpu, s.tokens_per_gpu, s.operates);
  if (serving.has_arrivals) {
    visit(kReplicas, given(s.operates, s.replicas));
    visit(kFleetGpus, given(s.operates, s.gpus));
    visit(kInFlight, given(s.operates, s.in_flight));
  }
  if (priced) {
    both(kFleetTokenCost, s.token_cost, s.operates);
    if (serving.has_arrivals) visit(kFleetMonthly, given(s.operates, s.monthly));
  }

  visit(kKvTransferBytes, s.kv_bytes);
  both(kKvTransferTime, s.transfer);
  visit(kKvExposed, s.exposed);
  visit(kPoolRatio, given(s.decodes, s.pool_ratio));
  if (serving.has_arrivals) {
    visit(kPrefillGpus, s.prefill_gpus);
    visit(kDecodeGpus, given(s.decodes, s.decode_gpus));
    visit(kKvRate, s.kv_rate);
    visit(kKvNics, s.nics);

    visit(kReplicaUp, s.replica_up);
    if (in.operations.has_availability) {
      const bool reached = s.operates && s.spares_reach;
      visit(kSpares, given(reached, s.spares));
      visit(kProvisioned, given(reached, s.provisioned));
    }
    if (in.operations.has_peak_to_trough) {
      visit(kMeanOverPeak, s.mean_over_peak);
      visit(kScaledOverPeak, s.scaled_over_peak);
      if (priced) visit(kAutoscaledMonthly, given(s.operates, s.autoscaled_monthly));
    }
  }
  if (serving.has_requests) {
    both(kJobTime, s.job_time);
    visit(kJobWaves, s.job_waves);
    if (priced) both(kJobRunCost, s.job_cost);
  }
  if (serving.has_chunk) {
    both(kChunkStep, s.chunk_step);
    visit(kChunkStall, s.chunk_stall);
    visit(kChunkTtft, s.chunk_ttft);
  }
  if (serving.has_speculation) {
    visit(kTokensPerPass, s.tokens_per_pass);
    both(kVerifyStep, s.verify);
    visit(kSpeculatedToken, s.speculated_token);
    visit(kSpeculationGain, s.speculation_gain);
    visit(kBreakEvenBatch, s.break_even_batch);
  }

  visit(kRuleDecodeOnly, s.decode_only_capacity);
  if (serving.has_arrivals) {
    visit(kRuleDecodeGpus, given(s.decodes, s.decode_only_gpus));
    if (serving.has_tpot) visit(kRuleResidency, given(s.operates, s.residency_gpus));
  }
  if (serving.has_requests) visit(kRuleJobTime, s.rule_job_time);
  if (serving.has_speculation) {
    visit(kRawSpeculationGain, s.rule_speculation_gain);
    visit(kRuleSpareRows, s.rule_speculation_batch);
  }
}

template <class R, class Visit>
void for_each_quantity(const Inputs<R>& in, const TrainingEstimate<R>& e, Visit&& visit) {
  const auto both = [&](const Term& term, const auto& estimate) {
    visit(term, estimate.expected, estimate.bound);
  };
  visit(kLocalParameters, e.local_params);
  visit(kTrainingWeights, e.states.weights);
  visit(kTrainingGradients, e.states.gradients);
  visit(kTrainingOptimizer, e.states.optimizer);
  visit(kTrainingStates, e.states.all);
  visit(kActivationsPerToken, e.activations_per_token);
  visit(kActivations, e.activations);
  visit(kLogitBytes, e.logits);
  visit(kTrainingMemory, e.memory);
  visit(kModelFlops, e.model_flops);
  visit(kRule6N, e.rule_6n);
  visit(kMicroBatches, e.micro_batches);
  visit(kBubbleShare, e.bubble_share);
  both(kTrainingStep, e.step);
  both(kTrainingTokens, e.tokens_per_s);
  both(kTrainingTokensPerGpu, e.tokens_per_s_per_gpu);
  both(kTrainingMfuAchieved, e.mfu);
  visit(kTpTax, e.tp_tax);
  if (in.training.has_tokens) {
    visit(kTrainingSteps, e.steps);
    both(kTrainingDays, e.run_time);
    both(kGpuHours, e.gpu_hours);
    if (in.cluster.priced) both(kTrainingCost, e.cost);
  }
}

template <class R, class Visit>
void for_each_quantity(const Inputs<R>& in, const TrainingRunEstimate<R>& e, Visit&& visit) {
  const auto both = [&](const Term& term, const auto& estimate) {
    visit(term, estimate.expected, estimate.bound);
  };
  visit(kClusterMtbf, e.mtbf);
  visit(kDailyFailures, e.failures_per_day);
  visit(kCheckpointBytes, e.checkpoint_bytes);
  visit(kCheckpointTime, e.checkpoint);
  visit(kCheckpointInterval, e.young_interval);
  visit(kDalyInterval, e.interval);
  visit(kFailureWaste, e.waste);
  visit(kYoungWaste, e.young_waste);
  visit(kExactSlowdown, e.slowdown);
  visit(kGoodput, e.goodput);
  visit(kLostWork, e.lost);
  visit(kRuleFewHours, e.rule_mtbf);
  if (in.training.has_tokens) {
    both(kFailingRun, e.run_time);
    if (in.cluster.priced) both(kFailingCost, e.cost);
  }
  if (in.run.has_critical_batch) {
    visit(kStepFactor, e.step_factor);
    visit(kTokenFactor, e.token_factor);
    visit(kDataEfficiency, e.efficiency);
  }
  if (!in.data.present) return;
  visit(kTokenBytes, e.token_bytes);
  if (in.training.has_tokens) visit(kDatasetBytes, e.dataset);
  visit(kRequiredRate, e.required);
  visit(kDataIdle, e.data_idle);
  visit(kFedMfu, e.fed_mfu);
  if (in.training.has_tokens && in.cluster.priced) visit(kIdleCost, e.idle_cost);
  visit(kPrefetch, e.prefetch);
  visit(kTokenizerCores, e.tokenizer_cores);
  if (in.data.has_document) visit(kPaddingWaste, e.padding);
}

template <class R, class Visit>
void for_each_quantity(const ExperimentEstimate<R>& e, Visit&& visit) {
  visit(kSamplesPerArm, e.samples);
  visit(kRuleSamples, e.rule_samples);
  visit(kDesignEffect, e.design_effect);
  visit(kRequestsPerArm, e.requests);
  visit(kTestDuration, e.duration);
  visit(kWholeWeeks, e.weeks);
  visit(kDetectable, e.detectable);
  visit(kProportionError, e.standard_error);
  visit(kEvalCost, e.cost);
}

template <class R, class Visit>
void for_each_quantity(const Inputs<R>& in, const RlEstimate<R>& e, Visit&& visit) {
  const auto both = [&](const Term& term, const auto& estimate) {
    visit(term, estimate.expected, estimate.bound);
  };
  visit(kRlCompletions, e.completions);
  visit(kRlMeanOutput, e.mean_output);
  visit(kRlLongest, e.longest);
  visit(kRlTail, e.tail);
  visit(kRuleLongest, e.rule_tail);
  visit(kRlContext, e.context);
  visit(kRlTokens, e.tokens);

  visit(kRlRolloutPool, e.rollout_gpus);
  visit(kRlLearnerPool, e.learner_gpus);
  visit(kRlReplicas, e.replicas);
  both(kRlSlots, e.slots);
  visit(kRlWaves, e.waves);
  visit(kRlRoleBytes, e.role_bytes);
  visit(kRlRolloutMemory, e.rollout_memory);
  visit(kRlLearnerMemory, e.learner_memory);
  visit(kRlMemory, e.memory);

  both(kRlPrefill, e.prefill);
  both(kRlDecodeStep, e.decode_step);
  both(kRlDecodeAlone, e.decode_alone);
  visit(kRlSteps, e.steps);
  both(kRlRollout, e.rollout);
  both(kRlWork, e.work);
  visit(kRlIdleSlots, e.idle_slots);
  both(kRlRolloutRate, e.rollout_rate);

  both(kRlScoring, e.scoring);
  both(kRlTraining, e.training);
  both(kRlLearner, e.learner);
  both(kRlLearnerRate, e.learner_rate);

  visit(kRlSyncBytes, e.sync_bytes);
  both(kRlSync, e.sync);
  visit(kRlSyncTax, e.sync_tax);

  both(kRlStep, e.step);
  visit(kRlRolloutIdle, e.rollout_idle);
  visit(kRlLearnerIdle, e.learner_idle);
  both(kRlTokensPerSecond, e.tokens_per_s);
  both(kRlGoodputRate, e.goodput);
  visit(kRlBalancedShare, e.balanced_share);
  visit(kRlBalancedGpus, e.balanced_gpus);
  if (in.cluster.priced) {
    both(kRlStepCost, e.step_cost);
    both(kRlTokenCost, e.token_cost);
  }
  if (in.rl.has_steps) {
    both(kRlRunTime, e.run_time);
    if (in.cluster.priced) both(kRlRunCost, e.run_cost);
  }
}

}  // namespace wf::model
