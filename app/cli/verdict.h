#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "model/report.h"

// The answer in words.
namespace wf::app {

// "... breaks TPOT 50 ms": what the headrooms of a section are measured against.
std::string target_words(const model::Scenario& scenario, const model::Report& report,
                         const model::SectionWalls& section);

// Which wall binds, and how far away or how far behind it is; begins with the wall's name. The ids
// of the quantities that it rests on go into `told`.
std::string binding_sentence(const model::Scenario& scenario, const model::Report& report,
                             const model::SectionWalls& section,
                             std::set<std::string, std::less<>>* told = nullptr);

// What would move the binding wall, tried on the model.
std::string mitigation_sentence(const model::Scenario& scenario, const model::Report& report,
                                std::set<std::string, std::less<>>* told = nullptr);

// A section as a heading: "Serving", "RL".
std::string section_title(model::Section section);

}  // namespace wf::app
