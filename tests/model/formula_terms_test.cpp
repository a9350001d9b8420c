#include "model/formulas/formula_terms.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace wf::model {
namespace {

TEST_CASE("every term says what it is, once") {
  static const std::set<std::string_view> kUnits = {
      "s", "bytes", "bytes/s", "tokens", "tokens/s", "tokens/USD", "1", "1/s", "USD"};
  std::set<std::string_view> ids;
  for (const Term* term : kFormulaTerms) {
    CAPTURE(std::string(term->id));
    CHECK(ids.insert(term->id).second);
    CHECK(term->id.find('.') != std::string_view::npos);
    CHECK(!term->symbol.empty());
    CHECK(kUnits.contains(term->unit));
    CHECK(term->sentence.ends_with('.'));
    CHECK(!term->source.empty());
  }
}

TEST_CASE("a rule of thumb says where it holds") {
  int rules = 0;
  for (const Term* term : kFormulaTerms) {
    const bool named_rule = term->id.starts_with("rule.");
    CAPTURE(std::string(term->id));
    CHECK(named_rule == term->sentence.starts_with("Rule: "));
    if (!named_rule) continue;
    ++rules;
    CHECK(term->sentence.find("hold") != std::string_view::npos);
  }
  CHECK(rules >= 15);
}

}  // namespace
}  // namespace wf::model
