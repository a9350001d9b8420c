#pragma once

#include "model/knobs.h"

// A knob names the field of the scenario that it turns; its reader and its writer follow from that.
// These macros only spare each knob the two lambdas.

// A field that every scenario has (or may leave absent): WF_FIELD(cluster.gpus)
#define WF_FIELD(field)                                                     \
  .get = [](const Scenario& s) -> std::optional<double> { return s.field; }, \
  .set = [](Scenario& s, double v) { s.field = v; }

// A field of an optional section: WF_SECTION(serving, prompt_tokens)
#define WF_SECTION(section, field)                                      \
  .get = [](const Scenario& s) -> std::optional<double> {               \
    if (!s.section) return std::nullopt;                                \
    return s.section->field;                                            \
  },                                                                    \
  .set = [](Scenario& s, double v) {                                    \
    if (!s.section) s.section.emplace();                                \
    s.section->field = v;                                               \
  }

// A yes or no.
#define WF_FLAG(field)                                                                      \
  .get = [](const Scenario& s) -> std::optional<double> { return s.field ? 1.0 : 0.0; },    \
  .set = [](Scenario& s, double v) { s.field = v != 0; }

// A catalogue figure: turning it makes the figure the user's own.
#define WF_FIGURE(field)                                                                 \
  .get = [](const Scenario& s) -> std::optional<double> { return s.field.value; },        \
  .set = [](Scenario& s, double v) { s.field = {.value = v, .source = {}}; }
#define WF_OPTIONAL_FIGURE(field)                                     \
  .get = [](const Scenario& s) -> std::optional<double> {             \
    if (!s.field) return std::nullopt;                                \
    return s.field->value;                                            \
  },                                                                  \
  .set = [](Scenario& s, double v) { s.field = Figure{.value = v, .source = {}}; }

// A precision, by its index.
#define WF_PRECISION(field)                                                              \
  .get = [](const Scenario& s) -> std::optional<double> {                                \
    return static_cast<double>(s.field);                                                 \
  },                                                                                     \
  .set = [](Scenario& s, double v) { s.field = static_cast<Precision>(static_cast<int>(v)); }

// An efficiency, kept under its path.
#define WF_ASSUMPTION(path)                                                   \
  .get = [](const Scenario& s) -> std::optional<double> {                     \
    const auto found = s.assume.find(path);                                   \
    if (found == s.assume.end()) return std::nullopt;                         \
    return found->second;                                                     \
  },                                                                          \
  .set = [](Scenario& s, double v) { s.assume[path] = v; }
