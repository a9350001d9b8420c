#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/knobs.h"
#include "model/report.h"

namespace wf::model {

// One named step of a derivation, or an input that it ends in.
struct DerivationStep {
  const Term* term = nullptr;
  double value = 0;
  bool input = false;              // a knob, a catalogue figure, an efficiency
  std::string source;              // of an input: where its value comes from
  std::string expression;          // in symbols: "W_read / (tp·cp·BW)"; empty for an input
  std::string numbers;             // the same with values: "139 GB / (8 · 1 · 3.35 TB/s)"
  std::vector<std::size_t> parts;  // the steps and inputs that the expression names
  NodeIndex node = kNoNode;        // on the tape that it was read from
  bool folded = false;             // only term and value are there yet
};

// How a quantity came about. steps[0] is the quantity; a step that is used twice stands once.
struct Derivation {
  std::vector<DerivationStep> steps;
};

enum class Side : std::uint8_t { kExpected, kBound };

// How a quantity answers to a knob, other things equal.
struct Sensitivity {
  const Knob* knob = nullptr;
  double elasticity = 0;  // +1 % of the knob changes the quantity by this many per cent
};

// A quantity of a scenario, read on a tape once: whatever is asked of it comes from there.
class Explanation {
 public:
  Explanation(const Scenario& scenario, std::string_view quantity);

  // nullopt where the scenario has no such quantity, or it has no bound.
  std::optional<Derivation> derive(Side side) const;
  // The same for one who opens step after step: the first step, folded.
  std::optional<Derivation> begin(Side side) const;
  // Writes a folded step's expression; its parts are there then, folded.
  void unfold(Derivation& derivation, std::size_t index) const;

  // Of every continuous knob that the quantity depends on, strongest first; and of counts and
  // choices none (compare them with their neighbours, tornado.h).
  std::vector<Sensitivity> sensitivities() const;

 private:
  Tape tape_;
  std::optional<TracedReading> reading_;
};

// The same where one question is all there is.
std::optional<Derivation> derive(const Scenario& scenario, std::string_view quantity, Side side);
std::vector<Sensitivity> sensitivities(const Scenario& scenario, std::string_view quantity);

}  // namespace wf::model
