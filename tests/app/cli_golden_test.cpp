#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli_running.h"

// What the commands print, as reviewed. After a change that is meant:
// WALLFINDER_REBASELINE=1 ./app_cli_test, and read the difference before it is committed.
using namespace wf::app;

namespace {

void check_golden(const std::string& name, const Ran& ran) {
  CAPTURE(name);
  CHECK(ran.code == kSuccess);
  CHECK(ran.err.empty());
  const std::string path = WALLFINDER_SOURCE_DIR "/tests/app/golden/" + name + ".txt";
  if (std::getenv("WALLFINDER_REBASELINE") != nullptr) {
    std::ofstream(path, std::ios::binary) << ran.out;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(ran.out == golden, "differs from " << path);
}

}  // namespace

TEST_CASE("golden: help") {
  check_golden("help", run({"--help"}));
  check_golden("help_estimate", run({"estimate", "--help"}));
}

TEST_CASE("golden: estimates of example workloads") {
  for (const char* name : {"chat-llama3-70b-dgx-h100", "chat-llama3-8b-one-l4",
                           "chat-mixtral-8x7b-two-h100", "laptop-llama3-8b-m3-max"}) {
    check_golden(std::string("estimate_") + name, run({"estimate", example(name)}));
  }
  check_golden("estimate_too_large", run({"estimate", "-"}, kTooLarge));
}

TEST_CASE("golden: explanations") {
  const std::string file = example("chat-llama3-70b-dgx-h100");
  check_golden("explain_decode.weight_read",
               run({"estimate", file, "--explain", "decode.weight_read"}));
  check_golden("explain_decode.step_time",
               run({"estimate", file, "--explain", "decode.step_time"}));
}

TEST_CASE("golden: compare, new and lists") {
  check_golden("compare", run({"compare", example("chat-llama3-70b-dgx-h100"),
                               example("chat-mixtral-8x7b-two-h100")}));
  check_golden("new", run({"new", "--from", "llama-3-70b,h100-sxm-80gb"}));
  check_golden("list_quantities", run({"list", "quantities"}));
  check_golden("list_gpus", run({"list", "gpus"}));
}
