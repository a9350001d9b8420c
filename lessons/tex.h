#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/number_source.h"

namespace wf::lessons {

// The subset of TeX's mathematics that the lessons need:
//
//   \frac \dfrac \tfrac \sqrt[n] ^ _ ' {}          \text \mathrm \mathbf \operatorname
//   \left( \right) with ( ) [ ] \{ \} | \| . \lceil \rceil \lfloor \rfloor \langle \rangle
//   \sum \prod \int with limits, \min \max \log \ln \exp ...
//   Greek in both cases, relations, operators, arrows; \, \: \; \! \quad \qquad and "\ "
//   \bar \hat \dot \tilde \overline, \underbrace{...}_{...}
//   \begin{cases|aligned|matrix|pmatrix|bmatrix} rows with \\ and columns with &
//   \term{decode.weight_read}{t_w}                 ties a symbol to a quantity of the model; live
//                                                  numbers become such terms
//
// Anything else is reported and drawn as its source.
enum class TexClass { kOrd, kOp, kBin, kRel, kOpen, kClose, kPunct, kInner };

struct TexNode {
  enum class Kind {
    kRow,        // children in a line
    kSymbol,     // `code_point`
    kText,       // upright `text`: \text, operator names
    kFraction,   // numerator, denominator
    kRoot,       // body, and the index if there is one
    kScripts,    // base, subscript, superscript; an absent script is an empty row
    kDelimited,  // body between `left` and `right`; 0 is no delimiter
    kAccent,     // base under `code_point`; 0 is a line over the whole base
    kBrace,      // base with a brace below; a subscript goes under it
    kTable,      // cells row by row, `columns` wide
    kSpace,      // `width` em
    kTerm,       // body; `text` is the id of the quantity
    kUnknown,    // `text` as written
  };
  enum class FractionStyle { kAuto, kDisplay, kText };
  enum class TableStyle { kCases, kAligned, kMatrix };

  Kind kind = Kind::kRow;
  TexClass tex_class = TexClass::kOrd;
  char32_t code_point = 0;
  bool italic = false;  // a variable
  bool large = false;   // grows in display style: sums and integrals
  bool limits = false;  // scripts stand above and below in display style
  char32_t left = 0;
  char32_t right = 0;
  double width = 0;
  int columns = 0;
  FractionStyle fraction_style = FractionStyle::kAuto;
  TableStyle table_style = TableStyle::kMatrix;
  std::string text;
  std::vector<TexNode> children;
};

struct TexFormula {
  TexNode root;
  std::vector<std::string> problems;  // unbalanced braces, unknown commands, each once
};

TexFormula parse_tex(std::string_view tex);

// The problems of a formula as it stands in a lesson: live numbers in it count as text.
std::vector<std::string> tex_problems(std::string_view tex);

// What \term ties to, each once.
std::vector<std::string> tex_terms(std::string_view tex);

// The same formula for others who read TeX: the bodies of its terms stand alone.
std::string without_terms(std::string_view tex);

// What a symbol or a number in a formula stands for: "decode.step_time", or under settings of its
// own "decode.step_time | serving.batch=1", as a live number is written.
struct TexTerm {
  std::string id;
  Overrides settings;
  std::string error;  // what is wrong with the settings
};
TexTerm parse_tex_term(std::string_view text);

// For descriptions and copying: "t = W / BW", "sqrt(x)", "x_1^2".
std::string plain_text(std::string_view tex);

// The letter as a mathematical italic: h is U+210E, all others lie in a row from U+1D44E on.
// Greek too. Other code points come back as they are.
char32_t math_italic(char32_t code_point);

}  // namespace wf::lessons
