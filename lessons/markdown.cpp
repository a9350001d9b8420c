#include "lessons/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <utility>

#include "lessons/conditions.h"
#include "lessons/live_parts.h"
#include "lessons/shield.h"
#include "lessons/tex.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

constexpr std::size_t kDeepestNesting = 24;  // deeper lists and quotes are laid flat
constexpr std::size_t kLongestText = 4U << 20;

struct Entity {
  std::string_view name;
  char32_t code_point;
};
constexpr std::array<Entity, 22> kEntities = {
    {{"&amp;", '&'},       {"&lt;", '<'},       {"&gt;", '>'},       {"&quot;", '"'},
     {"&apos;", '\''},     {"&nbsp;", 0xA0},    {"&mdash;", 0x2014}, {"&ndash;", 0x2013},
     {"&hellip;", 0x2026}, {"&times;", 0xD7},   {"&middot;", 0xB7},  {"&le;", 0x2264},
     {"&ge;", 0x2265},     {"&ne;", 0x2260},    {"&asymp;", 0x2248}, {"&rarr;", 0x2192},
     {"&larr;", 0x2190},   {"&micro;", 0xB5},   {"&deg;", 0xB0},     {"&plusmn;", 0xB1},
     {"&infin;", 0x221E},  {"&thinsp;", 0x2009}}};

class TreeBuilder {
 public:
  TreeBuilder(const ShieldedText& source, const std::string& file, Diagnostics& diagnostics,
              PartsAllowed parts)
      : source_(source), file_(file), diagnostics_(diagnostics), parts_(parts) {
    stack_.emplace_back();  // the document
    for (std::size_t at = source.text.find('\n'); at != std::string::npos;
         at = source.text.find('\n', at + 1))
      line_ends_.push_back(at);
    line_ = source.line_of.empty() ? 1 : source.line_of.front();
  }

  Blocks run() {
    MD_PARSER parser = {};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML |
                   MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOINDENTEDCODEBLOCKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      static_cast<TreeBuilder*>(self)->enter_block(type, detail);
      return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
      static_cast<TreeBuilder*>(self)->leave_block(type);
      return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
      static_cast<TreeBuilder*>(self)->enter_span(type, detail);
      return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
      static_cast<TreeBuilder*>(self)->leave_span(type);
      return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
      static_cast<TreeBuilder*>(self)->text(type, {text, size});
      return 0;
    };
    if (md_parse(source_.text.data(), static_cast<MD_SIZE>(source_.text.size()), &parser, this) !=
        0)
      report("this text could not be read as Markdown");
    close_implicit();
    while (stack_.size() > 1) pop();
    return fold_conditions(std::move(stack_[0].block.children), file_, diagnostics_);
  }

 private:
  struct Open {
    Block block;
    bool implicit = false;  // a tight item's text comes without a paragraph of its own
  };

  void report(std::string message) {
    diagnostics_.push_back({Severity::kError, file_, line_, std::move(message)});
  }

  // Where md4c's text stands in the lesson: it mostly points into the source.
  void locate(const char* text) {
    const char* begin = source_.text.data();
    const std::less<const char*> before;
    if (before(text, begin) || !before(text, begin + source_.text.size())) return;
    const auto offset = static_cast<std::size_t>(text - begin);
    const auto line = static_cast<std::size_t>(
        std::lower_bound(line_ends_.begin(), line_ends_.end(), offset) - line_ends_.begin());
    if (line < source_.line_of.size()) line_ = source_.line_of[line];
  }

  const Shield* shield_of(char32_t c) const {
    if (c < kFirstShield) return nullptr;
    const auto index = static_cast<std::size_t>(c - kFirstShield);
    return index < source_.shields.size() ? &source_.shields[index] : nullptr;
  }

  // Code and link targets hold no marks: what was shielded is put back as written.
  std::string unshielded(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      const char32_t c = next_code_point(text, i);
      if (const Shield* shield = shield_of(c)) {
        out += shield->source;
      } else {
        append_utf8(out, c);
      }
    }
    return out;
  }

  std::string attribute(const MD_ATTRIBUTE& attribute) {
    if (attribute.text == nullptr) return {};
    locate(attribute.text);
    return unshielded({attribute.text, attribute.size});
  }

  Block& top() { return stack_.back().block; }

  void push(Block block) {
    if (stack_.size() > kDeepestNesting) {
      if (ignored_++ == 0) report("lists and quotes are nested too deeply here: flatten them");
      return;
    }
    block.line = line_;
    stack_.push_back({std::move(block), false});
  }

  void pop() {
    if (ignored_ > 0) {
      --ignored_;
      return;
    }
    if (stack_.size() <= 1) return;
    Block block = std::move(stack_.back().block);
    stack_.pop_back();
    finish(std::move(block));
  }

  void close_implicit() {
    if (!stack_.back().implicit) return;
    stack_.back().implicit = false;
    Block block = std::move(stack_.back().block);
    stack_.pop_back();
    finish(std::move(block));
  }

  // Puts a finished block under its parent.
  void finish(Block block) {
    Blocks& siblings = stack_.back().block.children;
    if (!block.inlines.empty()) block.line = block.inlines.front().line;
    if (!block.children.empty() && block.kind != Block::Kind::kCode)
      block.line = block.children.front().line;
    switch (block.kind) {
      case Block::Kind::kParagraph:
        trim_ends(block.inlines);
        split_paragraph(std::move(block), siblings);
        return;
      case Block::Kind::kCode:
        finish_code(std::move(block), siblings);
        return;
      case Block::Kind::kHeading:
      case Block::Kind::kCell:
        trim_ends(block.inlines);
        check_conditions(block.inlines, file_, diagnostics_);
        break;
      case Block::Kind::kItem:
      case Block::Kind::kQuote:
        block.children = fold_conditions(std::move(block.children), file_, diagnostics_);
        break;
      default:
        break;
    }
    siblings.push_back(std::move(block));
  }

  static void trim_ends(std::vector<Inline>& inlines) {
    const auto is_blank = [](const Inline& run) {
      return run.kind == Inline::Kind::kText && trim(run.text).empty();
    };
    while (!inlines.empty() && is_blank(inlines.back())) inlines.pop_back();
    while (!inlines.empty() && is_blank(inlines.front())) inlines.erase(inlines.begin());
    if (inlines.empty()) return;
    std::string& last = inlines.back().text;
    if (inlines.back().kind == Inline::Kind::kText) last.erase(trim_right(last).size());
    std::string& first = inlines.front().text;
    if (inlines.front().kind == Inline::Kind::kText)
      first.erase(0, first.find_first_not_of(" \t\n"));
  }

  // A displayed formula inside a paragraph stands between two paragraphs.
  void split_paragraph(Block paragraph, Blocks& siblings) {
    std::vector<Inline> run;
    const auto flush = [&] {
      trim_ends(run);
      if (run.empty()) return;
      Block part;
      part.line = run.front().line;
      part.inlines = std::exchange(run, {});
      // A mark alone is for the block level; within a text, marks must pair up.
      const bool mark_alone =
          part.inlines.size() == 1 && part.inlines[0].kind == Inline::Kind::kCondition;
      if (!mark_alone) check_conditions(part.inlines, file_, diagnostics_);
      siblings.push_back(std::move(part));
    };
    for (auto& item : paragraph.inlines) {
      if (item.kind != Inline::Kind::kMath || !item.display) {
        run.push_back(std::move(item));
        continue;
      }
      flush();
      Block formula;
      formula.kind = Block::Kind::kMath;
      formula.line = item.line;
      formula.text = std::move(item.text);
      siblings.push_back(std::move(formula));
    }
    flush();
  }

  void finish_code(Block block, Blocks& siblings) {
    const auto space = std::min(block.info.find_first_of(" \t"), block.info.size());
    const std::string word = block.info.substr(0, space);
    if (is_live_part(word)) {
      if (parts_ == PartsAllowed::kNo) {
        diagnostics_.push_back({Severity::kError, file_, block.line,
                                "a '" + word +
                                    "' cannot stand inside another live part: move it "
                                    "out"});
      } else {
        block.part = parse_live_part(word, trim(block.info.substr(space)), block.text, file_,
                                     block.line, diagnostics_);
        block.kind = Block::Kind::kPart;
        block.text.clear();
      }
    }
    siblings.push_back(std::move(block));
  }

  void enter_block(MD_BLOCKTYPE type, void* detail) {
    close_implicit();
    Block block;
    switch (type) {
      case MD_BLOCK_DOC:
      case MD_BLOCK_THEAD:
      case MD_BLOCK_TBODY:
        return;
      case MD_BLOCK_QUOTE:
        block.kind = Block::Kind::kQuote;
        break;
      case MD_BLOCK_UL:
        block.kind = Block::Kind::kList;
        block.tight = static_cast<MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0;
        break;
      case MD_BLOCK_OL:
        block.kind = Block::Kind::kList;
        block.ordered = true;
        block.tight = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->is_tight != 0;
        block.start = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start;
        break;
      case MD_BLOCK_LI:
        block.kind = Block::Kind::kItem;
        break;
      case MD_BLOCK_HR:
        block.kind = Block::Kind::kRule;
        break;
      case MD_BLOCK_H:
        block.kind = Block::Kind::kHeading;
        block.level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
      case MD_BLOCK_CODE:
        block.kind = Block::Kind::kCode;
        block.info = attribute(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->info);
        break;
      case MD_BLOCK_HTML:
      case MD_BLOCK_P:
        break;
      case MD_BLOCK_TABLE:
        block.kind = Block::Kind::kTable;
        break;
      case MD_BLOCK_TR:
        block.kind = Block::Kind::kRow;
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        block.kind = Block::Kind::kCell;
        if (type == MD_BLOCK_TH) note_column(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align);
        break;
    }
    push(std::move(block));
  }

  void note_column(MD_ALIGN align) {
    if (stack_.size() < 2 || ignored_ > 0) return;
    Block& table = stack_[stack_.size() - 2].block;
    if (table.kind != Block::Kind::kTable) return;
    constexpr std::array<Align, 4> kAligns = {Align::kDefault, Align::kLeft, Align::kCenter,
                                              Align::kRight};
    table.columns.push_back(kAligns[static_cast<std::size_t>(align) % kAligns.size()]);
  }

  void leave_block(MD_BLOCKTYPE type) {
    close_implicit();
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY) return;
    pop();
  }

  void enter_span(MD_SPANTYPE type, void* detail) {
    if (type == MD_SPAN_EM) ++italic_;
    if (type == MD_SPAN_STRONG) ++bold_;
    if (type == MD_SPAN_DEL) ++strike_;
    if (type == MD_SPAN_CODE) ++code_;
    if (type == MD_SPAN_A) href_ = attribute(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
    if (type == MD_SPAN_IMG) {
      ++image_;
      Inline image = run_of(Inline::Kind::kImage);
      image.href = attribute(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src);
      if (image_ == 1) inlines().push_back(std::move(image));
    }
  }

  void leave_span(MD_SPANTYPE type) {
    if (type == MD_SPAN_EM) --italic_;
    if (type == MD_SPAN_STRONG) --bold_;
    if (type == MD_SPAN_DEL) --strike_;
    if (type == MD_SPAN_CODE) --code_;
    if (type == MD_SPAN_A) href_.clear();
    if (type == MD_SPAN_IMG) --image_;
  }

  Inline run_of(Inline::Kind kind) const {
    Inline run;
    run.kind = kind;
    run.bold = bold_ > 0;
    run.italic = italic_ > 0;
    run.strike = strike_ > 0;
    run.href = href_;
    run.line = line_;
    return run;
  }

  // Where text goes: containers get a paragraph of their own for it.
  std::vector<Inline>& inlines() {
    const auto kind = top().kind;
    const bool container = stack_.size() == 1 || kind == Block::Kind::kItem ||
                           kind == Block::Kind::kQuote || kind == Block::Kind::kList ||
                           kind == Block::Kind::kTable || kind == Block::Kind::kRow;
    if (container) {
      Block paragraph;
      paragraph.line = line_;
      stack_.push_back({std::move(paragraph), true});
    }
    return top().inlines;
  }

  void append_text(Inline::Kind kind, std::string_view text) {
    if (text.empty()) return;
    auto& runs = inlines();
    Inline run = run_of(kind);
    if (!runs.empty()) {
      Inline& last = runs.back();
      if (last.kind == kind && last.bold == run.bold && last.italic == run.italic &&
          last.strike == run.strike && last.href == run.href) {
        last.text += text;
        return;
      }
    }
    run.text = std::string(text);
    runs.push_back(std::move(run));
  }

  void text(MD_TEXTTYPE type, std::string_view text) {
    locate(text.data());
    if (top().kind == Block::Kind::kCode) {
      if (top().text.empty() && top().info.empty()) top().line = line_ - 1;
      top().text += unshielded(text);
      return;
    }
    if (image_ > 0) {
      auto& runs = inlines();
      if (!runs.empty() && runs.back().kind == Inline::Kind::kImage)
        runs.back().text += unshielded(text);
      return;
    }
    switch (type) {
      case MD_TEXT_BR:
        inlines().push_back(run_of(Inline::Kind::kLineBreak));
        break;
      case MD_TEXT_SOFTBR:
        if (!top().inlines.empty() && top().inlines.back().display) break;
        append_text(Inline::Kind::kText, " ");
        break;
      case MD_TEXT_ENTITY:
        append_text(Inline::Kind::kText, decoded(text));
        break;
      case MD_TEXT_NULLCHAR:
        append_text(Inline::Kind::kText, "\uFFFD");
        break;
      case MD_TEXT_CODE:
        append_text(Inline::Kind::kCode, unshielded(text));
        break;
      default:
        text_with_shields(text);
    }
  }

  std::string decoded(std::string_view entity) {
    for (const auto& [name, code_point] : kEntities) {
      if (name != entity) continue;
      std::string out;
      append_utf8(out, code_point);
      return out;
    }
    if (entity.starts_with("&#") && entity.size() <= 11) {
      const bool hex = entity[2] == 'x' || entity[2] == 'X';
      const std::string digits(entity.substr(hex ? 3 : 2, entity.size() - (hex ? 4 : 3)));
      const auto value = std::strtoul(digits.c_str(), nullptr, hex ? 16 : 10);
      const bool valid = value > 0 && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF) &&
                         !(value >= kFirstShield && value <= 0xFFFFF);
      std::string out;
      append_utf8(out, valid ? static_cast<char32_t>(value) : char32_t{0xFFFD});
      return out;
    }
    return std::string(entity);
  }

  void text_with_shields(std::string_view text) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t here = i;
      const Shield* shield = shield_of(next_code_point(text, i));
      if (shield == nullptr) continue;
      append_text(Inline::Kind::kText, text.substr(start, here - start));
      start = i;
      put_shield(*shield);
    }
    append_text(Inline::Kind::kText, text.substr(start));
  }

  void put_shield(const Shield& shield) {
    line_ = shield.line;
    switch (shield.kind) {
      case Shield::Kind::kLive: {
        Inline run = run_of(Inline::Kind::kLive);
        run.tag = parse_live_tag(shield.text);
        run.text = shield.source;
        if (run.tag.kind != LiveTag::Kind::kNumber) run.kind = Inline::Kind::kCondition;
        if (!run.tag.error.empty())
          report("in {{" + std::string(trim(shield.text)) + "}}: " + run.tag.error);
        inlines().push_back(std::move(run));
        break;
      }
      case Shield::Kind::kMath:
      case Shield::Kind::kDisplayMath: {
        Inline run = run_of(Inline::Kind::kMath);
        run.text = std::string(trim(shield.text));
        run.display = shield.kind == Shield::Kind::kDisplayMath;
        for (const auto& problem : tex_problems(run.text))
          report("in the formula $" + run.text + "$: " + problem);
        inlines().push_back(std::move(run));
        break;
      }
      case Shield::Kind::kCite: {
        Inline run = run_of(Inline::Kind::kCite);
        run.text = shield.text;
        inlines().push_back(std::move(run));
        break;
      }
    }
  }

  const ShieldedText& source_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  PartsAllowed parts_;
  std::vector<std::size_t> line_ends_;
  std::vector<Open> stack_;
  int ignored_ = 0;  // blocks nested too deeply, not on the stack
  int line_ = 1;
  int bold_ = 0;
  int italic_ = 0;
  int strike_ = 0;
  int code_ = 0;
  int image_ = 0;
  std::string href_;
};

}  // namespace

Blocks parse_markdown(std::string_view text, const std::string& file, int first_line,
                      Diagnostics& diagnostics, PartsAllowed parts) {
  if (text.size() > kLongestText) {
    diagnostics.push_back(
        {Severity::kError, file, first_line, "this text is longer than 4 MiB: split it"});
    return {};
  }
  const ShieldedText shielded = shield(text, file, first_line, diagnostics);
  return TreeBuilder(shielded, file, diagnostics, parts).run();
}

}  // namespace wf::lessons
