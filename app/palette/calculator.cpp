#include "app/palette/calculator.h"

#include <array>
#include <cctype>
#include <cmath>

#include "lessons/expression.h"
#include "lessons/number_format.h"
#include "lessons/text.h"

namespace wf::app {
namespace {

using lessons::trim;

class NoScenario final : public lessons::NumberSource {
 public:
  std::optional<lessons::Value> lookup(std::string_view, const lessons::Overrides&) const override {
    return std::nullopt;
  }
};

// "… in GiB" at the end: the unit that the result is wanted in.
std::string take_wanted_unit(std::string_view& text) {
  constexpr std::array<std::string_view, 3> kWords = {" in ", " as ", " to "};
  for (const std::string_view word : kWords) {
    const std::size_t at = text.rfind(word);
    if (at == std::string_view::npos) continue;
    const std::string_view unit = trim(text.substr(at + word.size()));
    if (unit.empty() || unit.find(' ') != std::string_view::npos) continue;
    text = trim(text.substr(0, at));
    return std::string(unit);
  }
  return {};
}

bool begins_like_a_number(std::string_view text) {
  const char first = text.front();
  return std::isdigit(static_cast<unsigned char>(first)) != 0 || first == '(' || first == '.' ||
         first == '-';
}

}  // namespace

std::optional<Calculation> calculate(std::string_view text, const lessons::NumberSource* source) {
  text = trim(text);
  const bool asked = text.starts_with('=');
  if (asked) text = trim(text.substr(1));
  if (text.empty()) return std::nullopt;
  const bool meant = asked || begins_like_a_number(text);
  lessons::NumberFormat format;
  format.as = take_wanted_unit(text);
  const auto refused = [&](const std::string& why) -> std::optional<Calculation> {
    if (!meant) return std::nullopt;
    return Calculation{{}, why};
  };

  const auto expression = lessons::Expression::parse(text);
  if (!expression.ok()) return refused(expression.error());
  const bool name = lessons::parse_number(text) || !expression.single_id().empty();
  if (name && format.as.empty() && !asked) return std::nullopt;
  static const NoScenario kNone;
  const auto value = expression.evaluate(source == nullptr ? kNone : *source);
  if (!value.error.empty()) return refused(value.error);
  if (!value.value.is_number()) return std::nullopt;
  const double number = std::get<double>(value.value.data);
  if (std::isnan(number)) return refused("this has no value here");
  const std::string problem = lessons::format_error(value.unit, format);
  if (!problem.empty()) return refused(problem);
  Calculation calculation{lessons::format_number(number, value.unit, format), {}};
  // Copied text has ordinary spaces.
  constexpr std::array<std::string_view, 2> kFixedSpaces = {"\u00a0", "\u202f"};
  for (const std::string_view fixed : kFixedSpaces) {
    for (std::size_t at = 0; (at = calculation.result.find(fixed, at)) != std::string::npos;) {
      calculation.result.replace(at, fixed.size(), " ");
    }
  }
  return calculation;
}

}  // namespace wf::app
