#include "model/rl_walls.h"

#include <algorithm>
#include <cmath>

namespace wf::model {
namespace {

constexpr double kUnlimited = 1e9;  // loads beyond this are no limit at all

std::optional<double> ratio(double over, double under) {
  if (under <= 0) return std::nullopt;
  return std::max(0.0, over) / under;
}

TimeByWall operator+(TimeByWall a, const TimeByWall& b) {
  a.memory_bandwidth += b.memory_bandwidth, a.network += b.network;
  a.compute += b.compute, a.launch += b.launch;
  return a;
}
TimeByWall operator*(double factor, TimeByWall time) {
  time.memory_bandwidth *= factor, time.network *= factor;
  time.compute *= factor, time.launch *= factor;
  return time;
}

// How often each part counts in the step: where two pools work at the same time, the slower one.
struct Parts {
  double rollout = 0, work = 0, reward = 0, learner = 0, sync = 0;
};
Parts parts_of_step(const Inputs<double>& in, const RlEstimate<double>& e) {
  const auto& rl = in.rl;
  const double rollout = e.rollout.expected.value() + rl.reward_time.value();
  const double learner = e.learner.expected.value(), sync = e.sync.expected.value();
  const double work = e.work.expected.value(), updates = rl.staleness.value() + 1;
  if (rl.placement == Placement::kColocated || updates <= 1) return {1, 0, 1, 1, 1};
  if (rl.placement == Placement::kDisaggregated) {
    return rollout >= learner ? Parts{1, 0, 1, 0, 1} : Parts{0, 0, 0, 1, 1};
  }
  const double whole = (std::max(rollout, work) + learner + sync) / updates;
  if (whole >= std::max(work, learner + sync)) {
    return {1 / updates, 0, 1 / updates, 1 / updates, 1 / updates};
  }
  return work >= learner + sync ? Parts{0, 1, 0, 0, 0} : Parts{0, 0, 0, 1, 1};
}

TimeByWall learner_time(const Inputs<double>& in, const RlEstimate<double>& e) {
  TimeByWall time;
  if (in.assume.flat_training) {
    time.compute = e.learner.expected.value();
    return time;
  }
  return time_by_wall(e.training_pass, e.trainings.value()) +
         time_by_wall(e.scoring_pass, (e.scorings * e.scoring_scale).value());
}

double own_time(const TimeByWall& time, Wall wall) {
  if (wall == Wall::kMemoryBandwidth) return time.memory_bandwidth;
  return wall == Wall::kNetwork ? time.network : time.compute + time.launch;
}

// The factor at which `time`, which rises with it, reaches `limit`; nullopt where it never does.
template <class Function>
std::optional<double> factor_at(const Function& time, double limit) {
  double low = 0, high = 1;
  while (time(high) < limit) {
    low = high, high *= 4;
    if (high > kUnlimited) return std::nullopt;
  }
  for (int i = 0; i < 48; ++i) {
    const double middle = 0.5 * (low + high);
    (time(middle) < limit ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

TimeByWall rl_time_by_wall(const Inputs<double>& in, const RlEstimate<double>& e) {
  const Parts parts = parts_of_step(in, e);
  const TimeByWall prefill = time_by_wall(e.prefill_pass, e.prefill_scale.value());
  const TimeByWall rollout = time_by_wall(e.alone_pass, e.alone.value()) +
                             time_by_wall(e.full_pass, e.full.value()) + prefill;
  const double full_steps =
      (e.work.expected - e.prefill.expected).value() / e.decode_step.expected.value();
  const TimeByWall work = time_by_wall(e.full_pass, full_steps) + prefill;
  TimeByWall rest;
  rest.launch = parts.reward * in.rl.reward_time.value();
  rest.network = parts.sync * e.sync.expected.value();
  return parts.rollout * rollout + parts.work * work + parts.learner * learner_time(in, e) + rest;
}

Walls rl_walls(const Inputs<double>& in, const RlEstimate<double>& e) {
  const auto& rl = in.rl;
  const TimeByWall time = rl_time_by_wall(in, e);
  const double step = e.step.expected.value();

  std::array<Headroom, kWallCount> walls;
  for (std::size_t i = 0; i < kWallCount; ++i) walls[i].wall = static_cast<Wall>(i);
  const auto set = [&](Wall wall, std::optional<double> factor) {
    walls[static_cast<std::size_t>(wall)].factor = factor;
  };
  constexpr Wall kResources[] = {Wall::kMemoryBandwidth, Wall::kNetwork, Wall::kCompute};
  Target target = Target::kNone;
  if (rl.has_deadline && rl.has_steps) {
    // Each resource's own time at `factor` times the prompts, the others' as they are.
    target = Target::kDeadline;
    const double allowed = rl.deadline.value() / rl.steps.value();
    const Wall slowest = largest(time);
    for (Wall resource : kResources) {
      if (step > allowed && resource != slowest) {
        walls[static_cast<std::size_t>(resource)].missed_elsewhere = true;
        continue;
      }
      const double others = time.total() - own_time(time, resource);
      const auto at_load = [&](double factor) {
        Inputs<double> loaded = in;
        loaded.rl.prompts = std::max(factor, 1e-9) * in.rl.prompts;
        return others + own_time(rl_time_by_wall(loaded, estimate_rl(loaded)), resource);
      };
      set(resource, factor_at(at_load, allowed));
    }
  } else {
    for (Wall resource : kResources) set(resource, ratio(step, own_time(time, resource)));
    set(largest(time), 1.0);
  }

  std::optional<double> memory = ratio(e.left_for_activations.value(), e.activations.value());
  const double fits = e.longest_that_fit.value();
  if (fits < 1 && (!memory || fits < *memory)) memory = fits;
  set(Wall::kMemoryCapacity, memory);

  std::optional<double> budget;
  const auto nearer = [&](std::optional<double> factor) {
    if (factor && (!budget || *factor < *budget)) budget = factor;
  };
  if (rl.has_steps && in.cluster.priced && rl.has_budget) {
    nearer(ratio(rl.usd.value(), e.run_cost.expected.value()));
  }
  if (rl.has_steps && rl.has_deadline) {
    nearer(ratio(rl.deadline.value(), e.run_time.expected.value()));
  }
  if (in.cluster.priced && in.has_monthly_budget) {
    nearer(ratio(in.usd_per_month.value(),
                 in.cluster.price.value() * in.cluster.gpus.value() * kHoursPerMonth * 3600));
  }
  set(Wall::kBudget, budget);
  return sorted(walls, target);
}

}  // namespace wf::model
