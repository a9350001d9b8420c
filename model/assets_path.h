#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/core/result.h"

namespace wf::model {

// Where the program may look for its catalogues, example workloads, fonts and icons.
struct AssetPlaces {
  std::optional<std::string> environment;           // $WALLFINDER_ASSETS
  std::optional<std::filesystem::path> executable;  // the program's own file
  std::optional<std::filesystem::path> source;      // the source tree it was built from
};

// The places of the running program.
AssetPlaces asset_places();

// The assets folder: the one the environment names; else ../share/wallfinder/assets or assets
// beside the program (as installed, as unpacked); else that of the source tree.
// Error: a list of the places looked at.
Result<std::filesystem::path> find_assets(const AssetPlaces& places = asset_places());

}  // namespace wf::model
