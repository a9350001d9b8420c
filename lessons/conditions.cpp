#include "lessons/conditions.h"

#include <utility>

namespace wf::lessons {
namespace {

using Tag = LiveTag::Kind;

constexpr int kDeepestCondition = 16;

void report(Diagnostics& diagnostics, const std::string& file, int line, std::string message) {
  diagnostics.push_back({Severity::kError, file, line, std::move(message)});
}

// The mark that a paragraph consists of, or nullptr.
const LiveTag* mark_of(const Block& block) {
  if (block.kind != Block::Kind::kParagraph || block.inlines.size() != 1) return nullptr;
  const Inline& only = block.inlines.front();
  return only.kind == Inline::Kind::kCondition ? &only.tag : nullptr;
}

class Folder {
 public:
  Folder(Blocks blocks, const std::string& file, Diagnostics& diagnostics)
      : blocks_(std::move(blocks)), file_(file), diagnostics_(diagnostics) {}

  Blocks run() {
    Blocks all;
    while (true) {
      for (auto& block : sequence(0)) all.push_back(std::move(block));
      if (at_ >= blocks_.size()) return all;
      const Tag kind = mark_of(blocks_[at_])->kind;
      report(diagnostics_, file_, blocks_[at_].line,
             std::string(kind == Tag::kEnd ? "{{/if}}" : "{{else}}") +
                 " has no {{#if}} before it: add one or remove the mark");
      ++at_;
    }
  }

 private:
  // Up to the next mark that this level does not open itself.
  Blocks sequence(int depth) {
    Blocks result;
    while (at_ < blocks_.size()) {
      const LiveTag* mark = mark_of(blocks_[at_]);
      if (mark == nullptr) {
        result.push_back(std::move(blocks_[at_++]));
      } else if (mark->kind != Tag::kIf) {
        break;
      } else if (depth >= kDeepestCondition) {
        report(diagnostics_, file_, blocks_[at_].line, "conditions are nested too deeply");
        ++at_;
      } else {
        const int line = blocks_[at_].line;
        Block block = condition(depth + 1);
        if (at_ < blocks_.size()) {
          ++at_;  // {{/if}}
        } else {
          report(diagnostics_, file_, line,
                 "{{#if}} is never closed: add {{/if}} on a line of its own");
        }
        result.push_back(std::move(block));
      }
    }
    return result;
  }

  // From the mark of {{#if}} or {{else if}} up to {{/if}}, which is left standing.
  Block condition(int depth) {
    Block block;
    block.kind = Block::Kind::kCondition;
    block.line = blocks_[at_].line;
    block.condition = mark_of(blocks_[at_])->number.expression;
    ++at_;
    block.children = sequence(depth);
    if (at_ >= blocks_.size()) return block;
    const Tag next = mark_of(blocks_[at_])->kind;
    if (next == Tag::kElseIf) {
      if (depth >= kDeepestCondition) {
        report(diagnostics_, file_, blocks_[at_].line, "too many {{else if}} in a row");
        while (at_ < blocks_.size() && !is_end(blocks_[at_])) ++at_;
        return block;
      }
      block.otherwise.push_back(condition(depth + 1));
    } else if (next == Tag::kElse) {
      ++at_;
      block.otherwise = sequence(depth);
      while (at_ < blocks_.size() && !is_end(blocks_[at_])) {
        report(diagnostics_, file_, blocks_[at_].line,
               "after {{else}} only {{/if}} may follow: remove this mark");
        ++at_;
        for (auto& more : sequence(depth)) block.otherwise.push_back(std::move(more));
      }
    }
    return block;
  }

  static bool is_end(const Block& block) {
    const LiveTag* mark = mark_of(block);
    return mark != nullptr && mark->kind == Tag::kEnd;
  }

  Blocks blocks_;
  std::size_t at_ = 0;
  const std::string& file_;
  Diagnostics& diagnostics_;
};

}  // namespace

Blocks fold_conditions(Blocks blocks, const std::string& file, Diagnostics& diagnostics) {
  return Folder(std::move(blocks), file, diagnostics).run();
}

void check_conditions(std::vector<Inline>& inlines, const std::string& file,
                      Diagnostics& diagnostics) {
  std::vector<bool> else_seen;  // one entry an open {{#if}}
  bool balanced = true;
  int line = 0;
  for (const auto& run : inlines) {
    if (run.kind != Inline::Kind::kCondition) continue;
    line = run.line;
    if (run.tag.kind == Tag::kIf) {
      else_seen.push_back(false);
    } else if (else_seen.empty()) {
      balanced = false;
    } else if (run.tag.kind == Tag::kEnd) {
      else_seen.pop_back();
    } else {
      if (else_seen.back()) balanced = false;
      else_seen.back() = run.tag.kind == Tag::kElse;
    }
  }
  if (balanced && else_seen.empty()) return;
  report(diagnostics, file, line,
         "the condition's marks do not pair up in this paragraph: close {{#if}} with {{/if}} in "
         "it, or put each mark on a line of its own to choose between whole paragraphs");
  std::erase_if(inlines, [](const Inline& run) { return run.kind == Inline::Kind::kCondition; });
}

std::vector<Inline> decide_conditions(const std::vector<Inline>& inlines,
                                      const NumberSource& source, const std::string& file,
                                      Diagnostics& diagnostics) {
  struct Open {
    bool shown;  // this branch is taken
    bool taken;  // a branch of this condition has been taken
  };
  std::vector<Open> open;
  std::vector<Inline> result;
  const auto hidden = [&open] {
    for (const auto& level : open)
      if (!level.shown) return true;
    return false;
  };
  const auto holds = [&](const Inline& run) {
    const auto decision = run.tag.number.expression.evaluate(source);
    if (!decision.error.empty() && run.tag.error.empty())
      report(diagnostics, file, run.line, "in " + run.text + ": " + decision.error);
    return decision.truth();
  };
  for (const auto& run : inlines) {
    if (run.kind != Inline::Kind::kCondition) {
      if (!hidden()) result.push_back(run);
      continue;
    }
    // Every condition is evaluated, shown or not, so that a wrong id is found with any scenario.
    switch (run.tag.kind) {
      case Tag::kIf: {
        const bool yes = holds(run);
        open.push_back({yes, yes});
        break;
      }
      case Tag::kElseIf: {
        const bool yes = holds(run);
        if (open.empty()) break;
        open.back().shown = yes && !open.back().taken;
        open.back().taken = open.back().taken || yes;
        break;
      }
      case Tag::kElse:
        if (open.empty()) break;
        open.back().shown = !open.back().taken;
        open.back().taken = true;
        break;
      default:
        if (!open.empty()) open.pop_back();
    }
  }
  return result;
}

}  // namespace wf::lessons
