#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wf::app {

// The model's formulas are written as plain text ("t_w = W_read / (tp·BW)"). The same as TeX, so
// that symbols get their subscripts; nothing where it is too long for one line or holds what this
// does not know.
std::optional<std::string> tex_of_expression(std::string_view expression);

}  // namespace wf::app
