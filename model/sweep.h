#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/wall.h"

// A knob against quantities: a grid of scenarios, estimated on several threads.
namespace wf::model {

// One place on an axis.
struct SweepPoint {
  double value = 0;
  std::string label;  // of a choice, a model, a GPU or "max"; empty: the value says it all
  const Accelerator* gpu = nullptr;
  const ModelShape* model = nullptr;
};

struct SweepAxis {
  std::string path;            // "serving.batch", "cluster.gpu", "model"
  const Knob* knob = nullptr;  // nullptr: models or GPUs of the catalogue
  bool logarithmic = false;
  std::vector<SweepPoint> points;

  std::string_view unit() const { return knob ? knob->term.unit : std::string_view("1"); }
  // Whether the points are places on a scale rather than names.
  bool numeric() const;
};

// Reads PATH=LO:HI[:STEPS][:log] or PATH=A,B,C. Values may have units; counts go in whole steps.
// Without STEPS: 25 points, every whole number of a short range, doublings of a logarithmic count.
// Error: what was expected, as "--vary TEXT".
Result<SweepAxis> parse_axis(std::string_view text, const Catalogue& catalogue);

// A knob over the range that is worth looking at from where it stands: decades around the present
// value, whole numbers for counts, the legal values of layouts, every name of a choice. The present
// value is one of the points. Nothing where the scenario has no such section.
std::optional<SweepAxis> axis_around(const Scenario& scenario, const Knob& knob);

enum class SweepShow : std::uint8_t { kValue, kBound, kBinding, kHeadroom };
struct SweepColumn {
  std::string name;  // as asked for
  SweepShow show = SweepShow::kValue;
  const Term* term = nullptr;  // of a quantity
  Wall wall = Wall::kCompute;  // of a headroom

  std::string_view unit() const { return term ? term->unit : std::string_view("1"); }
};

// Reads QUANTITY, QUANTITY.bound, "binding" or "headroom.WALL" ("headroom.memory capacity", also
// with - or _ for the space). Error: what was expected, with the nearest name.
Result<SweepColumn> parse_column(std::string_view text);

struct SweepCell {
  std::optional<double> number;
  std::optional<Wall> wall;  // of a binding column
};

// One scenario of the grid. Where its layout does not fit the GPUs there is a reason and no value.
struct SweepRow {
  std::vector<std::size_t> at;  // index of the point on each axis
  std::vector<SweepCell> cells;
  std::optional<Wall> binding;
  std::string fault;
};

struct Sweep {
  std::vector<SweepAxis> axes;
  std::vector<SweepColumn> columns;
  std::vector<SweepRow> rows;  // the last axis runs fastest
};

inline constexpr std::size_t kMostSweepRows = 2'000'000;

// Scenarios of the grid that the axes span.
std::size_t sweep_size(std::span<const SweepAxis> axes);

// Estimates the grid on `jobs` threads; 0: as many as the machine has. The order of the rows does
// not depend on them. `done` counts rows as they are finished.
Sweep run_sweep(const Scenario& base, std::vector<SweepAxis> axes, std::vector<SweepColumn> columns,
                unsigned jobs = 0, std::atomic<std::size_t>* done = nullptr);

}  // namespace wf::model
