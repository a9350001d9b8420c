#include <doctest/doctest.h>

#include "tests/app/cli_running.h"

using namespace wf::app;

TEST_CASE("teach prints a lesson's notes as Markdown, with its numbers") {
  const Ran notes = run({"teach", "01"});
  REQUIRE(notes.code == 0);
  CHECK(notes.err.empty());
  CHECK(notes.out.starts_with("# Teaching lesson 01: What makes ML systems different\n"));
  for (const char* heading : {"## The time", "## What they believe", "## To discuss",
                              "## A good answer", "## After it they can", "## Sources"}) {
    CHECK(notes.out.find(heading) != std::string::npos);
  }
  CHECK(notes.out.find("{{") == std::string::npos);
  CHECK(notes.out.find("**Listen for:**") != std::string::npos);
  CHECK(notes.out.find("NVIDIA H100") != std::string::npos);
  const Ran other = run({"teach", "01", "--set", "cluster.gpu=mi300x-192gb"});
  REQUIRE(other.code == 0);
  CHECK(other.out.find("MI300X") != std::string::npos);
  CHECK(other.out != notes.out);
}

TEST_CASE("teach refuses what is no lesson, and knobs that there are not") {
  const Ran unknown = run({"teach", "99"});
  CHECK(unknown.code == 2);
  CHECK(unknown.out.empty());
  CHECK(unknown.err.find("there is no lesson \"99\"") != std::string::npos);
  CHECK(run({"teach"}).code == 2);
  CHECK(run({"teach", "01", "--set", "no.knob=1"}).code == 2);
}
