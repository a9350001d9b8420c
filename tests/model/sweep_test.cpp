#include "model/sweep.h"

#include <doctest/doctest.h>

#include <atomic>

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using testing::catalogue;

SweepAxis axis(std::string_view text) {
  auto read = parse_axis(text, catalogue());
  if (!read) FAIL(read.error().text());
  return std::move(*read);
}
std::vector<double> values(std::string_view text) {
  std::vector<double> out;
  for (const SweepPoint& point : axis(text).points) out.push_back(point.value);
  return out;
}
std::string fault(std::string_view text) {
  const auto read = parse_axis(text, catalogue());
  return read ? "no error" : read.error().text();
}
SweepColumn column(std::string_view text) {
  auto read = parse_column(text);
  if (!read) FAIL(read.error().text());
  return std::move(*read);
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Scenario chat() { return testing::serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 128, 8); }

TEST_CASE("ranges: straight, logarithmic, whole, with units") {
  CHECK(values("serving.prefix_hit=0:0.8:3") == std::vector<double>{0, 0.4, 0.8});
  CHECK(values("serving.batch=1:4") == std::vector<double>{1, 2, 3, 4});
  CHECK(values("serving.batch=1:16:log") == std::vector<double>{1, 2, 4, 8, 16});
  CHECK(values("serving.batch=1:10:log") == std::vector<double>{1, 2, 4, 8, 10});
  CHECK(values("serving.batch=1:2:9") == std::vector<double>{1, 2});
  CHECK(values("serving.batch=7:7") == std::vector<double>{7});
  const auto bandwidth = values("cluster.gpu.memory_bandwidth=1 TB/s:4 TB/s:3:log");
  REQUIRE(bandwidth.size() == 3);
  CHECK(bandwidth[0] == 1e12);
  CHECK(bandwidth[1] == doctest::Approx(2e12));
  CHECK(bandwidth[2] == 4e12);
  CHECK(axis("serving.prefix_hit=0:0.9").points.size() == 25);
}

TEST_CASE("lists: numbers, choices, models, GPUs and the largest batch") {
  CHECK(values("serving.batch=1, 8,64") == std::vector<double>{1, 8, 64});
  const SweepAxis types = axis("precision.weights=bf16,fp8");
  CHECK(types.points[1].label == "fp8");
  CHECK(!types.numeric());
  CHECK(axis("cluster.gpu=h100-sxm-80gb").points[0].gpu != nullptr);
  CHECK(axis("model=llama-3-8b").points[0].model != nullptr);
  CHECK(axis("serving.batch=1,max").points[1].label == "max");
  CHECK(axis("model.gated_ffn=no,yes").points[1].value == 1);
}

TEST_CASE("errors name what was expected") {
  CHECK(says(fault("serving.batch"), "PATH=LO:HI"));
  CHECK(says(fault("serving.bach=1:2"), "did you mean \"serving.batch\""));
  CHECK(says(fault("batch=1:2"), "did you mean"));
  CHECK(says(fault("serving.batch="), "no value"));
  CHECK(says(fault("serving.batch=4:1"), "LO is above HI"));
  CHECK(says(fault("serving.batch=1:2:0"), "number of steps"));
  CHECK(says(fault("serving.batch=1:2:lin"), "\"log\" was expected"));
  CHECK(says(fault("serving.batch=1:2:3:4"), "LO:HI"));
  CHECK(says(fault("serving.batch=0:4"), "range of serving.batch"));
  CHECK(says(fault("serving.batch=1.5:4"), "whole number"));
  CHECK(says(fault("serving.prefix_hit=0:0.9:5:log"), "above 0"));
  CHECK(says(fault("precision.weights=bf17"), "one of fp32"));
  CHECK(says(fault("precision.weights=bf16:fp8"), "list its values"));
  CHECK(says(fault("cluster.gpu=h100"), "no GPU \"h100\""));
  CHECK(says(fault("cluster.gpu.memory=1 TB/s:2 TB/s"), "--vary"));
  CHECK(!parse_column("decode.steptime").ok());
  CHECK(says(parse_column("decode.step_tim").error().text(), "decode.step_time"));
  CHECK(says(parse_column("headroom.luck").error().text(), "memory capacity"));
}

TEST_CASE("each row is the report of its own scenario") {
  const Sweep sweep =
      run_sweep(chat(), {axis("serving.batch=1,8,max"), axis("precision.weights=bf16,fp8")},
                {column("decode.step_time"), column("decode.step_time.bound"), column("binding"),
                 column("headroom.memory_capacity")},
                1);
  REQUIRE(sweep.rows.size() == 6);
  CHECK(sweep.rows[1].at == std::vector<std::size_t>{0, 1});  // the last axis runs fastest
  CHECK(sweep.rows[2].at == std::vector<std::size_t>{1, 0});
  for (const SweepRow& row : sweep.rows) {
    Scenario scenario = chat();
    const auto& batch = sweep.axes[0].points[row.at[0]];
    scenario.serving->batch = batch.value;
    if (batch.label == "max") scenario.serving->batch.reset();
    scenario.precision.weights = row.at[1] == 0 ? Precision::kBf16 : Precision::kFp8;
    const Report report = make_report(scenario);
    CHECK(row.cells[0].number == report.find("decode.step_time")->value);
    CHECK(row.cells[1].number == report.find("decode.step_time")->bound);
    CHECK(row.cells[2].wall == report.sections[0].walls.binding());
    CHECK(row.cells[3].number == report.sections[0].walls.of(Wall::kMemoryCapacity));
  }
}

TEST_CASE("a knob of a GPU holds for every GPU, in whatever order they are given") {
  const Sweep sweep = run_sweep(chat(),
                                {axis("cluster.gpu.memory_bandwidth=1e12,2e12"),
                                 axis("cluster.gpu=h100-sxm-80gb,h200-sxm-141gb")},
                                {column("roofline.ridge")}, 1);
  CHECK(*sweep.rows[0].cells[0].number == doctest::Approx(2 * *sweep.rows[2].cells[0].number));
  CHECK(*sweep.rows[0].cells[0].number == *sweep.rows[1].cells[0].number);
}

TEST_CASE("threads change neither the values nor their order") {
  const std::vector<SweepAxis> axes = {axis("serving.batch=1:200:200"),
                                       axis("serving.prompt_tokens=16:8192:11:log")};
  const std::vector<SweepColumn> columns = {column("decode.step_time"), column("binding")};
  std::atomic<std::size_t> done = 0;
  const Sweep one = run_sweep(chat(), axes, columns, 1);
  const Sweep many = run_sweep(chat(), axes, columns, 7, &done);
  CHECK(done == 2200);
  REQUIRE(one.rows.size() == many.rows.size());
  for (std::size_t i = 0; i < one.rows.size(); ++i) {
    CHECK(one.rows[i].at == many.rows[i].at);
    CHECK(one.rows[i].cells[0].number == many.rows[i].cells[0].number);
    CHECK(one.rows[i].cells[1].wall == many.rows[i].cells[1].wall);
  }
}

TEST_CASE("a layout that does not fit costs its row") {
  Scenario scenario = chat();
  scenario.cluster.gpus = 8;
  const Sweep sweep =
      run_sweep(scenario, {axis("parallel.tp=1,3,8")}, {column("decode.step_time")}, 1);
  CHECK(sweep.rows[0].cells[0].number);
  CHECK(!sweep.rows[1].cells[0].number);
  CHECK(!sweep.rows[1].fault.empty());
  CHECK(sweep.rows[2].cells[0].number);
  CHECK(*sweep.rows[2].cells[0].number < *sweep.rows[0].cells[0].number);
}

TEST_CASE("a grid too large to hold is known before it is made") {
  const std::vector<SweepAxis> axes(6, axis("serving.prefix_hit=0:0.9:100"));
  CHECK(sweep_size(axes) > kMostSweepRows);
  CHECK(sweep_size(std::span(axes).first(2)) == 10'000);
}

}  // namespace
}  // namespace wf::model
