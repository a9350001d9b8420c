#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/core/result.h"

namespace wf::model {

// Units as the program spells them: "s bytes bytes/s FLOP FLOP/s tokens tokens/s USD USD/h 1/s W h
// days 1". A magnitude is kept in the SI base unit of its kind, money rates in USD/h; one whose
// unit is "h" or "days" is a number of hours or days.

// Reads "3.35 TB/s", "80 GiB", "50 ms", "400 Gb/s", "$2.10/h", "15.6T", "40 %" or a plain number
// as a magnitude of `unit`; "8 * 80 GiB" is a product. Case matters: GB/s is not Gb/s.
// Error: what is wrong and which spellings are understood.
Result<double> parse_magnitude(std::string_view text, std::string_view unit);

// The factor that takes a number written in `written` to `unit`: ("TB/s", "bytes/s") is 1e12.
Result<double> unit_factor(std::string_view written, std::string_view unit);

// Whether `text` spells a unit of any kind: "ms", "GB/s", "%".
bool is_unit(std::string_view text);

struct Formatting {
  int digits = 3;             // significant
  bool binary_bytes = false;  // GiB instead of GB
};

// "41.5 ms", "139 GB", "3.35 TB/s", "989 TFLOP/s", "1,536 tokens/s", "$4,380", "0.45".
// A value that does not exist (NaN, infinity) is "—".
std::string format_magnitude(double value, std::string_view unit, const Formatting& how = {});

// The number without its unit, with thousands separated: "70.6", "2,048". A whole number is written
// in full.
std::string format_number(double value, int digits = 3);

// The shortest decimal text that reads back as the same number: "0.05", "3.35e12", "8192".
std::string exact_number(double value);

}  // namespace wf::model
