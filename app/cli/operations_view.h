#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "app/cli/command.h"
#include "model/operations.h"

// The operation tables of `estimate --ops`.
namespace wf::app {

std::string operations_text(std::span<const model::OperationTable> tables, const Streams& streams);
nlohmann::ordered_json operations_json(std::span<const model::OperationTable> tables);

}  // namespace wf::app
