#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/text.h"
#include "model/report.h"

// Quantities under the headings that a reader looks for.
namespace wf::app {

struct QuantityGroup {
  std::string title;
  std::vector<const model::Reading*> readings;
};
// Groups in reading order; a group without quantities is left out.
std::vector<QuantityGroup> quantity_groups(const model::Report& report);

// "≥ 5.2 ms" for a floor, "≤ 9,290 tokens/s" for a ceiling; empty without a bound.
std::string bound_text(const model::Reading& reading);

// "41.5 ms", "—" where there is no value.
std::string value_text(std::optional<double> value, std::string_view unit);

// What a quantity is, as far as its sentence says it before the first stop.
std::string_view first_clause(std::string_view sentence);

// As much of it as fits, ended where a phrase ends.
std::string short_phrase(std::string_view sentence, int columns);

std::string quantity_table(const model::Report& report, const Style& style, int columns);

}  // namespace wf::app
