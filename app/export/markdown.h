#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/explain.h"

// Pieces of Markdown and LaTeX: what the report is made of, and what is copied.
namespace wf::app {

// A text that stands in a table's cell: on one line, its bars escaped.
std::string cell(std::string_view text);

// Rows of the same length; the first is the head.
std::string markdown_table(const std::vector<std::vector<std::string>>& rows);
std::string tsv_table(const std::vector<std::vector<std::string>>& rows);

// Words that TeX shows as they are: "\text{5.2 ms}".
std::string tex_words(std::string_view text);

// A derivation as a nested list, the quantity first: each step in symbols, in numbers, with its
// value, and no step below `deepest`; then what those rest on, and where that comes from.
std::string arithmetic_markdown(const model::Derivation& derivation, std::size_t deepest = 99);
std::string arithmetic_latex(const model::Derivation& derivation);

// What was published of its formulas and inputs, each source once.
std::vector<std::string> sources_of(const model::Derivation& derivation);

}  // namespace wf::app
