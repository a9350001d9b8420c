#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/comparison.h"
#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/scenario_words.h"
#include "app/cli/workloads.h"
#include "model/report.h"
#include "model/units.h"

// `wallfinder compare A B`: two workloads side by side, and which wall changed.
namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Report;

struct Side {
  NamedWorkload workload;
  Report report;
};

std::optional<model::Wall> binding_of(const Report& report) {
  if (report.sections.empty()) return std::nullopt;
  return report.sections[0].walls.binding();
}

std::optional<double> headroom_of(const Report& report, model::Wall wall) {
  return report.sections[0].walls.of(wall);
}

constexpr int kNames = 33, kCells = 16;

std::string row(std::string_view name, std::string_view a, std::string_view b,
                std::string_view change) {
  std::string text = pad_right(name, kNames) + pad_left(a, kCells) + pad_left(b, kCells) +
                     pad_left(change, kCells - 2);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string walls_table(const Report& a, const Report& b, const Style& style) {
  if (!binding_of(a) || !binding_of(b)) return {};
  std::string text = "\n" + style.bold(row("Headroom", "A", "B", ""));
  for (std::size_t i = 0; i < model::kWallCount; ++i) {
    const auto wall = static_cast<model::Wall>(i);
    const auto cell = [&](const Report& report) {
      return (binding_of(report) == wall ? "← " : "") + factor_text(headroom_of(report, wall));
    };
    text += style.wall(
        wall, row(fmt::format("  {} {}", glyph_of(wall), model::name_of(wall)), cell(a), cell(b),
                  change_text(headroom_of(a, wall), headroom_of(b, wall), "1")));
  }
  return text;
}

std::string quantities_table(const Report& a, const Report& b, const Style& style) {
  std::string text;
  for (const ComparedGroup& group : compared_quantities(a, b)) {
    text += "\n" + style.bold(row(group.title, "A", "B", "B / A"));
    for (const ComparedQuantity& each : group.quantities) {
      const model::Term& term = *each.term;
      text += row(fmt::format("  {}", term.id), value_text(each.a, term.unit),
                  value_text(each.b, term.unit), change_text(each.a, each.b, term.unit));
    }
  }
  return text;
}

std::string comparison_text(const Side& a, const Side& b, const Streams& streams) {
  const Style style = streams.style();
  const int columns = streams.columns();
  std::string text;
  const auto introduce = [&](std::string_view letter, const Side& side) {
    const std::string name =
        side.workload.scenario.name.empty() ? side.workload.file : side.workload.scenario.name;
    text += style.bold(fmt::format("{}  {}", letter, clipped(printable(name), columns - 3))) + "\n";
    text += paragraph("   ", design_line(side.workload.scenario), columns);
  };
  introduce("A", a);
  introduce("B", b);
  for (const model::Setting& setting : a.workload.settings) {
    text += clipped(printable(fmt::format("   both with {} = {}", setting.path, setting.value)),
                    columns) +
            "\n";
  }
  text += "\n" + style.bold(paragraph("", walls_sentence(a.report, b.report), columns));

  const auto changes = changed_knobs(a.workload.scenario, b.workload.scenario);
  text += "\n" + style.bold("What differs") + "\n";
  if (changes.empty()) text += "  nothing that the model reads\n";
  for (const ChangedKnob& change : changes) {
    text += paragraph("  " + pad_right(change.path, kNames - 2),
                      fmt::format("{} → {}", change.before, change.after), columns);
  }
  return text + walls_table(a.report, b.report, style) +
         quantities_table(a.report, b.report, style);
}

Json comparison_json(const Side& a, const Side& b) {
  const auto side_json = [](const Side& side) {
    return report_json(side.workload.scenario, side.report, all_notes(side.workload, side.report),
                       model::check_assertions(side.workload.scenario, side.report));
  };
  Json json;
  json["a"] = side_json(a);
  json["b"] = side_json(b);
  json["binding"] = {{"a", json["a"]["binding"]},
                     {"b", json["b"]["binding"]},
                     {"changed", json["a"]["binding"] != json["b"]["binding"]}};
  json["changed"] = Json::array();
  for (const ChangedKnob& change : changed_knobs(a.workload.scenario, b.workload.scenario)) {
    json["changed"].push_back({{"path", change.path}, {"a", change.before}, {"b", change.after}});
  }
  json["factors"] = Json::object();
  for (const model::Reading& reading : a.report.readings) {
    const model::Reading* other = b.report.find(reading.term->id);
    if (other == nullptr) continue;
    json["factors"][std::string(reading.term->id)] =
        number_json(ratio_of(reading.value, other->value));
  }
  return json;
}

int compare(const Arguments& arguments, Streams& streams) {
  const std::string& file_a = arguments.positional[0];
  const std::string& file_b = arguments.positional[1];
  if (file_a == "-" && file_b == "-") {
    return refuse(streams, "compare", "standard input can be read once: give a file for A or B");
  }
  const auto catalogue = open_catalogue(streams);
  if (!catalogue) return kProgramFault;
  auto a = open_workload(file_a, arguments.values("--set"), *catalogue, streams);
  if (!a) return kBadInput;
  auto b = open_workload(file_b, arguments.values("--set"), *catalogue, streams);
  if (!b) return kBadInput;
  Report report_a = model::make_report(a->scenario), report_b = model::make_report(b->scenario);
  const Side left{std::move(*a), std::move(report_a)}, right{std::move(*b), std::move(report_b)};
  streams.out << (arguments.has("--json") ? json_text(comparison_json(left, right))
                                          : comparison_text(left, right, streams));
  return kSuccess;
}

constexpr Option kOptions[] = {kJsonOption, kSetOption};
constexpr Example kExamples[] = {
    {"wallfinder compare before.json after.json", "what changed, and which wall"},
    {"wallfinder estimate a.json --set serving.batch=8", "one file, one knob turned"},
};

}  // namespace

extern const Command kCompareCommand;
const Command kCompareCommand{
    .name = "compare",
    .arguments = "A B",
    .least = 2,
    .most = 2,
    .summary = "put two workloads side by side, and say which wall changed",
    .details = "Expected values, and the factor from A to B. --set turns a knob in both.",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = compare,
};

}  // namespace wf::app
