#pragma once

#include "tests/model/model_testing.h"

// The course's own inputs: round parameter counts, flat MFU and MBU, nothing else takes time.
namespace wf::model::testing {

inline constexpr double kH100 = 3.35e12, kPeak = 990e12;
// Norms are parameters that no multiply reads: 1 in 50,000 of 70 B.
inline constexpr double kClose = 5e-5;
inline constexpr double kFree = 1e20;  // a rate at which nothing takes time

// `params` parameters that all do matrix multiplies (no embedding, two tokens of vocabulary), on
// GPUs with these figures and collectives that take α each and no more.
inline Scenario napkin(std::string_view shape, double params, double tp, double bandwidth,
                       double peak, double alpha) {
  Scenario s = on_gpus(shape, "h100-sxm-80gb", tp);
  s.model.vocab = 2;
  s.model.params = params;
  Accelerator& gpu = s.cluster.gpu;
  gpu.memory = {.value = 80e9, .source = {}};
  gpu.memory_bandwidth = {.value = bandwidth, .source = {}};
  for (Precision type : {Precision::kBf16, Precision::kFp16}) {
    gpu.peak[static_cast<std::size_t>(type)] = Figure{.value = peak, .source = {}};
  }
  gpu.link_bandwidth = Figure{.value = kFree, .source = {}};
  s.assume["assume.link.efficiency"] = 1;
  s.assume["assume.collective.latency"] = alpha;
  s.assume["assume.collective.hop"] = 0;
  s.assume["assume.decode.mbu"] = 0.7;
  s.assume["assume.decode.mfu"] = 1;
  return s;
}

// One token at exactly this context, in a batch.
inline Scenario& at(Scenario& s, double context, std::optional<double> batch) {
  Serving& load = s.serving.emplace();
  load.prompt_tokens = context;
  load.output_tokens = 1;
  load.batch = batch;
  return s;
}

// As many sequences of this context as 80 GB less an overhead hold.
inline Scenario& full(Scenario& s, double context, double overhead) {
  s.assume["assume.memory.utilization"] = 1;
  s.assume["assume.memory.context"] = overhead;
  s.assume["assume.memory.prefill_tokens"] = 1;
  return at(s, context, std::nullopt);
}

}  // namespace wf::model::testing
