#include "app/history/history.h"

#include <algorithm>

#include "model/workload_file.h"

namespace wf::app {
namespace {

bool same(const model::Scenario& a, const model::Scenario& b) {
  return model::write_workload(a) == model::write_workload(b);
}

}  // namespace

void History::see(const Sight& sight) {
  Known& known = known_[sight.document];
  if (known.scenario && known.version == sight.version) return;
  known.version = sight.version;
  if (known.scenario && same(*known.scenario, sight.scenario)) return;
  auto now = std::make_shared<const model::Scenario>(sight.scenario);
  const auto before = std::exchange(known.scenario, now);
  if (!before) return;
  steps_.resize(position_);
  steps_.push_back({sight.document, sight.place ? sight.place() : std::string(),
                    step_words(*before, *now, sight.changed), before, std::move(now)});
  if (steps_.size() > kMostSteps) steps_.erase(steps_.begin());
  position_ = steps_.size();
}

void History::forget(int document) {
  known_.erase(document);
  const auto of_it = [&](const HistoryStep& step) { return step.document == document; };
  const auto middle = steps_.begin() + static_cast<std::ptrdiff_t>(position_);
  position_ -= static_cast<std::size_t>(std::count_if(steps_.begin(), middle, of_it));
  std::erase_if(steps_, of_it);
}

std::optional<History::Move> History::go_to(std::size_t position) {
  if (position > steps_.size() || position == position_) return std::nullopt;
  Move move;
  const auto cross = [&](const HistoryStep& step,
                         const std::shared_ptr<const model::Scenario>& scenario) {
    const auto found = std::find_if(move.restored.begin(), move.restored.end(),
                                    [&](const Restored& r) { return r.document == step.document; });
    if (found == move.restored.end()) {
      move.restored.push_back({step.document, scenario});
    } else {
      found->scenario = scenario;
    }
    move.turn_to = step.document;
    move.text = step.text();
    known_[step.document].scenario = scenario;
  };
  for (; position_ > position; --position_)
    cross(steps_[position_ - 1], steps_[position_ - 1].before);
  for (; position_ < position; ++position_) cross(steps_[position_], steps_[position_].after);
  return move;
}

}  // namespace wf::app
