#pragma once

#include <memory>
#include <string>

#include "model/report.h"
#include "model/scenario.h"

namespace wf::app {

// What a reader compares with: "A". The state that is looked at is "B".
struct Pinned {
  std::string name;  // of the file it came from; empty: an earlier state of this one
  model::Scenario scenario;
  model::Report report;
};

inline std::shared_ptr<const Pinned> pinned_state(std::string name, const model::Scenario& scenario,
                                                  const model::Report& report) {
  return std::make_shared<const Pinned>(Pinned{std::move(name), scenario, report});
}

}  // namespace wf::app
