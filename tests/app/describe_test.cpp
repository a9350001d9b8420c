#include <doctest/doctest.h>

#include "tests/app/cli_running.h"

using namespace wf::app;

TEST_CASE("describe tells a widget in words, and follows --set") {
  const Ran one = run({"describe", "roofline"});
  CHECK(one.code == 0);
  CHECK(one.err.empty());
  CHECK(one.out.find("ridge") != std::string::npos);
  const Ran other = run({"describe", "roofline", "--set", "cluster.gpu=l4-24gb"});
  CHECK(other.code == 0);
  CHECK(other.out != one.out);
  CHECK(other.out.find("L4") != std::string::npos);
}

TEST_CASE("describe tells a lesson with every number in it") {
  const Ran lesson = run({"describe", "01"});
  REQUIRE(lesson.code == 0);
  CHECK(lesson.out.starts_with("Lesson 01: What makes ML systems different"));
  CHECK(lesson.out.find("{{") == std::string::npos);
  CHECK(lesson.out.find("Sources") != std::string::npos);
  CHECK(lesson.out.find("The arithmetic. ") != std::string::npos);
  CHECK(lesson.out.find("Figure: ") != std::string::npos);
  const Ran other = run({"describe", "01", "--set", "cluster.gpu=mi300x-192gb"});
  REQUIRE(other.code == 0);
  CHECK(other.out != lesson.out);
  CHECK(other.out.find("{{") == std::string::npos);
}

TEST_CASE("describe tells a workload: design, verdict, numbers") {
  const std::string file = example("chat-llama3-8b-one-l4");
  const Ran workload = run({"describe", file});
  REQUIRE(workload.code == 0);
  CHECK(workload.out.find("The design: Llama 3.1 8B") != std::string::npos);
  CHECK(workload.out.find("Time between two tokens of one sequence") != std::string::npos);
  CHECK(workload.out.find("Physics allows no less than") != std::string::npos);
  CHECK(workload.out.find("Serving. ") != std::string::npos);
  const Ran rl = run({"describe", example("rl-qwen3-8b-16xh100")});
  REQUIRE(rl.code == 0);
  CHECK(rl.out.find("\nRL. ") != std::string::npos);
}

TEST_CASE("describe refuses what there is not, and names what is near") {
  const Ran unknown = run({"describe", "rooflin"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("roofline") != std::string::npos);
  CHECK(unknown.out.empty());
  CHECK(run({"describe", "roofline", "--set", "serving.batch=soon"}).code == 2);
  CHECK(run({"describe", "roofline", "--set", "no.knob=1"}).code == 2);
  CHECK(run({"describe"}).code == 2);
}
