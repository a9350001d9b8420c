#include "lessons/fields.h"

#include <algorithm>
#include <cctype>

#include "lessons/text.h"

namespace wf::lessons {
namespace {

struct Line {
  std::string_view text;  // without its indent
  std::size_t indent = 0;
  int number = 0;
  bool blank() const { return text.empty(); }
};

std::vector<Line> measure(std::string_view text, int first_line) {
  std::vector<Line> lines;
  int number = first_line;
  for (const auto whole : split_lines(text)) {
    const auto rest = trim_right(whole);
    const auto indent = std::min(rest.find_first_not_of(" \t"), rest.size());
    lines.push_back({rest.substr(indent), indent, number++});
  }
  return lines;
}

// "key: value" or "key:"; the key in `key`, the value in `value`.
bool split_key(std::string_view text, std::string_view& key, std::string_view& value) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  key = text.substr(0, colon);
  if (std::islower(static_cast<unsigned char>(key[0])) == 0) return false;
  for (const char c : key)
    if (std::islower(static_cast<unsigned char>(c)) == 0 && c != '_' &&
        std::isdigit(static_cast<unsigned char>(c)) == 0)
      return false;
  if (colon + 1 < text.size() && text[colon + 1] != ' ' && text[colon + 1] != '\t') return false;
  value = trim(text.substr(colon + 1));
  return true;
}

bool is_item(std::string_view text) { return text == "-" || text.starts_with("- "); }

class FieldParser {
 public:
  FieldParser(std::vector<Line> lines, const std::string& file, Diagnostics& diagnostics)
      : lines_(std::move(lines)), file_(file), diagnostics_(diagnostics) {}

  // Fields whose keys stand at exactly this indent; stops at shallower lines.
  std::vector<Field> parse(std::size_t indent) {
    std::vector<Field> fields;
    while (at_ < lines_.size()) {
      const Line line = lines_[at_];
      if (line.blank() || line.text.starts_with("#")) {
        ++at_;
        continue;
      }
      if (line.indent < indent) break;
      std::string_view key;
      std::string_view value;
      if (line.indent > indent || !split_key(line.text, key, value)) {
        report(line.number, "'" + shortened(line.text) +
                                "' is no 'key: value' line: write one, or indent the line to go "
                                "on with the value above");
        ++at_;
        continue;
      }
      ++at_;
      Field field;
      field.key = std::string(key);
      field.line = field.text_line = line.number;
      for (const auto& other : fields)
        if (other.key == field.key)
          report(line.number, "'" + field.key + "' is given twice: keep one of them");
      read_value(field, value, indent);
      fields.push_back(std::move(field));
    }
    return fields;
  }

 private:
  static std::string shortened(std::string_view text) {
    if (text.size() <= 40) return std::string(text);
    std::size_t end = 37;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "...";
  }

  void report(int line, std::string message) {
    diagnostics_.push_back({Severity::kError, file_, line, std::move(message)});
  }

  std::size_t next_filled() const {
    std::size_t next = at_;
    while (next < lines_.size() && lines_[next].blank()) ++next;
    return next;
  }

  void read_value(Field& field, std::string_view value, std::size_t indent) {
    const bool block = value == "|";
    if (!value.empty() && !block) {
      field.text = std::string(value);
      append_deeper(field.text, indent);
      return;
    }
    const auto next = next_filled();
    if (!block && next < lines_.size() && is_item(lines_[next].text) &&
        lines_[next].indent >= indent) {
      at_ = next;
      field.is_list = true;
      field.items = parse_items(lines_[next].indent);
      return;
    }
    if (next < lines_.size()) field.text_line = lines_[next].number;
    at_ = next;
    append_deeper(field.text, indent);
  }

  // All following lines indented deeper than `indent`, dedented by the least of their indents.
  void append_deeper(std::string& text, std::size_t indent) {
    auto end = at_;
    std::size_t least = std::string_view::npos;
    for (auto i = at_; i < lines_.size(); ++i) {
      if (lines_[i].blank()) continue;
      if (lines_[i].indent <= indent) break;
      least = std::min(least, lines_[i].indent);
      end = i + 1;
    }
    for (; at_ < end; ++at_) {
      const Line& line = lines_[at_];
      if (!text.empty() || line.blank()) text += '\n';
      if (!line.blank()) text += std::string(line.indent - least, ' ') + std::string(line.text);
    }
  }

  std::vector<Item> parse_items(std::size_t indent) {
    std::vector<Item> items;
    while (at_ < lines_.size()) {
      const auto next = next_filled();
      if (next >= lines_.size() || lines_[next].indent != indent || !is_item(lines_[next].text))
        break;
      at_ = next;
      Line& line = lines_[at_];
      Item item;
      item.line = line.number;
      const auto body = trim(line.text.substr(1));
      std::string_view key;
      std::string_view value;
      if (split_key(body, key, value)) {
        // The record's first field stands behind the dash; its others align with it.
        const auto offset = static_cast<std::size_t>(body.data() - line.text.data());
        line.indent += offset;
        line.text = body;
        item.fields = parse(line.indent);
      } else {
        ++at_;
        item.text = std::string(body);
        append_deeper(item.text, indent);
      }
      items.push_back(std::move(item));
    }
    return items;
  }

  std::vector<Line> lines_;
  std::size_t at_ = 0;
  const std::string& file_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Field> parse_fields(std::string_view text, const std::string& file, int first_line,
                                Diagnostics& diagnostics) {
  return FieldParser(measure(text, first_line), file, diagnostics).parse(0);
}

FieldReader::FieldReader(const std::vector<Field>& fields, std::string file, int line,
                         std::string owner, Diagnostics& diagnostics)
    : fields_(fields),
      file_(std::move(file)),
      line_(line),
      owner_(std::move(owner)),
      diagnostics_(diagnostics) {}

void FieldReader::error(int line, std::string message) {
  diagnostics_.push_back({Severity::kError, file_, line, std::move(message)});
}

const Field* FieldReader::take(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  for (const auto& field : fields_)
    if (field.key == key) return &field;
  return nullptr;
}

const Field& FieldReader::require(std::string_view key) {
  static const Field kNone;
  if (const Field* field = take(key)) {
    if (field->text.empty() && field->items.empty())
      error(field->line, "'" + field->key + "' of this " + owner_ + " is empty: give it a value");
    return *field;
  }
  error(line_, "this " + owner_ + " has no '" + std::string(key) + "': add a line '" +
                   std::string(key) + ": ...'");
  return kNone;
}

std::string FieldReader::text(std::string_view key) {
  const Field* field = take(key);
  if (field == nullptr) return {};
  if (field->is_list) error(field->line, "'" + field->key + "' takes one value, not a list");
  return field->text;
}

std::string FieldReader::required_text(std::string_view key) {
  const Field& field = require(key);
  if (field.is_list) error(field.line, "'" + field.key + "' takes one value, not a list");
  return field.text;
}

std::vector<Item> FieldReader::list(std::string_view key) {
  const Field* field = take(key);
  if (field == nullptr) return {};
  if (field->is_list) return field->items;
  if (field->text.empty()) return {};
  return {{field->text, {}, field->text_line}};
}

void FieldReader::finish() {
  for (const auto& field : fields_) {
    if (std::find(known_.begin(), known_.end(), field.key) != known_.end()) continue;
    const std::vector<std::string_view> candidates(known_.begin(), known_.end());
    const std::string close = nearest(field.key, candidates);
    std::string keys;
    for (const auto& key : known_) keys += (keys.empty() ? "" : ", ") + key;
    error(field.line,
          owner_ + " has no key '" + field.key +
              "': " + (close.empty() ? "its keys are " + keys : "did you mean '" + close + "'?"));
  }
}

}  // namespace wf::lessons
