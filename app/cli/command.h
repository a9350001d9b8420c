#pragma once

#include <algorithm>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command_line.h"
#include "app/cli/terminal.h"
#include "app/cli/text.h"

namespace wf::app {

// What the shell may offer where an argument is expected.
enum class Completes : std::uint8_t {
  kNothing,
  kFiles,
  kTopics,
  kQuantities,
  kKnobs,
  kShells,
  kCommands
};

struct Option {
  std::string_view name;   // "--explain"
  std::string_view value;  // "QUANTITY"; empty: a flag
  std::string_view sentence;
  Completes completes = Completes::kNothing;
  bool repeats = false;
};

struct Example {
  std::string_view line;
  std::string_view sentence;
};

// What stands on the command line after the command's name.
struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::vector<std::string>, std::less<>> options;

  bool has(std::string_view option) const { return options.contains(option); }
  std::span<const std::string> values(std::string_view option) const {
    const auto found = options.find(option);
    if (found == options.end()) return {};
    return found->second;
  }
};

// Where a command reads and writes.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Terminal screen;

  Style style() const { return {screen.colour}; }
  // Text keeps a readable measure on wide screens, and a usable one on narrow ones.
  int columns() const { return std::clamp(screen.columns, 60, 110); }
};

struct Command {
  std::string_view name;
  std::string_view arguments;  // "FILE", as the help shows it
  std::size_t least = 0;       // how many positional arguments
  std::size_t most = 0;
  std::string_view summary;  // one line for the list of commands
  std::string_view details;  // more for its own help
  std::span<const Option> options;
  std::span<const Example> examples;
  Completes completes = Completes::kNothing;
  int (*run)(const Arguments& arguments, Streams& streams) = nullptr;
};

// Every command, in the order in which the help lists them.
std::span<const Command* const> commands();
const Command* find_command(std::string_view name);

// Says on `err` what is wrong with the command line and where help is; returns kBadInput.
int refuse(Streams& streams, std::string_view command, std::string_view what);

}  // namespace wf::app
