#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "lessons/number_source.h"
#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/report.h"
#include "model/scenario.h"

namespace wf::lessons {

// The model as prose sees it: a scenario, and with overrides the scenario that they make of it.
// Ids are
//
//   decode.step_time, decode.step_time.bound   quantities, expected and bound
//   serving.batch, precision.weights           knobs: numbers, and words where they are choices
//   headroom.memory_capacity                   the headroom of a wall, "∞" where nothing limits it
//   binding                                    the binding wall's name
//   scenario                                   the workload's name
//   model, model.name, cluster.gpu, cluster.gpu.name    catalogue ids, and names for people
//   cluster.gpu.peak                           the peak that the scenario's multiplies start from
//
// Overrides are knobs by path, and `model` and `cluster.gpu` by catalogue id. Changing a degree of
// parallelism or the number of GPUs leaves `dp` to follow, unless it is set as well.
// `scenario=lesson` applies the others to the lesson's own scenario, whatever is being read: for a
// worked design or a drill whose numbers are its own.
//
// Remembers the reports that it has made; not to be shared between threads.
class ModelSource : public NumberSource {
 public:
  // The catalogue must outlive this. `lesson`: its own scenario, if another is being read.
  ModelSource(model::Scenario scenario, const model::Catalogue& catalogue,
              std::optional<model::Scenario> lesson = std::nullopt);

  // Nothing for an unknown id, and when an override cannot be read.
  std::optional<Value> lookup(std::string_view id, const Overrides& overrides) const override;

  const model::Scenario& scenario() const { return scenario_; }
  // The scenario that overrides make of it, for widgets, figures and derivations with a `set:` of
  // their own. Error: the path that is not known, or the value that cannot be read.
  model::Result<model::Scenario> scenario_with(const Overrides& overrides) const;

 private:
  struct State {
    model::Scenario scenario;
    model::Report steps;  // model::Scope::kSteps: most numbers of most texts
    mutable std::optional<model::Report> whole;
    bool readable = true;

    const model::Report& with(std::string_view id) const;  // the report that holds a quantity
  };
  const State& at(const Overrides& overrides) const;

  model::Scenario scenario_;
  std::optional<model::Scenario> lesson_;
  const model::Catalogue& catalogue_;
  mutable std::map<std::string, std::unique_ptr<const State>> states_;
};

// The scenario with overrides applied, `scenario=lesson` excepted.
// Error: the path that is not known, or the value that cannot be read.
model::Result<model::Scenario> with_overrides(model::Scenario scenario, const Overrides& overrides,
                                              const model::Catalogue& catalogue);

}  // namespace wf::lessons
