#include <fmt/format.h>

#include <cmath>

#include "model/units.h"
#include "model/workload_file.h"

// How the degrees of parallelism go with the GPUs and with the model.

namespace wf::model {
namespace {

bool divides(double part, double whole) { return part > 0 && std::fmod(whole, part) == 0; }

std::string n(double value) { return format_number(value, 6); }

// Where rollout and learner have GPUs of their own, each needs those of one replica.
std::optional<LayoutFault> pool_fault(const Scenario& scenario) {
  if (!scenario.rl) return std::nullopt;
  const ReinforcementLearning& rl = *scenario.rl;
  const Placement placement = rl.placement.value_or(Placement::kColocated);
  const Parallelism& p = scenario.parallel;
  const double gpus = scenario.cluster.gpus, learner = p.tp * p.pp * p.cp;
  const double tp = rl.rollout_tp.value_or(p.tp);
  if (placement == Placement::kColocated) {
    if (tp <= gpus) return std::nullopt;
    return LayoutFault{"rl.rollout_tp",
                       fmt::format("a rollout replica takes {} GPUs, and cluster.gpus is {}; "
                                   "choose a smaller rl.rollout_tp",
                                   n(tp), n(gpus))};
  }
  const std::string_view name = kPlacementNames[static_cast<std::size_t>(placement)];
  if (learner + tp > gpus) {
    return LayoutFault{"rl.placement",
                       fmt::format("{} takes two pools: {} GPUs for a replica of the learner and "
                                   "{} for one of the rollout, and cluster.gpus is {}; use more "
                                   "GPUs, or \"placement\": \"colocated\"",
                                   name, n(learner), n(tp), n(gpus))};
  }
  const double pool = rl.rollout_gpus.value_or(tp);
  if (pool >= tp && pool + learner <= gpus) return std::nullopt;
  return LayoutFault{"rl.rollout_gpus",
                     fmt::format("rl.rollout_gpus is {}; from {} (one rollout replica) to {} of "
                                 "the {} GPUs were expected, which leave the learner a replica",
                                 n(pool), n(tp), n(gpus - learner), n(gpus))};
}

}  // namespace

std::optional<LayoutFault> layout_fault(const Scenario& scenario) {
  const Parallelism& p = scenario.parallel;
  const double gpus = scenario.cluster.gpus;
  const double replica = p.tp * p.pp * p.cp;
  const std::string product =
      fmt::format("tp {} \u00d7 pp {} \u00d7 cp {}", n(p.tp), n(p.pp), n(p.cp));
  if (!p.dp && !divides(replica, gpus)) {
    const double above = std::ceil(gpus / replica) * replica;
    return LayoutFault{"parallel.tp",
                       fmt::format("one replica takes {} = {} GPUs, and cluster.gpus {} is no "
                                   "multiple of that; change a degree, or use {} GPUs",
                                   product, n(replica), n(gpus), n(above))};
  }
  const double dp = p.dp.value_or(gpus / replica);
  if (replica * dp != gpus) {
    const std::string advice =
        divides(replica, gpus)
            ? fmt::format("leave parallel.dp out (it is {} then), or use {} GPUs",
                          n(gpus / replica), n(replica * dp))
            : fmt::format("change a degree, or use {} GPUs", n(replica * dp));
    return LayoutFault{"parallel.dp",
                       fmt::format("{} \u00d7 dp {} = {} GPUs, and cluster.gpus is {}: the layout "
                                   "must multiply out to the cluster; {}",
                                   product, n(dp), n(replica * dp), n(gpus), advice)};
  }
  const double ranks = dp * p.cp * p.tp;
  if (!divides(p.ep, ranks)) {
    return LayoutFault{
        "parallel.ep",
        fmt::format("parallel.ep {} does not lie evenly over the dp {} \u00d7 cp {} "
                    "\u00d7 tp {} = {} ranks that share the experts; choose a divisor "
                    "of {}",
                    n(p.ep), n(dp), n(p.cp), n(p.tp), n(ranks), n(ranks))};
  }
  return pool_fault(scenario);
}

std::vector<std::string> layout_notes(const Scenario& scenario) {
  std::vector<std::string> notes;
  const Parallelism& p = scenario.parallel;
  const ModelShape& m = scenario.model;
  const auto padded = [&](std::string_view what, double whole, std::string_view degree,
                          double part) {
    if (part <= 0 || divides(part, whole)) return;
    notes.push_back(fmt::format("{} {} do not divide by {} {}: estimated as {}, with padding",
                                n(whole), what, degree, n(part),
                                n(std::ceil(whole / part) * part)));
  };
  padded("heads", m.heads, "tp", p.tp);
  if (m.kv_latent_dim == 0) {
    if (m.kv_heads < p.tp) {
      notes.push_back(fmt::format("{} KV heads over tp {}: each is kept {} times in a replica",
                                  n(m.kv_heads), n(p.tp), n(std::ceil(p.tp / m.kv_heads))));
    } else {
      padded("KV heads", m.kv_heads, "tp", p.tp);
    }
    if (!divides(m.kv_heads, m.heads)) {
      notes.push_back(
          fmt::format("{} heads do not divide into {} KV heads: groups are taken as "
                      "unequal",
                      n(m.heads), n(m.kv_heads)));
    }
  }
  if (p.virtual_stages > 1) {
    padded("layers", m.layers, "pp \u00d7 virtual_stages =", p.pp * p.virtual_stages);
  } else {
    padded("layers", m.layers, "pp", p.pp);
  }
  if (m.experts > 0) {
    padded("experts", m.experts, "ep", p.ep);
  } else if (p.ep > 1) {
    notes.push_back(fmt::format("parallel.ep {} has no effect: the model has no experts", n(p.ep)));
  }
  if (p.virtual_stages > 1 && p.pp == 1) {
    notes.push_back("parallel.virtual_stages has no effect without pipeline stages (pp 1)");
  }
  if (scenario.training && scenario.training->global_batch) {
    const double dp = p.dp.value_or(scenario.cluster.gpus / (p.tp * p.pp * p.cp));
    const double micro = scenario.training->micro_batch.value_or(1) * dp;
    padded("sequences of global_batch", *scenario.training->global_batch, "micro_batch \u00d7 dp",
           micro);
  }
  return notes;
}

}  // namespace wf::model
