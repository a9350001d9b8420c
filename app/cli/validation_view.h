#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/command.h"
#include "model/validation.h"
#include "widgets/figure/figure.h"

// A validation as text, JSON, prediction lines and a figure.
namespace wf::app {

std::string validation_text(const model::Validation& validation, const Streams& streams);
nlohmann::ordered_json validation_json(const model::Validation& validation);

// A line for each case: {"id":…,"value":…,"bound":…}, SI; null with a "reason" where there is none.
std::string prediction_lines(const model::Validation& validation);

// Predicted against measured on logarithmic axes, with the diagonal and the bands of 1.25 and 2.
// Where units differ, each group's quantities are in multiples of their own medians.
widgets::Figure validation_figure(const model::Validation& validation);

}  // namespace wf::app
