#include "lessons/model_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "model/inputs.h"
#include "model/knobs.h"
#include "model/nearest_name.h"
#include "model/units.h"

namespace wf::lessons {
namespace {

// More reports than any lesson asks for at once; beyond, they are made afresh.
constexpr std::size_t kMostStates = 4096;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool shapes_layout(std::string_view path) {
  constexpr std::array<std::string_view, 4> kPaths = {"cluster.gpus", "parallel.tp", "parallel.pp",
                                                      "parallel.cp"};
  return std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end();
}

model::Error unreadable(const Override& entry, std::string_view why) {
  model::Error error;
  error.what = fmt::format("{}={}: {}", entry.path, entry.value, why);
  return error;
}

model::Result<double> knob_number(const model::Knob& knob, const Override& entry) {
  if (knob.kind == model::KnobKind::kChoice) {
    const auto found = std::find(knob.choices.begin(), knob.choices.end(), entry.value);
    if (found != knob.choices.end()) return static_cast<double>(found - knob.choices.begin());
    return unreadable(entry, fmt::format("one of {} was expected", fmt::join(knob.choices, ", ")));
  }
  auto number = model::parse_magnitude(entry.value, knob.term.unit);
  if (!number) return unreadable(entry, number.error().what);
  if (!std::isfinite(*number) || *number < knob.low || *number > knob.high) {
    return unreadable(entry, fmt::format("a value from {} to {} was expected",
                                         model::format_magnitude(knob.low, knob.term.unit),
                                         model::format_magnitude(knob.high, knob.term.unit)));
  }
  return number;
}

// Where the layout leaves GPUs idle or asks for more than there are, the cluster follows it: a
// lesson that says tp=4 of one GPU means four of them.
void follow_layout(model::Scenario& scenario, const Overrides& overrides) {
  const auto set = [&](std::string_view path) {
    return std::any_of(overrides.begin(), overrides.end(),
                       [&](const Override& entry) { return entry.path == path; });
  };
  if (!std::any_of(overrides.begin(), overrides.end(),
                   [](const Override& entry) { return shapes_layout(entry.path); })) {
    return;
  }
  if (!set("parallel.dp")) scenario.parallel.dp.reset();
  const model::Parallelism& layout = scenario.parallel;
  const double needed = layout.tp * layout.pp * layout.cp * layout.dp.value_or(1);
  if (!set("cluster.gpus")) scenario.cluster.gpus = std::max(scenario.cluster.gpus, needed);
}

// The wall whose colour a quantity carries, where it belongs to one alone.
std::string_view wall_of(std::string_view id) {
  struct Entry {
    std::string_view id;
    model::Wall wall;
  };
  using enum model::Wall;
  constexpr std::array<Entry, 31> kWalls = {{
      {"weights.bytes", kMemoryCapacity},
      {"memory.weights", kMemoryCapacity},
      {"memory.workspace", kMemoryCapacity},
      {"memory.kv", kMemoryCapacity},
      {"memory.free_for_kv", kMemoryCapacity},
      {"memory.kv_capacity_tokens", kMemoryCapacity},
      {"memory.shortfall", kMemoryCapacity},
      {"serving.memory_per_gpu", kMemoryCapacity},
      {"serving.max_batch", kMemoryCapacity},
      {"kv.bytes_per_sequence", kMemoryCapacity},
      {"cluster.gpu.memory", kMemoryCapacity},
      {"cluster.gpu.memory_bandwidth", kMemoryBandwidth},
      {"decode.weight_bytes", kMemoryBandwidth},
      {"decode.kv_bytes", kMemoryBandwidth},
      {"decode.weight_read", kMemoryBandwidth},
      {"decode.kv_read", kMemoryBandwidth},
      {"decode.mbu", kMemoryBandwidth},
      {"prefill.flops", kCompute},
      {"decode.flops", kCompute},
      {"decode.compute_floor", kCompute},
      {"cluster.gpu.peak", kCompute},
      {"decode.allreduce_time", kNetwork},
      {"serving.cost_per_million_tokens", kBudget},
      {"cost.usd_per_month", kBudget},
      {"training.weight_bytes", kMemoryCapacity},
      {"training.gradient_bytes", kMemoryCapacity},
      {"training.optimizer_bytes", kMemoryCapacity},
      {"training.activation_bytes", kMemoryCapacity},
      {"training.memory_per_gpu", kMemoryCapacity},
      {"training.cost", kBudget},
      {"budget.usd", kBudget},
  }};
  const auto* found = std::find_if(kWalls.begin(), kWalls.end(),
                                   [&](const Entry& entry) { return entry.id == id; });
  return found == kWalls.end() ? std::string_view{} : model::name_of(found->wall);
}

Value number_value(double number, const model::Term& term) {
  Value value;
  value.data = number;
  value.unit = std::string(term.unit);
  value.sentence = std::string(term.sentence);
  value.term = std::string(term.id);
  value.wall = std::string(wall_of(term.id));
  return value;
}

Value word(std::string text, std::string sentence) {
  Value value;
  value.data = std::move(text);
  value.sentence = std::move(sentence);
  return value;
}

// What the scenario leaves open has a default where the model takes one, and no value elsewhere: a
// price that nobody named, a peak that the chip does not have.
double knob_or_default(const model::Scenario& scenario, const model::Knob& knob) {
  if (const auto given = knob.get(scenario)) return *given;
  const std::string_view path = knob.term.id;
  if (path == "parallel.dp") return model::replicas(scenario);
  if (path == "cluster.gpus_per_node") return std::min(8.0, scenario.cluster.gpus);
  if (path == "precision.weight_bits") return model::bits_of(scenario.precision.weights);
  constexpr std::array<std::string_view, 5> kOfTraining = {
      "training.micro_batch", "training.recompute", "training.attention",
      "training.checkpoint_rate", "training.restart_time"};
  const bool of_training =
      std::find(kOfTraining.begin(), kOfTraining.end(), path) != kOfTraining.end();
  if (of_training) return scenario.training ? knob.initial : kNone;
  if (path == "training.global_batch" && scenario.training) {
    return scenario.training->micro_batch.value_or(1) * model::replicas(scenario);
  }
  return path.starts_with("assume.") || path.starts_with("operations.") ? knob.initial : kNone;
}

Value value_of_knob(const model::Scenario& scenario, const model::Knob& knob) {
  const double number = knob_or_default(scenario, knob);
  if (knob.kind == model::KnobKind::kChoice && number >= 0 &&
      number < static_cast<double>(knob.choices.size())) {
    Value value = word(std::string(knob.choices[static_cast<std::size_t>(number)]),
                       std::string(knob.term.sentence));
    value.term = std::string(knob.term.id);
    return value;
  }
  return number_value(number, knob.term);
}

std::optional<Value> headroom(const model::Report& report, std::string_view name) {
  std::string wall_name(name);
  std::replace(wall_name.begin(), wall_name.end(), '_', ' ');
  for (std::size_t i = 0; i < model::kWallCount; ++i) {
    const auto wall = static_cast<model::Wall>(i);
    if (model::name_of(wall) != wall_name) continue;
    Value value;
    value.data = kNone;
    value.sentence = "Factor by which the load can still grow before this wall stops it.";
    value.wall = wall_name;
    if (!report.sections.empty()) {
      value.data =
          report.sections[0].walls.of(wall).value_or(std::numeric_limits<double>::infinity());
    }
    return value;
  }
  return std::nullopt;
}

Value quantity(const model::Report& report, const model::Term& term, bool bound) {
  const model::Reading* reading = report.find(term.id);
  double number = kNone;
  if (reading != nullptr) number = (bound ? reading->bound : reading->value).value_or(kNone);
  return number_value(number, term);
}

// A name for what has none: prose speaks of "Dense 3B" on a "GPU of 48 GB".
std::string model_name(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.model.name.empty() || !scenario.model.id.empty()) {
    return scenario.model.name.empty() ? scenario.model.id : scenario.model.name;
  }
  const model::Reading* params = report.find("weights.params");
  const double count = params == nullptr ? 0 : params->value.value_or(0);
  return fmt::format("{} {:.{}f}B", scenario.model.experts > 0 ? "MoE" : "Dense", count / 1e9,
                     count < 1e10 ? 1 : 0);
}

std::string gpu_name(const model::Accelerator& gpu) {
  if (!gpu.name.empty() || !gpu.id.empty()) return gpu.name.empty() ? gpu.id : gpu.name;
  return "GPU of " + model::format_magnitude(gpu.memory.value, "bytes");
}

}  // namespace

model::Result<model::Scenario> with_overrides(model::Scenario scenario, const Overrides& overrides,
                                              const model::Catalogue& catalogue) {
  for (const Override& entry : overrides) {
    if (entry.path == "cluster.gpu") {
      const model::Accelerator* gpu = catalogue.find_gpu(entry.value);
      if (gpu == nullptr) return unreadable(entry, "no GPU of the catalogue has this id");
      scenario.cluster.gpu = *gpu;
    } else if (entry.path == "model") {
      const model::ModelShape* shape = catalogue.find_model(entry.value);
      if (shape == nullptr) return unreadable(entry, "no model of the catalogue has this id");
      scenario.model = *shape;
    } else if (entry.path == "serving.batch" && entry.value == "max") {
      if (!scenario.serving) scenario.serving.emplace();
      scenario.serving->batch.reset();
    } else {
      const model::Knob* knob = model::find_knob(entry.path);
      if (knob == nullptr) return unreadable(entry, "there is no such knob");
      const auto number = knob_number(*knob, entry);
      if (!number) return number.error();
      knob->set(scenario, *number);
      // A type of the weights that is named means its own bits.
      if (entry.path == "precision.weights") scenario.precision.weight_bits.reset();
    }
  }
  follow_layout(scenario, overrides);
  return scenario;
}

ModelSource::ModelSource(model::Scenario scenario, const model::Catalogue& catalogue,
                         std::optional<model::Scenario> lesson)
    : scenario_(std::move(scenario)), lesson_(std::move(lesson)), catalogue_(catalogue) {}

model::Result<model::Scenario> ModelSource::scenario_with(const Overrides& overrides) const {
  Overrides others;
  const model::Scenario* base = &scenario_;
  for (const Override& entry : overrides) {
    if (entry.path != "scenario") {
      others.push_back(entry);
    } else if (entry.value != "lesson") {
      return unreadable(entry, "the lesson's own is the only other one: scenario=lesson");
    } else if (lesson_) {
      base = &*lesson_;
    }
  }
  return with_overrides(*base, others, catalogue_);
}

const model::Report& ModelSource::State::with(std::string_view id) const {
  if (model::scope_of(id) == model::Scope::kSteps) return steps;
  if (!whole) whole = model::make_report(scenario);
  return *whole;
}

const ModelSource::State& ModelSource::at(const Overrides& overrides) const {
  std::string key;
  for (const Override& entry : overrides) key += entry.path + '=' + entry.value + '\n';
  if (const auto found = states_.find(key); found != states_.end()) return *found->second;
  auto state = std::make_unique<State>();
  if (auto changed = scenario_with(overrides)) {
    state->scenario = std::move(*changed);
    state->steps = model::make_report(state->scenario, model::Scope::kSteps);
  } else {
    state->readable = false;
  }
  if (states_.size() >= kMostStates) states_.clear();
  return *states_.emplace(std::move(key), std::move(state)).first->second;
}

std::optional<Value> ModelSource::lookup(std::string_view id, const Overrides& overrides) const {
  const State& state = at(overrides);
  if (!state.readable) return std::nullopt;
  const model::Scenario& scenario = state.scenario;
  if (id == "binding") {
    if (state.steps.sections.empty()) return word("", "The binding wall.");
    Value value = word(std::string(model::name_of(state.steps.sections[0].walls.binding())),
                       "The binding wall: the one with the least headroom.");
    value.wall = std::get<std::string>(value.data);
    return value;
  }
  if (id == "scenario") return word(scenario.name, "The workload.");
  if (id == "model") return word(scenario.model.id, "The model, by its id in the catalogue.");
  if (id == "model.name") return word(model_name(scenario, state.steps), "The model.");
  if (id == "cluster.gpu") return word(scenario.cluster.gpu.id, "The GPU, by its catalogue id.");
  if (id == "cluster.gpu.name") return word(gpu_name(scenario.cluster.gpu), "The GPU.");
  if (id == "cluster.gpu.peak") {
    const model::Figure* peak =
        model::peak_for(scenario.cluster.gpu, scenario.precision.activations);
    return number_value(peak ? peak->value : kNone,
                        {.id = "cluster.gpu.peak",
                         .symbol = "peak",
                         .unit = "FLOP/s",
                         .sentence = "Dense peak of the multiplies of this scenario.",
                         .source = ""});
  }
  if (id.starts_with("headroom.")) return headroom(state.steps, id.substr(9));
  const bool bound = id.ends_with(".bound");
  const model::Term* term = model::find_quantity(bound ? id.substr(0, id.size() - 6) : id);
  if (term != nullptr) return quantity(state.with(term->id), *term, bound);
  if (const model::Knob* knob = model::find_knob(id)) {
    // "max" is as many as fit: the number that the model takes.
    if (id == "serving.batch" && scenario.serving && !scenario.serving->batch) {
      return quantity(state.steps, *model::find_quantity("serving.operating_batch"), false);
    }
    return value_of_knob(scenario, *knob);
  }
  return std::nullopt;
}

}  // namespace wf::lessons
