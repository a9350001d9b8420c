#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/cli/picture.h"

namespace wf::app {

// What the command line knows of the place that its text goes to.
struct Terminal {
  bool colour = false;
  int columns = 100;
  bool progress = false;  // whether errors go to a terminal, where a line may rewrite itself
  // Opens the window with these workload files and returns the exit code; absent in tests.
  int (*open_window)(const std::vector<std::string>& files) = nullptr;
  // Draws one picture without a display; absent where there are no fonts or renderer.
  DrawPicture draw_picture = nullptr;
  // What is written with a date asks here for it.
  std::chrono::system_clock::time_point (*now)() = [] { return std::chrono::system_clock::now(); };
};

}  // namespace wf::app
