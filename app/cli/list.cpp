#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/lists.h"
#include "app/cli/report_json.h"
#include "app/cli/topics.h"
#include "app/cli/workloads.h"
#include "model/assets_path.h"
#include "model/nearest_name.h"

// `wallfinder list TOPIC`: what there is to name in the other commands.
namespace wf::app {

std::string aligned_table(const std::vector<std::vector<std::string>>& rows,
                          std::string_view alignment, const Streams& streams) {
  std::vector<int> widths(alignment.size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      line += (alignment[i] == 'r' ? pad_left(row[i], widths[i]) : pad_right(row[i], widths[i]));
      line += "  ";
    }
    // A list is looked through with a pager or grep as often as not: whole sentences there.
    const int left = streams.screen.columns - display_width(line);
    line += streams.screen.colour && left > 20 ? clipped(row.back(), left) : row.back();
    text += (&row == &rows.front() ? streams.style().bold(line) : line) + "\n";
  }
  return text;
}

namespace {

int list(const Arguments& arguments, Streams& streams) {
  const std::string& topic = arguments.positional[0];
  const bool json = arguments.has("--json");
  const auto print = [&](const std::string& text) {
    streams.out << text;
    return kSuccess;
  };
  if (topic == "gpus" || topic == "models") {
    const auto catalogue = open_catalogue(streams);
    if (!catalogue) return kProgramFault;
    if (topic == "gpus") {
      return print(json ? json_text(gpus_json(*catalogue)) : gpus_text(*catalogue, streams));
    }
    return print(json ? json_text(models_json(*catalogue)) : models_text(*catalogue, streams));
  }
  if (topic == "quantities") {
    return print(json ? json_text(quantities_json()) : quantities_text(streams));
  }
  if (topic == "knobs") return print(json ? json_text(knobs_json()) : knobs_text(streams));
  if (topic == "lessons") {
    const auto assets = model::find_assets();
    if (!assets) {
      streams.err << "wallfinder: " << assets.error().text() << "\n";
      return kProgramFault;
    }
    const auto lessons = find_lessons(assets->parent_path() / "lessons");
    return print(json ? json_text(lessons_json(lessons)) : lessons_text(lessons, streams));
  }
  if (topic == "widgets") {
    return print(json ? json_text(widgets_json()) : widgets_text(streams));
  }
  const std::vector<std::string> known(kTopics.begin(), kTopics.end());
  return refuse(
      streams, "list",
      fmt::format("there is no list of \"{}\"{}; one of {} was expected", printable(topic),
                  model::did_you_mean(topic, known), fmt::join(kTopics, ", ")));
}

constexpr Option kOptions[] = {
    {"--json", "", "everything that is known of each, with sources"},
};
constexpr Example kExamples[] = {
    {"wallfinder list gpus", "ids and main figures of the accelerators"},
    {"wallfinder list knobs | grep decode", "what --set and `assume` can change"},
    {"wallfinder list gpus --json | jq '.[0].memory.source'", "where a figure comes from"},
};

}  // namespace

extern const Command kListCommand;
const Command kListCommand{
    .name = "list",
    .arguments = "lessons|widgets|gpus|models|quantities|knobs",
    .least = 1,
    .most = 1,
    .summary = "list what the other commands and a workload can name",
    .details = "",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kTopics,
    .run = list,
};

}  // namespace wf::app
