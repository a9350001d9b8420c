#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/command.h"
#include "model/sweep.h"
#include "widgets/figure/figure.h"

// A sweep as text, CSV, JSON and a figure.
namespace wf::app {

std::string sweep_text(const model::Sweep& sweep, const Streams& streams);
std::string sweep_csv(const model::Sweep& sweep);  // RFC 4180, SI base units
nlohmann::ordered_json sweep_json(const model::Sweep& sweep);

// The first quantity, and those of the same unit, against the first knob; a second knob makes a
// curve for each of its values. Places where another wall comes to bind are marked.
widgets::Figure sweep_figure(const model::Sweep& sweep);

}  // namespace wf::app
