#pragma once

#include <string>
#include <vector>

namespace wf::app {

// Opens the window with these workload files, runs it until it is closed, and returns the exit
// code.
int open_window(const std::vector<std::string>& files);

}  // namespace wf::app
