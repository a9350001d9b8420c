#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wf::model {

// What is wrong with a text that is not JSON, in words that say what to do.
struct SyntaxFault {
  std::size_t offset = 0;  // of the character to look at
  std::string what;
};

// The first fault of a text that the JSON parser refused; nullopt where none is recognised.
// Comments are allowed.
std::optional<SyntaxFault> diagnose_json(std::string_view text);

}  // namespace wf::model
