#include "model/workload_file.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

#include "model/knob_values.h"
#include "model/knobs.h"
#include "tests/model/workload_testing.h"

namespace wf::model {
namespace {

using namespace testing;

constexpr std::string_view kChat = R"({
  "wallfinder": 1,
  "name": "Chat on one DGX H100",
  "model": "llama-3-70b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8, "gpus_per_node": 8, "price_per_gpu_hour": 2.0},
  "precision": {"weights": "bf16", "activations": "bf16", "kv": "bf16"},
  "parallel": {"tp": 8, "pp": 1, "dp": 1, "cp": 1, "ep": 1, "zero": 0, "virtual_stages": 1, "sequence_parallel": true},
  "serving": {"prompt_tokens": 2048, "output_tokens": 256, "batch": 64, "arrival_rate": 4.0,
              "prefix_hit": 0.0, "slo": {"ttft": 0.5, "tpot": 0.05, "percentile": 0.95}},
  "budget": {"usd_per_month": 60000},
  "assume": {},
  "assert": {"decode.step_time": "<= 50 ms"}
})";

// A workload with one part changed.
std::string with(std::string_view section, std::string_view json) {
  std::string text = R"({"wallfinder": 1, "model": "llama-3-8b", )";
  text += R"("cluster": {"gpu": "h100-sxm-80gb", "gpus": 8})";
  if (section == "cluster" || section == "model") {
    text = R"({"wallfinder": 1, )";
    text += section == "cluster" ? R"("model": "llama-3-8b")"
                                 : R"("cluster": {"gpu": "h100-sxm-80gb", "gpus": 8})";
  }
  return text + ", \"" + std::string(section) + "\": " + std::string(json) + "}";
}

bool has_note(const LoadedWorkload& loaded, std::string_view part) {
  for (const std::string& note : loaded.notes) {
    if (note.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("the example of the format, key by key") {
  const LoadedWorkload loaded = read_good(kChat);
  const Scenario& s = loaded.scenario;
  CHECK(loaded.notes.empty());
  CHECK(s.name == "Chat on one DGX H100");
  CHECK(s.model.id == "llama-3-70b");
  CHECK(s.model.layers == 80);
  CHECK(s.cluster.gpu.id == "h100-sxm-80gb");
  CHECK(s.cluster.gpus == 8);
  CHECK(s.cluster.gpus_per_node == 8);
  CHECK(s.cluster.price_per_gpu_hour == 2);
  CHECK(s.precision.weights == Precision::kBf16);
  CHECK(s.parallel.tp == 8);
  CHECK(s.parallel.dp == 1);
  CHECK(s.parallel.zero == 0);
  CHECK(s.parallel.sequence_parallel == true);
  REQUIRE(s.serving.has_value());
  CHECK(s.serving->prompt_tokens == 2048);
  CHECK(s.serving->batch == 64);
  CHECK(s.serving->arrival_rate == 4);
  CHECK(s.serving->prefix_hit == 0);
  CHECK(s.serving->slo.ttft == 0.5);
  CHECK(s.serving->slo.tpot == 0.05);
  CHECK(s.serving->slo.percentile == 0.95);
  CHECK_FALSE(s.training.has_value());
  CHECK_FALSE(s.rl.has_value());
  CHECK(s.budget.usd_per_month == 60000);
  CHECK(s.assume.empty());
  REQUIRE(s.assertions.size() == 1);
  CHECK(s.assertions[0].subject == "decode.step_time");
  CHECK(s.assertions[0].comparison == Comparison::kAtMost);
  CHECK(s.assertions[0].line == 12);
  CHECK(*assertion_value(s.assertions[0], "s") == doctest::Approx(0.05));
}

TEST_CASE("training and rl sections") {
  const Scenario s =
      read_good(
          R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 64},
        "training": {"seq_len": 8192, "micro_batch": 1, "global_batch": 2048, "tokens": 15.6e12, "recompute": "selective", "attention": "flash"},
        "rl": {"prompts": 64, "samples_per_prompt": 16, "output_tokens": 8000, "placement": "disaggregated", "staleness": 1}})")
          .scenario;
  REQUIRE(s.training.has_value());
  CHECK(s.training->seq_len == 8192);
  CHECK(s.training->tokens == 15.6e12);
  CHECK(s.training->recompute == Recompute::kSelective);
  CHECK(s.training->attention == Attention::kFlash);
  REQUIRE(s.rl.has_value());
  CHECK(s.rl->samples_per_prompt == 16);
  CHECK(s.rl->prompt_tokens == 512);
  CHECK(s.rl->placement == Placement::kDisaggregated);
  CHECK(s.rl->staleness == 1);
}

TEST_CASE("numbers may carry units") {
  const Scenario s = read_good(R"({"wallfinder": 1, "model": "llama-3-8b",
        "cluster": {"gpu": {"name": "Mine", "memory": "80 GiB", "memory_bandwidth": "3.35 TB/s",
                            "peak": {"bf16": "989 TFLOP/s", "fp8": 1.979e15}, "nic_bandwidth": "400 Gb/s",
                            "power": {"value": 0.7, "unit": "kW", "printed": "700 W", "source": "a sheet", "kind": "datasheet"}},
                    "gpus": 1, "price_per_gpu_hour": "$2.10/h"},
        "serving": {"prompt_tokens": "2k", "prefix_hit": "40 %", "slo": {"ttft": "500 ms"}, "arrival_rate": "90 requests/min"},
        "budget": {"days": "2 weeks", "usd": "$5M", "usd_per_month": "$60k/month"}})")
                         .scenario;
  CHECK(s.cluster.gpu.memory.value == 80 * 1073741824.0);
  CHECK(s.cluster.gpu.memory.kind == FigureKind::kGiven);
  CHECK(s.cluster.gpu.memory_bandwidth.value == doctest::Approx(3.35e12));
  CHECK(s.cluster.gpu.peak[static_cast<int>(Precision::kFp8)]->value == 1.979e15);
  CHECK_FALSE(s.cluster.gpu.peak[static_cast<int>(Precision::kFp32)].has_value());
  CHECK(s.cluster.gpu.nic_bandwidth->value == 50e9);
  CHECK(s.cluster.gpu.power->value == doctest::Approx(700));
  CHECK(s.cluster.gpu.power->source == "a sheet, printed 700 W");
  CHECK(s.cluster.gpu.power->kind == FigureKind::kDatasheet);
  CHECK(*s.cluster.price_per_gpu_hour == doctest::Approx(2.1));
  CHECK(s.serving->prompt_tokens == 2000);
  CHECK(s.serving->prefix_hit == doctest::Approx(0.4));
  CHECK(*s.serving->slo.ttft == doctest::Approx(0.5));
  CHECK(*s.serving->arrival_rate == doctest::Approx(1.5));
  CHECK(s.budget.days == 14);
  CHECK(s.budget.usd == 5e6);
  CHECK(s.budget.usd_per_month == 60000);
}

TEST_CASE("batch may be as many as memory holds") {
  CHECK_FALSE(
      read_good(with("serving", R"({"batch": "max"})")).scenario.serving->batch.has_value());
  CHECK(read_good(with("serving", "{}")).scenario.serving->batch == 1);
}

TEST_CASE("a GPU may be a catalogue entry with figures of its own") {
  const Scenario s = read_good(with("cluster", R"({"gpus": 8, "gpu": {"id": "h100-sxm-80gb",
      "memory_bandwidth": "4 TB/s", "peak": {"fp8": null, "fp4": "4 PFLOP/s"}, "nic_bandwidth": null}})"))
                         .scenario;
  const Accelerator& base = *catalogue().find_gpu("h100-sxm-80gb");
  CHECK(s.cluster.gpu.memory_bandwidth.value == 4e12);
  CHECK(s.cluster.gpu.memory.value == base.memory.value);
  CHECK(s.cluster.gpu.memory.source == base.memory.source);
  CHECK(s.cluster.gpu.peak[static_cast<int>(Precision::kBf16)].has_value());
  CHECK_FALSE(s.cluster.gpu.peak[static_cast<int>(Precision::kFp8)].has_value());
  CHECK(s.cluster.gpu.peak[static_cast<int>(Precision::kFp4)]->value == 4e15);
  CHECK_FALSE(s.cluster.gpu.nic_bandwidth.has_value());
}

TEST_CASE("a model may be a shape, or a catalogue entry with parts of its own") {
  const Scenario s = read_good(with("model", R"({"name": "Mine", "layers": 32, "hidden": 4096,
      "heads": 32, "ffn": 14336, "vocab": 128256, "learned_positions": true, "window": 4096})"))
                         .scenario;
  CHECK(s.model.id.empty());
  CHECK(s.model.kv_heads == 32);
  CHECK(s.model.head_dim == 128);
  CHECK(s.model.gated_ffn);
  CHECK(s.model.learned_positions == 2048);
  CHECK(s.model.window_layers == 32);
  const Scenario half =
      read_good(with("model", R"({"id": "llama-3-70b", "layers": 40, "params": "35B"})")).scenario;
  CHECK(half.model.layers == 40);
  CHECK(half.model.hidden == 8192);
  CHECK(half.model.params == 35e9);
}

TEST_CASE("a model may be a published config.json, relative to the file") {
  const LoadedWorkload loaded =
      read_good(with("model", R"({"hf_config": "tiny_config.json", "name": "Tiny"})"));
  CHECK(loaded.scenario.model.layers == 4);
  CHECK(loaded.scenario.model.name == "Tiny");
  CHECK(loaded.scenario.precision.weights == Precision::kFp16);
  // The workload's precision beats the config's.
  const std::string beaten =
      R"({"wallfinder": 1, "model": {"hf_config": "tiny_config.json"}, "precision": {"weights": "fp8"},
          "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1}})";
  CHECK(read_good(beaten).scenario.precision.weights == Precision::kFp8);
  CHECK(error_of(with("model", R"({"hf_config": "none.json"})")).find("cannot be opened") !=
        std::string::npos);
}

TEST_CASE("the layout follows from the cluster, or must fit it") {
  const auto layout = [](std::string_view gpus, std::string_view parallel) {
    return R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": )" +
           std::string(gpus) + "}, \"parallel\": " + std::string(parallel) + "}";
  };
  CHECK_FALSE(read_good(layout("16", R"({"tp": 8})")).scenario.parallel.dp.has_value());
  CHECK(error_of(layout("12", R"({"tp": 8})")).find("one replica takes") != std::string::npos);
  CHECK(error_of(layout("16", R"({"tp": 8, "dp": 4})"))
            .find("leave parallel.dp out (it is 2 then)") != std::string::npos);
  CHECK(error_of(layout("8", R"({"tp": 2, "pp": 2, "cp": 2, "dp": 1, "ep": 3})"))
            .find("does not lie evenly") != std::string::npos);
  CHECK(read_good(layout("8", R"({"tp": 2, "pp": 2, "cp": 2, "dp": 1})")).scenario.parallel.dp ==
        1);
  CHECK(read_good(layout("8", R"({"tp": 8, "ep": 8})")).scenario.parallel.ep == 8);
  // Without a number of GPUs the layout says it.
  CHECK(read_good(R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb"},
                      "parallel": {"tp": 4, "dp": 2}})")
            .scenario.cluster.gpus == 8);
}

TEST_CASE("notes: what a reader should know") {
  CHECK(has_note(
      read_good(R"({"model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1}})"),
      "version 1 is taken"));
  const LoadedWorkload unknown =
      read_good(with("serving", R"({"promt_tokens": 100, "slo": {"tptt": 1}, "batch": 4})"));
  CHECK(has_note(unknown, "w.json:1:"));
  CHECK(has_note(unknown,
                 "serving.promt_tokens is no key of a workload and is ignored (did you mean "
                 "\"prompt_tokens\"?)"));
  CHECK(has_note(unknown, "serving.slo.tptt"));
  CHECK(has_note(unknown, "not in the file, so taken: precision.weights bf16"));
  CHECK(has_note(read_good(with("parallel", R"({"tp": 8})")), "tp 8") == false);
  CHECK(has_note(read_good(R"({"wallfinder": 1, "model": "llama-3-8b",
      "cluster": {"gpu": "h100-sxm-80gb", "gpus": 48}, "parallel": {"tp": 16, "pp": 3}})"),
                 "8 KV heads over tp 16: each is kept 2 times"));
  CHECK(has_note(read_good(R"({"wallfinder": 1, "model": "llama-3-8b",
      "cluster": {"gpu": "h100-sxm-80gb", "gpus": 48}, "parallel": {"tp": 16, "pp": 3}})"),
                 "32 layers do not divide by pp 3: estimated as 33, with padding"));
  CHECK(has_note(read_good(with("parallel", R"({"ep": 8})")), "has no experts"));
  CHECK(has_note(read_good(with("training", R"({"seq_len": 4096})")), "training.recompute none"));
  CHECK(has_note(read_good(with("assume", R"({"decode.mbuu": 0.7})")),
                 "did you mean \"decode.mbu\"?"));
  CHECK(read_good(with("evaluation", R"({"anything": [1, 2]})")).notes.size() == 1);
}

TEST_CASE("efficiencies by path, dotted or nested") {
  const auto mbu = [](std::string_view json) {
    return read_good(with("assume", json)).scenario.assume.at("assume.decode.mbu");
  };
  CHECK(mbu(R"({"decode.mbu": 0.7})") == 0.7);
  CHECK(mbu(R"({"assume.decode.mbu": 0.7})") == 0.7);
  CHECK(mbu(R"({"decode": {"mbu": "70 %"}})") == doctest::Approx(0.7));
  CHECK(error_of(with("assume", R"({"decode.mbu": 70})")).find("for 70 % write 0.7") !=
        std::string::npos);
}

TEST_CASE("what must hold") {
  const auto parse = [](std::string_view text) {
    const auto s =
        read_good(with("assert", "{\"decode.step_time\": \"" + std::string(text) + "\"}")).scenario;
    return s.assertions.at(0);
  };
  CHECK(parse(">= 1.5 ms").comparison == Comparison::kAtLeast);
  CHECK(parse("<50 ms").comparison == Comparison::kBelow);
  CHECK(parse("> 0.01").value == 0.01);
  CHECK(parse("== 8").comparison == Comparison::kEqual);
  const Assertion about = parse("~ 41.5 ms \u00b1 2 %");
  CHECK(about.comparison == Comparison::kAbout);
  CHECK(about.value == 41.5);
  CHECK(about.unit == "ms");
  CHECK(about.tolerance == doctest::Approx(0.02));
  CHECK(*assertion_value(about, "s") == doctest::Approx(0.0415));
  CHECK_FALSE(assertion_value(about, "bytes").ok());
  CHECK(parse("~ 41.5 ms +- 2%").tolerance == doctest::Approx(0.02));
  CHECK(*assertion_value(parse("<= 70B"), "1") == 70e9);
  CHECK(*assertion_value(parse("<= 70 B"), "bytes") == 70);
  const auto wall = read_good(with("assert", R"({"binding": "memory bandwidth"})")).scenario;
  CHECK(wall.assertions.at(0).comparison == Comparison::kIs);
}

TEST_CASE("--set replaces a value before the file is read") {
  const auto set = [](std::vector<Setting> settings) {
    return read_good(kChat, std::move(settings)).scenario;
  };
  CHECK(set({{"serving.batch", "8"}}).serving->batch == 8);
  CHECK_FALSE(set({{"serving.batch", "max"}}).serving->batch.has_value());
  CHECK(set({{"model", "llama-3-8b"}}).model.layers == 32);
  CHECK(set({{"model.layers", "40"}}).model.layers == 40);
  CHECK(set({{"model.layers", "40"}}).model.hidden == 8192);
  CHECK(set({{"cluster.gpu.memory_bandwidth", "4 TB/s"}}).cluster.gpu.memory_bandwidth.value ==
        4e12);
  CHECK(set({{"cluster.gpu.memory_bandwidth", "4 TB/s"}}).cluster.gpu.memory.value ==
        catalogue().find_gpu("h100-sxm-80gb")->memory.value);
  CHECK(set({{"cluster.gpu.peak.bf16", "1 PFLOP/s"}}).cluster.gpu.peak[3]->value == 1e15);
  CHECK(set({{"cluster.gpu", "h200-sxm-141gb"}}).cluster.gpu.id == "h200-sxm-141gb");
  CHECK(set({{"assume.decode.mbu", "0.7"}}).assume.at("assume.decode.mbu") == 0.7);
  CHECK(set({{"training.recompute", "full"}}).training->recompute == Recompute::kFull);
  CHECK(set({{"name", "8"}}).name == "8");
  CHECK(set({{"assert.binding", "network"}}).assertions.size() == 2);
  CHECK(set({{"assert.binding", "network"}}).assertions[1].line == 0);
  CHECK_FALSE(set({{"budget.usd_per_month", "null"}}).budget.usd_per_month.has_value());
  CHECK(set({{"parallel.tp", "4"}, {"parallel.dp", "2"}}).parallel.tp == 4);
  CHECK_FALSE(set({{"parallel.tp", "4"}, {"parallel.dp", "null"}}).parallel.dp.has_value());
  CHECK(set({{"serving.slo", R"({"tpot": "30 ms"})"}}).serving->slo.tpot ==
        doctest::Approx(0.03).epsilon(1e-12));
}

TEST_CASE("--set has its own place in errors") {
  CHECK(error_of(kChat, {{"serving.batch", "-3"}}) ==
        "--set serving.batch=-3: serving.batch is -3; a whole number from 1 on, or \"max\", was "
        "expected");
  CHECK(error_of(kChat, {{"parallel.tp", "4"}}).find("--set parallel.tp=4: ") == 0);
  CHECK(error_of(kChat, {{"serving.bacth", "4"}}).find("did you mean \"serving.batch\"?") !=
        std::string::npos);
  CHECK(error_of(kChat, {{"batch", "4"}}).find("did you mean \"serving.batch\"?") !=
        std::string::npos);
  CHECK(error_of(kChat, {{"serving.batch.x", "4"}}).find("there is no") != std::string::npos);
  CHECK(error_of(kChat, {{"", "4"}}) != "no error");
  CHECK(error_of(kChat, {{"serving", "{"}}).find("--set serving={: ") == 0);
  CHECK_FALSE(parse_setting("serving.batch").ok());
  CHECK_FALSE(parse_setting("=3").ok());
  CHECK(parse_setting("a.b=c=d")->path == "a.b");
  CHECK(parse_setting("a.b=c=d")->value == "c=d");
}

TEST_CASE("the first fault is reported at its place") {
  CHECK(error_of("{\n  \"wallfinder\": 2\n}").find("w.json:2:17: wallfinder is 2; ") == 0);
  CHECK(error_of(with("serving", "{\n\"batch\": 2.5}")) ==
        "w.json:2:10: serving.batch is 2.5; a whole number from 1 on, or \"max\", was expected; "
        "round it to 3");
}

void check_round_trip(const Scenario& scenario) {
  for (const Catalogue* known : {static_cast<const Catalogue*>(nullptr), &catalogue()}) {
    const std::string text = write_workload(scenario, known);
    INFO(text);
    const auto again = read(text);
    if (!again) FAIL(again.error().text());
    CHECK(difference(scenario, again->scenario) == "");
  }
}

TEST_CASE("every example reads without surprises and writes back to itself") {
  const auto examples = files_in(source_dir() / "assets/workloads");
  CHECK(examples.size() >= 6);
  for (const auto& path : examples) {
    INFO(path.string());
    const auto text = read_text_file(path);
    REQUIRE(text.ok());
    const LoadedWorkload loaded = read_good(*text);
    for (const std::string& note : loaded.notes) CHECK(note == "");
    check_round_trip(loaded.scenario);
  }
}

TEST_CASE("any setting of the knobs writes back to itself") {
  std::mt19937 random(11);
  const auto examples = files_in(source_dir() / "assets/workloads");
  int round_trips = 0;
  for (int round = 0; round < 300; ++round) {
    const auto text = read_text_file(examples[random() % examples.size()]);
    Scenario scenario = read_good(*text).scenario;
    for (int i = 0; i < 6; ++i) {
      const Knob& knob = knobs()[random() % knobs().size()];
      std::uniform_real_distribution<double> range(knob.low, knob.high);
      const double value =
          knob.kind == KnobKind::kContinuous ? range(random) : std::round(range(random));
      if (value > 0 || knob.kind != KnobKind::kContinuous) knob.set(scenario, value);
    }
    // A scenario that no file can hold (a layout that does not fit, more experts taken than there
    // are) is refused; one that can be held comes back as it was.
    const std::string written = write_workload(scenario);
    const auto again = read(written);
    if (!again) continue;
    ++round_trips;
    INFO(written);
    CHECK(difference(scenario, again->scenario) == "");
    check_round_trip(scenario);
  }
  CHECK(round_trips > 30);
}

TEST_CASE("but for layouts and shapes, a knob may stand anywhere in its range") {
  int turned = 0;
  for (const auto& path : files_in(source_dir() / "assets/workloads")) {
    const Scenario scenario = read_good(*read_text_file(path)).scenario;
    for (const Knob& knob : knobs()) {
      if (lays_out(knob.term.id) || knob.term.id.starts_with("model.")) continue;
      const double last = knob.choices.empty() ? 1 : static_cast<double>(knob.choices.size() - 1);
      for (const double at : {0.0, 0.5, 1.0}) {
        Scenario changed = scenario;
        const bool whole = knob.kind != KnobKind::kContinuous;
        const double low = whole || knob.low > 0 ? knob.low : 1e-9 * knob.high;
        const double value =
            knob.kind == KnobKind::kChoice ? at * last : std::lerp(low, knob.high, at);
        knob.set(changed, whole ? std::round(value) : value);
        INFO(path.string());
        INFO(std::string(knob.term.id));
        const auto again = read(write_workload(changed, &catalogue()));
        if (!again) FAIL_CHECK(again.error().text());
        ++turned;
      }
    }
  }
  CHECK(turned > 1000);
}

TEST_CASE("scenarios are equal where every number is, wherever their figures were read") {
  const Scenario scenario =
      read_good(*read_text_file(source_dir() / "assets/workloads/chat-llama3-70b-dgx-h100.json"))
          .scenario;
  Scenario other = scenario;
  other.cluster.gpu.memory.source = "elsewhere";
  CHECK(other == scenario);
  int turned = 0;
  for (const Knob& knob : knobs()) {
    CAPTURE(std::string(knob.term.id));
    other = scenario;
    const double now = knob.get(scenario).value_or(knob.initial);
    const bool choice = knob.kind == KnobKind::kChoice;
    knob.set(other, choice ? (now > 0 ? 0 : 1) : now == knob.low ? knob.high : knob.low);
    if (knob.get(other) == knob.get(scenario)) continue;  // of a section that is not there
    CHECK(other != scenario);
    CHECK(write_workload(other) != write_workload(scenario));
    ++turned;
  }
  CHECK(turned > 60);
}

TEST_CASE("a new workload is read without a fault, for every model and GPU") {
  for (const CatalogueModel& model : catalogue().models) {
    const auto text = new_workload(catalogue(), model.shape.id, "h100-sxm-80gb");
    if (!text) FAIL(text.error().what);
    INFO(*text);
    CHECK(error_of(*text) == "no error");
  }
  for (const CatalogueGpu& entry : catalogue().gpus) {
    const auto text = new_workload(catalogue(), "llama-3-70b", entry.gpu.id);
    if (!text) FAIL(text.error().what);
    INFO(*text);
    CHECK(error_of(*text) == "no error");
  }
  const auto chat = new_workload(catalogue(), "llama-3-70b", "h100-sxm-80gb");
  CHECK(read_good(*chat).scenario.cluster.gpus == 4);  // 141 GB of weights in 4 x 80 GB
  CHECK(
      new_workload(catalogue(), "llama-3-70", "h100-sxm-80gb").error().what.find("did you mean") !=
      std::string::npos);
}

}  // namespace
}  // namespace wf::model
