#include "model/walls.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wf::model {
namespace {

constexpr double kUnlimited = 1e12;  // loads beyond this are no limit at all

// The time of a pass over the factor by which one resource's load grows, and its slope.
struct TimeAt {
  double time = 0, slope = 0;
};

// A pass prepared for one resource: what does not grow is summed up once.
class GrowingPass {
 public:
  GrowingPass(const Inputs<double>& in, const Pass<double>& pass, bool decode, double rows,
              Wall resource)
      : flat_(decode ? in.assume.flat_decode : in.assume.flat_prefill) {
    if (in.model.moe && resource == Wall::kMemoryBandwidth) {
      // A larger batch also reaches more of a mixture's experts.
      const double missed = 1 - in.model.experts_per_token.value() / in.model.experts.value();
      if (missed > 0) decay_ = rows * std::log(missed);
      now_ = -std::expm1(decay_);
    }
    for (std::size_t i = 0; i < kOpCount; ++i) {
      const OpCost<double>& op = pass.ops[i];
      const double compute = op.compute.value(), memory = op.memory.value();
      const double network = op.network.value();
      fixed_ += op.launch.value();
      if (resource == Wall::kNetwork) {
        fixed_ += op.network_fixed.value();
        linear_ += network - op.network_fixed.value();
      } else {
        fixed_ += network;
      }
      const double grows = resource == Wall::kCompute           ? op.compute_floor.value()
                           : resource == Wall::kMemoryBandwidth ? memory
                                                                : 0;
      if (grows <= 0) {
        fixed_ += op.expected.value() - network - op.launch.value();
        continue;
      }
      const bool experts = now_ > 0 && (i == static_cast<std::size_t>(Op::kExpertsUp) ||
                                        i == static_cast<std::size_t>(Op::kExpertsDown));
      const double fixed = op.memory_fixed.value();
      growing_[count_++] =
          resource == Wall::kCompute
              ? Growing{.other = memory, .least = compute, .fixed = 0, .slope = grows}
              : Growing{.other = compute,
                        .least = 0,
                        .fixed = fixed,
                        .slope = memory - fixed,
                        .experts = experts};
    }
  }

  // Where nothing bends: the factor at which the time reaches the target; nullopt if it never does.
  bool straight() const { return count_ == 0; }
  std::optional<double> straight_to(double target) const {
    if (!(fixed_ + kUnlimited * linear_ > target)) return std::nullopt;
    return std::max(0.0, (target - fixed_) / linear_);
  }

  TimeAt at(double factor) const {
    double reached = 1, reaching = 0;  // experts, as a share of those that are read now
    if (now_ > 0) {
      const double left = std::exp(decay_ * factor);
      reached = (1 - left) / now_;
      reaching = -decay_ * left / now_;
    }
    TimeAt result{fixed_ + factor * linear_, linear_};
    for (std::size_t i = 0; i < count_; ++i) {
      const Growing& op = growing_[i];
      double own = op.fixed * (op.experts ? reached : 1) + factor * op.slope;
      double slope = op.slope + (op.experts ? op.fixed * reaching : 0);
      if (own < op.least) own = op.least, slope = 0;
      const double time = joined(own, op.other);
      result.time += time;
      // d(x³ + y³)^⅓/dx = (x/t)²; of a maximum, 1 or 0.
      const double share = flat_ ? (own >= op.other ? 1 : 0) : own * own / (time * time);
      if (time > 0) result.slope += share * slope;
    }
    return result;
  }

 private:
  struct Growing {
    double other = 0;  // of the resource beside it
    double least = 0;  // what it takes at any load
    double fixed = 0;  // what does not grow
    double slope = 0;  // with the load
    bool experts = false;
  };

  double joined(double compute, double memory) const {
    if (compute <= 0 || memory <= 0 || flat_) return std::max(compute, memory);
    return overlapped(Seconds<double>(compute), Seconds<double>(memory)).value();
  }

  bool flat_ = false;
  double decay_ = 0, now_ = 0;
  double fixed_ = 0, linear_ = 0;
  std::array<Growing, kOpCount> growing_;
  std::size_t count_ = 0;
};

// The factor at which the time of a pass — rising — reaches `target`: nullopt where it never does,
// 0 where no load is small enough.
std::optional<double> factor_at(const GrowingPass& pass, double target) {
  if (pass.straight()) return pass.straight_to(target);
  const TimeAt far = pass.at(kUnlimited);
  if (!(far.time > target)) return std::nullopt;
  if (pass.at(0).time >= target) return 0.0;
  // From where the straight line that the time nears at great loads reaches the target. Newton's
  // step where it stays between what is too little and too much, else their middle (of the
  // exponents while the range is wide): the time bends upwards only, so few steps do.
  double low = 0, high = kUnlimited;
  double factor = far.slope > 0 ? kUnlimited - (far.time - target) / far.slope : 1;
  if (!(factor > low && factor < high)) factor = 1;
  for (int i = 0; i < 200 && high - low > 1e-12 * high; ++i) {
    const TimeAt now = pass.at(factor);
    const double over = now.time - target;
    (over < 0 ? low : high) = factor;
    const double next = now.slope > 0 ? factor - over / now.slope : low;
    // The error of a step is the square of its length: after a millionth it is gone.
    if (std::abs(next - factor) <= 1e-6 * factor) return next;
    const double middle = high > 4 * low
                              ? std::sqrt(std::max(low, 1e-6 * std::min(high, 1.0)) * high)
                              : 0.5 * (low + high);
    factor = next > low && next < high ? next : middle;
  }
  return factor;
}

Wall wall_of(const OpCost<double>& op) {
  return op.compute.value() > op.memory.value() ? Wall::kCompute : Wall::kMemoryBandwidth;
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
  return GrowingPass(in, pass, decode, rows, resource).at(factor).time;
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
    const double rows =
        decode ? e.batch.value() / std::max(1.0, std::min(in.parallel.pp.value(), e.batch.value()))
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
      set(resource,
          factor_at(GrowingPass(in, pass, decode, rows, resource), (limit - waiting) / scale));
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
  const double left =
      in.cluster.memory.value() - in.assume.context.value() - e.states.all.value() * slack;
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
