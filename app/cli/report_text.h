#pragma once

#include <span>
#include <string>

#include "app/cli/command.h"
#include "app/cli/workloads.h"
#include "model/report.h"

namespace wf::app {

// The report as a person reads it.
std::string report_text(const NamedWorkload& workload, const model::Report& report,
                        std::span<const std::string> notes,
                        std::span<const model::AssertionResult> assertions, const Streams& streams);

// The name of the workload, its design in one line and what `--set` changed.
std::string report_header(const NamedWorkload& workload, const Streams& streams);

// Notes of the file, then of the estimate, each once.
std::vector<std::string> all_notes(const NamedWorkload& workload, const model::Report& report);

}  // namespace wf::app
