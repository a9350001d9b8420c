#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lessons/live_number.h"

namespace wf::lessons {

struct LivePart;  // live_parts.h

// A run of text in one style. Live numbers and conditions wait in a parsed document;
// `resolve` (resolve.h) gives every number its value and drops the text whose condition fails.
struct Inline {
  enum class Kind {
    kText,
    kCode,
    kMath,   // `text` is TeX
    kLive,   // `live` says what; after resolving, `value` and the formatted `text`
    kCite,   // `text` is the id of a source in the front matter
    kImage,  // `href` is the file, `text` its description
    kLineBreak,
    kCondition,  // a mark: {{#if}}, {{else}}, {{/if}}; none is left after resolving
  };

  Kind kind = Kind::kText;
  std::string text;
  bool bold = false;
  bool italic = false;
  bool strike = false;
  bool display = false;  // of a formula in a heading or cell, written $$...$$
  std::string href;      // of a link: neighbouring runs with the same href are one link
  int line = 0;
  LiveTag tag;  // of kLive and kCondition
  LiveValue value;
};

enum class Align { kDefault, kLeft, kCenter, kRight };

struct Block {
  enum class Kind {
    kParagraph,
    kHeading,  // `level` 1 to 6
    kList,     // children are kItem; `ordered`, `start`, `tight`
    kItem,
    kQuote,
    kCode,   // `text`, `info`
    kMath,   // a displayed formula: `text` is TeX
    kTable,  // children are kRow, the first is the head; `columns`
    kRow,    // children are kCell
    kCell,
    kRule,
    kPart,       // a live part
    kCondition,  // children where `condition` holds, else `otherwise`; none after resolving
  };

  Kind kind = Kind::kParagraph;
  int line = 0;
  int level = 0;
  bool ordered = false;
  bool tight = false;
  unsigned start = 1;
  std::string text;
  std::string info;
  std::vector<Align> columns;
  std::vector<Inline> inlines;
  std::vector<Block> children;
  Expression condition;
  std::vector<Block> otherwise;
  std::shared_ptr<const LivePart> part;
};

using Blocks = std::vector<Block>;

}  // namespace wf::lessons
