// A service by hand: with the course's flat efficiencies the detailed estimate is the arithmetic
// that a reader does on paper.
#include "model/formulas/service.h"

#include "tests/model/course_napkin.h"

namespace wf::model {
namespace {

using namespace testing;

// 8B on one H100, MBU 0.7 and MFU 0.5, prefill without attention: multiplies in 8 bits at 990
// TFLOP/s, 16-bit attention for nothing.
Scenario chat(double prompt, double output, double batch) {
  Scenario s = napkin("llama-3-8b", 8e9, 1, kH100, kFree, 0);
  s.cluster.gpu.peak[static_cast<std::size_t>(Precision::kFp8)] =
      Figure{.value = kPeak, .source = {}};
  s.precision.activations = Precision::kFp8;
  s.assume["assume.prefill.mfu"] = 0.5;
  s.assume["assume.nic.efficiency"] = 1;
  s.assume["assume.pipeline.hop"] = 0;
  Serving& load = s.serving.emplace();
  load.prompt_tokens = prompt;
  load.output_tokens = output;
  load.batch = batch;
  return s;
}

// The same replica in five numbers, for the closed forms.
Replica<double> in_numbers(const Scenario& s) {
  const double context = s.serving->prompt_tokens + 0.5 * (s.serving->output_tokens - 1);
  Replica<double> replica;
  replica.params = Number<double>(8e9);
  replica.weights = Bytes<double>(16e9);
  replica.kv_per_sequence = Bytes<double>(131072 * context);
  replica.bandwidth = BytesPerSecond<double>(0.7 * kH100);
  replica.compute = FlopsPerSecond<double>(kPeak);
  return replica;
}

TEST_CASE("the batch within a gap: the search agrees with the closed form") {
  struct {
    double prompt, output, limit;
  } const rows[] = {{2048, 300, 0.025}, {512, 300, 0.025},  {256, 2000, 0.025}, {8000, 400, 0.025},
                    {2048, 300, 0.010}, {2048, 300, 0.200}, {2048, 300, 0.006}};
  for (const auto& row : rows) {
    CAPTURE(row.prompt);
    CAPTURE(row.limit);
    Scenario s = chat(row.prompt, row.output, 32);
    s.serving->slo.tpot = row.limit;
    const Report report = make_report(s);
    const Replica<double> replica = in_numbers(s);
    const Seconds<double> limit(row.limit), prefill(value(report, "request.prefill_time"));
    const Tokens<double> output(row.output);
    const double closed = batch_within_gap(replica, limit, output, prefill).value();
    CHECK(value(report, "fleet.batch_within_gap") == closed);
    CHECK(value(report, "fleet.knee_batch") ==
          batch_within_gap(replica, limit, output, Seconds<double>(0)).value());
  }
}

TEST_CASE("8B at 25 ms of gap: a third of what decode alone promises") {
  // The mean context of 300 tokens after 1,898 is the course's 2,048.
  Scenario s = chat(1898, 300, 158);
  s.serving->slo.tpot = 0.025;
  const Report report = make_report(s);
  CHECK(value(report, "fleet.knee_batch") == 158);
  CHECK(value(report, "fleet.token_gap") == about(0.0248 + 158.0 / 300 * 0.0613, 0.01));
  // (25 − 6.82) / (0.1145 + 61.3/300) = 56.99; the course's prompts of 2,048 leave 54.
  CHECK(value(report, "fleet.batch_within_gap") == 56);
  CHECK(value(report, "fleet.replica_capacity") ==
        about(56.0 / 300 / value(report, "fleet.operating_gap")));
  CHECK(value(report, "fleet.replica_capacity") == about(7.22, 0.06));
  CHECK(value(report, "rule.decode_only_capacity") == about(21.1, 0.01));
  CHECK(value(report, "fleet.tokens_per_s_per_gpu") ==
        about(300 * value(report, "fleet.replica_capacity")));
  CHECK(value(report, "disaggregation.pool_ratio") == about(1.40 * 1898 / 2048, 0.01));
  // Without end the batch adds 8,736 tokens a second.
  CHECK(value(report, "decode.token_ceiling") == about(8736, 1e-3));
  CHECK(bound(report, "decode.token_ceiling") == about(8736 / 0.7, 1e-3));
}

TEST_CASE("1,000 requests a second: a tighter target takes more GPUs") {
  struct {
    double gap, gpus;
  } const rows[] = {{0.010, 111}, {0.015, 64}, {0.020, 53}, {0.025, 48}, {0.030, 45}};
  double before = 1e9;
  for (const auto& row : rows) {
    CAPTURE(row.gap);
    Scenario s = chat(1898, 300, 64);
    s.serving->arrival_rate = 1000;
    s.serving->slo.tpot = row.gap;
    s.operations.utilization = 1;
    s.assume["assume.memory.utilization"] = 1;
    const Report report = make_report(s);
    CHECK(value(report, "rule.decode_only_gpus") == row.gpus);
    CHECK(value(report, "disaggregation.decode_gpus") == row.gpus);
    // Prefill takes 62 GPUs of its own, so all of it takes more.
    CHECK(value(report, "fleet.gpus") > row.gpus + 55);
    CHECK(value(report, "fleet.gpus") < before);
    before = value(report, "fleet.gpus");
    CHECK(value(report, "fleet.in_flight") ==
          about(1000 * (value(report, "request.prefill_time") +
                        299 * value(report, "fleet.operating_gap"))));
    CHECK(value(report, "disaggregation.prefill_gpus") ==
          std::ceil(1000 * value(report, "request.prefill_time")));
  }
}

TEST_CASE("longer answers take more GPUs, less utilisation takes more, money follows") {
  Scenario s = chat(1024, 200, 64);
  s.cluster.price_per_gpu_hour = 2;
  s.serving->arrival_rate = 200;
  s.serving->slo.tpot = 0.03;
  double before = 0;
  for (double output : {200.0, 400.0, 1600.0, 8000.0}) {
    s.serving->output_tokens = output;
    const double gpus = value(s, "fleet.gpus");
    CHECK(gpus > before);
    before = gpus;
  }
  s.operations.utilization = 0.4;
  const Report report = make_report(s);
  CHECK(value(report, "fleet.gpus") >= 2 * before - 1);
  CHECK(value(report, "fleet.gpus") <= 2 * before + 1);
  CHECK(value(report, "fleet.usd_per_month") == about(2 * 730 * value(report, "fleet.gpus")));
  CHECK(value(report, "fleet.cost_per_million_tokens") ==
        about(2.0 / 3600 / value(report, "fleet.tokens_per_s_per_gpu") * 1e6));
}

TEST_CASE("a full replica reads all of its memory") {
  Scenario s = napkin("llama-3-8b", 8e9, 1, kH100, kFree, 0);
  full(s, 2048, 4e9);
  CHECK(value(s, "fleet.full_step") == about(0.0324, 0.01));
  CHECK(bound(s, "fleet.full_step") == about(0.0324 * 0.7, 0.01));
}

TEST_CASE("where nothing fits there is no fleet, and the report says why") {
  Scenario s = chat(2048, 300, 1);
  s.serving->arrival_rate = 10;
  s.serving->slo.tpot = 0.005;  // below one read of the weights
  const Report report = make_report(s);
  CHECK(value(report, "fleet.knee_batch") == 0);
  CHECK(value(report, "fleet.operating_batch") == 0);
  for (std::string_view id : {"fleet.gpus", "fleet.replica_capacity", "fleet.operating_gap",
                              "rule.decode_only_gpus", "disaggregation.pool_ratio"}) {
    CAPTURE(id);
    REQUIRE(report.find(id) != nullptr);
    CHECK(!report.find(id)->value);
    CHECK(!report.find(id)->bound);
  }
  CHECK(std::any_of(report.notes.begin(), report.notes.end(), [](const std::string& note) {
    return note.find("Not even one sequence keeps") != std::string::npos;
  }));
  // Weights that do not fit: no replica whatever the target.
  Scenario large = serving("llama-3-70b", "h100-sxm-80gb", 1, 1024, 100, 1);
  CHECK(value(large, "fleet.operating_batch") == 0);
  CHECK(!make_report(large).find("fleet.replica_capacity")->value);
}

TEST_CASE("a job charges every prefill: 3.5 hours, not 1.9") {
  Scenario s = chat(1750, 500, 256);
  s.cluster.price_per_gpu_hour = 2;
  s.serving->requests = 100000;
  const Report report = make_report(s);
  CHECK(value(report, "job.waves") == 391);
  CHECK(value(report, "rule.job_time") / 3600 == about(1.93, 0.01));
  CHECK(value(report, "job.time") / 3600 == about(3.49, 0.01));
  CHECK(value(report, "job.run_cost") == about(2 * value(report, "job.time") / 3600));
  // One request takes as long as one request.
  s.serving->requests = 1;
  Scenario alone = s;
  alone.serving->batch = 1;
  CHECK(value(s, "job.time") == about(value(alone, "request.latency")));
}

TEST_CASE("chunks: the multiplies share the weights, attention comes on top") {
  // 158 sequences with as many prompt tokens a step as keep pace: 158·2048/300.
  Scenario s = chat(2048, 300, 158);
  s.serving->chunk_tokens = 1079;
  const Report report = make_report(s);
  const double context = 2048 + 149.5, bandwidth = 0.7 * kH100;
  const double caches = 158 * 131072 * context / bandwidth;
  const double chunk_cache = (0.5 * (2048 - 1079) + 1079) * 131072 / bandwidth;
  CHECK(value(report, "chunked.step_time") ==
        about(2 * 8e9 * (158 + 1079) / (0.5 * kPeak) + caches + chunk_cache, 2e-3));
  CHECK(value(report, "chunked.ttft") == about(2 * value(report, "chunked.step_time")));
  CHECK(value(report, "chunked.stall") == value(report, "request.prefill_time"));
  // Finer chunks: a shorter step, a later first token.
  s.serving->chunk_tokens = 128;
  const Report fine = make_report(s);
  CHECK(value(fine, "chunked.step_time") < value(report, "chunked.step_time"));
  CHECK(value(fine, "chunked.ttft") > value(report, "chunked.ttft"));
  CHECK(value(fine, "chunked.step_time") > value(fine, "decode.step_time"));
}

TEST_CASE("speculation fades with the batch at short context, and lasts at long") {
  struct {
    double context, batch, gain;
  } const rows[] = {{256, 64, 1.64},  {256, 128, 1.050}, {256, 256, 0.769},
                    {2000, 64, 1.81}, {2000, 128, 1.49}, {2000, 256, 1.35},
                    {8192, 64, 1.98}, {8192, 128, 1.85}, {8192, 256, 1.80}};
  for (const auto& row : rows) {
    CAPTURE(row.context);
    CAPTURE(row.batch);
    Scenario s = chat(row.context, 1, row.batch);
    s.assume["assume.decode.mfu"] = 0.5;
    s.serving->speculation.emplace();
    const Report report = make_report(s);
    CHECK(value(report, "speculation.tokens_per_pass") == about(3.3616, 1e-4));
    CHECK(value(report, "rule.speculation_gain") == about(2.101, 1e-3));
    CHECK(value(report, "speculation.gain") == about(row.gain, 0.015));
    CHECK(value(report, "speculation.token_time") ==
          about(value(report, "decode.step_time") / value(report, "speculation.gain")));
    CHECK(value(report, "rule.speculation_batch") == about(42, 0.02));
    if (row.context == 256)
      CHECK(value(report, "speculation.break_even_batch") == about(138, 0.03));
    if (row.context > 256) CHECK(value(report, "speculation.break_even_batch") == kMostSequences);
  }
}

TEST_CASE("the largest batch that gains is the last one, by trial") {
  for (std::string_view model : {"llama-3-8b", "mixtral-8x7b", "deepseek-v3"}) {
    CAPTURE(model);
    Scenario s = serving(model, "h200-sxm-141gb", 8, 300, 50, 1);
    s.serving->speculation = {4, 0.7, 0.2};
    const double last = value(s, "speculation.break_even_batch");
    if (last == 0 || last == kMostSequences) continue;
    s.serving->batch = last;
    CHECK(value(s, "speculation.gain") >= 1);
    s.serving->batch = last + 1;
    CHECK(value(s, "speculation.gain") < 1);
  }
}

TEST_CASE("one draft token that is never accepted and costs nothing") {
  Scenario s = serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 100, 8);
  s.serving->speculation = {1, 0, 0};
  const Report report = make_report(s);
  CHECK(value(report, "speculation.tokens_per_pass") == 1);
  CHECK(value(report, "speculation.gain") ==
        about(value(report, "decode.step_time") / value(report, "speculation.verify_step")));
  CHECK(value(report, "speculation.gain") < 1);
}

TEST_CASE("caches between pools: 1.34 GB of 70B in 27 ms of one card") {
  Scenario s = napkin("llama-3-70b", 70e9, 1, kH100, kPeak, 0);
  s.cluster.gpu.nic_bandwidth = Figure{.value = 50e9, .source = {}};
  s.assume["assume.nic.efficiency"] = 1;
  s.assume["assume.pipeline.hop"] = 0;
  at(s, 4096, 1).serving->arrival_rate = 500;
  const Report report = make_report(s);
  CHECK(value(report, "disaggregation.kv_bytes") == about(4096.0 * 327680));
  CHECK(value(report, "disaggregation.transfer_time") == about(4096.0 * 327680 / 50e9));
  CHECK(value(report, "disaggregation.exposed_time") == about(4096.0 * 327680 / 50e9 / 80));
  CHECK(value(report, "disaggregation.kv_rate") == about(500 * 4096.0 * 327680));
  CHECK(value(report, "disaggregation.nics") == 14);
}

TEST_CASE("a day and its failures") {
  Scenario s = serving("llama-3-70b", "h100-sxm-80gb", 8, 1024, 200, 32);
  s.cluster.price_per_gpu_hour = 2;
  s.serving->arrival_rate = 300;
  CHECK(make_report(s).find("availability.spares") == nullptr);
  CHECK(make_report(s).find("availability.mean_over_peak") == nullptr);
  s.operations.availability = 0.999;
  s.operations.peak_to_trough = 10;
  const Report report = make_report(s);
  const double up = std::pow(50677.0 / (50677 + 48), 8);
  CHECK(value(report, "availability.replica_up") == about(up));
  const double replicas = value(report, "fleet.replicas"),
               spares = value(report, "availability.spares");
  CHECK(spares >= 1);
  CHECK(fleet_up(Number<double>(replicas), Number<double>(spares), Number<double>(up)).value() >=
        0.999);
  CHECK(fleet_up(Number<double>(replicas), Number<double>(spares - 1), Number<double>(up)).value() <
        0.999);
  CHECK(value(report, "availability.provisioned") == replicas + spares);
  CHECK(value(report, "availability.mean_over_peak") == about(0.55));
  CHECK(value(report, "availability.scaled_over_peak") == about(0.553, 1e-3));
  CHECK(
      value(report, "fleet.autoscaled_usd_per_month") ==
      about(value(report, "fleet.usd_per_month") * value(report, "availability.scaled_over_peak")));
}

TEST_CASE("steps of the service are those of the estimate, whatever the scenario") {
  RandomScenarios random(11);
  for (int i = 0; i < 300; ++i) {
    const Scenario scenario = random.next();
    CAPTURE(describe(scenario));
    const Inputs<double> in = resolve(scenario);
    const ServingEstimate<double> e = estimate_serving(in);
    const double step = e.decode_step.expected.value();
    CHECK(detail::step_at(in, e.batch.value()) == about(step, 1e-12));
    // Nothing that a pass reads is left out of the row of a search.
    const Inputs<double> again = detail::unpacked(std::span<const double>(detail::packed(in)));
    CHECK(detail::step_at(again, e.batch.value()) == detail::step_at(in, e.batch.value()));
    CHECK(detail::prefill(again, Number<double>(1)).time.expected.value() ==
          detail::prefill(in, Number<double>(1)).time.expected.value());
  }
}

TEST_CASE("whole batches keep their limit and the next one does not") {
  RandomScenarios random(12);
  int solved = 0;
  for (int i = 0; i < 300; ++i) {
    Scenario scenario = random.next();
    scenario.serving->slo.tpot = random.between(0.005, 1);
    CAPTURE(describe(scenario));
    const Report report = make_report(scenario);
    const double knee = value(report, "fleet.knee_batch");
    const double within = value(report, "fleet.batch_within_gap");
    CHECK(within <= knee);
    if (within < 1 || within == kMostSequences) continue;
    ++solved;
    const double limit = *scenario.serving->slo.tpot;
    scenario.serving->batch = within;
    CHECK(value(scenario, "fleet.token_gap") <= limit * (1 + 1e-12));
    scenario.serving->batch = within + 1;
    CHECK(value(scenario, "fleet.token_gap") > limit);
  }
  CHECK(solved > 80);
}

}  // namespace
}  // namespace wf::model
