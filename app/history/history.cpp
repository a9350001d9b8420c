#include "app/history/history.h"

#include <algorithm>
#include <utility>

namespace wf::app {
namespace {

// The answers at rest: the one that is being typed into is as it was. What was known already where
// nothing changed.
std::shared_ptr<const Answers> finished_answers(const History::Sight& sight,
                                                const std::shared_ptr<const Answers>& known) {
  if (sight.assignment == nullptr) return nullptr;
  Answers now = sight.assignment->answers;
  if (known && !sight.typing.empty()) {
    const std::string typing(sight.typing);
    now.erase(typing);
    if (const auto before = known->find(typing); before != known->end()) now.insert(*before);
  }
  return known && *known == now ? known : std::make_shared<const Answers>(std::move(now));
}

}  // namespace

void History::see(const Sight& sight) {
  Known& known = known_[sight.document];
  const bool first = known.scenario == nullptr;
  const bool typed = known.typing != sight.typing;
  if (!first && !typed && (sight.held || known.version == sight.version)) return;
  if (first || !sight.held) known.version = sight.version;
  known.typing = sight.typing;
  const auto answers = finished_answers(sight, known.answers);
  const bool answered = known.answers && answers && answers != known.answers;
  const bool turned = !first && !sight.held && *known.scenario != sight.scenario;
  const auto answers_before = std::exchange(known.answers, answers);
  if (!first && !turned && !answered) return;
  const auto before = known.scenario;
  if (first || turned) known.scenario = std::make_shared<const model::Scenario>(sight.scenario);
  if (first) return;
  std::string words;
  if (turned) words = step_words(*before, sight.scenario, sight.changed);
  if (answered) {
    words += (turned ? "; " : "") + answer_words(*sight.assignment, *answers_before, *answers);
  }
  steps_.resize(position_);
  steps_.push_back({.document = sight.document,
                    .place = sight.place ? sight.place() : std::string(),
                    .words = std::move(words),
                    .before = before,
                    .after = known.scenario,
                    .answers_before = answers_before,
                    .answers_after = answers});
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
                         const std::shared_ptr<const model::Scenario>& scenario,
                         const std::shared_ptr<const Answers>& answers) {
    const auto found = std::find_if(move.restored.begin(), move.restored.end(),
                                    [&](const Restored& r) { return r.document == step.document; });
    if (found == move.restored.end()) {
      move.restored.push_back({step.document, scenario, answers});
    } else {
      found->scenario = scenario;
      found->answers = answers;
    }
    move.turn_to = step.document;
    move.text = step.text();
    known_[step.document].scenario = scenario;
    known_[step.document].answers = answers;
  };
  for (; position_ > position; --position_) {
    const HistoryStep& step = steps_[position_ - 1];
    cross(step, step.before, step.answers_before);
  }
  for (; position_ < position; ++position_) {
    const HistoryStep& step = steps_[position_];
    cross(step, step.after, step.answers_after);
  }
  return move;
}

}  // namespace wf::app
