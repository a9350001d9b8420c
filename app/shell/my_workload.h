#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/shell/workspace.h"
#include "model/scenario.h"

namespace wf::app {

// The learner's own workload, carried into every lesson until it is put away.
struct MyWorkload {
  std::string title;
  std::filesystem::path file;
  model::Scenario scenario;
  std::uint64_t version = 0;  // new whenever the scenario is
};

// The record's name for the file.
inline constexpr const char* kMyWorkload = "my workload";

// Keeps the file's scenario as it is: in the window where it is open there, else on disk.
class MyWorkloadSource {
 public:
  void choose(std::filesystem::path file) { file_ = std::move(file); }
  void put_away() { file_.clear(); }
  const std::filesystem::path& file() const { return file_; }

  // Nothing where none is chosen or it cannot be read; then `fault` says why.
  const MyWorkload* look(const Workspace& workspace);
  const std::string& fault() const { return fault_; }

 private:
  std::filesystem::path file_;
  std::optional<MyWorkload> mine_;
  std::string seen_;  // what `mine_` was made of
  std::string fault_;
  std::uint64_t version_ = 0;
};

}  // namespace wf::app
