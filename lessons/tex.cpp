#include "lessons/tex.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "lessons/live_number.h"
#include "lessons/tex_symbols.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

using Kind = TexNode::Kind;

constexpr int kDeepest = 40;
constexpr int kMostNodes = 4000;
constexpr std::size_t kMostProblems = 20;

bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class TexParser {
 public:
  explicit TexParser(std::string_view tex) : tex_(tex) {}

  TexFormula run() {
    TexFormula formula;
    formula.root = row();
    while (at_ < tex_.size()) {  // a stop that nothing opened
      if (tex_[at_] == '}') {
        problem("a '}' closes nothing: remove it or add its '{'");
        ++at_;
      } else if (tex_[at_] == '&') {
        problem("'&' belongs into \\begin{aligned} or \\begin{cases}");
        ++at_;
      } else {
        const std::string name = command();
        problem("\\" + name +
                (name == "\\" ? " belongs into \\begin{aligned} or \\begin{cases}"
                              : " has no partner before it"));
        if (name == "right") delimiter();
        if (name == "end") raw_group();
      }
      TexNode rest = row();
      for (auto& child : rest.children) formula.root.children.push_back(std::move(child));
    }
    formula.problems = std::move(problems_);
    return formula;
  }

 private:
  void problem(std::string text) {
    if (problems_.size() >= kMostProblems) return;
    if (std::find(problems_.begin(), problems_.end(), text) == problems_.end())
      problems_.push_back(std::move(text));
  }

  void skip_space() {
    while (at_ < tex_.size() && std::isspace(static_cast<unsigned char>(tex_[at_])) != 0) ++at_;
  }

  // At a backslash: the command's name, which is consumed.
  std::string command() {
    const auto start = ++at_;
    if (at_ >= tex_.size()) return "";
    while (at_ < tex_.size() && is_letter(static_cast<unsigned char>(tex_[at_]))) ++at_;
    if (at_ == start) next_code_point(tex_, at_);
    return std::string(tex_.substr(start, at_ - start));
  }

  std::string peek_command() {
    const auto here = at_;
    std::string name = command();
    at_ = here;
    return name;
  }

  // What ends a row that it did not begin.
  bool at_stop() {
    if (at_ >= tex_.size()) return true;
    const char c = tex_[at_];
    if (c == '}' || c == '&') return true;
    if (c == ']' && in_index_) return true;
    if (c != '\\') return false;
    const std::string name = peek_command();
    return name == "right" || name == "end" || name == "\\";
  }

  TexNode row() {
    TexNode result;
    if (depth_ >= kDeepest) {
      problem("the formula is nested too deeply");
      at_ = tex_.size();
      return result;
    }
    ++depth_;
    for (skip_space(); !at_stop(); skip_space()) {
      if (++nodes_ > kMostNodes) {
        problem("the formula is too long");
        at_ = tex_.size();
        break;
      }
      result.children.push_back(with_scripts(atom()));
    }
    --depth_;
    return result;
  }

  // {...} as a row, or the next atom alone, as TeX takes arguments.
  TexNode argument() {
    skip_space();
    if (at_stop()) {
      problem("an argument is missing: write it in { }");
      return {};
    }
    if (tex_[at_] == '{') return group();
    if (depth_ >= kDeepest) {  // \sqrt\sqrt\sqrt...
      problem("the formula is nested too deeply");
      at_ = tex_.size();
      return {};
    }
    ++depth_;
    TexNode result;
    result.children.push_back(atom());
    --depth_;
    return result;
  }

  TexNode group() {
    ++at_;
    const bool outer = std::exchange(in_index_, false);
    TexNode inside = row();
    in_index_ = outer;
    while (at_ < tex_.size() && tex_[at_] != '}') {
      problem("'&', '\\\\' or \\right inside { } stands alone");
      if (tex_[at_] == '\\') {
        command();
      } else {
        ++at_;
      }
      TexNode rest = row();
      for (auto& child : rest.children) inside.children.push_back(std::move(child));
    }
    if (at_ < tex_.size()) {
      ++at_;
    } else {
      problem("a '{' is never closed: add '}'");
    }
    return inside;
  }

  // The text between braces as it stands, with escapes taken off.
  std::string raw_group() {
    skip_space();
    std::string text;
    if (at_ >= tex_.size() || tex_[at_] != '{') {
      problem("'{' is missing");
      return text;
    }
    ++at_;
    int open = 0;
    for (; at_ < tex_.size(); ++at_) {
      const char c = tex_[at_];
      if (c == '\\' && at_ + 1 < tex_.size()) {
        const char next = tex_[++at_];
        text += next == ',' || next == ';' || next == ' ' ? ' ' : next;
        continue;
      }
      if (c == '}' && open-- == 0) {
        ++at_;
        return text;
      }
      if (c == '{') ++open;
      if (c != '{' && c != '}') text += c == '~' ? ' ' : c;
    }
    problem("a '{' is never closed: add '}'");
    return text;
  }

  TexNode with_scripts(TexNode base) {
    TexNode scripts;
    scripts.kind = Kind::kScripts;
    TexNode below;
    TexNode above;
    bool has_below = false;
    bool has_above = false;
    int primes = 0;
    for (skip_space(); at_ < tex_.size(); skip_space()) {
      const char c = tex_[at_];
      if (c == '\'') {
        ++at_;
        ++primes;
      } else if (c == '_' || c == '^') {
        ++at_;
        bool& seen = c == '_' ? has_below : has_above;
        if (seen) problem(std::string("two '") + c + "' on one symbol: put the second in { }");
        seen = true;
        (c == '_' ? below : above) = argument();
      } else {
        break;
      }
    }
    if (primes > 0) {
      std::vector<TexNode> marks(static_cast<std::size_t>(std::min(primes, 4)), sign(0x2032));
      above.children.insert(above.children.begin(), marks.begin(), marks.end());
      has_above = true;
    }
    if (!has_below && !has_above) return base;
    scripts.tex_class = base.tex_class;
    scripts.children = {std::move(base), std::move(below), std::move(above)};
    return scripts;
  }

  static TexNode sign(char32_t code_point) {
    TexNode node;
    node.kind = Kind::kSymbol;
    node.code_point = code_point;
    node.tex_class = class_of_sign(code_point);
    return node;
  }

  TexNode atom() {
    const char c = tex_[at_];
    if (c == '\\') return command_atom();
    if (c == '{') return group();
    if (c == '_' || c == '^') return {};  // a script without a base: an empty one
    if (c == '~') {
      ++at_;
      return space(0.25);
    }
    const char32_t code_point = next_code_point(tex_, at_);
    if (is_letter(code_point)) {
      TexNode node = sign(code_point);
      node.italic = true;
      return node;
    }
    if (code_point == '-') return sign(0x2212);
    if (code_point == '*') return sign(0x2217);
    if (code_point == '\'') return sign(0x2032);
    return sign(code_point);
  }

  static TexNode space(double width) {
    TexNode node;
    node.kind = Kind::kSpace;
    node.width = width;
    return node;
  }

  static TexNode upright(std::string text, TexClass tex_class = TexClass::kOrd) {
    TexNode node;
    node.kind = Kind::kText;
    node.text = std::move(text);
    node.tex_class = tex_class;
    return node;
  }

  TexNode command_atom() {
    const auto start = at_;
    const std::string name = command();
    if (const TexSymbol* symbol = find_tex_symbol(name)) return symbol_atom(*symbol);
    if (const TexOperator* known = find_tex_operator(name)) {
      TexNode node = upright(std::string(known->name), TexClass::kOp);
      node.limits = known->limits;
      return node;
    }
    if (name == "frac" || name == "dfrac" || name == "tfrac") return fraction(name);
    if (name == "sqrt") return root();
    if (name == "text" || name == "mathrm" || name == "textrm" || name == "mathbf" ||
        name == "mathsf" || name == "mathtt")
      return upright(raw_group());
    if (name == "operatorname") return upright(raw_group(), TexClass::kOp);
    if (name == "left") return delimited();
    if (name == "begin") return table();
    if (name == "term") return term();
    if (name == "underbrace") {
      TexNode node;
      node.kind = Kind::kBrace;
      node.limits = true;
      node.children.push_back(argument());
      return node;
    }
    constexpr std::array<std::pair<std::string_view, double>, 9> kSpaces = {{{",", 3.0 / 18},
                                                                             {":", 4.0 / 18},
                                                                             {">", 4.0 / 18},
                                                                             {";", 5.0 / 18},
                                                                             {"!", -3.0 / 18},
                                                                             {" ", 0.25},
                                                                             {"~", 0.25},
                                                                             {"quad", 1},
                                                                             {"qquad", 2}}};
    for (const auto& [command, width] : kSpaces)
      if (name == command) return space(width);
    constexpr std::array<std::pair<std::string_view, char32_t>, 5> kAccents = {
        {{"bar", 0}, {"overline", 0}, {"hat", 0x2C6}, {"dot", 0x2D9}, {"tilde", 0x2DC}}};
    for (const auto& [command, mark] : kAccents) {
      if (name != command) continue;
      TexNode node;
      node.kind = Kind::kAccent;
      node.code_point = mark;
      node.children.push_back(argument());
      return node;
    }
    for (const std::string_view size : {"big", "Big", "bigl", "bigr", "Bigl", "Bigr",
                                        "displaystyle", "textstyle", "limits", "nolimits"})
      if (name == size) return {};  // sizes are chosen by the layout
    problem(name.empty() ? "a lone '\\' at the end" : "unknown command \\" + name);
    TexNode node;
    node.kind = Kind::kUnknown;
    node.text = std::string(tex_.substr(start, at_ - start));
    return node;
  }

  static TexNode symbol_atom(const TexSymbol& symbol) {
    TexNode node = sign(symbol.code_point);
    node.tex_class = symbol.tex_class;
    node.large = symbol.tex_class == TexClass::kOp;
    node.limits = node.large && symbol.code_point != 0x222B;
    const bool small_greek = symbol.code_point >= 0x3B1 && symbol.code_point <= 0x3F5;
    node.italic = small_greek;
    return node;
  }

  TexNode fraction(std::string_view name) {
    TexNode node;
    node.kind = Kind::kFraction;
    node.tex_class = TexClass::kInner;
    if (name == "dfrac") node.fraction_style = TexNode::FractionStyle::kDisplay;
    if (name == "tfrac") node.fraction_style = TexNode::FractionStyle::kText;
    node.children.push_back(argument());
    node.children.push_back(argument());
    return node;
  }

  TexNode root() {
    TexNode node;
    node.kind = Kind::kRoot;
    skip_space();
    TexNode index;
    if (at_ < tex_.size() && tex_[at_] == '[') {
      ++at_;
      const bool outer = std::exchange(in_index_, true);
      index = row();
      in_index_ = outer;
      if (at_ < tex_.size() && tex_[at_] == ']') {
        ++at_;
      } else {
        problem("the ']' of \\sqrt[...] is missing");
      }
    }
    node.children.push_back(argument());
    if (!index.children.empty()) node.children.push_back(std::move(index));
    return node;
  }

  char32_t delimiter() {
    skip_space();
    if (at_ >= tex_.size()) {
      problem("a delimiter is missing after \\left or \\right");
      return 0;
    }
    if (tex_[at_] == '\\') {
      const std::string name = command();
      if (const TexSymbol* symbol = find_tex_symbol(name)) return symbol->code_point;
      problem("\\" + name + " is no delimiter");
      return 0;
    }
    const char32_t c = next_code_point(tex_, at_);
    if (c == '.') return 0;
    if (std::u32string_view(U"()[]|/<>").find(c) == std::u32string_view::npos) {
      std::string shown;
      append_utf8(shown, c);
      problem("'" + shown + "' is no delimiter: use ( ) [ ] \\{ \\} | or .");
    }
    return c;
  }

  TexNode delimited() {
    TexNode node;
    node.kind = Kind::kDelimited;
    node.tex_class = TexClass::kInner;
    node.left = delimiter();
    const bool outer = std::exchange(in_index_, false);
    node.children.push_back(row());
    in_index_ = outer;
    if (at_ < tex_.size() && tex_[at_] == '\\' && peek_command() == "right") {
      command();
      node.right = delimiter();
    } else {
      problem("\\left has no \\right");
    }
    return node;
  }

  TexNode table() {
    TexNode node;
    node.kind = Kind::kTable;
    const std::string name = raw_group();
    char32_t left = 0;
    char32_t right = 0;
    if (name == "cases") {
      node.table_style = TexNode::TableStyle::kCases;
      left = '{';
    } else if (name == "aligned" || name == "align*" || name == "split") {
      node.table_style = TexNode::TableStyle::kAligned;
    } else if (name == "pmatrix") {
      left = '(', right = ')';
    } else if (name == "bmatrix") {
      left = '[', right = ']';
    } else if (name != "matrix") {
      problem("unknown environment '" + name + "': use cases, aligned or matrix");
    }
    const bool outer = std::exchange(in_index_, false);
    std::vector<std::vector<TexNode>> rows(1);
    bool closed = false;
    while (true) {
      rows.back().push_back(row());
      if (at_ >= tex_.size() || tex_[at_] == '}') break;
      if (tex_[at_] == '&') {
        ++at_;
        continue;
      }
      const std::string stop = command();
      if (stop == "\\") {
        rows.emplace_back();
      } else if (stop == "end") {
        const std::string ended = raw_group();
        if (ended != name) problem("\\begin{" + name + "} is ended by \\end{" + ended + "}");
        closed = true;
        break;
      } else {
        problem("\\right has no \\left");
        delimiter();
      }
    }
    in_index_ = outer;
    if (!closed) problem("\\begin{" + name + "} has no \\end{" + name + "}");
    if (rows.size() > 1 && rows.back().size() == 1 && rows.back()[0].children.empty())
      rows.pop_back();  // a line end after the last row
    std::size_t columns = 1;
    for (const auto& cells : rows) columns = std::max(columns, cells.size());
    if (columns * rows.size() > kMostNodes) {
      problem("the formula is too long");
      return {};
    }
    node.columns = static_cast<int>(columns);
    for (auto& cells : rows) {
      cells.resize(columns);
      for (auto& cell : cells) node.children.push_back(std::move(cell));
    }
    if (left == 0) return node;
    TexNode fenced;
    fenced.kind = Kind::kDelimited;
    fenced.tex_class = TexClass::kInner;
    fenced.left = left;
    fenced.right = right;
    fenced.children.push_back(std::move(node));
    return fenced;
  }

  TexNode term() {
    TexNode node;
    node.kind = Kind::kTerm;
    node.text = std::string(trim(raw_group()));
    if (node.text.empty()) problem("\\term needs the id of a quantity: \\term{id}{symbol}");
    node.children.push_back(argument());
    const auto& inside = node.children[0].children;
    if (inside.size() == 1) node.tex_class = inside[0].tex_class;
    return node;
  }

  std::string_view tex_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
  bool in_index_ = false;  // inside \sqrt[...]
  std::vector<std::string> problems_;
};

void collect_terms(const TexNode& node, std::vector<std::string>& terms) {
  if (node.kind == Kind::kTerm && std::find(terms.begin(), terms.end(), node.text) == terms.end())
    terms.push_back(node.text);
  for (const auto& child : node.children) collect_terms(child, terms);
}

class PlainWriter {
 public:
  static std::string write(const TexNode& node) {
    switch (node.kind) {
      case Kind::kRow:
        return row(node);
      case Kind::kSymbol:
        return symbol(node);
      case Kind::kText:
      case Kind::kUnknown:
        return node.text;
      case Kind::kFraction:
        return grouped(node.children[0]) + " / " + grouped(node.children[1]);
      case Kind::kRoot:
        return (node.children.size() > 1 ? "root[" + write(node.children[1]) + "](" : "sqrt(") +
               write(node.children[0]) + ")";
      case Kind::kScripts:
        return scripts(node);
      case Kind::kDelimited:
        return fence(node.left) + write(node.children[0]) + fence(node.right);
      case Kind::kAccent: {
        const std::string name = node.code_point == 0x2C6   ? "hat("
                                 : node.code_point == 0x2D9 ? "dot("
                                 : node.code_point == 0x2DC ? "tilde("
                                                            : "mean(";
        return name + write(node.children[0]) + ")";
      }
      case Kind::kBrace:
      case Kind::kTerm:
        return write(node.children[0]);
      case Kind::kTable:
        return table(node);
      case Kind::kSpace:
        return node.width > 0 ? " " : "";
    }
    return {};
  }

 private:
  static std::string symbol(const TexNode& node) {
    if (node.code_point == 0x2211) return "sum";
    if (node.code_point == 0x220F) return "product";
    if (node.code_point == 0x222B) return "integral";
    std::string out;
    append_utf8(out, node.code_point == 0x22C5 ? char32_t{0xB7} : node.code_point);
    return out;
  }

  static std::string fence(char32_t code_point) {
    std::string out;
    if (code_point != 0) append_utf8(out, code_point);
    return out;
  }

  // What a term says is its body, in whatever place.
  static const TexNode& without_term(const TexNode& node) {
    const bool wraps = node.kind == Kind::kTerm && node.children.size() == 1 &&
                       node.children[0].children.size() == 1;
    return wraps ? without_term(node.children[0].children[0]) : node;
  }

  // A sign is binary only behind an operand: "-x" keeps together, "a - x" is spaced.
  static std::string row(const TexNode& node) {
    std::string out;
    TexClass before = TexClass::kOpen;
    const auto spaced = [&out] {
      if (!out.empty() && out.back() != ' ') out += ' ';
    };
    for (const auto& each : node.children) {
      const TexNode& child = without_term(each);
      std::string text = write(child);
      const bool sign_only = child.tex_class == TexClass::kBin &&
                             (before == TexClass::kOpen || before == TexClass::kBin ||
                              before == TexClass::kRel || before == TexClass::kPunct);
      if (child.kind == Kind::kSpace) {
        if (child.width > 0) spaced();
        continue;
      }
      const bool wide =
          !sign_only && (child.tex_class == TexClass::kBin || child.tex_class == TexClass::kRel);
      const bool word = child.tex_class == TexClass::kOp || child.kind == Kind::kText ||
                        child.kind == Kind::kFraction;
      if (wide || (word && before != TexClass::kOpen)) spaced();
      const bool fenced = child.tex_class == TexClass::kOpen || child.kind == Kind::kDelimited;
      if (before == TexClass::kOp && !fenced) spaced();
      const bool clings =
          child.tex_class == TexClass::kPunct || child.tex_class == TexClass::kClose;
      if (clings && out.ends_with(' ')) out.pop_back();
      if (out.ends_with(' ') && text.starts_with(' ')) text.erase(0, 1);
      out += text;
      if (wide || child.tex_class == TexClass::kPunct || child.kind == Kind::kFraction) spaced();
      if (!text.empty() || sign_only) before = sign_only ? TexClass::kOpen : child.tex_class;
    }
    return std::string(trim(out));
  }

  static bool compound(const TexNode& node) {
    if (node.kind != Kind::kRow) return node.kind == Kind::kFraction;
    if (node.children.size() == 1) return compound(node.children[0]);
    for (const auto& child : node.children)
      if (child.tex_class == TexClass::kBin || child.tex_class == TexClass::kRel ||
          child.kind == Kind::kFraction || child.kind == Kind::kSpace || child.code_point == '/')
        return true;
    return false;  // a product of letters needs no brackets: W / BW
  }

  static std::string grouped(const TexNode& node) {
    return compound(node) ? "(" + write(node) + ")" : write(node);
  }

  static std::string scripts(const TexNode& node) {
    std::string out = write(node.children[0]);
    const std::string below = write(node.children[1]);
    const std::string above = write(node.children[2]);
    const bool word = below.find_first_of(" ()+,=/") == std::string::npos;
    if (node.children[0].kind == Kind::kBrace && !below.empty()) out += " (" + below + ")";
    if (node.children[0].kind != Kind::kBrace && !below.empty())
      out += word ? "_" + below : "_(" + below + ")";
    if (above.starts_with("′")) {
      out += above;
    } else if (!above.empty()) {
      out += above.size() == 1 || parse_number(above) ? "^" + above : "^(" + above + ")";
    }
    return out;
  }

  static std::string table(const TexNode& node) {
    std::string out;
    const auto columns = static_cast<std::size_t>(std::max(1, node.columns));
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const std::string cell = write(node.children[i]);
      if (i > 0 && i % columns == 0) out += "; ";
      if (i % columns > 0 && !cell.empty()) {
        const bool aligned = node.table_style == TexNode::TableStyle::kAligned;
        out +=
            aligned || out.ends_with(' ') ? (out.empty() || out.ends_with(' ') ? "" : " ") : ", ";
      }
      out += cell;
    }
    return out;
  }
};

}  // namespace

TexFormula parse_tex(std::string_view tex) { return TexParser(tex).run(); }

std::vector<std::string> tex_problems(std::string_view tex) {
  std::string without;
  std::size_t from = 0;
  while (const auto span = find_tag(tex, from)) {
    without += tex.substr(from, span->begin - from);
    without += "\\text{0}";
    const LiveTag tag = parse_live_tag(tex.substr(span->begin + 2, span->end - span->begin - 4));
    if (!tag.error.empty()) return {tag.error};
    from = span->end;
  }
  without += tex.substr(std::min(from, tex.size()));
  return parse_tex(without).problems;
}

std::vector<std::string> tex_terms(std::string_view tex) {
  std::vector<std::string> terms;
  collect_terms(parse_tex(tex).root, terms);
  return terms;
}

std::string without_terms(std::string_view tex) {
  constexpr std::string_view kCommand = "\\term{";
  std::string out;
  for (std::size_t at = 0; at < tex.size();) {
    const std::size_t found = tex.find(kCommand, at);
    const std::size_t id_end = found == std::string_view::npos
                                   ? std::string_view::npos
                                   : tex.find('}', found + kCommand.size());
    if (id_end == std::string_view::npos) return out + std::string(tex.substr(at));
    out += tex.substr(at, found - at);
    at = id_end + 1;  // the body keeps its braces
  }
  return out;
}

TexTerm parse_tex_term(std::string_view text) {
  const std::size_t bar = text.find('|');
  TexTerm term{.id = std::string(trim(text.substr(0, bar))), .settings = {}, .error = {}};
  if (bar != std::string_view::npos) {
    term.settings = parse_overrides(text.substr(bar + 1), term.error);
  }
  return term;
}

std::string plain_text(std::string_view tex) { return PlainWriter::write(parse_tex(tex).root); }

char32_t math_italic(char32_t c) {
  if (c == 'h') return 0x210E;
  if (c >= 'A' && c <= 'Z') return 0x1D434 + (c - 'A');
  if (c >= 'a' && c <= 'z') return 0x1D44E + (c - 'a');
  if (c >= 0x391 && c <= 0x3A9) return 0x1D6E2 + (c - 0x391);
  if (c >= 0x3B1 && c <= 0x3C9) return 0x1D6FC + (c - 0x3B1);
  if (c == 0x3F5) return 0x1D716;
  if (c == 0x3D5) return 0x1D719;
  return c;
}

}  // namespace wf::lessons
