#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lessons/diagnostic.h"

namespace wf::lessons {

// A lesson is a folder ID-slug with a lesson.md in it: "03a-latency". Ids never change.
struct LessonEntry {
  std::string id;
  std::string slug;
  std::filesystem::path file;
};

// The lessons under a folder in the order of their ids: 00, 01, ... 03, 03a, 03b, 04, ...
// Folders that look like lessons and are none are reported; other files are not looked at.
std::vector<LessonEntry> find_lessons(const std::filesystem::path& folder,
                                      Diagnostics& diagnostics);

}  // namespace wf::lessons
