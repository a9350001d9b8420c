#include "app/cli/report_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/quantity_table.h"
#include "app/cli/scenario_words.h"
#include "app/cli/verdict.h"
#include "app/cli/wall_chart.h"

namespace wf::app {
namespace {

std::string section_text(const NamedWorkload& workload, const model::Report& report,
                         std::size_t index, const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  const model::SectionWalls& section = report.sections[index];
  const model::Wall wall = section.walls.binding();

  std::string text = "\n";
  if (report.sections.size() > 1) {
    text += style.bold(section_title(section.section)) + "\n";
  }
  std::string answer = paragraph("", binding_sentence(workload.scenario, report, section), columns);
  if (section.walls.of(wall)) {
    const std::size_t name = model::name_of(wall).size();
    answer = style.bold(style.wall(wall, answer.substr(0, name))) + answer.substr(name);
  }
  text += answer;
  if (index == 0) {
    const std::string mitigation = mitigation_sentence(workload.scenario, report);
    if (!mitigation.empty()) {
      text += paragraph("", "What would move it: " + mitigation, columns);
    }
  }
  text += "\n" + style.bold("Headroom") +
          style.dim(fmt::format("  how far the load can grow; {}",
                                target_words(workload.scenario, report, section))) +
          "\n" + wall_chart(section.walls, style, columns);
  return text;
}

}  // namespace

std::vector<std::string> all_notes(const NamedWorkload& workload, const model::Report& report) {
  std::vector<std::string> notes = workload.notes;
  for (const std::string& note : report.notes) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  return notes;
}

std::string report_header(const NamedWorkload& workload, const Streams& streams) {
  const int columns = streams.columns();
  std::string text;
  if (!workload.scenario.name.empty()) {
    text += streams.style().bold(clipped(printable(workload.scenario.name), columns)) + "\n";
  }
  text += paragraph("", design_line(workload.scenario), columns);
  for (const model::Setting& setting : workload.settings) {
    text +=
        clipped(printable(fmt::format("  with {} = {}", setting.path, setting.value)), columns) +
        "\n";
  }
  return text;
}

std::string report_text(const NamedWorkload& workload, const model::Report& report,
                        std::span<const std::string> notes,
                        std::span<const model::AssertionResult> assertions,
                        const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  std::string text = report_header(workload, streams);
  if (report.sections.empty()) {
    text +=
        "\n" + paragraph("",
                         "There is no section here whose walls are estimated, so only sizes are "
                         "reported: add \"serving\" or \"training\" to the workload.",
                         columns);
  }
  for (std::size_t i = 0; i < report.sections.size(); ++i) {
    text += section_text(workload, report, i, streams);
  }
  text += quantity_table(report, style, columns);
  if (!assertions.empty()) text += "\n" + style.bold("Assertions") + "\n";
  for (const model::AssertionResult& result : assertions) {
    const std::string mark = result.holds ? style.good("✓") : style.bad("✗");
    text +=
        "  " + mark + " " +
        paragraph("", printable(fmt::format("{} — {}", result.text, result.detail)), columns - 4);
  }
  if (!notes.empty()) text += "\n" + style.bold("Notes") + "\n";
  for (const std::string& note : notes) text += paragraph("  · ", printable(note), columns);
  return text;
}

}  // namespace wf::app
