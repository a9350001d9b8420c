#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lessons/unit.h"

// Inside of an Expression, shared by its parser and its evaluator.
namespace wf::lessons {

enum class Operation {
  kNumber,
  kText,
  kId,
  kScope,
  kNegate,
  kNot,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
  kCall
};

struct ExpressionNode {
  using Pointer = std::shared_ptr<const ExpressionNode>;
  struct ScopedOverride {
    std::string path;
    std::string value;
    Pointer computed;  // where the value is written in parentheses
  };

  Operation operation = Operation::kNumber;
  double number = 0;
  bool bare = false;  // a number without a unit: takes the unit of the other side
  Unit unit;
  std::string text;  // the string, id or function name
  std::vector<Pointer> children;
  std::vector<ScopedOverride> overrides;
};

}  // namespace wf::lessons
