#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/report.h"
#include "model/scenario.h"
#include "widgets/figure/figure.h"

namespace wf::app {

// The five headrooms as a picture: bars that leave the 1x line, to the right while the load can
// grow, to the left where it is too large already. The order of the walls never changes, so that
// nothing jumps while a knob moves.
// Where there is an A, its headrooms are ghosts.
widgets::Figure headroom_figure(const model::Walls& walls, const model::Walls* pinned = nullptr,
                                model::Section section = model::Section::kServing);

// What is said of one section of a scenario.
struct SectionFindings {
  std::string title;  // "Serving"; shown where there are several
  model::Wall binding = model::Wall::kCompute;
  std::optional<double> headroom;  // of the binding wall
  std::string verdict;             // begins with the wall's name, unless nothing limits the load
  std::set<std::string, std::less<>> told;  // what the verdict states: quantities, "binding"
  std::string target;                       // what headrooms of times refer to
  widgets::Figure figure;
};

// Everything that the explorer says of a scenario, computed once a change.
struct Findings {
  std::string design;  // in one line
  model::Report report;
  std::vector<SectionFindings> sections;
  std::string mitigation;  // what would move the binding wall; empty without sections
  std::set<std::string, std::less<>> mitigation_told;  // the quantities that it states
  std::vector<model::AssertionResult> assertions;
};
Findings find_out(const model::Scenario& scenario, const model::Report* pinned = nullptr);

}  // namespace wf::app
