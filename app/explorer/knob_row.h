#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/shell/pane_context.h"
#include "model/assignment.h"
#include "model/knobs.h"
#include "model/scenario.h"

namespace wf::app {

// What is being typed, and why the last thing typed was refused: one field at a time.
struct KnobTyping {
  std::string path;
  std::string text;
  std::string refused_path;
  std::string refusal;
  std::string focus;        // the keyboard goes to this one's control as soon as it is drawn
  std::string wanted_path;  // whose slider was double clicked: its field is to be typed in
};

// One knob on a line: name, slider, value with its unit, and a dot that takes a change back. Where
// the pane is narrow the slider stands below. The changed scenario, if it was turned. An assignment
// may fix the knob, or its range.
std::optional<model::Scenario> knob_row(const model::Knob& knob, const model::Scenario& scenario,
                                        const model::Scenario& saved, KnobTyping& typing,
                                        const PaneContext& context,
                                        const model::Assignment* assignment = nullptr);

// The same for a choice out of a catalogue. The index chosen.
struct CatalogueChoice {
  std::string_view id;     // "cluster.gpu"
  std::string_view label;  // "GPU"
  std::string shown;
  std::vector<std::string_view> names;
  std::string locked;  // why there is nothing to choose; or ""
};
std::optional<std::size_t> choice_row(const CatalogueChoice& choice, const PaneContext& context);

}  // namespace wf::app
