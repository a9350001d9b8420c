#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/command.h"
#include "model/explain.h"

// How a quantity comes about, as an indented tree or as JSON.
namespace wf::app {

std::string explanation_text(const model::Scenario& scenario, const model::Reading& reading,
                             const Streams& streams);
nlohmann::ordered_json explanation_json(const model::Scenario& scenario,
                                        const model::Reading& reading);

}  // namespace wf::app
