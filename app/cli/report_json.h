#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "model/report.h"

namespace wf::app {

// The report as `estimate --json` prints it: full precision, keys in a fixed order.
nlohmann::ordered_json report_json(const model::Scenario& scenario, const model::Report& report,
                                   std::span<const std::string> notes,
                                   std::span<const model::AssertionResult> assertions);

// A number, or null where it does not exist.
nlohmann::ordered_json number_json(std::optional<double> value);

// Indented, with a line's end; text that is not UTF-8 is mended rather than refused.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace wf::app
