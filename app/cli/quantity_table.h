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

// What a table calls a quantity: its name, or its sentence as far as the first stop.
std::string_view short_name(const model::Term& term);

std::string quantity_table(const model::Report& report, const Style& style, int columns);

}  // namespace wf::app
