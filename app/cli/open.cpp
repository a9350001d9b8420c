#include <ostream>

#include "app/cli/command.h"

// `wallfinder` and `wallfinder open FILE...`: the window.
namespace wf::app {
namespace {

int open(const Arguments& arguments, Streams& streams) {
  if (streams.screen.open_window == nullptr) {
    streams.err << "wallfinder: there is no window here\n";
    return kProgramFault;
  }
  return streams.screen.open_window(arguments.positional);
}

constexpr Example kExamples[] = {
    {"wallfinder", "the lessons"},
    {"wallfinder open chat.json", "a workload of your own"},
};

}  // namespace

extern const Command kOpenCommand;
const Command kOpenCommand{
    .name = "open",
    .arguments = "[FILE...]",
    .most = 64,
    .summary = "open the window, with these workloads",
    .details = "Without a command, too, the window opens.",
    .options = {},
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = open,
};

}  // namespace wf::app
