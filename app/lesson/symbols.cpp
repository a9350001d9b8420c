#include "app/lesson/symbols.h"

#include <algorithm>
#include <cctype>

#include "lessons/tex.h"
#include "lessons/text.h"

namespace wf::app {
namespace {

constexpr std::size_t kLongestLine = 46;  // code points

bool letter(char32_t c) {
  return (c < 128 && std::isalpha(static_cast<int>(c)) != 0) || (c >= 0x370 && c < 0x400);
}
bool name_part(char32_t c) {
  return letter(c) || (c < 128 && std::isdigit(static_cast<int>(c)) != 0) || c == U'_';
}

std::string utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) lessons::append_utf8(out, c);
  return out;
}

// One letter is a variable; words such as TTFT or tp stand upright.
std::string tex_of_name(std::u32string_view name) {
  const auto bar = name.find(U'_');
  const std::u32string_view base = name.substr(0, bar);
  std::string tex = base.size() == 1 ? utf8(base) : "\\mathrm{" + utf8(base) + "}";
  if (bar == std::u32string_view::npos) return tex;
  std::string below;
  for (const char32_t c : name.substr(bar + 1)) lessons::append_utf8(below, c == U'_' ? U',' : c);
  return tex + "_{\\mathrm{" + below + "}}";
}

// Nothing for a sign that has no place in a formula.
std::optional<std::string> tex_of_sign(char32_t c) {
  switch (c) {
    case U'·':
      return "\\cdot ";
    case U'×':
      return "\\times ";
    case U'⌈':
      return "\\lceil ";
    case U'⌉':
      return "\\rceil ";
    case U'⌊':
      return "\\lfloor ";
    case U'⌋':
      return "\\rfloor ";
    case U'²':
      return "^2";
    case U'³':
      return "^3";
    case U'⅓':
      return "{1/3}";
    case U'−':
      return "-";
    case U'*':
      return "^{*}";
    case U'%':
    case U'&':
    case U'#':
    case U'$':
    case U'\\':
    case U'{':
    case U'}':
    case U'~':
      return std::nullopt;
    default:
      if (c >= 128) return std::nullopt;
      return std::string(1, static_cast<char>(c));
  }
}

}  // namespace

std::optional<std::string> tex_of_expression(std::string_view expression,
                                             std::span<const SymbolTerm> terms) {
  const std::u32string text = lessons::to_code_points(expression);
  if (text.empty() || text.size() > kLongestLine) return std::nullopt;
  std::string tex;
  for (std::size_t i = 0; i < text.size();) {
    if (letter(text[i])) {
      std::size_t end = i;
      while (end < text.size() && name_part(text[end])) ++end;
      const std::u32string_view name = std::u32string_view(text).substr(i, end - i);
      const bool function = end < text.size() && text[end] == U'(';
      const std::string written = utf8(name);
      const auto term = std::find_if(terms.begin(), terms.end(), [&](const SymbolTerm& each) {
        return each.symbol == written;
      });
      if (function) {
        tex += "\\operatorname{" + written + "}";
      } else if (term != terms.end()) {
        tex.append("\\term{").append(term->id).append("}{" + tex_of_name(name) + "}");
      } else {
        tex += tex_of_name(name);
      }
      // Two words side by side are prose, not a product.
      if (end + 1 < text.size() && text[end] == U' ' && letter(text[end + 1])) return std::nullopt;
      i = end;
      continue;
    }
    const auto sign = tex_of_sign(text[i]);
    if (!sign) return std::nullopt;
    tex += *sign;
    ++i;
  }
  if (!lessons::tex_problems(tex).empty()) return std::nullopt;
  return tex;
}

}  // namespace wf::app
