#include "benchmarks/scenarios.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "model/workload_file.h"

namespace wf::benchmarks {

const model::Scenario& workload(std::string_view file) {
  static auto* const loaded = new std::map<std::string, model::Scenario, std::less<>>;
  const auto found = loaded->find(file);
  if (found != loaded->end()) return found->second;
  const std::filesystem::path assets = std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets";
  const auto stop = [](const model::Error& error) {
    std::fprintf(stderr, "%s\n", error.text().c_str());
    std::exit(1);
  };
  const auto catalogue = model::load_catalogue(assets);
  if (!catalogue) stop(catalogue.error());
  const auto path = assets / "workloads" / file;
  const auto text = model::read_text_file(path);
  if (!text) stop(text.error());
  const auto read = model::read_workload(*text, path.string(), path.parent_path(), *catalogue);
  if (!read) stop(read.error());
  return loaded->emplace(file, read->scenario).first->second;
}

const model::Scenario& example() { return workload("chat-llama3-70b-dgx-h100.json"); }

}  // namespace wf::benchmarks
