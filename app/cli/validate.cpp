#include <fmt/format.h>

#include <fstream>
#include <istream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/report_json.h"
#include "app/cli/validation_view.h"
#include "app/cli/workloads.h"
#include "model/assets_path.h"
#include "widgets/figure/svg.h"
#include "widgets/validation_figure.h"

// `wallfinder validate CASES...`: predictions against published measurements.
namespace wf::app {
namespace {

// false: the reason is on `err`.
bool write_file(const std::string& path, std::string_view text, Streams& streams) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return true;
  streams.err << fmt::format("wallfinder validate: {} could not be written\n", printable(path));
  return false;
}

// nullopt: the reason is on `err`.
std::optional<std::vector<model::MeasuredCase>> open_cases(const std::vector<std::string>& files,
                                                           std::span<const model::Setting> settings,
                                                           const model::Catalogue& catalogue,
                                                           Streams& streams) {
  std::vector<model::MeasuredCase> cases;
  for (const std::string& file : files) {
    std::string text;
    if (file == "-") {
      text.assign(std::istreambuf_iterator<char>(streams.in), {});
    } else {
      auto read = model::read_text_file(file);
      if (!read) {
        streams.err << printable(read.error().text()) << "\n";
        return std::nullopt;
      }
      text = std::move(*read);
    }
    auto loaded = model::read_cases(text, file == "-" ? "standard input" : file,
                                    std::filesystem::path(file).parent_path(), catalogue, settings);
    if (!loaded) {
      streams.err << printable(loaded.error().text()) << "\n";
      return std::nullopt;
    }
    std::move(loaded->begin(), loaded->end(), std::back_inserter(cases));
  }
  return cases;
}

int validate(const Arguments& arguments, Streams& streams) {
  const auto catalogue = open_catalogue(streams);
  if (!catalogue) return kProgramFault;
  std::vector<std::string> files = arguments.positional;
  if (files.empty()) {
    const auto assets = model::find_assets();
    if (!assets) {
      streams.err << "wallfinder: " << assets.error().text() << "\n";
      return kProgramFault;
    }
    files.push_back((*assets / "cases.jsonl").string());
  }
  std::vector<model::Setting> settings;
  for (const std::string& text : arguments.values("--set")) {
    auto setting = model::parse_setting(text);
    if (!setting) {
      streams.err << printable(setting.error().text()) << "\n";
      return kBadInput;
    }
    settings.push_back(std::move(*setting));
  }
  auto cases = open_cases(files, settings, *catalogue, streams);
  if (!cases) return kBadInput;
  const model::Validation validation = model::validate(std::move(*cases));

  if (arguments.has("--predictions")) {
    const std::string& path = arguments.values("--predictions").back();
    if (!write_file(path, prediction_lines(validation), streams)) return kBadInput;
  }
  if (arguments.has("--svg")) {
    const std::string svg =
        widgets::to_svg(widgets::validation_figure(validation), 900, 900, widgets::ThemeName::kLight);
    if (!write_file(arguments.values("--svg").back(), svg, streams)) return kBadInput;
  }
  streams.out << (arguments.has("--json") ? json_text(validation_json(validation))
                                          : validation_text(validation, streams));
  return kSuccess;
}

constexpr Option kOptions[] = {
    kJsonOption,
    {"--predictions", "OUT.jsonl",
     "write a line for each case: {\"id\":…, \"value\":…, \"bound\":…} in SI base units",
     Completes::kFiles},
    {"--svg", "OUT.svg", "draw predicted against measured", Completes::kFiles},
    kSetOption,
};
constexpr Example kExamples[] = {
    {"wallfinder validate", "the published cases that come with the program"},
    {"wallfinder validate cases.jsonl --predictions mine.jsonl", "cases of your own"},
    {"wallfinder validate collectives.csv --set cluster.gpu.nic_bandwidth=1.1e9",
     "collectives over a slower network"},
};

}  // namespace

extern const Command kValidateCommand;
const Command kValidateCommand{
    .name = "validate",
    .arguments = "[CASES...]",
    .least = 0,
    .most = 1000,
    .summary = "score the model's predictions against published measurements",
    .details =
        "CASES are files of measured cases: a JSON object a line with id, group, quantity, value, "
        "unit, source and a whole workload; or a CSV of profiled matrix multiplies "
        "(gpu,m_tokens,n,k,dtype,time_us) or collectives (system,collective,gpus,"
        "gpus_used_per_node,gpus_per_node,bytes,time_us), whose rows become the cases gemm-1, … "
        "and collectives-1, … in seconds. A collective over a part of a node's GPUs has the "
        "node's whole network to itself: gpus_per_node times cluster.gpu.nic_bandwidth. A case "
        "that cannot be predicted is counted and says why. Exit status 0 whatever the score.",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = validate,
};

}  // namespace wf::app
