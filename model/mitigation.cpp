#include "model/mitigation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

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
    if (after.headroom(wall).missed_elsewhere && !before.headroom(wall).missed_elsewhere) return true;
  }
  return false;
}

// The candidates, cheapest first: what needs no new hardware, then what does.
std::vector<Candidate> candidates(const Scenario& scenario) {
  std::vector<Candidate> list;
  const auto add = [&](std::string action, auto&& change) {
    Candidate candidate{std::move(action), scenario};
    change(candidate.changed);
    list.push_back(std::move(candidate));
  };
  const PrecisionPlan& precision = scenario.precision;
  const double weight_bits = precision.weight_bits.value_or(bits_of(precision.weights));
  const auto& fp8 = scenario.cluster.gpu.peak[static_cast<std::size_t>(Precision::kFp8)];

  const bool generates = scenario.serving || scenario.rl;
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
  if (scenario.serving && weight_bits > 4.5) {
    add("store the weights in 4 bits", [](Scenario& s) {
      s.precision.weights = Precision::kInt4;
      s.precision.weight_bits = 4.5;  // 4 bits and one 16-bit scale for 32 weights
    });
  }
  if (scenario.serving && scenario.serving->batch && *scenario.serving->batch > 1) {
    const double half = std::floor(*scenario.serving->batch / 2);
    add(fmt::format("halve the batch to {}", format_number(half)),
        [&](Scenario& s) { s.serving->batch = half; });
  }
  const double dp = replicas(scenario);
  const double degree = scenario.parallel.tp;
  const double node = scenario.cluster.gpus_per_node.value_or(
      std::min(8.0, scenario.cluster.gpus));
  if (dp >= 2 && degree * 2 <= node && std::fmod(dp, 2) == 0) {
    add(fmt::format("spread each replica over twice the GPUs (tp {})", format_number(degree * 2)),
        [&](Scenario& s) {
          s.parallel.tp = degree * 2;
          s.parallel.dp = dp / 2;
        });
  }
  // More GPUs for each replica, until it fits or a node is full.
  for (double times = 2; degree * times <= std::max(8.0, node); times *= 2) {
    add(fmt::format("use {} GPUs, each replica over {} of them (tp {})",
                    format_number(scenario.cluster.gpus * times),
                    format_number(degree * times * scenario.parallel.pp),
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
  if (scenario.budget.usd_per_month && dp >= 2) {
    add(fmt::format("run {} replicas instead of {}", format_number(dp - 1), format_number(dp)),
        [&](Scenario& s) {
          s.parallel.dp = dp - 1;
          s.cluster.gpus = scenario.cluster.gpus * (dp - 1) / dp;
        });
  }
  return list;
}

}  // namespace

std::vector<Mitigation> mitigations(const Scenario& scenario, const Report& report) {
  std::vector<Mitigation> list;
  if (report.sections.empty()) return list;
  const Walls& walls = report.sections[0].walls;
  const Wall binding = walls.binding();
  const double now = infinite_if_absent(walls.of(binding));
  for (Candidate& candidate : candidates(scenario)) {
    if (layout_fault(candidate.changed)) continue;
    const Report after = make_report(candidate.changed);
    const Walls& changed = after.sections[0].walls;
    // It helps when the wall moves away and no other comes closer than this one was.
    const std::optional<double> headroom = changed.of(binding);
    if (makes_another_miss(walls, changed)) continue;
    if (infinite_if_absent(headroom) <= now * 1.02) continue;
    if (infinite_if_absent(changed.of(changed.binding())) <= now * 1.02) continue;
    list.push_back({std::move(candidate.action), std::move(candidate.changed), headroom,
                    changed.binding()});
  }
  // A wall that is hit already asks first for what gets behind it; order of cost otherwise.
  std::stable_sort(list.begin(), list.end(), [&](const Mitigation& a, const Mitigation& b) {
    const auto enough = [](const Mitigation& m) { return infinite_if_absent(m.headroom) >= 1; };
    return enough(a) > enough(b);
  });
  return list;
}

}  // namespace wf::model
