#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "model/catalogue.h"

// What `wallfinder list` can list: each as an aligned table and as JSON.
namespace wf::app {

std::string gpus_text(const model::Catalogue& catalogue, const Streams& streams);
nlohmann::ordered_json gpus_json(const model::Catalogue& catalogue);
std::string models_text(const model::Catalogue& catalogue, const Streams& streams);
nlohmann::ordered_json models_json(const model::Catalogue& catalogue);

std::string quantities_text(const Streams& streams);
nlohmann::ordered_json quantities_json();
std::string knobs_text(const Streams& streams);
nlohmann::ordered_json knobs_json();

std::string widgets_text(const Streams& streams);
nlohmann::ordered_json widgets_json();

// What the front matter of a lesson says of it.
struct LessonEntry {
  std::string id, title, part, minutes, folder;
};
std::vector<LessonEntry> find_lessons(const std::filesystem::path& lessons);
std::string lessons_text(const std::vector<LessonEntry>& lessons, const Streams& streams);
nlohmann::ordered_json lessons_json(const std::vector<LessonEntry>& lessons);

// Rows of cells in columns as wide as their widest cell; the first row is the heading. Columns
// marked 'r' in `alignment` stand to the right; the last one is clipped to the screen.
std::string aligned_table(const std::vector<std::vector<std::string>>& rows,
                          std::string_view alignment, const Streams& streams);

}  // namespace wf::app
