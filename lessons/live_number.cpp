#include "lessons/live_number.h"

#include <cctype>
#include <vector>

#include "lessons/text.h"

namespace wf::lessons {
namespace {

// Cuts at the bars that stand outside parentheses and quotes.
std::vector<std::string_view> split_at_bars(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int nesting = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(') {
      ++nesting;
    } else if (c == ')') {
      --nesting;
    } else if (c == '|' && nesting <= 0) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

// The rest after a leading word, or nothing.
std::optional<std::string_view> after_word(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  const auto rest = text.substr(word.size());
  if (!rest.empty() && std::isspace(static_cast<unsigned char>(rest[0])) == 0) return std::nullopt;
  return trim(rest);
}

}  // namespace

LiveNumber parse_live_number(std::string_view text, std::string& error) {
  LiveNumber number;
  const auto parts = split_at_bars(text);
  std::string expression(trim(parts[0]));
  std::string overrides;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto part = trim(parts[i]);
    if (const auto unit = after_word(part, "as")) {
      number.format.as = std::string(*unit);
      if (unit->empty()) error = "a unit is missing after 'as'";
    } else if (const auto digits = after_word(part, "digits")) {
      const auto count = parse_number(*digits);
      if (!count || *count < 1 || *count > 12 || *count != static_cast<int>(*count)) {
        error = "a number from 1 to 12 is missing after 'digits'";
      } else {
        number.format.digits = static_cast<int>(*count);
      }
    } else {
      overrides += (overrides.empty() ? "" : ", ") + std::string(part);
    }
  }
  if (parts.size() > 1 && (!overrides.empty() || trim(parts[1]).empty()))
    expression += " | " + overrides;
  number.expression = Expression::parse(expression);
  if (!number.expression.ok()) error = number.expression.error();
  if (error.empty() && !number.format.as.empty() && number.format.as != "plain" &&
      number.format.as != "count" && !find_unit(number.format.as))
    error = format_error({}, number.format);
  return number;
}

LiveTag parse_live_tag(std::string_view text) {
  LiveTag tag;
  text = trim(text);
  const auto condition = [&tag](LiveTag::Kind kind, std::string_view written) {
    tag.kind = kind;
    tag.number.expression = Expression::parse(written);
    tag.error = trim(written).empty() ? "a condition is missing, such as binding == \"network\""
                                      : tag.number.expression.error();
  };
  if (text == "/if") {
    tag.kind = LiveTag::Kind::kEnd;
  } else if (text == "else") {
    tag.kind = LiveTag::Kind::kElse;
  } else if (const auto rest = after_word(text, "#if")) {
    condition(LiveTag::Kind::kIf, *rest);
  } else if (const auto other = after_word(text, "else")) {
    const auto written = after_word(*other, "if");
    condition(LiveTag::Kind::kElseIf, written ? *written : std::string_view{});
    if (!written) tag.error = "after 'else' only 'if' and a condition may follow";
  } else if (text.starts_with("#") || text.starts_with("/")) {
    tag.error = "unknown mark '" + std::string(text) +
                "': there are {{#if ...}}, {{else if ...}}, {{else}} and {{/if}}";
  } else {
    tag.number = parse_live_number(text, tag.error);
  }
  return tag;
}

LiveValue evaluate(const LiveNumber& number, const NumberSource& source) {
  LiveValue live;
  live.text = "?";
  EvaluatedExpression result = number.expression.evaluate(source);
  live.error = std::move(result.error);
  if (!live.error.empty()) return live;
  live.value = std::move(result.value);
  live.unit = std::move(result.unit);
  if (!live.value.is_number()) {
    live.text = std::get<std::string>(live.value.data);
    if (!number.format.as.empty()) live.error = "\"" + live.text + "\" is a word and has no unit";
    return live;
  }
  live.error = format_error(live.unit, number.format);
  if (live.error.empty())
    live.text = format_number(std::get<double>(live.value.data), live.unit, number.format);
  return live;
}

std::optional<TagSpan> find_tag(std::string_view text, std::size_t from) {
  auto begin = text.find("{{", from);
  if (begin == std::string_view::npos) return std::nullopt;
  while (text.substr(begin, 3) == "{{{") ++begin;
  const auto end = text.find("}}", begin + 2);
  if (end == std::string_view::npos) return std::nullopt;
  return TagSpan{begin, end + 2};
}

std::string substitute(std::string_view text, const NumberSource& source,
                       std::string (*wrap)(const LiveNumber&, const LiveValue&),
                       std::string& error) {
  std::string out;
  std::size_t position = 0;
  while (const auto span = find_tag(text, position)) {
    out += text.substr(position, span->begin - position);
    const LiveTag tag = parse_live_tag(text.substr(span->begin + 2, span->end - span->begin - 4));
    if (tag.kind != LiveTag::Kind::kNumber) {
      if (error.empty()) error = "a condition cannot stand inside a formula";
    } else {
      const LiveValue live = evaluate(tag.number, source);
      if (error.empty()) error = tag.error.empty() ? live.error : tag.error;
      out += wrap(tag.number, live);
    }
    position = span->end;
  }
  out += text.substr(std::min(position, text.size()));
  return out;
}

}  // namespace wf::lessons
