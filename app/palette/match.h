#pragma once

#include <optional>
#include <string_view>

namespace wf::app {

// How well `text` answers `query`, the more the better; nothing where a word of the query is not in
// it. Words may come in any order and case: "prefill time" and "time prefill" find the same. A word
// is found at the start of a word best, within one, or as letters that follow each other closely
// ("cmplr" in "compiler").
std::optional<double> match(std::string_view query, std::string_view text);

}  // namespace wf::app
