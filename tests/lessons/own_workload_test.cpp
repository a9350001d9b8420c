#include "lessons/own_workload.h"

#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

wf::model::Scenario workload(const std::string& file) {
  const auto text = wf::model::read_text_file(kRoot / "tests/data/own" / file);
  REQUIRE(text.ok());
  auto loaded = wf::model::read_workload(*text, file, kRoot, catalogue());
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().text());
  return loaded->scenario;
}

wf::model::Scenario lesson(const std::string& folder) { return opening(load(folder)); }

}  // namespace

TEST_CASE("what a lesson asks for and a file lacks is the lesson's, and named") {
  const auto fleet = lesson("03-requirements");
  const OwnReading reading = read_with(workload("serving-without-targets.json"), fleet);
  CHECK(reading.scenario.serving->prompt_tokens == 4000);
  CHECK(reading.scenario.serving->slo.tpot == fleet.serving->slo.tpot);
  CHECK(reading.scenario.serving->arrival_rate == fleet.serving->arrival_rate);
  CHECK(reading.scenario.cluster.price_per_gpu_hour == fleet.cluster.price_per_gpu_hour);
  CHECK_FALSE(reading.scenario.budget.usd_per_month);
  CHECK(reading.words() ==
        "Your file has no target for the first token, target for the pace, arrival rate or price: "
        "the lesson's own are used.");
}

TEST_CASE("a whole section is lent, and one of no use to the lesson stands aside") {
  const auto fleet = lesson("03-requirements");
  const OwnReading reading = read_with(workload("training-only.json"), fleet);
  CHECK_FALSE(reading.scenario.training);
  REQUIRE(reading.scenario.serving);
  CHECK(reading.scenario.serving->prompt_tokens == fleet.serving->prompt_tokens);
  CHECK(reading.scenario.parallel.pp == 8);
  CHECK(
      reading.words() ==
      "Your file has no serving section or price: the lesson's own are used. This lesson does not "
      "read its training section.");
}

TEST_CASE("what the file says is kept") {
  auto mine = workload("tiny-on-l4.json");
  mine.budget.usd_per_month = 100;
  const OwnReading reading = read_with(mine, lesson("03-requirements"));
  CHECK(reading.words() == "");
  CHECK(wf::model::write_workload(reading.scenario) == wf::model::write_workload(mine));
  // A lesson that speaks of a model alone reads any file.
  CHECK(read_with(mine, {}).words() == "");
}

TEST_CASE("a lesson's assumption holds where the file makes none") {
  const auto pretraining = lesson("02-napkin-math");
  auto mine = workload("training-only.json");
  const OwnReading lent = read_with(mine, pretraining);
  CHECK(lent.scenario.assume.at("assume.training.mfu") == 0.4);
  CHECK(contains(lent.words(), "assumed efficiency"));
  mine.assume["assume.training.mfu"] = 0.3;
  CHECK(read_with(mine, pretraining).scenario.assume.at("assume.training.mfu") == 0.3);
}

TEST_CASE("what has no name is called by its size, and defaults are numbers") {
  const auto pretraining = lesson("02-napkin-math");
  const ModelSource mine(read_with(workload("shapes-only.json"), pretraining).scenario, catalogue(),
                         pretraining);
  CHECK(word(mine, "model.name") == "Dense 3.0B");
  CHECK(word(mine, "cluster.gpu.name") == "GPU of 48 GB");
  CHECK(number(mine, "training.micro_batch") == 1);
  CHECK(number(mine, "training.global_batch") == 4);
  CHECK(word(mine, "training.recompute") == "none");
  CHECK(number(mine, "operations.utilization") == 0.8);
}

TEST_CASE("a worked design is computed on the lesson's own scenario, whatever is read") {
  const auto fleet = lesson("03-requirements");
  const ModelSource own(fleet, catalogue());
  const ModelSource mine(read_with(workload("does-not-fit.json"), fleet).scenario, catalogue(),
                         fleet);
  CHECK(number(mine, "fleet.gpus | scenario=lesson") == number(own, "fleet.gpus"));
  CHECK(number(mine, "fleet.gpus | serving.slo.tpot=0.02, scenario=lesson") ==
        number(own, "fleet.gpus | serving.slo.tpot=0.02"));
  CHECK(number(mine, "weights.bytes") > number(mine, "weights.bytes | scenario=lesson"));
  // In a drill's numbers and a table's row, too.
  const OverriddenSource drill(mine, {{"scenario", "lesson"}, {"serving.batch", "16"}});
  CHECK(number(drill, "decode.step_time") == number(own, "decode.step_time | serving.batch=16"));
  CHECK_FALSE(mine.scenario_with({{"scenario", "other"}}).ok());
  CHECK(word(mine, "scenario") == "A 405B model on one H100");
}
