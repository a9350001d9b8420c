#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/analysis/knob_sweep.h"
#include "app/explorer/knob_pane.h"
#include "app/explorer/pinned.h"
#include "app/explorer/withheld.h"
#include "app/ui/figure_view.h"
#include "model/tornado.h"

namespace wf::app {

// Looks at the scenario of a document, lesson or workload, from the side: what moves a result most,
// a knob against a quantity, A beside B. It stands in the document's place until it is left.
class AnalysisPage {
 public:
  enum class View { kTornado, kSweep, kCompare };

  struct Input {
    int document = 0;
    std::uint64_t version = 0;  // counts changes of `scenario`
    const model::Scenario& scenario;
    const model::Scenario& saved;          // what a reset goes back to
    std::string_view title;                // of the document
    std::shared_ptr<const Pinned> pinned;  // A
    std::vector<std::string> others;       // other open files that can be A
    Withheld withheld{};                   // what an assignment's open questions ask for
    bool held = false;                     // a knob is being dragged: the slow part waits
  };
  struct Events {
    std::optional<model::Scenario> changed;
    std::string knob;                         // the one that was turned, where one was
    std::optional<std::size_t> compare_with;  // of `others`
    bool pin = false;                         // pin this state as A, or unpin it
    bool swap = false;
    bool back = false;
  };

  void open(View view) { view_ = view, open_ = true; }
  void choose_quantity(std::string_view quantity) { quantity_ = quantity; }
  void choose_knob(std::string_view knob) { knob_ = knob; }
  void close() { open_ = false; }
  bool is_open() const { return open_; }
  View view() const { return view_; }
  const std::string& quantity() const { return quantity_; }

  // Fills the room that is left in Dear ImGui's current window.
  Events draw(const Input& input, const PaneContext& context);

  // Of the last frame: for exports and tests.
  std::vector<const widgets::Figure*> figures() const;

 private:
  struct Key {
    int document = 0;
    std::uint64_t version = 0;
    std::shared_ptr<const Pinned> pinned;
    View view = View::kTornado;
    std::string quantity, second, knob;
    bool operator==(const Key&) const = default;
  };
  void refresh(const Input& input);
  void draw_choosers(const PaneContext& context);
  void draw_tornado(const PaneContext& context);
  void draw_sweep(const Input& input, Events& events, const PaneContext& context);
  void draw_compare(const Input& input, Events& events, const PaneContext& context);
  void draw_copy(const widgets::Figure& figure, const PaneContext& context);
  void take_handle(const Input& input, const FigureEvents& events, Events& out,
                   const PaneContext& context);

  bool open_ = false;
  View view_ = View::kTornado;
  std::string quantity_;
  std::string second_;  // another quantity along the same knob; empty: none
  std::string knob_ = "serving.batch";
  std::array<std::string, 3> typed_;  // in the choosers
  Key made_for_;
  std::uint64_t made_ = 0;
  bool waits_ = false;  // what is shown is what an open question asks for
  model::Report report_;
  std::uint64_t report_version_ = 0;
  int report_document_ = 0;
  std::optional<model::Tornado> tornado_;
  widgets::Figure tornado_figure_;
  std::array<KnobSweep, 2> sweeps_;
  std::array<FigureView, 3> figure_views_;
  KnobPane knobs_;
  std::string lit_;
};

}  // namespace wf::app
