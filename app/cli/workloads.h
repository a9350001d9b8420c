#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "model/catalogue.h"
#include "model/workload_file.h"

// What most commands start with: the catalogues and the workload files that were named.
namespace wf::app {

// nullopt: the reason is on `err`, and the program's fault.
std::optional<model::Catalogue> open_catalogue(Streams& streams);

struct NamedWorkload {
  std::string file;
  model::Scenario scenario;
  std::vector<std::string> notes;  // warnings included
  std::vector<model::Setting> settings;
  std::optional<model::Assignment> assignment;
  std::optional<model::Scenario> given;  // as an assignment was handed out
};

// Reads a file, or standard input for "-", with `--set` applied. Warnings go to `err` as well.
// nullopt: `err` has the reason, and the exit code is kBadInput.
std::optional<NamedWorkload> open_workload(const std::string& file,
                                           std::span<const std::string> settings,
                                           const model::Catalogue& catalogue, Streams& streams);

// The options that read_workload needs, the same in every command.
inline constexpr Option kSetOption{
    "--set", "PATH=VALUE",
    "turn one knob first, by its path in the file (`wallfinder list knobs`); may be repeated",
    Completes::kKnobs, true};
inline constexpr Option kJsonOption{"--json", "", "one JSON object, in full precision"};

}  // namespace wf::app
