#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/command.h"
#include "model/tornado.h"
#include "widgets/figure/figure.h"

// What moves a result most, as text, CSV, JSON and a figure.
namespace wf::app {

std::string tornado_text(const model::Tornado& tornado, const Streams& streams);
std::string tornado_csv(const model::Tornado& tornado);  // RFC 4180, SI base units
nlohmann::ordered_json tornado_json(const model::Tornado& tornado);

// Two bars a knob, from the present result to where the lower and the higher value take it, each
// with the value that it stands for. `most` knobs at most; `name_of` a knob gives its label.
widgets::Figure tornado_figure(const model::Tornado& tornado, std::size_t most,
                               const std::function<std::string(const model::Knob&)>& name_of);

// "1.68 TB/s", "fp8", "no": a knob's value as people read it.
std::string knob_value_text(const model::Knob& knob, double value);

}  // namespace wf::app
