#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli_running.h"

using namespace wf::app;

namespace {

struct Script {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / "wallfinder-completion-test.bash";
  Script() { std::ofstream(path) << run({"completion", "bash"}).out; }
  ~Script() { std::filesystem::remove(path); }

  // What bash would offer for these words, the last of which is being typed.
  std::string offers(const std::string& words, int index) const {
    const std::string command =
        "bash -c 'compopt() { :; }; source " + path.string() + "; COMP_WORDS=(" + words +
        "); COMP_CWORD=" + std::to_string(index) + "; _wallfinder; echo \"${COMPREPLY[*]}\"' 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    char piece[4096];
    while (std::fgets(piece, sizeof piece, pipe) != nullptr) text += piece;
    pclose(pipe);
    return text;
  }
};

}  // namespace

TEST_CASE("the completion script is bash, and offers what the tables hold") {
  const Script script;
  CHECK(std::system(("bash -n " + script.path.string()).c_str()) == 0);
  CHECK(script.offers("wallfinder est", 1) == "estimate\n");
  CHECK(script.offers("wallfinder list kn", 2) == "knobs\n");
  CHECK(script.offers("wallfinder estimate x.json --explain decode.step", 4) ==
        "decode.step_time\n");
  CHECK(script.offers("wallfinder estimate x.json --set serving.bat", 4) == "serving.batch=\n");
  CHECK(script.offers("wallfinder estimate --js", 2) == "--json\n");
  CHECK(script.offers("wallfinder new --fr", 2) == "--from\n");
}
