#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/diagnostic.h"

namespace wf::lessons {

// The one small grammar of front matter and of the bodies of live parts:
//
//   key: value                  the rest of the line, as it stands; keys are lower case
//   key: value that             deeper lines go on with the value
//     goes on here
//   key: |                      all deeper lines, with their line ends: Markdown
//     First paragraph.
//
//     Second.
//   key:                        a list, one item a "-"; deeper lines go on with the item
//     - plain text
//     - name: a record          an item that begins with "key: " is a record of fields
//       other: its next field
//   # a comment
//
// No quotes, no escapes, no nesting beyond the records of a list.
struct Item;

struct Field {
  std::string key;
  std::string text;         // empty for a list
  std::vector<Item> items;  // of a list
  bool is_list = false;
  int line = 0;       // of the key
  int text_line = 0;  // of the first line of `text`
};

struct Item {
  std::string text;           // the item as written, for plain items
  std::vector<Field> fields;  // for records
  int line = 0;
};

// Malformed lines are reported and skipped. `first_line` is the line number of `text`'s first.
std::vector<Field> parse_fields(std::string_view text, const std::string& file, int first_line,
                                Diagnostics& diagnostics);

// Takes fields by key; what nobody asked for is reported by `finish`, with the nearest key.
class FieldReader {
 public:
  FieldReader(const std::vector<Field>& fields, std::string file, int line, std::string owner,
              Diagnostics& diagnostics);

  const Field* take(std::string_view key);     // nullptr when absent
  const Field& require(std::string_view key);  // reports when absent; then an empty field
  std::string text(std::string_view key);      // "" when absent
  std::string required_text(std::string_view key);
  std::vector<Item> list(std::string_view key);  // a single line counts as one item
  void finish();

  void error(int line, std::string message);
  int line() const { return line_; }
  const std::string& file() const { return file_; }
  const std::string& owner() const { return owner_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const std::vector<Field>& fields_;
  std::string file_;
  int line_;
  std::string owner_;  // "predict", "front matter", for the messages
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace wf::lessons
