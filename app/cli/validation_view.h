#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/command.h"
#include "model/validation.h"

// A validation as text, JSON and prediction lines.
namespace wf::app {

std::string validation_text(const model::Validation& validation, const Streams& streams);
nlohmann::ordered_json validation_json(const model::Validation& validation);

// A line for each case: {"id":…,"value":…,"bound":…}, SI; null with a "reason" where there is none.
std::string prediction_lines(const model::Validation& validation);

}  // namespace wf::app
