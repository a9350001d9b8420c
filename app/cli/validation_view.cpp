#include "app/cli/validation_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/lists.h"
#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Score;
using model::ScoredCase;
using model::Validation;

std::string number_text(std::optional<double> value, int decimals) {
  return value ? fmt::format("{:.{}f}", *value, decimals) : "—";
}
std::string factor_cell(std::optional<double> factor) {
  return factor ? fmt::format("{:.{}f}×", *factor, *factor < 9.995 ? 2 : 1) : "—";
}
std::string share_cell(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::vector<std::string> row_of(const Score& score) {
  const std::string worst = score.worst_factor ? fmt::format("{} ({})", printable(score.worst_id),
                                                             factor_cell(score.worst_factor))
                                               : "—";
  return {printable(score.group),
          fmt::format("{}", score.cases),
          fmt::format("{}", score.predicted),
          factor_cell(score.median),
          factor_cell(score.p90),
          factor_cell(score.bias),
          share_cell(score.within_125),
          share_cell(score.within_2),
          number_text(score.rank_correlation, 2),
          worst};
}

// What was measured and the bound that it should not pass.
std::string violation_line(const ScoredCase& each) {
  const std::string_view unit = each.measured.unit;
  return fmt::format("{} ({}): measured {}, bound {} {}, beyond by {}", printable(each.measured.id),
                     printable(each.measured.group), value_text(each.measured.value, unit),
                     model::bound_is_floor(unit) ? "≥" : "≤",
                     value_text(each.prediction.bound, unit), factor_cell(each.bound_factor()));
}

Json score_json(const Score& score) {
  return {{"group", score.group},
          {"cases", score.cases},
          {"predicted", score.predicted},
          {"median", number_json(score.median)},
          {"p90", number_json(score.p90)},
          {"bias", number_json(score.bias)},
          {"within_1.25", score.within_125},
          {"within_2", score.within_2},
          {"rank_correlation", number_json(score.rank_correlation)},
          {"worst_id", score.worst_factor ? Json(score.worst_id) : Json(nullptr)},
          {"worst_factor", number_json(score.worst_factor)}};
}

Json line_json(const ScoredCase& each) {
  Json line = {{"id", each.measured.id}, {"value", number_json(each.prediction.value)}};
  if (each.prediction.bound) line["bound"] = *each.prediction.bound;
  if (!each.prediction.value) line["reason"] = each.prediction.reason;
  return line;
}

}  // namespace

std::string validation_text(const Validation& validation, const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  std::vector<std::vector<std::string>> rows = {
      {"group", "cases", "predicted", "median", "p90", "bias", "≤ 1.25×", "≤ 2×", "rank", "worst"}};
  for (const Score& score : validation.groups) rows.push_back(row_of(score));
  if (validation.groups.size() > 1) rows.push_back(row_of(validation.pooled));
  std::string text = aligned_table(rows, "lrrrrrrrrl", streams);
  text += "\n" + style.bold(fmt::format("Overall {}", factor_cell(validation.overall_median))) +
          " — the median over groups of their medians; a factor of 1 is exact.\n";
  text += style.dim(
      "median, p90: of the larger over the smaller of predicted and measured; bias: of predicted\n"
      "over measured; rank: Spearman's correlation.\n");

  std::vector<std::string> missing;
  for (const ScoredCase& each : validation.cases) {
    if (each.prediction.value) continue;
    missing.push_back(printable(each.measured.id + ": " + each.prediction.reason));
  }
  if (!missing.empty()) text += "\n" + style.bold("Without a prediction") + "\n";
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < missing.size() && i < kMost; ++i) {
    text += paragraph("  ", missing[i], columns);
  }
  if (missing.size() > kMost) {
    text += fmt::format("  and {} more\n", missing.size() - kMost);
  }

  text += "\n";
  if (validation.violations.empty()) {
    text += fmt::format("{} No measurement passes its bound by more than {:.0f} %.\n",
                        style.good("✓"), 100 * model::kBoundTolerance);
  } else {
    text +=
        style.bad(fmt::format(
            "{} measurement{} beyond the bound by more than {:.0f} %", validation.violations.size(),
            validation.violations.size() == 1 ? "" : "s", 100 * model::kBoundTolerance)) +
        "\n";
    for (std::size_t i : validation.violations) {
      text += paragraph("  ", violation_line(validation.cases[i]), columns);
    }
  }
  return text;
}

Json validation_json(const Validation& validation) {
  Json json;
  json["overall"] = score_json(validation.pooled);
  json["overall"]["median_of_group_medians"] = number_json(validation.overall_median);
  json["groups"] = Json::array();
  for (const Score& score : validation.groups) json["groups"].push_back(score_json(score));
  json["bound_violations"] = Json::array();
  for (std::size_t i : validation.violations) {
    const ScoredCase& each = validation.cases[i];
    json["bound_violations"].push_back({{"id", each.measured.id},
                                        {"group", each.measured.group},
                                        {"measured", number_json(each.measured.value)},
                                        {"bound", number_json(each.prediction.bound)},
                                        {"factor", number_json(each.bound_factor())}});
  }
  json["cases"] = Json::array();
  for (const ScoredCase& each : validation.cases) {
    Json line = {{"id", each.measured.id},
                 {"group", each.measured.group},
                 {"quantity", each.measured.quantity},
                 {"unit", each.measured.unit},
                 {"measured", number_json(each.measured.value)},
                 {"source", each.measured.source}};
    line.update(line_json(each));
    line["factor"] = number_json(each.factor());
    json["cases"].push_back(std::move(line));
  }
  return json;
}

std::string prediction_lines(const Validation& validation) {
  std::string lines;
  for (const ScoredCase& each : validation.cases) {
    lines += line_json(each).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

}  // namespace wf::app
