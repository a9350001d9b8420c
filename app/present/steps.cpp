#include "app/present/steps.h"

#include "lessons/plain.h"

namespace wf::app {
namespace {

using lessons::Block;

constexpr std::size_t kMostCharacters = 420;

std::string words_of(const Block& block) {
  std::string words = lessons::plain_words(lessons::Blocks{block});
  while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.pop_back();
  return words;
}

}  // namespace

std::vector<PresentStep> present_steps(const lessons::Blocks& document) {
  std::vector<PresentStep> steps(1);
  std::string heading;
  std::string section;
  std::size_t characters = 0;
  bool open = false;          // the last step takes more blocks
  bool only_heading = false;  // of it
  const auto begin = [&](std::size_t at) {
    steps.push_back({at, at + 1, heading, section, nullptr});
    characters = 0;
    open = true;
  };
  for (std::size_t i = 0; i < document.size(); ++i) {
    const Block& block = document[i];
    if (block.kind == Block::Kind::kHeading) {
      const std::string words = lessons::plain_words(block.inlines);
      if (block.level <= 2) section = words;
      // The first heading is the title, which has its page.
      if (block.level == 1) {
        if (steps.size() == 1) steps.front().section = section;
        continue;
      }
      heading = words;
      begin(i);
      only_heading = true;
      continue;
    }
    const bool part = block.kind == Block::Kind::kPart && block.part != nullptr;
    const std::size_t length = part ? 0 : words_of(block).size();
    const bool fits = open && characters + length <= kMostCharacters && !part;
    if (only_heading || fits) {
      steps.back().end = i + 1;
    } else {
      begin(i);
    }
    characters += length;
    only_heading = false;
    if (part) {
      steps.back().part = block.part;
      open = false;
    }
  }
  return steps;
}

}  // namespace wf::app
