#include "app/cli/comparison.h"

#include <fmt/format.h>

#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/cli/text.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::Report;

std::optional<model::Wall> binding_of(const Report& report) {
  if (report.sections.empty()) return std::nullopt;
  return report.sections[0].walls.binding();
}

std::optional<double> headroom_of(const Report& report, model::Wall wall) {
  return report.sections[0].walls.of(wall);
}

}  // namespace

std::optional<double> ratio_of(std::optional<double> a, std::optional<double> b) {
  if (!a || !b || *a == 0) return std::nullopt;
  return *b / *a;
}

std::string change_text(std::optional<double> a, std::optional<double> b, std::string_view unit) {
  if (!a || !b) return a || b ? "—" : "";
  if (*a == *b) return "same";
  const auto ratio = ratio_of(a, b);
  if (ratio && *ratio > 0) {
    const bool close = *ratio > 0.9 && *ratio < 1.1;
    return "×" + model::format_number(*ratio, close ? 4 : 3);
  }
  const std::string difference = value_text(*b - *a, unit);
  return *b > *a ? "+" + difference : difference;
}

std::string percent_text(std::optional<double> a, std::optional<double> b) {
  constexpr double kFactorsFrom = 10;
  const auto ratio = ratio_of(a, b);
  if (!ratio || !(*ratio > 0) || *ratio == 1) return {};
  if (*ratio >= kFactorsFrom) return {};
  const double percent = 100 * (*ratio - 1);
  return fmt::format("{}{} %", percent < 0 ? "−" : "+",
                     model::format_number(std::fabs(percent), std::fabs(percent) < 10 ? 2 : 3));
}

std::string walls_in_short(const Report& a, const Report& b) {
  const auto name = [](std::optional<model::Wall> wall) {
    return wall ? model::name_of(*wall) : std::string_view("no wall");
  };
  const auto before = binding_of(a), after = binding_of(b);
  if (before == after) return fmt::format("A and B: {}", name(before));
  return fmt::format("A: {} → B: {}", name(before), name(after));
}

std::string walls_sentence(const Report& a, const Report& b) {
  const auto before = binding_of(a), after = binding_of(b);
  if (!before || !after) return "One of them has nothing asked of it, so it has no walls.";
  if (*before == *after) {
    return fmt::format("{} binds in both: its headroom goes from {} to {}.",
                       capitalised(model::name_of(*before)), factor_text(headroom_of(a, *before)),
                       factor_text(headroom_of(b, *after)));
  }
  const auto moved = headroom_of(b, *before);
  return fmt::format("The binding wall changes: {} ({}) in A, {} ({}) in B. {} {} in B.",
                     model::name_of(*before), factor_text(headroom_of(a, *before)),
                     model::name_of(*after), factor_text(headroom_of(b, *after)),
                     capitalised(model::name_of(*before)),
                     moved ? "is at " + factor_text(moved) : "has no limit");
}

std::vector<ComparedGroup> compared_quantities(const Report& a, const Report& b) {
  Report merged = a;
  for (const model::Reading& reading : b.readings) {
    if (a.find(reading.term->id) == nullptr) merged.readings.push_back(reading);
  }
  const auto value = [](const model::Reading* each) {
    return each == nullptr ? std::nullopt : each->value;
  };
  std::vector<ComparedGroup> groups;
  for (const QuantityGroup& group : quantity_groups(merged)) {
    ComparedGroup compared{group.title, {}};
    for (const model::Reading* reading : group.readings) {
      const std::string_view id = reading->term->id;
      compared.quantities.push_back({reading->term, value(a.find(id)), value(b.find(id))});
    }
    groups.push_back(std::move(compared));
  }
  return groups;
}

}  // namespace wf::app
