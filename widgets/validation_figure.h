#pragma once

#include <string_view>

#include "model/validation.h"
#include "widgets/figure/figure.h"

namespace wf::widgets {

// What is looked at: one group alone, one case; or nothing in particular.
struct ValidationChoice {
  std::string_view group{};
  std::string_view id{};  // of a case: the operating point
};

// Predicted against measured on logarithmic axes, with the diagonal and the bands of 1.25 and 2; a
// marker a case, with its group's series and the case's id as its quantity. Where units differ,
// each group's quantities are in multiples of their own medians.
Figure validation_figure(const model::Validation& validation, const ValidationChoice& choice = {});

}  // namespace wf::widgets
