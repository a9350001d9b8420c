#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "app/cli/terminal.h"

namespace wf::app {

enum ExitCode : int {
  kSuccess = 0,
  kProgramFault = 1,
  kBadInput = 2,         // a bad file or command line
  kAssertionFailed = 3,  // an `assert` of the workload does not hold
};

// The whole program but for its process: `arguments` without the program's name.
int run_command_line(std::span<const std::string> arguments, std::istream& in, std::ostream& out,
                     std::ostream& err, const Terminal& screen = {});

// "0.1.0"
std::string_view program_version();

}  // namespace wf::app
