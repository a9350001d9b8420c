#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/scenario.h"

// A scenario in words: the design in one line, and what differs between two.
namespace wf::app {

// "Llama 3 70B · bf16 · 8 × H100 SXM5 80 GB (1 node) · TP 8 · batch 64 · 2,048 → 256 tokens"
std::string design_line(const model::Scenario& scenario);

// Where the hardware's figure behind a number was read, and when, as a line of its tooltip: a
// knob's own, or for what is computed the GPU's rates that went into it. "" where nobody says.
std::string figure_words(const model::Accelerator& gpu, std::string_view id);

struct ChangedKnob {
  std::string path;
  std::string before;  // as people read it; "—" where the scenario leaves it out
  std::string after;
};

// What differs between two scenarios. Another model or GPU is one change, not one for each figure.
std::vector<ChangedKnob> changed_knobs(const model::Scenario& before, const model::Scenario& after);

}  // namespace wf::app
