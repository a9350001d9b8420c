#include <doctest/doctest.h>

#include "app/cli/command.h"
#include "cli_running.h"

using namespace wf::app;

TEST_CASE("--version and --help answer on standard output") {
  const Ran version = run({"--version"});
  CHECK(version.code == kSuccess);
  CHECK(version.out.starts_with("wallfinder 0."));
  for (const auto& help : {run({"--help"}), run({"-h"}), run({"help"})}) {
    CHECK(help.code == kSuccess);
    CHECK(contains(help.out, "wallfinder estimate chat.json"));
    CHECK(help.err.empty());
  }
}

TEST_CASE("every command has its own help, with an example") {
  for (const Command* each : commands()) {
    const std::string command(each->name);
    CAPTURE(command);
    const Ran help = run({command, "--help"});
    CHECK(help.code == kSuccess);
    CHECK(contains(help.out, "Usage\n  wallfinder " + command));
    CHECK(contains(help.out, "Examples"));
    CHECK(run({"help", command}).out == help.out);
  }
}

TEST_CASE("a bad command line is refused with 2, on standard error, with what to do") {
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::string file = example("chat-llama3-70b-dgx-h100");
  const std::vector<Case> cases = {
      {{"estmate", file}, "did you mean \"estimate\"?"},
      {{"--hepl"}, "did you mean \"--help\"?"},
      {{"help", "compair"}, "did you mean \"compare\"?"},
      {{"my.json"}, "wallfinder estimate my.json"},
      {{""}, "there is no command"},
      {{"estimate"}, "FILE is missing"},
      {{"estimate", file, file}, "one argument too many"},
      {{"estimate", file, "--jsn"}, "did you mean \"--json\"?"},
      {{"estimate", file, "--explain"}, "--explain is missing its QUANTITY"},
      {{"estimate", file, "--explain", "decode.steptime"}, "did you mean \"decode.step_time\"?"},
      {{"estimate", file, "--explain", "step_time"}, "did you mean \"decode.step_time\"?"},
      {{"estimate", file, "--set", "serving.batch"}, "PATH=VALUE was expected"},
      {{"estimate", file, "--set", "serving.bach=8"}, "did you mean \"serving.batch\"?"},
      {{"estimate", file, "--set", "serving.batch=-3"}, "serving.batch is -3"},
      {{"estimate", "/nowhere/at/all.json"}, "cannot be opened"},
      {{"compare", file}, "A B is missing"},
      {{"compare", "-", "-"}, "standard input can be read once"},
      {{"list"}, "is missing"},
      {{"list", "gpu"}, "did you mean \"gpus\"?"},
      {{"new", "--from", "llama-3-8b"}, "with a comma between them"},
      {{"new", "--from", "llama-3-8,h100-sxm-80gb"}, "did you mean \"llama-3-8b\"?"},
      {{"completion", "fish"}, "bash was expected"},
      {{"new", "extra"}, "one argument too many"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.arguments[0]);
    CAPTURE(each.says);
    const Ran ran = run(each.arguments);
    CHECK(ran.code == kBadInput);
    CHECK(ran.out.empty());
    CAPTURE(ran.err);
    CHECK(contains(ran.err, each.says));
  }
}

TEST_CASE("control characters of the command line do not reach the terminal") {
  const Ran ran = run({"\x1b[2Jestimate"});
  CHECK(ran.code == kBadInput);
  CHECK_FALSE(contains(ran.err, "\x1b"));
}

TEST_CASE("without a command the window opens, and with open its files") {
  static std::vector<std::string> opened;
  Terminal screen;
  screen.open_window = [](const std::vector<std::string>& files) {
    opened = files;
    opened.emplace_back("called");
    return 0;
  };
  CHECK(run({}, "", screen).code == kSuccess);
  CHECK(opened == std::vector<std::string>{"called"});
  CHECK(run({"open", "a.json", "b.json"}, "", screen).code == kSuccess);
  CHECK(opened == std::vector<std::string>{"a.json", "b.json", "called"});
  CHECK(run({}).code == kProgramFault);
}

TEST_CASE("output that cannot be written is a fault, not a success") {
  std::istringstream in;
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  const std::vector<std::string> arguments = {"--version"};
  CHECK(run_command_line(arguments, in, out, err) == kProgramFault);
  CHECK(contains(err.str(), "could not be written"));
}
