#pragma once

#include "model/knobs/define.h"

// How a service is run: speculation in its replicas, and the fleet of them over a day.
namespace wf::model::knob {

#define WF_SPECULATION(field)                                               \
  .get = [](const Scenario& s) -> std::optional<double> {                   \
    if (!s.serving || !s.serving->speculation) return std::nullopt;         \
    return s.serving->speculation->field;                                   \
  },                                                                        \
  .set = [](Scenario& s, double v) {                                        \
    if (!s.serving) s.serving.emplace();                                    \
    if (!s.serving->speculation) s.serving->speculation.emplace();          \
    s.serving->speculation->field = v;                                      \
  }

inline constexpr Knob kDraftTokens{
    .term = {"serving.speculation.draft_tokens", "K", "1",
             "Tokens that a draft proposes before the model verifies them.", ""},
    .kind = KnobKind::kCount, .low = 1, .high = 64, .initial = 4, WF_SPECULATION(draft_tokens)};
inline constexpr Knob kAcceptance{
    .term = {"serving.speculation.acceptance", "α", "1",
             "Share of the drafted tokens that the model agrees with.",
             "assumed: 0.6-0.8 on chat and code"},
    .low = 0, .high = 1, .initial = 0.8, WF_SPECULATION(acceptance)};
inline constexpr Knob kDraftCost{
    .term = {"serving.speculation.draft_cost", "c", "1",
             "Time of one drafted token over that of a decode step.",
             "assumed: a draft of about a tenth of the weights"},
    .low = 0, .high = 1, .initial = 0.15, WF_SPECULATION(draft_cost)};
#undef WF_SPECULATION

inline constexpr Knob kPlannedUtilization{
    .term = {"operations.utilization", "ρ*", "1",
             "Planned load of a replica over its capacity, so that queues stay short.",
             "assumed: a fifth of room"},
    .low = 0.05, .high = 1, .initial = 0.8, WF_FIELD(operations.utilization)};
inline constexpr Knob kPeakToTrough{
    .term = {"operations.peak_to_trough", "r", "1",
             "Load at the busiest hour of a day over that at the quietest; arrivals are the peak's.",
             ""},
    .low = 1, .high = 1000, .initial = 1, WF_FIELD(operations.peak_to_trough)};
inline constexpr Knob kWarmUp{
    .term = {"operations.warm_up", "t_up", "s",
             "Time from ordering a replica until it serves: machine, image, weights.",
             "assumed: minutes to load weights"},
    .low = 1, .high = 86400, .initial = 300, WF_FIELD(operations.warm_up)};
inline constexpr Knob kAvailabilityTarget{
    .term = {"operations.availability", "A*", "1",
             "Share of the time in which enough replicas must be up.", ""},
    .low = 0.5, .high = 0.999999, .initial = 0.999, WF_FIELD(operations.availability)};
inline constexpr Knob kGpuMtbf{
    .term = {"operations.mtbf", "M_1", "s", "Mean time between failures of one GPU.",
             "Llama 3, 2024: 419 interruptions in 54 days on 16,384 GPUs, so 50,677 h"},
    .low = 3600, .high = 1e10, .initial = 50677.0 * 3600, WF_FIELD(operations.mtbf)};
inline constexpr Knob kRepairTime{
    .term = {"operations.repair", "t_rep", "s",
             "Time until a failed GPU is replaced or mended.", "assumed: two days"},
    .low = 60, .high = 1e7, .initial = 48.0 * 3600, WF_FIELD(operations.repair)};

}  // namespace wf::model::knob
