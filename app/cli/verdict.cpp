#include "app/cli/verdict.h"

#include <fmt/format.h>

#include "app/cli/text.h"
#include "model/mitigation.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::Report;
using model::Scenario;
using model::SectionWalls;
using model::Target;
using model::Wall;

std::string magnitude(double value, std::string_view unit, int digits = 3) {
  return model::format_magnitude(value, unit, {.digits = digits});
}

std::optional<double> value_of(const Report& report, std::string_view id) {
  const model::Reading* reading = report.find(id);
  return reading == nullptr ? std::nullopt : reading->value;
}

// Bytes and money that are subtracted from each other are shown to a tenth of their unit.
std::string bytes(double value) {
  const double gigabytes = value / 1e9;
  if (gigabytes < 0.1 || gigabytes >= 1e5) return magnitude(value, "bytes", 4);
  return fmt::format("{:.1f} GB", gigabytes);
}

std::string memory_sentence(const Report& report, double factor) {
  const auto needed = value_of(report, "serving.memory_per_gpu");
  const auto short_of = value_of(report, "memory.shortfall");
  const auto batch = value_of(report, "serving.operating_batch");
  const auto largest = value_of(report, "serving.max_batch");
  if (factor < 1) {
    std::string text = "the design does not fit";
    if (needed && short_of && *short_of > 0) {
      text += fmt::format(": it needs {} on the fullest GPU, {} may be used: {} short",
                          bytes(*needed), bytes(*needed - *short_of), bytes(*short_of));
    }
    if (largest && batch) {
      text += *largest >= 1
                  ? fmt::format(". A batch of {} would fit, {} was asked for",
                                model::format_number(*largest), model::format_number(*batch))
                  : ". Not one sequence fits beside the weights";
    }
    return text;
  }
  std::string text = fmt::format("the load can grow {} before the KV cache has filled the memory",
                                 factor_text(factor));
  if (largest && batch) {
    text += fmt::format(" ({} → {} sequences)", model::format_number(*batch),
                        model::format_number(*largest));
  }
  return text;
}

std::string budget_sentence(const Scenario& scenario, const Report& report, double factor) {
  const auto cost = value_of(report, "cost.usd_per_month");
  std::string text = factor < 1 ? "the design costs more than there is"
                                : fmt::format("the load can grow {} before the money is spent",
                                              factor_text(factor));
  if (cost && scenario.budget.usd_per_month) {
    const double budget = *scenario.budget.usd_per_month;
    text +=
        fmt::format(" ({} a month of {}", magnitude(*cost, "USD", 4), magnitude(budget, "USD", 4));
    if (*cost > budget) text += fmt::format(", {} too much", magnitude(*cost - budget, "USD", 4));
    text += ")";
  }
  return text;
}

std::string_view resource_time(Wall wall) {
  switch (wall) {
    case Wall::kMemoryBandwidth:
      return "reading weights and KV cache";
    case Wall::kNetwork:
      return "moving data between GPUs";
    default:
      return "computing";
  }
}

std::string target_sentence(const Scenario& scenario, const Report& report, Target target,
                            Wall wall, double factor) {
  const bool gap = target == Target::kTokenGap;
  const std::optional<double> limit =
      !scenario.serving ? std::nullopt
                        : (gap ? scenario.serving->slo.tpot : scenario.serving->slo.ttft);
  const std::string name =
      fmt::format("{} {}", gap ? "TPOT" : "TTFT", magnitude(limit.value_or(0), "s"));
  const auto now = value_of(report, gap ? "decode.step_time" : "request.ttft");
  const std::string takes =
      now ? fmt::format("{} {}", gap ? "a token takes" : "the first token takes",
                        magnitude(*now, "s"))
          : "requests arrive faster than they are completed";
  if (factor >= 1) {
    return fmt::format("the load can grow {} before {} breaks {} (now {})", factor_text(factor),
                       resource_time(wall), name, now ? magnitude(*now, "s") : "no value");
  }
  if (!now) return fmt::format("{} is missed: {}", name, takes);
  if (factor == 0) {
    return fmt::format("{} is missed: {}, and no smaller load on this wall alone mends it", name,
                       takes);
  }
  return fmt::format("{} is missed: {}; at {} of this load {} would be quick enough", name, takes,
                     factor_text(factor), resource_time(wall));
}

std::string step_sentence(const SectionWalls& section, Wall wall) {
  const model::TimeByWall& time = section.step;
  const double total = time.total();
  const double own = wall == Wall::kMemoryBandwidth ? time.memory_bandwidth
                     : wall == Wall::kNetwork       ? time.network
                                                    : time.compute + time.launch;
  return fmt::format("{} takes {} % of a step of {}; no target is given, so a step has no limit",
                     resource_time(wall),
                     model::format_number(total > 0 ? 100 * own / total : 0, 2),
                     magnitude(total, "s"));
}

}  // namespace

std::string target_words(const Scenario& scenario, const SectionWalls& section) {
  if (scenario.serving && section.section == model::Section::kServing) {
    const auto& slo = scenario.serving->slo;
    if (section.walls.target == Target::kTokenGap && slo.tpot) {
      return fmt::format("before TPOT exceeds {}", magnitude(*slo.tpot, "s"));
    }
    if (section.walls.target == Target::kFirstToken && slo.ttft) {
      return fmt::format("before TTFT exceeds {}", magnitude(*slo.ttft, "s"));
    }
  }
  return "no target: a time's wall is the step over its own time";
}

std::string binding_sentence(const Scenario& scenario, const Report& report,
                             const SectionWalls& section) {
  const Wall wall = section.walls.binding();
  const auto factor = section.walls.of(wall);
  if (!factor) return "nothing limits this load";
  switch (wall) {
    case Wall::kMemoryCapacity:
      return memory_sentence(report, *factor);
    case Wall::kBudget:
      return budget_sentence(scenario, report, *factor);
    default:
      break;
  }
  if (section.walls.target == Target::kNone) return step_sentence(section, wall);
  return target_sentence(scenario, report, section.walls.target, wall, *factor);
}

std::string mitigation_sentence(const Scenario& scenario, const Report& report) {
  if (report.sections.empty()) return {};
  const model::Walls& walls = report.sections[0].walls;
  const Wall wall = walls.binding();
  const auto list = model::mitigations(scenario, report);
  if (list.empty()) {
    return "none of the changes that were tried (types, batch, layout, more GPUs) helps";
  }
  const model::Mitigation& first = list[0];
  std::string text = fmt::format("{}: {} goes from {} to {}", first.action, model::name_of(wall),
                                 factor_text(walls.of(wall)), factor_text(first.headroom));
  text += first.binding_after == wall
              ? ", and still binds"
              : fmt::format("; then {} binds", model::name_of(first.binding_after));
  for (std::size_t i = 1; i < list.size() && i < 3; ++i) {
    text += fmt::format("{}{} ({})", i == 1 ? ". Or " : ", or ", list[i].action,
                        factor_text(list[i].headroom));
  }
  return text;
}

}  // namespace wf::app
