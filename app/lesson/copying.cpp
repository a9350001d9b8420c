#include "app/lesson/copying.h"

#include <fmt/format.h>

#include "app/export/markdown.h"
#include "lessons/plain.h"
#include "lessons/tex.h"
#include "model/explain.h"

namespace wf::app {
namespace {

using lessons::Block;
using lessons::Inline;
using Rows = std::vector<std::vector<std::string>>;

bool is_it(const Inline& run, const TextTarget& target) {
  return run.kind == Inline::Kind::kLive && run.text == target.label &&
         run.value.value.term == target.id;
}

const Inline* find_run(std::span<const Block> blocks, const TextTarget& target) {
  for (const Block& block : blocks) {
    for (const Inline& run : block.inlines) {
      if (is_it(run, target)) return &run;
    }
    if (const Inline* found = find_run(block.children, target)) return found;
  }
  return nullptr;
}

std::vector<std::string> cells_of(const Block& row) {
  std::vector<std::string> cells;
  for (const Block& each : row.children) {
    std::string words = lessons::plain_words(each.inlines);
    cells.push_back(std::move(words));
  }
  return cells;
}

// The table in which the number stands, and its row of it.
struct Place {
  const Block* table = nullptr;
  const Block* row = nullptr;
};
Place find_place(std::span<const Block> blocks, const TextTarget& target) {
  for (const Block& block : blocks) {
    if (block.kind == Block::Kind::kTable) {
      for (const Block& row : block.children) {
        if (find_run(row.children, target) != nullptr) return {&block, &row};
      }
    }
    if (const Place place = find_place(block.children, target); place.table != nullptr) {
      return place;
    }
  }
  return {};
}

// The formula in which a term stands, as TeX.
std::string formula_with(std::span<const Block> blocks, const std::string& term) {
  const std::string mark = "\\term{" + term + "}";
  for (const Block& block : blocks) {
    if (block.kind == Block::Kind::kMath && block.text.find(mark) != std::string::npos) {
      return block.text;
    }
    for (const Inline& run : block.inlines) {
      if (run.kind == Inline::Kind::kMath && run.text.find(mark) != std::string::npos) {
        return run.text;
      }
    }
    if (std::string found = formula_with(block.children, term); !found.empty()) return found;
  }
  return {};
}

}  // namespace

lessons::LiveValue value_of_term(const LessonSession& session, const TextTarget& target) {
  std::string error;
  return lessons::evaluate(lessons::parse_live_number(target.label, error), session.source());
}

std::vector<CopyEntry> copies_of_value(const std::string& shown, std::optional<double> value,
                                       std::string_view unit, const model::Derivation* derivation) {
  std::vector<CopyEntry> entries = {{shown, shown}};
  if (value) {
    const std::string number = fmt::format("{}", *value);
    const std::string in = unit.empty() || unit == "1" ? "" : fmt::format(" (in {})", unit);
    entries.push_back({number + in, number});
  }
  if (derivation != nullptr && !derivation->steps.empty()) {
    entries.push_back({"the arithmetic as Markdown", arithmetic_markdown(*derivation)});
    entries.push_back({"the arithmetic as LaTeX", arithmetic_latex(*derivation)});
  }
  return entries;
}

std::vector<CopyEntry> copies_of(const LessonSession& session, std::span<const Block> blocks,
                                 const TextTarget& target, const lessons::Overrides& settings) {
  if (target.kind == TextTarget::Kind::kLink) return {{"the link", target.id}};
  if (target.kind == TextTarget::Kind::kCite) return {};
  std::optional<double> value;
  std::string unit;
  std::string shown = target.label;
  const auto take = [&](const lessons::LiveValue& live) {
    if (live.value.is_number()) value = std::get<double>(live.value.data);
    unit = live.unit.name();
  };
  if (target.kind == TextTarget::Kind::kTerm) {
    const lessons::LiveValue live = value_of_term(session, target);
    shown = live.text;
    take(live);
  } else if (const Inline* run = find_run(blocks, target)) {
    take(run->value);
  }
  auto scenario = session.source().scenario_with(settings);
  std::optional<model::Derivation> derivation;
  if (scenario && model::find_quantity(target.id) != nullptr) {
    derivation = model::derive(*scenario, target.id, model::Side::kExpected);
  }
  std::vector<CopyEntry> entries =
      copies_of_value(shown, value, unit, derivation ? &*derivation : nullptr);
  if (target.kind == TextTarget::Kind::kTerm) {
    if (const std::string tex = formula_with(blocks, target.label); !tex.empty()) {
      entries.push_back({"the equation as LaTeX", lessons::without_terms(tex)});
      entries.push_back({"the equation as text", lessons::plain_text(tex)});
    }
  }
  const Place place = find_place(blocks, target);
  if (place.table == nullptr) return entries;
  Rows rows;
  for (const Block& row : place.table->children) rows.push_back(cells_of(row));
  const Rows row = {cells_of(*place.row)};
  entries.push_back({"the row as TSV", tsv_table(row)});
  entries.push_back({"the table as TSV", tsv_table(rows)});
  entries.push_back({"the table as Markdown", markdown_table(rows)});
  return entries;
}

}  // namespace wf::app
