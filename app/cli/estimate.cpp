#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/explain_view.h"
#include "app/cli/operations_view.h"
#include "app/cli/report_json.h"
#include "app/cli/report_text.h"
#include "app/cli/tornado_view.h"
#include "app/cli/workloads.h"
#include "model/nearest_name.h"
#include "widgets/figure/svg.h"

// `wallfinder estimate FILE`: which wall binds, and everything that the workload implies.
namespace wf::app {
namespace {

// nullopt: the quantity is known and part of the report.
std::optional<std::string> why_not(std::string_view quantity, const model::Report& report) {
  if (report.find(quantity) != nullptr) return std::nullopt;
  if (model::find_quantity(quantity) != nullptr) {
    return fmt::format(
        "{} is not reported for this workload: the file has no section, price or "
        "rate that it follows from",
        quantity);
  }
  std::vector<std::string> known;
  for (const model::Term* term : model::quantity_terms()) known.emplace_back(term->id);
  std::string hint;
  // "step_time" for "decode.step_time", first of what this workload reports.
  for (const model::Reading& reading : report.readings) {
    const std::string_view id = reading.term->id;
    if (!id.ends_with("." + std::string(quantity))) continue;
    hint = fmt::format(" (did you mean \"{}\"?)", id);
    break;
  }
  if (hint.empty()) hint = model::did_you_mean(quantity, known);
  return fmt::format("there is no quantity \"{}\"{}; `wallfinder list quantities` shows all",
                     printable(quantity), hint);
}

// What moves a quantity most.
int show_tornado(const Arguments& arguments, const NamedWorkload& workload, Streams& streams) {
  constexpr std::size_t kBars = 12;
  const std::string& quantity = arguments.values("--tornado").back();
  const auto tornado = model::make_tornado(workload.scenario, quantity);
  if (!tornado) {
    return refuse(streams, "estimate",
                  fmt::format("{} has no value here that could be moved", quantity));
  }
  if (arguments.has("--svg")) {
    const std::string& path = arguments.values("--svg").back();
    const auto figure = tornado_figure(
        *tornado, kBars, [](const model::Knob& knob) { return std::string(knob.term.id); });
    std::ofstream file(path, std::ios::binary);
    file << widgets::to_svg(figure, 900, 640, widgets::ThemeName::kLight);
    file.close();
    if (!file) {
      streams.err << fmt::format("wallfinder estimate: {} could not be written\n", printable(path));
      return kBadInput;
    }
  }
  if (arguments.has("--json")) {
    streams.out << json_text(tornado_json(*tornado));
  } else if (arguments.has("--csv")) {
    streams.out << tornado_csv(*tornado);
  } else if (!arguments.has("--svg")) {
    streams.out << report_header(workload, streams) << "\n" << tornado_text(*tornado, streams);
  }
  return kSuccess;
}

int estimate(const Arguments& arguments, Streams& streams) {
  const auto catalogue = open_catalogue(streams);
  if (!catalogue) return kProgramFault;
  const auto workload =
      open_workload(arguments.positional[0], arguments.values("--set"), *catalogue, streams);
  if (!workload) return kBadInput;
  const model::Report report = model::make_report(workload->scenario);
  const bool json = arguments.has("--json");

  if (arguments.has("--explain")) {
    const std::string& quantity = arguments.values("--explain").back();
    if (const auto reason = why_not(quantity, report)) {
      return refuse(streams, "estimate", *reason);
    }
    if (json) {
      streams.out << json_text(explanation_json(workload->scenario, *report.find(quantity)));
    } else {
      streams.out << report_header(*workload, streams) << "\n"
                  << explanation_text(workload->scenario, *report.find(quantity), streams);
    }
    return kSuccess;
  }

  if (arguments.has("--tornado")) {
    if (const auto reason = why_not(arguments.values("--tornado").back(), report)) {
      return refuse(streams, "estimate", *reason);
    }
    return show_tornado(arguments, *workload, streams);
  }
  if (arguments.has("--csv") || arguments.has("--svg")) {
    return refuse(streams, "estimate", "--csv and --svg go with --tornado");
  }

  if (arguments.has("--ops")) {
    const auto tables = model::operation_tables(workload->scenario);
    if (json) {
      streams.out << json_text(
          {{"name", workload->scenario.name}, {"steps", operations_json(tables)}});
    } else {
      streams.out << report_header(*workload, streams) << "\n" << operations_text(tables, streams);
    }
    return kSuccess;
  }

  const auto notes = all_notes(*workload, report);
  const auto assertions = model::check_assertions(workload->scenario, report);
  streams.out << (json ? json_text(report_json(workload->scenario, report, notes, assertions))
                       : report_text(*workload, report, notes, assertions, streams));
  const bool hold = std::all_of(assertions.begin(), assertions.end(),
                                [](const model::AssertionResult& each) { return each.holds; });
  return hold ? kSuccess : kAssertionFailed;
}

constexpr Option kOptions[] = {
    kJsonOption,
    {"--explain", "QUANTITY",
     "how this quantity comes about, down to the figures it rests on and their sources, and what "
     "it answers to",
     Completes::kQuantities},
    {"--ops", "", "each step opened into its operations, whose expected times add up to it"},
    {"--tornado", "QUANTITY",
     "what moves this quantity most: every knob halved and doubled, or at its next legal values",
     Completes::kQuantities},
    {"--csv", "", "of --tornado: comma-separated values in SI base units"},
    {"--svg", "OUT.svg", "of --tornado: draw the bars", Completes::kFiles},
    kSetOption,
};
constexpr Example kExamples[] = {
    {"wallfinder estimate chat.json", "which wall binds, and every quantity"},
    {"wallfinder estimate chat.json --set serving.batch=max", "with as many as memory holds"},
    {"wallfinder estimate chat.json --set cluster.gpu=h200-sxm-141gb", "on another GPU"},
    {"wallfinder estimate chat.json --explain decode.step_time", "the arithmetic of one number"},
    {"wallfinder estimate chat.json --tornado decode.step_time", "what moves it most"},
    {"wallfinder estimate chat.json --ops", "where the time of a step goes"},
    {"wallfinder estimate - --json < chat.json", "for a script"},
};

}  // namespace

extern const Command kEstimateCommand;
const Command kEstimateCommand{
    .name = "estimate",
    .arguments = "FILE",
    .least = 1,
    .most = 1,
    .summary = "report which wall a workload hits first, and every quantity that it implies",
    .details =
        "Of each time, rate and cost two values are shown. The bound is physics: the slowest "
        "single resource at its datasheet's peak, a floor for a time and a ceiling for a "
        "rate. The expected value is the sum over operations at stated efficiencies. "
        "Exit status 3: an `assert` of the workload does not hold. Of an assignment everything is "
        "shown, answered or not; in the window, what an open question asks for waits for its "
        "answer.",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = estimate,
};

}  // namespace wf::app
