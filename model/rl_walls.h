#pragma once

#include "model/formulas/rl.h"
#include "model/walls.h"

// The walls of reinforcement learning. The load is prompts × samples.
namespace wf::model {

// The expected RL step by what it waits for: of work done at the same time, what sets the step.
TimeByWall rl_time_by_wall(const Inputs<double>& in, const RlEstimate<double>& estimate);

// The target is the days of the budget, where the steps of the run are known. Completions beyond
// the slots wait their turn, so that memory limits their length and not their number: a pool whose
// longest completion does not fit is short of memory, and only the learner's activations have
// headroom.
Walls rl_walls(const Inputs<double>& in, const RlEstimate<double>& estimate);

}  // namespace wf::model
