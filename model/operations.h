#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/knobs.h"
#include "model/scenario.h"
#include "model/wall.h"

// An estimate of a step, opened into its operations.
namespace wf::model {

// A step at a flat share of the peak has no operations: it is one row.
inline constexpr Term kOpWhole{.id = "op.whole",
                               .symbol = "t",
                               .unit = "s",
                               .sentence = "The whole step at a flat share of the peak.",
                               .source = "a napkin"};

// One operation, on the GPU that does the most of it, as often as it counts in the step.
struct OperationRow {
  const Term* term = nullptr;
  std::string shape;  // "64 × 8,192 × 10,240 · 80 layers": rows × inputs × outputs of a multiply
  double flops = 0;
  double bytes = 0;                  // through memory
  double wire = 0;                   // bytes sent by one GPU
  std::optional<double> intensity;   // FLOPs for each byte of memory traffic
  double time = 0;                   // expected, s
  double bound = 0;                  // its slowest resource at full rate; 0: could be hidden whole
  double share = 0;                  // of the step
  Wall wall = Wall::kCompute;        // where most of its time goes; launches count as compute
  const Knob* efficiency = nullptr;  // what its expected time rests on most; its source is there
};

// The operations of one step. Their expected times add up to `time`.
struct OperationTable {
  std::string_view title;     // "Decode step"
  std::string_view quantity;  // "decode.step_time", whose expected value `time` is
  double time = 0;
  std::vector<OperationRow> rows;
};

// Of the decode step and the prefill pass of a serving section, and of a training step.
std::vector<OperationTable> operation_tables(const Scenario& scenario);

}  // namespace wf::model
