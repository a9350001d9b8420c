#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/workload_file.h"

// What the tests of workload files share.
namespace wf::model::testing {

inline std::filesystem::path source_dir() { return WALLFINDER_SOURCE_DIR; }

inline const Catalogue& catalogue() {
  static const Catalogue* const kLoaded = [] {
    auto loaded = load_catalogue(source_dir() / "assets");
    if (!loaded) FAIL(loaded.error().text());
    return new Catalogue(std::move(*loaded));
  }();
  return *kLoaded;
}

inline Result<LoadedWorkload> read(std::string_view text, std::vector<Setting> settings = {}) {
  return read_workload(text, "w.json", source_dir() / "tests/data", catalogue(), settings);
}

inline LoadedWorkload read_good(std::string_view text, std::vector<Setting> settings = {}) {
  auto loaded = read(text, std::move(settings));
  if (!loaded) FAIL(loaded.error().text());
  return std::move(*loaded);
}

inline std::string error_of(std::string_view text, std::vector<Setting> settings = {}) {
  const auto loaded = read(text, std::move(settings));
  return loaded ? "no error" : loaded.error().text();
}

inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The first member in which two scenarios differ; empty where they are the same. Lines of
// assertions are places in a file and do not count.
inline std::string difference(const Scenario& a, const Scenario& b) {
#define WF_SAME(member) \
  if (!(a.member == b.member)) return #member
#define WF_SAME_FIGURE(member)                                                  \
  if (a.member.value != b.member.value || a.member.source != b.member.source || \
      a.member.kind != b.member.kind)                                           \
  return #member
#define WF_SAME_OPTIONAL(member)                                    \
  if (a.member.has_value() != b.member.has_value()) return #member; \
  if (a.member) {                                                   \
    WF_SAME_FIGURE(member.value());                                 \
  }
  WF_SAME(name);
  WF_SAME(model.id);
  WF_SAME(model.name);
  WF_SAME(model.source);
  WF_SAME(model.layers);
  WF_SAME(model.hidden);
  WF_SAME(model.heads);
  WF_SAME(model.kv_heads);
  WF_SAME(model.head_dim);
  WF_SAME(model.ffn);
  WF_SAME(model.gated_ffn);
  WF_SAME(model.vocab);
  WF_SAME(model.tied_embeddings);
  WF_SAME(model.bias);
  WF_SAME(model.qkv_bias);
  WF_SAME(model.learned_positions);
  WF_SAME(model.experts);
  WF_SAME(model.experts_per_token);
  WF_SAME(model.shared_experts);
  WF_SAME(model.expert_ffn);
  WF_SAME(model.dense_layers);
  WF_SAME(model.kv_latent_dim);
  WF_SAME(model.q_latent_dim);
  WF_SAME(model.rope_dim);
  WF_SAME(model.nope_dim);
  WF_SAME(model.v_head_dim);
  WF_SAME(model.window);
  WF_SAME(model.window_layers);
  WF_SAME(model.params);
  WF_SAME(model.active_params);
  WF_SAME(cluster.gpu.id);
  WF_SAME(cluster.gpu.name);
  WF_SAME_FIGURE(cluster.gpu.memory);
  WF_SAME_FIGURE(cluster.gpu.memory_bandwidth);
  for (std::size_t i = 0; i < kPrecisionCount; ++i) {
    WF_SAME_OPTIONAL(cluster.gpu.peak[i]);
  }
  WF_SAME_OPTIONAL(cluster.gpu.link_bandwidth);
  WF_SAME_OPTIONAL(cluster.gpu.nic_bandwidth);
  WF_SAME_OPTIONAL(cluster.gpu.compute_units);
  WF_SAME_OPTIONAL(cluster.gpu.power);
  WF_SAME_OPTIONAL(cluster.gpu.price_low);
  WF_SAME_OPTIONAL(cluster.gpu.price_high);
  WF_SAME(cluster.gpu.gpus_per_node);
  WF_SAME(cluster.gpus);
  WF_SAME(cluster.gpus_per_node);
  WF_SAME(cluster.price_per_gpu_hour);
  WF_SAME(precision.weights);
  WF_SAME(precision.activations);
  WF_SAME(precision.kv);
  WF_SAME(precision.weight_bits);
  WF_SAME(parallel.tp);
  WF_SAME(parallel.pp);
  WF_SAME(parallel.dp);
  WF_SAME(parallel.cp);
  WF_SAME(parallel.ep);
  WF_SAME(parallel.zero);
  WF_SAME(parallel.virtual_stages);
  WF_SAME(parallel.sequence_parallel);
  WF_SAME(serving.has_value());
  if (a.serving) {
    WF_SAME(serving->prompt_tokens);
    WF_SAME(serving->output_tokens);
    WF_SAME(serving->batch);
    WF_SAME(serving->arrival_rate);
    WF_SAME(serving->prefix_hit);
    WF_SAME(serving->slo.ttft);
    WF_SAME(serving->slo.tpot);
    WF_SAME(serving->slo.percentile);
    WF_SAME(serving->requests);
    WF_SAME(serving->chunk_tokens);
    WF_SAME(serving->speculation.has_value());
    if (a.serving->speculation) {
      WF_SAME(serving->speculation->draft_tokens);
      WF_SAME(serving->speculation->acceptance);
      WF_SAME(serving->speculation->draft_cost);
    }
  }
  WF_SAME(training.has_value());
  if (a.training) {
    WF_SAME(training->seq_len);
    WF_SAME(training->micro_batch);
    WF_SAME(training->global_batch);
    WF_SAME(training->tokens);
    WF_SAME(training->recompute);
    WF_SAME(training->attention);
    WF_SAME(training->critical_batch);
    WF_SAME(training->checkpoint_rate);
    WF_SAME(training->restart_time);
  }
  WF_SAME(rl.has_value());
  if (a.rl) {
    WF_SAME(rl->prompts);
    WF_SAME(rl->samples_per_prompt);
    WF_SAME(rl->prompt_tokens);
    WF_SAME(rl->output_tokens);
    WF_SAME(rl->placement);
    WF_SAME(rl->staleness);
    WF_SAME(rl->length_cv);
    WF_SAME(rl->max_output_tokens);
    WF_SAME(rl->rollout_gpus);
    WF_SAME(rl->rollout_tp);
    WF_SAME(rl->sync);
    WF_SAME(rl->recompute);
    WF_SAME(rl->frozen_models);
    WF_SAME(rl->logprob_passes);
    WF_SAME(rl->critics);
    WF_SAME(rl->reward_time);
    WF_SAME(rl->useful_share);
    WF_SAME(rl->steps);
  }
  WF_SAME(budget.usd);
  WF_SAME(budget.usd_per_month);
  WF_SAME(budget.days);
  WF_SAME(operations.utilization);
  WF_SAME(operations.peak_to_trough);
  WF_SAME(operations.warm_up);
  WF_SAME(operations.availability);
  WF_SAME(operations.mtbf);
  WF_SAME(operations.repair);
  WF_SAME(data.has_value());
  if (a.data) {
    WF_SAME(data->rate);
    WF_SAME(data->inflation);
    WF_SAME(data->latency);
    WF_SAME(data->text_bytes);
    WF_SAME(data->tokenizer_rate);
    WF_SAME(data->document_tokens);
  }
  WF_SAME(evaluation.has_value());
  if (a.evaluation) {
    WF_SAME(evaluation->baseline);
    WF_SAME(evaluation->effect);
    WF_SAME(evaluation->significance);
    WF_SAME(evaluation->power);
    WF_SAME(evaluation->per_user);
    WF_SAME(evaluation->correlation);
    WF_SAME(evaluation->per_day);
    WF_SAME(evaluation->share);
    WF_SAME(evaluation->items);
    WF_SAME(evaluation->repeats);
    WF_SAME(evaluation->judge_price);
  }
  WF_SAME(assume);
  WF_SAME(assertions.size());
  for (std::size_t i = 0; i < a.assertions.size(); ++i) {
    WF_SAME(assertions[i].subject);
    WF_SAME(assertions[i].text);
    WF_SAME(assertions[i].comparison);
    WF_SAME(assertions[i].value);
    WF_SAME(assertions[i].unit);
    WF_SAME(assertions[i].tolerance);
  }
#undef WF_SAME
#undef WF_SAME_FIGURE
#undef WF_SAME_OPTIONAL
  return "";
}

}  // namespace wf::model::testing
