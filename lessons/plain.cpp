#include "lessons/plain.h"

#include <fmt/core.h>

#include "lessons/number_format.h"
#include "lessons/resolve.h"
#include "lessons/tex.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

class Writer {
 public:
  explicit Writer(const Lesson* lesson) : lesson_(lesson) {}

  std::string inlines(const std::vector<Inline>& runs) const {
    std::string out;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const Inline& run = runs[i];
      switch (run.kind) {
        case Inline::Kind::kMath:
          out += plain_text(run.text);
          break;
        case Inline::Kind::kCite:
          if (lesson_ != nullptr && lesson_->source_number(run.text) > 0)
            out += fmt::format(" [{}]", lesson_->source_number(run.text));
          break;
        case Inline::Kind::kImage:
          out += run.text.empty() ? "(picture)" : "(picture: " + run.text + ")";
          break;
        case Inline::Kind::kLineBreak:
          out += '\n';
          break;
        case Inline::Kind::kCondition:
          break;
        default:
          out += run.text;
      }
      const bool link_ends = !run.href.empty() && run.kind != Inline::Kind::kImage &&
                             (i + 1 == runs.size() || runs[i + 1].href != run.href);
      if (link_ends && !out.ends_with(run.href)) out += " (" + run.href + ")";
    }
    return out;
  }

  std::string blocks(const Blocks& all, const std::string& indent = {},
                     std::string_view between = "\n") const {
    std::string out;
    for (const auto& block : all) {
      std::string text = this->block(block, indent);
      if (trim(text).empty()) continue;
      if (!out.empty()) out += between;
      out += text;
    }
    return out;
  }

 private:
  static std::string indented(const std::string& text, const std::string& indent) {
    std::string out;
    for (const auto line : split_lines(text))
      out += (line.empty() ? "" : indent + std::string(line)) + "\n";
    return out;
  }

  std::string block(const Block& block, const std::string& indent) const {
    switch (block.kind) {
      case Block::Kind::kParagraph:
      case Block::Kind::kHeading:
        return indented(inlines(block.inlines), indent);
      case Block::Kind::kMath:
        return indented(plain_text(block.text), indent + "    ");
      case Block::Kind::kCode:
        return indented(block.text, indent + "    ");
      case Block::Kind::kQuote:
        return blocks(block.children, indent + "  ");
      case Block::Kind::kList:
        return list(block, indent);
      case Block::Kind::kTable:
        return table(block, indent);
      default:
        return {};
    }
  }

  std::string list(const Block& block, const std::string& indent) const {
    std::string out;
    unsigned number = block.start;
    for (const auto& item : block.children) {
      const std::string mark = block.ordered ? std::to_string(number++) + ". " : "- ";
      std::string text =
          blocks(item.children, indent + std::string(mark.size(), ' '), block.tight ? "" : "\n");
      if (text.size() >= indent.size() + mark.size())
        text.replace(indent.size(), mark.size(), mark);
      if (!block.tight && !out.empty()) out += "\n";
      out += text;
    }
    return out;
  }

  // Row by row with the column's name before each value: tables cannot be heard as a grid.
  std::string table(const Block& block, const std::string& indent) const {
    std::string out;
    if (block.children.empty()) return out;
    const auto& head = block.children.front().children;
    for (std::size_t r = 1; r < block.children.size(); ++r) {
      const auto& cells = block.children[r].children;
      std::string line;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::string value = inlines(cells[c].inlines);
        const std::string name = c < head.size() ? inlines(head[c].inlines) : std::string{};
        if (c == 0) {
          line = value;
        } else {
          line += (c == 1 ? ": " : ", ") + (name.empty() ? value : name + " " + value);
        }
      }
      out += indent + line + "\n";
    }
    return out;
  }

  const Lesson* lesson_;
};

class LessonWriter {
 public:
  LessonWriter(const Lesson& lesson, const NumberSource& source, const DescribePart& describe,
               std::uint64_t seed)
      : lesson_(lesson), source_(source), describe_(describe), seed_(seed), writer_(&lesson) {}

  std::string run() {
    paragraph(fmt::format("Lesson {}: {}", lesson_.id, lesson_.title));
    if (lesson_.minutes > 0)
      paragraph(fmt::format("{}, {} minutes.", lesson_.part, lesson_.minutes));
    if (!lesson_.objectives.empty()) {
      std::string list = "After it you can:\n";
      for (const auto& objective : lesson_.objectives) list += "- " + objective + "\n";
      paragraph(list);
    }
    for (const auto& block : resolve(lesson_.blocks, source_, lesson_.file, ignored_)) {
      if (block.kind == Block::Kind::kPart && block.part) {
        part(*block.part);
      } else {
        paragraph(writer_.blocks({block}));
      }
    }
    sources();
    return std::move(out_);
  }

 private:
  void paragraph(std::string_view text) {
    text = trim_right(text);
    if (text.empty()) return;
    if (!out_.empty()) out_ += "\n";
    out_ += std::string(text) + "\n";
  }

  std::string words(const Blocks& blocks, const NumberSource& source) {
    return std::string(trim(writer_.blocks(resolve(blocks, source, lesson_.file, ignored_))));
  }

  void part(const LivePart& part) {
    if (const auto* predict = std::get_if<Predict>(&part.content)) {
      paragraph("Predict: " + words(predict->question, source_));
      const bool number = predict->kind == Predict::Kind::kNumber;
      options(predict->options, source_);
      answer(predict->options, predict->answer, predict->unit, number, source_);
      paragraph(words(predict->reveal, source_));
      return;
    }
    if (const auto* drill = std::get_if<Drill>(&part.content)) return write(*drill);
    if (describe_) {
      const std::string described = describe_(part, source_);
      if (!described.empty()) return paragraph(described);
    }
    if (const auto* widget = std::get_if<Widget>(&part.content))
      paragraph("Widget " + widget->id + ". " + words(widget->task, source_));
    if (const auto* derive = std::get_if<Derive>(&part.content))
      paragraph("Derivation of " + derive->quantity + ". " + words(derive->caption, source_));
    if (const auto* figure = std::get_if<Figure>(&part.content))
      paragraph("Figure " + figure->id + ". " + words(figure->caption, source_));
  }

  void write(const Drill& drill) {
    const OverriddenSource drawn(source_, draw(drill.vary, seed_));
    paragraph("Drill: " + words(drill.question, drawn));
    options(drill.options, drawn);
    for (const auto& hint : drill.hints) paragraph("Hint: " + words(hint, drawn));
    if (drill.kind != Drill::Kind::kDesign)
      answer(drill.options, drill.answer, drill.unit, drill.kind == Drill::Kind::kNumber, drawn);
    paragraph(words(drill.solution, drawn));
    if (drill.rubric.empty()) return;
    std::string list = "A good answer:\n";
    for (const auto& claim : drill.rubric) list += "- " + words(claim, drawn) + "\n";
    paragraph(list);
  }

  void options(const std::vector<Option>& options, const NumberSource& source) {
    std::string list;
    for (std::size_t i = 0; i < options.size(); ++i)
      list += fmt::format("  {}. {}\n", i + 1, words(options[i].text, source));
    paragraph(list);
  }

  void answer(const std::vector<Option>& options, const Answer& answer, const std::string& unit,
              bool number, const NumberSource& source) {
    if (number) {
      paragraph("Answer: " + evaluate({answer.expression, {unit, 0}}, source).text + ".");
      return;
    }
    std::string problem;
    const int right = right_option(options, answer, source, problem);
    if (right < 0 || right >= static_cast<int>(options.size())) return;
    const Option& option = options[static_cast<std::size_t>(right)];
    paragraph(fmt::format("Answer: {}. {}", right + 1, words(option.text, source)));
    paragraph(words(option.feedback, source));
  }

  void sources() {
    if (lesson_.sources.empty()) return;
    std::string list = "Sources\n";
    for (std::size_t i = 0; i < lesson_.sources.size(); ++i) {
      const Source& source = lesson_.sources[i];
      list += fmt::format("{}. {}{}{}. Read {}.\n", i + 1, source.title,
                          source.by.empty() ? "" : ", " + source.by,
                          source.where.empty() ? "" : ", " + source.where, source.read);
    }
    paragraph(list);
  }

  const Lesson& lesson_;
  const NumberSource& source_;
  const DescribePart& describe_;
  std::uint64_t seed_;
  Writer writer_;
  std::string out_;
  Diagnostics ignored_;  // check_lesson reports them
};

}  // namespace

std::string plain_words(const Blocks& resolved) { return Writer(nullptr).blocks(resolved); }

std::string plain_words(const std::vector<Inline>& resolved) {
  return Writer(nullptr).inlines(resolved);
}

std::string plain_words(const Lesson& lesson, const NumberSource& source,
                        const DescribePart& describe, std::uint64_t seed) {
  return LessonWriter(lesson, source, describe, seed).run();
}

}  // namespace wf::lessons
