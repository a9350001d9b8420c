#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "app/explorer/arithmetic.h"
#include "app/explorer/assignment_pane.h"
#include "app/explorer/findings.h"
#include "app/explorer/knob_pane.h"
#include "app/explorer/operations_pane.h"
#include "app/explorer/pinned.h"

namespace wf::app {

// A workload taken apart. Wide: picture and quantities, the arithmetic of one of them, the knobs,
// side by side. Narrow: one at a time.
class Explorer {
 public:
  struct Input {
    const model::Scenario& scenario;
    const model::Scenario& saved;  // what a reset goes back to
    std::uint64_t version = 0;     // counts changes of `scenario`
    const std::vector<std::string>& notes;
    // Of an assignment, and the workload as it was handed out.
    const model::Assignment* assignment = nullptr;
    const model::Scenario* given = nullptr;
  };
  // Fills the room that is left in Dear ImGui's current window. `share` is that of the knobs. The
  // changed scenario, if a knob was turned in this frame.
  std::optional<model::Scenario> draw(const Input& input, float& knob_share,
                                      const PaneContext& context);

  // "Budget binds, 5.1x": for the status line.
  std::string status(const Input& input);
  const Findings& findings(const Input& input);
  // What an assignment's open questions ask for.
  const Withheld& withheld(const Input& input) {
    findings(input);
    return withheld_;
  }

  // The arithmetic of a quantity; "" for none.
  void show_arithmetic(std::string_view quantity) {
    quantity_ = quantity;
    page_ = Page::kFindings;
  }
  const std::string& arithmetic() const { return quantity_; }
  // Of the quantity that was shown last, or of the one that says most; hides what is shown.
  void toggle_arithmetic(const Input& input);

  void focus_knobs();
  void focus_knob(std::string_view path);

  // What is said of the workload, its steps opened into their operations, or an assignment's task.
  enum class Page { kFindings, kOperations, kTask };
  void show(Page page);
  Page page() const { return page_; }
  const OperationsPane& operations() const { return operations_pane_; }

  // What this workload is compared with; nullptr for nothing.
  void pin(std::shared_ptr<const Pinned> state);
  const std::shared_ptr<const Pinned>& pinned() const { return pinned_; }
  // The pinned state, to be put in place of this one, which is pinned instead.
  model::Scenario swap(const Input& input);

  // The quantity or knob that is lit up, and the one whose menu was asked for with a right click.
  const std::string& lit() const { return lit_; }
  std::string take_asked() { return std::exchange(asked_, {}); }
  // The question of its task that is being typed into; "" for none.
  std::string_view answering() const { return task_.typing(); }
  // What was done on the task's page.
  AssignmentPane::Outcome take_task() { return std::exchange(task_outcome_, {}); }

  // The figure that was right-clicked in the last frame, by its section: the place for an export
  // menu.
  std::optional<std::size_t> take_export_request() {
    return std::exchange(export_request_, std::nullopt);
  }

 private:
  enum class View { kPicture, kArithmetic, kKnobs };
  void draw_headline(const PaneContext& context);
  void draw_picture(const Input& input, const PaneContext& context);
  void draw_comparison(const Input& input, const PaneContext& context);
  void draw_notes(const Input& input, const PaneContext& context);
  void draw_arithmetic(const Input& input, const PaneContext& context);
  void draw_operations(const Input& input, const PaneContext& context);
  void draw_task(const Input& input, const PaneContext& context);
  void draw_pages(const Input& input, bool wide, const PaneContext& context);

  Findings findings_;
  std::uint64_t findings_version_ = 0;
  Withheld withheld_;
  std::string quantity_;
  std::string last_quantity_;
  Page page_ = Page::kFindings;
  AssignmentPane task_;
  AssignmentPane::Outcome task_outcome_;
  bool task_offered_ = false;  // an assignment opens on its task
  View view_ = View::kPicture;
  KnobPane knobs_;
  ArithmeticPane arithmetic_pane_;
  OperationsPane operations_pane_;
  std::vector<FigureView> figures_;
  std::uint64_t figure_version_ = 0;
  std::shared_ptr<const Pinned> pinned_;
  std::optional<model::Scenario> swapped_;
  std::string lit_;
  std::string asked_;
  std::optional<std::size_t> export_request_;
};

}  // namespace wf::app
