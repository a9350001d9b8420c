#include "model/json_syntax.h"

#include <fmt/format.h>

#include <vector>

namespace wf::model {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

int line_of(std::string_view text, std::size_t offset) {
  int line = 1;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) line += text[i] == '\n';
  return line;
}

// Reads a text as JSON and stops at the first thing that does not belong, knowing what was open and
// what was expected there. The JSON parser stays the judge; this only finds the words.
class Diagnosis {
 public:
  explicit Diagnosis(std::string_view text) : text_(text) {}

  std::optional<SyntaxFault> run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark
    while (!fault_) {
      skip_space_and_comments();
      if (fault_) break;
      if (at_ >= text_.size()) {
        end_of_text();
        break;
      }
      step(text_[at_]);
    }
    return fault_;
  }

 private:
  enum class Expect { kValue, kKey, kColon, kCommaOrEnd, kNothing };
  struct Open {
    char bracket;
    std::size_t offset;
  };

  void fault(std::size_t offset, std::string what) {
    if (!fault_) fault_ = SyntaxFault{offset, std::move(what)};
  }

  void skip_space_and_comments() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_).starts_with("//")) {
        const std::size_t end = text_.find('\n', at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
      } else if (text_.substr(at_).starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          return fault(at_, "the comment that starts here is never closed; end it with */");
        }
        at_ = end + 2;
      } else {
        return;
      }
    }
  }

  void end_of_text() {
    if (open_.empty() && expect_ == Expect::kNothing) return;
    if (open_.empty()) {
      return fault(0,
                   "the file is empty; a workload is an object: {\"model\": ..., \"cluster\": "
                   "...}");
    }
    const char closing = open_.back().bracket == '{' ? '}' : ']';
    fault(open_.back().offset, fmt::format("the {} that opens here is never closed; the file ends "
                                           "where a {} is missing",
                                           open_.back().bracket, closing));
  }

  void step(char c) {
    if (c == '#') return fault(at_, "a # does not start a comment here; write // instead");
    if (c == '\'') return fault(at_, "text stands in double quotes (\"), not in single ones (')");
    if (text_.substr(at_).starts_with("\u201c") || text_.substr(at_).starts_with("\u201d")) {
      return fault(at_, "this is a typographic quote; use the plain double quote (\")");
    }
    if (c == '}' || c == ']') return close(c);
    switch (expect_) {
      case Expect::kKey:
        return key(c);
      case Expect::kColon:
        return colon(c);
      case Expect::kValue:
        return value(c);
      case Expect::kCommaOrEnd:
        return comma(c);
      case Expect::kNothing:
        return fault(at_,
                     "there is more text after the end of the workload; a file holds one "
                     "object, so check the braces above");
    }
  }

  void close(char c) {
    const char opening = c == '}' ? '{' : '[';
    if (open_.empty()) return fault(at_, fmt::format("this {} closes nothing; take it away", c));
    if (open_.back().bracket != opening) {
      return fault(at_, fmt::format("this {} does not close the {} of line {}; write {} first", c,
                                    open_.back().bracket, line_of(text_, open_.back().offset),
                                    open_.back().bracket == '{' ? '}' : ']'));
    }
    if (after_comma_) {
      return fault(comma_, fmt::format("this comma has nothing after it before the {}; take the "
                                       "comma away",
                                       c));
    }
    if (expect_ == Expect::kColon || (expect_ == Expect::kValue && opening == '{')) {
      return fault(at_,
                   fmt::format("the key \"{}\" has no value; write \"{}\": VALUE", key_, key_));
    }
    open_.pop_back();
    ++at_;
    after_value();
  }

  void after_value() {
    after_comma_ = false;
    expect_ = open_.empty() ? Expect::kNothing : Expect::kCommaOrEnd;
  }

  void key(char c) {
    if (c == '"') {
      const std::size_t start = at_ + 1;
      if (!string()) return;
      key_ = std::string(text_.substr(start, at_ - start - 1));
      expect_ = Expect::kColon;
      after_comma_ = false;
      return;
    }
    if (c == ',') return fault(at_, "there is a comma too many here; take it away");
    if (is_word(c)) {
      const std::string_view found = word();
      return fault(at_, fmt::format("a key stands in double quotes: write \"{}\"", found));
    }
    fault(at_, fmt::format("a key in double quotes was expected here, not {}", shown(c)));
  }

  void colon(char c) {
    if (c != ':') {
      return fault(at_, fmt::format("a colon is missing after the key \"{}\": write \"{}\": VALUE",
                                    key_, key_));
    }
    ++at_;
    expect_ = Expect::kValue;
  }

  void comma(char c) {
    if (c == ',') {
      comma_ = at_++;
      after_comma_ = true;
      expect_ = open_.back().bracket == '{' ? Expect::kKey : Expect::kValue;
      return;
    }
    if (c == ':' || c == '=') {
      return fault(at_, fmt::format("{} stands after a value; a comma or the end of the object was "
                                    "expected",
                                    shown(c)));
    }
    fault(at_, c == '"' || c == '{' || c == '[' || is_word(c)
                   ? "a comma is missing before this"
                   : fmt::format("a comma was expected here, not {}", shown(c)));
  }

  void value(char c) {
    if (c == '"') {
      if (string()) after_value();
    } else if (c == '{' || c == '[') {
      open_.push_back({c, at_++});
      after_comma_ = false;
      expect_ = c == '{' ? Expect::kKey : Expect::kValue;
      // The parser has its own limit; beyond it there is nothing to find here.
      if (open_.size() > 1000) fault(at_ - 1, "objects and lists are nested too deep");
    } else if (c == ',') {
      fault(at_, "a value is missing before this comma");
    } else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
      number();
    } else if (is_word(c)) {
      literal();
    } else {
      fault(at_, fmt::format("a value was expected here, not {}", shown(c)));
    }
  }

  bool string() {
    const std::size_t start = at_;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\n' || c == '\r') break;
      if (static_cast<unsigned char>(c) < 0x20) {
        fault(at_, "a control character stands inside a text; write a tab as \\t");
        return false;
      }
      if (c == '\\' && !escape()) return false;
    }
    fault(start, "the text that starts here has no closing double quote on its line");
    return false;
  }

  // Leaves at_ on the last character of the escape.
  bool escape() {
    const std::size_t start = at_++;
    const char kind = at_ < text_.size() ? text_[at_] : '\0';
    if (std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) return true;
    if (kind == 'u') {
      for (int i = 0; i < 4; ++i) {
        const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
          fault(start, "\\u takes four hexadecimal digits");
          return false;
        }
        ++at_;
      }
      return true;
    }
    fault(start, "this backslash starts no known escape; write \\\\ for a backslash");
    return false;
  }

  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  void literal() {
    const std::string_view found = word();
    if (found == "true" || found == "false" || found == "null") {
      at_ += found.size();
      return after_value();
    }
    if (found == "True" || found == "False" || found == "TRUE" || found == "FALSE") {
      return fault(at_,
                   fmt::format("write {} in small letters", found[0] == 'T' ? "true" : "false"));
    }
    if (found == "None" || found == "NaN" || found == "nan" || found == "Infinity" ||
        found == "inf" || found == "undefined") {
      return fault(
          at_, fmt::format("{} is no value here; leave the key out where nothing is known", found));
    }
    if (open_.empty()) {
      return fault(at_,
                   "this is not JSON: a workload begins with { and its keys stand in double "
                   "quotes, as in {\"model\": ...}");
    }
    fault(at_, fmt::format("text stands in double quotes: write \"{}\"", found));
  }

  void number() {
    const std::size_t start = at_;
    std::size_t end = at_;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '+' || text_[end] == '%')) {
      ++end;
    }
    const std::string_view found = text_.substr(start, end - start);
    std::size_t i = 0;
    if (found[0] == '+') return fault(start, "a number has no plus sign; take it away");
    if (found[0] == '-') ++i;
    const std::size_t whole = i;
    while (i < found.size() && is_digit(found[i])) ++i;
    if (i == whole) {
      return fault(start, fmt::format("{} is not a number; write a digit first, as in 0.5", found));
    }
    if (i - whole > 1 && found[whole] == '0') {
      return fault(start,
                   fmt::format("the number {} starts with a zero; take the zero away", found));
    }
    if (i < found.size() && found[i] == '.') {
      const std::size_t digits = ++i;
      while (i < found.size() && is_digit(found[i])) ++i;
      if (i == digits) {
        return fault(start, fmt::format("the number {} has no digit after its point", found));
      }
    }
    if (i < found.size() && (found[i] == 'e' || found[i] == 'E')) {
      ++i;
      if (i < found.size() && (found[i] == '+' || found[i] == '-')) ++i;
      const std::size_t digits = i;
      while (i < found.size() && is_digit(found[i])) ++i;
      if (i == digits) {
        return fault(start, fmt::format("the number {} has no digit after its e", found));
      }
    }
    if (i < found.size()) {
      if (found[i] == '_') {
        return fault(start,
                     fmt::format("the number {} has a _ in it; write the digits together", found));
      }
      return fault(start, fmt::format("{} is not a plain number; put it in double quotes if it has "
                                      "a unit: \"{}\"",
                                      found, found));
    }
    if (i > 300 || too_large(found)) {
      return fault(start, fmt::format("{} is larger than a number can be",
                                      found.size() > 40 ? "this number" : found));
    }
    at_ = end;
    after_value();
  }

  static bool too_large(std::string_view number) {
    const std::size_t e = number.find_first_of("eE");
    if (e == std::string_view::npos) return false;
    int exponent = 0;
    for (const char c : number.substr(e + 1)) {
      if (c == '-') return false;
      if (is_digit(c) && exponent < 10000) exponent = exponent * 10 + (c - '0');
    }
    return exponent >= 308;
  }

  std::string shown(char c) const {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
      return "an unprintable character";
    }
    return fmt::format("'{}'", c);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Expect expect_ = Expect::kValue;
  std::vector<Open> open_;
  std::string key_;
  std::size_t comma_ = 0;
  bool after_comma_ = false;
  std::optional<SyntaxFault> fault_;
};

}  // namespace

std::optional<SyntaxFault> diagnose_json(std::string_view text) { return Diagnosis(text).run(); }

}  // namespace wf::model
