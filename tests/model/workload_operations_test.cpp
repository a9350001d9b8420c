// What a workload says of its service: jobs, chunks, speculation, operations.
#include "tests/model/workload_testing.h"

namespace wf::model {
namespace {

using namespace testing;

std::string workload(std::string_view serving, std::string_view more = "") {
  return R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
    "serving": {"batch": 8)" +
         std::string(serving) + "}" + std::string(more) + "}";
}

bool noted(const LoadedWorkload& loaded, std::string_view text) {
  return std::any_of(loaded.notes.begin(), loaded.notes.end(),
                     [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

TEST_CASE("a service is read and written back") {
  const LoadedWorkload loaded = read_good(
      workload(R"(, "requests": 1e5, "chunk_tokens": 512, "speculation": {"draft_tokens": 3})",
               R"(, "operations": {"utilization": "70 %", "peak_to_trough": 4, "warm_up": "5 min",
                 "availability": 0.999, "mtbf": "50677 h", "repair": "2 days"})"));
  const Scenario& scenario = loaded.scenario;
  CHECK(scenario.serving->requests == 1e5);
  CHECK(scenario.serving->chunk_tokens == 512);
  REQUIRE(scenario.serving->speculation.has_value());
  CHECK(scenario.serving->speculation->draft_tokens == 3);
  CHECK(scenario.serving->speculation->acceptance == 0.8);
  CHECK(scenario.operations.utilization.value_or(0) == doctest::Approx(0.7));
  CHECK(scenario.operations.peak_to_trough == 4);
  CHECK(scenario.operations.warm_up == 300);
  CHECK(scenario.operations.availability == 0.999);
  CHECK(scenario.operations.mtbf == 50677.0 * 3600);
  CHECK(scenario.operations.repair == 48.0 * 3600);
  CHECK(difference(scenario, read_good(write_workload(scenario)).scenario) == "");
}

TEST_CASE("what a file leaves out of its service stays out") {
  const Scenario scenario = read_good(workload("")).scenario;
  CHECK(!scenario.serving->requests);
  CHECK(!scenario.serving->chunk_tokens);
  CHECK(!scenario.serving->speculation);
  CHECK(!scenario.operations.utilization);
  const std::string written = write_workload(scenario);
  for (std::string_view key : {"requests", "chunk_tokens", "speculation", "operations"}) {
    CHECK(written.find(key) == std::string::npos);
  }
}

TEST_CASE("operations keep the keys of lessons, and name one that is nearly known") {
  CHECK(!noted(read_good(workload("", R"(, "operations": {"thing": [1]})")), "thing"));
  CHECK(noted(read_good(workload("", R"(, "operations": {"utilisation": 0.7})")),
              "did you mean \"utilization\"?"));
  CHECK(noted(read_good(workload(R"(, "speculation": {"acceptanse": 0.7})")),
              "did you mean \"acceptance\"?"));
}

TEST_CASE("a service out of range is refused with what was expected") {
  const auto fault = [](std::string_view serving, std::string_view operations) {
    return error_of(workload(serving, operations));
  };
  CHECK(fault(R"(, "requests": 0)", "").find("from 1 on") != std::string::npos);
  CHECK(fault(R"(, "speculation": {"acceptance": 1.5})", "").find("from 0 to 1") !=
        std::string::npos);
  CHECK(fault(R"(, "speculation": 4)", "").find("serving.speculation") != std::string::npos);
  CHECK(fault("", R"(, "operations": {"utilization": 0})").find("above 0 and up to 1") !=
        std::string::npos);
  CHECK(fault("", R"(, "operations": {"utilization": 80})").find("80 %") != std::string::npos);
  CHECK(fault("", R"(, "operations": {"peak_to_trough": 0.5})").find("from 1 on") !=
        std::string::npos);
  CHECK(fault("", R"(, "operations": {"availability": 1})").find("between 0 and 1") !=
        std::string::npos);
  CHECK(fault("", R"(, "operations": 3)").find("operations") != std::string::npos);
}

TEST_CASE("--set reaches a service that the file does not have") {
  const Scenario scenario = read_good(workload(""), {{"serving.speculation.draft_tokens", "6"},
                                                     {"operations.peak_to_trough", "3"},
                                                     {"serving.chunk_tokens", "256"}})
                                .scenario;
  REQUIRE(scenario.serving->speculation.has_value());
  CHECK(scenario.serving->speculation->draft_tokens == 6);
  CHECK(scenario.operations.peak_to_trough == 3);
  CHECK(scenario.serving->chunk_tokens == 256);
}

}  // namespace
}  // namespace wf::model
