#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/formulas/serving.h"
#include "model/formulas/training.h"
#include "model/wall.h"

// The five walls on one scale. Headroom is the factor by which the load can still grow before a
// wall stops it; the wall with the least of it binds.
namespace wf::model {

struct Headroom {
  Wall wall = Wall::kCompute;
  std::optional<double> factor;  // nullopt: nothing limits it, or it is not this wall's doing
  // The target is missed, and another resource takes most of the time: this wall is not to blame.
  bool missed_elsewhere = false;
};

// What the headrooms of times refer to.
enum class Target : std::uint8_t { kNone, kTokenGap, kFirstToken, kDeadline };

struct Walls {
  std::array<Headroom, kWallCount> ascending;  // the binding wall first
  Target target = Target::kNone;

  Wall binding() const { return ascending[0].wall; }
  std::optional<double> of(Wall wall) const;
  const Headroom& headroom(Wall wall) const;
};

// The expected time of a step, split by what its operations wait for.
struct TimeByWall {
  double memory_bandwidth = 0, network = 0, compute = 0, launch = 0;
  double total() const { return memory_bandwidth + network + compute + launch; }
};
TimeByWall time_by_wall(const Pass<double>& pass, double scale);
Wall largest(const TimeByWall& time);

// The expected time of a pass when one resource alone sees `factor` times the load and the others
// see what they see now. At factor 1 it is the pass's time, whatever the resource.
double time_at_load(const Inputs<double>& in, const Pass<double>& pass, bool decode, double rows,
                    Wall resource, double factor);

// The walls of a serving estimate. The load is the batch, the target
// TPOT or TTFT, whichever is nearer to being missed.
Walls serving_walls(const Inputs<double>& in, const ServingEstimate<double>& estimate);

// The walls of a training estimate: the load is global batch × sequence length, the target the
// days of the budget.
Walls training_walls(const Inputs<double>& in, const TrainingEstimate<double>& estimate);

// Ascending by headroom; equal ones in the order of the walls.
Walls sorted(std::array<Headroom, kWallCount> walls, Target target);

}  // namespace wf::model
