#include "lessons/expression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "lessons/expression_node.h"
#include "lessons/text.h"

namespace wf::lessons {

namespace {

using Node = ExpressionNode;
using Pointer = ExpressionNode::Pointer;

// Prose needs no more; the limits keep evaluation's recursion shallow for any input.
constexpr int kMostNodes = 400;
constexpr int kMostNesting = 64;

constexpr std::array<std::string_view, 8> kFunctions = {"min",  "max",  "round", "floor",
                                                        "ceil", "sqrt", "log2",  "abs"};

bool is_word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : text_(text) {}

  void parse(Expression& out) {
    out.text_ = std::string(trim(text_));
    if (out.text_.empty()) {
      out.error_ = "an expression is missing: name a quantity, such as decode.step_time";
      return;
    }
    Pointer root = parse_or();
    if (accept("|")) root = parse_scope(root);
    skip_space();
    if (error_.empty() && position_ < text_.size())
      fail("unexpected '" + std::string(text_.substr(position_, 12)) + "'");
    out.error_ = error_;
    if (error_.empty()) out.root_ = root;
  }

  Overrides parse_plain_overrides(std::string& error) {
    Overrides result;
    for (const auto& scoped : parse_override_list()) {
      if (scoped.computed) fail("a computed value is not possible here: write a plain value");
      result.push_back({scoped.path, scoped.value});
    }
    skip_space();
    if (error_.empty() && position_ < text_.size())
      fail("unexpected '" + std::string(text_.substr(position_, 12)) + "'");
    error = error_;
    return result;
  }

 private:
  void fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    position_ = text_.size();
  }

  void skip_space() {
    while (position_ < text_.size() &&
           std::isspace(static_cast<unsigned char>(text_[position_])) != 0)
      ++position_;
  }

  bool accept(std::string_view symbol) {
    skip_space();
    if (text_.substr(position_, symbol.size()) != symbol) return false;
    position_ += symbol.size();
    return true;
  }

  bool accept_word(std::string_view word) {
    skip_space();
    if (text_.substr(position_, word.size()) != word) return false;
    const auto after = position_ + word.size();
    if (after < text_.size() && (is_word(text_[after]) || text_[after] == '.')) return false;
    position_ = after;
    return true;
  }

  Pointer make(Node node) {
    if (++nodes_ > kMostNodes) fail("the expression is too long: define a quantity for it");
    return std::make_shared<const Node>(std::move(node));
  }

  Pointer binary(Operation operation, Pointer left, Pointer right) {
    Node node;
    node.operation = operation;
    node.children = {std::move(left), std::move(right)};
    return make(std::move(node));
  }

  Pointer unary(Operation operation, Pointer child) {
    Node node;
    node.operation = operation;
    node.children = {std::move(child)};
    return make(std::move(node));
  }

  Pointer parse_or() {
    if (++nesting_ > kMostNesting) fail("the expression is nested too deeply");
    Pointer left = parse_and();
    while (error_.empty() && accept_word("or")) left = binary(Operation::kOr, left, parse_and());
    --nesting_;
    return left;
  }

  Pointer parse_and() {
    Pointer left = parse_not();
    while (error_.empty() && accept_word("and")) left = binary(Operation::kAnd, left, parse_not());
    return left;
  }

  Pointer parse_not() {
    int times = 0;
    while (error_.empty() && accept_word("not")) ++times;
    Pointer inner = parse_comparison();
    return times % 2 == 1 ? unary(Operation::kNot, inner) : inner;
  }

  Pointer parse_comparison() {
    struct Comparison {
      std::string_view symbol;
      Operation operation;
    };
    constexpr std::array<Comparison, 6> kComparisons = {{{"==", Operation::kEqual},
                                                         {"!=", Operation::kNotEqual},
                                                         {"<=", Operation::kLessEqual},
                                                         {">=", Operation::kGreaterEqual},
                                                         {"<", Operation::kLess},
                                                         {">", Operation::kGreater}}};
    Pointer left = parse_sum();
    for (const auto& [symbol, operation] : kComparisons)
      if (error_.empty() && accept(symbol)) return binary(operation, left, parse_sum());
    if (error_.empty() && accept("=")) fail("'=' does not compare: write == for 'is equal to'");
    return left;
  }

  Pointer parse_sum() {
    Pointer left = parse_product();
    while (error_.empty()) {
      if (accept("+")) {
        left = binary(Operation::kAdd, left, parse_product());
      } else if (accept("-")) {
        left = binary(Operation::kSubtract, left, parse_product());
      } else {
        break;
      }
    }
    return left;
  }

  Pointer parse_product() {
    Pointer left = parse_factor();
    while (error_.empty()) {
      if (accept("*")) {
        left = binary(Operation::kMultiply, left, parse_factor());
      } else if (accept("/")) {
        left = binary(Operation::kDivide, left, parse_factor());
      } else {
        break;
      }
    }
    return left;
  }

  Pointer parse_factor() {
    int minus = 0;
    while (error_.empty() && accept("-")) ++minus;
    Pointer inner = parse_primary();
    return minus % 2 == 1 ? unary(Operation::kNegate, inner) : inner;
  }

  Pointer parse_primary() {
    skip_space();
    if (position_ >= text_.size()) {
      fail("the expression ends too early: a quantity, a number or '(' was expected");
      return make({});
    }
    const char c = text_[position_];
    if (c == '(') return parse_parenthesis();
    if (c == '"' || c == '\'') return parse_string();
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return parse_literal();
    if (is_word_start(c)) return parse_id_or_call();
    std::size_t after = position_;
    next_code_point(text_, after);
    fail("unexpected '" + std::string(text_.substr(position_, after - position_)) +
         "': a quantity, a number or '(' was expected");
    return make({});
  }

  Pointer parse_parenthesis() {
    ++position_;
    Pointer inner = parse_or();
    if (error_.empty() && accept("|")) inner = parse_scope(inner);
    if (error_.empty() && !accept(")")) fail("')' is missing");
    return inner;
  }

  Pointer parse_scope(Pointer inner) {
    Node node;
    node.operation = Operation::kScope;
    node.children = {std::move(inner)};
    node.overrides = parse_override_list();
    return make(std::move(node));
  }

  std::vector<Node::ScopedOverride> parse_override_list() {
    std::vector<Node::ScopedOverride> list;
    do {
      skip_space();
      const auto start = position_;
      while (position_ < text_.size() && (is_word(text_[position_]) || text_[position_] == '.'))
        ++position_;
      Node::ScopedOverride entry;
      entry.path = std::string(text_.substr(start, position_ - start));
      if (entry.path.empty() || !accept("=")) {
        fail("an override was expected, such as serving.batch=1");
        return list;
      }
      skip_space();
      if (position_ < text_.size() && text_[position_] == '(') {
        entry.computed = parse_parenthesis();
      } else if (position_ < text_.size() && text_[position_] == '"') {
        entry.value = parse_string()->text;
      } else {
        const auto end = std::min(text_.find_first_of(",|)", position_), text_.size());
        entry.value = std::string(trim(text_.substr(position_, end - position_)));
        position_ = end;
        if (entry.value.empty()) fail("the override of " + entry.path + " has no value");
      }
      if (++nodes_ > kMostNodes) fail("the expression is too long: define a quantity for it");
      list.push_back(std::move(entry));
    } while (error_.empty() && accept(","));
    return list;
  }

  Pointer parse_string() {
    const char quote = text_[position_++];
    const auto end = text_.find(quote, position_);
    Node node;
    node.operation = Operation::kText;
    if (end == std::string_view::npos) {
      fail(std::string("the closing ") + quote + " is missing");
    } else {
      node.text = std::string(text_.substr(position_, end - position_));
      position_ = end + 1;
    }
    return make(std::move(node));
  }

  Pointer parse_literal() {
    Node node;
    const char* begin = text_.data() + position_;
    const auto [end, failure] = std::from_chars(begin, text_.data() + text_.size(), node.number);
    if (failure != std::errc{} || !std::isfinite(node.number)) {
      fail("a number was expected");
      return make({});
    }
    position_ += static_cast<std::size_t>(end - begin);
    node.bare = true;
    const auto after_number = position_;
    const std::string symbol = unit_symbol();
    if (symbol.empty()) {
      position_ = after_number;
    } else if (const auto unit = find_unit(symbol)) {
      node.number *= unit->factor;
      node.unit = unit->unit;
      node.bare = unit->unit.dimensionless();
    } else {
      fail("unknown unit '" + symbol + "'");
    }
    return make(std::move(node));
  }

  // "GB/s" after a number; a '/' belongs to the unit only when written without spaces.
  std::string unit_symbol() {
    skip_space();
    if (text_.substr(position_, 1) == "%") return ++position_, "%";
    const auto start = position_;
    if (accept_word("and") || accept_word("or")) return {};
    while (position_ < text_.size() && unit_character(text_[position_])) ++position_;
    if (position_ == start) return {};
    while (position_ + 1 < text_.size() && text_[position_] == '/' &&
           unit_character(text_[position_ + 1])) {
      auto end = position_ + 1;
      while (end < text_.size() && unit_character(text_[end])) ++end;
      if (!find_unit(text_.substr(start, end - start))) break;
      position_ = end;
    }
    return std::string(text_.substr(start, position_ - start));
  }

  static bool unit_character(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 128;
  }

  Pointer parse_id_or_call() {
    const auto start = position_;
    while (position_ < text_.size() && (is_word(text_[position_]) || text_[position_] == '.'))
      ++position_;
    std::string id(text_.substr(start, position_ - start));
    if (id.back() == '.') {
      fail("'" + id + "' ends with a dot");
      return make({});
    }
    Node node;
    if (id == "true" || id == "false") {
      node.number = id == "true" ? 1 : 0;
      node.bare = true;
      return make(std::move(node));
    }
    skip_space();
    if (position_ < text_.size() && text_[position_] == '(') return parse_call(std::move(id));
    node.operation = Operation::kId;
    node.text = std::move(id);
    return make(std::move(node));
  }

  Pointer parse_call(std::string name) {
    if (std::find(kFunctions.begin(), kFunctions.end(), name) == kFunctions.end()) {
      fail("unknown function '" + name +
           "': there are min, max, round, floor, ceil, sqrt, log2 and abs");
      return make({});
    }
    ++position_;
    Node node;
    node.operation = Operation::kCall;
    do {
      node.children.push_back(parse_or());
    } while (error_.empty() && accept(","));
    if (error_.empty() && !accept(")")) fail("')' is missing after " + name + "(");
    const bool many = name == "min" || name == "max";
    if (error_.empty() && (many ? node.children.size() < 2 : node.children.size() != 1))
      fail(name + (many ? "() takes two or more values" : "() takes one value"));
    node.text = std::move(name);
    return make(std::move(node));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int nodes_ = 0;
  int nesting_ = 0;
  std::string error_;
};

Expression Expression::parse(std::string_view text) {
  Expression expression;
  ExpressionParser(text).parse(expression);
  return expression;
}

Overrides parse_overrides(std::string_view text, std::string& error) {
  return ExpressionParser(text).parse_plain_overrides(error);
}

namespace {

void collect_ids(const Node& node, std::vector<std::string>& ids) {
  if (node.operation == Operation::kId && std::find(ids.begin(), ids.end(), node.text) == ids.end())
    ids.push_back(node.text);
  for (const auto& child : node.children) collect_ids(*child, ids);
  for (const auto& entry : node.overrides)
    if (entry.computed) collect_ids(*entry.computed, ids);
}

}  // namespace

std::vector<std::string> Expression::ids() const {
  std::vector<std::string> ids;
  if (root_) collect_ids(*root_, ids);
  return ids;
}

std::string Expression::single_id() const {
  const Node* node = root_.get();
  while (node != nullptr && node->operation == Operation::kScope) node = node->children[0].get();
  return node != nullptr && node->operation == Operation::kId ? node->text : std::string{};
}

Overrides Expression::overrides() const {
  Overrides result;
  if (root_ && root_->operation == Operation::kScope)
    for (const auto& entry : root_->overrides)
      if (!entry.computed) result.push_back({entry.path, entry.value});
  return result;
}

std::optional<double> Expression::literal() const {
  if (!root_) return std::nullopt;
  if (root_->operation == Operation::kNumber) return root_->number;
  if (root_->operation == Operation::kNegate && root_->children[0]->operation == Operation::kNumber)
    return -root_->children[0]->number;
  return std::nullopt;
}

}  // namespace wf::lessons
