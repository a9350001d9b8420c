#include "lessons/resolve.h"

#include <algorithm>

#include "lessons/conditions.h"
#include "lessons/live_parts.h"
#include "lessons/tex.h"

namespace wf::lessons {
namespace {

const Table* table_of(const Block& block) {
  return block.kind == Block::Kind::kPart && block.part ? std::get_if<Table>(&block.part->content)
                                                        : nullptr;
}

// A number in a formula is tied to its quantity, under the settings that it was computed with.
std::string as_tex(const LiveNumber& number, const LiveValue& live) {
  std::string text = "\\text{" + live.text + "}";
  if (!live.error.empty() || live.value.term.empty()) return text;
  std::string term = live.value.term;
  std::string_view before = " | ";
  for (const Override& each : number.expression.overrides()) {
    term.append(before).append(each.path).append("=").append(each.value);
    before = ", ";
  }
  return "\\term{" + term + "}{" + text + "}";
}

class Resolver {
 public:
  Resolver(const NumberSource& source, const std::string& file, Diagnostics& diagnostics)
      : source_(source), file_(file), diagnostics_(diagnostics) {}

  Blocks blocks(std::span<const Block> all) {
    Blocks result;
    for (const auto& block : all) {
      if (block.kind == Block::Kind::kCondition) {
        condition(block, result);
      } else if (const Table* table = table_of(block)) {
        result.push_back(computed_table(*table, block.line));
        for (auto& caption : blocks(table->caption)) result.push_back(std::move(caption));
      } else {
        result.push_back(resolved(block));
      }
    }
    return result;
  }

 private:
  void report(int line, std::string message) {
    diagnostics_.push_back({Severity::kError, file_, line, std::move(message)});
  }

  // Both branches are evaluated, so that mistakes in either are found with any scenario.
  void condition(const Block& block, Blocks& result) {
    const auto decision = block.condition.evaluate(source_);
    if (!decision.error.empty())
      report(block.line, "in {{#if " + block.condition.text() + "}}: " + decision.error);
    Blocks holds = blocks(block.children);
    Blocks fails = blocks(block.otherwise);
    for (auto& kept : decision.truth() ? holds : fails) result.push_back(std::move(kept));
  }

  Block resolved(const Block& block) {
    Block copy;
    copy.kind = block.kind;
    copy.line = block.line;
    copy.level = block.level;
    copy.ordered = block.ordered;
    copy.tight = block.tight;
    copy.start = block.start;
    copy.text = block.text;
    copy.info = block.info;
    copy.columns = block.columns;
    copy.part = block.part;
    if (block.kind == Block::Kind::kMath) copy.text = formula(block.text, block.line);
    copy.inlines = inlines(block.inlines);
    copy.children = blocks(block.children);
    return copy;
  }

  std::string formula(const std::string& tex, int line) {
    for (const std::string& written : tex_terms(tex)) {
      TexTerm term = parse_tex_term(written);
      if (term.error.empty() && !source_.lookup(term.id, term.settings))
        term.error = "there is no quantity or knob '" + term.id + "'";
      if (!term.error.empty()) report(line, "in \\term{" + written + "}: " + term.error);
    }
    if (!find_tag(tex, 0)) return tex;
    std::string error;
    std::string result = substitute(tex, source_, as_tex, error);
    if (!error.empty()) report(line, "in the formula " + tex + ": " + error);
    return result;
  }

  std::vector<Inline> inlines(const std::vector<Inline>& all) {
    auto runs = decide_conditions(all, source_, file_, diagnostics_);
    for (auto& run : runs) {
      if (run.kind == Inline::Kind::kMath) run.text = formula(run.text, run.line);
      if (run.kind == Inline::Kind::kLive) live(run);
    }
    return runs;
  }

  void live(Inline& run) {
    run.value = evaluate(run.tag.number, source_);
    // A mistake in the writing was reported when it was read.
    if (!run.value.error.empty() && run.tag.error.empty())
      report(run.line, "in " + run.text + ": " + run.value.error);
    if (!run.tag.error.empty()) run.value.error = run.tag.error, run.value.text = "?";
    run.text = run.value.text;
  }

  Block computed_table(const Table& table, int line) {
    Block result;
    result.kind = Block::Kind::kTable;
    result.line = line;
    result.columns.assign(table.columns.size() + 1, Align::kRight);
    result.columns.front() = Align::kLeft;
    Block head = row(line);
    head.children.push_back(text_cell(table.corner, line));
    for (const auto& column : table.columns)
      head.children.push_back(text_cell(column.title, column.line));
    result.children.push_back(std::move(head));
    for (const auto& table_row : table.rows) {
      Block computed = row(line);
      computed.children.push_back(text_cell(table_row.label, line));
      const OverriddenSource here(source_, table_row.settings);
      for (const auto& column : table.columns)
        computed.children.push_back(number_cell(column, here));
      result.children.push_back(std::move(computed));
    }
    return result;
  }

  static Block row(int line) {
    Block block;
    block.kind = Block::Kind::kRow;
    block.line = line;
    return block;
  }

  Block text_cell(const Blocks& prose, int line) {
    Block cell;
    cell.kind = Block::Kind::kCell;
    cell.line = line;
    if (!prose.empty()) cell.inlines = inlines(prose.front().inlines);
    return cell;
  }

  Block number_cell(const Table::Column& column, const NumberSource& source) {
    Block cell;
    cell.kind = Block::Kind::kCell;
    cell.line = column.line;
    Inline run;
    run.kind = Inline::Kind::kLive;
    run.line = column.line;
    run.tag.number = column.value;
    run.value = evaluate(column.value, source);
    run.text = run.value.text;
    if (!run.value.error.empty() && column.value.expression.ok())
      report(column.line, "in 'value: " + column.value.expression.text() + "': " + run.value.error);
    cell.inlines.push_back(std::move(run));
    return cell;
  }

  const NumberSource& source_;
  const std::string& file_;
  Diagnostics& diagnostics_;
};

}  // namespace

Blocks resolve(std::span<const Block> blocks, const NumberSource& source, const std::string& file,
               Diagnostics& diagnostics) {
  return Resolver(source, file, diagnostics).blocks(blocks);
}

bool is_live(std::span<const Block> blocks) {
  const auto run_is_live = [](const Inline& run) {
    using enum Inline::Kind;
    return run.kind == kLive || run.kind == kCondition ||
           (run.kind == kMath && find_tag(run.text, 0));
  };
  return std::ranges::any_of(blocks, [&](const Block& block) {
    return block.kind == Block::Kind::kCondition || table_of(block) != nullptr ||
           (block.kind == Block::Kind::kMath && find_tag(block.text, 0)) ||
           std::ranges::any_of(block.inlines, run_is_live) || is_live(block.children);
  });
}

}  // namespace wf::lessons
