#include "tests/widgets/demo_figure.h"

#include <algorithm>
#include <cmath>

namespace wf::widgets {
namespace {

constexpr double kPeak = 1e15;       // FLOP/s
constexpr double kBandwidth = 3e12;  // bytes/s
constexpr double kRidge = kPeak / kBandwidth;

// Attained speed: the two times add up where they do not overlap perfectly.
double attained(double intensity) {
  const double ideal = std::min(kPeak, intensity * kBandwidth);
  const double sum = 1 / (1 / kPeak + 1 / (intensity * kBandwidth));
  return 0.82 * (0.35 * ideal + 0.65 * sum);
}

}  // namespace

Figure demo_roofline() {
  Figure figure;
  figure.title = "Decode sits under the sloping roof until the batch is large";
  figure.describe =
      "A roofline. At batch 32 the step is bound by memory bandwidth, a factor of ten left of the "
      "ridge.";
  figure.x = {"Arithmetic intensity", "FLOP/byte", Scale::kLog10, 1.0, 10000.0};
  figure.y = {"Attained speed", "FLOP/s", Scale::kLog10, 1e12, 5e15};
  figure.walls.push_back({Wall::kMemoryBandwidth,
                          "memory bandwidth",
                          {{1, kBandwidth}, {kRidge, kPeak}},
                          Side::kAbove,
                          "gpu.memory_bandwidth"});
  figure.walls.push_back(
      {Wall::kCompute, "compute", {{kRidge, kPeak}, {10000, kPeak}}, Side::kAbove, "gpu.peak"});

  Line expected{.name = "expected"};
  for (int i = 0; i <= 80; ++i) {
    const double intensity = std::pow(10.0, 4.0 * i / 80);
    expected.points.push_back({intensity, attained(intensity)});
  }
  expected.meaning.quantity = "decode.attained";
  figure.lines.push_back(expected);
  figure.lines.push_back({.name = "rule: one token, one FLOP/byte",
                          .points = {{1, 1e12}, {1000, 1e15}},
                          .role = LineRole::kRule,
                          .label = {"", 30}});
  figure.markers.push_back({.name = "batch 32",
                            .at = {32, attained(32)},
                            .role = MarkerRole::kOperating,
                            .meaning = {"decode.attained", Wall::kMemoryBandwidth},
                            .label = {"batch 32\n55 TFLOP/s", 95}});
  figure.markers.push_back({.name = "prefill",
                            .at = {3000, attained(3000)},
                            .meaning = {"prefill.attained", Wall::kCompute}});
  Handle handle{.at = {32, attained(32)}, .knob = "serving.batch"};
  for (double batch = 1; batch <= 4096; batch *= 2) handle.stops.push_back({batch, batch});
  figure.handles.push_back(handle);
  figure.annotations.push_back({"the ridge, 333 FLOP/byte", {kRidge, kPeak}, {}, 40});
  return figure;
}

Figure demo_lines() {
  Figure figure;
  figure.title = "Time between tokens grows with the batch";
  figure.x = {"Batch", "1"};
  figure.y = {"Step time", "s"};
  const char* names[] = {"2k context", "8k context", "32k context"};
  for (int k = 0; k < 3; ++k) {
    Line line{.name = names[k], .series = k};
    for (int b = 1; b <= 128; b += 3) {
      line.points.push_back({double(b), 0.02 + 0.00009 * b * (k == 0 ? 1 : k == 1 ? 2.2 : 5.0)});
    }
    figure.lines.push_back(line);
  }
  Line before{.name = "before", .role = LineRole::kGhost, .label = {"", 20}};
  Line bound{.name = "bound", .role = LineRole::kBound, .label = {"", 30}};
  for (int b = 1; b <= 128; b += 3) {
    before.points.push_back({double(b), 0.034 + 0.0002 * b});
    bound.points.push_back({double(b), 0.014 + 0.00008 * b});
  }
  figure.lines.push_back(before);
  figure.lines.push_back(bound);
  figure.lines.push_back(
      {.name = "SLO 50 ms", .points = {{0, 0.05}, {128, 0.05}}, .role = LineRole::kReference});
  figure.walls.push_back(
      {Wall::kMemoryCapacity, "", {{104, 0}}, Side::kRight, "serving.max_batch"});
  figure.markers.push_back({.name = "now",
                            .at = {64, 0.02 + 0.00009 * 64 * 2.2},
                            .role = MarkerRole::kOperating,
                            .label = {"batch 64, 33 ms", 90}});
  return figure;
}

Figure demo_headrooms() {
  Figure figure;
  figure.title = "How much the load can still grow";
  figure.x = {"Headroom", "1", Scale::kLog10, 0.5, 100.0};
  Bars bars;
  const double values[] = {6.2, 1.4, 48, 9.1, 2.3};
  BarSeries group;
  for (std::size_t i = 0; i < kWallCount; ++i) {
    bars.categories.emplace_back(wall_name(kWalls[i]));
    group.values.push_back({.value = values[i], .meaning = {"", kWalls[i]}});
  }
  group.values[1].bound = 1.9;
  bars.groups.push_back(group);
  bars.base = 1;
  figure.bars = bars;
  return figure;
}

Figure demo_memory_bill() {
  Figure figure;
  figure.title = "What one GPU has to hold";
  figure.x = {"Memory", "bytes"};
  Stack stack;
  stack.categories = {"bf16", "fp8 weights"};
  stack.parts = {{"weights", {70.6e9, 35.3e9}, {}, {}},
                 {"KV cache", {21e9, 21e9}, {}, {}},
                 {"workspace", {3e9, 3e9}, {}, {}}};
  stack.capacity = 80e9;
  stack.capacity_label = "80 GB of HBM";
  figure.stack = stack;
  return figure;
}

}  // namespace wf::widgets
