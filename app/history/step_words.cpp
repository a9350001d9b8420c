#include <fmt/format.h>

#include <algorithm>

#include "app/cli/scenario_words.h"
#include "app/explorer/knob_edit.h"
#include "app/history/history.h"
#include "model/knobs.h"

namespace wf::app {
std::string step_words(const model::Scenario& before, const model::Scenario& after,
                       std::string_view first) {
  auto changes = changed_knobs(before, after);
  // One figure of a GPU or model that was turned gives it another name: the figure is what counts.
  model::Scenario same_names = after;
  same_names.model.id = before.model.id, same_names.model.name = before.model.name;
  same_names.cluster.gpu.id = before.cluster.gpu.id;
  same_names.cluster.gpu.name = before.cluster.gpu.name;
  auto figures = changed_knobs(before, same_names);
  const bool few = !figures.empty() && figures.size() <= changes.size();
  if (few) changes = std::move(figures);
  if (changes.empty()) return "Other figures";
  std::stable_partition(changes.begin(), changes.end(),
                        [&](const ChangedKnob& each) { return each.path == first; });
  const ChangedKnob& change = changes[0];
  const model::Knob* knob = model::find_knob(change.path);
  std::string words = fmt::format("{} {} → {}", path_label(change.path),
                                  knob == nullptr ? change.before : value_shown(before, *knob),
                                  knob == nullptr ? change.after : value_shown(after, *knob));
  if (changes.size() > 1) words += fmt::format(" and {} more", changes.size() - 1);
  return words;
}

}  // namespace wf::app
