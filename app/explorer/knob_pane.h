#pragma once

#include <optional>
#include <set>
#include <string>

#include "app/explorer/knob_edit.h"
#include "app/explorer/knob_row.h"

namespace wf::app {

// A knob for every field of a scenario, in groups; the most telling ones are unfolded.
class KnobPane {
 public:
  // The changed scenario, if a knob was turned in this frame.
  // An assignment fixes some of the knobs.
  std::optional<model::Scenario> draw(const model::Scenario& scenario, const model::Scenario& saved,
                                      const PaneContext& context,
                                      const model::Assignment* assignment = nullptr);

  // Moves the keyboard to the field that narrows the knobs.
  void focus_filter() { focus_filter_ = true; }
  // Narrows the knobs to one and moves the keyboard to it.
  void focus_knob(std::string_view path) { filter_ = typing_.focus = path; }

 private:
  std::optional<model::Scenario> draw_group(const KnobGroup& group, const model::Scenario& scenario,
                                            const model::Scenario& saved,
                                            const PaneContext& context);
  std::optional<model::Scenario> draw_matches(const model::Scenario& scenario,
                                              const model::Scenario& saved,
                                              const PaneContext& context);
  std::optional<model::Scenario> draw_absent_sections(const model::Scenario& scenario,
                                                      const PaneContext& context);

  std::string filter_;
  bool focus_filter_ = false;
  std::set<std::string, std::less<>> unfolded_;  // groups that show all of their knobs
  KnobTyping typing_;
  const model::Assignment* assignment_ = nullptr;  // while it draws
};

}  // namespace wf::app
