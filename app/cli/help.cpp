#include "app/cli/help.h"

#include <fmt/format.h>

#include <algorithm>

namespace wf::app {
namespace {

constexpr std::string_view kIntroduction =
    "Wallfinder teaches the design of machine-learning systems by arithmetic. Given a workload and "
    "a cluster it says which wall is hit first — memory capacity, memory bandwidth, network, "
    "compute "
    "or budget — and what moves it.";

constexpr Example kExamples[] = {
    {"wallfinder", "the window, with the lessons"},
    {"wallfinder new > chat.json", "a commented workload to start from"},
    {"wallfinder estimate chat.json", "which wall it hits, and what moves it"},
    {"wallfinder estimate chat.json --set serving.batch=8", "the same with one knob turned"},
    {"wallfinder estimate chat.json --explain decode.step_time", "how a number comes about"},
    {"wallfinder estimate chat.json --json | jq .binding", "for scripts"},
    {"wallfinder compare before.json after.json", "what changed, and which wall"},
};

std::string usage_of(const Command& command) {
  std::string usage = fmt::format("wallfinder {}", command.name);
  if (!command.arguments.empty()) usage += fmt::format(" {}", command.arguments);
  for (const Option& option : command.options) {
    usage += fmt::format(" [{}{}{}]{}", option.name, option.value.empty() ? "" : " ", option.value,
                         option.repeats ? "..." : "");
  }
  return usage;
}

std::string two_columns(std::string_view left, std::string_view right, int left_width,
                        int columns) {
  return paragraph("  " + pad_right(left, left_width) + "  ", right, columns);
}

std::string examples_text(std::span<const Example> examples, const Streams& streams) {
  if (examples.empty()) return {};
  int width = 0;
  for (const Example& example : examples) width = std::max(width, display_width(example.line));
  std::string text = "\n" + streams.style().bold("Examples") + "\n";
  for (const Example& example : examples) {
    text += two_columns(example.line, example.sentence, width, streams.columns() + 10);
  }
  return text;
}

}  // namespace

std::string general_help(const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  std::string text = paragraph("", kIntroduction, columns) + "\n";
  text += style.bold("Usage") + "\n  wallfinder [COMMAND] [ARGUMENTS]\n\n" +
          style.bold("Commands") + "\n";
  int width = 0;
  const auto left_of = [](const Command& command) {
    return fmt::format("{}{}{}", command.name, command.arguments.empty() ? "" : " ",
                       command.arguments);
  };
  constexpr int kLongestLeft = 26;
  for (const Command* command : commands()) {
    const int own = display_width(left_of(*command));
    if (own <= kLongestLeft) width = std::max(width, own);
  }
  for (const Command* command : commands()) {
    const std::string left = left_of(*command);
    if (display_width(left) <= width) {
      text += two_columns(left, command->summary, width, columns);
    } else {
      text += "  " + left + "\n" + two_columns("", command->summary, width, columns);
    }
  }
  text += "\n";
  text += two_columns("--help, -h", "this; after a command, more about it", width, columns);
  text += two_columns("--version", "the version", width, columns);
  text += examples_text(kExamples, streams);
  text += "\n" + paragraph("",
                           "A FILE of - is standard input. Exit status: 0; 1 a fault of the "
                           "program; 2 a bad file or command line; 3 an `assert` of the "
                           "workload does not hold.",
                           columns);
  return text;
}

std::string help_of(const Command& command, const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  std::string text = paragraph("", capitalised(command.summary) + ".", columns);
  if (!command.details.empty()) text += "\n" + paragraph("", command.details, columns);
  text += "\n" + style.bold("Usage") + "\n" + paragraph("  ", usage_of(command), columns);
  if (!command.options.empty()) {
    text += "\n" + style.bold("Options") + "\n";
    int width = 0;
    const auto left_of = [](const Option& option) {
      return fmt::format("{}{}{}", option.name, option.value.empty() ? "" : " ", option.value);
    };
    for (const Option& option : command.options) {
      width = std::max(width, display_width(left_of(option)));
    }
    for (const Option& option : command.options) {
      text += two_columns(left_of(option), option.sentence, width, columns);
    }
  }
  return text + examples_text(command.examples, streams);
}

}  // namespace wf::app
