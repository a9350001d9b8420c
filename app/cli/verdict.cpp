#include "app/cli/verdict.h"

#include <fmt/format.h>

#include "app/cli/text.h"
#include "model/knobs.h"
#include "model/mitigation.h"
#include "model/units.h"

namespace wf::app {
namespace {

using model::Report;
using model::Scenario;
using model::Section;
using model::SectionWalls;
using model::Target;
using model::Wall;

std::string magnitude(double value, std::string_view unit, int digits = 3) {
  return model::format_magnitude(value, unit, {.digits = digits});
}

// A report that notes what it was asked for.
struct Lookup {
  const Report& report;
  std::set<std::string, std::less<>>* told = nullptr;
};

std::optional<double> value_of(const Lookup& lookup, std::string_view id) {
  if (lookup.told != nullptr) lookup.told->emplace(id);
  const model::Reading* reading = lookup.report.find(id);
  return reading == nullptr ? std::nullopt : reading->value;
}

// Bytes and money that are subtracted from each other are shown to a tenth of their unit.
std::string bytes(double value) {
  const double gigabytes = value / 1e9;
  if (gigabytes < 0.1 || gigabytes >= 1e5) return magnitude(value, "bytes", 4);
  return fmt::format("{:.1f} GB", gigabytes);
}

// What an engine may use of one GPU: its share when it serves, all but the driver's when it trains.
// The memory of RL counts the driver's in.
double usable_memory(const Scenario& scenario, Section section) {
  const double memory = scenario.cluster.gpu.memory.value;
  if (section == Section::kRl) return memory;
  const bool serving = section == Section::kServing;
  const model::Knob* knob =
      model::find_knob(serving ? "assume.memory.utilization" : "assume.memory.context");
  if (knob == nullptr) return memory;
  const double value = model::knob_value(scenario, *knob);
  return serving ? memory * value : memory - value;
}

std::string memory_sentence(const Scenario& scenario, const Lookup& report, Section section,
                            double factor) {
  const bool serving = section == Section::kServing;
  const auto needed = value_of(report, serving                   ? "serving.memory_per_gpu"
                                       : section == Section::kRl ? "rl.memory_per_gpu"
                                                                 : "training.memory_per_gpu");
  const double usable = usable_memory(scenario, section);
  const auto batch = serving ? value_of(report, "serving.operating_batch") : std::nullopt;
  const auto largest = serving ? value_of(report, "serving.max_batch") : std::nullopt;
  if (factor < 1) {
    std::string text = "is exceeded";
    if (needed && *needed > usable) {
      text += fmt::format(": it needs {} on the fullest GPU, {} may be used: {} short",
                          bytes(*needed), bytes(usable), bytes(*needed - usable));
    } else if (section == Section::kRl) {
      text += ": not one of the longest completions fits into a rollout replica";
    }
    if (largest && batch) {
      text += *largest >= 1
                  ? fmt::format(". A batch of {} would fit, {} was asked for",
                                model::format_number(*largest), model::format_number(*batch))
                  : ". Not one sequence fits beside the weights";
    }
    return text;
  }
  if (largest && batch && *largest == *batch) {
    return fmt::format("binds first: the batch of {} is as large as the memory allows",
                       model::format_number(*batch));
  }
  std::string text = fmt::format("binds first: the load can grow {} before the memory is full",
                                 factor_text(factor));
  if (largest && batch) {
    text += fmt::format(" ({} → {} sequences)", model::format_number(*batch),
                        model::format_number(*largest));
  } else if (needed) {
    text += fmt::format(" (now {} of {} on the fullest GPU)", bytes(*needed), bytes(usable));
  }
  return text;
}

// "Decode step" within a sentence; "TTFT" as it is.
std::string with_small_initial(std::string_view name) {
  std::string words(name);
  const auto capital = [&](std::size_t at) {
    return at < words.size() && words[at] >= 'A' && words[at] <= 'Z';
  };
  if (capital(0) && !capital(1)) words[0] = static_cast<char>(words[0] - 'A' + 'a');
  return words;
}

struct Spent {
  double amount, budget;
  std::string_view unit, period;
};

// Of the limits that a budget sets, the one that is nearest.
std::optional<Spent> nearest_budget(const Scenario& scenario, const Lookup& report,
                                    Section section) {
  constexpr double kDay = 86400;
  std::optional<Spent> nearest;
  const auto consider = [&](std::string_view quantity, std::optional<double> budget, double scale,
                            std::string_view unit, std::string_view period) {
    const auto amount = value_of(report, quantity);
    if (!amount || !budget) return;
    const Spent spent{*amount, *budget * scale, unit, period};
    if (!nearest || spent.budget * nearest->amount < nearest->budget * spent.amount) {
      nearest = spent;
    }
  };
  if (section == Section::kServing) {
    consider("cost.usd_per_month", scenario.budget.usd_per_month, 1, "USD", " a month");
  } else {
    const bool rl = section == Section::kRl;
    consider(rl ? "rl.cost" : "training.cost", scenario.budget.usd, 1, "USD", "");
    consider(rl ? "rl.run_time" : "training.run_time", scenario.budget.days, kDay, "s", "");
  }
  return nearest;
}

std::string budget_sentence(const Scenario& scenario, const Lookup& report, Section section,
                            double factor) {
  const auto spent = nearest_budget(scenario, report, section);
  std::string text = factor < 1 ? "is exceeded"
                                : fmt::format(
                                      "binds first: the load can grow {} before the "
                                      "budget is spent",
                                      factor_text(factor));
  if (!spent) return text;
  text += fmt::format(" ({}{} of {}", magnitude(spent->amount, spent->unit, 4), spent->period,
                      magnitude(spent->budget, spent->unit, 4));
  if (spent->amount > spent->budget) {
    text += fmt::format(", {} too much", magnitude(spent->amount - spent->budget, spent->unit, 4));
  }
  return text + ")";
}

std::string_view resource_time(Wall wall, Section section) {
  switch (wall) {
    case Wall::kMemoryBandwidth:
      return section == Section::kTraining ? "moving bytes through memory"
                                           : "reading weights and KV cache";
    case Wall::kNetwork:
      return "moving data between GPUs";
    default:
      return "computing";
  }
}

// A target: what it is called, its limit, and what is expected instead.
struct Goal {
  std::string name;                // "TPOT 50 ms"
  std::optional<double> expected;  // s
  std::string subject;             // "a token takes"
};

std::optional<Goal> goal_of(const Scenario& scenario, const Lookup& report,
                            const SectionWalls& section) {
  const Target target = section.walls.target;
  constexpr double kDay = 86400;
  const auto slo = scenario.serving ? scenario.serving->slo : model::ServiceLevel{};
  if (target == Target::kTokenGap && slo.tpot) {
    return Goal{"TPOT " + magnitude(*slo.tpot, "s"), value_of(report, "decode.step_time"),
                "a token takes"};
  }
  if (target == Target::kFirstToken && slo.ttft) {
    return Goal{"TTFT " + magnitude(*slo.ttft, "s"), value_of(report, "request.ttft"),
                "the first token takes"};
  }
  if (target == Target::kDeadline && scenario.budget.days) {
    return Goal{
        "the deadline of " + magnitude(*scenario.budget.days * kDay, "s"),
        value_of(report, section.section == Section::kRl ? "rl.run_time" : "training.run_time"),
        "the run takes"};
  }
  return std::nullopt;
}

std::string goal_sentence(const Goal& goal, Wall wall, Section section, double factor) {
  const std::string_view resource = resource_time(wall, section);
  const std::string takes = goal.expected
                                ? fmt::format("{} {}", goal.subject, magnitude(*goal.expected, "s"))
                                : "requests arrive faster than they are completed";
  if (factor >= 1) {
    return fmt::format("binds first: the load can grow {} before {} breaks {} ({} now)",
                       factor_text(factor), resource, goal.name, takes);
  }
  std::string text = fmt::format("binds first: {} is missed, {}", goal.name, takes);
  if (!goal.expected) return text;
  return text + (factor == 0 ? ", and less load on this wall alone does not mend it"
                             : fmt::format("; at {} of this load {} would be quick enough",
                                           factor_text(factor), resource));
}

std::string step_sentence(const SectionWalls& section, Wall wall) {
  const model::TimeByWall& time = section.step;
  const double total = time.total();
  const double own = wall == Wall::kMemoryBandwidth ? time.memory_bandwidth
                     : wall == Wall::kNetwork       ? time.network
                                                    : time.compute + time.launch;
  return fmt::format(
      "binds first: {} takes {} % of a step of {}; no target is given, so no step is too long",
      resource_time(wall, section.section),
      model::format_number(total > 0 ? 100 * own / total : 0, 2), magnitude(total, "s"));
}

}  // namespace

std::string target_words(const Scenario& scenario, const Report& report,
                         const SectionWalls& section) {
  const auto goal = goal_of(scenario, {report}, section);
  if (goal) return fmt::format("a time's wall is where it alone breaks {}", goal->name);
  return "no target is given: a time's wall is the step over its own time";
}

std::string binding_sentence(const Scenario& scenario, const Report& report,
                             const SectionWalls& section,
                             std::set<std::string, std::less<>>* told) {
  const Lookup lookup{report, told};
  const Wall wall = section.walls.binding();
  const auto factor = section.walls.of(wall);
  if (!factor) return "Nothing limits this load.";
  const auto goal = goal_of(scenario, lookup, section);
  std::string rest;
  if (wall == Wall::kMemoryCapacity) {
    rest = memory_sentence(scenario, lookup, section.section, *factor);
  } else if (wall == Wall::kBudget) {
    rest = budget_sentence(scenario, lookup, section.section, *factor);
  } else {
    rest =
        goal ? goal_sentence(*goal, wall, section.section, *factor) : step_sentence(section, wall);
  }
  return fmt::format("{} {}.", capitalised(model::name_of(wall)), rest);
}

std::string mitigation_sentence(const Scenario& scenario, const Report& report,
                                std::set<std::string, std::less<>>* told) {
  if (report.sections.empty()) return {};
  const model::Walls& walls = report.sections[0].walls;
  const Wall wall = walls.binding();
  const auto list = model::mitigations(scenario, report);
  if (list.empty() && wall == Wall::kBudget) {
    return "a lower price or a larger budget moves it in proportion; no change of types, batch or "
           "layout that was tried does.";
  }
  if (list.empty()) {
    return "none of the changes that were tried (types, batch, layout, more GPUs) helps.";
  }
  const model::Mitigation& first = list[0];
  if (const model::Term* measured = first.measured) {
    if (told != nullptr) told->emplace(measured->id);
    const auto shown = [&](double value) { return magnitude(value, measured->unit); };
    std::string text =
        fmt::format("{}: {} goes from {} to {}", first.action, with_small_initial(measured->name),
                    shown(first.before), shown(first.after));
    if (first.binding_after != wall) {
      text += fmt::format("; then {} binds", model::name_of(first.binding_after));
    }
    if (list.size() > 1) text += fmt::format(". Or {} ({})", list[1].action, shown(list[1].after));
    return text + ".";
  }
  std::string text = fmt::format("{}: {} goes from {} to {}", first.action, model::name_of(wall),
                                 factor_text(walls.of(wall)), factor_text(first.headroom));
  text += first.binding_after == wall
              ? ", and still binds"
              : fmt::format("; then {} binds", model::name_of(first.binding_after));
  if (list.size() > 1) {
    text += fmt::format(". Or {} ({})", list[1].action, factor_text(list[1].headroom));
  }
  return text + ".";
}

std::string section_title(model::Section section) {
  if (section == model::Section::kRl) return "RL";
  return capitalised(model::kSectionNames[static_cast<std::size_t>(section)]);
}

}  // namespace wf::app
