#include <fmt/format.h>

#include <array>

#include "model/units.h"
#include "widgets/figures.h"
#include "widgets/readings.h"

// Four slots over time: a static batch that waits for its longest answer, and slots that are filled
// again after every step.

namespace wf::widgets {
namespace {

constexpr std::size_t kSlots = 4;
constexpr std::size_t kRounds = 2;  // static batches, one after the other

// Lengths over their mean, spread as an exponential distribution is: its quantiles at the middles
// of eight equal parts, in an order that mixes short and long.
std::array<double, kSlots * kRounds> lengths() {
  constexpr std::array<int, kSlots* kRounds> kOrder = {5, 0, 7, 2, 3, 6, 1, 4};
  std::array<double, kSlots * kRounds> all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = -std::log(1 - (kOrder[i] + 0.5) / static_cast<double>(all.size()));
  }
  return all;
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.title = "A static batch ends with its longest answer";
  figure.empty_text = "Batches belong to serving, which this workload has not";
  figure.x = {"Time of decoding", "s"};
  figure.x.from = 0.0;
  if (!inputs.scenario.serving) return figure;
  const double mean =
      inputs.scenario.serving->output_tokens * expected_of(inputs.report, "decode.step_time");
  if (!(mean > 0) || !std::isfinite(mean)) return figure;
  const auto answers = lengths();

  // Parts alternate between answering and waiting; a slot that never waits has empty waits.
  Stack stack;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    stack.parts.push_back({.name = "answers",
                           .meaning = {"serving.output_tokens", {}},
                           .series = 0,
                           .labelled = i == 0});
    stack.parts.push_back({.name = "waits", .series = 1, .labelled = i == 0});
    for (StackPart* part : {&stack.parts[2 * i], &stack.parts[2 * i + 1]}) {
      part->values.assign(2 * kSlots, 0.0);
    }
  }
  double end = 0, busy = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto* first = &answers[round * kSlots];
    const double longest = *std::max_element(first, first + kSlots);
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      stack.parts[2 * round].values[slot] = first[slot] * mean;
      stack.parts[2 * round + 1].values[slot] = (longest - first[slot]) * mean;
      busy += first[slot] * mean;
    }
    end += longest * mean;
  }
  // The same requests in the same order, each to the slot that is free first; the queue goes on
  // with the same lengths until the static batches are done.
  std::array<double, kSlots> free_at{};
  std::array<std::size_t, kSlots> taken{};
  double continuous = 0;
  for (std::size_t next = 0; next < 8 * answers.size(); ++next) {
    const auto slot = static_cast<std::size_t>(std::min_element(free_at.begin(), free_at.end()) -
                                               free_at.begin());
    if (free_at[slot] >= end) break;
    const double length = std::min(answers[next % answers.size()] * mean, end - free_at[slot]);
    if (taken[slot] < answers.size()) {
      stack.parts[2 * taken[slot]].values[kSlots + slot] = length;
      ++taken[slot];
    }
    free_at[slot] += length;
    continuous += length;
  }
  for (std::size_t slot = 0; slot < 2 * kSlots; ++slot) {
    stack.categories.push_back(slot < kSlots ? fmt::format("static {}", slot + 1)
                                             : fmt::format("continuous {}", slot - kSlots + 1));
  }
  const double all = end * static_cast<double>(kSlots);
  figure.x.to = end;
  figure.describe = fmt::format(
      "Four slots and two static batches of answers of mixed length, {} in all. Their slots are in "
      "use {} % of the time, for they wait for the longest answer of each batch. With the same "
      "answers and continuous batching slots are in use {} % of it.",
      model::format_magnitude(end, "s"), model::format_number(100 * busy / all, 2),
      model::format_number(100 * continuous / all, 2));
  figure.stack = std::move(stack);
  return figure;
}

}  // namespace

LessonFigure slots_figure() {
  return {.id = "slots", .quantities = {"decode.step_time"}, .figure = figure_of};
}

}  // namespace wf::widgets
