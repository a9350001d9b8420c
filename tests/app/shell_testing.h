#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "app/shell/shell.h"
#include "model/assets_path.h"
#include "model/catalogue.h"

// A shell on the real catalogues, and files of its own.
namespace wf::app::testing {

inline std::filesystem::path source_dir() { return WALLFINDER_SOURCE_DIR; }
inline std::filesystem::path example(const std::string& name) {
  return source_dir() / "assets/workloads" / name;
}

inline model::Catalogue catalogue() {
  auto loaded = model::load_catalogue(source_dir() / "assets");
  return std::move(loaded).value();
}

// Without lessons, unless a folder of them is given.
inline Workspace workspace(const std::filesystem::path& lessons = {}) {
  return {catalogue(), source_dir() / "assets", lessons};
}

// A folder that is gone afterwards.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("wallfinder-shell-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file;
  }

 private:
  std::filesystem::path path_;
};

inline std::string read(const std::filesystem::path& file) {
  auto text = model::read_text_file(file);
  return text ? *text : std::string();
}

inline const char* const kChat = R"({
  "wallfinder": 1,
  "name": "My chat",
  "model": "llama-3-8b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1, "price_per_gpu_hour": 2.0},
  "serving": {"prompt_tokens": 1024, "output_tokens": 256, "batch": 16, "slo": {"tpot": 0.05}},
  "budget": {"usd_per_month": 60000},
  "assert": {"decode.step_time": "<= 50 ms"}
}
)";

// Asks the watch as a window does: often enough that a change is seen twice.
inline bool poll_until_changed(Workspace& workspace) {
  auto now = FileWatch::Clock::now();
  for (int i = 0; i < 6; ++i) {
    now += std::chrono::seconds(1);
    if (workspace.poll(now)) return true;
  }
  return false;
}

}  // namespace wf::app::testing
