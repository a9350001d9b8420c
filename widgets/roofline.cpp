#include <fmt/format.h>

#include "model/formulas/serving.h"
#include "model/units.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// Decode on the roofline. Each sequence of a batch lends its arithmetic to the same reading of the
// weights and brings a KV cache of its own: its intensity rises with the batch towards a limit that
// the context sets. The ridge lies where the GPU puts it. Which of the two comes first decides what
// decode waits for.

namespace wf::widgets {
namespace {

constexpr double kMostBatch = 16384;  // the knob's own end

// Decode at one batch.
struct Operating {
  double batch = 0;
  double intensity = 0;  // FLOP/byte
  double speed = 0;      // FLOP/s of one GPU, expected
};

using Inputs = model::Inputs<double>;
using Estimate = model::ServingEstimate<double>;

Estimate estimate_at(Inputs& in, double batch) {
  in.serving.batch = model::Number<double>(batch);
  in.serving.batch_is_max = false;
  return model::estimate_serving(in);
}

Operating operating(const Inputs& in, const Estimate& e) {
  const double gpus = (in.parallel.tp * in.parallel.pp * in.parallel.cp).value();
  return {e.batch.value(), e.decode_intensity.value(),
          e.decode_flops.value() / (e.decode_step.expected.value() * gpus)};
}

Operating at_batch(Inputs& in, double batch) { return operating(in, estimate_at(in, batch)); }

// Intensity when the KV cache is all that a step reads: what no batch exceeds.
double kv_limit(const Estimate& e) {
  return e.decode_intensity.value() *
         (1 + e.decode_weight_bytes.value() / e.decode_kv_bytes.value());
}

double kv_limit_at(Inputs in, double prompt) {
  in.serving.prompt = prompt * model::one_token<double>();
  return kv_limit(model::estimate_serving(in));
}

// Everything that the figure and the words are made of.
struct State {
  double peak = 0, bandwidth = 0, ridge = 0;     // of one GPU
  double kernel_peak = 0, kernel_bandwidth = 0;  // what kernels reach of them
  double limit = 0;                              // intensity that the KV cache allows
  double rule = 0;                               // intensity by "one FLOP a byte and sequence"
  double most = 0;                               // the largest batch that fits
  double at_ridge = 0;                           // the first batch at the ridge; 0: none
  double prefill_intensity = 0, prefill_speed = 0;
  double crossing = 0;  // the longest prompt at which the ridge still comes first; 0: none
  Operating now;

  bool fits() const { return now.batch <= most; }
  bool ridge_first() const { return limit > ridge; }
  double roof(double intensity) const { return std::min(peak, intensity * bandwidth); }
};

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving) return std::nullopt;
  const Inputs in = model::resolve(scenario);
  const Estimate now = model::estimate_serving(in);
  State s;
  s.peak = in.cluster.peak.value();
  s.bandwidth = in.cluster.bandwidth.value();
  s.ridge = expected_of(report, "roofline.ridge");
  const auto& assume = in.assume;
  s.kernel_bandwidth =
      s.bandwidth * (assume.flat_decode ? assume.decode_mbu : assume.bandwidth).value();
  s.kernel_peak = assume.flat_decode ? s.peak * assume.decode_mfu.value()
                                     : in.cluster.sustained_peak.value() * assume.gemm.value();
  s.now = operating(in, now);
  s.limit = kv_limit(now);
  s.rule = 2 * expected_of(report, "weights.active_params") * s.now.batch /
           expected_of(report, "weights.bytes");
  s.most = expected_of(report, "serving.max_batch");
  if (!(s.now.intensity > 0) || !(s.ridge > 0) || !std::isfinite(s.now.speed)) return std::nullopt;

  // One prompt: all its tokens share the weights, and a cached prefix is read as well.
  Inputs other = in;
  const Estimate alone = estimate_at(other, 1);
  const double flops = alone.prefill_flops.value();
  const model::Number<double> prompt = in.serving.prompt / model::one_token<double>();
  const model::Number<double> one(1.0);
  const double bytes =
      (model::weights_read(in, prompt * (1.0 - in.serving.prefix_hit)) +
       model::kv_read(in, one, prompt * in.serving.prefix_hit * model::one_token<double>()))
          .value();
  s.prefill_intensity = flops / bytes;
  const double gpus = (in.parallel.tp * in.parallel.pp * in.parallel.cp).value();
  s.prefill_speed = flops / (alone.prefill.expected.value() * gpus);

  const auto below_ridge = [&](double batch) { return at_batch(other, batch).intensity < s.ridge; };
  if (!below_ridge(kMostBatch)) {
    s.at_ridge = below_ridge(1) ? last_that_holds(1, kMostBatch, below_ridge) + 1 : 1;
  }
  const model::Knob* prompt_knob = model::find_knob("serving.prompt_tokens");
  const auto over_ridge = [&](double tokens) { return kv_limit_at(in, tokens) > s.ridge; };
  if (over_ridge(prompt_knob->high)) {
    s.crossing = prompt_knob->high;
  } else if (over_ridge(prompt_knob->low)) {
    s.crossing = last_that_holds(prompt_knob->low, prompt_knob->high, over_ridge);
  }
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string intensity_text(double value) { return number(value) + " FLOP/byte"; }
std::string speed_text(double value) { return model::format_magnitude(value, "FLOP/s"); }

std::string title_of(const State& s) {
  if (s.ridge_first() && s.at_ridge > s.most) {
    return fmt::format("The ridge comes before the KV limit, but memory ends at {} sequences",
                       number(s.most));
  }
  if (s.ridge_first()) {
    return fmt::format("The ridge comes first: decode can fill the arithmetic, at {} FLOP/byte",
                       number(s.ridge));
  }
  return fmt::format("The KV cache comes first: decode stops at {} of the ridge's {} FLOP/byte",
                     number(s.limit), number(s.ridge));
}

// The batches as a curve, cut where memory is full.
void add_path(Inputs& in, const State& s, Figure& figure, Handle& handle) {
  Line fitting{.name = "decode over all batches",
               .meaning = {"decode.intensity", {}},
               .label = {"", 0},
               .weight = 0.8};
  Line beyond{.name = "batches that do not fit",
              .role = LineRole::kGhost,
              .meaning = {"serving.max_batch", Wall::kMemoryCapacity},
              .label = {"", 0}};
  std::vector<double> batches = whole_steps(kMostBatch, 3);
  for (double extra : {s.most, s.now.batch}) {
    const auto place = std::lower_bound(batches.begin(), batches.end(), extra);
    if (extra >= 1 && (place == batches.end() || *place != extra)) batches.insert(place, extra);
  }
  for (double batch : batches) {
    const Operating point = at_batch(in, batch);
    if (batch <= s.most) fitting.points.push_back({point.intensity, point.speed});
    if (batch >= s.most) beyond.points.push_back({point.intensity, point.speed});
    handle.stops.push_back({point.intensity, batch});
  }
  figure.lines.push_back(fitting);
  figure.lines.push_back(beyond);
}

void add_walls(const State& s, Figure& figure) {
  const double from = *figure.x.from, to = *figure.x.to;
  figure.walls.push_back({.wall = Wall::kMemoryBandwidth,
                          .boundary = {{from, s.roof(from)}, {s.ridge, s.peak}},
                          .side = Side::kAbove,
                          .quantity = "cluster.gpu.memory_bandwidth"});
  figure.walls.push_back({.wall = Wall::kCompute,
                          .boundary = {{s.ridge, s.peak}, {to, s.peak}},
                          .side = Side::kAbove,
                          .quantity = "decode.compute_floor"});
  const double kernel_ridge = s.kernel_peak / s.kernel_bandwidth;
  figure.lines.push_back({.name = "what kernels reach",
                          .points = {{from, from * s.kernel_bandwidth},
                                     {kernel_ridge, s.kernel_peak},
                                     {to, s.kernel_peak}},
                          .role = LineRole::kBound,
                          .label = {"what kernels reach", 20}});
  if (s.limit < to) {
    figure.lines.push_back({.name = "KV limit",
                            .points = {{s.limit, *figure.y.from}, {s.limit, s.roof(s.limit)}},
                            .role = LineRole::kReference,
                            .meaning = {"decode.kv_bytes", Wall::kMemoryBandwidth},
                            .label = {"", 0}});
    figure.annotations.push_back({fmt::format("KV limit {}", number(s.limit)),
                                  {s.limit, 2.5 * *figure.y.from},
                                  {"decode.kv_bytes", Wall::kMemoryBandwidth},
                                  85});
  }
  figure.annotations.push_back(
      {fmt::format("ridge {}", number(s.ridge)), {s.ridge, s.peak}, {"roofline.ridge", {}}, 80});
}

// Where "intensity = batch" would put the design: on the roof, with nothing but weights to read.
void add_rule(const State& s, Figure& figure) {
  const double x = std::min(s.rule, *figure.x.to / 1.15);
  const Point end{x, s.roof(s.rule)};
  figure.lines.push_back({.name = "rule: intensity = batch",
                          .points = {{s.now.intensity, s.now.speed}, end},
                          .role = LineRole::kRule,
                          .label = {"", 0}});
  figure.markers.push_back({.name = "rule: intensity = batch",
                            .at = end,
                            .label = {"by the rule\n\"intensity = batch\"", 45}});
}

void add_points(Inputs& in, const State& s, Figure& figure) {
  const double edge = *figure.x.to / 1.3;
  figure.markers.push_back(
      {.name = "prefill",
       .at = {std::min(s.prefill_intensity, edge), s.prefill_speed},
       .meaning = {"prefill.mfu",
                   s.prefill_intensity < s.ridge ? Wall::kMemoryBandwidth : Wall::kCompute},
       .label = {s.prefill_intensity > edge ? "prefill, further right" : "prefill of one prompt",
                 70}});
  if (s.most >= 1 && s.most <= kMostBatch && s.now.batch != s.most) {
    const Operating full = at_batch(in, s.most);
    figure.markers.push_back({.name = "largest batch that fits",
                              .at = {full.intensity, full.speed},
                              .meaning = {"serving.max_batch", Wall::kMemoryCapacity},
                              .label = {fmt::format("memory full: {}", number(s.most)), 90}});
  }
  const Wall wall = !s.fits()                    ? Wall::kMemoryCapacity
                    : s.now.intensity >= s.ridge ? Wall::kCompute
                                                 : Wall::kMemoryBandwidth;
  figure.markers.push_back(
      {.name = "decode now",
       .at = {s.now.intensity, s.now.speed},
       .role = MarkerRole::kOperating,
       .meaning = {"decode.intensity", wall},
       .label = {fmt::format("batch {}{}\n{}", number(s.now.batch),
                             s.fits() ? "" : ": does not fit", speed_text(s.now.speed)),
                 95}});
}

void add_pinned(const WidgetInputs& inputs, Figure& figure) {
  if (!inputs.pinned_scenario || !inputs.pinned_report) return;
  if (!inputs.pinned_scenario->serving) return;
  const Inputs in = model::resolve(*inputs.pinned_scenario);
  const Operating pinned = operating(in, model::estimate_serving(in));
  if (!(pinned.intensity > 0) || !std::isfinite(pinned.speed)) return;
  figure.markers.push_back({.name = "A",
                            .at = {pinned.intensity, pinned.speed},
                            .role = MarkerRole::kGhost,
                            .meaning = {"decode.intensity", {}},
                            .label = {fmt::format("A: batch {}", number(pinned.batch)), 60}});
}

constexpr std::string_view kNoServing =
    "The roofline follows a batch of requests, and this workload serves none.";

std::string words_of(const WidgetInputs& inputs, const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  const State& s = *state;
  std::string words = fmt::format(
      "One {} computes at most {} and reads at most {} from memory: the ridge lies at {}. ",
      inputs.scenario.cluster.gpu.name.empty() ? "GPU" : inputs.scenario.cluster.gpu.name,
      speed_text(s.peak), model::format_magnitude(s.bandwidth, "bytes/s"), intensity_text(s.ridge));
  words += fmt::format(
      "Decode at batch {} and a prompt of {} tokens does {} and reaches {} a GPU, {} % of the "
      "peak; the rule \"intensity = batch\" says {}. ",
      number(s.now.batch), number(inputs.scenario.serving->prompt_tokens),
      intensity_text(s.now.intensity), speed_text(s.now.speed),
      model::format_number(100 * s.now.speed / s.peak, 2), intensity_text(s.rule));
  if (s.ridge_first()) {
    words += fmt::format(
        "The KV cache would allow {}, beyond the ridge, which batch {} reaches: the ridge comes "
        "first. ",
        intensity_text(s.limit), number(s.at_ridge));
  } else {
    words += fmt::format(
        "The KV cache allows {} at any batch, short of the ridge: KV saturation comes first. ",
        intensity_text(s.limit));
  }
  if (s.most < 1) {
    words += "The weights leave no memory for a single sequence. ";
  } else if (!s.fits()) {
    words += fmt::format("Memory holds {} sequences, fewer than the batch: it does not fit. ",
                         number(s.most));
  } else {
    words += fmt::format("Memory holds {} sequences. ", number(s.most));
  }
  words += fmt::format("Prefill of one prompt does {} and reaches {}, {} % of the peak.",
                       intensity_text(s.prefill_intensity), speed_text(s.prefill_speed),
                       model::format_number(100 * s.prefill_speed / s.peak, 2));
  return words;
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(inputs, state_of(inputs.scenario, inputs.report));
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Arithmetic intensity", "FLOP/byte", Scale::kLog10};
  figure.y = {"Speed of one GPU", "FLOP/s", Scale::kLog10};
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "Which ceiling comes first?";
  figure.describe = words_of(inputs, state);
  if (!state) return figure;
  const State& s = *state;

  // The same axes while a knob moves: five decades, more where the chip's ridge or a batch's first
  // step lies outside.
  figure.x.from = std::min(0.5, 0.5 * s.now.intensity);
  figure.x.to = std::max(2e4, 30 * s.ridge);
  figure.y.from = 0.5 * s.roof(*figure.x.from);
  figure.y.to = std::max(4 * s.peak, 2 * s.now.speed);
  figure.y.from = std::min(*figure.y.from, 0.5 * s.now.speed);

  Handle handle{.at = {s.now.intensity, s.now.speed},
                .knob = "serving.batch",
                .direction = Direction::kX,
                .snap = Snap::kToStops};
  add_walls(s, figure);
  Inputs in = model::resolve(inputs.scenario);
  add_path(in, s, figure, handle);
  add_rule(s, figure);
  add_pinned(inputs, figure);
  add_points(in, s, figure);
  figure.handles.push_back(handle);
  return figure;
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state) return {};
  const State& s = *state;
  const model::Knob* knob = model::find_knob("serving.prompt_tokens");
  if (s.ridge_first()) {
    if (s.crossing >= knob->high) return {};
    return fmt::format(
        "Compute is the ceiling of a large batch up to a prompt of {} tokens; beyond, the KV cache "
        "saturates first and the ceiling is memory bandwidth.",
        number(s.crossing));
  }
  if (s.crossing < 1) return {};
  return fmt::format(
      "Memory bandwidth is the ceiling of a large batch: the KV cache saturates at {}. With a "
      "prompt of {} tokens or fewer the ridge comes first and the ceiling is compute.",
      intensity_text(s.limit), number(s.crossing));
}

}  // namespace

Widget roofline_widget() {
  return {.id = "roofline",
          .title = "Which ceiling comes first?",
          .knobs = {"serving.batch", "serving.prompt_tokens", "cluster.gpu.memory_bandwidth",
                    "cluster.gpu.peak.bf16", "precision.weights", "precision.kv",
                    "serving.output_tokens", "model.kv_heads", "parallel.tp"},
          .quantities = {"decode.intensity", "roofline.ridge", "decode.step_time",
                         "decode.tokens_per_s", "decode.compute_share", "serving.max_batch",
                         "decode.weight_kv_batch", "prefill.mfu"},
          .flip_knob = "serving.prompt_tokens",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
