#include "model/workload_fields.h"

#include <array>

namespace wf::model {
namespace {

using M = ModelShape;
constexpr std::array kModel = {
    Field<M>{"name", &M::name},
    Field<M>{"source", &M::source},
    Field<M>{"layers", &M::layers, Rule::kCount},
    Field<M>{"hidden", &M::hidden, Rule::kCount},
    Field<M>{"heads", &M::heads, Rule::kCount},
    Field<M>{"kv_heads", &M::kv_heads, Rule::kCount},
    Field<M>{"head_dim", &M::head_dim, Rule::kCount},
    Field<M>{"ffn", &M::ffn, Rule::kCountOrNone},
    Field<M>{"gated_ffn", &M::gated_ffn},
    Field<M>{"vocab", &M::vocab, Rule::kCount},
    Field<M>{"tied_embeddings", &M::tied_embeddings},
    Field<M>{"bias", &M::bias},
    Field<M>{"qkv_bias", &M::qkv_bias},
    Field<M>{"learned_positions", &M::learned_positions, Rule::kPositionTable},
    Field<M>{"experts", &M::experts, Rule::kCountOrNone},
    Field<M>{"experts_per_token", &M::experts_per_token, Rule::kCountOrNone},
    Field<M>{"shared_experts", &M::shared_experts, Rule::kCountOrNone},
    Field<M>{"expert_ffn", &M::expert_ffn, Rule::kCountOrNone},
    Field<M>{"dense_layers", &M::dense_layers, Rule::kCountOrNone},
    Field<M>{"kv_latent_dim", &M::kv_latent_dim, Rule::kCountOrNone},
    Field<M>{"q_latent_dim", &M::q_latent_dim, Rule::kCountOrNone},
    Field<M>{"rope_dim", &M::rope_dim, Rule::kCountOrNone},
    Field<M>{"nope_dim", &M::nope_dim, Rule::kCountOrNone},
    Field<M>{"v_head_dim", &M::v_head_dim, Rule::kCountOrNone},
    Field<M>{"window", &M::window, Rule::kCountOrNone, "tokens"},
    Field<M>{"window_layers", &M::window_layers, Rule::kCountOrNone},
    Field<M>{"params", &M::params, Rule::kPositive},
    Field<M>{"active_params", &M::active_params, Rule::kPositive},
};

using C = Cluster;
constexpr std::array kCluster = {
    Field<C>{"gpus", &C::gpus, Rule::kCount},
    Field<C>{"gpus_per_node", &C::gpus_per_node, Rule::kCount},
    Field<C>{"price_per_gpu_hour", &C::price_per_gpu_hour, Rule::kPositive, "USD/h"},
};

using P = PrecisionPlan;
constexpr std::array kPrecision = {
    Field<P>{"weights", &P::weights},
    Field<P>{"activations", &P::activations},
    Field<P>{"kv", &P::kv},
    Field<P>{"weight_bits", &P::weight_bits, Rule::kBits},
};

using L = Parallelism;
constexpr std::array kParallel = {
    Field<L>{"tp", &L::tp, Rule::kCount},
    Field<L>{"pp", &L::pp, Rule::kCount},
    Field<L>{"dp", &L::dp, Rule::kCount},
    Field<L>{"cp", &L::cp, Rule::kCount},
    Field<L>{"ep", &L::ep, Rule::kCount},
    Field<L>{"zero", &L::zero, Rule::kZeroStage},
    Field<L>{"virtual_stages", &L::virtual_stages, Rule::kCount},
    Field<L>{"sequence_parallel", &L::sequence_parallel},
};

using O = ServiceLevel;
constexpr std::array kServiceLevel = {
    Field<O>{"ttft", &O::ttft, Rule::kPositive, "s"},
    Field<O>{"tpot", &O::tpot, Rule::kPositive, "s"},
    Field<O>{"percentile", &O::percentile, Rule::kPercentile},
};

using S = Serving;
constexpr std::array kServing = {
    Field<S>{"prompt_tokens", &S::prompt_tokens, Rule::kCount, "tokens"},
    Field<S>{"output_tokens", &S::output_tokens, Rule::kCount, "tokens"},
    Field<S>{"batch", &S::batch, Rule::kCountOrMax},
    Field<S>{"arrival_rate", &S::arrival_rate, Rule::kPositive, "1/s"},
    Field<S>{"prefix_hit", &S::prefix_hit, Rule::kShare},
    Field<S>{"requests", &S::requests, Rule::kCount},
    Field<S>{"chunk_tokens", &S::chunk_tokens, Rule::kCount, "tokens"},
};

using D = Speculation;
constexpr std::array kSpeculation = {
    Field<D>{"draft_tokens", &D::draft_tokens, Rule::kCount},
    Field<D>{"acceptance", &D::acceptance, Rule::kShare},
    Field<D>{"draft_cost", &D::draft_cost, Rule::kShare},
};

using T = Training;
constexpr std::array kTraining = {
    Field<T>{"seq_len", &T::seq_len, Rule::kCount, "tokens"},
    Field<T>{"micro_batch", &T::micro_batch, Rule::kCount},
    Field<T>{"global_batch", &T::global_batch, Rule::kCount},
    Field<T>{"tokens", &T::tokens, Rule::kPositive, "tokens"},
    Field<T>{"recompute", &T::recompute},
    Field<T>{"attention", &T::attention},
    Field<T>{"critical_batch", &T::critical_batch, Rule::kPositive, "tokens"},
    Field<T>{"checkpoint_rate", &T::checkpoint_rate, Rule::kPositive, "bytes/s"},
    Field<T>{"restart_time", &T::restart_time, Rule::kNotNegative, "s"},
};

using R = ReinforcementLearning;
constexpr std::array kRl = {
    Field<R>{"prompts", &R::prompts, Rule::kCount},
    Field<R>{"samples_per_prompt", &R::samples_per_prompt, Rule::kCount},
    Field<R>{"prompt_tokens", &R::prompt_tokens, Rule::kCount, "tokens"},
    Field<R>{"output_tokens", &R::output_tokens, Rule::kCount, "tokens"},
    Field<R>{"length_cv", &R::length_cv, Rule::kNotNegative},
    Field<R>{"max_output_tokens", &R::max_output_tokens, Rule::kCount, "tokens"},
    Field<R>{"placement", &R::placement},
    Field<R>{"staleness", &R::staleness, Rule::kCountOrNone},
    Field<R>{"rollout_gpus", &R::rollout_gpus, Rule::kCount},
    Field<R>{"rollout_tp", &R::rollout_tp, Rule::kCount},
    Field<R>{"sync", &R::sync},
    Field<R>{"recompute", &R::recompute},
    Field<R>{"frozen_models", &R::frozen_models, Rule::kCountOrNone},
    Field<R>{"logprob_passes", &R::logprob_passes, Rule::kCountOrNone},
    Field<R>{"critics", &R::critics, Rule::kCountOrNone},
    Field<R>{"reward_time", &R::reward_time, Rule::kNotNegative, "s"},
    Field<R>{"useful_share", &R::useful_share, Rule::kShare},
    Field<R>{"steps", &R::steps, Rule::kCount},
};

using B = Budget;
constexpr std::array kBudget = {
    Field<B>{"usd", &B::usd, Rule::kPositive, "USD"},
    Field<B>{"usd_per_month", &B::usd_per_month, Rule::kPositive, "USD/month"},
    Field<B>{"days", &B::days, Rule::kPositive, "days"},
};

using F = Operations;
constexpr std::array kOperations = {
    Field<F>{"utilization", &F::utilization, Rule::kPart},
    Field<F>{"peak_to_trough", &F::peak_to_trough, Rule::kAtLeastOne},
    Field<F>{"warm_up", &F::warm_up, Rule::kPositive, "s"},
    Field<F>{"availability", &F::availability, Rule::kPercentile},
    Field<F>{"mtbf", &F::mtbf, Rule::kPositive, "s"},
    Field<F>{"repair", &F::repair, Rule::kPositive, "s"},
};

using A = Accelerator;
constexpr std::array kFigures = {
    FigureField{"memory", &A::memory, "bytes"},
    FigureField{"memory_bandwidth", &A::memory_bandwidth, "bytes/s"},
    FigureField{"link_bandwidth", &A::link_bandwidth, "bytes/s"},
    FigureField{"nic_bandwidth", &A::nic_bandwidth, "bytes/s"},
    FigureField{"compute_units", &A::compute_units, "1"},
    FigureField{"power", &A::power, "W"},
    FigureField{"price_low", &A::price_low, "USD/h"},
    FigureField{"price_high", &A::price_high, "USD/h"},
};

constexpr std::array kData = {
    Field<Data>{"rate", &Data::rate, Rule::kPositive, "bytes/s"},
    Field<Data>{"inflation", &Data::inflation, Rule::kAtLeastOne},
    Field<Data>{"latency", &Data::latency, Rule::kNotNegative, "s"},
    Field<Data>{"text_bytes", &Data::text_bytes, Rule::kPositive, "bytes"},
    Field<Data>{"tokenizer_rate", &Data::tokenizer_rate, Rule::kPositive, "bytes/s"},
    Field<Data>{"document_tokens", &Data::document_tokens, Rule::kPositive, "tokens"},
};

using E = Evaluation;
constexpr std::array kEvaluation = {
    Field<E>{"baseline", &E::baseline, Rule::kPercentile},
    Field<E>{"effect", &E::effect, Rule::kPercentile},
    Field<E>{"significance", &E::significance, Rule::kPercentile},
    Field<E>{"power", &E::power, Rule::kPercentile},
    Field<E>{"per_user", &E::per_user, Rule::kAtLeastOne},
    Field<E>{"correlation", &E::correlation, Rule::kShare},
    Field<E>{"per_day", &E::per_day, Rule::kPositive},
    Field<E>{"share", &E::share, Rule::kPart},
    Field<E>{"items", &E::items, Rule::kPositive},
    Field<E>{"repeats", &E::repeats, Rule::kPositive},
    Field<E>{"judge_price", &E::judge_price, Rule::kNotNegative, "USD"},
};

constexpr std::array<std::string_view, 3> kGpuKeysForPeople = {"vendor", "released", "note"};
constexpr std::array<std::string_view, 6> kFigureKeys = {"value",  "unit", "printed",
                                                         "source", "kind", "note"};
constexpr std::array<std::string_view, 3> kLessonSections = {"data", "evaluation", "operations"};

template <class Section>
void add_fields(std::vector<std::string>& paths, std::string_view section) {
  for (const auto& field : fields_of<Section>()) {
    paths.push_back(std::string(section) + "." + std::string(field.key));
  }
}

template <class Section>
void add_paths(std::vector<std::string>& paths, std::string_view section) {
  paths.emplace_back(section);
  add_fields<Section>(paths, section);
}

void add_figure_paths(std::vector<std::string>& paths, const std::string& figure) {
  paths.push_back(figure);
  for (const std::string_view key : kFigureKeys) paths.push_back(figure + "." + std::string(key));
}

}  // namespace

template <>
std::span<const Field<ModelShape>> fields_of() {
  return kModel;
}
template <>
std::span<const Field<Cluster>> fields_of() {
  return kCluster;
}
template <>
std::span<const Field<PrecisionPlan>> fields_of() {
  return kPrecision;
}
template <>
std::span<const Field<Parallelism>> fields_of() {
  return kParallel;
}
template <>
std::span<const Field<ServiceLevel>> fields_of() {
  return kServiceLevel;
}
template <>
std::span<const Field<Serving>> fields_of() {
  return kServing;
}
template <>
std::span<const Field<Speculation>> fields_of() {
  return kSpeculation;
}
template <>
std::span<const Field<Training>> fields_of() {
  return kTraining;
}
template <>
std::span<const Field<ReinforcementLearning>> fields_of() {
  return kRl;
}
template <>
std::span<const Field<Budget>> fields_of() {
  return kBudget;
}
template <>
std::span<const Field<Operations>> fields_of() {
  return kOperations;
}
template <>
std::span<const Field<Data>> fields_of() {
  return kData;
}
template <>
std::span<const Field<Evaluation>> fields_of() {
  return kEvaluation;
}

std::span<const FigureField> figure_fields() { return kFigures; }
std::span<const std::string_view> gpu_keys_for_people() { return kGpuKeysForPeople; }
std::span<const std::string_view> figure_keys() { return kFigureKeys; }
std::span<const std::string_view> lesson_sections() { return kLessonSections; }

std::vector<std::string> workload_paths() {
  std::vector<std::string> paths = {"$schema",  "wallfinder",      "name",
                                    "model.id", "model.hf_config", "cluster.gpu",
                                    "assume",   "assert",          "assignment"};
  add_paths<ModelShape>(paths, "model");
  add_paths<Cluster>(paths, "cluster");
  for (const std::string_view key : {"id", "name", "gpus_per_node", "peak"}) {
    paths.push_back("cluster.gpu." + std::string(key));
  }
  for (const std::string_view key : kGpuKeysForPeople) {
    paths.push_back("cluster.gpu." + std::string(key));
  }
  for (const FigureField& figure : kFigures) {
    add_figure_paths(paths, "cluster.gpu." + std::string(figure.key));
  }
  for (const std::string_view type : kPrecisionNames) {
    add_figure_paths(paths, "cluster.gpu.peak." + std::string(type));
  }
  add_paths<PrecisionPlan>(paths, "precision");
  add_paths<Parallelism>(paths, "parallel");
  add_paths<Serving>(paths, "serving");
  add_paths<ServiceLevel>(paths, "serving.slo");
  add_paths<Speculation>(paths, "serving.speculation");
  add_paths<Training>(paths, "training");
  add_paths<ReinforcementLearning>(paths, "rl");
  add_paths<Budget>(paths, "budget");
  for (const std::string_view section : kLessonSections) paths.emplace_back(section);
  add_fields<Operations>(paths, "operations");
  add_fields<Data>(paths, "data");
  add_fields<Evaluation>(paths, "evaluation");
  return paths;
}

}  // namespace wf::model
