#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/core/term.h"

namespace wf::model {

// The second reading of a formula. A `Traced` number behaves like a double and writes every
// operation it takes part in to its tape. The tape then answers two questions that the value alone
// cannot: how the number came about (the tree of named steps), and what it depends on (one backward
// sweep gives its derivative by every input).
//
// The tape belongs to the number, not to a thread: numbers of different tapes never meet.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xffffffffu;

enum class Operation : std::uint8_t {
  kConstant,
  kLeaf,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMinimum,
  kMaximum,
  kPower,      // a ^ b
  kSquareRoot,
  kCubeRoot,
  kExponential,
  kLogarithm,
  kCeiling,
  kFloor,
  kIfPositive,  // a > 0 ? b : c
  kStep,        // a named value: `a` under the name of a Term
  kOpaque,      // what has no closed form: a function of its arguments, differentiated numerically
};

struct Node {
  double value = 0;
  NodeIndex a = kNoNode;
  NodeIndex b = kNoNode;
  NodeIndex c = kNoNode;
  Operation operation = Operation::kConstant;
  const Term* term = nullptr;  // of a leaf or a step
  std::uint32_t extra = 0;     // leaf: index of its source; opaque: index of its function
};

using OpaqueFunction = double (*)(std::span<const double>);

class Tape {
 public:
  // Forgets every node and keeps the memory.
  void clear();

  NodeIndex constant(double value);
  // An input: a knob or a catalogue figure. `source` says where its value comes from.
  NodeIndex leaf(const Term& term, double value, std::string source);
  NodeIndex record(Operation operation, double value, NodeIndex a, NodeIndex b = kNoNode,
                   NodeIndex c = kNoNode);
  NodeIndex step(const Term& term, NodeIndex a);
  NodeIndex opaque(const Term& term, OpaqueFunction function, std::span<const NodeIndex> arguments);

  std::span<const Node> nodes() const { return nodes_; }
  const Node& node(NodeIndex index) const { return nodes_[index]; }
  const std::string& leaf_source(const Node& leaf) const { return sources_[leaf.extra]; }
  std::span<const NodeIndex> opaque_arguments(const Node& node) const;

  // The leaf of this term, or kNoNode where no number has read it.
  NodeIndex find_leaf(std::string_view id) const;

  // The value of `result` when the leaves' values are replaced: the derivation, run again.
  struct Replacement {
    NodeIndex leaf;
    double value;
  };
  double evaluate(NodeIndex result, std::span<const Replacement> replacements) const;

  // d result / d node for every node up to `result`. `adjoints` is resized and filled.
  void backward(NodeIndex result, std::vector<double>& adjoints) const;

 private:
  struct Opaque {
    OpaqueFunction function;
    std::vector<NodeIndex> arguments;
  };

  double forward(const Node& node, std::span<const double> values) const;

  std::vector<Node> nodes_;
  std::vector<std::string> sources_;
  std::vector<Opaque> opaques_;
};

// A number on a tape. One without a tape is a plain constant, and becomes a node when it first
// meets a number that has one.
struct Traced {
  Tape* tape = nullptr;
  NodeIndex node = kNoNode;
  double value = 0;

  Traced() = default;
  Traced(double constant) : value(constant) {}  // NOLINT: a constant is a number
  Traced(Tape* on, NodeIndex index) : tape(on), node(index), value(on->node(index).value) {}
};

Traced operator+(const Traced& a, const Traced& b);
Traced operator-(const Traced& a, const Traced& b);
Traced operator*(const Traced& a, const Traced& b);
Traced operator/(const Traced& a, const Traced& b);
Traced minimum(const Traced& a, const Traced& b);
Traced maximum(const Traced& a, const Traced& b);
Traced power(const Traced& a, const Traced& b);
Traced square_root(const Traced& a);
Traced cube_root(const Traced& a);
Traced exponential(const Traced& a);
Traced logarithm(const Traced& a);
Traced ceiling(const Traced& a);
Traced floor_of(const Traced& a);
Traced if_positive(const Traced& condition, const Traced& then, const Traced& otherwise);
Traced named(const Term& term, const Traced& a);
Traced opaque(const Term& term, OpaqueFunction function, std::span<const Traced> arguments);

}  // namespace wf::model
