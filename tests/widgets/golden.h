#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

// Compares a text with the reviewed one in tests/widgets/golden. With WALLFINDER_REBASELINE=1 in
// the environment it is written instead: look at the difference before committing it.
inline void check_golden(const std::string& name, const std::string& actual) {
  const std::filesystem::path path =
      std::filesystem::path(WALLFINDER_SOURCE_DIR) / "tests/widgets/golden" / name;
  const char* rebaseline = std::getenv("WALLFINDER_REBASELINE");
  if (rebaseline && std::string(rebaseline) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    MESSAGE("wrote ", path.string());
    return;
  }
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "no golden file ", name, ": run with WALLFINDER_REBASELINE=1");
  std::ostringstream expected;
  expected << file.rdbuf();
  const bool same = expected.str() == actual;
  CHECK_MESSAGE(same, name, " differs: run with WALLFINDER_REBASELINE=1 and look at the change");
}
