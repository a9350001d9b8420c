#include "lessons/lint.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "lessons/live_number.h"
#include "lessons/tex.h"
#include "lessons/text.h"
#include "lessons/unit.h"

namespace wf::lessons {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 128;
}

constexpr char kOpaque = '\x01';  // stands for a live number, formula or code
constexpr char kCitation = '\x02';

constexpr std::array<std::string_view, 6> kSpaces = {" ", "\t", "\n", "\u00A0", "\u202F", "\u2009"};

// Units that prose spells out, beyond those of find_unit.
constexpr std::array<std::string_view, 34> kWords = {"second",      "seconds",
                                                     "millisecond", "milliseconds",
                                                     "microsecond", "microseconds",
                                                     "minute",      "minutes",
                                                     "gigabyte",    "gigabytes",
                                                     "terabyte",    "terabytes",
                                                     "dollar",      "dollars",
                                                     "parameter",   "parameters",
                                                     "FLOPS",       "GFLOPS",
                                                     "TFLOPS",      "PFLOPS",
                                                     "TFLOPs",      "PFLOPs",
                                                     "req/s",       "tok/s",
                                                     "percent",     "layer",
                                                     "layers",      "replica",
                                                     "replicas",    "node",
                                                     "nodes",       "users",
                                                     "sequences",   "W"};

struct Text {
  std::string characters;  // one kOpaque or kCitation for a run that is no text
  std::vector<int> lines;  // of each character
};

Text flatten(const std::vector<Inline>& runs) {
  Text text;
  for (const auto& run : runs) {
    std::string piece;
    switch (run.kind) {
      case Inline::Kind::kText:
        piece = run.text;
        std::replace_if(
            piece.begin(), piece.end(), [](char c) { return c == kOpaque || c == kCitation; }, ' ');
        break;
      case Inline::Kind::kCite:
        piece = kCitation;
        break;
      case Inline::Kind::kLineBreak:
        piece = " ";
        break;
      case Inline::Kind::kCondition:
        break;
      default:
        piece = kOpaque;
    }
    text.characters += piece;
    text.lines.insert(text.lines.end(), piece.size(), run.line);
  }
  return text;
}

class Linter {
 public:
  explicit Linter(const Lesson& lesson) : lesson_(lesson) {}

  Diagnostics run() {
    blocks(lesson_.blocks, false);
    for (const auto& prose : prose_of(lesson_.teaching))
      if (!prose.guess) blocks(*prose.blocks, false);
    return std::move(found_);
  }

 private:
  void blocks(const Blocks& all, bool cited) {
    for (const auto& block : all) {
      const bool quoted_source = block.kind == Block::Kind::kQuote && holds_citation(block);
      if (!cited && !quoted_source) paragraph(flatten(block.inlines));
      if (block.kind == Block::Kind::kMath) equation(block);
      blocks(block.children, cited || quoted_source);
      blocks(block.otherwise, cited || quoted_source);
      if (!block.part) continue;
      for (const auto& prose : prose_of(*block.part))
        if (!prose.guess) blocks(*prose.blocks, false);
    }
  }

  // What is pointed at in an equation lights up elsewhere: something in it has to be known.
  void equation(const Block& block) {
    if (find_tag(block.text, 0) || !tex_terms(block.text).empty()) return;
    found_.push_back({Severity::kError, lesson_.file, block.line,
                      "no symbol of this equation is tied to a quantity: write one as "
                      "\\term{decode.step_time}{t}, or a number as {{...}}"});
  }

  static bool holds_citation(const Block& block) {
    for (const auto& run : block.inlines)
      if (run.kind == Inline::Kind::kCite) return true;
    return std::any_of(block.children.begin(), block.children.end(), holds_citation);
  }

  void paragraph(const Text& text) {
    const std::string_view all = text.characters;
    std::size_t start = 0;
    while (start < all.size()) {
      const auto end = sentence_end(all, start);
      const auto sentence = all.substr(start, end - start);
      if (sentence.find(kCitation) == std::string_view::npos) numbers(sentence, start, text);
      start = end;
    }
  }

  // Behind the full stop and what clings to it: citations, closing quotes and brackets.
  static std::size_t sentence_end(std::string_view text, std::size_t at) {
    while (at < text.size()) {
      const char c = text[at++];
      if (c != '.' && c != '!' && c != '?') continue;
      auto after = at;
      while (after < text.size() && (text[after] == kCitation || text[after] == ')' ||
                                     text[after] == '"' || text[after] == '\''))
        ++after;
      const bool citation_ends = after > at && text[after - 1] == kCitation;
      const bool space_follows =
          after >= text.size() || std::isspace(static_cast<unsigned char>(text[after])) != 0;
      // "Read. [^id]": a citation set off by a space still belongs to what it follows.
      if (space_follows && after + 1 < text.size() && text[after + 1] == kCitation)
        return after + 2;
      if (space_follows || citation_ends) return after;
    }
    return text.size();
  }

  void numbers(std::string_view sentence, std::size_t offset, const Text& text) {
    for (std::size_t i = 0; i < sentence.size();) {
      if (!digit(sentence[i])) {
        ++i;
        continue;
      }
      std::size_t begin = i;
      std::size_t end = number_end(sentence, i);
      i = end;
      if (part_of_name(sentence, begin)) {
        while (i < sentence.size() && (letter(sentence[i]) || digit(sentence[i]))) ++i;
        continue;
      }
      const bool money = begin > 0 && sentence[begin - 1] == '$';
      if (money) --begin;
      const auto unit_end = end_of_unit(sentence, end);
      if (unit_end != end) {
        end = unit_end;
      } else if (!money) {
        continue;
      }
      i = std::max(i, end);
      report(text.lines[offset + begin], sentence.substr(begin, end - begin));
    }
  }

  static std::size_t number_end(std::string_view text, std::size_t i) {
    while (i < text.size()) {
      const bool inner =
          i + 1 < text.size() && (text[i] == '.' || text[i] == ',') && digit(text[i + 1]);
      if (!digit(text[i]) && !inner) break;
      ++i;
    }
    return i;
  }

  // The digits of H100, Llama-3-70B, p95, v2.1: a letter, or a hyphen behind a letter or digit.
  static bool part_of_name(std::string_view text, std::size_t begin) {
    if (begin == 0) return false;
    const char before = text[begin - 1];
    if (before == '_' || before == '^') return true;
    if (before == '-' && begin >= 2) return letter(text[begin - 2]) || digit(text[begin - 2]);
    if (static_cast<unsigned char>(before) >= 128) {
      // Typographic signs ("≈80 GB", "–") are no letters; accented letters are rare before digits.
      return false;
    }
    return letter(before);
  }

  // Behind the number: an order of magnitude ("128K", "8 billion"), spaces, and a unit.
  static std::size_t end_of_unit(std::string_view text, std::size_t number_end) {
    for (std::size_t at : {number_end, after_magnitude(text, number_end)}) {
      at = skip_spaces(text, at);
      if (text.substr(at, 1) == "%") return at + 1;
      if (text.substr(at, 2) == "×") return at + 2;
      if (text.substr(at, 1) == "-") ++at;  // "80-GB"
      auto end = at;
      while (end < text.size() && (letter(text[end]) || text[end] == '/')) ++end;
      for (; end > at; --end) {
        const auto word = text.substr(at, end - at);
        const bool whole = end == text.size() || !letter(text[end]);
        if (whole && is_unit(word)) return end;
      }
    }
    return number_end;
  }

  static std::size_t after_magnitude(std::string_view text, std::size_t at) {
    const auto word_at = skip_spaces(text, at);
    for (const std::string_view word :
         {"thousand", "million", "billion", "trillion", "K", "k", "M", "B", "T"})
      if (text.substr(word_at, word.size()) == word &&
          (word_at + word.size() >= text.size() || !letter(text[word_at + word.size()])))
        return word_at + word.size();
    return at;
  }

  static std::size_t skip_spaces(std::string_view text, std::size_t at) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto space : kSpaces) {
        if (text.substr(at, space.size()) != space) continue;
        at += space.size();
        moved = true;
      }
    }
    return at;
  }

  static bool is_unit(std::string_view word) {
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
    if (word == "B") return false;  // "a 70B model" is a name
    // A year or a month is more often a date than a duration.
    if (word.starts_with("year") || word.starts_with("month")) return false;
    return find_unit(word).has_value();
  }

  void report(int line, std::string_view number) {
    found_.push_back({Severity::kError, lesson_.file, line,
                      "'" + std::string(number) +
                          "' is typed into prose: compute it as {{...}}, cite its source with "
                          "[^id] behind the sentence, or mark it [^given] if the text itself "
                          "sets it"});
  }

  const Lesson& lesson_;
  Diagnostics found_;
};

}  // namespace

Diagnostics lint(const Lesson& lesson) { return Linter(lesson).run(); }

}  // namespace wf::lessons
