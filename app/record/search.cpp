// One search over everything that was written: by the learner and by the lessons.
#include <algorithm>

#include "app/record/overview.h"

namespace wf::app {
namespace {

constexpr std::size_t kBefore = 40;  // characters shown before the first match
constexpr std::size_t kExcerpt = 140;

// ASCII only: what is not changed keeps its length, so that places in both texts agree.
std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& c : low) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return low;
}

std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : lowered(query) + " ") {
    if (c != ' ' && c != '\t' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The words around `at`, whole, on one line.
std::string excerpt_of(const std::string& text, std::size_t at) {
  std::size_t from = at > kBefore ? text.find(' ', at - kBefore) : 0;
  if (from == std::string::npos || from > at) from = at;
  while (from > 0 && from < text.size() && continues(text[from])) --from;
  std::size_t to = std::min(from + kExcerpt, text.size());
  if (to < text.size()) {
    const std::size_t space = text.rfind(' ', to);
    if (space != std::string::npos && space > at) to = space;
    while (to > from && continues(text[to])) --to;
  }
  std::string excerpt = text.substr(from, to - from);
  std::replace(excerpt.begin(), excerpt.end(), '\n', ' ');
  while (excerpt.starts_with(' ')) excerpt.erase(0, 1);
  return (from > 0 ? "… " : "") + excerpt + (to < text.size() ? " …" : "");
}

}  // namespace

std::vector<Found> search_record(const Record& record, const std::vector<Passage>& texts,
                                 std::string_view query, std::size_t most) {
  std::vector<Found> found;
  const std::vector<std::string> words = words_of(query);
  if (words.empty()) return found;
  // `more` is searched but not shown: the lesson's number, the heading.
  const auto take = [&](Found::Kind kind, const std::string& lesson, const Step& step,
                        const std::string& part, const std::string& text) {
    if (found.size() >= most) return;
    const std::string low = lowered(text);
    const std::string whole = low + "\n" + lowered(step.heading) + "\nlesson " + lowered(lesson);
    std::size_t first = std::string::npos;
    for (const std::string& word : words) {
      if (whole.find(word) == std::string::npos) return;
      first = std::min(first, low.find(word));
    }
    found.push_back(
        {kind, lesson, step, part, excerpt_of(text, first == std::string::npos ? 0 : first)});
  };
  for (const Note& each : record.notes()) {
    take(Found::Kind::kNote, each.lesson, each.step, {}, each.text);
  }
  for (const Bookmark& each : record.bookmarks()) {
    take(Found::Kind::kBookmark, each.lesson, each.step, {}, each.step.heading);
  }
  std::vector<GivenAnswer> answers = record.answers();
  for (auto each = answers.rbegin(); each != answers.rend(); ++each) {
    const bool older = std::any_of(answers.rbegin(), each, [&](const GivenAnswer& newer) {
      return newer.lesson == each->lesson && newer.part == each->part;
    });
    if (older) continue;
    const std::string said = each->skipped ? "skipped" : each->given;
    take(Found::Kind::kAnswer, each->lesson, {}, each->part, each->question + " — " + said);
  }
  for (const Passage& each : texts) {
    take(Found::Kind::kText, each.lesson, each.step, {}, each.words);
  }
  return found;
}

}  // namespace wf::app
