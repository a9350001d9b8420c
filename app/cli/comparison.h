#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

// Two reports, A and B, side by side.
namespace wf::app {

std::optional<double> ratio_of(std::optional<double> a, std::optional<double> b);

// "×0.52", "same"; a difference where a factor says nothing; "—" where only one has a value.
std::string change_text(std::optional<double> a, std::optional<double> b, std::string_view unit);
// "+38 %", "−48 %"; empty where there is no factor, or a large one says it better.
std::string percent_text(std::optional<double> a, std::optional<double> b);

// "A: memory bandwidth → B: network", or "A and B: network".
std::string walls_in_short(const model::Report& a, const model::Report& b);
// Which wall binds in each, and how its headroom moves, in one or two sentences.
std::string walls_sentence(const model::Report& a, const model::Report& b);

// Quantities of both reports, in the groups of A and then what only B has.
struct ComparedQuantity {
  const model::Term* term = nullptr;
  std::optional<double> a;
  std::optional<double> b;
};
struct ComparedGroup {
  std::string title;
  std::vector<ComparedQuantity> quantities;
};
std::vector<ComparedGroup> compared_quantities(const model::Report& a, const model::Report& b);

}  // namespace wf::app
