#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/diagnostic.h"

namespace wf::lessons {

// Formulas, live numbers and citations hold characters that mean something else to Markdown:
// '|' splits a table's cells, '_' and '*' emphasise, '\' escapes. Before parsing, each is
// replaced by one private character; afterwards it is put back as a run of its own.
struct Shield {
  enum class Kind { kLive, kMath, kDisplayMath, kCite };
  Kind kind = Kind::kLive;
  std::string text;    // between the marks
  std::string source;  // with its marks, for code, where it is no mark at all
  int line = 0;
};

struct ShieldedText {
  std::string text;
  std::vector<Shield> shields;
  std::vector<int> line_of;  // for each line of `text`, its line in the lesson
};

constexpr char32_t kFirstShield = 0xF0000;  // Supplementary Private Use Area A
constexpr std::size_t kMostShields = 0xFFF0;

// What is recognised, outside fenced code and `code`:
//   {{...}}          a live number or a condition. A condition's mark that stands alone on its
//                    line becomes a paragraph of its own.
//   $...$  $$...$$   a formula, within a paragraph. A single '$' opens before a non-space and
//                    closes after a non-space and not before a digit, so "$5 and $6" is money.
//   [^id]            a citation
ShieldedText shield(std::string_view markdown, const std::string& file, int first_line,
                    Diagnostics& diagnostics);

}  // namespace wf::lessons
