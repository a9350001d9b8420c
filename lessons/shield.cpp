#include "lessons/shield.h"

#include <algorithm>
#include <cctype>

#include "lessons/live_number.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Valid UTF-8 without our private characters and without NUL.
std::string cleaned(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    if (c >= kFirstShield && c <= 0xFFFFF) c = 0xFFFD;
    if (c == 0) c = 0xFFFD;
    if (c == '\r') {
      if (i < text.size() && text[i] == '\n') continue;
      c = '\n';
    }
    append_utf8(out, c);
  }
  return out;
}

// The fence ("```") that a line opens or closes with, or "".
std::string_view fence_of(std::string_view line) {
  const auto start = line.find_first_not_of(" \t>");
  if (start == std::string_view::npos) return {};
  const char c = line[start];
  if (c != '`' && c != '~') return {};
  const auto end = std::min(line.find_first_not_of(c, start), line.size());
  if (end - start < 3) return {};
  // A line like ```a``` is inline code.
  if (c == '`' && line.find('`', end) != std::string_view::npos) return {};
  return line.substr(start, end - start);
}

bool is_condition_mark(std::string_view text) {
  if (!text.starts_with("{{") || !text.ends_with("}}")) return false;
  const auto inside = trim(text.substr(2, text.size() - 4));
  if (inside.find("}}") != std::string_view::npos) return false;
  return inside.starts_with("#if") || inside.starts_with("else") || inside == "/if";
}

class Shielder {
 public:
  Shielder(std::string_view text, const std::string& file, int first_line, Diagnostics& diagnostics)
      : file_(file), line_(first_line), diagnostics_(diagnostics), text_(text) {}

  ShieldedText run() {
    const auto lines = split_lines(text_);
    std::string_view open_fence;
    std::size_t i = 0;
    while (i < lines.size()) {
      const auto fence = fence_of(lines[i]);
      if (!open_fence.empty()) {
        const bool closes = !fence.empty() && fence[0] == open_fence[0] &&
                            fence.size() >= open_fence.size() &&
                            trim(lines[i]).find_first_not_of(" >`~") == std::string_view::npos;
        put_line(lines[i++]);
        if (closes) open_fence = {};
        continue;
      }
      if (!fence.empty()) {
        open_fence = fence;
        put_line(lines[i++]);
        continue;
      }
      if (trim(lines[i]).empty()) {
        put_line(lines[i++]);
        continue;
      }
      if (is_condition_mark(trim(lines[i]))) {
        put_mark(lines[i++]);
        continue;
      }
      // A paragraph's worth of lines is scanned as one text: formulas may go over line ends.
      std::size_t end = i + 1;
      while (end < lines.size() && !trim(lines[end]).empty() && fence_of(lines[end]).empty() &&
             !is_condition_mark(trim(lines[end])))
        ++end;
      const auto* last = lines[end - 1].data() + lines[end - 1].size();
      scan({lines[i].data(), static_cast<std::size_t>(last - lines[i].data())});
      i = end;
    }
    return std::move(out_);
  }

 private:
  void put_line(std::string_view line) {
    out_.text += line;
    end_line();
  }

  void end_line() {
    out_.text += '\n';
    out_.line_of.push_back(line_++);
  }

  // A mark on a line of its own gets blank lines around it: a paragraph for the block level.
  void put_mark(std::string_view line) {
    const auto blank = [this] {
      out_.text += '\n';
      out_.line_of.push_back(line_);
    };
    const auto mark = trim(line);
    blank();
    put(Shield::Kind::kLive, mark.substr(2, mark.size() - 4), mark);
    out_.text += '\n';
    out_.line_of.push_back(line_);
    blank();
    ++line_;
  }

  void put(Shield::Kind kind, std::string_view text, std::string_view source) {
    if (out_.shields.size() >= kMostShields) {
      if (!full_)
        diagnostics_.push_back({Severity::kError, file_, line_,
                                "too many formulas and live numbers in one text: split it"});
      full_ = true;
      out_.text += source;
      return;
    }
    append_utf8(out_.text, kFirstShield + static_cast<char32_t>(out_.shields.size()));
    out_.shields.push_back({kind, std::string(text), std::string(source), line_});
  }

  void scan(std::string_view paragraph) {
    std::size_t i = 0;
    unclosed_live_ = false;
    while (i < paragraph.size()) {
      const char c = paragraph[i];
      std::size_t after = 0;
      if (c == '\n') {
        end_line();
        ++i;
        continue;
      }
      if (c == '\\' && i + 1 < paragraph.size() && paragraph[i + 1] != '\n') {
        out_.text += paragraph.substr(i, 2);
        i += 2;
        continue;
      }
      if (c == '`') {
        after = code_span(paragraph, i);
      } else if (c == '{') {
        after = live(paragraph, i);
      } else if (c == '$') {
        after = math(paragraph, i);
      } else if (c == '[') {
        after = cite(paragraph, i);
      }
      if (after > i) {
        i = after;
      } else {
        out_.text += c;
        ++i;
      }
    }
    end_line();
  }

  // Copies `code` unread. A run of backticks that nothing closes is text, copied whole.
  std::size_t code_span(std::string_view text, std::size_t i) {
    const auto run_end = std::min(text.find_first_not_of('`', i), text.size());
    const auto length = run_end - i;
    std::size_t end = run_end;
    for (auto at = text.find('`', run_end); at != std::string_view::npos; at = text.find('`', at)) {
      const auto close = std::min(text.find_first_not_of('`', at), text.size());
      if (close - at == length) {
        end = close;
        break;
      }
      at = close;
    }
    for (; i < end; ++i) {
      if (text[i] == '\n') {
        end_line();
      } else {
        out_.text += text[i];
      }
    }
    return end;
  }

  void skip_lines(std::string_view covered) {
    line_ += static_cast<int>(std::count(covered.begin(), covered.end(), '\n'));
  }

  std::size_t live(std::string_view text, std::size_t i) {
    if (text.substr(i, 2) != "{{" || unclosed_live_) return 0;
    const auto span = find_tag(text, i);
    if (!span) {
      unclosed_live_ = true;
      diagnostics_.push_back(
          {Severity::kError, file_, line_, "'{{' is never closed in this paragraph: add '}}'"});
      return 0;
    }
    if (span->begin != i) {  // the tag begins further on: up to there it is text
      const auto end = std::min(span->begin, text.find_first_not_of('{', i));
      out_.text += text.substr(i, end - i);
      return end;
    }
    const auto source = text.substr(i, span->end - i);
    put(Shield::Kind::kLive, source.substr(2, source.size() - 4), source);
    skip_lines(source);
    return span->end;
  }

  std::size_t math(std::string_view text, std::size_t i) {
    const bool display = text.substr(i, 2) == "$$";
    const std::size_t marks = display ? 2 : 1;
    const auto inside = i + marks;
    if (inside >= text.size() || (!display && is_space(text[inside]))) return 0;
    for (auto at = inside; at < text.size(); ++at) {
      if (text[at] == '\\') {
        ++at;
      } else if (text[at] == '`' && !display) {
        return 0;
      } else if (text[at] == '$') {
        if (display) {
          if (text.substr(at, 2) != "$$") continue;
          if (trim(text.substr(inside, at - inside)).empty()) return 0;
        } else {
          const bool digit_follows =
              at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
          if (at == inside || is_space(text[at - 1]) || digit_follows) return 0;
        }
        const auto source = text.substr(i, at + marks - i);
        put(display ? Shield::Kind::kDisplayMath : Shield::Kind::kMath,
            without_quote_marks(text, i, text.substr(inside, at - inside)), source);
        skip_lines(source);
        return at + marks;
      }
    }
    if (display)
      diagnostics_.push_back(
          {Severity::kError, file_, line_, "'$$' is never closed in this paragraph: add '$$'"});
    return 0;
  }

  // Inside a quote every line of a formula begins with '>', which is not part of it.
  static std::string without_quote_marks(std::string_view text, std::size_t at,
                                         std::string_view inside) {
    if (inside.find('\n') == std::string_view::npos) return std::string(inside);
    const auto line_start = text.rfind('\n', at);
    const auto start = line_start == std::string_view::npos ? 0 : line_start + 1;
    const bool quoted = trim(text.substr(start, at - start)).starts_with(">");
    std::string out;
    bool first = true;
    for (auto line : split_lines(inside)) {
      if (!first) {
        line = trim(line);
        while (quoted && line.starts_with(">")) line = trim(line.substr(1));
        out += ' ';
      }
      out += line;
      first = false;
    }
    return out;
  }

  std::size_t cite(std::string_view text, std::size_t i) {
    if (text.substr(i, 2) != "[^") return 0;
    constexpr std::size_t kLongestId = 80;
    const auto length = text.substr(i, kLongestId).find(']');
    if (length == std::string_view::npos || length == 2) return 0;
    const auto close = i + length;
    if (text.substr(i, close - i).find_first_of("\n ") != std::string_view::npos) return 0;
    put(Shield::Kind::kCite, text.substr(i + 2, close - i - 2), text.substr(i, close + 1 - i));
    return close + 1;
  }

  const std::string& file_;
  int line_;
  bool full_ = false;
  bool unclosed_live_ = false;  // this paragraph has a '{{' without an end
  Diagnostics& diagnostics_;
  std::string text_;
  ShieldedText out_;
};

}  // namespace

ShieldedText shield(std::string_view markdown, const std::string& file, int first_line,
                    Diagnostics& diagnostics) {
  return Shielder(cleaned(markdown), file, first_line, diagnostics).run();
}

}  // namespace wf::lessons
