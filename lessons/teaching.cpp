#include "lessons/teaching.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "lessons/lesson.h"
#include "lessons/markdown.h"
#include "lessons/plain.h"
#include "lessons/runs.h"
#include "lessons/tex.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

class TeachingParser {
 public:
  TeachingParser(const std::string& file, Diagnostics& diagnostics)
      : file_(file), diagnostics_(diagnostics) {}

  Teaching parse(const Field& field) {
    teaching_.line = field.line;
    if (field.is_list || trim(field.text).empty()) {
      error(field.line,
            "'teaching' has parts of its own: write timebox, misconceptions, discuss and rubric "
            "below it, indented");
      return std::move(teaching_);
    }
    const auto fields = parse_fields(field.text, file_, field.text_line, diagnostics_);
    FieldReader reader(fields, file_, field.line, "teaching", diagnostics_);
    reader.require("timebox");
    for (const Item& item : reader.list("timebox")) timebox(item);
    reader.require("misconceptions");
    for (const Item& item : reader.list("misconceptions")) {
      const auto [says, reply] = pair(item, "misconception", "says", "reply");
      teaching_.misconceptions.push_back({says, reply});
    }
    const Field& discuss = reader.require("discuss");
    for (const Item& item : reader.list("discuss")) {
      const auto [ask, hear] = pair(item, "discuss", "ask", "hear");
      teaching_.prompts.push_back({ask, hear});
    }
    const auto count = static_cast<int>(teaching_.prompts.size());
    if (count > 0 && (count < kFewestPrompts || count > kMostPrompts)) {
      error(discuss.line, fmt::format("'discuss' has {}: give {} to {} questions, as many as fit "
                                      "a class",
                                      count, kFewestPrompts, kMostPrompts));
    }
    reader.require("rubric");
    for (const Item& item : reader.list("rubric")) {
      if (item.fields.empty()) {
        teaching_.rubric.push_back(prose(item.text, item.line));
      } else {
        error(item.line, "a line of 'rubric' is plain text: what a good answer names");
      }
    }
    reader.finish();
    return std::move(teaching_);
  }

 private:
  void error(int line, std::string message) {
    diagnostics_.push_back({Severity::kError, file_, line, std::move(message)});
  }

  Blocks prose(std::string_view text, int line) {
    return parse_markdown(text, file_, line, diagnostics_, PartsAllowed::kNo);
  }

  void timebox(const Item& item) {
    if (item.fields.empty()) {
      error(item.line, "a part of 'timebox' is a record: '- section: ...' with minutes and do");
      return;
    }
    FieldReader reader(item.fields, file_, item.line, "part of the timebox", diagnostics_);
    Teaching::Part part;
    part.line = item.line;
    part.section = reader.required_text("section");
    const Field& minutes = reader.require("minutes");
    const auto number = parse_number(minutes.text);
    if (number && *number >= 1 && *number <= 120) {
      part.minutes = static_cast<int>(*number);
    } else if (!minutes.text.empty()) {
      error(minutes.line, "'" + minutes.text + "' is no number of minutes");
    }
    const Field& how = reader.require("do");
    part.how = prose(how.text, how.text_line);
    reader.finish();
    teaching_.timebox.push_back(std::move(part));
  }

  std::pair<Blocks, Blocks> pair(const Item& item, std::string_view owner, std::string_view first,
                                 std::string_view second) {
    if (item.fields.empty()) {
      error(item.line,
            fmt::format("each {} is a record: '- {}: ...' and '{}: ...'", owner, first, second));
      return {};
    }
    FieldReader reader(item.fields, file_, item.line, std::string(owner), diagnostics_);
    const Field& one = reader.require(first);
    const Field& two = reader.require(second);
    std::pair<Blocks, Blocks> both = {prose(one.text, one.text_line),
                                      prose(two.text, two.text_line)};
    reader.finish();
    return both;
  }

  const std::string& file_;
  Diagnostics& diagnostics_;
  Teaching teaching_;
};

// Titles of level 1 and 2, in order.
std::vector<std::string> sections_of(const Lesson& lesson) {
  std::vector<std::string> sections;
  for (const Block& block : lesson.blocks) {
    if (block.kind == Block::Kind::kHeading && block.level <= 2) {
      sections.push_back(plain_words(block.inlines));
    }
  }
  return sections;
}

Block heading(int level, std::string words) {
  Block block = paragraph({text_run(std::move(words))});
  block.kind = Block::Kind::kHeading;
  block.level = level;
  return block;
}

// A lead in bold, and the prose that goes on in its paragraph.
Blocks led_by(std::string lead, const Blocks& prose) {
  Blocks blocks = prose;
  if (blocks.empty() || blocks.front().kind != Block::Kind::kParagraph) {
    blocks.insert(blocks.begin(), paragraph({}));
  }
  auto& runs = blocks.front().inlines;
  runs.insert(runs.begin(), text_run(std::move(lead) + " "));
  runs.front().bold = true;
  return blocks;
}

void set_bold(Blocks& blocks) {
  for (Block& block : blocks) {
    for (Inline& run : block.inlines) run.bold = true;
  }
}

Block list(std::vector<Blocks> items, bool ordered) {
  Block block;
  block.kind = Block::Kind::kList;
  block.ordered = ordered;
  block.tight =
      std::all_of(items.begin(), items.end(), [](const Blocks& item) { return item.size() == 1; });
  for (Blocks& item : items) {
    Block child;
    child.kind = Block::Kind::kItem;
    child.children = std::move(item);
    block.children.push_back(std::move(child));
  }
  return block;
}

void add(Blocks& document, Blocks more) {
  std::move(more.begin(), more.end(), std::back_inserter(document));
}

Blocks beliefs(const Teaching& teaching) {
  Blocks document = {heading(2, "What they believe")};
  for (const auto& each : teaching.misconceptions) {
    Blocks says = each.says;
    set_bold(says);
    add(document, std::move(says));
    add(document, each.reply);
  }
  return document;
}

Blocks discussion(const Teaching& teaching) {
  std::vector<Blocks> items;
  for (const auto& prompt : teaching.prompts) {
    Blocks both = prompt.ask;
    add(both, led_by("Listen for:", prompt.hear));
    items.push_back(std::move(both));
  }
  return {heading(2, "To discuss"), list(std::move(items), true)};
}

bool cites(const Teaching& teaching, std::string_view source) {
  for (const auto& prose : prose_of(teaching)) {
    for (const Block& block : *prose.blocks) {
      for (const Inline& run : block.inlines) {
        if (run.kind == Inline::Kind::kCite && run.text == source) return true;
      }
    }
  }
  return false;
}

class MarkdownWriter {
 public:
  std::string blocks(const Blocks& all, const std::string& indent, bool tight = false) const {
    std::string out;
    for (const Block& block : all) {
      const std::string text = this->block(block, indent);
      if (text.empty()) continue;
      if (!out.empty() && !tight) out += "\n";
      out += text;
    }
    return out;
  }

 private:
  static std::string inlines(const std::vector<Inline>& runs) {
    std::string out;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const Inline& run = runs[i];
      const bool opens = run.bold && (i == 0 || !runs[i - 1].bold);
      const bool closes = run.bold && (i + 1 == runs.size() || !runs[i + 1].bold);
      // Markdown wants no space inside the stars.
      const auto end = closes ? trim_right(run.text).size() : run.text.size();
      const std::string inner = run.text.substr(0, end);
      if (opens) out += "**";
      if (run.kind == Inline::Kind::kMath) {
        out += "$" + without_terms(inner) + "$";
      } else if (run.kind == Inline::Kind::kCode) {
        out += "`" + inner + "`";
      } else if (run.kind == Inline::Kind::kLineBreak) {
        out += "\n";
      } else if (run.kind != Inline::Kind::kCite) {
        out += run.italic ? "*" + inner + "*" : inner;
      }
      if (closes) out += "**" + run.text.substr(end);
    }
    return out;
  }

  static std::string lines(const std::string& text, const std::string& indent) {
    std::string out;
    for (const auto line : split_lines(trim_right(text))) out += indent + std::string(line) + "\n";
    return out;
  }

  std::string block(const Block& block, const std::string& indent) const {
    switch (block.kind) {
      case Block::Kind::kParagraph:
        return lines(inlines(block.inlines), indent);
      case Block::Kind::kHeading:
        return lines(
            std::string(static_cast<std::size_t>(block.level), '#') + " " + inlines(block.inlines),
            indent);
      case Block::Kind::kMath:
        return lines("$$" + without_terms(block.text) + "$$", indent);
      case Block::Kind::kQuote:
        return lines(blocks(block.children, ""), indent + "> ");
      case Block::Kind::kList:
        return list(block, indent);
      default:
        return lines(plain_words(Blocks{block}), indent);
    }
  }

  std::string list(const Block& list, const std::string& indent) const {
    std::string out;
    unsigned number = list.start;
    for (const Block& item : list.children) {
      const std::string mark = list.ordered ? fmt::format("{}. ", number++) : "- ";
      std::string text = blocks(item.children, indent + std::string(mark.size(), ' '), list.tight);
      if (text.size() >= indent.size() + mark.size()) {
        text.replace(indent.size(), mark.size(), mark);
      }
      if (!list.tight && !out.empty()) out += "\n";
      out += text;
    }
    return out;
  }
};

}  // namespace

int Teaching::minutes() const {
  int sum = 0;
  for (const Part& part : timebox) sum += part.minutes;
  return sum;
}

Teaching parse_teaching(const Field& field, const std::string& file, Diagnostics& diagnostics) {
  return TeachingParser(file, diagnostics).parse(field);
}

Diagnostics check_timebox(const Lesson& lesson) {
  Diagnostics found;
  const auto sections = sections_of(lesson);
  std::size_t from = 0;
  for (const Teaching::Part& part : lesson.teaching.timebox) {
    if (part.section.empty()) continue;  // reported already
    const auto place = std::find(sections.begin(), sections.end(), part.section);
    const auto index = static_cast<std::size_t>(place - sections.begin());
    std::string message;
    if (place == sections.end()) {
      const std::vector<std::string_view> names(sections.begin(), sections.end());
      const std::string close = nearest(part.section, names);
      message = "the lesson has no section '" + part.section + "': " +
                (close.empty() ? "name one of its headings" : "did you mean '" + close + "'?");
    } else if (index < from) {
      message = "the section '" + part.section +
                "' stands before the one above in the lesson: keep its order";
    }
    if (message.empty()) {
      from = index + 1;
    } else {
      found.push_back({Severity::kError, lesson.file, part.line, std::move(message)});
    }
  }
  return found;
}

std::vector<TeachingProse> prose_of(const Teaching& teaching) {
  std::vector<TeachingProse> all;
  for (const auto& part : teaching.timebox) all.push_back({&part.how, false});
  for (const auto& each : teaching.misconceptions) {
    all.push_back({&each.says, true});
    all.push_back({&each.reply, false});
  }
  for (const auto& prompt : teaching.prompts) {
    all.push_back({&prompt.ask, false});
    all.push_back({&prompt.hear, false});
  }
  for (const auto& line : teaching.rubric) all.push_back({&line, false});
  return all;
}

Blocks teaching_document(const Lesson& lesson) {
  const Teaching& teaching = lesson.teaching;
  if (teaching.empty()) return {};
  Blocks document;
  document.push_back(heading(1, fmt::format("Teaching lesson {}: {}", lesson.id, lesson.title)));
  document.push_back(paragraph({text_run(fmt::format(
      "{} minutes in class; alone it takes {} minutes.", teaching.minutes(), lesson.minutes))}));

  document.push_back(heading(2, "The time"));
  std::vector<Blocks> items;
  for (const auto& part : teaching.timebox) {
    const bool asks = part.section.ends_with('?');
    items.push_back(
        led_by(fmt::format("{} min. {}{}", part.minutes, part.section, asks ? "" : "."), part.how));
  }
  document.push_back(list(std::move(items), false));

  add(document, beliefs(teaching));
  add(document, discussion(teaching));

  document.push_back(heading(2, "A good answer"));
  items = teaching.rubric;
  document.push_back(list(std::move(items), false));

  document.push_back(heading(2, "After it they can"));
  items.clear();
  for (const std::string& each : lesson.objectives) items.push_back({paragraph({text_run(each)})});
  document.push_back(list(std::move(items), false));

  items.clear();
  for (const Source& source : lesson.sources) {
    if (!cites(teaching, source.id)) continue;
    std::string words = source.title;
    for (const std::string& more : {source.by, source.where}) {
      if (!more.empty()) words += ", " + more;
    }
    items.push_back({paragraph({text_run(fmt::format("{}. Read {}.", words, source.read))})});
  }
  if (!items.empty()) {
    document.push_back(heading(2, "Sources"));
    document.push_back(list(std::move(items), false));
  }
  return document;
}

Blocks class_document(const Lesson& lesson) {
  if (lesson.teaching.empty()) return {};
  Blocks document = beliefs(lesson.teaching);
  add(document, discussion(lesson.teaching));
  return document;
}

std::string markdown_text(const Blocks& resolved) { return MarkdownWriter().blocks(resolved, ""); }

}  // namespace wf::lessons
