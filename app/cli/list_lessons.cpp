#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/lists.h"

namespace wf::app {
namespace {

// "title: The memory wall" of the front matter -> "The memory wall".
void read_front_matter(std::istream& file, LessonEntry& entry) {
  std::string line;
  if (!std::getline(file, line) || !line.starts_with("---")) return;
  constexpr int kMostLines = 60;
  for (int i = 0; i < kMostLines && std::getline(file, line) && !line.starts_with("---"); ++i) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, colon);
    std::string value = line.substr(colon + 1);
    const auto blank = [](char c) { return c == ' ' || c == '"' || c == '\r' || c == '\''; };
    while (!value.empty() && blank(value.front())) value.erase(0, 1);
    while (!value.empty() && blank(value.back())) value.pop_back();
    if (key == "id") entry.id = value;
    if (key == "title") entry.title = value;
    if (key == "part") entry.part = value;
    if (key == "minutes") entry.minutes = value;
  }
}

}  // namespace

std::vector<LessonEntry> find_lessons(const std::filesystem::path& lessons) {
  std::vector<LessonEntry> found;
  std::error_code ignored;
  for (const auto& folder : std::filesystem::directory_iterator(lessons, ignored)) {
    std::ifstream file(folder.path() / "lesson.md");
    if (!file) continue;
    LessonEntry entry;
    entry.folder = folder.path().filename().string();
    read_front_matter(file, entry);
    if (entry.id.empty()) entry.id = entry.folder;
    found.push_back(std::move(entry));
  }
  std::sort(found.begin(), found.end(),
            [](const LessonEntry& a, const LessonEntry& b) { return a.folder < b.folder; });
  return found;
}

std::string lessons_text(const std::vector<LessonEntry>& lessons, const Streams& streams) {
  if (lessons.empty()) return "No lessons are here.\n";
  std::vector<std::vector<std::string>> rows = {{"id", "part", "minutes", "title"}};
  for (const LessonEntry& lesson : lessons) {
    rows.push_back({printable(lesson.id), printable(lesson.part), printable(lesson.minutes),
                    printable(lesson.title)});
  }
  return aligned_table(rows, "llrl", streams);
}

nlohmann::ordered_json lessons_json(const std::vector<LessonEntry>& lessons) {
  auto list = nlohmann::ordered_json::array();
  for (const LessonEntry& lesson : lessons) {
    list.push_back({{"id", lesson.id},
                    {"title", lesson.title},
                    {"part", lesson.part},
                    {"minutes", lesson.minutes},
                    {"folder", lesson.folder}});
  }
  return list;
}

}  // namespace wf::app
