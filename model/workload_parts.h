#pragma once

#include <filesystem>
#include <span>

#include "model/json_reader.h"
#include "model/workload_file.h"

// The parts that read_workload is made of. Each returns false where the reader has a fault.
namespace wf::model {

// Puts every setting into the JSON that the reader holds.
bool apply_settings(JsonReader& reader, std::span<const Setting> settings);

bool read_model(JsonReader& reader, const Json& value, const std::filesystem::path& base_dir,
                const Catalogue& catalogue, ModelShape& model, std::optional<Precision>& dtype);
bool read_cluster_gpu(JsonReader& reader, const Json& value, const Catalogue& catalogue,
                      Accelerator& gpu);

bool read_assume(JsonReader& reader, const Json& value, Scenario& scenario);
bool read_assert(JsonReader& reader, const Json& value, Scenario& scenario);
bool read_assignment(JsonReader& reader, const Json& value, const Catalogue& catalogue,
                     Assignment& assignment);
Json assignment_as_json(const Assignment& assignment);

}  // namespace wf::model
