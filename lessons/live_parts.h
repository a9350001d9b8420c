#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lessons/diagnostic.h"
#include "lessons/document.h"

namespace wf::lessons {

// The live parts of a lesson: fenced blocks whose first word is one of
// predict, widget, derive, drill, figure, table. Their bodies are fields (fields.h):
//
//   ```predict                              ```drill
//   kind: number                            kind: number        (number choice error design)
//   question: |                             question: |
//     How long does one step take?            At batch {{serving.batch}}, how long ...?
//   answer: decode.step_time                vary:
//   unit: ms                                  - serving.batch = 1, 8, 64
//   tolerance: 2        (a factor)            - serving.prompt_tokens = 512..8192 log
//   reveal: |                               answer: decode.step_time
//     It takes {{decode.step_time}}.        unit: ms
//   ```                                     tolerance: 10 %
//                                           hints:
//   ```predict                                - Which bytes are read once a step?
//   kind: choice                            solution: |
//   question: Which wall is first?            {{weights.bytes}} over ...
//   options:                                rubric:              (of a design)
//     - text: Memory bandwidth                - Names the wall before the remedy.
//       is: memory bandwidth                ```
//       feedback: Yes: every weight ...
//     - text: Compute
//       is: compute
//       feedback: ...
//   answer: binding      (or the number of the option: 1, 2, ...)
//   reveal: |
//     ...
//   ```
//
//   ```widget            ```derive decode.step_time    ```figure          ```table
//   id: roofline         caption: One step, twice      id: batch_sweep    rows:
//   set:                 set:                          caption: ...         - label: Batch 1
//     - serving.batch=8    - serving.batch=1           set:                   set: serving.batch=1
//   task: |              ```                             - ...            columns:
//     Find the batch ...                               ```                  - title: Step
//   ```                                                                       value:
//   decode.step_time
//                                                                         ```
// Everything that is prose may hold live numbers, conditions and formulas. `id` names a predict
// or drill for the learner's record; without it they are counted (predict-1, drill-3).

struct Option {
  Blocks text;
  std::string is;  // the word or number that makes this option the right one
  Blocks feedback;
  int line = 0;
};

// The right answer: an option counted from 1, or what the model says at this moment.
struct Answer {
  int option = 0;  // 0: by the expression
  Expression expression;
};

struct Predict {
  enum class Kind { kChoice, kNumber };
  Kind kind = Kind::kChoice;
  Blocks question;
  std::vector<Option> options;
  Answer answer;
  std::string unit;
  double tolerance = 2;  // a factor: within twice and half
  Blocks reveal;
};

struct Widget {
  std::string id;
  Overrides settings;
  Blocks task;
};

struct Derive {
  std::string quantity;
  Overrides settings;
  Blocks caption;
};

// `path = a, b, c` or `path = low..high [unit] [log]`; a path without a dot is a local name.
struct Vary {
  std::string path;
  std::vector<std::string> values;  // a list, or empty for a range
  double low = 0;
  double high = 0;
  bool logarithmic = false;
  bool whole = false;  // both ends are whole numbers
  std::string unit;
};

struct Drill {
  enum class Kind { kNumber, kChoice, kError, kDesign };
  Kind kind = Kind::kNumber;
  std::string lesson;  // where the reader learnt it, when not here
  Blocks question;
  std::vector<Vary> vary;
  std::vector<Option> options;  // of choice; of error: the claims, one of them wrong
  Answer answer;
  std::string unit;
  double tolerance = 1.1;
  std::vector<Blocks> hints;
  Blocks solution;
  std::vector<Blocks> rubric;
};

struct Figure {
  std::string id;
  Overrides settings;
  Blocks caption;
};

struct Table {
  struct Column {
    Blocks title;
    LiveNumber value;
    int line = 0;
  };
  struct Row {
    Blocks label;
    Overrides settings;
  };
  Blocks corner;  // the heading above the labels
  std::vector<Column> columns;
  std::vector<Row> rows;
  Blocks caption;
};

struct LivePart {
  std::string word;  // "predict", ...
  std::string id;    // unique in the lesson
  int line = 0;
  std::variant<Predict, Widget, Derive, Drill, Figure, Table> content;
};

bool is_live_part(std::string_view word);

// `line` is that of the opening fence. What is missing or wrong is reported; the part is made of
// the rest, so that the lesson can still be shown.
std::shared_ptr<const LivePart> parse_live_part(std::string_view word, std::string_view argument,
                                                std::string_view body, const std::string& file,
                                                int line, Diagnostics& diagnostics);

// Every piece of prose in a part, for checks over a whole lesson.
struct PartProse {
  const Blocks* blocks = nullptr;
  bool guess = false;  // an option that is offered, not stated
};
std::vector<PartProse> prose_of(const LivePart& part);

// Fresh numbers for a drill: the same seed gives the same numbers. Ranges are drawn to two
// significant digits, so that they can be computed with in the head.
Overrides draw(const std::vector<Vary>& vary, std::uint64_t seed);

// The right option counted from 0, or -1 with the reason in `error`.
int right_option(const std::vector<Option>& options, const Answer& answer,
                 const NumberSource& source, std::string& error);

// How far off a number is, as a factor of at least 1: 2 for both twice and half. Infinite where
// the signs differ or one is zero and the other is not.
double factor_off(double given, double right);

}  // namespace wf::lessons
