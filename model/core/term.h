#pragma once

#include <string_view>

namespace wf::model {

// A named magnitude of the field: what a derivation shows for one step, what a list of quantities
// prints, what a lesson links to. Written once, next to the formula that computes it.
struct Term {
  std::string_view id;         // "decode.step_time": stable, used in files and on the command line
  std::string_view symbol;     // "t_step", as a formula writes it
  std::string_view unit;       // "s bytes tokens tokens/s FLOP FLOP/s bytes/s USD h 1"
  std::string_view sentence;   // what it is, in words
  std::string_view source;     // where the formula comes from
  std::string_view name = {};  // two to four words, for tables and labels; empty: none
};

}  // namespace wf::model
