#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/model/workload_testing.h"

// Files that are not right, and the words the program has for each. The words are golden: after a
// change, run with WALLFINDER_REBASELINE=1 and read the difference as a user would.

namespace wf::model {
namespace {

using namespace testing;

// What the program says about every file of a folder, without the folder's own path.
std::string words_about(const std::filesystem::path& folder) {
  std::ostringstream all;
  for (const auto& path : files_in(folder)) {
    const auto text = read_text_file(path);
    REQUIRE(text.ok());
    const std::string name = path.filename().string();
    const auto loaded = read_workload(*text, name, folder, catalogue());
    std::string words = loaded ? "" : loaded.error().text() + "\n";
    if (loaded) {
      for (const std::string& note : loaded->notes) words += name + ": " + note + "\n";
    }
    for (std::size_t at = words.find(folder.string()); at != std::string::npos;
         at = words.find(folder.string())) {
      words.replace(at, folder.string().size(), "FOLDER");
    }
    all << words;
  }
  return all.str();
}

void check_golden(const std::filesystem::path& folder) {
  const std::string words = words_about(folder);
  const auto golden_path = folder / "expected.txt";
  if (const char* rebaseline = std::getenv("WALLFINDER_REBASELINE");
      rebaseline != nullptr && std::string(rebaseline) == "1") {
    std::ofstream(golden_path) << words;
  }
  const auto golden = read_text_file(golden_path);
  REQUIRE(golden.ok());
  std::istringstream now(words), before(*golden);
  std::string line, expected;
  while (std::getline(before, expected)) {
    std::getline(now, line);
    CHECK(line == expected);
    line.clear();
  }
  CHECK_FALSE(std::getline(now, line));
}

TEST_CASE("every bad file is refused, in words that help") {
  const auto folder = source_dir() / "tests/data/bad";
  const auto files = files_in(folder);
  CHECK(files.size() >= 45);
  for (const auto& path : files) {
    const auto text = read_text_file(path);
    const auto loaded = read_workload(*text, "w.json", folder, catalogue());
    INFO(path.string());
    REQUIRE_FALSE(loaded.ok());
    // A place, and more than a few words.
    CHECK(loaded.error().text().size() > 30);
    const bool of_another_file = loaded.error().file != "w.json";
    CHECK((of_another_file || loaded.error().line > 0));
  }
  check_golden(folder);
}

TEST_CASE("every odd file is read, with a note") {
  check_golden(source_dir() / "tests/data/notes");
}

}  // namespace
}  // namespace wf::model
