#include <fmt/format.h>

#include <algorithm>

#include "app/cli/text.h"
#include "app/history/history.h"

namespace wf::app {
namespace {

constexpr int kMostColumns = 40;

// An answer in one short line.
std::string in_short(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return clipped(text, kMostColumns);
}

std::string of_one(const std::string& before, const std::string& after) {
  if (after.empty()) return in_short(before) + " taken out";
  if (before.empty()) return in_short(after);
  return fmt::format("{} → {}", in_short(before), in_short(after));
}

}  // namespace

std::string answer_words(const model::Assignment& assignment, const Answers& before,
                         const Answers& after) {
  std::string words;
  int others = 0;
  const auto consider = [&](const std::string& id, const std::string& label) {
    const auto text_in = [&](const Answers& answers) {
      const auto found = answers.find(id);
      return found == answers.end() ? std::string() : found->second;
    };
    if (text_in(before) == text_in(after)) return;
    if (words.empty()) {
      words = fmt::format("{}: {}", label, of_one(text_in(before), text_in(after)));
    } else {
      ++others;
    }
  };
  consider(std::string(model::kNameField), "Your name");
  for (std::size_t i = 0; i < assignment.questions.size(); ++i) {
    consider(assignment.questions[i].id, fmt::format("Question {}", i + 1));
  }
  if (words.empty()) return "Other answers";
  return others == 0 ? words : fmt::format("{} and {} more", words, others);
}

}  // namespace wf::app
