#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/shell/pane_context.h"
#include "app/ui/figure_view.h"
#include "model/explain.h"

namespace wf::app {

// How one side of a quantity came about and what moves it: what "show the arithmetic" shows. The
// other side is not computed: while a knob moves this is done every frame.
struct Arithmetic {
  std::string quantity;  // its id
  model::Side side = model::Side::kExpected;
  std::shared_ptr<const model::Explanation> explanation{};
  std::optional<model::Derivation> derivation{};  // unfolded where it is open
  std::vector<model::Sensitivity> sensitivities{};
  widgets::Figure figure{};  // of the sensitivities
};
Arithmetic arithmetic_of(const model::Scenario& scenario, const model::Reading& reading,
                         model::Side side = model::Side::kExpected);

// Bars of what +1 % of each knob does, the strongest first.
widgets::Figure sensitivity_figure(const std::vector<model::Sensitivity>& sensitivities);

// The arithmetic as a tree that opens step by step.
class ArithmeticPane {
 public:
  enum class Outcome { kStay, kBack };
  Outcome draw(const model::Scenario& scenario, const model::Reading& reading,
               std::uint64_t version, const PaneContext& context);

 private:
  void draw_summary(const model::Reading& reading, const PaneContext& context);
  void draw_step(std::size_t index, int depth, const PaneContext& context);

  Arithmetic arithmetic_;
  std::uint64_t version_ = 0;
  bool show_bound_ = false;
  FigureView figure_;
  std::uint64_t figure_version_ = 0;
};

}  // namespace wf::app
