#pragma once

#include "model/knobs/define.h"

// The hardware, its price, and how the model is laid over it.
namespace wf::model::knob {

inline constexpr Knob kMemory{
    .term = {"cluster.gpu.memory", "HBM", "bytes", "Memory of one GPU.", ""},
    .low = 1e9, .high = 2e12, .initial = 80e9, WF_FIGURE(cluster.gpu.memory)};
inline constexpr Knob kMemoryBandwidth{
    .term = {"cluster.gpu.memory_bandwidth", "BW", "bytes/s",
             "Rate at which one GPU can read its memory, by its datasheet.", ""},
    .low = 1e10, .high = 1e14, .initial = 3.35e12, WF_FIGURE(cluster.gpu.memory_bandwidth)};

#define WF_PEAK(name, type, sentence, start)                                                  \
  inline constexpr Knob name{                                                                 \
      .term = {"cluster.gpu.peak." type, "peak_" type, "FLOP/s", sentence, ""},               \
      .low = 1e11, .high = 1e17, .initial = start,                                            \
      WF_OPTIONAL_FIGURE(cluster.gpu.peak[static_cast<std::size_t>(precision_named(type))])}
constexpr Precision precision_named(std::string_view name) {
  for (std::size_t i = 0; i < kPrecisionCount; ++i) {
    if (kPrecisionNames[i] == name) return static_cast<Precision>(i);
  }
  return Precision::kFp32;
}
WF_PEAK(kPeakFp32, "fp32", "Dense peak of 32-bit multiply-adds on the vector units.", 6.7e13);
WF_PEAK(kPeakTf32, "tf32", "Dense peak of TF32 matrix multiplies.", 4.9e14);
WF_PEAK(kPeakFp16, "fp16", "Dense peak of 16-bit (half) matrix multiplies.", 9.9e14);
WF_PEAK(kPeakBf16, "bf16", "Dense peak of bfloat16 matrix multiplies.", 9.9e14);
WF_PEAK(kPeakFp8, "fp8", "Dense peak of 8-bit floating-point matrix multiplies.", 1.98e15);
WF_PEAK(kPeakInt8, "int8", "Dense peak of 8-bit integer matrix multiplies.", 1.98e15);
WF_PEAK(kPeakFp4, "fp4", "Dense peak of 4-bit floating-point matrix multiplies.", 1e16);
WF_PEAK(kPeakInt4, "int4", "Dense peak of 4-bit integer matrix multiplies.", 1e16);
#undef WF_PEAK
constexpr const Knob& peak_knob(Precision type) {
  constexpr const Knob* kByType[] = {&kPeakFp32, &kPeakTf32, &kPeakFp16, &kPeakBf16,
                                     &kPeakFp8,  &kPeakInt8, &kPeakFp4,  &kPeakInt4};
  return *kByType[static_cast<std::size_t>(type)];
}

inline constexpr Knob kLinkBandwidth{
    .term = {"cluster.gpu.link_bandwidth", "BW_link", "bytes/s",
             "One-way bandwidth of one GPU to the others of its node.", ""},
    .low = 1e9, .high = 1e13, .initial = 4.5e11, WF_OPTIONAL_FIGURE(cluster.gpu.link_bandwidth)};
inline constexpr Knob kNicBandwidth{
    .term = {"cluster.gpu.nic_bandwidth", "BW_nic", "bytes/s",
             "One-way bandwidth of one GPU to other nodes.", ""},
    .low = 1e8, .high = 1e12, .initial = 5e10, WF_OPTIONAL_FIGURE(cluster.gpu.nic_bandwidth)};
inline constexpr Knob kComputeUnits{
    .term = {"cluster.gpu.compute_units", "n_SM", "1",
             "Cores that share out a kernel's tiles: SMs, CUs, GPU cores.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1024, .initial = 128,
    WF_OPTIONAL_FIGURE(cluster.gpu.compute_units)};
inline constexpr Knob kPower{
    .term = {"cluster.gpu.power", "P", "W", "Power limit of one GPU.", ""},
    .low = 5, .high = 5000, .initial = 700, WF_OPTIONAL_FIGURE(cluster.gpu.power)};
inline constexpr Knob kGpus{
    .term = {"cluster.gpus", "n_gpu", "1", "GPUs of the whole cluster.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 131072, .initial = 8, WF_FIELD(cluster.gpus)};
inline constexpr Knob kGpusPerNode{
    .term = {"cluster.gpus_per_node", "n_node", "1",
             "GPUs that share the fast link inside one node.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1024, .initial = 8,
    WF_FIELD(cluster.gpus_per_node)};
inline constexpr Knob kPrice{
    .term = {"cluster.price_per_gpu_hour", "price", "USD/h", "What one GPU costs for one hour.", ""},
    .low = 0.01, .high = 100, .initial = 2, WF_FIELD(cluster.price_per_gpu_hour)};

inline constexpr Knob kWeightPrecision{
    .term = {"precision.weights", "p_w", "1", "Type in which the weights are stored.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 7, .initial = 3, .choices = kPrecisionNames,
    WF_PRECISION(precision.weights)};
inline constexpr Knob kActivationPrecision{
    .term = {"precision.activations", "p_a", "1", "Type of the matrix multiplies.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 7, .initial = 3, .choices = kPrecisionNames,
    WF_PRECISION(precision.activations)};
inline constexpr Knob kKvPrecision{
    .term = {"precision.kv", "p_kv", "1", "Type in which the KV cache is stored.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 7, .initial = 3, .choices = kPrecisionNames,
    WF_PRECISION(precision.kv)};
inline constexpr Knob kWeightBits{
    .term = {"precision.weight_bits", "b_w", "1",
             "Bits that one stored weight takes, quantisation scales included.", ""},
    .low = 1, .high = 32, .initial = 16, WF_FIELD(precision.weight_bits)};

inline constexpr Knob kTp{
    .term = {"parallel.tp", "tp", "1", "Tensor parallelism: GPUs that split every matrix.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 128, .initial = 1, WF_FIELD(parallel.tp)};
inline constexpr Knob kPp{
    .term = {"parallel.pp", "pp", "1", "Pipeline parallelism: stages that split the layers.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 128, .initial = 1, WF_FIELD(parallel.pp)};
inline constexpr Knob kDp{
    .term = {"parallel.dp", "dp", "1", "Data parallelism: replicas of the model.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 131072, .initial = 1, WF_FIELD(parallel.dp)};
inline constexpr Knob kCp{
    .term = {"parallel.cp", "cp", "1", "Context parallelism: GPUs that split a sequence.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 256, .initial = 1, WF_FIELD(parallel.cp)};
inline constexpr Knob kEp{
    .term = {"parallel.ep", "ep", "1", "Expert parallelism: ranks that share out the experts.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 1024, .initial = 1, WF_FIELD(parallel.ep)};
inline constexpr Knob kZero{
    .term = {"parallel.zero", "zero", "1",
             "ZeRO stage: 1 shards the optimizer, 2 the gradients too, 3 the weights as well.", ""},
    .kind = KnobKind::kCount, .low = 0, .high = 3, .initial = 1, WF_FIELD(parallel.zero)};
inline constexpr Knob kVirtualStages{
    .term = {"parallel.virtual_stages", "v", "1", "Model chunks that each pipeline stage holds.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 32, .initial = 1, WF_FIELD(parallel.virtual_stages)};
inline constexpr Knob kSequenceParallel{
    .term = {"parallel.sequence_parallel", "sp", "1",
             "Whether tensor parallelism also splits the activations between its collectives.", ""},
    .kind = KnobKind::kChoice, .low = 0, .high = 1, .initial = 1,
    WF_FIELD(parallel.sequence_parallel)};

}  // namespace wf::model::knob
