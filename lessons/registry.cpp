#include "lessons/registry.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <system_error>

namespace wf::lessons {
namespace {

// "03a-latency" into its id and slug.
std::optional<LessonEntry> entry_of(std::string_view name) {
  const auto dash = name.find('-');
  if (dash == std::string_view::npos || dash < 2 || dash > 3 || dash + 1 == name.size())
    return std::nullopt;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!is_digit(name[0]) || !is_digit(name[1])) return std::nullopt;
  if (dash == 3 && std::islower(static_cast<unsigned char>(name[2])) == 0) return std::nullopt;
  return LessonEntry{std::string(name.substr(0, dash)), std::string(name.substr(dash + 1)), {}};
}

}  // namespace

std::vector<LessonEntry> find_lessons(const std::filesystem::path& folder,
                                      Diagnostics& diagnostics) {
  std::vector<LessonEntry> entries;
  const auto report = [&](const std::filesystem::path& at, std::string message) {
    diagnostics.push_back({Severity::kError, at.string(), 0, std::move(message)});
  };
  std::error_code failure;
  auto at = std::filesystem::directory_iterator(folder, failure);
  if (failure) {
    report(folder, "the lessons' folder cannot be read: " + failure.message());
    return entries;
  }
  for (; at != std::filesystem::directory_iterator(); at.increment(failure)) {
    if (failure) break;
    std::error_code ignored;
    if (!at->is_directory(ignored)) continue;
    auto entry = entry_of(at->path().filename().string());
    if (!entry) continue;
    entry->file = at->path() / "lesson.md";
    if (std::filesystem::is_regular_file(entry->file, ignored)) {
      entries.push_back(std::move(*entry));
    } else {
      report(at->path(), "this folder is named as a lesson but has no lesson.md: add it");
    }
  }
  std::sort(entries.begin(), entries.end(), [](const LessonEntry& a, const LessonEntry& b) {
    return a.id != b.id ? a.id < b.id : a.slug < b.slug;
  });
  for (std::size_t i = 1; i < entries.size();) {
    if (entries[i].id != entries[i - 1].id) {
      ++i;
      continue;
    }
    report(entries[i].file, "the lesson id " + entries[i].id + " is taken by the folder " +
                                entries[i - 1].id + "-" + entries[i - 1].slug);
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return entries;
}

}  // namespace wf::lessons
