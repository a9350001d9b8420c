#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/knob_values.h"
#include "model/knobs.h"

// What turning a knob means, without a window: names, values as people read and write them, legal
// stops, and what else must follow.
namespace wf::app {

// "Prompt tokens", "TP", "TTFT target".
std::string knob_label(const model::Knob& knob);
// The same by path, also of what is chosen as a whole: "Model", "GPU".
std::string path_label(std::string_view path);

using model::has_section;
using model::is_wide;
using model::legal_stops;
using model::value_taken;

// The sections of a scenario, in the order in which a reader meets them.
struct KnobGroup {
  std::string_view id;  // the first part of its knobs' paths: "serving"
  std::string_view title;
  std::vector<std::string_view> primary;  // always shown, the most telling first
};
const std::vector<KnobGroup>& knob_groups();
// Without it: what a scenario does not have to say is left out.
void leave_out_section(model::Scenario& scenario, std::string_view group);

// As the field beside the slider shows it: "64", "3.35 TB/s", "max", "none", "bf16", "yes".
std::string value_shown(const model::Scenario& scenario, const model::Knob& knob);
// Of a choice: every name.
std::vector<std::string> choice_names(const model::Knob& knob);

// The scenario with the knob turned. Degrees of parallelism that were written for another layout
// follow. Error: what is wrong, and what to do; the scenario stays as it was.
model::Result<model::Scenario> with_value(const model::Scenario& scenario, const model::Knob& knob,
                                          double value, const model::Catalogue& catalogue);

// The same from what a person typed: "80 GiB", "3.35 TB/s", "8 * 2", "1.5x", "max", "none", "".
model::Result<model::Scenario> with_typed(const model::Scenario& scenario, const model::Knob& knob,
                                          std::string_view text, const model::Catalogue& catalogue);

// The knob as it is in `saved`, left out where that leaves it out.
model::Scenario with_reset(const model::Scenario& scenario, const model::Scenario& saved,
                           const model::Knob& knob);
bool differs(const model::Scenario& a, const model::Scenario& b, const model::Knob& knob);

// Another model or GPU of the catalogue.
model::Scenario with_model(const model::Scenario& scenario, const model::ModelShape& shape);
model::Scenario with_gpu(const model::Scenario& scenario, const model::Accelerator& gpu);

// Where a drag stops: whole numbers, powers of two and their middles for wide counts, three digits
// otherwise.
double snapped(const model::Knob& knob, double value);

// The value so many steps of the arrow keys further.
double stepped(const model::Knob& knob, double value, int steps);

// "1 to 16,384; this workload's default 1": for the tooltip.
std::string range_words(const model::Knob& knob);

}  // namespace wf::app
