#pragma once

#include <string>

#include "app/explorer/pinned.h"
#include "model/knobs.h"
#include "widgets/figure/figure.h"

namespace wf::app {

// One quantity along one knob, from where the design stands.
struct KnobSweep {
  widgets::Figure figure;  // expected and bound, the walls along the axis, A as a ghost
  std::string words;       // where the design stands, and from which value on another wall binds
};
KnobSweep knob_sweep(const model::Scenario& scenario, const model::Knob& knob,
                     const model::Term& quantity, const Pinned* pinned = nullptr);

}  // namespace wf::app
