#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lessons/expression.h"
#include "lessons/number_format.h"

namespace wf::lessons {

// A number in prose that the model computes:
//
//   {{decode.step_time}}                              a quantity, or a knob by its path
//   {{decode.step_time.bound}}                        what physics allows at best
//   {{decode.step_time | serving.batch=1}}            with knobs changed; several after commas
//   {{weights.bytes | as GiB}}  {{x | digits 2}}      how it is shown; bars may be combined
//   {{decode.step_time / (decode.step_time | serving.batch=1) | as x}}      arithmetic
//
// and text that depends on a condition, within a paragraph or around whole blocks:
//
//   {{#if binding == "network"}} ... {{else if serving.batch > 8}} ... {{else}} ... {{/if}}
struct LiveNumber {
  Expression expression;
  NumberFormat format;
};

// One pair of double braces.
struct LiveTag {
  enum class Kind { kNumber, kIf, kElseIf, kElse, kEnd };
  Kind kind = Kind::kNumber;
  LiveNumber number;  // of a condition, only `expression` counts
  std::string error;  // what is wrong with the text between the braces
};

// `text` is what stands between {{ and }}.
LiveTag parse_live_tag(std::string_view text);

// "decode.step_time | serving.batch=1 | as ms", as in the columns of a table.
LiveNumber parse_live_number(std::string_view text, std::string& error);

// A live number at one moment.
struct LiveValue {
  Value value;
  Unit unit;
  std::string text;   // formatted for prose; "—" when it does not exist, "?" on error
  std::string error;  // empty, or why there is no value
};
LiveValue evaluate(const LiveNumber& number, const NumberSource& source);

// Where the next {{...}} in `text` begins and ends, from `from` on. Of three braces in a row the
// first belongs to the text ("\frac{{{x}}}{2}"). Nothing if there is none or it never closes.
struct TagSpan {
  std::size_t begin = 0;  // at "{{"
  std::size_t end = 0;    // after "}}"
};
std::optional<TagSpan> find_tag(std::string_view text, std::size_t from);

// Replaces every {{...}} of a plain string, such as a formula's source, by its value; `wrap` puts
// each into the surrounding language ("\text{42 ms}").
std::string substitute(std::string_view text, const NumberSource& source,
                       std::string (*wrap)(const LiveNumber&, const LiveValue&),
                       std::string& error);

}  // namespace wf::lessons
