#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "app/cli/command_line.h"
#include "app/lesson/pictures.h"
#include "app/window_entry.h"

namespace {

wf::app::Terminal terminal_of_this_process() {
  wf::app::Terminal screen{.open_window = wf::app::open_window,
                          .draw_picture = wf::app::draw_picture};
  screen.progress = isatty(STDERR_FILENO) != 0;
  if (isatty(STDOUT_FILENO) == 0) return screen;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  screen.colour = (no_colour == nullptr || *no_colour == '\0') &&
                  !(terminal != nullptr && std::string(terminal) == "dumb");
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) screen.columns = size.ws_col;
  return screen;
}

}  // namespace

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
  return wf::app::run_command_line(arguments, std::cin, std::cout, std::cerr,
                                   terminal_of_this_process());
}
