#include "app/palette/match.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace wf::app {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// Bytes of UTF-8 beyond ASCII count as letters.
bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 128;
}

constexpr double kWholeWord = 6;
constexpr double kWordStart = 5;
constexpr double kWithin = 3;
constexpr double kScattered = 1;

// The letters of `word` in order, from some place on, with few others between them.
bool scattered(std::string_view word, std::string_view text) {
  if (word.size() < 3) return false;
  for (std::size_t start = text.find(word[0]); start != std::string_view::npos;
       start = text.find(word[0], start + 1)) {
    std::size_t at = start;
    std::size_t found = 0;
    while (at < text.size() && found < word.size() && at - start < 2 * word.size()) {
      if (text[at] == word[found]) ++found;
      ++at;
    }
    if (found == word.size()) return true;
  }
  return false;
}

std::optional<double> match_word(std::string_view word, std::string_view text) {
  std::optional<double> best;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool start = at == 0 || !is_letter(text[at - 1]);
    const std::size_t end = at + word.size();
    const bool whole = start && (end == text.size() || !is_letter(text[end]));
    // What stands earlier says more.
    const double early = 1.0 / (1.0 + static_cast<double>(at) / 16);
    best = std::max(best.value_or(0), (whole ? kWholeWord : start ? kWordStart : kWithin) + early);
  }
  if (!best && scattered(word, text)) best = kScattered;
  return best;
}

}  // namespace

std::optional<double> match(std::string_view query, std::string_view text) {
  const std::string wanted = lower(query);
  const std::string within = lower(text);
  double total = 0;
  std::size_t at = 0;
  while (at < wanted.size()) {
    if (wanted[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(wanted.find(' ', at), wanted.size());
    const auto found = match_word(std::string_view(wanted).substr(at, end - at), within);
    if (!found) return std::nullopt;
    total += *found;
    at = end;
  }
  return total;
}

}  // namespace wf::app
