#include "model/assets_path.h"

#include <cstdlib>
#include <system_error>
#include <vector>

namespace wf::model {
namespace {

// An assets folder is one that holds the catalogue of GPUs.
bool holds_assets(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(folder / "gpus.json", ignored);
}

}  // namespace

AssetPlaces asset_places() {
  AssetPlaces places;
  if (const char* set = std::getenv("WALLFINDER_ASSETS"); set != nullptr && *set != '\0') {
    places.environment = set;
  }
  std::error_code failed;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) places.executable = executable;
#ifdef WALLFINDER_SOURCE_ASSETS
  places.source = WALLFINDER_SOURCE_ASSETS;
#endif
  return places;
}

Result<std::filesystem::path> find_assets(const AssetPlaces& places) {
  std::vector<std::filesystem::path> candidates;
  if (places.environment) {
    // Someone who names a folder wants that one: falling back silently would mislead.
    const std::filesystem::path named = *places.environment;
    if (holds_assets(named)) return named;
    return Error{
        "", 0, 0,
        "WALLFINDER_ASSETS names the folder " + named.string() +
            ", which holds no gpus.json: set it to Wallfinder's assets folder or unset it"};
  }
  if (places.executable) {
    const auto folder = places.executable->parent_path();
    candidates.push_back((folder / "../share/wallfinder/assets").lexically_normal());
    candidates.push_back(folder / "assets");
  }
  if (places.source) candidates.push_back(*places.source);

  std::string looked_at;
  for (const auto& candidate : candidates) {
    if (holds_assets(candidate)) return candidate;
    looked_at += (looked_at.empty() ? "" : ", ") + candidate.string();
  }
  return Error{"", 0, 0,
               "Wallfinder's assets folder (the one with gpus.json) was not found; looked at: " +
                   (looked_at.empty() ? "nowhere" : looked_at) +
                   ". Set WALLFINDER_ASSETS to where it is"};
}

}  // namespace wf::model
