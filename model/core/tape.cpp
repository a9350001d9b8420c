#include "model/core/tape.h"

#include <cassert>
#include <cmath>
#include <utility>

#include "model/core/number.h"

namespace wf::model {

void Tape::clear() {
  nodes_.clear();
  sources_.clear();
  opaques_.clear();
}

NodeIndex Tape::constant(double value) {
  nodes_.push_back({.value = value});
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

NodeIndex Tape::leaf(const Term& term, double value, std::string source) {
  sources_.push_back(std::move(source));
  nodes_.push_back({.value = value,
                    .operation = Operation::kLeaf,
                    .term = &term,
                    .extra = static_cast<std::uint32_t>(sources_.size() - 1)});
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

NodeIndex Tape::record(Operation operation, double value, NodeIndex a, NodeIndex b, NodeIndex c) {
  nodes_.push_back({.value = value, .a = a, .b = b, .c = c, .operation = operation});
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

NodeIndex Tape::step(const Term& term, NodeIndex a) {
  nodes_.push_back(
      {.value = nodes_[a].value, .a = a, .operation = Operation::kStep, .term = &term});
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

NodeIndex Tape::opaque(const Term& term, OpaqueFunction function,
                       std::span<const NodeIndex> arguments) {
  opaques_.push_back({function, {arguments.begin(), arguments.end()}});
  Node node{.operation = Operation::kOpaque,
            .term = &term,
            .extra = static_cast<std::uint32_t>(opaques_.size() - 1)};
  std::vector<double> values;
  for (NodeIndex argument : arguments) values.push_back(nodes_[argument].value);
  node.value = function(values);
  nodes_.push_back(node);
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

std::span<const NodeIndex> Tape::opaque_arguments(const Node& node) const {
  if (node.operation != Operation::kOpaque) return {};
  return opaques_[node.extra].arguments;
}

NodeIndex Tape::find_leaf(std::string_view id) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].operation == Operation::kLeaf && nodes_[i].term->id == id) {
      return static_cast<NodeIndex>(i);
    }
  }
  return kNoNode;
}

double Tape::forward(const Node& node, std::span<const double> values) const {
  const double a = node.a == kNoNode ? 0 : values[node.a];
  const double b = node.b == kNoNode ? 0 : values[node.b];
  switch (node.operation) {
    case Operation::kConstant:
    case Operation::kLeaf: return node.value;
    case Operation::kAdd: return a + b;
    case Operation::kSubtract: return a - b;
    case Operation::kMultiply: return a * b;
    case Operation::kDivide: return a / b;
    case Operation::kMinimum: return minimum(a, b);
    case Operation::kMaximum: return maximum(a, b);
    case Operation::kPower: return power(a, b);
    case Operation::kSquareRoot: return square_root(a);
    case Operation::kCubeRoot: return cube_root(a);
    case Operation::kExponential: return exponential(a);
    case Operation::kLogarithm: return logarithm(a);
    case Operation::kCeiling: return ceiling(a);
    case Operation::kFloor: return floor_of(a);
    case Operation::kIfPositive: return if_positive(a, b, values[node.c]);
    case Operation::kStep: return a;
    case Operation::kOpaque: {
      std::vector<double> arguments;
      for (NodeIndex argument : opaques_[node.extra].arguments) {
        arguments.push_back(values[argument]);
      }
      return opaques_[node.extra].function(arguments);
    }
  }
  return node.value;
}

double Tape::evaluate(NodeIndex result, std::span<const Replacement> replacements) const {
  std::vector<double> values(result + 1);
  for (NodeIndex i = 0; i <= result; ++i) {
    values[i] = forward(nodes_[i], values);
    if (nodes_[i].operation != Operation::kLeaf) continue;
    for (const Replacement& replacement : replacements) {
      if (replacement.leaf == i) values[i] = replacement.value;
    }
  }
  return values[result];
}

void Tape::backward(NodeIndex result, std::vector<double>& adjoints) const {
  adjoints.assign(result + 1, 0.0);
  adjoints[result] = 1.0;
  for (NodeIndex i = result + 1; i-- > 0;) {
    const double seed = adjoints[i];
    if (seed == 0) continue;
    const Node& node = nodes_[i];
    const double a = node.a == kNoNode ? 0 : nodes_[node.a].value;
    const double b = node.b == kNoNode ? 0 : nodes_[node.b].value;
    switch (node.operation) {
      case Operation::kConstant:
      case Operation::kLeaf:
      case Operation::kCeiling:
      case Operation::kFloor: break;
      case Operation::kAdd:
        adjoints[node.a] += seed;
        adjoints[node.b] += seed;
        break;
      case Operation::kSubtract:
        adjoints[node.a] += seed;
        adjoints[node.b] -= seed;
        break;
      case Operation::kMultiply:
        adjoints[node.a] += seed * b;
        adjoints[node.b] += seed * a;
        break;
      case Operation::kDivide:
        adjoints[node.a] += seed / b;
        adjoints[node.b] -= seed * a / (b * b);
        break;
      case Operation::kMinimum: adjoints[a <= b ? node.a : node.b] += seed; break;
      case Operation::kMaximum: adjoints[a >= b ? node.a : node.b] += seed; break;
      case Operation::kPower:
        if (a != 0) adjoints[node.a] += seed * b * node.value / a;
        if (a > 0) adjoints[node.b] += seed * node.value * std::log(a);
        break;
      case Operation::kSquareRoot:
        if (node.value != 0) adjoints[node.a] += seed * 0.5 / node.value;
        break;
      case Operation::kCubeRoot:
        if (node.value != 0) adjoints[node.a] += seed / (3 * node.value * node.value);
        break;
      case Operation::kExponential: adjoints[node.a] += seed * node.value; break;
      case Operation::kLogarithm: adjoints[node.a] += seed / a; break;
      case Operation::kIfPositive: adjoints[a > 0 ? node.b : node.c] += seed; break;
      case Operation::kStep: adjoints[node.a] += seed; break;
      case Operation::kOpaque: {
        const Opaque& opaque = opaques_[node.extra];
        std::vector<double> arguments;
        for (NodeIndex argument : opaque.arguments) arguments.push_back(nodes_[argument].value);
        for (std::size_t k = 0; k < arguments.size(); ++k) {
          const double at = arguments[k];
          const double delta = at == 0 ? 1e-6 : at * 1e-5;
          arguments[k] = at + delta;
          const double up = opaque.function(arguments);
          arguments[k] = at - delta;
          const double down = opaque.function(arguments);
          arguments[k] = at;
          adjoints[opaque.arguments[k]] += seed * (up - down) / (2 * delta);
        }
        break;
      }
    }
  }
}

namespace {

Tape* common_tape(const Traced& a, const Traced& b) {
  assert(a.tape == nullptr || b.tape == nullptr || a.tape == b.tape);
  return a.tape != nullptr ? a.tape : b.tape;
}

NodeIndex node_on(Tape* tape, const Traced& a) {
  return a.tape != nullptr ? a.node : tape->constant(a.value);
}

Traced binary(Operation operation, double value, const Traced& a, const Traced& b) {
  Tape* tape = common_tape(a, b);
  if (tape == nullptr) return {value};
  const NodeIndex left = node_on(tape, a);
  const NodeIndex right = node_on(tape, b);
  return {tape, tape->record(operation, value, left, right)};
}

Traced unary(Operation operation, double value, const Traced& a) {
  if (a.tape == nullptr) return {value};
  return {a.tape, a.tape->record(operation, value, a.node)};
}

}  // namespace

Traced operator+(const Traced& a, const Traced& b) {
  return binary(Operation::kAdd, a.value + b.value, a, b);
}
Traced operator-(const Traced& a, const Traced& b) {
  return binary(Operation::kSubtract, a.value - b.value, a, b);
}
Traced operator*(const Traced& a, const Traced& b) {
  return binary(Operation::kMultiply, a.value * b.value, a, b);
}
Traced operator/(const Traced& a, const Traced& b) {
  return binary(Operation::kDivide, a.value / b.value, a, b);
}
Traced minimum(const Traced& a, const Traced& b) {
  return binary(Operation::kMinimum, minimum(a.value, b.value), a, b);
}
Traced maximum(const Traced& a, const Traced& b) {
  return binary(Operation::kMaximum, maximum(a.value, b.value), a, b);
}
Traced power(const Traced& a, const Traced& b) {
  return binary(Operation::kPower, power(a.value, b.value), a, b);
}
Traced square_root(const Traced& a) {
  return unary(Operation::kSquareRoot, square_root(a.value), a);
}
Traced cube_root(const Traced& a) { return unary(Operation::kCubeRoot, cube_root(a.value), a); }
Traced exponential(const Traced& a) {
  return unary(Operation::kExponential, exponential(a.value), a);
}
Traced logarithm(const Traced& a) { return unary(Operation::kLogarithm, logarithm(a.value), a); }
Traced ceiling(const Traced& a) { return unary(Operation::kCeiling, ceiling(a.value), a); }
Traced floor_of(const Traced& a) { return unary(Operation::kFloor, floor_of(a.value), a); }

Traced if_positive(const Traced& condition, const Traced& then, const Traced& otherwise) {
  const double value = if_positive(condition.value, then.value, otherwise.value);
  Tape* tape = common_tape(condition, then);
  if (tape == nullptr) tape = otherwise.tape;
  if (tape == nullptr) return {value};
  const NodeIndex a = node_on(tape, condition);
  const NodeIndex b = node_on(tape, then);
  const NodeIndex c = node_on(tape, otherwise);
  return {tape, tape->record(Operation::kIfPositive, value, a, b, c)};
}

Traced named(const Term& term, const Traced& a) {
  if (a.tape == nullptr) return a;
  return {a.tape, a.tape->step(term, a.node)};
}

Traced opaque(const Term& term, OpaqueFunction function, std::span<const Traced> arguments) {
  Tape* tape = nullptr;
  for (const Traced& argument : arguments) {
    if (argument.tape != nullptr) tape = argument.tape;
  }
  std::vector<double> values;
  for (const Traced& argument : arguments) values.push_back(argument.value);
  if (tape == nullptr) return {function(values)};
  std::vector<NodeIndex> nodes;
  for (const Traced& argument : arguments) nodes.push_back(node_on(tape, argument));
  return {tape, tape->opaque(term, function, nodes)};
}

}  // namespace wf::model
