#include <algorithm>
#include <array>

#include "app/cli/command.h"

namespace wf::app {

extern const Command kOpenCommand;
extern const Command kEstimateCommand;
extern const Command kCompareCommand;
extern const Command kSweepCommand;
extern const Command kValidateCommand;
extern const Command kRenderCommand;
extern const Command kDescribeCommand;
extern const Command kReportCommand;
extern const Command kTeachCommand;
extern const Command kNewCommand;
extern const Command kListCommand;
extern const Command kCompletionCommand;

// The one list of commands: a new one is a file of its own and a line here.
std::span<const Command* const> commands() {
  static constexpr std::array kCommands = {
      &kOpenCommand,     &kEstimateCommand, &kCompareCommand,  &kSweepCommand,
      &kValidateCommand, &kRenderCommand,   &kDescribeCommand, &kReportCommand,
      &kTeachCommand,    &kNewCommand,      &kListCommand,     &kCompletionCommand,
  };
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto list = commands();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Command* command) { return command->name == name; });
  return found == list.end() ? nullptr : *found;
}

}  // namespace wf::app
