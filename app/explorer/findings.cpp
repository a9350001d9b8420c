#include "app/explorer/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/scenario_words.h"
#include "app/cli/text.h"
#include "app/cli/verdict.h"
#include "model/walls.h"

namespace wf::app {
namespace {

constexpr double kLeast = 0.2;
constexpr double kMost = 100;

// The quantity that a wall is told by when the pointer is on its bar.
std::string quantity_of(model::Wall wall, model::Section section) {
  const bool serving = section == model::Section::kServing;
  switch (wall) {
    case model::Wall::kMemoryCapacity:
      return serving ? "serving.memory_per_gpu" : "training.memory_per_gpu";
    case model::Wall::kBudget:
      return "cost.usd_per_month";
    default:  // a share of the step's time
      return serving                                ? "decode.step_time"
             : section == model::Section::kTraining ? "training.step_time"
                                                    : "";
  }
}

const model::Walls* walls_of(const model::Report* report, model::Section section) {
  if (report == nullptr) return nullptr;
  const auto found = std::find_if(report->sections.begin(), report->sections.end(),
                                  [&](const auto& each) { return each.section == section; });
  return found == report->sections.end() ? nullptr : &found->walls;
}

}  // namespace

widgets::Figure headroom_figure(const model::Walls& walls, const model::Walls* pinned,
                                model::Section section) {
  double from = kLeast;
  double to = kMost;
  const auto make_room = [&](const model::Walls& shown) {
    for (const model::Headroom& each : shown.ascending) {
      if (!each.factor || !(*each.factor > 0)) continue;
      // Whole decades, and no more of them than a reader can compare.
      if (*each.factor < from)
        from = std::max(1e-3, std::pow(10, std::floor(std::log10(*each.factor))));
      if (*each.factor > to) to = std::min(1e4, std::pow(10, std::ceil(std::log10(*each.factor))));
    }
  };
  make_room(walls);
  if (pinned != nullptr) make_room(*pinned);

  widgets::Figure figure;
  figure.x = {"Headroom: the load can grow by this factor", "1", widgets::Scale::kLog10, from, to};
  widgets::Bars bars;
  bars.base = 1;
  widgets::BarSeries series;
  figure.describe = "Headroom by wall:";
  for (std::size_t i = 0; i < widgets::kWallCount; ++i) {
    const model::Wall wall = widgets::kWalls[i];
    const std::optional<double> factor = walls.of(wall);
    const bool binds = wall == walls.binding() && factor;
    const widgets::Meaning meaning{quantity_of(wall, section), wall};
    bars.categories.push_back(capitalised(model::name_of(wall)));
    figure.describe += fmt::format(
        "{} {} {}", i == 0 ? "" : ";", model::name_of(wall),
        walls.headroom(wall).missed_elsewhere ? std::string("not to blame") : factor_text(factor));
    if (const auto before = pinned != nullptr ? pinned->of(wall) : std::nullopt) {
      figure.markers.push_back(
          {.name = fmt::format("A: {} {}", model::name_of(wall), factor_text(before)),
           .at = {std::clamp(*before, from, to), static_cast<double>(i)},
           .role = widgets::MarkerRole::kGhost,
           .meaning = meaning,
           .label = wall == pinned->binding()
                        ? widgets::Label{fmt::format("A: {}, bound first", factor_text(before)), 70}
                        : widgets::Label{"", 0}});
    }
    if (!factor) {
      const bool blameless = walls.headroom(wall).missed_elsewhere;
      series.values.push_back(
          {.value = 1, .meaning = meaning, .text = blameless ? "not to blame" : "no limit"});
      continue;
    }
    series.values.push_back({.value = *factor,
                             .meaning = meaning,
                             .text = binds ? std::string(" ") : factor_text(factor)});
    if (!binds) continue;
    // The one bold thing: where the load stops first.
    figure.markers.push_back({.name = std::string(model::name_of(wall)),
                              .at = {std::clamp(*factor, from, to), static_cast<double>(i)},
                              .role = widgets::MarkerRole::kOperating,
                              .meaning = meaning,
                              .label = {factor_text(factor) + ", binds first", 95}});
  }
  figure.describe += ".";
  bars.groups.push_back(std::move(series));
  figure.bars = std::move(bars);
  const double last = static_cast<double>(widgets::kWallCount) - 0.5;
  figure.lines.push_back({.name = "the load as it is",
                          .points = {{1, -0.5}, {1, last}},
                          .role = widgets::LineRole::kReference,
                          .label = {"", 0}});
  return figure;
}

Findings find_out(const model::Scenario& scenario, const model::Report* pinned) {
  Findings findings;
  findings.design = design_line(scenario);
  findings.report = model::make_report(scenario);
  for (const model::SectionWalls& walls : findings.report.sections) {
    SectionFindings section;
    section.title =
        walls.section == model::Section::kRl
            ? "Reinforcement learning"
            : capitalised(model::kSectionNames[static_cast<std::size_t>(walls.section)]);
    section.binding = walls.walls.binding();
    section.headroom = walls.walls.of(section.binding);
    section.verdict = binding_sentence(scenario, findings.report, walls, &section.told);
    // An assignment asks for the wall of the first section.
    if (findings.sections.empty()) section.told.insert("binding");
    section.target = target_words(scenario, findings.report, walls);
    section.figure = headroom_figure(walls.walls, walls_of(pinned, walls.section), walls.section);
    findings.sections.push_back(std::move(section));
  }
  findings.mitigation = mitigation_sentence(scenario, findings.report, &findings.mitigation_told);
  findings.assertions = model::check_assertions(scenario, findings.report);
  return findings;
}

}  // namespace wf::app
