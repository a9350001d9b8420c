#pragma once

#include "model/formulas/availability.h"
#include "model/formulas/batch_jobs.h"
#include "model/formulas/batch_trade.h"
#include "model/formulas/chains.h"
#include "model/formulas/collective_algorithms.h"
#include "model/formulas/communication_tax.h"
#include "model/formulas/data_plane.h"
#include "model/formulas/disaggregation.h"
#include "model/formulas/drift.h"
#include "model/formulas/evaluation.h"
#include "model/formulas/fleet.h"
#include "model/formulas/long_context.h"
#include "model/formulas/queueing.h"
#include "model/formulas/reliability.h"
#include "model/formulas/retrieval.h"
#include "model/formulas/rollout.h"
#include "model/formulas/speculation.h"
#include "model/formulas/training_rules.h"
#include "model/formulas/weight_sync.h"

// The one list of the terms of formulas that stand by themselves: what a lesson may link to beyond
// the quantities of a scenario.
namespace wf::model {

inline constexpr const Term* kFormulaTerms[] = {
    // availability.h
    &kMachineUp,
    &kReplicaUp,
    &kFleetUp,
    &kSpares,
    &kProvisioned,
    &kMeanOverPeak,
    &kScaledOverPeak,
    &kIdleShare,
    &kPlateauMean,
    &kRuleIdle,
    &kSpotWaste,
    &kSpotCost,
    // batch_jobs.h
    &kPrefillOnlyRate,
    &kJobGpuTime,
    &kJobGpus,
    &kTokensPerDollar,
    &kJobCost,
    &kPaddingFactor,
    &kVectorBytes,
    // batch_trade.h
    &kStepFactor,
    &kTokenFactor,
    &kKaplanBatch,
    &kBatchSpeedup,
    &kDataEfficiency,
    &kRuleReplicaCap,
    // chains.h
    &kAnySlow,
    &kSlowCalls,
    &kTaskPercentile,
    &kTaskMean,
    &kRuleTaskTail,
    &kChainPrefill,
    &kRedundantPrefill,
    &kTasksHeld,
    // collective_algorithms.h
    &kRingAllReduce,
    &kTreeAllReduce,
    &kSwitchAllReduce,
    &kRingGather,
    &kAllToAll,
    &kHierarchical,
    &kHierarchicalBound,
    &kFlatRing,
    &kRingTreeSize,
    &kBusBandwidth,
    &kRuleTwice,
    &kLinkRatio,
    &kRuleLinkRatio,
    // communication_tax.h
    &kTensorTax,
    &kTensorTaxGeneral,
    &kTensorTaxRecompute,
    &kTensorTaxAlgorithm,
    &kRuleTax,
    &kHidingTokens,
    &kRuleHidingTokens,
    &kExposedTime,
    &kEfficiencyAfterTax,
    // data_plane.h
    &kTokenBytes,
    &kDatasetBytes,
    &kImpliedRate,
    &kImpliedStep,
    &kRequiredRate,
    &kDataIdle,
    &kFedMfu,
    &kIdleCost,
    &kPrefetch,
    &kTokenizerCores,
    &kPaddingWaste,
    // disaggregation.h
    &kKvTransferBytes,
    &kKvTransferTime,
    &kKvExposed,
    &kKvRate,
    &kKvNics,
    &kPrefillGpus,
    &kDecodeGpus,
    &kPoolRatio,
    // drift.h
    &kPsi,
    &kKl,
    &kKs,
    &kKsCritical,
    &kEce,
    &kActThreshold,
    // evaluation.h
    &kNormalQuantile,
    &kSamplesPerArm,
    &kRuleSamples,
    &kDesignEffect,
    &kTestDuration,
    &kWholeWeeks,
    &kDetectable,
    &kKappa,
    &kChanceAgreement,
    &kEvalCost,
    &kProportionError,
    // fleet.h
    &kReplicaStep,
    &kMeanTokenGap,
    &kChunkedStep,
    &kBatchWithinGap,
    &kBatchInMemory,
    &kReplicaCapacity,
    &kCapacityBound,
    &kSerialCapacity,
    &kRuleDecodeOnly,
    &kFullStep,
    &kReplicas,
    &kFleetGpus,
    &kInFlight,
    &kRuleResidency,
    &kFleetCost,
    // long_context.h
    &kAttentionFactor,
    &kCrossover,
    &kRuleCrossover,
    &kLongPrefill,
    &kContextWithin,
    &kQuestionCost,
    &kContextMemory,
    // queueing.h
    &kUtilization,
    &kErlangC,
    &kMeanWait,
    &kWaitPercentile,
    &kPollaczek,
    &kMeanWaitServers,
    &kServersForWait,
    &kRuleWaitFactor,
    // reliability.h
    &kClusterMtbf,
    &kCheckpointBytes,
    &kCheckpointTime,
    &kCheckpointInterval,
    &kDalyInterval,
    &kFailureWaste,
    &kYoungWaste,
    &kExactSlowdown,
    &kGoodput,
    &kLostWork,
    &kDailyFailures,
    &kRuleFewHours,
    // retrieval.h
    &kIndexBytes,
    &kScanTime,
    &kGraphTime,
    &kRerankTime,
    &kRetrievalTime,
    &kShardTail,
    &kTwoStageTime,
    &kUncachedOrdered,
    &kUncachedBlended,
    &kRuleUncached,
    &kRetrievalTtft,
    // rollout.h
    &kRoleStates,
    &kLongestOfMean,
    &kCutMean,
    &kLongest,
    &kRuleLongest,
    &kRolloutSteps,
    &kRolloutTime,
    &kSlotIdle,
    &kLearnerRate,
    &kActorShare,
    &kColocatedStep,
    &kPipelinedStep,
    &kAsyncStep,
    &kSideIdle,
    &kRlGoodput,
    // speculation.h
    &kTokensPerPass,
    &kVerifyStep,
    &kSpeculationGain,
    &kRawSpeculationGain,
    &kRuleSpareRows,
    &kBreakEvenBatch,
    &kRuleDamping,
    // training_rules.h
    &kRuleActivations,
    &kImpliedMfu,
    &kRuleStates,
    // weight_sync.h
    &kSyncBytes,
    &kStarSync,
    &kChainSync,
    &kTreeSync,
    &kShardedSync,
    &kSyncStages,
    &kSyncTax,
};

}  // namespace wf::model
