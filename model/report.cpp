#include "model/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "model/quantities.h"
#include "model/rl_walls.h"
#include "model/units.h"
#include "model/workload_file.h"

namespace wf::model {
namespace {

std::optional<double> existing(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// Appends what `for_each_quantity` visits.
struct Collect {
  std::vector<Reading>& readings;

  template <class Q>
  void operator()(const Term& term, const Q& value) const {
    readings.push_back({&term, existing(value.value()), false, std::nullopt});
  }
  template <class Q>
  void operator()(const Term& term, const Q& value, const Q& bound) const {
    readings.push_back({&term, existing(value.value()), true, existing(bound.value())});
  }
};

void forget(std::vector<Reading>& readings, const Term& term) {
  for (Reading& reading : readings) {
    if (reading.term == &term) reading.value.reset();
  }
}

void add_service(const Inputs<double>& in, const ServingEstimate<double>& e, Report& report) {
  const ServiceEstimate<double> service = estimate_service(in, e);
  for_each_quantity(in, service, Collect{report.readings});
  if (in.serving.has_tpot && !service.operates && e.max_batch.expected.value() >= 1) {
    report.notes.push_back(fmt::format(
        "Not even one sequence keeps a mean gap of {} between tokens with prefills on the same "
        "GPUs{}; there is no fleet of such replicas.",
        format_magnitude(in.serving.tpot.value(), "s"),
        service.decodes ? ", though decode alone would" : ""));
  }
}

void add_serving(const Inputs<double>& in, Scope scope, Report& report) {
  const ServingEstimate<double> e = estimate_serving(in);
  for_each_quantity(in, e, Collect{report.readings});
  if (scope == Scope::kAll) add_service(in, e, report);
  if (e.queue_grows) {
    forget(report.readings, kTtft);
    forget(report.readings, kQueueWait);
    report.notes.push_back(fmt::format(
        "{} requests/s arrive and {} are completed: the queue grows without end, so there is no "
        "time to the first token.",
        format_number(in.serving.arrival_rate.value()),
        format_number(e.request_rate.expected.value() * in.parallel.dp.value())));
  }
  if (e.max_batch.expected.value() < 1) {
    report.notes.push_back(
        e.free_for_kv.expected.value() < 0
            ? fmt::format("The weights and the workspace need {} more than an engine may use of "
                          "each GPU; times are computed as if they fitted.",
                          format_magnitude(-e.free_for_kv.expected.value(), "bytes"))
            : "Not even one sequence of prompt + output tokens fits beside the weights; times are "
              "computed as if it did.");
  }
  if (in.parallel.tp.value() > 1) {
    report.notes.push_back("The latency of collectives is counted as network.");
  }
  report.notes.push_back("Kernel launches and the host are counted as compute.");
  report.sections.push_back({Section::kServing, serving_walls(in, e),
                             time_by_wall(e.decode_pass, e.decode_scale.value())});
}

void add_training(const Inputs<double>& in, Report& report) {
  const TrainingEstimate<double> e = estimate_training(in);
  for_each_quantity(in, e, Collect{report.readings});
  for_each_quantity(in, estimate_training_run(in, e), Collect{report.readings});
  report.sections.push_back({Section::kTraining, training_walls(in, e), time_by_wall(e.ops, 1)});
}

void add_rl(const Inputs<double>& in, Report& report) {
  const RlEstimate<double> e = estimate_rl(in);
  for_each_quantity(in, e, Collect{report.readings});
  const double waves = e.waves.value();
  if (e.longest_that_fit.value() < 1) {
    report.notes.push_back(
        "Not even one of the longest completions fits beside the weights of a rollout replica; "
        "times are computed as if it did.");
  } else if (waves > 1) {
    report.notes.push_back(fmt::format(
        "A rollout replica works on {} of its {} completions at a time; the others wait for a "
        "slot, which takes time and no memory.",
        format_number(e.slots.expected.value()), format_number(e.slots.expected.value() * waves)));
  }
  if (e.left_for_activations.value() < e.activations.value()) {
    report.notes.push_back(fmt::format(
        "Learning from a completion of {} tokens needs {} on the fullest GPU; times are computed "
        "as if it fitted.",
        format_number(e.longest.value()), format_magnitude(e.learner_memory.value(), "bytes")));
  }
  report.sections.push_back({Section::kRl, rl_walls(in, e), rl_time_by_wall(in, e)});
}

}  // namespace

const Reading* Report::find(std::string_view id) const {
  for (const Reading& reading : readings) {
    if (reading.term->id == id) return &reading;
  }
  return nullptr;
}

Report make_report(const Scenario& scenario, Scope scope) {
  Report report;
  const Inputs<double> in = resolve(scenario, &report.notes);
  report.readings.reserve(64);
  for_each_quantity(estimate_sizes(in), Collect{report.readings});
  if (in.serving.present) add_serving(in, scope, report);
  if (in.training.present) add_training(in, report);
  if (in.rl.present) add_rl(in, report);
  if (in.evaluation.present) for_each_quantity(estimate_experiment(in), Collect{report.readings});
  return report;
}

namespace {

// Every section present, so that every quantity is visited.
std::vector<const Term*> collect_terms(Scope scope) {
  Scenario scenario;
  scenario.model.layers = scenario.model.hidden = scenario.model.heads = 1;
  scenario.cluster.price_per_gpu_hour = 1;
  scenario.serving.emplace();
  scenario.serving->arrival_rate = 1;
  scenario.serving->slo.tpot = 1;
  scenario.serving->requests = 1;
  scenario.serving->chunk_tokens = 1;
  scenario.serving->speculation.emplace();
  scenario.operations.availability = 0.9;
  scenario.operations.peak_to_trough = 2;
  scenario.training.emplace();
  scenario.training->tokens = 1;
  scenario.training->critical_batch = 1;
  scenario.data.emplace().document_tokens = 1;
  scenario.evaluation.emplace();
  scenario.rl.emplace();
  scenario.rl->steps = 1;
  std::vector<const Term*> terms;
  for (const Reading& reading : make_report(scenario, scope).readings)
    terms.push_back(reading.term);
  return terms;
}

class TermsById {
 public:
  explicit TermsById(std::span<const Term* const> terms) {
    for (const Term* term : terms) by_id_.emplace(term->id, term);
  }
  const Term* find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<std::string_view, const Term*> by_id_;
};

}  // namespace

std::span<const Term* const> quantity_terms() {
  static const std::vector<const Term*> kTerms = collect_terms(Scope::kAll);
  return kTerms;
}

const Term* find_quantity(std::string_view id) {
  static const TermsById kById(quantity_terms());
  return kById.find(id);
}

Scope scope_of(std::string_view id) {
  static const TermsById kOfSteps(collect_terms(Scope::kSteps));
  return kOfSteps.find(id) != nullptr ? Scope::kSteps : Scope::kAll;
}

std::vector<TracedReading> trace_report(const Scenario& scenario, Tape& tape, Scope scope) {
  std::vector<TracedReading> readings;
  const Inputs<Traced> in = resolve(scenario, tape);
  const auto node = [&](const Traced& number) {
    return number.tape ? number.node : tape.constant(number.value);
  };
  const auto visit = [&](const Term& term, const auto& value, const auto&... bound) {
    TracedReading reading{&term, node(value.number()), kNoNode};
    ((reading.bound = node(bound.number())), ...);
    readings.push_back(reading);
  };
  for_each_quantity(estimate_sizes(in), visit);
  if (in.serving.present) {
    const ServingEstimate<Traced> serving = estimate_serving(in);
    for_each_quantity(in, serving, visit);
    if (scope == Scope::kAll) for_each_quantity(in, estimate_service(in, serving), visit);
  }
  if (in.training.present) {
    const TrainingEstimate<Traced> training = estimate_training(in);
    for_each_quantity(in, training, visit);
    for_each_quantity(in, estimate_training_run(in, training), visit);
  }
  if (in.rl.present) for_each_quantity(in, estimate_rl(in), visit);
  if (in.evaluation.present) for_each_quantity(estimate_experiment(in), visit);
  return readings;
}

std::vector<AssertionResult> check_assertions(const Scenario& scenario, const Report& report) {
  std::vector<AssertionResult> results;
  for (const Assertion& assertion : scenario.assertions) {
    const std::string_view is = assertion.comparison == Comparison::kIs ? " is " : " ";
    AssertionResult result{assertion.subject + std::string(is) + assertion.text, false, {}};
    if (assertion.comparison == Comparison::kIs) {
      if (report.sections.empty()) {
        result.detail = "there is no serving, training or rl section to have a binding wall";
      } else {
        const std::string_view binding = name_of(report.sections[0].walls.binding());
        result.holds = binding == assertion.text;
        result.detail = fmt::format("the binding wall is {}", binding);
      }
      results.push_back(std::move(result));
      continue;
    }
    const Reading* reading = report.find(assertion.subject);
    if (reading == nullptr || !reading->value) {
      result.detail = "this scenario has no such value";
      results.push_back(std::move(result));
      continue;
    }
    const double actual = *reading->value;
    const Result<double> expected = assertion_value(assertion, reading->term->unit);
    if (!expected) {
      result.detail = expected.error().what;
      results.push_back(std::move(result));
      continue;
    }
    switch (assertion.comparison) {
      case Comparison::kAtMost:
        result.holds = actual <= *expected;
        break;
      case Comparison::kAtLeast:
        result.holds = actual >= *expected;
        break;
      case Comparison::kBelow:
        result.holds = actual < *expected;
        break;
      case Comparison::kAbove:
        result.holds = actual > *expected;
        break;
      case Comparison::kEqual:
        result.holds = actual == *expected;
        break;
      case Comparison::kAbout:
        result.holds = std::abs(actual - *expected) <= assertion.tolerance * std::abs(*expected);
        break;
      case Comparison::kIs:
        break;
    }
    result.detail = fmt::format("it is {}", format_magnitude(actual, reading->term->unit));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace wf::model
