#include "app/record/passages.h"

namespace wf::app {
namespace {

using lessons::Block;
using lessons::Inline;

void add_inlines(const std::vector<Inline>& inlines, std::string& words) {
  for (const Inline& run : inlines) {
    const bool says = run.kind == Inline::Kind::kText || run.kind == Inline::Kind::kCode ||
                      run.kind == Inline::Kind::kImage;
    if (says) words += run.text;
    if (run.kind == Inline::Kind::kLive) words += "…";  // a number that is computed when it is read
    if (run.kind == Inline::Kind::kLineBreak) words += ' ';
  }
}

struct Walk {
  std::vector<Passage>& passages;
  const std::string& lesson;

  void prose(const lessons::Blocks& blocks) {
    for (const Block& block : blocks) {
      if (block.kind == Block::Kind::kHeading) {
        heading(block);
        continue;
      }
      add_inlines(block.inlines, passages.back().words);
      if (!block.inlines.empty()) passages.back().words += ' ';
      prose(block.children);
      prose(block.otherwise);
      if (!block.part) continue;
      for (const lessons::PartProse& piece : lessons::prose_of(*block.part)) {
        if (piece.blocks != nullptr) prose(*piece.blocks);
      }
    }
  }

  void heading(const Block& block) {
    std::string title;
    add_inlines(block.inlines, title);
    // The first heading repeats the title.
    if (block.level == 1 && passages.size() == 1 && passages.back().words.empty()) return;
    const int index = passages.back().step.index + 1;
    passages.push_back({lesson, {index, title}, {}});
  }
};

}  // namespace

std::vector<Passage> passages_of(const lessons::Lesson& lesson) {
  std::vector<Passage> passages = {{lesson.id, {0, lesson.title}, {}}};
  Walk walk{passages, lesson.id};
  walk.prose(lesson.blocks);
  std::string& first = passages.front().words;
  first = lesson.title + ". " + first;
  for (const std::string& objective : lesson.objectives) first += objective + " ";
  return passages;
}

}  // namespace wf::app
