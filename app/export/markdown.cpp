#include "app/export/markdown.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string name_of(const DerivationStep& step) {
  if (!step.term->name.empty()) return std::string(step.term->name);
  const std::string_view sentence = step.term->sentence;
  return std::string(sentence.substr(0, sentence.find_first_of(".:")));
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

std::string arithmetic_markdown(const model::Derivation& derivation) {
  std::string out;
  std::vector<std::vector<std::string>> inputs = {{"Symbol", "Value", "What it is", "Source"}};
  for (const DerivationStep& step : derivation.steps) {
    const std::string symbol(step.term->symbol);
    if (step.input) {
      inputs.push_back({"$" + tex_of(symbol) + "$", value_of(step), name_of(step), step.source});
      continue;
    }
    out += fmt::format("- {}: $", name_of(step)) + tex_of(symbol);
    if (shown(step.expression)) out += " = " + tex_of(step.expression);
    if (shown(step.numbers) && step.numbers != step.expression) {
      out += " = " + tex_words(step.numbers);
    }
    out += " = " + tex_words(value_of(step)) + "$\n";
  }
  if (inputs.size() > 1) out += "\n" + markdown_table(inputs);
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
  for (const DerivationStep& step : derivation.steps) {
    if (!step.input || step.source.empty()) continue;
    if (std::find(sources.begin(), sources.end(), step.source) == sources.end()) {
      sources.push_back(step.source);
    }
  }
  return sources;
}

}  // namespace wf::app
