#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/number_source.h"
#include "lessons/unit.h"

namespace wf::lessons {

// The arithmetic that prose may do with quantities, knobs and words.
//
//   decode.step_time * 2            quantities and knobs by id, numbers, + - * / ( )
//   1.5 * 80 GB, 50 ms, 40 %        a number may carry a unit
//   min max round floor ceil sqrt log2 abs ( ... )
//   binding == "network"            == != < <= > >=, and or not; strings in quotes
//   (decode.step_time | serving.batch=1, cluster.gpu=l4)      overrides for what is inside
//   (decode.step_time | serving.batch=(serving.batch * 2))    a computed override
//
// Units are checked: seconds and bytes do not add. A number without a unit takes the other side's.
struct ExpressionNode;

struct EvaluatedExpression {
  Value value;        // sentence, term and wall are kept when the expression is one id
  Unit unit;          // of a number
  std::string error;  // empty when all went well

  bool truth() const;
};

class Expression {
 public:
  Expression() = default;

  // On failure `ok()` is false and `error()` says what was expected; evaluating gives that error.
  static Expression parse(std::string_view text);

  bool ok() const { return error_.empty() && root_ != nullptr; }
  const std::string& error() const { return error_; }
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

  // Every id that is looked up, in order, each once.
  std::vector<std::string> ids() const;
  // The id when the expression is nothing else (overrides aside), so that a click can lead there.
  std::string single_id() const;
  // The overrides written on the outermost level.
  Overrides overrides() const;
  // The number when the expression is a plain literal.
  std::optional<double> literal() const;

  EvaluatedExpression evaluate(const NumberSource& source) const;

 private:
  friend class ExpressionParser;
  std::string text_;
  std::string error_;
  std::shared_ptr<const ExpressionNode> root_;
};

// "| serving.batch=1, cluster.gpu=l4" without the bar, as in a `set:` field.
// Malformed parts are described in `error`.
Overrides parse_overrides(std::string_view text, std::string& error);

}  // namespace wf::lessons
