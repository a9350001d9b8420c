#pragma once

#include <string>

#include "app/cli/command.h"

namespace wf::app {

std::string general_help(const Streams& streams);
std::string help_of(const Command& command, const Streams& streams);

}  // namespace wf::app
