#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/app/cli_running.h"

// Assignments on the command line: the estimate that judges claims, and the report that is handed
// in.

using namespace wf::app;

namespace {

namespace fs = std::filesystem;

struct Reported {
  Ran ran;
  std::string text;
};

Reported report(const std::vector<std::string>& settings,
                const std::string& name = "task-one-card") {
  const fs::path out =
      fs::temp_directory_path() / ("wallfinder-assignment-" + std::to_string(::getpid()) + ".md");
  std::vector<std::string> arguments = {"report", example(name), "-o", out.string(), "--no-record"};
  for (const std::string& each : settings) {
    arguments.emplace_back("--set");
    arguments.push_back(each);
  }
  Reported reported{run(arguments), {}};
  std::ifstream in(out, std::ios::binary);
  reported.text.assign(std::istreambuf_iterator<char>(in), {});
  for (const auto& each : fs::directory_iterator(out.parent_path())) {
    if (each.path().filename().string().starts_with(out.stem().string())) fs::remove(each.path());
  }
  return reported;
}

}  // namespace

TEST_CASE("estimate judges an assignment's claims as those of any workload") {
  const Ran before = run({"estimate", example("task-one-card")});
  CHECK(before.code == 3);
  CHECK(before.err.empty());
  CHECK(contains(before.out, "✗ serving.output_tokens_per_s"));
  const Ran after = run({"estimate", example("task-one-card"), "--set", "serving.batch=96",
                         "--set", "precision.kv=fp8"});
  CHECK(after.code == 0);
  CHECK(after.err.empty());
  const Ran fixed =
      run({"estimate", example("task-one-card"), "--set", "cluster.gpu=h200-sxm-141gb"});
  CHECK(contains(fixed.err, "cluster is fixed: The card is bought."));
  const Ran beyond =
      run({"estimate", example("task-one-card"), "--set", "serving.batch=max"});
  CHECK(contains(beyond.err, "serving.batch may be 1 to 256"));
}

TEST_CASE("a report without answers has every question, and says what is missing") {
  const Reported bare = report({});
  CHECK(bare.ran.code == 3);
  CHECK(contains(bare.text, "# One card for the department\n"));
  CHECK(contains(bare.text, "Handed in by **missing**."));
  CHECK(contains(bare.text,
                 "| How large is the KV cache of one request at its longest? | "
                 "**not answered** |"));
  CHECK(contains(bare.text, "| What would you measure before you sign? | left open, as it may be"));
  CHECK(contains(bare.text, "7 of 8 missing."));
  CHECK(contains(bare.text, "| **missing** | Your name |"));
  CHECK(contains(bare.text, "| **missing** | A knob that was turned |"));
  CHECK(contains(bare.text, "## Knobs that were changed\n\nNone.\n"));
  CHECK(contains(bare.text, "✗ fails"));
}

TEST_CASE("a report with answers grades them by the design that is handed in") {
  const Reported full =
      report({"serving.batch=96", "precision.kv=fp8", "assignment.answers.name=Ada | L.",
              "assignment.answers.cache=436", "assignment.answers.capacity=70",
              "assignment.answers.step=long", "assignment.answers.wall=memory capacity",
              "assignment.answers.weights-or-cache=The cache.\nIt is larger."});
  CHECK(full.ran.code == 0);
  CHECK(contains(full.text, "Handed in by Ada \\| L.."));
  CHECK(contains(full.text, "| 436 MB |"));
  CHECK(contains(full.text, "✓ within 1.1×"));
  CHECK(contains(full.text, "✗ off by 1.9"));
  CHECK(contains(full.text, "not understood: "));
  CHECK(contains(full.text, "| The cache. It is larger. |"));
  CHECK(contains(full.text, "| `serving.batch` | 16 | 96 |"));
  CHECK(contains(full.text, "| `precision.kv` | bf16 | fp8 |"));
  CHECK(contains(full.text, "1 of 8 missing."));
  CHECK(contains(full.text, "## The arithmetic: Output rate"));
}

TEST_CASE("a fixed knob that was changed is told in the report") {
  const Reported changed = report({"cluster.gpu=h200-sxm-141gb", "serving.batch=300"});
  CHECK(contains(changed.text, "✗ cluster is fixed: The card is bought."));
}

TEST_CASE("the layout that the slogan buys fails the claim, and the right one keeps it") {
  CHECK(run({"estimate", example("task-layout")}).code == 3);
  const auto with = [](const char* gpus, const char* tp) {
    return run({"estimate", example("task-layout"), "--set",
                std::string("cluster.gpus=") + gpus, "--set", std::string("parallel.tp=") + tp});
  };
  CHECK(with("4", "4").code == 0);
  CHECK(with("4", "4").err.empty());
  CHECK(with("8", "8").code == 3);
}
