#include <fmt/format.h>

#include <ostream>

#include "app/cli/command.h"
#include "app/cli/topics.h"
#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/report.h"

// `wallfinder completion bash`: the shell completes what the tables of commands, quantities and
// knobs hold, so it cannot lag behind them.
namespace wf::app {
namespace {

std::string words_of(Completes completes) {
  std::string words;
  const auto add = [&](std::string_view word) {
    if (!words.empty()) words += ' ';
    words += word;
  };
  switch (completes) {
    case Completes::kTopics:
      for (std::string_view topic : kTopics) add(topic);
      break;
    case Completes::kQuantities:
      for (const model::Term* term : model::quantity_terms()) add(term->id);
      break;
    case Completes::kKnobs:
      for (const model::Knob& knob : model::knobs()) add(std::string(knob.term.id) + "=");
      break;
    case Completes::kShells:
      add("bash");
      break;
    case Completes::kCommands:
      for (const Command* command : commands()) add(command->name);
      add("--help");
      add("--version");
      break;
    case Completes::kFiles:
    case Completes::kNothing:
      break;
  }
  return words;
}

std::string reply_of(Completes completes) {
  if (completes == Completes::kFiles) {
    return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")";
  }
  std::string reply = fmt::format("mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\")",
                                  words_of(completes));
  // A value follows the path of a knob, so no space is put after it.
  if (completes == Completes::kKnobs) reply = "compopt -o nospace; " + reply;
  return reply;
}

std::string bash_script() {
  std::string script =
      "# Completion of wallfinder for bash, written by `wallfinder completion bash`.\n"
      "# For this shell:   source <(wallfinder completion bash)\n"
      "_wallfinder() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n";
  script += fmt::format("    {}\n    return\n  fi\n", reply_of(Completes::kCommands));
  script += "  case ${COMP_WORDS[1]} in\n";
  for (const Command* command : commands()) {
    script += fmt::format("    {})\n      case $previous in\n", command->name);
    std::string options = "--help";
    for (const Option& option : command->options) {
      options += fmt::format(" {}", option.name);
      if (option.value.empty()) continue;
      const std::string reply = option.completes == Completes::kNothing
                                    ? std::string("COMPREPLY=()")
                                    : reply_of(option.completes);
      script += fmt::format("        {}) {}; return ;;\n", option.name, reply);
    }
    script += fmt::format(
        "      esac\n"
        "      if [[ $current == -* ]]; then\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\")\n",
        options);
    if (command->completes != Completes::kNothing) {
      script += fmt::format("      else\n        {}\n", reply_of(command->completes));
    }
    script += "      fi\n      ;;\n";
  }
  return script + "  esac\n}\ncomplete -F _wallfinder wallfinder\n";
}

int completion(const Arguments& arguments, Streams& streams) {
  const std::string& shell = arguments.positional[0];
  if (shell != "bash") {
    return refuse(
        streams, "completion",
        fmt::format("there is no completion for \"{}\": bash was expected", printable(shell)));
  }
  streams.out << bash_script();
  return kSuccess;
}

constexpr Example kExamples[] = {
    {"source <(wallfinder completion bash)", "for this shell"},
};

}  // namespace

extern const Command kCompletionCommand;
const Command kCompletionCommand{
    .name = "completion",
    .arguments = "bash",
    .least = 1,
    .most = 1,
    .summary = "write the completion script for a shell",
    .details = "",
    .options = {},
    .examples = kExamples,
    .completes = Completes::kShells,
    .run = completion,
};

}  // namespace wf::app
