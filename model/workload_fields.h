#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/scenario.h"

// Which key of a workload file is which member of a scenario: one table a section, from which the
// reader, the writer and the test of the schema follow.
namespace wf::model {

// What a number must be. Every number is finite, and small enough for its products to be finite.
enum class Rule : std::uint8_t {
  kAny,            // texts, flags, choices
  kPositive,       // above 0
  kNotNegative,    // 0 or above
  kCount,          // a whole number from 1
  kCountOrNone,    // a whole number from 0
  kCountOrMax,     // a whole number from 1, or "max"
  kZeroStage,      // 0, 1, 2 or 3
  kShare,          // from 0 to 1
  kPart,           // above 0, at most 1
  kAtLeastOne,     // 1 or more
  kPercentile,     // above 0 and below 1
  kBits,           // above 0, at most 64
  kPositionTable,  // a number of rows, or true or false
};

template <class S>
using Member =
    std::variant<double S::*, std::optional<double> S::*, bool S::*, std::optional<bool> S::*,
                 std::string S::*, Precision S::*, std::optional<Recompute> S::*,
                 std::optional<Attention> S::*, std::optional<Placement> S::*,
                 std::optional<WeightSync> S::*>;

template <class S>
struct Field {
  std::string_view key;
  Member<S> member;
  Rule rule = Rule::kAny;
  std::string_view unit = "1";
};

// The table of a section; `id` and `source` of a model and the GPU of a cluster are read apart.
template <class S>
std::span<const Field<S>> fields_of();

template <>
std::span<const Field<ModelShape>> fields_of();
template <>
std::span<const Field<Cluster>> fields_of();
template <>
std::span<const Field<PrecisionPlan>> fields_of();
template <>
std::span<const Field<Parallelism>> fields_of();
template <>
std::span<const Field<ServiceLevel>> fields_of();
template <>
std::span<const Field<Serving>> fields_of();
template <>
std::span<const Field<Speculation>> fields_of();
template <>
std::span<const Field<Training>> fields_of();
template <>
std::span<const Field<ReinforcementLearning>> fields_of();
template <>
std::span<const Field<Budget>> fields_of();
template <>
std::span<const Field<Operations>> fields_of();
template <>
std::span<const Field<Data>> fields_of();
template <>
std::span<const Field<Evaluation>> fields_of();

// The figures of a GPU object, and the peaks inside it.
struct FigureField {
  std::string_view key;
  std::variant<Figure Accelerator::*, std::optional<Figure> Accelerator::*> member;
  std::string_view unit;
};
std::span<const FigureField> figure_fields();

// Keys that are known and carry nothing that the program computes with.
std::span<const std::string_view> gpu_keys_for_people();
std::span<const std::string_view> figure_keys();
std::span<const std::string_view> lesson_sections();

// Every path that a workload file may have: "serving.slo.ttft", "cluster.gpu.peak.bf16". Those
// below `assume` and `assert` are open.
std::vector<std::string> workload_paths();

}  // namespace wf::model
