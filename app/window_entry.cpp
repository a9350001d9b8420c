#include "app/window_entry.h"

#include <iostream>

namespace wf::app {

int open_window(const std::vector<std::string>&) {
  std::cerr << "wallfinder: the window is not built in; `wallfinder estimate FILE` and the other "
               "commands of `wallfinder --help` work without it\n";
  return 1;
}

}  // namespace wf::app
