#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wf::model {

// A scenario is what a workload file holds once it is read: a plain value. Copying it is how undo,
// pinning, saving and sharing work. Everything is in SI base units unless a name says otherwise.

enum class Precision : std::uint8_t { kFp32, kTf32, kFp16, kBf16, kFp8, kInt8, kFp4, kInt4 };
inline constexpr std::size_t kPrecisionCount = 8;
inline constexpr std::array<std::string_view, kPrecisionCount> kPrecisionNames = {
    "fp32", "tf32", "fp16", "bf16", "fp8", "int8", "fp4", "int4"};
constexpr std::string_view name_of(Precision p) { return kPrecisionNames[static_cast<int>(p)]; }
// Bits that one number of this type takes in memory.
constexpr double bits_of(Precision p) {
  constexpr std::array<double, kPrecisionCount> kBits = {32, 32, 16, 16, 8, 8, 4, 4};
  return kBits[static_cast<int>(p)];
}

enum class Recompute : std::uint8_t { kNone, kSelective, kFull };
inline constexpr std::array<std::string_view, 3> kRecomputeNames = {"none", "selective", "full"};
enum class Attention : std::uint8_t { kFlash, kStandard };
inline constexpr std::array<std::string_view, 2> kAttentionNames = {"flash", "standard"};
enum class Placement : std::uint8_t { kColocated, kDisaggregated, kAsync };
inline constexpr std::array<std::string_view, 3> kPlacementNames = {"colocated", "disaggregated",
                                                                    "async"};
enum class WeightSync : std::uint8_t { kStar, kTree, kChain, kSharded };
inline constexpr std::array<std::string_view, 4> kWeightSyncNames = {"star", "tree", "chain",
                                                                     "sharded"};

// Where a figure comes from.
enum class FigureKind : std::uint8_t { kDatasheet, kMeasured, kAssumed, kRecalled, kGiven };
inline constexpr std::array<std::string_view, 5> kFigureKindNames = {"datasheet", "measured",
                                                                     "assumed", "recalled", "given"};

struct Figure {
  double value = 0;    // SI
  std::string source;  // "NVIDIA H100 datasheet, printed 3.35 TB/s, read 2026-11-21"; empty: given
  FigureKind kind = FigureKind::kGiven;

  // The same number is the same figure, wherever it was read.
  bool operator==(const Figure& other) const { return value == other.value; }
};

// The shape of a transformer, from which parameters, FLOPs and bytes follow.
struct ModelShape {
  std::string id;      // catalogue id; empty where the file gives the shape itself
  std::string name;    // for people; no number depends on it
  std::string source;  // where the shape was read

  double layers = 0;
  double hidden = 0;
  double heads = 0;     // query heads
  double kv_heads = 0;  // = heads: MHA; 1: MQA; between: GQA
  double head_dim = 0;
  double ffn = 0;         // inner width of a dense feed-forward block
  bool gated_ffn = true;  // three matrices (SwiGLU, GeGLU) rather than two
  double vocab = 0;
  bool tied_embeddings = false;  // the LM head is the input embedding
  bool bias = false;             // linear layers have biases
  bool qkv_bias = false;         // only Q, K and V have them
  double learned_positions = 0;  // rows of a learned position table; 0: none

  // Mixture of experts; experts = 0: dense.
  double experts = 0;
  double experts_per_token = 0;
  double shared_experts = 0;
  double expert_ffn = 0;
  double dense_layers = 0;  // layers with the dense block instead of experts

  // Multi-head latent attention; kv_latent_dim = 0: none.
  double kv_latent_dim = 0;
  double q_latent_dim = 0;
  double rope_dim = 0;
  double nope_dim = 0;
  double v_head_dim = 0;

  // Sliding-window attention in `window_layers` of the layers; window = 0: none.
  double window = 0;
  double window_layers = 0;

  // Published counts, which override those that follow from the shape.
  std::optional<double> params;
  std::optional<double> active_params;

  bool operator==(const ModelShape&) const = default;
};

struct Accelerator {
  std::string id;
  std::string name;
  Figure memory;            // bytes
  Figure memory_bandwidth;  // bytes/s
  std::array<std::optional<Figure>, kPrecisionCount> peak;  // FLOP/s, dense; absent: no fast path
  std::optional<Figure> link_bandwidth;                     // bytes/s, one way, inside a node
  std::optional<Figure> nic_bandwidth;                      // bytes/s, one way, between nodes
  std::optional<Figure> compute_units;                      // SMs, CUs, cores
  std::optional<Figure> power;                              // W
  std::optional<Figure> price_low, price_high;              // USD per GPU-hour
  double gpus_per_node = 8;

  bool operator==(const Accelerator&) const = default;
};

struct Cluster {
  Accelerator gpu;
  double gpus = 1;
  std::optional<double> gpus_per_node;       // absent: min(8, gpus)
  std::optional<double> price_per_gpu_hour;  // USD

  bool operator==(const Cluster&) const = default;
};

struct PrecisionPlan {
  Precision weights = Precision::kBf16;
  Precision activations = Precision::kBf16;  // the type of the matrix multiplies
  Precision kv = Precision::kBf16;
  std::optional<double> weight_bits;  // per weight, scales included; beats `weights`

  bool operator==(const PrecisionPlan&) const = default;
};

struct Parallelism {
  double tp = 1;
  double pp = 1;
  std::optional<double> dp;  // absent: gpus / (tp·pp·cp)
  double cp = 1;
  double ep = 1;
  std::optional<double> zero;  // absent: 0 for serving, 1 for training
  double virtual_stages = 1;
  std::optional<bool> sequence_parallel;

  bool operator==(const Parallelism&) const = default;
};

struct ServiceLevel {
  std::optional<double> ttft;  // s
  std::optional<double> tpot;  // s
  double percentile = 0.95;

  bool operator==(const ServiceLevel&) const = default;
};

// A small draft proposes tokens, the model verifies them in one step.
struct Speculation {
  double draft_tokens = 4;
  double acceptance = 0.8;   // share of the drafted tokens that the model agrees with
  double draft_cost = 0.15;  // time of one drafted token over that of a decode step

  bool operator==(const Speculation&) const = default;
};

struct Serving {
  double prompt_tokens = 1024;
  double output_tokens = 256;
  std::optional<double> batch = 1;     // sequences in flight in one replica; absent: "max"
  std::optional<double> arrival_rate;  // requests/s over the whole cluster
  double prefix_hit = 0;               // share of the prompt found in a cache
  ServiceLevel slo;
  std::optional<double> requests;      // of a job that no user waits for
  std::optional<double> chunk_tokens;  // prompt tokens that ride along with a decode step
  std::optional<Speculation> speculation;

  bool operator==(const Serving&) const = default;
};

struct Training {
  double seq_len = 4096;
  std::optional<double> micro_batch;   // sequences a GPU takes at a time; absent: 1
  std::optional<double> global_batch;  // sequences a step; absent: micro_batch · dp
  std::optional<double> tokens;        // of the whole run
  std::optional<Recompute> recompute;  // absent: none
  std::optional<Attention> attention;  // absent: flash
  std::optional<double> critical_batch;   // tokens
  std::optional<double> checkpoint_rate;  // bytes/s of each node; what is absent has the knob's
  std::optional<double> restart_time;     // s

  bool operator==(const Training&) const = default;
};

// What a training run reads.
struct Data {
  double rate = 2e8;             // bytes/s that reach one replica
  double inflation = 1;          // bytes read over bytes of stored token ids
  double latency = 0.1;          // s
  double text_bytes = 4.5;       // of a token
  double tokenizer_rate = 2e6;   // bytes/s of one core
  std::optional<double> document_tokens;  // absent: packed, no padding

  bool operator==(const Data&) const = default;
};

// A test of a change on users, and a set that is judged.
struct Evaluation {
  double baseline = 0.6;
  double effect = 0.02;
  double significance = 0.05;
  double power = 0.8;
  double per_user = 1;     // requests
  double correlation = 0;  // of one user's answers
  double per_day = 1e5;    // requests
  double share = 1;        // of them in the test
  double items = 1000;
  double repeats = 1;
  double judge_price = 0.005;  // USD

  bool operator==(const Evaluation&) const = default;
};

struct ReinforcementLearning {
  double prompts = 64;
  double samples_per_prompt = 16;
  double prompt_tokens = 512;
  double output_tokens = 1024;              // mean, before the limit cuts the longest
  double length_cv = 1;                     // spread of the lengths over their mean
  std::optional<double> max_output_tokens;  // absent: four times the mean
  std::optional<Placement> placement;       // absent: colocated
  double staleness = 0;
  std::optional<double> rollout_gpus;  // of two pools; absent: half of them
  std::optional<double> rollout_tp;    // absent: parallel.tp
  std::optional<WeightSync> sync;      // absent: chain
  std::optional<Recompute> recompute;  // absent: full
  double frozen_models = 1;            // reference and reward models
  double logprob_passes = 1;           // forward passes of the policy before it trains
  double critics = 0;                  // trained beside the policy
  double reward_time = 0;              // s
  double useful_share = 1;             // of the completions
  std::optional<double> steps;         // of the whole run

  bool operator==(const ReinforcementLearning&) const = default;
};

struct Budget {
  std::optional<double> usd;
  std::optional<double> usd_per_month;
  std::optional<double> days;

  bool operator==(const Budget&) const = default;
};

// How a fleet is run; what is absent has the default of its knob.
struct Operations {
  std::optional<double> utilization;     // planned load of a replica over its capacity
  std::optional<double> peak_to_trough;  // of the load over a day
  std::optional<double> warm_up;         // s, until a new replica serves
  std::optional<double> availability;    // target for the whole fleet
  std::optional<double> mtbf, repair;    // s, of one GPU

  bool operator==(const Operations&) const = default;
};

enum class Comparison : std::uint8_t {
  kAtMost,   // <=
  kAtLeast,  // >=
  kBelow,    // <
  kAbove,    // >
  kEqual,    // ==
  kAbout,    // ~ ... ± P %
  kIs,       // the binding wall, by its name
};

// "decode.step_time": "<= 50 ms"
struct Assertion {
  std::string subject;  // a quantity's id, or "binding"
  std::string text;     // as written: "<= 50 ms", "network"
  Comparison comparison = Comparison::kIs;
  double value = 0;      // as written, before its unit
  std::string unit;      // as written; empty: the quantity's own
  double tolerance = 0;  // of kAbout, as a share of the value
  int line = 0;          // in the file; 0: none

  // All but the line follows from these two.
  bool operator==(const Assertion& other) const {
    return subject == other.subject && text == other.text;
  }
};

struct Scenario {
  std::string name;
  ModelShape model;
  Cluster cluster;
  PrecisionPlan precision;
  Parallelism parallel;
  std::optional<Serving> serving;
  std::optional<Training> training;
  std::optional<ReinforcementLearning> rl;
  Budget budget;
  Operations operations;
  std::optional<Data> data;
  std::optional<Evaluation> evaluation;
  std::map<std::string, double> assume;  // overrides of efficiencies, by knob path
  std::vector<Assertion> assertions;

  bool operator==(const Scenario&) const = default;
};

}  // namespace wf::model
