#include "lessons/registry.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

using namespace wf::lessons;
namespace fs = std::filesystem;

TEST_CASE("lessons are found in the order of their ids") {
  const fs::path folder =
      fs::temp_directory_path() / ("wallfinder-registry-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  for (const char* name : {"07a-tax", "03-requirements", "03b-frontier", "00-orientation",
                           "03a-latency", "10-evaluation", "notes", "1-bad", "abc-def"}) {
    fs::create_directories(folder / name);
    std::ofstream(folder / name / "lesson.md") << "x";
  }
  std::ofstream(folder / "05-file") << "no folder";
  fs::create_directories(folder / "04-empty");
  fs::create_directories(folder / "03a-other");
  std::ofstream(folder / "03a-other" / "lesson.md") << "x";

  Diagnostics found;
  std::string ids;
  for (const auto& entry : find_lessons(folder, found)) ids += entry.id + ":" + entry.slug + " ";
  CHECK(ids == "00:orientation 03:requirements 03a:latency 03b:frontier 07a:tax 10:evaluation ");
  REQUIRE(found.size() == 2);
  CHECK(found[0].message == "this folder is named as a lesson but has no lesson.md: add it");
  CHECK(found[1].message == "the lesson id 03a is taken by the folder 03a-latency");
  fs::remove_all(folder);

  found.clear();
  CHECK(find_lessons(folder, found).empty());
  CHECK(found.size() == 1);
}
