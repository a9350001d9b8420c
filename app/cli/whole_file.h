#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "model/core/result.h"

namespace wf::app {

// The reason, if it cannot be written. The old file stays whole until the new one is.
std::optional<model::Error> write_whole_file(const std::filesystem::path& file,
                                             std::string_view text);

}  // namespace wf::app
