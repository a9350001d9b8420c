#include "model/validation.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "model/located_json.h"
#include "tests/model/workload_testing.h"

namespace wf::model {
namespace {

using testing::catalogue;
using testing::source_dir;

std::vector<MeasuredCase> read(std::string_view text, std::vector<Setting> settings = {}) {
  auto cases = read_cases(text, "cases.jsonl", ".", catalogue(), settings);
  if (!cases) FAIL(cases.error().text());
  return std::move(*cases);
}

std::string fault(std::string_view text) {
  const auto cases = read_cases(text, "cases.jsonl", ".", catalogue());
  return cases ? "no error" : cases.error().text();
}

const std::string& shipped() {
  static const std::string kText = [] {
    auto text = read_text_file(source_dir() / "assets/cases.jsonl");
    if (!text) FAIL(text.error().text());
    return *text;
  }();
  return kText;
}

// The measurements that may not be copied into the repository; nullopt where they are not at hand.
std::optional<std::string> measurements(const std::string& name) {
  const char* given = std::getenv("WALLFINDER_MEASUREMENTS");
  const std::filesystem::path folder =
      given ? std::filesystem::path(given) : source_dir() / "../shared/measurements";
  auto text = read_text_file(folder / name);
  if (!text) return std::nullopt;
  return std::move(*text);
}

// The lines of a file with one change to each.
template <class Change>
std::string changed(const std::string& text, const Change& change) {
  std::string out;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    auto line = Json::parse(text.substr(start, end - start));
    change(line);
    out += line.dump() + "\n";
    start = end == std::string::npos ? text.size() : end + 1;
  }
  return out;
}

void check_same_predictions(const std::vector<MeasuredCase>& a,
                            const std::vector<MeasuredCase>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Prediction x = predict(a[i]), y = predict(b[i]);
    CAPTURE(a[i].id);
    CHECK_MESSAGE(x.reason == y.reason, y.reason);
    CHECK(x.value == y.value);
    CHECK(x.bound == y.bound);
  }
}

const std::string kOne =
    R"({"id":"a-1","group":"a","quantity":"decode.step_time","value":20,"unit":"ms","source":"s",)"
    R"("workload":{"wallfinder":1,"model":"llama-3-8b","cluster":{"gpu":"h100-sxm-80gb","gpus":1},)"
    R"("serving":{"prompt_tokens":100,"output_tokens":10,"batch":1}}})";

TEST_CASE("quantiles are linear between neighbours") {
  const std::vector<double> values = {1, 2, 4};
  CHECK(quantile(values, 0) == 1);
  CHECK(quantile(values, 0.5) == 2);
  CHECK(quantile(values, 0.75) == 3);
  CHECK(quantile(values, 1) == 4);
}

TEST_CASE("rank correlation is that of Spearman") {
  const std::vector<double> up = {1, 5, 9, 100}, down = {4, 3, 2, 1}, tied = {1, 1, 2, 2};
  CHECK(rank_correlation(up, up) == doctest::Approx(1));
  CHECK(rank_correlation(up, down) == doctest::Approx(-1));
  // Ranks 1.5 1.5 3.5 3.5 against 1 2 3 4: 4/√(4·5).
  CHECK(rank_correlation(tied, up) == doctest::Approx(4 / std::sqrt(20.0)));
  CHECK(!rank_correlation(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
  CHECK(!rank_correlation(std::vector<double>{1, 2}, std::vector<double>{1, 2}));
}

TEST_CASE("a case is read in SI, and scored") {
  const Validation result = validate(read(kOne));
  REQUIRE(result.cases.size() == 1);
  const ScoredCase& each = result.cases[0];
  CHECK(*each.measured.value == doctest::Approx(0.020));
  REQUIRE(each.prediction.value);
  REQUIRE(each.prediction.bound);
  CHECK(*each.prediction.bound < *each.prediction.value);
  CHECK(*each.factor() == doctest::Approx(0.020 / *each.prediction.value));
  CHECK(*each.bound_factor() == doctest::Approx(*each.prediction.bound / 0.020));
  CHECK(result.violations.empty());
  CHECK(result.groups.size() == 1);
  CHECK(*result.overall_median == doctest::Approx(*each.factor()));
}

TEST_CASE("a measurement below its floor is listed") {
  std::string fast = kOne;
  fast.replace(fast.find("20,"), 3, "1,");
  const Validation result = validate(read(fast));
  REQUIRE(result.violations.size() == 1);
  CHECK(*result.cases[0].bound_factor() > 4);
}

TEST_CASE("the overall figure weighs groups, not cases") {
  std::string text = kOne + "\n";
  for (int i = 0; i < 5; ++i) {
    auto line = Json::parse(kOne);
    line["id"] = "b-" + std::to_string(i);
    line["group"] = "b";
    line["value"] = 200;
    text += line.dump() + "\n";
  }
  const Validation result = validate(read(text));
  REQUIRE(result.groups.size() == 2);
  CHECK(*result.overall_median ==
        doctest::Approx(0.5 * (*result.groups[0].median + *result.groups[1].median)));
  CHECK(*result.pooled.median == doctest::Approx(*result.groups[1].median));
}

TEST_CASE("what cannot be predicted says why, and counts as missed") {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = kOne;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {with("decode.step_time", "decode.step_tim"), "no quantity"},
           {with("decode.step_time", "training.step_time"), "not reported"},
           {with("llama-3-8b", "llama-3-9b"), "llama-3-9b"},
           {with("h100-sxm-80gb", "h100-sxm-81gb"), "h100-sxm-81gb"},
           {with("\"workload\":{", "\"work\":{"), "no \"workload\""},
           {with("\"gpus\":1", "\"gpus\":-1"), "cluster.gpus"},
           {with("decode.step_time", ""), "no \"quantity\""}}) {
    CAPTURE(text);
    const Validation result = validate(read(text));
    REQUIRE(result.cases.size() == 1);
    CHECK(!result.cases[0].prediction.value);
    CHECK_MESSAGE(result.cases[0].prediction.reason.find(part) != std::string::npos,
                  result.cases[0].prediction.reason);
    CHECK(result.groups[0].predicted == 0);
    CHECK(result.groups[0].within_2 == 0);
    CHECK(!result.groups[0].median);
  }
}

TEST_CASE("a case without a measurement is predicted and not scored") {
  std::string text = kOne;
  text.replace(text.find("20,"), 3, "null,");
  const Validation result = validate(read(text));
  CHECK(result.cases[0].prediction.value);
  CHECK(!result.cases[0].factor());
  CHECK(!result.overall_median);
}

TEST_CASE("a file that is not one of cases is refused, with its line") {
  CHECK(fault("") == "cases.jsonl: the file is empty: cases were expected");
  CHECK(fault("a,b,c\n1,2,3\n").starts_with("cases.jsonl:1: the header is not known"));
  CHECK(fault(kOne + "\n{\"id\": }\n").starts_with("cases.jsonl:2:"));
  CHECK(fault(kOne + "\n{}\n").starts_with("cases.jsonl:2: the case has no \"id\""));
  CHECK(fault("[]").starts_with("cases.jsonl:1: a case is a JSON object"));
}

TEST_CASE("rows of a CSV are cases of their own; a bad row costs itself alone") {
  const std::string text =
      "gpu,model,tp,op,m_tokens,n,k,dtype,time_us\r\n"
      "h100-sxm-80gb,m,1,up,8192,8192,8192,bf16,1500\r\n"
      "h100-sxm-80gb,m,1,up,none,8192,8192,bf16,1500\r\n"
      "no-such-gpu,m,1,up,1,8192,8192,bf16,1500\r\n";
  const Validation result = validate(read(text));
  REQUIRE(result.cases.size() == 3);
  CHECK(result.cases[0].measured.id == "gemm-1");
  // By hand: 2·8192³ / 989.4e12 = 1.111 ms; reading and writing 3·8192²·2 bytes takes 0.120 ms.
  CHECK(*result.cases[0].prediction.bound == doctest::Approx(1.111e-3).epsilon(0.001));
  CHECK(*result.cases[0].prediction.value > *result.cases[0].prediction.bound);
  CHECK(result.cases[1].prediction.reason.find("m_tokens") != std::string::npos);
  CHECK(result.cases[2].prediction.reason.find("no-such-gpu") != std::string::npos);
}

TEST_CASE("the bound of a collective is what the links must carry") {
  const std::string text =
      "system,collective,gpus,gpus_used_per_node,gpus_per_node,bytes,time_us\n"
      "a100_dgx,all_reduce,8,8,8,67108864,675\n"
      "a100_dgx,send_recv,2,1,8,67108864,8586\n"
      "a100_dgx,all_gather,2,2,8,1024,10\n"
      "dgx_next,all_reduce,2,2,8,1024,10\n";
  const Validation result = validate(read(text));
  REQUIRE(result.cases.size() == 4);
  CHECK(result.cases[0].measured.group == "collectives in a node");
  CHECK(result.cases[1].measured.group == "collectives across nodes");
  // 7/8 of 67.1 MB over 300 GB/s one way.
  CHECK(*result.cases[0].prediction.bound == doctest::Approx(0.875 * 67108864 / 300e9));
  // One rank of each node has the whole node's eight cards of 25 GB/s.
  CHECK(*result.cases[1].prediction.bound == doctest::Approx(67108864 / 200e9));
  CHECK(!result.cases[2].prediction.value);
  CHECK(!result.cases[3].prediction.value);
  const auto slower = read(text, {{"cluster.gpu.nic_bandwidth", "1e9"}});
  CHECK(*predict(slower[1]).bound == doctest::Approx(67108864 / 8e9));
}

TEST_CASE("every shipped case has a prediction on the lawful side of its bound") {
  const Validation result = validate(read(shipped()));
  CHECK(result.cases.size() == 365);
  CHECK(result.groups.size() == 15);
  CHECK(result.pooled.predicted == result.cases.size());
  for (std::size_t i : result.violations) FAIL_CHECK(result.cases[i].measured.id);
  for (const ScoredCase& each : result.cases) {
    CAPTURE(each.measured.id);
    if (!each.prediction.bound) continue;
    if (bound_is_floor(each.measured.unit)) {
      CHECK(*each.prediction.bound <= *each.prediction.value);
    } else {
      CHECK(*each.prediction.bound >= *each.prediction.value);
    }
  }
}

TEST_CASE("names change no prediction") {
  const auto plain = read(shipped());
  check_same_predictions(plain, read(changed(shipped(), [](Json& line) {
                           line["id"] = "x" + line["id"].get<std::string>();
                           line["group"] = "renamed";
                           line["source"] = "elsewhere";
                           line["note"] = "tp 64, fp4";
                           line["workload"]["name"] = "renamed";
                           if (line["workload"]["model"].is_object()) {
                             line["workload"]["model"]["name"] = "gpt-9";
                           }
                         })));
}

// A GPU's catalogue entry as a workload file may hold it, under another name.
Json copied_gpu(const Accelerator& gpu) {
  Json copy = {{"id", "renamed"},
               {"name", "Renamed"},
               {"memory", gpu.memory.value},
               {"memory_bandwidth", gpu.memory_bandwidth.value}};
  for (std::size_t i = 0; i < kPrecisionCount; ++i) {
    if (gpu.peak[i]) copy["peak"][std::string(kPrecisionNames[i])] = gpu.peak[i]->value;
  }
  const auto figure = [&](const char* key, const std::optional<Figure>& value) {
    if (value) copy[key] = value->value;
  };
  figure("link_bandwidth", gpu.link_bandwidth);
  figure("nic_bandwidth", gpu.nic_bandwidth);
  figure("compute_units", gpu.compute_units);
  figure("power", gpu.power);
  return copy;
}

TEST_CASE("a GPU's figures under another name change no prediction") {
  check_same_predictions(read(shipped()), read(changed(shipped(), [](Json& line) {
                           Json& gpu = line["workload"]["cluster"]["gpu"];
                           const Accelerator* known = catalogue().find_gpu(gpu.get<std::string>());
                           REQUIRE(known != nullptr);
                           gpu = copied_gpu(*known);
                         })));
}

TEST_CASE("profiled multiplies") {
  const auto text = measurements("gemm.csv");
  if (!text) {
    MESSAGE("skipped: gemm.csv is not at hand (WALLFINDER_MEASUREMENTS names its folder)");
    return;
  }
  const Validation result = validate(read(*text));
  CHECK(result.pooled.predicted == result.cases.size());
  CHECK(result.violations.empty());
  CHECK(*result.pooled.median <= 1.08);
  CHECK(*result.pooled.rank_correlation >= 0.95);
}

TEST_CASE("profiled collectives") {
  const auto text = measurements("collectives.csv");
  if (!text) {
    MESSAGE("skipped: collectives.csv is not at hand (WALLFINDER_MEASUREMENTS names its folder)");
    return;
  }
  // The network between those nodes: 8.8 GB/s a node, far below what the machines are sold with.
  const Validation result = validate(read(*text, {{"cluster.gpu.nic_bandwidth", "1.1e9"}}));
  CHECK(result.pooled.predicted == result.cases.size());
  CHECK(result.violations.empty());
  for (const Score& score : result.groups) {
    CAPTURE(score.group);
    CHECK(*score.median <= 1.25);
    CHECK(*score.rank_correlation >= 0.9);
  }
}

}  // namespace
}  // namespace wf::model
