#include "model/tornado.h"

#include <algorithm>
#include <cmath>

#include "model/knob_values.h"

namespace wf::model {
namespace {

std::optional<Wall> binding_of(const Report& report) {
  if (report.sections.empty()) return std::nullopt;
  return report.sections[0].walls.binding();
}

std::optional<TornadoEnd> end_at(const Scenario& scenario, const Knob& knob,
                                 std::optional<double> value, std::string_view quantity) {
  if (!value) return std::nullopt;
  const auto changed = turned(scenario, knob, *value);
  if (!changed) return std::nullopt;
  const Report report = make_report(*changed, scope_of(quantity));
  const Reading* reading = report.find(quantity);
  if (reading == nullptr || !reading->value || !(*reading->value > 0)) return std::nullopt;
  return TornadoEnd{*value, *reading->value, binding_of(report)};
}

}  // namespace

std::optional<Tornado> make_tornado(const Scenario& scenario, std::string_view quantity,
                                    TornadoScope scope) {
  const Report report = make_report(scenario, scope_of(quantity));
  const Reading* reading = report.find(quantity);
  if (reading == nullptr || !reading->value || !(*reading->value > 0)) return std::nullopt;
  Tornado tornado{reading->term, *reading->value, binding_of(report), {}};
  for (const Knob& knob : knobs()) {
    const bool shape = knob.term.id.starts_with("model.");
    if (shape && scope == TornadoScope::kDesign) continue;
    const auto near = neighbours(scenario, knob);
    if (!near) continue;
    TornadoBar bar{&knob, near->now, end_at(scenario, knob, near->below, quantity),
                   end_at(scenario, knob, near->above, quantity), 0};
    for (const auto& end : {bar.below, bar.above}) {
      if (end) bar.swing = std::max(bar.swing, std::fabs(std::log(end->result / tornado.now)));
    }
    // Beyond rounding errors.
    if (bar.swing > 1e-9) tornado.bars.push_back(std::move(bar));
  }
  std::stable_sort(tornado.bars.begin(), tornado.bars.end(),
                   [](const TornadoBar& a, const TornadoBar& b) { return a.swing > b.swing; });
  return tornado;
}

}  // namespace wf::model
