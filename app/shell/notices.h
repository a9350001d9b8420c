#pragma once

#include <string_view>

namespace wf::app {

// NOTICES.md, as it was when the program was built.
std::string_view notices_text();

}  // namespace wf::app
