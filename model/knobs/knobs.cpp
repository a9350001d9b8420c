#include "model/knobs.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "model/knobs/assume_knobs.h"
#include "model/knobs/cluster_knobs.h"
#include "model/knobs/load_knobs.h"
#include "model/knobs/model_knobs.h"
#include "model/knobs/operations_knobs.h"
#include "model/knobs/rl_knobs.h"
#include "model/knobs/run_knobs.h"

namespace wf::model {
namespace {

using namespace knob;

// The one list of knobs.
constexpr std::array kKnobs = {
    kLayers, kHidden, kHeads, kKvHeads, kHeadDim, kFfn, kGatedFfn, kVocab, kTiedEmbeddings, kBias,
    kQkvBias, kLearnedPositions, kExperts, kExpertsPerToken, kSharedExperts, kExpertFfn,
    kDenseLayers, kKvLatentDim, kQLatentDim, kRopeDim, kNopeDim, kVHeadDim, kWindow, kWindowLayers,
    kParams, kActiveParams,
    kMemory, kMemoryBandwidth, kPeakFp32, kPeakTf32, kPeakFp16, kPeakBf16, kPeakFp8, kPeakInt8,
    kPeakFp4, kPeakInt4, kLinkBandwidth, kNicBandwidth, kComputeUnits, kPower, kGpus, kGpusPerNode, kPrice,
    kWeightPrecision, kActivationPrecision, kKvPrecision, kWeightBits,
    kTp, kPp, kDp, kCp, kEp, kZero, kVirtualStages, kSequenceParallel,
    kPromptTokens, kOutputTokens, kBatch, kArrivalRate, kPrefixHit, kTtftTarget, kTpotTarget,
    kPercentile, kRequests, kChunkTokens, kDraftTokens, kAcceptance, kDraftCost,
    kSeqLen, kMicroBatch, kGlobalBatch, kTrainingTokens, kRecompute, kAttentionKernel,
    kCriticalBatch, kCheckpointRate, kRestartTime, kDataRate, kDataInflation, kDataLatency,
    kTextBytes, kTokenizerRate, kDocumentTokens, kBaseline, kEffect, kSignificance, kTestPower,
    kRequestsPerUser, kCorrelation, kRequestsPerDay, kTestShare, kEvalItems, kEvalRepeats,
    kJudgePrice,
    kRlPrompts, kRlSamples, kRlPromptTokens, kRlOutputTokens, kRlLengthCv, kRlMaxOutput,
    kRlPlacement, kRlStaleness, kRlRolloutGpus, kRlRolloutTp, kRlSync, kRlRecompute,
    kRlFrozenModels, kRlLogprobPasses, kRlCritics, kRlRewardTime, kRlUsefulShare, kRlSteps,
    kBudgetUsd, kBudgetPerMonth, kBudgetDays,
    kPlannedUtilization, kPeakToTrough, kWarmUp, kAvailabilityTarget, kGpuMtbf, kRepairTime,
    kMemoryUtilization, kContextMemory, kPrefillTokens, kBandwidthEfficiency, kGemmEfficiency, kGemmEfficiency8, kGemmReuse, kAttentionEfficiency, kKernelTime,
    kKernelsPerLayer, kStepOverhead, kUnpackOperations, kUnpackedGemm, kLinkEfficiency, kPointToPointEfficiency, kNicEfficiency,
    kCollectiveLatency, kCollectiveHop, kIsolatedCollective, kPipelineTokens, kPipelineBatch, kNetworkLatency, kPipelineHop, kDecodeMbu, kDecodeMfu, kPrefillMfu,
    kTrainingMfu, kSwitchingEnergy, kAttentionBackward, kHostPerLayer, kOverlap,
    kInterference, kGradientBytes, kOptimizerBytes, kStepGap, kSelectiveShare, kSelectiveKept,
    kFragmentation,
};

}  // namespace

std::span<const Knob> knobs() { return kKnobs; }

const Knob* find_knob(std::string_view path) {
  static const auto* const kByPath = [] {
    auto* map = new std::unordered_map<std::string_view, const Knob*>;
    for (const Knob& knob : kKnobs) map->emplace(knob.term.id, &knob);
    return map;
  }();
  const auto found = kByPath->find(path);
  return found == kByPath->end() ? nullptr : found->second;
}

double knob_value(const Scenario& scenario, const Knob& knob) {
  return knob.get(scenario).value_or(knob.initial);
}

}  // namespace wf::model
