#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/tape.h"
#include "model/scenario.h"
#include "model/walls.h"

namespace wf::model {

// A quantity of a report. A value that does not exist is absent, never NaN.
struct Reading {
  const Term* term = nullptr;
  std::optional<double> value;  // expected
  bool bounded = false;         // whether this quantity has a physical bound at all
  std::optional<double> bound;
};

enum class Section : std::uint8_t { kServing, kTraining, kRl };
inline constexpr std::array<std::string_view, 3> kSectionNames = {"serving", "training", "rl"};

struct SectionWalls {
  Section section;
  Walls walls;
  TimeByWall step;  // expected step by wall
};

// Everything that a scenario implies.
struct Report {
  std::vector<Reading> readings;
  std::vector<SectionWalls> sections;  // the first one names the binding wall of the whole
  std::vector<std::string> notes;

  const Reading* find(std::string_view id) const;
};

// How much of it is wanted: all, or no more than sizes, steps and walls take. That is a quarter of
// the work, and leaves out how replicas are run as a service (formulas/service.h).
enum class Scope : std::uint8_t { kAll, kSteps };
Report make_report(const Scenario& scenario, Scope scope = Scope::kAll);

// The terms of every quantity that a report can hold, in order.
std::span<const Term* const> quantity_terms();
const Term* find_quantity(std::string_view id);
// The least that holds this quantity.
Scope scope_of(std::string_view id);

// The report read on a tape: where each quantity stands, for derivations and sensitivities.
struct TracedReading {
  const Term* term = nullptr;
  NodeIndex value = kNoNode;
  NodeIndex bound = kNoNode;
};
std::vector<TracedReading> trace_report(const Scenario& scenario, Tape& tape,
                                        Scope scope = Scope::kAll);

// The result of one line of a workload's `assert`.
struct AssertionResult {
  std::string text;  // "decode.step_time <= 50 ms"
  bool holds = false;
  std::string detail;  // what it is instead
};
std::vector<AssertionResult> check_assertions(const Scenario& scenario, const Report& report);

}  // namespace wf::model
