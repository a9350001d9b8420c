#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

// Arrows point down only: app -> widgets, lessons -> model. The includes are the arrows.

namespace {

namespace fs = std::filesystem;

struct Folder {
  std::string name;
  std::vector<std::string> below;  // what it may include of ours
  bool may_see_imgui;
};

const std::array kFolders = {
    Folder{"model", {"model"}, false},
    Folder{"lessons", {"model", "lessons"}, false},
    Folder{"widgets", {"model", "widgets"}, false},
    Folder{"app", {"model", "lessons", "widgets", "app"}, true},
};

std::string included(const std::string& line) {
  if (!line.starts_with("#include")) return {};
  const auto from = line.find_first_of("\"<");
  const auto to = line.find_last_of("\">");
  if (from == std::string::npos || to <= from) return {};
  return line.substr(from + 1, to - from - 1);
}

bool is_source(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".def";
}

}  // namespace

TEST_CASE("includes point down the house only") {
  int files = 0;
  for (const Folder& folder : kFolders) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(WALLFINDER_SOURCE_DIR) / folder.name)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      ++files;
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        const std::string target = included(line);
        if (target.empty()) continue;
        CAPTURE(entry.path().string());
        CAPTURE(target);
        for (const Folder& other : kFolders) {
          if (!target.starts_with(other.name + "/")) continue;
          const bool allowed = std::find(folder.below.begin(), folder.below.end(), other.name) !=
                               folder.below.end();
          CHECK(allowed);
        }
        const bool screen = target.find("imgui") != std::string::npos ||
                            target.find("GLFW") != std::string::npos ||
                            target.starts_with("glad/");
        if (!folder.may_see_imgui) CHECK_FALSE(screen);
      }
    }
  }
  CHECK(files > 100);
}
