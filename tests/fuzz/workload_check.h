#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "model/knobs.h"
#include "model/workload_file.h"
#include "tests/model/workload_testing.h"

namespace wf::model::testing {

// What must hold of any text at all: it is refused with words, or it gives a scenario of finite
// numbers that writes back to itself. Empty where it holds.
inline std::string workload_complaint(std::string_view text, const Catalogue& known,
                                      std::span<const Setting> settings = {}) {
  const std::filesystem::path nowhere = "/nonexistent-folder";
  const auto loaded = read_workload(text, "fuzz.json", nowhere, known, settings);
  if (!loaded) return loaded.error().what.empty() ? "an error without words" : "";
  const Scenario& scenario = loaded->scenario;
  for (const Knob& knob : knobs()) {
    const auto value = knob.get(scenario);
    if (value && !std::isfinite(*value)) return std::string(knob.term.id) + " is not finite";
  }
  for (const Catalogue* with : {static_cast<const Catalogue*>(nullptr), &known}) {
    const std::string written = write_workload(scenario, with);
    const auto again = read_workload(written, "again.json", nowhere, known);
    if (!again) return "written back: " + again.error().text() + "\n" + written;
    const std::string member = difference(scenario, again->scenario);
    if (!member.empty()) return member + " changed when written back:\n" + written;
  }
  return "";
}

}  // namespace wf::model::testing
