#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/core/result.h"
#include "model/knobs.h"

// Which values a knob of a scenario can stand at, and what else must follow when it is turned.
namespace wf::model {

// Whether the scenario has the section that a knob or a group of knobs belongs to: "serving",
// "serving.batch". What is no optional section is always there.
bool has_section(const Scenario& scenario, std::string_view path);

// What the scenario takes for a knob, written in it or not; nothing where absence means "none".
std::optional<double> value_taken(const Scenario& scenario, const Knob& knob);

// Whether the knob is one of those that must multiply out to the cluster: GPUs, degrees,
// and how RL divides them.
bool lays_out(std::string_view path);

// Degrees that were written for another layout follow the knob that was turned. Error: why no
// layout can stand.
std::optional<Error> settle_layout(Scenario& scenario, std::string_view path);

// Values that can stand, ascending, where not every value of the range can: layouts. Else empty.
std::vector<double> legal_stops(const Scenario& scenario, const Knob& knob);

// A range of several decades: doublings say more than single steps.
bool is_wide(const Knob& knob);

// The scenario with the knob turned and the layout settled; nothing where that cannot stand.
std::optional<Scenario> turned(const Scenario& scenario, const Knob& knob, double value);

// The values to compare the present one with: half and twice for what is continuous or wide, within
// the range; the next legal ones for degrees, choices and short counts.
struct Neighbours {
  double now = 0;
  std::optional<double> below;
  std::optional<double> above;
};
std::optional<Neighbours> neighbours(const Scenario& scenario, const Knob& knob);

}  // namespace wf::model
