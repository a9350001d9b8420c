#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/explorer/operations_table.h"
#include "app/shell/pane_context.h"
#include "app/ui/figure_view.h"

namespace wf::app {

// The steps of a workload opened into their operations: a table, the model's graph, and the
// roofline with the chosen operation on it. What is chosen in one is chosen in all.
class OperationsPane {
 public:
  struct Outcome {
    std::string arithmetic;  // the quantity whose arithmetic is asked for, or ""
    std::string lit;         // the operation under the pointer, or ""
  };
  // Fills the room that is left in Dear ImGui's current window.
  Outcome draw(const model::Scenario& scenario, std::uint64_t version, const PaneContext& context);

  const std::string& chosen() const { return chosen_; }
  void choose(std::string_view operation);

 private:
  enum class Showing { kTable, kModel, kRoofline };
  void refresh(const model::Scenario& scenario, std::uint64_t version);
  const model::OperationTable* table() const;
  const model::OperationRow* row() const;                  // the chosen one
  enum class Room { kOneThing, kOneFigure, kEverything };  // for how much there is room
  void draw_choices(Room room, const PaneContext& context);
  void draw_copy(const PaneContext& context);
  void draw_table(Outcome& outcome, const PaneContext& context);
  void draw_details(const model::Scenario& scenario, const PaneContext& context);
  void draw_figure(Showing which, ImVec2 size, Outcome& outcome, const PaneContext& context);

  std::vector<model::OperationTable> tables_;
  std::uint64_t version_ = 0;
  std::string step_;  // the quantity of the table that is shown
  std::string chosen_;
  OperationOrder order_;
  Showing showing_ = Showing::kTable;
  bool stale_ = true;  // the figures
  widgets::Figure graph_, roofline_;
  std::string reach_;
  std::uint64_t figure_version_ = 0;
  FigureView graph_view_, roofline_view_;
};

}  // namespace wf::app
