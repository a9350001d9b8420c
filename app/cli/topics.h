#pragma once

#include <array>
#include <string_view>

namespace wf::app {

// What `wallfinder list` lists.
inline constexpr std::array<std::string_view, 6> kTopics = {"lessons", "widgets",    "gpus",
                                                            "models",  "quantities", "knobs"};

}  // namespace wf::app
