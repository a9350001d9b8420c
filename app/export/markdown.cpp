#include "app/export/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/lesson/symbols.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::DerivationStep;

constexpr std::size_t kLongest = 240;  // bytes of an expression; what is longer says little

std::string value_of(const DerivationStep& step) {
  return model::format_magnitude(step.value, step.term->unit, {.digits = 4});
}

std::string tex_of(const std::string& expression) {
  if (auto tex = tex_of_expression(expression)) return *std::move(tex);
  return tex_words(expression);
}

bool shown(const std::string& expression) {
  return !expression.empty() && expression.size() <= kLongest;
}

// Signs that Markdown would read as its own.
std::string markdown_words(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '_' || c == '`' || c == '$' || c == '<') out += '\\';
    out += c;
  }
  return out;
}

std::string name_of(const DerivationStep& step) {
  if (!step.term->name.empty()) return std::string(step.term->name);
  const std::string_view sentence = step.term->sentence;
  return std::string(sentence.substr(0, sentence.find_first_of(".:")));
}

// "Gaps between kernels: `t_launch` = `L·n_k·t_k` = 32 · 14 · 4 µs = **1.792 ms**"
std::string step_words(const DerivationStep& step) {
  const std::string symbol(step.term->symbol);
  std::string out = fmt::format("{}: `{}`", name_of(step), symbol);
  if (shown(step.expression) && step.expression != symbol) {
    out += " = `" + step.expression + "`";
    if (shown(step.numbers) && step.numbers != step.expression) {
      out += " = " + markdown_words(step.numbers);
    }
  }
  return out + " = **" + markdown_words(value_of(step)) + "**";
}

// What is published has a year; "weights in bf16" and "4-6 us launched one by one" have none.
bool names_a_year(std::string_view source) {
  const auto digit = [&](std::size_t at) {
    return at < source.size() && source[at] >= '0' && source[at] <= '9';
  };
  for (std::size_t i = 0; i + 4 <= source.size(); ++i) {
    const std::string_view century = source.substr(i, 3);
    const bool year = (century.starts_with("19") || century == "200" || century == "201" ||
                       century == "202" || century == "203") &&
                      digit(i + 2) && digit(i + 3);
    if (year && (i == 0 || !digit(i - 1)) && !digit(i + 4)) return true;
  }
  return false;
}

}  // namespace

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out;
}

std::string markdown_table(const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += '|';
    for (const std::string& each : rows[i]) out += " " + cell(each) + " |";
    out += '\n';
    if (i > 0) continue;
    out += '|';
    for (std::size_t column = 0; column < rows[i].size(); ++column) out += " --- |";
    out += '\n';
  }
  return out;
}

std::string tsv_table(const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string text = row[i];
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
      out += (i == 0 ? "" : "\t") + text;
    }
    out += '\n';
  }
  return out;
}

std::string tex_words(std::string_view text) {
  std::string out = "\\text{";
  for (const char c : text) {
    switch (c) {
      case '%':
      case '&':
      case '#':
      case '_':
      case '$':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '^':
        out += "\\^{}";
        break;
      case '~':
        out += "\\~{}";
        break;
      default:
        out += c;
    }
  }
  return out + "}";
}

std::string arithmetic_markdown(const model::Derivation& derivation, std::size_t deepest) {
  std::string out;
  std::set<std::size_t> seen;
  std::set<std::string> lines;
  std::vector<std::size_t> inputs;
  const auto write = [&](const auto& self, std::size_t index, std::size_t depth) -> void {
    if (!seen.insert(index).second) return;
    const DerivationStep& step = derivation.steps[index];
    if (step.input) return inputs.push_back(index);
    // Two multiplies of one shape have the same steps.
    if (const std::string words = step_words(step); lines.insert(words).second) {
      out += std::string(2 * depth, ' ') + "- " + words + "\n";
    }
    for (const std::size_t part : step.parts) {
      if (depth < deepest || derivation.steps[part].input) self(self, part, depth + 1);
    }
  };
  if (!derivation.steps.empty()) write(write, 0, 0);
  std::vector<std::vector<std::string>> rows = {
      {"Symbol", "Value", "What it is", "Where it comes from"}};
  for (const std::size_t index : inputs) {
    const DerivationStep& step = derivation.steps[index];
    std::vector<std::string> row = {"`" + std::string(step.term->symbol) + "`", value_of(step),
                                    name_of(step), step.source};
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(std::move(row));
  }
  if (rows.size() > 1) out += "\n" + markdown_table(rows);
  return out;
}

std::string arithmetic_latex(const model::Derivation& derivation) {
  std::string out = "\\begin{align*}\n";
  for (const DerivationStep& step : derivation.steps) {
    out += "  " + tex_of(std::string(step.term->symbol));
    std::string equals = " &= ";
    const auto add = [&](const std::string& tex) {
      out += equals + tex;
      equals = " = ";
    };
    if (!step.input && shown(step.expression)) add(tex_of(step.expression));
    if (!step.input && shown(step.numbers) && step.numbers != step.expression) {
      add(tex_words(step.numbers));
    }
    add(tex_words(value_of(step)));
    out += " && " + tex_words(name_of(step)) + " \\\\\n";
  }
  return out + "\\end{align*}\n";
}

std::vector<std::string> sources_of(const model::Derivation& derivation) {
  std::vector<std::string> sources;
  const auto add = [&](std::string_view source) {
    if (!names_a_year(source)) return;
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) {
      sources.emplace_back(source);
    }
  };
  for (const DerivationStep& step : derivation.steps) {
    if (step.input) {
      add(step.source);
      continue;
    }
    // "counted operation by operation; Korthikanti et al. 2022"
    std::string_view rest = step.term->source;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find("; "), rest.size());
      add(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }
  return sources;
}

}  // namespace wf::app
