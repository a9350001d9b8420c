#include "model/quantities.h"

#include <set>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

TEST_CASE("every quantity says what it is and in which unit") {
  // The contract's units, and those that a ratio of them needs.
  const std::set<std::string_view> units = {"s",    "bytes",  "tokens",    "tokens/s",
                                            "FLOP", "FLOP/s", "bytes/s",   "USD",
                                            "h",    "1",      "FLOP/byte", "1/s"};
  std::set<std::string_view> ids;
  CHECK(quantity_terms().size() > 40);
  for (const Term* term : quantity_terms()) {
    CAPTURE(term->id);
    CHECK(ids.insert(term->id).second);
    CHECK(find_quantity(term->id) == term);
    CHECK(!term->symbol.empty());
    CHECK(units.count(term->unit) == 1);
    CHECK(term->sentence.ends_with("."));
    CHECK(term->sentence.size() > 12);
    CHECK(find_knob(term->id) == nullptr);
    CHECK(term->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") ==
          std::string_view::npos);
  }
  CHECK(find_quantity("decode.step") == nullptr);
}

TEST_CASE("the contract's quantities, with the contract's units") {
  const std::pair<std::string_view, std::string_view> fixed[] = {
      {"prefill.time", "s"},
      {"decode.step_time", "s"},
      {"decode.tokens_per_s", "tokens/s"},
      {"request.latency", "s"},
      {"request.ttft", "s"},
      {"serving.output_tokens_per_s", "tokens/s"},
      {"serving.max_batch", "1"},
      {"serving.memory_per_gpu", "bytes"},
      {"serving.cost_per_million_tokens", "USD"},
      {"memory.kv_capacity_tokens", "tokens"},
      {"weights.bytes", "bytes"},
      {"kv.bytes_per_token", "bytes"},
      {"kv.stored_bytes_per_token", "bytes"},
  };
  for (const auto& [id, unit] : fixed) {
    CAPTURE(id);
    const Term* term = find_quantity(id);
    REQUIRE(term != nullptr);
    CHECK(term->unit == unit);
  }
}

TEST_CASE("times, rates and costs have a bound; sizes and counts have none") {
  Scenario scenario = serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 128, 8);
  scenario.cluster.price_per_gpu_hour = 2;
  const Report report = make_report(scenario);
  for (std::string_view id :
       {"prefill.time", "decode.step_time", "decode.tokens_per_s", "request.latency",
        "request.ttft", "serving.output_tokens_per_s", "serving.cost_per_million_tokens",
        "serving.max_batch", "memory.kv_capacity_tokens"}) {
    CAPTURE(id);
    CHECK(report.find(id)->bounded);
  }
  for (std::string_view id : {"weights.bytes", "kv.bytes_per_token", "serving.memory_per_gpu"}) {
    CAPTURE(id);
    CHECK(!report.find(id)->bounded);
  }
}

}  // namespace
}  // namespace wf::model
