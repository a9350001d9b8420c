#include "app/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <istream>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/help.h"
#include "model/nearest_name.h"

// Reads a command line by the table of commands. The only file that sees CLI11.
namespace wf::app {
namespace {

int refuse_option(Streams& streams, const Command& command, const std::string& written) {
  std::vector<std::string> known = {"--help"};
  for (const Option& option : command.options) known.emplace_back(option.name);
  const std::string name = printable(written.substr(0, written.find('=')));
  return refuse(streams, command.name,
                fmt::format("there is no option {}{}", name, model::did_you_mean(name, known)));
}

int run_command(const Command& command, std::span<const std::string> rest, Streams& streams) {
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  Arguments arguments;
  bool help = false;
  parser.add_flag("-h,--help", help);
  parser.add_option("arguments", arguments.positional);

  struct Read {
    const Option* option;
    CLI::Option* parsed;
  };
  std::vector<Read> reads;
  for (const Option& option : command.options) {
    const std::string name(option.name);
    CLI::Option* parsed = nullptr;
    if (option.value.empty()) {
      parsed = parser.add_flag(name);
    } else {
      parsed = parser.add_option(name);
      parsed->expected(1)->allow_extra_args(false)->type_name(std::string(option.value));
      parsed->multi_option_policy(option.repeats ? CLI::MultiOptionPolicy::TakeAll
                                                 : CLI::MultiOptionPolicy::TakeLast);
    }
    reads.push_back({&option, parsed});
  }
  try {
    // CLI11 takes arguments from the back.
    parser.parse(std::vector<std::string>(rest.rbegin(), rest.rend()));
  } catch (const CLI::ParseError& error) {
    for (const Option& option : command.options) {
      if (option.value.empty() || rest.empty() || rest.back() != option.name) continue;
      return refuse(streams, command.name,
                    fmt::format("{} is missing its {}", option.name, option.value));
    }
    return refuse(streams, command.name, printable(error.what()));
  }
  if (help) {
    streams.out << help_of(command, streams);
    return kSuccess;
  }
  for (const std::string& extra : parser.remaining()) {
    if (extra.starts_with("-")) return refuse_option(streams, command, extra);
    arguments.positional.push_back(extra);
  }
  for (const Read& read : reads) {
    if (read.parsed->count() == 0) continue;
    arguments.options[std::string(read.option->name)] = read.parsed->results();
  }
  const std::size_t count = arguments.positional.size();
  if (count < command.least) {
    return refuse(streams, command.name, fmt::format("{} is missing", command.arguments));
  }
  if (count > command.most) {
    return refuse(streams, command.name,
                  fmt::format("\"{}\" is one argument too many: {} was expected",
                              printable(arguments.positional[command.most]), command.arguments));
  }
  return command.run(arguments, streams);
}

int dispatch(std::span<const std::string> arguments, Streams& streams) {
  if (arguments.empty()) {
    const Command* open = find_command("open");
    return open->run({}, streams);
  }
  const std::string& name = arguments[0];
  const auto rest = arguments.subspan(1);
  if (name == "--version" || name == "-V") {
    streams.out << fmt::format("wallfinder {}\n", program_version());
    return kSuccess;
  }
  if (name == "--help" || name == "-h" || name == "help") {
    if (name == "help" && !rest.empty()) {
      if (const Command* command = find_command(rest[0])) {
        streams.out << help_of(*command, streams);
        return kSuccess;
      }
    } else {
      streams.out << general_help(streams);
      return kSuccess;
    }
  }
  const std::string& wanted = name == "help" ? rest[0] : name;
  if (const Command* command = find_command(wanted)) return run_command(*command, rest, streams);

  std::vector<std::string> known;
  for (const Command* command : commands()) known.emplace_back(command->name);
  known.insert(known.end(), {"--help", "--version"});
  const std::string_view kind = wanted.starts_with("-") ? "option" : "command";
  std::string what = fmt::format("there is no {} \"{}\"{}", kind, printable(wanted),
                                 model::did_you_mean(wanted, known));
  if (wanted.ends_with(".json")) {
    what += fmt::format("; `wallfinder estimate {}` reports on a workload", printable(wanted));
  }
  return refuse(streams, "", what);
}

}  // namespace

int refuse(Streams& streams, std::string_view command, std::string_view what) {
  const std::string_view space = command.empty() ? "" : " ";
  streams.err << fmt::format("wallfinder{}{}: {}\n`wallfinder{}{} --help` shows what is possible\n",
                             space, command, what, space, command);
  return kBadInput;
}

std::string_view program_version() { return WALLFINDER_VERSION; }

int run_command_line(std::span<const std::string> arguments, std::istream& in, std::ostream& out,
                     std::ostream& err, const Terminal& screen) {
  Streams streams{in, out, err, screen};
  try {
    const int code = dispatch(arguments, streams);
    out.flush();
    if (!out) {
      err << "wallfinder: the output could not be written\n";
      return kProgramFault;
    }
    return code;
  } catch (const std::exception& fault) {
    err << fmt::format("wallfinder: a fault of the program: {}\n", fault.what());
    return kProgramFault;
  }
}

}  // namespace wf::app
