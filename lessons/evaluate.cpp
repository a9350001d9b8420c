// The meaning of expressions: numbers with units against a NumberSource.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lessons/expression.h"
#include "lessons/expression_node.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

using Node = ExpressionNode;

struct Operand {
  bool is_text = false;
  std::string text;
  double number = std::numeric_limits<double>::quiet_NaN();
  Unit unit;
  bool bare = false;
  Value value;  // what the source said, for a lone id

  static Operand of(double number, Unit unit = {}, bool bare = false) {
    Operand operand;
    operand.number = number;
    operand.unit = std::move(unit);
    operand.bare = bare;
    return operand;
  }
};

bool truth_of(const Operand& operand) {
  if (operand.is_text) return !operand.text.empty() && operand.text != "false";
  return operand.number != 0 && !std::isnan(operand.number);
}

class Evaluator {
 public:
  explicit Evaluator(const NumberSource& source) : source_(source) {}

  std::string error;

  Operand evaluate(const Node& node, const Overrides& overrides) {
    switch (node.operation) {
      case Operation::kNumber:
        return Operand::of(node.number, node.unit, node.bare);
      case Operation::kText: {
        Operand operand;
        operand.is_text = true;
        operand.text = node.text;
        return operand;
      }
      case Operation::kId:
        return look_up(node.text, overrides);
      case Operation::kScope:
        return evaluate(*node.children[0], scope(node, overrides));
      case Operation::kNegate: {
        Operand operand = number(*node.children[0], overrides);
        return Operand::of(-operand.number, operand.unit, operand.bare);
      }
      case Operation::kNot:
        return Operand::of(truth_of(evaluate(*node.children[0], overrides)) ? 0 : 1, {}, true);
      case Operation::kAnd:
      case Operation::kOr:
        return logic(node, overrides);
      case Operation::kCall:
        return call(node, overrides);
      case Operation::kMultiply:
      case Operation::kDivide:
        return product(node, overrides);
      case Operation::kAdd:
      case Operation::kSubtract:
        return sum(node, overrides);
      default:
        return comparison(node, overrides);
    }
  }

 private:
  Operand fail(std::string message) {
    if (error.empty()) error = std::move(message);
    return Operand{};
  }

  Operand look_up(const std::string& id, const Overrides& overrides) {
    auto found = source_.lookup(id, overrides);
    if (!found) return fail("there is no quantity or knob '" + id + "'");
    Operand operand;
    if (found->is_number()) {
      operand.number = std::get<double>(found->data);
      operand.unit = Unit::parse(found->unit);
    } else {
      operand.is_text = true;
      operand.text = std::get<std::string>(found->data);
    }
    operand.value = std::move(*found);
    return operand;
  }

  Overrides scope(const Node& node, const Overrides& outer) {
    Overrides inner;
    for (const auto& entry : node.overrides) {
      std::string value = entry.value;
      if (entry.computed) {
        const Operand operand = evaluate(*entry.computed, outer);
        value = operand.is_text ? operand.text : fmt::format("{}", operand.number);
      }
      inner.push_back({entry.path, std::move(value)});
    }
    return merged(outer, inner);
  }

  Operand number(const Node& node, const Overrides& overrides) {
    Operand operand = evaluate(node, overrides);
    if (operand.is_text)
      return fail("\"" + operand.text + "\" is a word: it can be compared, not computed with");
    return operand;
  }

  // Brings two numbers to one unit, or complains. `doing` is the verb of the message.
  bool align(Operand& left, Operand& right, std::string_view doing) {
    if (left.bare && !right.bare) left.unit = right.unit, left.bare = false;
    if (right.bare && !left.bare) right.unit = left.unit, right.bare = false;
    if (left.unit == right.unit) return true;
    for (Operand* operand : {&left, &right}) {
      const auto [unit, factor] = operand->unit.hours_as_seconds();
      operand->unit = unit;
      operand->number *= factor;
    }
    if (left.unit == right.unit) return true;
    if (error.empty())
      error = fmt::format("{} {} with {}", doing, left.unit.name(), right.unit.name());
    return false;
  }

  Operand sum(const Node& node, const Overrides& overrides) {
    Operand left = number(*node.children[0], overrides);
    Operand right = number(*node.children[1], overrides);
    const bool adds = node.operation == Operation::kAdd;
    if (!align(left, right, adds ? "cannot add" : "cannot subtract")) return Operand{};
    return Operand::of(adds ? left.number + right.number : left.number - right.number, left.unit,
                       left.bare && right.bare);
  }

  Operand product(const Node& node, const Overrides& overrides) {
    const Operand left = number(*node.children[0], overrides);
    const Operand right = number(*node.children[1], overrides);
    const bool divides = node.operation == Operation::kDivide;
    Unit unit = divides ? left.unit.over(right.unit) : left.unit.times(right.unit);
    double result = divides ? left.number / right.number : left.number * right.number;
    if (unit.power("h") != 0 && unit.power("s") != 0) {
      const auto [seconds, factor] = unit.hours_as_seconds();
      unit = seconds;
      result *= factor;
    }
    return Operand::of(existing(result, left, right), unit, left.bare && right.bare);
  }

  // Dividing by zero gives a number that does not exist, not one without limit.
  static double existing(double result, const Operand& left, const Operand& right) {
    const bool finite = std::isfinite(left.number) && std::isfinite(right.number);
    return finite && !std::isfinite(result) ? std::numeric_limits<double>::quiet_NaN() : result;
  }

  Operand comparison(const Node& node, const Overrides& overrides) {
    Operand left = evaluate(*node.children[0], overrides);
    Operand right = evaluate(*node.children[1], overrides);
    const auto answer = [](bool holds) { return Operand::of(holds ? 1 : 0, {}, true); };
    for (Operand* operand : {&left, &right}) {  // a switch may be spelled true or 1
      if (!operand->is_text || left.is_text == right.is_text) continue;
      if (operand->text != "true" && operand->text != "false")
        return fail("a number cannot be compared with the word \"" + operand->text + "\"");
      *operand = Operand::of(operand->text == "true" ? 1 : 0, {}, true);
    }
    const Operation operation = node.operation;
    if (left.is_text) {
      if (operation == Operation::kEqual) return answer(left.text == right.text);
      if (operation == Operation::kNotEqual) return answer(left.text != right.text);
      return fail("words can be compared with == and != only");
    }
    if (!align(left, right, "cannot compare")) return Operand{};
    switch (operation) {
      case Operation::kEqual:
        return answer(left.number == right.number);
      case Operation::kNotEqual:
        return answer(left.number != right.number);
      case Operation::kLess:
        return answer(left.number < right.number);
      case Operation::kLessEqual:
        return answer(left.number <= right.number);
      case Operation::kGreater:
        return answer(left.number > right.number);
      default:
        return answer(left.number >= right.number);
    }
  }

  // Both sides are always evaluated, so that a wrong id in either is found with any scenario.
  Operand logic(const Node& node, const Overrides& overrides) {
    const bool left = truth_of(evaluate(*node.children[0], overrides));
    const bool right = truth_of(evaluate(*node.children[1], overrides));
    const bool result = node.operation == Operation::kAnd ? left && right : left || right;
    return Operand::of(result ? 1 : 0, {}, true);
  }

  Operand call(const Node& node, const Overrides& overrides) {
    Operand first = number(*node.children[0], overrides);
    const std::string& name = node.text;
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      Operand next = number(*node.children[i], overrides);
      if (!align(first, next, "cannot compare")) return Operand{};
      const bool replaces = name == "min" ? next.number < first.number : next.number > first.number;
      if (replaces || std::isnan(next.number)) first = next;
    }
    double x = first.number;
    Unit unit = first.unit;
    if (name == "round") x = std::round(x);
    if (name == "floor") x = std::floor(x);
    if (name == "ceil") x = std::ceil(x);
    if (name == "abs") x = std::fabs(x);
    if (name == "sqrt") {
      const auto root = unit.root();
      if (!root) return fail("the square root of " + unit.name() + " has no unit");
      unit = *root;
      x = existing(std::sqrt(x), first, first);
    }
    if (name == "log2") {
      if (!unit.dimensionless()) return fail("log2 of a number in " + unit.name());
      x = existing(std::log2(x), first, first);
    }
    return Operand::of(x, unit, first.bare);
  }

  const NumberSource& source_;
};

}  // namespace

EvaluatedExpression Expression::evaluate(const NumberSource& source) const {
  EvaluatedExpression result;
  if (!ok()) {
    result.error = error_.empty() ? "there is no expression" : error_;
    return result;
  }
  Evaluator evaluator(source);
  Operand operand = evaluator.evaluate(*root_, {});
  result.error = evaluator.error;
  if (!result.error.empty()) return result;
  result.unit = operand.unit;
  result.value = std::move(operand.value);
  result.value.unit = operand.unit.name();
  if (operand.is_text) {
    result.value.data = operand.text;
  } else {
    result.value.data = operand.number;
  }
  return result;
}

bool EvaluatedExpression::truth() const {
  if (!error.empty()) return false;
  if (!value.is_number()) {
    const auto& word = std::get<std::string>(value.data);
    return !word.empty() && word != "false";
  }
  const double number = std::get<double>(value.data);
  return number != 0 && !std::isnan(number);
}

Overrides merged(Overrides base, const Overrides& more) {
  for (const auto& entry : more) {
    const auto same = std::find_if(base.begin(), base.end(),
                                   [&](const Override& o) { return o.path == entry.path; });
    if (same == base.end()) {
      base.push_back(entry);
    } else {
      same->value = entry.value;
    }
  }
  return base;
}

OverriddenSource::OverriddenSource(const NumberSource& base, Overrides overrides)
    : base_(base), overrides_(merged({}, overrides)) {}

std::optional<Value> OverriddenSource::lookup(std::string_view id,
                                              const Overrides& overrides) const {
  Overrides passed_on;
  for (const auto& entry : merged(overrides_, overrides)) {
    // A path, or a word that the source itself knows ("model"); the rest are a question's own.
    const bool of_source = entry.path.find('.') != std::string::npos ||
                           base_.lookup(entry.path, {}).has_value();
    if (of_source) {
      passed_on.push_back(entry);
    } else if (entry.path == id) {
      Value value;
      value.sentence = "A number given in this question.";
      if (const auto number = parse_number(entry.value)) {
        value.data = *number;
      } else {
        value.data = entry.value;
      }
      return value;
    }
  }
  return base_.lookup(id, passed_on);
}

}  // namespace wf::lessons
