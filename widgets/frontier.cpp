#include <fmt/format.h>

#include <cctype>

#include "model/catalogue.h"
#include "model/formulas/service.h"
#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// The frontier of a card: what it makes in a second against the pace that each user sees, a point
// for every batch, prefills charged. Beside it the same card with fewer bits and other cards. The
// promised pace is a line across; where it meets the curve is the knee.

namespace wf::widgets {
namespace {

constexpr std::string_view kNoServing =
    "The frontier is that of a replica that answers requests, and this workload serves none.";

// One batch: the gap between tokens and the output of one GPU, prefills included.
struct Operation {
  double batch = 0, gap = 0, rate = 0;
};

struct Frontier {
  std::string name;
  std::vector<Operation> batches;  // as far as memory holds; empty: does not fit
  // The last batch that keeps a pace; nullptr where none does.
  const Operation* keeps(double pace) const {
    const Operation* best = nullptr;
    for (const Operation& each : batches) {
      if (each.gap <= pace) best = &each;
    }
    return best;
  }
};

Operation at_batch(model::Inputs<double>& in, double batch) {
  in.serving.batch = model::Number<double>(batch);
  in.serving.batch_is_max = false;
  const model::ServingEstimate<double> e = model::estimate_serving(in);
  const double gap = model::token_gap(e.decode_step.expected, e.batch, in.serving.output,
                                      e.request_prefill.expected)
                         .value();
  const double gpus = (in.parallel.tp * in.parallel.pp * in.parallel.cp).value();
  return {batch, gap, batch / gap / gpus};
}

Frontier frontier_of(const model::Scenario& scenario, std::string name, int per_octave) {
  Frontier frontier{std::move(name), {}};
  model::Inputs<double> in = model::resolve(scenario);
  in.serving.batch = model::Number<double>(1.0);
  in.serving.batch_is_max = false;
  const double most = model::estimate_serving(in).max_batch.expected.value();
  if (!(most >= 1)) return frontier;
  for (double batch : whole_steps(std::min(most, 16384.0), per_octave)) {
    const Operation each = at_batch(in, batch);
    if (!std::isfinite(each.gap) || !std::isfinite(each.rate)) break;
    frontier.batches.push_back(each);
  }
  return frontier;
}

// "H200" of "h200-sxm-141gb": beside a line there is no room for more.
std::string short_name(std::string_view id) {
  std::string name(id.substr(0, id.find('-')));
  for (char& letter : name) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return name;
}

// What is drawn beside: the same card with fewer bits, and cards that many have.
std::vector<Frontier> others_of(const WidgetInputs& inputs) {
  std::vector<Frontier> others;
  const model::Scenario& scenario = inputs.scenario;
  const auto& precision = scenario.precision;
  if (precision.weights != model::Precision::kFp8 || precision.kv != model::Precision::kFp8) {
    model::Scenario fewer = scenario;
    fewer.precision.weights = fewer.precision.kv = model::Precision::kFp8;
    fewer.precision.weight_bits.reset();
    others.push_back(frontier_of(fewer, "in fp8", 2));
  }
  if (inputs.catalogue == nullptr) return others;
  for (const char* id : {"a100-sxm-80gb", "h100-sxm-80gb", "h200-sxm-141gb", "mi300x-192gb"}) {
    const model::Accelerator* gpu = inputs.catalogue->find_gpu(id);
    if (gpu == nullptr || id == scenario.cluster.gpu.id) continue;
    model::Scenario other = scenario;
    other.cluster.gpu = *gpu;
    others.push_back(frontier_of(other, short_name(id), 2));
  }
  return others;
}

struct State {
  Frontier mine;
  double ceiling = 0;             // tokens/s of one GPU that no batch passes, decode alone
  std::optional<double> promise;  // s
  std::optional<Operation> knee;  // where the promise stops the batch, or the memory does
  double decode_rate = 0;         // by the rule: decode alone at the knee
  bool full() const { return knee && knee->batch >= mine.batches.back().batch; }
};

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving) return std::nullopt;
  State s{frontier_of(scenario, "this design", 6), 0, scenario.serving->slo.tpot, {}, 0};
  const model::Parallelism& layout = scenario.parallel;
  s.ceiling = expected_of(report, "decode.token_ceiling") / (layout.tp * layout.pp * layout.cp);
  const double batch = expected_of(report, "fleet.operating_batch");
  if (s.mine.batches.empty() || !(batch >= 1)) return s;
  model::Inputs<double> in = model::resolve(scenario);
  s.knee = at_batch(in, batch);
  const model::ServingEstimate<double> e = model::estimate_serving(in);
  s.decode_rate = e.decode_rate.expected.value() / (layout.tp * layout.pp * layout.cp);
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string seconds(double value) { return model::format_magnitude(value, "s"); }
std::string rate(double value) { return model::format_magnitude(value, "tokens/s"); }

std::string title_of(const State& s) {
  if (s.mine.batches.empty()) return "Does not fit: there is no batch, so there is no frontier";
  if (!s.knee) {
    return fmt::format("No batch keeps {}: one user gets a token in {}", seconds(*s.promise),
                       seconds(s.mine.batches.front().gap));
  }
  if (!s.promise) return fmt::format("Offline, memory full: {} from one GPU", rate(s.knee->rate));
  return fmt::format("{} from one GPU, {}", rate(s.knee->rate),
                     s.full() ? "and memory is the limit" : "and the promised pace is the limit");
}

std::string words_of(const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  const State& s = *state;
  if (s.mine.batches.empty()) {
    return "The weights leave no room for a request: memory capacity is the wall, and there is no "
           "batch to draw.";
  }
  const Operation& first = s.mine.batches.front();
  const Operation& last = s.mine.batches.back();
  std::string words = fmt::format(
      "From one user at {} a token and {} to a full memory at batch {}, {} a token and {} from one "
      "GPU, prefills charged. ",
      seconds(first.gap), rate(first.rate), number(last.batch), seconds(last.gap), rate(last.rate));
  if (!s.knee) {
    words += fmt::format("The promise of {} is out of reach: memory bandwidth is the wall. ",
                         seconds(*s.promise));
  } else if (s.promise) {
    words += fmt::format("A pace of {} stops at batch {} with {}: {} is the wall. ",
                         seconds(*s.promise), number(s.knee->batch), rate(s.knee->rate),
                         s.full() ? "memory capacity" : "memory bandwidth");
  }
  if (s.knee) {
    words += fmt::format("Decode alone would make {} there. ", rate(s.decode_rate));
  }
  return words + fmt::format("No batch decodes more than {}.", rate(s.ceiling));
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(state_of(inputs.scenario, inputs.report));
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state || state->mine.batches.empty()) return {};
  const State& s = *state;
  return fmt::format(
      "A pace below {} is out of reach: memory bandwidth. From {} on memory capacity ends the "
      "batch, and a slower pace buys nothing.",
      seconds(s.mine.batches.front().gap), seconds(s.mine.batches.back().gap));
}

Line line_of(const Frontier& frontier, LineRole role) {
  Line line{.name = frontier.name, .role = role};
  for (const Operation& each : frontier.batches) line.points.push_back({each.gap, each.rate});
  return line;
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Time between two tokens of a user", "s", Scale::kLog10};
  figure.y = {"Output of one GPU", "tokens/s"};
  figure.y.from = 0.0;
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "How much at which pace?";
  figure.describe = words_of(state);
  if (!state) return figure;
  const State& s = *state;
  if (s.mine.batches.empty()) {
    figure.empty_text = "The model does not fit this memory";
    return figure;
  }
  const Operation& first = s.mine.batches.front();
  const Operation& last = s.mine.batches.back();
  double low = first.gap, high = last.gap, top = last.rate;
  int series = 1;
  for (const Frontier& other : others_of(inputs)) {
    if (other.batches.empty()) continue;
    Line line = line_of(other, LineRole::kExpected);
    line.series = series++ % 6;
    line.weight = 0.6;
    line.label = {other.name, 75};
    low = std::min(low, other.batches.front().gap);
    high = std::max(high, other.batches.back().gap);
    top = std::max(top, other.batches.back().rate);
    figure.lines.push_back(std::move(line));
  }
  if (inputs.pinned_scenario && inputs.pinned_report && inputs.pinned_scenario->serving) {
    const Frontier pinned = frontier_of(*inputs.pinned_scenario, "A", 4);
    if (!pinned.batches.empty()) {
      figure.lines.push_back(line_of(pinned, LineRole::kGhost));
      high = std::max(high, pinned.batches.back().gap);
      top = std::max(top, pinned.batches.back().rate);
    }
  }
  // Decode alone, as the popular figure has it: the same batches without their prompts.
  model::Inputs<double> in = model::resolve(inputs.scenario);
  Line rule{
      .name = "decode alone", .role = LineRole::kRule, .meaning = {"decode.tokens_per_s", {}}};
  const model::Parallelism& layout = inputs.scenario.parallel;
  const double gpus = layout.tp * layout.pp * layout.cp;
  for (double batch : whole_steps(last.batch, 3)) {
    in.serving.batch = model::Number<double>(batch);
    in.serving.batch_is_max = false;
    const double step = model::estimate_serving(in).decode_step.expected.value();
    rule.points.push_back({step, batch / step / gpus});
    top = std::max(top, batch / step / gpus);
    low = std::min(low, step);
  }
  figure.lines.push_back(std::move(rule));
  Line mine = line_of(s.mine, LineRole::kExpected);
  mine.meaning = {"fleet.tokens_per_s_per_gpu", Wall::kMemoryBandwidth};
  mine.weight = 1.4;
  figure.lines.push_back(std::move(mine));

  figure.x.from = 0.7 * std::min(low, s.promise.value_or(low));
  figure.x.to = 1.6 * std::max(high, s.promise.value_or(high));
  // The ceiling is shown where it leaves the curves enough of the height.
  constexpr double kNear = 1.7;
  figure.y.to = s.ceiling > top && s.ceiling < kNear * top ? 1.04 * s.ceiling : 1.12 * top;
  if (s.ceiling < *figure.y.to) {
    figure.lines.push_back({.name = "ceiling of decode",
                            .points = {{*figure.x.from, s.ceiling}, {*figure.x.to, s.ceiling}},
                            .role = LineRole::kBound,
                            .meaning = {"decode.token_ceiling", {}},
                            .label = {"", 0}});
    // Named inside: beside the line's end it would take the width from the curves.
    figure.annotations.push_back({"ceiling of decode",
                                  {std::sqrt(*figure.x.from * *figure.x.to), s.ceiling},
                                  {"decode.token_ceiling", {}},
                                  45});
  }
  if (s.promise) {
    figure.walls.push_back({.wall = Wall::kMemoryBandwidth,
                            .name = fmt::format("slower than {}", seconds(*s.promise)),
                            .boundary = {{*s.promise, 0}},
                            .side = Side::kRight,
                            .quantity = "serving.slo.tpot"});
    Handle handle{.at = {*s.promise, 0.5 * *figure.y.to},
                  .knob = "serving.slo.tpot",
                  .direction = Direction::kX};
    const model::Knob* knob = model::find_knob("serving.slo.tpot");
    for (double pace : {*figure.x.from, *figure.x.to}) {
      const double kept = std::clamp(pace, knob->low, knob->high);
      handle.stops.push_back({kept, kept});
    }
    figure.handles.push_back(std::move(handle));
  }
  figure.markers.push_back({.name = "memory full",
                            .at = {last.gap, last.rate},
                            .meaning = {"serving.max_batch", Wall::kMemoryCapacity},
                            .label = {fmt::format("memory full: {}", number(last.batch)), 70}});
  if (s.knee) {
    figure.markers.push_back(
        {.name = "operating point",
         .at = {s.knee->gap, s.knee->rate},
         .role = MarkerRole::kOperating,
         .meaning = {"fleet.tokens_per_s_per_gpu",
                     s.full() ? Wall::kMemoryCapacity : Wall::kMemoryBandwidth},
         .label = {fmt::format("batch {}\n{}", number(s.knee->batch), rate(s.knee->rate)), 95}});
  }
  return figure;
}

}  // namespace

Widget frontier_widget() {
  return {.id = "frontier",
          .title = "How much at which pace?",
          .knobs = {"serving.slo.tpot", "serving.prompt_tokens", "serving.output_tokens",
                    "precision.weights", "precision.kv", "precision.activations",
                    "cluster.gpu.memory_bandwidth", "cluster.gpu.memory", "parallel.tp"},
          .quantities = {"fleet.tokens_per_s_per_gpu", "fleet.operating_batch",
                         "fleet.operating_gap", "fleet.knee_batch", "decode.token_ceiling",
                         "fleet.cost_per_million_tokens", "serving.max_batch"},
          .flip_knob = "serving.slo.tpot",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
