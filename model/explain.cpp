#include "model/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/units.h"

namespace wf::model {
namespace {

// Writes the expression below a step, in symbols or in numbers, down to the next named nodes.
class ExpressionWriter {
 public:
  ExpressionWriter(const Tape& tape, bool numbers) : tape_(tape), numbers_(numbers) {}

  std::string write(NodeIndex index) { return expression(index, 0); }
  // Named nodes met, in order, each once.
  const std::vector<NodeIndex>& parts() const { return parts_; }

 private:
  static constexpr int kSum = 1, kProduct = 2, kPower = 3;

  static bool is_named(const Node& node) {
    return node.operation == Operation::kStep || node.operation == Operation::kLeaf ||
           node.operation == Operation::kOpaque;
  }
  bool is_constant(NodeIndex index, double value) const {
    const Node& node = tape_.node(index);
    return node.operation == Operation::kConstant && node.value == value;
  }

  std::string name(NodeIndex index) {
    const Node& node = tape_.node(index);
    if (std::find(parts_.begin(), parts_.end(), index) == parts_.end()) parts_.push_back(index);
    return numbers_ ? format_magnitude(node.value, node.term->unit)
                    : std::string(node.term->symbol);
  }

  std::string parenthesised(std::string text, int own, int outer) const {
    return own < outer ? "(" + text + ")" : text;
  }

  // The left side first: parts are listed in the order in which the formula names them.
  std::string infix(NodeIndex a, int outer_of_a, std::string_view sign, NodeIndex b,
                    int outer_of_b) {
    std::string text = expression(a, outer_of_a);
    text += sign;
    text += expression(b, outer_of_b);
    return text;
  }

  std::string expression(NodeIndex index, int outer) {
    const Node& node = tape_.node(index);
    if (is_named(node)) return name(index);
    switch (node.operation) {
      case Operation::kConstant:
        return format_number(node.value, 4);
      case Operation::kAdd:
        if (is_constant(node.a, 0)) return expression(node.b, outer);
        if (is_constant(node.b, 0)) return expression(node.a, outer);
        return parenthesised(infix(node.a, kSum, " + ", node.b, kSum), kSum, outer);
      case Operation::kSubtract:
        if (is_constant(node.b, 0)) return expression(node.a, outer);
        return parenthesised(infix(node.a, kSum, " − ", node.b, kSum + 1), kSum, outer);
      case Operation::kMultiply:
        return product(node, outer);
      case Operation::kDivide:
        if (is_constant(node.b, 1)) return expression(node.a, outer);
        return parenthesised(infix(node.a, kProduct, " / ", node.b, kProduct + 1), kProduct, outer);
      case Operation::kMinimum:
        return choice(index, Operation::kMinimum, "min", "least");
      case Operation::kMaximum:
        return choice(index, Operation::kMaximum, "max", "greatest");
      case Operation::kPower:
        return infix(node.a, kPower + 1, "^", node.b, kPower + 1);
      case Operation::kSquareRoot:
        return "√(" + expression(node.a, 0) + ")";
      case Operation::kCubeRoot:
        return "(" + expression(node.a, 0) + ")^⅓";
      case Operation::kExponential:
        return "exp(" + expression(node.a, 0) + ")";
      case Operation::kLogarithm:
        return "ln(" + expression(node.a, 0) + ")";
      case Operation::kCeiling:
        return "⌈" + expression(node.a, 0) + "⌉";
      case Operation::kFloor:
        return "⌊" + expression(node.a, 0) + "⌋";
      // Only the side that was taken is part of the arithmetic.
      case Operation::kIfPositive:
        return expression(tape_.node(node.a).value > 0 ? node.b : node.c, outer);
      case Operation::kStep:
      case Operation::kLeaf:
      case Operation::kOpaque:
        break;
    }
    return {};
  }

  std::string product(const Node& node, int outer) {
    if (is_constant(node.a, 1)) return expression(node.b, outer);
    if (is_constant(node.b, 1)) return expression(node.a, outer);
    if (node.a == node.b) return expression(node.a, kPower + 1) + "²";
    const Node& left = tape_.node(node.a);
    if (left.operation == Operation::kMultiply && left.a == left.b && left.a == node.b) {
      return expression(node.b, kPower + 1) + "³";
    }
    const std::string_view times = numbers_ ? " · " : "·";
    return parenthesised(infix(node.a, kProduct, times, node.b, kProduct), kProduct, outer);
  }

  void flatten(NodeIndex index, Operation operation, std::vector<NodeIndex>& into) const {
    const Node& node = tape_.node(index);
    if (node.operation != operation) {
      into.push_back(index);
      return;
    }
    flatten(node.a, operation, into);
    flatten(node.b, operation, into);
  }

  // A short min or max is written out; of a long one, the argument that decides.
  std::string choice(NodeIndex index, Operation operation, std::string_view function,
                     std::string_view superlative) {
    std::vector<NodeIndex> arguments;
    flatten(index, operation, arguments);
    if (arguments.size() <= 3) {
      std::string text(function);
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        text += (i == 0 ? "(" : ", ") + expression(arguments[i], 0);
      }
      return text + ")";
    }
    const double value = tape_.node(index).value;
    for (NodeIndex argument : arguments) {
      if (tape_.node(argument).value != value) continue;
      return std::string(superlative) + " of " + std::to_string(arguments.size()) + ": " +
             expression(argument, kProduct);
    }
    return {};
  }

  const Tape& tape_;
  const bool numbers_;
  std::vector<NodeIndex> parts_;
};

// The step of a node, without its expression and parts.
DerivationStep folded(const Tape& tape, NodeIndex index) {
  const Node& node = tape.node(index);
  DerivationStep step;
  step.term = node.term;
  step.value = node.value;
  step.node = index;
  step.folded = true;
  return step;
}

// Writes what a folded step says. The nodes that its expression names.
std::vector<NodeIndex> write(const Tape& tape, DerivationStep& step) {
  step.folded = false;
  const Node& node = tape.node(step.node);
  std::vector<NodeIndex> parts;
  switch (node.operation) {
    case Operation::kLeaf:
      step.input = true;
      step.source = tape.leaf_source(node);
      break;
    case Operation::kOpaque: {
      const auto arguments = tape.opaque_arguments(node);
      // A search over the whole estimate has all of its inputs; a list of them explains nothing.
      constexpr std::size_t kMostShown = 16;
      if (arguments.size() > kMostShown) {
        step.expression = "by trial of batches";
        step.numbers = fmt::format("by trial of batches, from {} inputs", arguments.size());
        break;
      }
      for (NodeIndex argument : arguments) {
        ExpressionWriter symbols(tape, false), numbers(tape, true);
        step.expression += (step.expression.empty() ? "f(" : ", ") + symbols.write(argument);
        step.numbers += (step.numbers.empty() ? "f(" : ", ") + numbers.write(argument);
        parts.insert(parts.end(), symbols.parts().begin(), symbols.parts().end());
      }
      step.expression += ")";
      step.numbers += ")";
      break;
    }
    default: {
      const NodeIndex inside = node.operation == Operation::kStep ? node.a : step.node;
      ExpressionWriter symbols(tape, false), numbers(tape, true);
      step.expression = symbols.write(inside);
      step.numbers = numbers.write(inside);
      parts = symbols.parts();
      break;
    }
  }
  return parts;
}

// Where the step of a node stands; one that is not there yet is appended.
std::size_t place_of(Derivation& derivation, const Tape& tape, NodeIndex node) {
  auto& steps = derivation.steps;
  const auto found =
      std::ranges::find_if(steps, [&](const DerivationStep& step) { return step.node == node; });
  const auto place = static_cast<std::size_t>(found - steps.begin());
  if (found == steps.end()) steps.push_back(folded(tape, node));
  return place;
}

// The step and all below it.
void unfold_all(Derivation& derivation, const Tape& tape, std::size_t index) {
  if (!derivation.steps[index].folded) return;
  for (const NodeIndex part : write(tape, derivation.steps[index])) {
    const std::size_t place = place_of(derivation, tape, part);
    derivation.steps[index].parts.push_back(place);
    unfold_all(derivation, tape, place);
  }
}

}  // namespace

Explanation::Explanation(const Scenario& scenario, std::string_view quantity) {
  for (const TracedReading& reading : trace_report(scenario, tape_, scope_of(quantity))) {
    if (reading.term->id == quantity) reading_ = reading;
  }
}

std::optional<Derivation> Explanation::begin(Side side) const {
  if (!reading_) return std::nullopt;
  const NodeIndex root = side == Side::kExpected ? reading_->value : reading_->bound;
  if (root == kNoNode) return std::nullopt;
  Derivation derivation;
  derivation.steps.push_back(folded(tape_, root));
  derivation.steps[0].term = reading_->term;
  return derivation;
}

void Explanation::unfold(Derivation& derivation, std::size_t index) const {
  if (!derivation.steps[index].folded) return;
  for (const NodeIndex part : write(tape_, derivation.steps[index])) {
    const std::size_t place = place_of(derivation, tape_, part);  // the steps may move
    derivation.steps[index].parts.push_back(place);
  }
}

std::optional<Derivation> Explanation::derive(Side side) const {
  std::optional<Derivation> derivation = begin(side);
  if (derivation) unfold_all(*derivation, tape_, 0);
  return derivation;
}

std::vector<Sensitivity> Explanation::sensitivities() const {
  std::vector<Sensitivity> result;
  if (!reading_) return result;
  std::vector<double> adjoints;
  tape_.backward(reading_->value, adjoints);
  const double value = tape_.node(reading_->value).value;
  if (value == 0 || !std::isfinite(value)) return result;
  for (NodeIndex i = 0; i < adjoints.size(); ++i) {
    const Node& node = tape_.node(i);
    if (node.operation != Operation::kLeaf || adjoints[i] == 0) continue;
    const Knob* knob = find_knob(node.term->id);
    if (knob == nullptr || knob->kind != KnobKind::kContinuous) continue;
    const double elasticity = adjoints[i] * node.value / value;
    const auto same = std::find_if(result.begin(), result.end(),
                                   [&](const Sensitivity& s) { return s.knob == knob; });
    if (same != result.end()) {
      same->elasticity += elasticity;
    } else {
      result.push_back({knob, elasticity});
    }
  }
  std::erase_if(result, [](const Sensitivity& s) { return std::abs(s.elasticity) < 1e-9; });
  std::stable_sort(result.begin(), result.end(), [](const Sensitivity& a, const Sensitivity& b) {
    return std::abs(a.elasticity) > std::abs(b.elasticity);
  });
  return result;
}

std::optional<Derivation> derive(const Scenario& scenario, std::string_view quantity, Side side) {
  return Explanation(scenario, quantity).derive(side);
}

std::vector<Sensitivity> sensitivities(const Scenario& scenario, std::string_view quantity) {
  return Explanation(scenario, quantity).sensitivities();
}

}  // namespace wf::model
