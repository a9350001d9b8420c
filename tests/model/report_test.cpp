#include "model/report.h"

#include <algorithm>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

bool mentions(const Report& report, std::string_view text) {
  for (const std::string& note : report.notes) {
    if (note.find(text) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("a section that is not there is not reported") {
  const Report sizes = make_report(on_gpus("llama-3-8b", "h100-sxm-80gb"));
  CHECK(sizes.find("weights.bytes") != nullptr);
  CHECK(sizes.find("decode.step_time") == nullptr);
  CHECK(sizes.sections.empty());
  const Report whole = make_report(serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 64, 1));
  REQUIRE(whole.sections.size() == 1);
  CHECK(whole.sections[0].section == Section::kServing);
  CHECK(whole.find("serving.cost_per_million_tokens") == nullptr);
  CHECK(whole.find("request.queue_wait") == nullptr);
}

TEST_CASE("the example workload") {
  const auto text = read_text_file(source_dir() / "assets/workloads/chat-llama3-70b-dgx-h100.json");
  REQUIRE(text.ok());
  const LoadedWorkload loaded = read_good(*text);
  const Report report = make_report(loaded.scenario);
  REQUIRE(!report.sections.empty());
  // 139 GB and 64 sequences of 2,176 tokens (45.6 GB) over 8 · 3.35 TB/s: 6.9 ms.
  CHECK(bound(report, "decode.step_time") ==
        about((139.0e9 + 64 * (2048 + 127.5) * 327680) / (8 * 3.35e12), 2e-3));
  const double step = value(report, "decode.step_time");
  CHECK(step > bound(report, "decode.step_time"));
  CHECK(step < 4 * bound(report, "decode.step_time"));
  const auto results = check_assertions(loaded.scenario, report);
  REQUIRE(results.size() == 1);
  CHECK(results[0].holds);
}

TEST_CASE("what a reader should know is in the notes") {
  CHECK(mentions(make_report(serving("llama-3-70b", "h100-sxm-80gb", 1, 1024, 64, 1)),
                 "more than an engine may use"));
  CHECK(mentions(make_report(serving("llama-3-70b", "h100-sxm-80gb", 8, 1024, 64, 1)),
                 "collectives is counted as network"));
  Scenario busy = serving("llama-3-8b", "h100-sxm-80gb", 1, 4096, 256, 8);
  busy.serving->arrival_rate = 1e4;
  CHECK(mentions(make_report(busy), "grows without end"));
  Scenario narrow = serving("llama-3-8b", "a100-sxm-80gb", 1, 512, 64, 1);
  narrow.precision.activations = Precision::kFp8;
  CHECK(mentions(make_report(narrow), "has no fp8 peak"));
}

TEST_CASE("assertions hold or say what is instead") {
  const auto result = [](std::string_view assertion) {
    const std::string text = R"({"wallfinder": 1, "model": "llama-3-70b",
      "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1}, "serving": {"batch": 1}, "assert": {)" +
                             std::string(assertion) + "}}";
    const LoadedWorkload loaded = read_good(text);
    const auto results = check_assertions(loaded.scenario, make_report(loaded.scenario));
    REQUIRE(results.size() == 1);
    return results[0];
  };
  CHECK(result(R"("weights.bytes": "<= 142 GB")").holds);
  CHECK(!result(R"("weights.bytes": "<= 141 GB")").holds);
  CHECK(result(R"("weights.bytes": "> 141 GB")").holds);
  CHECK(result(R"("weights.params": "== 70553706496")").holds);
  CHECK(!result(R"("weights.params": "== 70553706497")").holds);
  CHECK(result(R"("weights.bytes": "~ 140 GB ± 1 %")").holds);
  CHECK(!result(R"("weights.bytes": "~ 140 GB ± 0.5 %")").holds);
  CHECK(result(R"("binding": "memory capacity")").holds);
  const AssertionResult wrong = result(R"("binding": "network")");
  CHECK(!wrong.holds);
  CHECK(wrong.detail.find("memory capacity") != std::string::npos);
  const AssertionResult absent = result(R"("serving.cost_per_million_tokens": "<= 3 USD")");
  CHECK(!absent.holds);
  CHECK(absent.detail.find("no such value") != std::string::npos);
}

TEST_CASE("every workload that comes with the program is computed") {
  for (const auto& file : files_in(source_dir() / "assets/workloads")) {
    CAPTURE(file.string());
    const auto text = read_text_file(file);
    REQUIRE(text.ok());
    const LoadedWorkload loaded = read_good(*text);
    const Report report = make_report(loaded.scenario);
    for (const Reading& reading : report.readings) {
      CAPTURE(reading.term->id);
      if (reading.value) CHECK(std::isfinite(*reading.value));
    }
    if (!report.sections.empty()) {
      const auto& first = report.sections[0].walls.ascending[0];
      CHECK(first.factor.has_value());
    }
    const auto results = check_assertions(loaded.scenario, report);
    const bool all = std::all_of(results.begin(), results.end(),
                                 [](const AssertionResult& each) { return each.holds; });
    // What must hold in an example holds; what a task asks for is still to be found.
    CHECK(all == !loaded.assignment.has_value());
  }
}

}  // namespace
}  // namespace wf::model
