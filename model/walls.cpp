#include "model/walls.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wf::model {
namespace {

constexpr double kUnlimited = 1e12;  // loads beyond this are no limit at all

// The factor at which `time` — rising — reaches `target`: nullopt where it never does, 0 where no
// load is small enough.
template <class Function>
std::optional<double> factor_at(const Function& time, double target) {
  if (!(time(kUnlimited) > target)) return std::nullopt;
  if (time(0) >= target) return 0.0;
  double low = 0, high = 1;
  double below = time(low) - target, above = time(high) - target;
  while (above < 0) {
    low = high, below = above;
    high *= 4, above = time(high) - target;
  }
  // False position with the Illinois step: the times are nearly straight lines of the factor.
  int side = 0;
  for (int i = 0; i < 100 && high - low > 1e-9 * high; ++i) {
    const double middle = (low * above - high * below) / (above - below);
    const double value = time(middle) - target;
    if (std::abs(value) < 1e-12 * target) return middle;
    if (value < 0) {
      low = middle, below = value;
      if (side < 0) above /= 2;
      side = -1;
    } else {
      high = middle, above = value;
      if (side > 0) below /= 2;
      side = 1;
    }
  }
  return 0.5 * (low + high);
}

Wall wall_of(const OpCost<double>& op) {
  return op.compute.value() > op.memory.value() ? Wall::kCompute : Wall::kMemoryBandwidth;
}

double joined(double compute, double memory, bool flat) {
  return flat ? std::max(compute, memory)
              : std::cbrt(compute * compute * compute + memory * memory * memory);
}

std::optional<double> ratio(double over, double under) {
  if (under <= 0) return std::nullopt;
  return over / under;
}

}  // namespace

std::optional<double> Walls::of(Wall wall) const { return headroom(wall).factor; }

const Headroom& Walls::headroom(Wall wall) const {
  for (const Headroom& headroom : ascending) {
    if (headroom.wall == wall) return headroom;
  }
  return ascending[0];
}

TimeByWall time_by_wall(const Pass<double>& pass, double scale) {
  TimeByWall time;
  for (const OpCost<double>& op : pass.ops) {
    const double network = op.network.value(), launch = op.launch.value();
    const double own = op.expected.value() - network - launch;
    (wall_of(op) == Wall::kCompute ? time.compute : time.memory_bandwidth) += scale * own;
    time.network += scale * network;
    time.launch += scale * launch;
  }
  return time;
}

Wall largest(const TimeByWall& time) {
  const double compute = time.compute + time.launch;
  if (time.memory_bandwidth >= compute && time.memory_bandwidth >= time.network) {
    return Wall::kMemoryBandwidth;
  }
  return compute >= time.network ? Wall::kCompute : Wall::kNetwork;
}

double time_at_load(const Inputs<double>& in, const Pass<double>& pass, bool decode, double rows,
                    Wall resource, double factor) {
  const bool flat = decode ? in.assume.flat_decode : in.assume.flat_prefill;
  // A larger batch also reaches more of a mixture's experts.
  double experts_growth = 1;
  if (in.model.moe && resource == Wall::kMemoryBandwidth) {
    const double missed = 1 - in.model.experts_per_token.value() / in.model.experts.value();
    const double now = 1 - std::pow(missed, rows);
    experts_growth = now > 0 ? (1 - std::pow(missed, rows * factor)) / now : 1;
  }
  double total = 0;
  for (std::size_t i = 0; i < kOpCount; ++i) {
    const OpCost<double>& op = pass.ops[i];
    double compute = op.compute.value(), memory = op.memory.value(), network = op.network.value();
    if (resource == Wall::kCompute) {
      compute = std::max(compute, factor * op.compute_floor.value());
    } else if (resource == Wall::kMemoryBandwidth) {
      const bool experts = i == static_cast<std::size_t>(Op::kExpertsUp) ||
                           i == static_cast<std::size_t>(Op::kExpertsDown);
      const double fixed = op.memory_fixed.value();
      memory = fixed * (experts ? experts_growth : 1) + factor * (memory - fixed);
    } else if (resource == Wall::kNetwork) {
      const double fixed = op.network_fixed.value();
      network = fixed + factor * (network - fixed);
    }
    total += joined(compute, memory, flat) + network + op.launch.value();
  }
  return total;
}

Walls sorted(std::array<Headroom, kWallCount> walls, Target target) {
  const auto key = [](const Headroom& headroom) {
    return headroom.factor.value_or(std::numeric_limits<double>::infinity());
  };
  std::stable_sort(walls.begin(), walls.end(),
                   [&](const Headroom& a, const Headroom& b) { return key(a) < key(b); });
  return {walls, target};
}

Walls serving_walls(const Inputs<double>& in, const ServingEstimate<double>& e) {
  const auto& serving = in.serving;
  const double step = e.decode_step.expected.value();
  const double ttft = e.ttft.expected.value();

  Target target = Target::kNone;
  double nearest = std::numeric_limits<double>::infinity();
  if (serving.has_tpot) target = Target::kTokenGap, nearest = serving.tpot.value() / step;
  if (serving.has_ttft && serving.ttft.value() / ttft < nearest) {
    target = Target::kFirstToken;
  }

  std::array<Headroom, kWallCount> walls;
  for (std::size_t i = 0; i < kWallCount; ++i) walls[i].wall = static_cast<Wall>(i);
  const auto set = [&](Wall wall, std::optional<double> factor) {
    walls[static_cast<std::size_t>(wall)].factor = factor;
  };
  constexpr Wall kResources[] = {Wall::kMemoryBandwidth, Wall::kNetwork, Wall::kCompute};

  if (target == Target::kNone) {
    const TimeByWall time = time_by_wall(e.decode_pass, e.decode_scale.value());
    set(Wall::kMemoryBandwidth, ratio(step, time.memory_bandwidth));
    set(Wall::kNetwork, ratio(step, time.network));
    set(Wall::kCompute, ratio(step, time.compute + time.launch));
    set(largest(time), 1.0);
  } else {
    const bool decode = target == Target::kTokenGap;
    const Pass<double>& pass = decode ? e.decode_pass : e.request_pass;
    const double rows = decode ? e.batch.value() /
                                     std::max(1.0, std::min(in.parallel.pp.value(), e.batch.value()))
                               : serving.prompt.value() * (1 - serving.prefix_hit.value());
    const double scale = decode ? e.decode_scale.value() : e.request_scale.value();
    const double waiting = decode ? 0 : e.queue_wait.value();
    const double limit = decode ? serving.tpot.value() : serving.ttft.value();
    // A target that is missed is missed by the resource that takes most of the time: the others
    // could take none and it would still be in the way.
    const bool missed = waiting + scale * expected_time(pass).value() > limit;
    const Wall slowest = largest(time_by_wall(pass, scale));
    for (Wall resource : kResources) {
      if (missed && resource != slowest) {
        walls[static_cast<std::size_t>(resource)].missed_elsewhere = true;
        continue;
      }
      set(resource, factor_at(
                        [&](double factor) {
                          return waiting +
                                 scale * time_at_load(in, pass, decode, rows, resource, factor);
                        },
                        limit));
    }
  }
  set(Wall::kMemoryCapacity, ratio(e.max_batch.expected.value(), e.batch.value()));
  if (in.has_monthly_budget && in.cluster.priced) {
    set(Wall::kBudget, ratio(in.usd_per_month.value(), e.cost_per_month.value()));
  }
  return sorted(walls, target);
}

Walls training_walls(const Inputs<double>& in, const TrainingEstimate<double>& e) {
  const auto& training = in.training;
  const TimeByWall time = time_by_wall(e.ops, 1);
  const double step = e.step.expected.value();
  const double memory = time.memory_bandwidth, network = time.network;
  const double compute = time.compute + time.launch;

  std::array<Headroom, kWallCount> walls;
  for (std::size_t i = 0; i < kWallCount; ++i) walls[i].wall = static_cast<Wall>(i);
  const auto set = [&](Wall wall, std::optional<double> factor) {
    walls[static_cast<std::size_t>(wall)].factor = factor;
  };
  Target target = Target::kNone;
  if (training.has_deadline && training.has_tokens) {
    // At as many steps, what a step may take.
    target = Target::kDeadline;
    const double allowed = training.deadline.value() / e.steps.value();
    const Wall slowest = largest(time);
    const auto grow = [&](Wall wall, double own) {
      if (step > allowed && wall != slowest) {
        walls[static_cast<std::size_t>(wall)].missed_elsewhere = true;
      } else {
        set(wall, ratio(std::max(0.0, allowed - (step - own)), own));
      }
    };
    grow(Wall::kMemoryBandwidth, memory);
    grow(Wall::kNetwork, network);
    grow(Wall::kCompute, compute);
  } else {
    set(Wall::kMemoryBandwidth, ratio(step, memory));
    set(Wall::kNetwork, ratio(step, network));
    set(Wall::kCompute, ratio(step, compute));
    set(largest(time), 1.0);
  }
  // At as many micro-batches, what the activations may take.
  const double slack = 1 + in.assume.fragmentation.value();
  const double left = in.cluster.memory.value() - in.assume.context.value() -
                      e.states.all.value() * slack;
  set(Wall::kMemoryCapacity, ratio(std::max(0.0, left), e.activations.value() * slack));

  std::optional<double> budget;
  const auto nearer = [&](std::optional<double> factor) {
    if (factor && (!budget || *factor < *budget)) budget = factor;
  };
  if (training.has_tokens && in.cluster.priced && training.has_budget) {
    nearer(ratio(training.usd.value(), e.cost.expected.value()));
  }
  if (training.has_tokens && training.has_deadline) {
    nearer(ratio(training.deadline.value(), e.run_time.expected.value()));
  }
  if (in.cluster.priced && in.has_monthly_budget) {
    nearer(ratio(in.usd_per_month.value(),
                 in.cluster.price.value() * in.cluster.gpus.value() * kHoursPerMonth * 3600));
  }
  set(Wall::kBudget, budget);
  return sorted(walls, target);
}

}  // namespace wf::model
