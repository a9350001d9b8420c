#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/scenario.h"
#include "model/workload_file.h"

// Predictions against published measurements: the score of the model.
namespace wf::model {

// A profiled multiply of m × k by k × n, alone on a GPU.
struct MeasuredGemm {
  double m = 0, n = 0, k = 0;
};

// A profiled collective, alone on its GPUs.
enum class CollectiveKind : std::uint8_t { kAllReduce, kSendReceive };
struct MeasuredCollective {
  CollectiveKind kind = CollectiveKind::kAllReduce;
  double ranks = 2;
  double ranks_per_node = 2;  // of the group; the node may have more GPUs
  double bytes = 0;           // per rank
};

// What was measured: a quantity of a whole workload, or one kernel.
using Kernel = std::variant<std::monostate, MeasuredGemm, MeasuredCollective>;

// One published figure. Id, group, source and note are for people: no prediction reads them.
struct MeasuredCase {
  std::string id, group, quantity, unit, source, note;
  std::optional<double> value;  // SI
  Scenario scenario;            // of a kernel: its GPUs and precision
  Kernel kernel;
  std::string fault;  // why there can be no prediction; empty as a rule
};

// Reads a file of cases: a JSON object a line with `id group quantity value unit source workload`,
// or a CSV of matrix multiplies or collectives, told by its header. `settings` are applied to every
// workload. A case that cannot be read keeps its place and says why in `fault`.
// Error: a line that is not a case at all, or a header that is not known, as file:line.
Result<std::vector<MeasuredCase>> read_cases(std::string_view text, std::string_view file_name,
                                             const std::filesystem::path& base_dir,
                                             const Catalogue& catalogue,
                                             std::span<const Setting> settings = {});

struct Prediction {
  std::optional<double> value;
  std::optional<double> bound;
  std::string reason;  // where there is no value
};
Prediction predict(const MeasuredCase& measured);

// Whether the bound of a quantity of this unit is a floor (a time, a cost) or a ceiling (a rate, a
// share, what fits).
bool bound_is_floor(std::string_view unit);

struct ScoredCase {
  MeasuredCase measured;
  Prediction prediction;

  std::optional<double> ratio() const;   // predicted / measured
  std::optional<double> factor() const;  // the larger over the smaller, 1 at best
  // By what factor the measurement is on the wrong side of its bound; below 1 as a rule.
  std::optional<double> bound_factor() const;
};

// How well a number of cases is predicted. Shares count a case without prediction as missed.
struct Score {
  std::string group;
  std::size_t cases = 0, predicted = 0;
  std::optional<double> median, p90;  // of the factors
  std::optional<double> bias;         // median of predicted / measured
  double within_125 = 0, within_2 = 0;
  std::optional<double> rank_correlation;  // Spearman's, of three cases or more
  std::string worst_id;
  std::optional<double> worst_factor;
};

struct Validation {
  std::vector<ScoredCase> cases;
  std::vector<Score> groups;  // in order of first appearance
  Score pooled;               // every case alike
  // Median over groups of their medians: a group weighs the same whatever its size.
  std::optional<double> overall_median;
  std::vector<std::size_t> violations;  // cases beyond their bound by more than kBoundTolerance
};

// A measurement may seem to beat a bound by the rounding of what was published.
inline constexpr double kBoundTolerance = 0.03;

Validation validate(std::vector<MeasuredCase> cases);

// Of sorted values, linear between neighbours. Example: {1, 2, 4} at 0.5: 2.
double quantile(std::span<const double> sorted, double share);
// Spearman's rank correlation, equal values sharing their mean rank; nullopt below three pairs or
// where all values of a side are equal.
std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace wf::model
