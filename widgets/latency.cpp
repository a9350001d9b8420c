#include <fmt/format.h>

#include "model/formulas/serving.h"
#include "model/units.h"
#include "model/walls.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// What a decode step is made of, over the batch: weights that all share, a cache that each brings,
// and the rest. Where the cache grows thicker than the weights lies B*. The targets say which clock
// breaks first: the pace, by memory, or the first token, by arithmetic.

namespace wf::widgets {
namespace {

constexpr double kFewest = 128;  // the axis goes at least this far
constexpr std::string_view kNoServing =
    "These clocks are those of a request, and this workload serves none.";

// The expected time of a decode step by what it is spent on, in seconds.
struct Step {
  double weights = 0;  // matrix multiplies: weights read or arithmetic done, whichever is slower
  double cache = 0;    // attention
  double rest = 0;     // kernels, host, collectives, element-wise
  double total() const { return weights + cache + rest; }
};

Step step_of(const model::ServingEstimate<double>& e) {
  using enum model::Op;
  const auto seconds = [&](std::initializer_list<model::Op> ops) {
    double sum = 0;
    for (model::Op op : ops) sum += e.decode_pass[op].expected.value();
    return sum * e.decode_scale.value();
  };
  Step step;
  step.weights =
      seconds({kQkv, kOutput, kFfnUp, kFfnDown, kRouter, kExpertsUp, kExpertsDown, kLmHead});
  step.cache = seconds({kAttention});
  step.rest = e.decode_step.expected.value() - step.weights - step.cache;
  return step;
}

struct State {
  double batch = 0, most = 0, equal = 0;  // equal: B*
  double prompt = 0, output = 0;
  Step now;
  double prefill = 0, ttft = 0;
  std::optional<double> tpot_target, ttft_target;
  double pace_batch = 0;                 // the last batch that keeps the pace; 0: none
  double prompt_limit = 0;               // the longest prompt that keeps the first token; 0: none
  double rule_fixed = 0, rule_each = 0;  // the rule: bytes over what is reached of the bandwidth
  bool cache_leads() const { return batch > equal; }
};

model::ServingEstimate<double> at_batch(model::Inputs<double> in, double batch) {
  in.serving.batch = model::Number<double>(batch);
  in.serving.batch_is_max = false;
  return model::estimate_serving(in);
}

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving) return std::nullopt;
  const model::Inputs<double> in = model::resolve(scenario);
  State s;
  s.batch = expected_of(report, "serving.operating_batch");
  s.most = expected_of(report, "serving.max_batch");
  s.equal = expected_of(report, "decode.weight_kv_batch");
  s.prefill = expected_of(report, "request.prefill_time");
  s.ttft = expected_of(report, "request.ttft");
  s.prompt = in.serving.prompt.value();
  s.output = in.serving.output.value();
  if (!(s.batch >= 1) || !std::isfinite(s.equal) || !std::isfinite(s.prefill)) return std::nullopt;
  s.now = step_of(at_batch(in, s.batch));
  s.tpot_target = scenario.serving->slo.tpot;
  s.ttft_target = scenario.serving->slo.ttft;

  const double reached =
      (in.assume.flat_decode ? in.assume.decode_mbu : in.assume.bandwidth).value();
  const model::ServingEstimate<double> one = at_batch(in, 1);
  s.rule_fixed = one.decode_weight_read.value() / reached;
  s.rule_each = one.decode_kv_read.value() / reached;
  if (s.tpot_target) {
    const model::Knob* knob = model::find_knob("serving.batch");
    const auto keeps = [&](double batch) {
      return at_batch(in, batch).decode_step.expected.value() <= *s.tpot_target;
    };
    if (keeps(knob->high)) {
      s.pace_batch = knob->high;
    } else if (keeps(1)) {
      s.pace_batch = last_that_holds(1, knob->high, keeps);
    }
  }
  if (s.ttft_target) {
    const model::Knob* knob = model::find_knob("serving.prompt_tokens");
    model::Inputs<double> other = in;
    const auto keeps = [&](double prompt) {
      other.serving.prompt = model::Tokens<double>(prompt);
      return model::estimate_serving(other).ttft.expected.value() <= *s.ttft_target;
    };
    if (keeps(knob->high)) {
      s.prompt_limit = knob->high;
    } else if (keeps(knob->low)) {
      s.prompt_limit = last_that_holds(knob->low, knob->high, keeps);
    }
  }
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string seconds(double value) { return model::format_magnitude(value, "s"); }

std::string title_of(const State& s) {
  return fmt::format(
      "At batch {} a step takes {}, and the {}", number(s.batch), seconds(s.now.total()),
      s.cache_leads() ? "KV cache is most of what it reads" : "weights are most of what it reads");
}

std::string words_of(const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  const State& s = *state;
  std::string words = fmt::format(
      "A prompt of {} tokens takes {} to prefill. At batch {} a decode step takes {}: {} for "
      "weights and multiplications, {} for the KV cache, {} for the rest. ",
      number(s.prompt), seconds(s.prefill), number(s.batch), seconds(s.now.total()),
      seconds(s.now.weights), seconds(s.now.cache), seconds(s.now.rest));
  words += fmt::format("Cache and weights are equal bytes at batch {}: B*. ",
                       model::format_number(s.equal, 3));
  words += fmt::format("An answer of {} tokens takes {} from the start of its prefill.",
                       number(s.output), seconds(s.prefill + (s.output - 1) * s.now.total()));
  if (s.batch > s.most) {
    words += s.most < 1 ? " Memory holds not a single such request."
                        : fmt::format(" Memory holds only {} such requests.", number(s.most));
  }
  return words;
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(state_of(inputs.scenario, inputs.report));
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state) return {};
  const State& s = *state;
  std::string words = s.equal < 1
                          ? std::string("A single user already reads more cache than weights.")
                          : fmt::format(
                                "Up to batch {} a step reads more weights than cache, beyond it "
                                "more cache.",
                                number(std::floor(s.equal)));
  if (s.tpot_target) {
    words += s.pace_batch < 1 ? fmt::format(" A pace of {} is out of reach at any batch.",
                                            seconds(*s.tpot_target))
                              : fmt::format(" The pace of {} holds up to batch {}.",
                                            seconds(*s.tpot_target), number(s.pace_batch));
  }
  if (s.ttft_target) {
    words += s.prompt_limit < 1
                 ? fmt::format(" No prompt has its first token within {}.", seconds(*s.ttft_target))
                 : fmt::format(" A first token within {} holds up to a prompt of {} tokens.",
                               seconds(*s.ttft_target), number(s.prompt_limit));
  }
  return words;
}

void add_areas(const model::Inputs<double>& in, const std::vector<double>& batches,
               Figure& figure) {
  Area rest{.name = "kernels and host", .meaning = {"decode.step_time", {}}, .series = 1};
  Area weights{.name = "weights", .meaning = {"decode.weight_read", {}}, .series = 0};
  Area cache{.name = "KV cache", .meaning = {"decode.kv_read", {}}, .series = 3};
  for (double batch : batches) {
    const Step step = step_of(at_batch(in, batch));
    rest.upper.push_back({batch, step.rest});
    weights.lower.push_back({batch, step.rest});
    weights.upper.push_back({batch, step.rest + step.weights});
    cache.lower.push_back({batch, step.rest + step.weights});
    cache.upper.push_back({batch, step.total()});
  }
  Line total{.name = "decode step",
             .points = cache.upper,
             .meaning = {"decode.step_time", Wall::kMemoryBandwidth},
             .label = {"", 0}};
  figure.areas = {std::move(rest), std::move(weights), std::move(cache)};
  figure.lines.push_back(std::move(total));
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Batch", "1", Scale::kLog2};
  figure.y = {"Time of a decode step", "s"};
  figure.y.from = 0.0;
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "Which clock breaks first?";
  figure.describe = words_of(state);
  if (!state) return figure;
  const State& s = *state;
  const model::Inputs<double> in = model::resolve(inputs.scenario);
  const double highest = model::find_knob("serving.batch")->high;
  const double last = std::min(highest, std::max({kFewest, 1.5 * s.most, 2 * s.batch}));
  std::vector<double> batches = whole_steps(last, 4);
  figure.x.from = 1.0;
  figure.x.to = batches.back();
  add_areas(in, batches, figure);
  const double top = figure.lines.front().points.back().y;
  figure.y.to = std::max({1.05 * top, 1.15 * s.now.total(), s.tpot_target.value_or(0) * 1.15});

  Line rule{.name = "rule: bytes over bandwidth", .role = LineRole::kRule};
  for (double batch : batches) {
    rule.points.push_back({batch, s.rule_fixed + batch * s.rule_each});
  }
  figure.lines.push_back(std::move(rule));
  if (s.equal > 1 && s.equal < batches.back()) {
    figure.lines.push_back({.name = "B*",
                            .points = {{s.equal, 0}, {s.equal, *figure.y.to}},
                            .role = LineRole::kReference,
                            .meaning = {"decode.weight_kv_batch", {}},
                            .label = {"", 0}});
    figure.annotations.push_back({fmt::format("B* {}", model::format_number(s.equal, 3)),
                                  {s.equal, 0.9 * *figure.y.to},
                                  {"decode.weight_kv_batch", {}},
                                  85});
  }
  if (s.tpot_target) {
    figure.walls.push_back({.wall = Wall::kMemoryBandwidth,
                            .name = fmt::format("slower than {}", seconds(*s.tpot_target)),
                            .boundary = {{1, *s.tpot_target}},
                            .side = Side::kAbove,
                            .quantity = "serving.slo.tpot"});
  }
  if (s.most < batches.back()) {
    figure.walls.push_back({.wall = Wall::kMemoryCapacity,
                            .name = "does not fit",
                            .boundary = {{std::max(1.0, s.most), 0}},
                            .side = Side::kRight,
                            .quantity = "serving.max_batch"});
  }
  if (inputs.pinned_scenario && inputs.pinned_report) {
    const auto pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
    if (pinned) {
      figure.markers.push_back({.name = "A",
                                .at = {pinned->batch, pinned->now.total()},
                                .role = MarkerRole::kGhost,
                                .meaning = {"decode.step_time", {}},
                                .label = {fmt::format("A: {}", seconds(pinned->now.total())), 60}});
    }
  }
  figure.markers.push_back(
      {.name = "now",
       .at = {s.batch, s.now.total()},
       .role = MarkerRole::kOperating,
       .meaning = {"decode.step_time", Wall::kMemoryBandwidth},
       .label = {fmt::format("batch {}: {}", number(s.batch), seconds(s.now.total())), 95}});
  Handle handle{.at = {s.batch, s.now.total()},
                .knob = "serving.batch",
                .direction = Direction::kX,
                .snap = Snap::kToStops};
  for (double batch : whole_steps(batches.back(), 12)) handle.stops.push_back({batch, batch});
  figure.handles.push_back(std::move(handle));
  return figure;
}

}  // namespace

Widget latency_widget() {
  return {.id = "latency",
          .title = "Which clock breaks first?",
          .knobs = {"serving.batch", "serving.prompt_tokens", "serving.output_tokens",
                    "precision.weights", "precision.kv", "serving.slo.tpot", "serving.slo.ttft",
                    "cluster.gpu.memory_bandwidth", "parallel.tp"},
          .quantities = {"decode.step_time", "request.prefill_time", "request.ttft",
                         "decode.weight_kv_batch", "decode.weight_read", "decode.kv_read",
                         "serving.max_batch"},
          .flip_knob = "serving.prompt_tokens",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
