#include "lessons/lesson.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "lessons/fields.h"
#include "lessons/markdown.h"
#include "lessons/number_format.h"
#include "lessons/resolve.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

bool is_lesson_id(std::string_view id) {
  const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (id.size() < 2 || id.size() > 3 || !digit(id[0]) || !digit(id[1])) return false;
  return id.size() == 2 || (id[2] >= 'a' && id[2] <= 'z');
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parse_number(text.substr(0, 4));
  const auto month = parse_number(text.substr(5, 2));
  const auto day = parse_number(text.substr(8, 2));
  return year && month && day && *year >= 1900 && *month >= 1 && *month <= 12 && *day >= 1 &&
         *day <= 31;
}

// Calls `visit(block)` for all blocks of a tree, in order.
template <class Visit>
void for_each_block(const Blocks& blocks, const Visit& visit) {
  for (const auto& block : blocks) {
    visit(block);
    for_each_block(block.children, visit);
    for_each_block(block.otherwise, visit);
  }
}

class LessonParser {
 public:
  explicit LessonParser(std::string file) { lesson_.file = std::move(file); }

  Lesson parse(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    int body_line = 1;
    std::string_view body = text;
    const auto lines = split_lines(text);
    std::size_t end = 0;
    if (!lines.empty() && trim(lines[0]) == "---")
      for (end = 1; end < lines.size() && trim(lines[end]) != "---";) ++end;
    if (end == 0) {
      error(1, "the front matter is missing: begin with '---', 'id: 01', 'title: ...', '---'");
    } else if (end >= lines.size()) {
      error(1, "the front matter is never closed: add a line '---' behind it");
      body = {};
    } else {
      const char* front = lines[0].data() + lines[0].size();
      front_matter({front, static_cast<std::size_t>(lines[end].data() - front)});
      const char* rest = lines[end].data() + lines[end].size();
      body = {rest, static_cast<std::size_t>(text.data() + text.size() - rest)};
      body_line = static_cast<int>(end) + 1;
    }
    lesson_.blocks = parse_markdown(body, lesson_.file, body_line, lesson_.diagnostics);
    name_parts(lesson_.blocks);
    check_part_ids();
    check_citations(lesson_.blocks);
    for (const auto& prose : prose_of(lesson_.teaching)) check_citations(*prose.blocks);
    for (auto& fault : check_timebox(lesson_)) lesson_.diagnostics.push_back(std::move(fault));
    std::stable_sort(lesson_.diagnostics.begin(), lesson_.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
    return std::move(lesson_);
  }

 private:
  void error(int line, std::string message) {
    lesson_.diagnostics.push_back({Severity::kError, lesson_.file, line, std::move(message)});
  }

  void front_matter(std::string_view text) {
    const auto fields = parse_fields(text, lesson_.file, 1, lesson_.diagnostics);
    FieldReader reader(fields, lesson_.file, 1, "front matter", lesson_.diagnostics);
    const Field& id = reader.require("id");
    lesson_.id = id.text;
    if (!id.text.empty() && !is_lesson_id(id.text))
      error(id.line, "'" + id.text + "' is no lesson id: two digits and at most a letter (03a)");
    lesson_.title = reader.required_text("title");
    lesson_.part = reader.required_text("part");
    const Field& minutes = reader.require("minutes");
    const auto number = parse_number(minutes.text);
    if (number && *number >= 1 && *number <= 600) {
      lesson_.minutes = static_cast<int>(*number);
    } else if (!minutes.text.empty()) {
      error(minutes.line, "'" + minutes.text + "' is no number of minutes");
    }
    lesson_.widget = reader.text("widget");
    lesson_.scenario = reader.required_text("scenario");
    for (const auto& item : reader.list("set")) {
      std::string problem;
      lesson_.settings = merged(lesson_.settings, parse_overrides(item.text, problem));
      if (!problem.empty()) error(item.line, "in 'set: " + item.text + "': " + problem);
    }
    reader.require("objectives");
    for (const auto& item : reader.list("objectives")) lesson_.objectives.push_back(item.text);
    for (const auto& item : reader.list("sources")) source(item);
    if (const Field* teaching = reader.take("teaching"))
      lesson_.teaching = parse_teaching(*teaching, lesson_.file, lesson_.diagnostics);
    reader.finish();
  }

  void source(const Item& item) {
    if (item.fields.empty()) {
      error(item.line, "a source is a record: '- id: name2022' with title, by, where and read");
      return;
    }
    FieldReader reader(item.fields, lesson_.file, item.line, "source", lesson_.diagnostics);
    Source source;
    source.id = reader.required_text("id");
    source.title = reader.required_text("title");
    source.by = reader.text("by");
    source.where = reader.text("where");
    source.read = reader.required_text("read");
    reader.finish();
    if (!source.read.empty() && !is_date(source.read))
      error(item.line, "'" + source.read + "' is no date: write the day it was read, 2026-11-21");
    if (source.by.empty() && source.where.empty())
      error(item.line, "the source '" + source.id + "' needs 'by:' or 'where:'");
    if (source.id == kGiven || lesson_.source(source.id) != nullptr)
      error(item.line, "the source id '" + source.id + "' is taken: choose another");
    lesson_.sources.push_back(std::move(source));
  }

  // Parts without an id of their own are counted by their word.
  void name_parts(Blocks& blocks) {
    for (auto& block : blocks) {
      if (block.part && block.part->id.empty()) {
        auto named = std::make_shared<LivePart>(*block.part);
        named->id = named->word + "-" + std::to_string(++counts_[named->word]);
        block.part = std::move(named);
      }
      name_parts(block.children);
      name_parts(block.otherwise);
    }
  }

  void check_part_ids() {
    std::set<std::string> ids;
    for (const LivePart* part : lesson_.parts())
      if (!ids.insert(part->id).second)
        error(part->line, "the id '" + part->id + "' is taken by another part: choose another");
  }

  void check_citations(const Blocks& blocks) {
    for_each_block(blocks, [this](const Block& block) {
      for (const auto& run : block.inlines) {
        if (run.kind != Inline::Kind::kCite || run.text == kGiven) continue;
        if (lesson_.source(run.text) != nullptr) continue;
        std::vector<std::string_view> ids = {kGiven};
        for (const auto& source : lesson_.sources) ids.push_back(source.id);
        const std::string close = nearest(run.text, ids);
        error(run.line,
              "[^" + run.text + "] cites no source of the front matter: " +
                  (close.empty() ? "add one with that id" : "did you mean [^" + close + "]?"));
      }
      if (block.part)
        for (const auto& prose : prose_of(*block.part)) check_citations(*prose.blocks);
    });
  }

  Lesson lesson_;
  std::map<std::string, int> counts_;
};

class Checker {
 public:
  Checker(const Lesson& lesson, const NumberSource& source) : lesson_(lesson), source_(source) {}

  Diagnostics run() {
    resolve(lesson_.blocks, source_, lesson_.file, found_);
    for (const LivePart* part : lesson_.parts()) check(*part);
    for (const auto& prose : prose_of(lesson_.teaching))
      resolve(*prose.blocks, source_, lesson_.file, found_);
    return std::move(found_);
  }

 private:
  void error(int line, std::string message) {
    found_.push_back({Severity::kError, lesson_.file, line, std::move(message)});
  }

  void check(const LivePart& part) {
    if (const auto* predict = std::get_if<Predict>(&part.content)) {
      prose(part, source_);
      const bool number = predict->kind == Predict::Kind::kNumber;
      answer(part, predict->options, predict->answer, predict->unit, number, source_);
    } else if (const auto* drill = std::get_if<Drill>(&part.content)) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const OverriddenSource drawn(source_, draw(drill->vary, seed));
        prose(part, drawn);
        if (drill->kind != Drill::Kind::kDesign)
          answer(part, drill->options, drill->answer, drill->unit,
                 drill->kind == Drill::Kind::kNumber, drawn);
        if (has_errors(found_) || drill->vary.empty()) break;
      }
    } else if (const auto* derive = std::get_if<Derive>(&part.content)) {
      prose(part, source_);
      if (!source_.lookup(derive->quantity, derive->settings))
        error(part.line, "there is no quantity '" + derive->quantity + "' to derive");
    } else if (part.word != "table") {  // tables are resolved with the text
      prose(part, source_);
    }
  }

  void prose(const LivePart& part, const NumberSource& source) {
    for (const auto& piece : prose_of(part)) resolve(*piece.blocks, source, lesson_.file, found_);
  }

  void answer(const LivePart& part, const std::vector<Option>& options, const Answer& answer,
              const std::string& unit, bool number, const NumberSource& source) {
    if (!number) {
      std::string problem;
      if (right_option(options, answer, source, problem) < 0)
        error(part.line, "the answer of this " + part.word + ": " + problem);
      return;
    }
    const auto said = answer.expression.evaluate(source);
    if (!said.error.empty())
      return error(part.line, "the answer of this " + part.word + ": " + said.error);
    if (!said.value.is_number())
      return error(part.line, "the answer of this " + part.word + " is no number");
    if (!std::isfinite(std::get<double>(said.value.data)))
      error(part.line, "the answer of this " + part.word + " does not exist for this scenario");
    const std::string mismatch = format_error(said.unit, {unit, 0});
    if (!mismatch.empty()) error(part.line, "the unit of this " + part.word + ": " + mismatch);
  }

  const Lesson& lesson_;
  const NumberSource& source_;
  Diagnostics found_;
};

}  // namespace

const Source* Lesson::source(std::string_view source_id) const {
  const int number = source_number(source_id);
  return number == 0 ? nullptr : &sources[static_cast<std::size_t>(number) - 1];
}

int Lesson::source_number(std::string_view source_id) const {
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (sources[i].id == source_id) return static_cast<int>(i) + 1;
  return 0;
}

std::vector<const LivePart*> Lesson::parts() const {
  std::vector<const LivePart*> all;
  for_each_block(blocks, [&all](const Block& block) {
    if (block.part) all.push_back(block.part.get());
  });
  return all;
}

Lesson parse_lesson(std::string_view text, std::string file) {
  return LessonParser(std::move(file)).parse(text);
}

Lesson load_lesson(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  std::error_code ignored;
  if (!stream || std::filesystem::is_directory(path, ignored)) {
    Lesson lesson;
    lesson.file = path.string();
    lesson.diagnostics.push_back({Severity::kError, lesson.file, 0,
                                  "cannot be read: check that the file exists and is readable"});
    return lesson;
  }
  return parse_lesson(text.str(), path.string());
}

Diagnostics check_lesson(const Lesson& lesson, const NumberSource& source) {
  return Checker(lesson, source).run();
}

}  // namespace wf::lessons
