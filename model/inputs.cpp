#include "model/inputs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <type_traits>

#include <fmt/format.h>

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

constexpr Term kWeightElement{
    .id = "precision.weight_bytes", .symbol = "b_w", .unit = "bytes",
    .sentence = "Bytes of one stored weight, scales included.", .source = ""};
constexpr Term kActivationElement{
    .id = "precision.activation_bytes", .symbol = "b_a", .unit = "bytes",
    .sentence = "Bytes of one activation between two kernels.", .source = ""};
constexpr Term kKvElement{.id = "precision.kv_bytes", .symbol = "b_kv", .unit = "bytes",
                          .sentence = "Bytes of one number in the KV cache.", .source = ""};
constexpr Term kSustainedClock{
    .id = "cluster.gpu.sustained_clock", .symbol = "f_sus", .unit = "1",
    .sentence = "Share of the boost clock that the power limit leaves in long matrix multiplies.",
    .source = "(power limit / (peak·ε))^⅓"};

// Turns the figures of a scenario into numbers of one reading.
template <class R>
struct Reader {
  const Scenario& scenario;
  Tape* tape = nullptr;
  std::vector<std::string>* notes = nullptr;

  R number(const Term& term, double value, std::string_view source) const {
    if constexpr (std::is_same_v<R, Traced>) {
      return Traced(tape, tape->leaf(term, value, std::string(source)));
    } else {
      (void)term, (void)source;
      return value;
    }
  }
  R knob(const Knob& knob, std::string_view source = "the workload") const {
    const std::optional<double> given = knob.get(scenario);
    return given ? number(knob.term, *given, source)
                 : number(knob.term, knob.initial, knob.term.source);
  }
  R fallback(const Knob& knob, double value, std::string_view source) const {
    const std::optional<double> given = knob.get(scenario);
    return given ? number(knob.term, *given, "the workload")
                 : number(knob.term, value, source);
  }
  R figure(const Term& term, const Figure& figure) const {
    const std::string_view source = figure.source;
    return number(term, figure.value, source.empty() ? "the workload" : source);
  }
  void note(std::string text) const {
    if (notes) notes->push_back(std::move(text));
  }
};

template <class R>
void read_model(const Reader<R>& read, Inputs<R>& in) {
  const ModelShape& shape = read.scenario.model;
  const std::string_view source =
      shape.source.empty() ? std::string_view("the workload") : std::string_view(shape.source);
  const auto count = [&](const Knob& knob) { return Number<R>(read.knob(knob, source)); };
  auto& model = in.model;
  model.layers = count(kLayers);
  model.hidden = count(kHidden);
  model.heads = count(kHeads);
  model.kv_heads = count(kKvHeads);
  model.head_dim = count(kHeadDim);
  model.ffn = count(kFfn);
  model.vocab = count(kVocab);
  model.positions = count(kLearnedPositions);
  model.gated = shape.gated_ffn;
  model.tied = shape.tied_embeddings;
  model.bias = shape.bias;
  model.qkv_bias = shape.qkv_bias;
  model.moe = shape.experts > 0;
  model.mla = shape.kv_latent_dim > 0;
  model.q_compressed = shape.q_latent_dim > 0;
  if (model.moe) {
    model.experts = count(kExperts);
    model.experts_per_token = count(kExpertsPerToken);
    model.shared_experts = count(kSharedExperts);
    model.expert_ffn = count(kExpertFfn);
    model.dense_layers = count(kDenseLayers);
  }
  if (model.mla) {
    model.kv_latent = count(kKvLatentDim);
    model.q_latent = count(kQLatentDim);
    model.rope = count(kRopeDim);
    model.nope = count(kNopeDim);
    model.v_head = count(kVHeadDim);
  }
  if (shape.window > 0 && shape.window_layers > 0) {
    model.window = Tokens<R>(read.knob(kWindow, source));
    model.window_layers = count(kWindowLayers);
  }
  model.has_params = shape.params.has_value();
  if (model.has_params) model.params = count(kParams);
  model.has_active_params = shape.active_params.has_value();
  if (model.has_active_params) model.active_params = count(kActiveParams);
}

template <class R>
void read_cluster(const Reader<R>& read, Inputs<R>& in) {
  const Scenario& scenario = read.scenario;
  const Accelerator& gpu = scenario.cluster.gpu;
  auto& cluster = in.cluster;
  cluster.memory = Bytes<R>(read.figure(kMemory.term, gpu.memory));
  cluster.bandwidth = BytesPerSecond<R>(read.figure(kMemoryBandwidth.term, gpu.memory_bandwidth));

  // A peak is read under the knob of the type whose figure is used, so that turning that knob turns
  // every rate that comes from it.
  static const Figure kNoPeak{.value = 1e9, .source = "no peak is given: 1 GFLOP/s"};
  const auto peak_of = [&](Precision type, Precision* used) {
    const Figure* figure = peak_for(gpu, type, used);
    return figure ? figure : &kNoPeak;
  };
  const auto rate = [&](const Figure& figure, Precision used) {
    return FlopsPerSecond<R>(read.figure(peak_knob(used).term, figure));
  };
  const Precision type = scenario.precision.activations;
  Precision used = type;
  const Figure* peak = peak_of(type, &used);
  if (peak == &kNoPeak) {
    read.note("The GPU has no peak for any type that can multiply " + std::string(name_of(type)) +
              ": compute times mean nothing.");
  } else if (used != type) {
    read.note(fmt::format("{} has no {} peak; its {} peak is used.", gpu.name, name_of(type),
                          name_of(used)));
  }
  cluster.peak = rate(*peak, used);
  // 16-bit multiplies accumulate in 32 bits; where a part's half-precision figure is for 16-bit
  // accumulation (GeForce), its bfloat16 figure is the rate that such kernels see.
  const auto sustained = [&](Precision asked) {
    Precision taken = asked;
    const Figure* figure = peak_of(asked, &taken);
    const FlopsPerSecond<R> own = rate(*figure, taken);
    const auto& bf16 = gpu.peak[static_cast<std::size_t>(Precision::kBf16)];
    if (taken != Precision::kFp16 || !bf16) return own;
    return min(rate(*bf16, Precision::kBf16), own);
  };
  cluster.sustained_peak = sustained(type);
  cluster.attention_peak = sustained(bits_of(type) < 16 ? Precision::kBf16 : type);
  Precision vector_type = Precision::kFp32;
  const Figure* vector = peak_for(gpu, vector_type, &vector_type);
  // Parts that print no vector rate (TPUs) have about a sixteenth of their matrix rate.
  cluster.vector_peak = vector ? rate(*vector, vector_type) : cluster.sustained_peak / 16.0;
  // Whichever units are faster set the bound.
  cluster.peak = max(cluster.peak, cluster.vector_peak);

  static const Figure kPcie{.value = 3.2e10, .source = "assumed: PCIe 4 x16, one way"};
  static const Figure kEthernet{.value = 1.25e10, .source = "assumed: 100 Gb/s a GPU"};
  const double node = scenario.cluster.gpus_per_node.value_or(std::min(8.0, scenario.cluster.gpus));
  if (!gpu.link_bandwidth && std::min(node, scenario.cluster.gpus) > 1) {
    read.note(gpu.name + " has no link bandwidth; PCIe 4 x16 (32 GB/s one way) is assumed.");
  }
  if (!gpu.nic_bandwidth && scenario.cluster.gpus > node) {
    read.note(gpu.name + " has no network bandwidth; 100 Gb/s a GPU is assumed.");
  }
  cluster.link = BytesPerSecond<R>(
      read.figure(kLinkBandwidth.term, gpu.link_bandwidth ? *gpu.link_bandwidth : kPcie));
  cluster.nic = BytesPerSecond<R>(
      read.figure(kNicBandwidth.term, gpu.nic_bandwidth ? *gpu.nic_bandwidth : kEthernet));
  static const Figure kUnits{.value = 128, .source = "assumed: a large part of today"};
  cluster.compute_units =
      Number<R>(read.figure(kComputeUnits.term, gpu.compute_units ? *gpu.compute_units : kUnits));
  cluster.gpus = Number<R>(read.knob(kGpus));
  cluster.gpus_per_node = Number<R>(read.fallback(kGpusPerNode, node, "default: min(8, GPUs)"));
  cluster.priced = scenario.cluster.price_per_gpu_hour.has_value();
  cluster.price = DollarsPerSecond<R>(
      (Number<R>(read.knob(kPrice)) / 3600.0).number());
}

template <class R>
void read_layout(const Reader<R>& read, Inputs<R>& in) {
  auto& parallel = in.parallel;
  parallel.tp = Number<R>(read.knob(kTp));
  parallel.pp = Number<R>(read.knob(kPp));
  parallel.cp = Number<R>(read.knob(kCp));
  parallel.ep = Number<R>(read.knob(kEp));
  parallel.dp =
      Number<R>(read.fallback(kDp, replicas(read.scenario), "default: GPUs / (tp·pp·cp)"));

  const PrecisionPlan& precision = read.scenario.precision;
  const double bits = precision.weight_bits.value_or(bits_of(precision.weights));
  const std::string weights_from = fmt::format("weights in {}", name_of(precision.weights));
  auto& element = in.element;
  element.weight = precision.weight_bits
                       ? Bytes<R>((Number<R>(read.knob(kWeightBits)) / 8.0).number())
                       : Bytes<R>(read.number(kWeightElement, bits / 8, weights_from));
  // Between kernels activations travel in 16 bits or more, whatever the multiplies use.
  const double activation = std::max(2.0, bits_of(precision.activations) / 8);
  element.activation = Bytes<R>(read.number(
      kActivationElement, activation, fmt::format("multiplies in {}", name_of(precision.activations))));
  element.kv = Bytes<R>(read.number(kKvElement, bits_of(precision.kv) / 8,
                                    fmt::format("KV cache in {}", name_of(precision.kv))));
  element.unpacked = bits < 8 && bits < bits_of(precision.activations);
}

template <class R>
void read_serving(const Reader<R>& read, Inputs<R>& in) {
  const Scenario& scenario = read.scenario;
  in.has_monthly_budget = scenario.budget.usd_per_month.has_value();
  if (in.has_monthly_budget) in.usd_per_month = Dollars<R>(read.knob(kBudgetPerMonth));
  if (!scenario.serving) return;
  const Serving& given = *scenario.serving;
  auto& serving = in.serving;
  serving.present = true;
  serving.prompt = Tokens<R>(read.knob(kPromptTokens));
  serving.output = Tokens<R>(read.knob(kOutputTokens));
  serving.batch_is_max = !given.batch.has_value();
  serving.batch = Number<R>(read.fallback(kBatch, 1, "\"max\": as many as memory holds"));
  serving.prefix_hit = Number<R>(read.knob(kPrefixHit));
  serving.percentile = Number<R>(read.knob(kPercentile));
  serving.has_arrivals = given.arrival_rate.has_value();
  serving.arrival_rate = PerSecond<R>(read.fallback(kArrivalRate, 0, "no arrivals are given"));
  serving.has_ttft = given.slo.ttft.has_value();
  if (serving.has_ttft) serving.ttft = Seconds<R>(read.knob(kTtftTarget));
  serving.has_tpot = given.slo.tpot.has_value();
  if (serving.has_tpot) serving.tpot = Seconds<R>(read.knob(kTpotTarget));
  serving.has_requests = given.requests.has_value();
  if (serving.has_requests) serving.requests = Number<R>(read.knob(kRequests));
  serving.has_chunk = given.chunk_tokens.has_value();
  if (serving.has_chunk) serving.chunk = Tokens<R>(read.knob(kChunkTokens));
  serving.has_speculation = given.speculation.has_value();
  if (serving.has_speculation) {
    serving.draft_tokens = Number<R>(read.knob(kDraftTokens));
    serving.acceptance = Number<R>(read.knob(kAcceptance));
    serving.draft_cost = Number<R>(read.knob(kDraftCost));
  }
}

template <class R>
void read_operations(const Reader<R>& read, Inputs<R>& in) {
  if (!in.serving.has_arrivals) return;
  const Operations& given = read.scenario.operations;
  auto& operations = in.operations;
  operations.utilization = Number<R>(read.knob(kPlannedUtilization));
  operations.mtbf = Seconds<R>(read.knob(kGpuMtbf));
  operations.repair = Seconds<R>(read.knob(kRepairTime));
  operations.has_availability = given.availability.has_value();
  if (operations.has_availability) {
    operations.availability = Number<R>(read.knob(kAvailabilityTarget));
  }
  operations.has_peak_to_trough = given.peak_to_trough.has_value();
  if (operations.has_peak_to_trough) {
    operations.peak_to_trough = Number<R>(read.knob(kPeakToTrough));
    operations.warm_up = Seconds<R>(read.knob(kWarmUp));
  }
}

template <class R>
void read_assumptions(const Reader<R>& read, Inputs<R>& in) {
  auto& assume = in.assume;
  const auto ratio = [&](const Knob& knob) { return Number<R>(read.knob(knob)); };
  const auto time = [&](const Knob& knob) { return Seconds<R>(read.knob(knob)); };
  assume.utilization = ratio(kMemoryUtilization);
  assume.context = Bytes<R>(read.knob(kContextMemory));
  assume.prefill_tokens = Tokens<R>(read.knob(kPrefillTokens));
  assume.bandwidth = ratio(kBandwidthEfficiency);
  const bool narrow = bits_of(read.scenario.precision.activations) < 16;
  assume.gemm = ratio(narrow ? kGemmEfficiency8 : kGemmEfficiency);
  assume.reuse = ratio(kGemmReuse);
  assume.attention = ratio(kAttentionEfficiency);
  assume.kernel = time(kKernelTime);
  assume.kernels_per_layer = ratio(kKernelsPerLayer);
  assume.step = time(kStepOverhead);
  assume.unpack = ratio(kUnpackOperations);
  assume.unpacked_gemm = ratio(kUnpackedGemm);
  assume.link = ratio(kLinkEfficiency);
  assume.point_to_point = ratio(kPointToPointEfficiency);
  assume.nic = ratio(kNicEfficiency);
  assume.collective = time(kCollectiveLatency);
  assume.collective_hop = time(kCollectiveHop);
  assume.pipeline_tokens = Tokens<R>(read.knob(kPipelineTokens));
  assume.pipeline_batch = Tokens<R>(read.knob(kPipelineBatch));
  assume.network = time(kNetworkLatency);
  assume.hop = time(kPipelineHop);
  assume.flat_decode = kDecodeMbu.get(read.scenario).has_value();
  assume.flat_prefill = kPrefillMfu.get(read.scenario).has_value();
  if (assume.flat_decode) {
    assume.decode_mbu = ratio(kDecodeMbu);
    assume.decode_mfu = ratio(kDecodeMfu);
  }
  if (assume.flat_prefill) assume.prefill_mfu = ratio(kPrefillMfu);
}

// f ∝ ∛P: the clock that a power limit leaves, where the part would need more at full clock.
// Where no limit is known: parts with 8-bit units are held down like an H100, older ones are not.
template <class R>
Number<R> sustained_clock(const Reader<R>& read) {
  const Accelerator& gpu = read.scenario.cluster.gpu;
  Precision used = Precision::kBf16;
  const Figure* peak = peak_for(gpu, Precision::kBf16, &used);
  if (peak == nullptr) return Number<R>(R(1.0));
  const bool narrow_units = gpu.peak[static_cast<std::size_t>(Precision::kFp8)].has_value();
  const Number<R> at_peak(read.figure(peak_knob(used).term, *peak));
  // Without a printed limit: the watts a FLOP/s of its generation, of whatever peak it has.
  const Number<R> power = gpu.power ? Number<R>(read.figure(kPower.term, *gpu.power))
                                    : at_peak * (narrow_units ? 0.71e-12 : 1.28e-12);
  const Number<R> needed = Number<R>(read.knob(kSwitchingEnergy)) * at_peak;
  const Number<R> share = power / max(needed, 1e-12);
  return step(kSustainedClock, Number<R>(cube_root(min(share, 1.0).number())));
}

// Layout and efficiencies of whatever is trained.
template <class R>
void read_trainer(const Reader<R>& read, Inputs<R>& in) {
  auto& training = in.training;
  const bool pretrains = read.scenario.training.has_value();
  training.zero = Number<R>(pretrains ? read.fallback(kZero, 1, "default: 1 for training")
                                      : read.fallback(kZero, 3, "default: 3 for RL"));
  training.virtual_stages = Number<R>(read.knob(kVirtualStages));
  training.sequence_parallel = read.scenario.parallel.sequence_parallel.value_or(true);
  auto& assume = in.assume;
  const auto ratio = [&](const Knob& knob) { return Number<R>(read.knob(knob)); };
  assume.sustained_clock = sustained_clock(read);
  assume.attention_backward = ratio(kAttentionBackward);
  assume.overlap = ratio(kOverlap);
  assume.interference = ratio(kInterference);
  assume.selective_share = ratio(kSelectiveShare);
  assume.selective_kept = ratio(kSelectiveKept);
  assume.fragmentation = ratio(kFragmentation);
  assume.host_per_layer = Seconds<R>(read.knob(kHostPerLayer));
  assume.step_gap = Seconds<R>(read.knob(kStepGap));
  assume.gradient = Bytes<R>(read.knob(kGradientBytes));
  assume.optimizer = Bytes<R>(read.knob(kOptimizerBytes));
  assume.flat_training = kTrainingMfu.get(read.scenario).has_value();
  if (assume.flat_training) assume.training_mfu = ratio(kTrainingMfu);
}

template <class R>
void read_training(const Reader<R>& read, Inputs<R>& in) {
  const Scenario& scenario = read.scenario;
  if (!scenario.training) return;
  const Training& given = *scenario.training;
  auto& training = in.training;
  training.present = true;
  read_trainer(read, in);
  training.seq_len = Tokens<R>(read.knob(kSeqLen));
  training.micro_batch = Number<R>(read.fallback(kMicroBatch, 1, "default: 1"));
  const double global = given.micro_batch.value_or(1) * replicas(scenario);
  training.global_batch =
      Number<R>(read.fallback(kGlobalBatch, global, "default: micro_batch · dp"));
  training.recompute = given.recompute.value_or(Recompute::kNone);
  training.attention = given.attention.value_or(Attention::kFlash);
  training.has_tokens = given.tokens.has_value();
  if (training.has_tokens) training.tokens = Tokens<R>(read.knob(kTrainingTokens));
  training.has_budget = scenario.budget.usd.has_value();
  if (training.has_budget) training.usd = Dollars<R>(read.knob(kBudgetUsd));
  training.has_deadline = scenario.budget.days.has_value();
  if (training.has_deadline) {
    training.deadline = Seconds<R>((Number<R>(read.knob(kBudgetDays)) * 86400.0).number());
  }
}

template <class R>
void read_run(const Reader<R>& read, Inputs<R>& in) {
  const Scenario& scenario = read.scenario;
  if (!scenario.training) return;
  auto& run = in.run;
  run.gpu_mtbf = Seconds<R>(read.knob(kGpuMtbf));
  run.restart = Seconds<R>(read.knob(kRestartTime));
  run.write_rate = BytesPerSecond<R>(read.knob(kCheckpointRate));
  run.has_critical_batch = scenario.training->critical_batch.has_value();
  if (run.has_critical_batch) run.critical_batch = Tokens<R>(read.knob(kCriticalBatch));
  if (!scenario.data) return;
  auto& data = in.data;
  data.present = true;
  data.rate = BytesPerSecond<R>(read.knob(kDataRate));
  data.inflation = Number<R>(read.knob(kDataInflation));
  data.latency = Seconds<R>(read.knob(kDataLatency));
  data.text_bytes = Bytes<R>(read.knob(kTextBytes));
  data.tokenizer_rate = BytesPerSecond<R>(read.knob(kTokenizerRate));
  data.has_document = scenario.data->document_tokens.has_value();
  if (data.has_document) data.document = Tokens<R>(read.knob(kDocumentTokens));
}

template <class R>
void read_evaluation(const Reader<R>& read, Inputs<R>& in) {
  if (!read.scenario.evaluation) return;
  const auto ratio = [&](const Knob& knob) { return Number<R>(read.knob(knob)); };
  auto& test = in.evaluation;
  test.present = true;
  test.baseline = ratio(kBaseline);
  test.effect = ratio(kEffect);
  test.significance = ratio(kSignificance);
  test.power = ratio(kTestPower);
  test.per_user = ratio(kRequestsPerUser);
  test.correlation = ratio(kCorrelation);
  test.per_day = ratio(kRequestsPerDay);
  test.share = ratio(kTestShare);
  test.items = ratio(kEvalItems);
  test.repeats = ratio(kEvalRepeats);
  test.judge_price = Dollars<R>(read.knob(kJudgePrice));
}

template <class R>
void read_rl(const Reader<R>& read, Inputs<R>& in) {
  const Scenario& scenario = read.scenario;
  if (!scenario.rl) return;
  const ReinforcementLearning& given = *scenario.rl;
  const auto ratio = [&](const Knob& knob) { return Number<R>(read.knob(knob)); };
  if (!scenario.training) read_trainer(read, in);
  auto& rl = in.rl;
  rl.present = true;
  rl.prompts = ratio(kRlPrompts);
  rl.samples = ratio(kRlSamples);
  rl.prompt = Tokens<R>(read.knob(kRlPromptTokens));
  rl.output = Tokens<R>(read.knob(kRlOutputTokens));
  rl.length_cv = ratio(kRlLengthCv);
  rl.limit = Tokens<R>(read.fallback(kRlMaxOutput, 4 * given.output_tokens,
                                     "default: four times rl.output_tokens"));
  rl.staleness = ratio(kRlStaleness);
  rl.placement = given.placement.value_or(Placement::kColocated);
  rl.sync = given.sync.value_or(WeightSync::kChain);
  rl.recompute = given.recompute.value_or(Recompute::kFull);
  rl.rollout_gpus = Number<R>(
      read.number(kRlRolloutGpus.term, rollout_gpus(scenario),
                  given.rollout_gpus ? "the workload"
                  : rl.placement == Placement::kColocated ? "one pool: all GPUs"
                                                          : "default: half of the GPUs"));
  rl.rollout_tp =
      Number<R>(read.fallback(kRlRolloutTp, scenario.parallel.tp, "default: parallel.tp"));
  rl.frozen_models = ratio(kRlFrozenModels);
  rl.logprob_passes = ratio(kRlLogprobPasses);
  rl.critics = ratio(kRlCritics);
  rl.useful_share = ratio(kRlUsefulShare);
  rl.reward_time = Seconds<R>(read.knob(kRlRewardTime));
  rl.has_steps = given.steps.has_value();
  if (rl.has_steps) rl.steps = ratio(kRlSteps);
  rl.has_budget = scenario.budget.usd.has_value();
  if (rl.has_budget) rl.usd = Dollars<R>(read.knob(kBudgetUsd));
  rl.has_deadline = scenario.budget.days.has_value();
  if (rl.has_deadline) {
    rl.deadline = Seconds<R>((Number<R>(read.knob(kBudgetDays)) * 86400.0).number());
  }
}

template <class R>
Inputs<R> resolve_with(const Reader<R>& read) {
  Inputs<R> in;
  read_model(read, in);
  read_cluster(read, in);
  read_layout(read, in);
  read_serving(read, in);
  read_operations(read, in);
  read_assumptions(read, in);
  read_training(read, in);
  read_run(read, in);
  read_evaluation(read, in);
  read_rl(read, in);
  return in;
}

}  // namespace

double replicas(const Scenario& scenario) {
  const Parallelism& layout = scenario.parallel;
  if (layout.dp) return *layout.dp;
  return std::max(1.0, std::floor(scenario.cluster.gpus / (layout.tp * layout.pp * layout.cp)));
}

double rollout_gpus(const Scenario& scenario) {
  const double gpus = scenario.cluster.gpus;
  if (!scenario.rl) return gpus;
  const ReinforcementLearning& rl = *scenario.rl;
  if (rl.placement.value_or(Placement::kColocated) == Placement::kColocated) return gpus;
  const Parallelism& layout = scenario.parallel;
  const double tp = rl.rollout_tp.value_or(layout.tp);
  const double learner = layout.tp * layout.pp * layout.cp;
  // Half of the learner's replicas at most, so that it has whole ones.
  const double half = gpus - std::max(1.0, std::ceil(replicas(scenario) / 2)) * learner;
  return std::max(tp, std::min(rl.rollout_gpus.value_or(half), gpus - learner));
}

const Figure* peak_for(const Accelerator& gpu, Precision type, Precision* used) {
  using enum Precision;
  // Same width first (a part without bfloat16 runs the same model in half), then wider.
  const auto order = [&]() -> std::initializer_list<Precision> {
    static constexpr auto kFrom32 = {kFp32};
    static constexpr auto kFromTf32 = {kTf32, kFp32};
    static constexpr auto kFromFp16 = {kFp16, kBf16, kTf32, kFp32};
    static constexpr auto kFromBf16 = {kBf16, kFp16, kTf32, kFp32};
    static constexpr auto kFromFp8 = {kFp8, kFp16, kBf16, kTf32, kFp32};
    static constexpr auto kFromInt8 = {kInt8, kFp16, kBf16, kTf32, kFp32};
    static constexpr auto kFromFp4 = {kFp4, kFp8, kFp16, kBf16, kTf32, kFp32};
    static constexpr auto kFromInt4 = {kInt4, kInt8, kFp16, kBf16, kTf32, kFp32};
    switch (type) {
      case kFp32: return kFrom32;
      case kTf32: return kFromTf32;
      case kFp16: return kFromFp16;
      case kBf16: return kFromBf16;
      case kFp8: return kFromFp8;
      case kInt8: return kFromInt8;
      case kFp4: return kFromFp4;
      case kInt4: return kFromInt4;
    }
    return kFrom32;
  }();
  for (Precision candidate : order) {
    const auto& figure = gpu.peak[static_cast<std::size_t>(candidate)];
    if (!figure) continue;
    if (used) *used = candidate;
    return &*figure;
  }
  return nullptr;
}

Inputs<double> resolve(const Scenario& scenario, std::vector<std::string>* notes) {
  return resolve_with(Reader<double>{scenario, nullptr, notes});
}

Inputs<Traced> resolve(const Scenario& scenario, Tape& tape) {
  return resolve_with(Reader<Traced>{scenario, &tape, nullptr});
}

}  // namespace wf::model
