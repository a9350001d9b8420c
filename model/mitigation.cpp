#include "model/mitigation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "model/inputs.h"
#include "model/units.h"
#include "model/workload_file.h"

namespace wf::model {
namespace {

struct Candidate {
  std::string action;
  Scenario changed;
};

double infinite_if_absent(std::optional<double> factor) {
  return factor.value_or(std::numeric_limits<double>::infinity());
}

// A wall that no longer matters only because another one misses the target has not moved.
bool makes_another_miss(const Walls& before, const Walls& after) {
  for (std::size_t i = 0; i < kWallCount; ++i) {
    const Wall wall = static_cast<Wall>(i);
    if (after.headroom(wall).missed_elsewhere && !before.headroom(wall).missed_elsewhere)
      return true;
  }
  return false;
}

// The candidates, cheapest first: what needs no new hardware, then what does.
class Candidates {
 public:
  explicit Candidates(const Scenario& scenario) : scenario_(scenario) {
    if (scenario.training) keep_less();
    store_less();
    if (scenario.serving) take_fewer();
    lay_out();
    spend_less();
  }
  std::vector<Candidate> list;

 private:
  template <class Change>
  void add(std::string action, const Change& change) {
    Candidate candidate{std::move(action), scenario_};
    change(candidate.changed);
    list.push_back(std::move(candidate));
  }

  // Training: less memory on each GPU, larger steps.
  void keep_less() {
    const Training& training = *scenario_.training;
    const Recompute kept = training.recompute.value_or(Recompute::kNone);
    const double zero = scenario_.parallel.zero.value_or(1);
    if (kept == Recompute::kNone) {
      add("recompute the attention's activations",
          [](Scenario& s) { s.training->recompute = Recompute::kSelective; });
    }
    constexpr std::array<std::string_view, 3> kSharded = {
        "the optimizer's states", "gradients and the optimizer's states",
        "weights, gradients and the optimizer's states"};
    for (std::size_t stage = 1; stage <= kSharded.size() && replicas(scenario_) > 1; ++stage) {
      if (static_cast<double>(stage) <= zero) continue;
      add(fmt::format("shard {} over the replicas (ZeRO {})", kSharded[stage - 1], stage),
          [&](Scenario& s) { s.parallel.zero = static_cast<double>(stage); });
    }
    if (kept != Recompute::kFull) {
      add("recompute all activations",
          [](Scenario& s) { s.training->recompute = Recompute::kFull; });
    }
    if (training.micro_batch && *training.micro_batch > 1) {
      add(fmt::format("halve the micro-batch to {}",
                      format_number(std::floor(*training.micro_batch / 2))),
          [](Scenario& s) { s.training->micro_batch = std::floor(*s.training->micro_batch / 2); });
    }
    if (training.global_batch) {
      add(fmt::format("double the global batch to {}", format_number(2 * *training.global_batch)),
          [](Scenario& s) { *s.training->global_batch *= 2; });
    }
  }

  void store_less() {
    const PrecisionPlan& precision = scenario_.precision;
    const double weight_bits = precision.weight_bits.value_or(bits_of(precision.weights));
    const auto& fp8 = scenario_.cluster.gpu.peak[static_cast<std::size_t>(Precision::kFp8)];
    const bool generates = scenario_.serving || scenario_.rl;
    if (generates && bits_of(precision.kv) > 8) {
      add("store the KV cache in fp8", [](Scenario& s) { s.precision.kv = Precision::kFp8; });
    }
    if (generates && weight_bits > 8) {
      add("store the weights in 8 bits", [](Scenario& s) {
        s.precision.weights = Precision::kFp8;
        s.precision.weight_bits.reset();
      });
    }
    if (fp8 && bits_of(precision.activations) > 8) {
      add("store the weights and multiply in fp8", [](Scenario& s) {
        s.precision.weights = s.precision.activations = Precision::kFp8;
        s.precision.weight_bits.reset();
      });
    }
    if (scenario_.serving && weight_bits > 4.5) {
      add("store the weights in 4 bits", [](Scenario& s) {
        s.precision.weights = Precision::kInt4;
        s.precision.weight_bits = 4.5;  // 4 bits and one 16-bit scale for 32 weights
      });
    }
  }

  void take_fewer() {
    if (!scenario_.serving->batch || *scenario_.serving->batch <= 1) return;
    const double half = std::floor(*scenario_.serving->batch / 2);
    add(fmt::format("halve the batch to {}", format_number(half)),
        [&](Scenario& s) { s.serving->batch = half; });
  }

  void lay_out() {
    const double dp = replicas(scenario_);
    const double degree = scenario_.parallel.tp;
    const double node =
        scenario_.cluster.gpus_per_node.value_or(std::min(8.0, scenario_.cluster.gpus));
    const auto split = [&](double tp) {
      return [this, dp, degree, tp](Scenario& s) {
        s.parallel.tp = tp;
        s.parallel.dp = dp * degree / tp;
        s.cluster.gpus = scenario_.cluster.gpus;
      };
    };
    if (degree > node && std::fmod(degree, node) == 0) {
      add(fmt::format("keep the tensor-parallel group within a node (tp {}, {} replicas)",
                      format_number(node), format_number(dp * degree / node)),
          split(node));
    } else if (degree >= 2 && std::fmod(degree, 2) == 0) {
      add(fmt::format("spread each replica over half as many GPUs (tp {}, {} replicas)",
                      format_number(degree / 2), format_number(dp * 2)),
          split(degree / 2));
    }
    if (dp >= 2 && degree * 2 <= node && std::fmod(dp, 2) == 0) {
      add(fmt::format("spread each replica over twice the GPUs (tp {})", format_number(degree * 2)),
          split(degree * 2));
    }
    // More GPUs for each replica, until it fits or a node is full.
    for (double times = 2; degree * times <= std::max(8.0, node); times *= 2) {
      add(fmt::format("use {} GPUs, each replica over {} of them (tp {})",
                      format_number(scenario_.cluster.gpus * times),
                      format_number(degree * times * scenario_.parallel.pp),
                      format_number(degree * times)),
          [&](Scenario& s) {
            s.parallel.tp = degree * times;
            s.cluster.gpus *= times;
            s.parallel.dp = dp;
            if (!s.cluster.gpus_per_node || *s.cluster.gpus_per_node < degree * times) {
              s.cluster.gpus_per_node = std::max(node, degree * times);
            }
          });
    }
  }

  void spend_less() {
    if (!scenario_.budget.usd_per_month) return;
    const double dp = replicas(scenario_);
    const double degree = scenario_.parallel.tp;
    if (dp >= 2) {
      add(fmt::format("run {} replica{} instead of {}", format_number(dp - 1), dp > 2 ? "s" : "",
                      format_number(dp)),
          [&](Scenario& s) {
            s.parallel.dp = dp - 1;
            s.cluster.gpus = scenario_.cluster.gpus * (dp - 1) / dp;
          });
    } else if (degree >= 2 && std::fmod(degree, 2) == 0) {
      add(fmt::format("run on {} GPUs instead of {} (tp {})",
                      format_number(scenario_.cluster.gpus / 2),
                      format_number(scenario_.cluster.gpus), format_number(degree / 2)),
          [&](Scenario& s) {
            s.parallel.tp = degree / 2;
            s.cluster.gpus /= 2;
            s.parallel.dp = dp;
          });
    }
  }

  const Scenario& scenario_;
};

// What tells how far a time's wall has moved where its headroom cannot.
struct Measure {
  std::string_view id;
  bool is_rate = false;  // more of it is better
};

Measure measure_of(const Report& report) {
  const SectionWalls& first = report.sections[0];
  const bool deadline = first.walls.target == Target::kDeadline;
  if (first.section == Section::kRl) {
    return deadline ? Measure{"rl.run_time"} : Measure{"rl.tokens_per_s", true};
  }
  if (first.section == Section::kTraining) {
    return deadline ? Measure{"training.run_time"} : Measure{"training.tokens_per_s", true};
  }
  if (first.walls.target != Target::kFirstToken) return {"decode.step_time"};
  // Where requests come faster than they are completed no first token has a time.
  const Reading* first_token = report.find("request.ttft");
  return {first_token != nullptr && first_token->value ? "request.ttft" : "serving.utilization"};
}

std::optional<double> value_of(const Report& report, std::string_view id) {
  const Reading* reading = report.find(id);
  return reading == nullptr ? std::nullopt : reading->value;
}

// The part of the step that it spends on a wall.
double share_of(const TimeByWall& step, Wall wall) {
  const double own = wall == Wall::kMemoryBandwidth ? step.memory_bandwidth
                     : wall == Wall::kNetwork       ? step.network
                                                    : step.compute + step.launch;
  return step.total() > 0 ? own / step.total() : 0;
}

// The same load in less time, and less of it spent on the wall, in the memory and for the money
// that there are.
bool betters(const Scenario& before, const Report& report, const Scenario& changed,
             const Report& after, const Measure& measure, Mitigation& mitigation) {
  const SectionWalls& now = report.sections[0];
  const SectionWalls& then = after.sections[0];
  const Wall binding = now.walls.binding();
  const bool same_load = !before.serving || before.serving->batch == changed.serving->batch;
  if (now.walls.target == Target::kNone && !same_load) return false;
  const auto from = value_of(report, measure.id);
  const auto to = value_of(after, measure.id);
  if (!from || !to || !(*from > 0) || !(*to > 0)) return false;
  const double factor = measure.is_rate ? *from / *to : *to / *from;
  if (factor > 0.95) return false;
  if (now.walls.target != Target::kFirstToken &&
      factor * share_of(then.step, binding) > 0.98 * share_of(now.step, binding)) {
    return false;
  }
  for (const Wall wall : {Wall::kMemoryCapacity, Wall::kBudget}) {
    const double has = infinite_if_absent(then.walls.of(wall));
    if (has < 1 && has < infinite_if_absent(now.walls.of(wall))) return false;
  }
  mitigation.measured = find_quantity(measure.id);
  mitigation.before = *from;
  mitigation.after = *to;
  return true;
}

}  // namespace

std::vector<Mitigation> mitigations(const Scenario& scenario, const Report& report) {
  std::vector<Mitigation> list;
  if (report.sections.empty()) return list;
  std::vector<Mitigation> quicker;
  const Walls& walls = report.sections[0].walls;
  const Wall binding = walls.binding();
  const double now = infinite_if_absent(walls.of(binding));
  const bool of_time = binding != Wall::kMemoryCapacity && binding != Wall::kBudget;
  const Measure measure = measure_of(report);
  for (Candidate& candidate : Candidates(scenario).list) {
    if (layout_fault(candidate.changed)) continue;
    const Report after = make_report(candidate.changed, scope_of(measure.id));
    const Walls& changed = after.sections[0].walls;
    const std::optional<double> headroom = changed.of(binding);
    Mitigation mitigation{std::move(candidate.action), candidate.changed, headroom,
                          changed.binding()};
    // It helps when the wall moves away and no other comes closer than this one was.
    if (!makes_another_miss(walls, changed) && infinite_if_absent(headroom) > now * 1.02 &&
        infinite_if_absent(changed.of(changed.binding())) > now * 1.02) {
      list.push_back(std::move(mitigation));
    } else if (of_time &&
               betters(scenario, report, candidate.changed, after, measure, mitigation)) {
      quicker.push_back(std::move(mitigation));
    }
  }
  if (list.empty()) return quicker;
  // A wall that is hit already asks first for what gets behind it; order of cost otherwise.
  std::stable_sort(list.begin(), list.end(), [&](const Mitigation& a, const Mitigation& b) {
    const auto enough = [](const Mitigation& m) { return infinite_if_absent(m.headroom) >= 1; };
    return enough(a) > enough(b);
  });
  return list;
}

}  // namespace wf::model
