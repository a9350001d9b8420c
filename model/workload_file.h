#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/assignment.h"
#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/scenario.h"
#include "model/wall.h"

namespace wf::model {

// A workload file, read.
struct LoadedWorkload {
  Scenario scenario;
  // What a reader should know: keys that are not known, defaults that were taken, padding.
  std::vector<std::string> notes;
  // Of a file that is handed out, and the scenario as it was: before settings, and before the
  // learner's changes that are saved in it.
  std::optional<Assignment> assignment;
  std::optional<Scenario> given;
};

// `--set serving.batch=8`: a value of the file, replaced before the file is read.
struct Setting {
  std::string path;
  std::string value;  // JSON, or plain text: 8, "max", 4 TB/s
};

// "serving.batch=8" -> {"serving.batch", "8"}. Error: without "=", or without a path.
Result<Setting> parse_setting(std::string_view text);

// Reads a workload file, version 1. `base_dir` is where a relative hf_config starts from.
// Error: the first fault, as file:line:column, or as "--set PATH=VALUE" where that is its cause.
Result<LoadedWorkload> read_workload(std::string_view text, std::string_view file_name,
                                     const std::filesystem::path& base_dir,
                                     const Catalogue& catalogue,
                                     std::span<const Setting> settings = {});

// Writes a scenario so that read_workload gives the same scenario. With a catalogue, a model or GPU
// that is an entry of it is written by its id. With an assignment, that stands in the file, too.
std::string write_workload(const Scenario& scenario, const Catalogue* catalogue = nullptr,
                           const Assignment* assignment = nullptr);

// For `given` of an assignment: each value of a workload file that `now` has otherwise, as JSON.
std::map<std::string, std::string> values_as_given(const Scenario& given, const Scenario& now,
                                                   const Catalogue* catalogue = nullptr);

// A starting workload with comments for this model on as many of these GPUs as hold it.
// Error: an id that the catalogue does not have, with the nearest one.
Result<std::string> new_workload(const Catalogue& catalogue, std::string_view model_id,
                                 std::string_view gpu_id);

// Why the degrees of parallelism do not fit the GPUs, and the knob to look at.
struct LayoutFault {
  std::string path;  // "parallel.dp"
  std::string what;
};
std::optional<LayoutFault> layout_fault(const Scenario& scenario);

// What is padded or has no effect: heads over tp, layers over pp, experts over ep, batches.
std::vector<std::string> layout_notes(const Scenario& scenario);

// The value of an assertion in the unit of its quantity: "<= 50 ms" of seconds is 0.05.
Result<double> assertion_value(const Assertion& assertion, std::string_view quantity_unit);

}  // namespace wf::model
