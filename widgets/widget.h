#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/figure/figure.h"

namespace wf::model {
struct Catalogue;
struct Report;
struct Scenario;
}  // namespace wf::model

// What a widget is: knobs of the scenario, quantities of the model, and a figure of them. It keeps
// no state and knows no screen. Everything around it (sliders, undo, pin, share, export, table,
// description) is made from this and is the same for all.

namespace wf::widgets {

// What a widget sees. `report` is what the model says of `scenario`; a figure that sweeps a knob
// asks the model again. The pinned pair is there when the reader compares with an earlier state.
struct WidgetInputs {
  const model::Scenario& scenario;
  const model::Report& report;
  const model::Scenario* pinned_scenario = nullptr;
  const model::Report* pinned_report = nullptr;
  // For figures that compare with other hardware; they do without where there is none.
  const model::Catalogue* catalogue = nullptr;
};

inline constexpr std::size_t kPrimaryKnobs = 3;

struct Widget {
  std::string_view id{};     // "roofline": in lessons, on the command line, in share files
  std::string_view title{};  // "Which ceiling comes first?"

  // Paths of the model's knobs, the most telling first. The first three are always shown, the rest
  // fold under "more". Ranges, units and sentences are the knobs' own.
  std::vector<std::string_view> knobs{};

  // Ids of the quantities it shows, for read-outs, linking and search.
  std::vector<std::string_view> quantities{};

  // The knob, one of `knobs`, whose extreme changes the binding wall.
  std::string_view flip_knob{};

  // All three are pure: the same inputs give the same result, and no input makes them fail. A
  // handle in the figure names the knob that dragging turns; see Handle.
  Figure (*figure)(const WidgetInputs&) = nullptr;
  std::string (*describe)(const WidgetInputs&) = nullptr;  // the state in two or three sentences
  // One sentence that says where the wall flips and which wall waits there; empty where none does.
  std::string (*flip)(const WidgetInputs&) = nullptr;
};

}  // namespace wf::widgets
