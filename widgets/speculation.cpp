#include <fmt/format.h>

#include "model/formulas/service_step.h"
#include "model/units.h"
#include "model/walls.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// What a draft is worth over the batch, at three contexts. Verifying K + 1 tokens of each sequence
// is free while the multiplies wait for weights; a larger batch ends that, and a longer context
// brings it back, because the caches are read once for all K + 1.

namespace wf::widgets {
namespace {

using model::Inputs;

constexpr double kLeastBatch = 512;   // the axis goes at least this far
constexpr double kMostBatch = 16384;  // the knob's own end
constexpr double kLeastGain = 2.5;
constexpr double kNamed = 3;  // curves are named at the end of the axis over this
constexpr std::array<double, 3> kPrompts = {128, 1024, 8192};

constexpr std::string_view kNoServing =
    "A draft speeds up decoding, and this workload serves no requests.";

struct Curve {
  double prompt = 0, most = 0;  // most: batch that memory holds
  std::vector<Point> points{};
};

struct State {
  double drafted = 0, tokens = 0, cost = 0;           // K, E and c
  double batch = 0, most = 0, prompt = 0, ridge = 0;  // ridge: FLOP/byte
  double plain = 0, verify = 0, gain = 0, raw = 0;    // s, s, factor, and the rule's factor
  double damped = 0;                                  // the other rule's, at this batch
  model::Wall verify_wall = model::Wall::kMemoryBandwidth;
  model::Wall step_wall = model::Wall::kMemoryBandwidth;

  bool fits() const { return batch <= most; }
  bool pays() const { return gain >= 1; }
  double drafting() const { return drafted * cost * plain; }
};

// The inputs with a draft: the workload's, or an ordinary one where it has none.
Inputs<double> inputs_of(const model::Scenario& scenario) {
  if (scenario.serving->speculation) return model::resolve(scenario);
  model::Scenario drafting = scenario;
  drafting.serving->speculation.emplace();
  return model::resolve(drafting);
}

double gain_at(const Inputs<double>& in, double batch) {
  const double drafted = in.serving.draft_tokens.value();
  const double plain = model::detail::step_at(in, batch);
  return model::tokens_per_pass(in.serving.acceptance, in.serving.draft_tokens).value() * plain /
         (drafted * in.serving.draft_cost.value() * plain +
          model::detail::step_at(in, batch, drafted + 1));
}

Inputs<double> with_prompt(Inputs<double> in, double prompt) {
  in.serving.prompt = model::Tokens<double>(prompt);
  return in;
}

// What takes most of a step in which every sequence adds so many tokens.
model::Wall wall_of(const Inputs<double>& in, double batch, double tokens) {
  const auto micro = model::detail::micro_batch(in, model::Number<double>(batch));
  const model::Number<double> each(tokens);
  return largest(model::time_by_wall(
      model::forward_pass(in, model::Work<double>{micro.sequences, each, micro.context,
                                                  micro.sequences * each, true}),
      micro.scale.value()));
}

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving) return std::nullopt;
  const Inputs<double> in = inputs_of(scenario);
  State s;
  s.drafted = in.serving.draft_tokens.value();
  s.cost = in.serving.draft_cost.value();
  s.batch = expected_of(report, "serving.operating_batch");
  s.most = expected_of(report, "serving.max_batch");
  s.ridge = expected_of(report, "roofline.ridge");
  if (!(s.batch >= 1) || !(s.ridge > 0)) return std::nullopt;
  s.prompt = in.serving.prompt.value();
  const model::Number<double> tokens =
      model::tokens_per_pass(in.serving.acceptance, in.serving.draft_tokens);
  s.tokens = tokens.value();
  s.plain = model::detail::step_at(in, s.batch);
  s.verify = model::detail::step_at(in, s.batch, s.drafted + 1);
  s.gain = gain_at(in, s.batch);
  if (!std::isfinite(s.gain)) return std::nullopt;
  const auto raw = model::rule_speculation_gain(in.serving.acceptance, in.serving.draft_tokens,
                                                in.serving.draft_cost);
  s.raw = raw.value();
  s.damped = model::rule_speculation_damping(raw, model::Number<double>(s.batch),
                                             model::Number<double>(s.ridge))
                 .value();
  s.step_wall = wall_of(in, s.batch, 1);
  s.verify_wall = wall_of(in, s.batch, s.drafted + 1);
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string factor(double value) { return model::format_number(value, 3) + "×"; }
std::string seconds(double value) { return model::format_magnitude(value, "s"); }

std::string title_of(const State& s) {
  if (s.most < 1) return "Does not fit: no batch leaves room for a draft to help";
  if (!s.fits()) {
    return fmt::format("Batch {} does not fit: the memory holds {}", number(s.batch),
                       number(s.most));
  }
  return s.pays() ? fmt::format("At batch {} the draft makes text {} as fast", number(s.batch),
                                factor(s.gain))
                  : fmt::format("At batch {} the draft slows decoding down, to {}", number(s.batch),
                                factor(s.gain));
}

std::string words_of(const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  const State& s = *state;
  std::string words = fmt::format(
      "A draft of {} token{} yields {} tokens a verification on average. At batch {} and prompts "
      "of {} tokens a decode step takes {}, drafting {} and verifying {}: {} the speed without a "
      "draft. ",
      number(s.drafted), s.drafted == 1 ? "" : "s", number(s.tokens), number(s.batch),
      number(s.prompt), seconds(s.plain), seconds(s.drafting()), seconds(s.verify), factor(s.gain));
  words += fmt::format(
      "The step without a draft waits for {}, verification for {}. The rule of free verification "
      "says {}, the rule that fades with batch over ridge {}. ",
      wall_name(s.step_wall), wall_name(s.verify_wall), factor(s.raw), factor(s.damped));
  if (s.most < 1) return words + "The weights leave no memory for a single sequence.";
  return words + (s.fits() ? fmt::format("Memory holds {} sequences.", number(s.most))
                           : fmt::format("Memory holds {} sequences, fewer than the batch: it does "
                                         "not fit.",
                                         number(s.most)));
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(state_of(inputs.scenario, inputs.report));
}

// The present context and two others, the nearest of the usual ones left out.
std::vector<Curve> curves_of(const Inputs<double>& in, const State& s, double last) {
  std::vector<double> prompts(kPrompts.begin(), kPrompts.end());
  const auto distance = [&](double prompt) { return std::fabs(std::log(prompt / s.prompt)); };
  *std::min_element(prompts.begin(), prompts.end(),
                    [&](double a, double b) { return distance(a) < distance(b); }) = s.prompt;
  std::vector<double> batches = whole_steps(last, 4);
  for (double extra : {s.batch, s.most}) {
    const auto place = std::lower_bound(batches.begin(), batches.end(), extra);
    if (extra >= 1 && extra <= last && (place == batches.end() || *place != extra)) {
      batches.insert(place, extra);
    }
  }
  std::vector<Curve> curves;
  for (double prompt : prompts) {
    Inputs<double> at = with_prompt(in, prompt);
    at.serving.batch_is_max = true;
    Curve curve{.prompt = prompt,
                .most = prompt == s.prompt
                            ? s.most
                            : model::estimate_serving(at).max_batch.expected.value()};
    for (double batch : batches) curve.points.push_back({batch, gain_at(at, batch)});
    curves.push_back(std::move(curve));
  }
  return curves;
}

void add_curves(const std::vector<Curve>& curves, const State& s, Figure& figure, Handle& handle) {
  int series = 0;
  for (const Curve& curve : curves) {
    const bool now = curve.prompt == s.prompt;
    Line fitting{.name = fmt::format("prompts of {}", number(curve.prompt)),
                 .meaning = {"speculation.gain", {}},
                 .label = {"", 0},
                 .weight = now ? 1.4 : 0.8};
    Line beyond{.name = fmt::format("prompts of {}, does not fit", number(curve.prompt)),
                .role = LineRole::kGhost,
                .meaning = {"serving.max_batch", Wall::kMemoryCapacity},
                .label = {"", 0}};
    if (!now) fitting.series = ++series;
    for (const Point& point : curve.points) {
      if (point.x <= curve.most) fitting.points.push_back(point);
      // The first of those that do not fit joins the two.
      if (point.x > curve.most) {
        if (beyond.points.empty() && !fitting.points.empty()) {
          beyond.points.push_back(fitting.points.back());
        }
        beyond.points.push_back(point);
      }
      if (now) handle.stops.push_back({point.x, point.x});
    }
    if (!beyond.points.empty()) figure.lines.push_back(std::move(beyond));
    // The names stand where the curves lie apart, at large batches.
    const auto place = std::find_if(curve.points.begin(), curve.points.end(),
                                    [&](const Point& p) { return p.x * kNamed >= *figure.x.to; });
    if (place != curve.points.end()) {
      figure.annotations.push_back({fmt::format("prompts of {}", number(curve.prompt)),
                                    *place,
                                    {"speculation.gain", {}},
                                    now ? 70 : 65});
    }
    if (!fitting.points.empty()) figure.lines.push_back(std::move(fitting));
  }
}

void add_rules(const State& s, Figure& figure) {
  const double last = *figure.x.to;
  figure.lines.push_back({.name = "rule: verifying is free",
                          .points = {{1, s.raw}, {last, s.raw}},
                          .role = LineRole::kRule,
                          .meaning = {"rule.speculation_gain", {}},
                          .label = {"rule: verifying is free", 45}});
  Line damping{.name = "rule: fades with the ridge",
               .role = LineRole::kRule,
               .meaning = {"roofline.ridge", {}},
               .label = {"rule: fades with the ridge", 44}};
  for (double batch : whole_steps(last, 4)) {
    damping.points.push_back({batch, model::rule_speculation_damping(model::Number<double>(s.raw),
                                                                     model::Number<double>(batch),
                                                                     model::Number<double>(s.ridge))
                                         .value()});
  }
  figure.lines.push_back(std::move(damping));
}

void add_walls(const State& s, Figure& figure) {
  figure.walls.push_back({.wall = Wall::kCompute,
                          .name = "slower than without a draft",
                          .boundary = {{0, 1}},
                          .side = Side::kBelow,
                          .quantity = "speculation.gain"});
  if (s.most < *figure.x.to) {
    figure.walls.push_back({.wall = Wall::kMemoryCapacity,
                            .name = "does not fit",
                            .boundary = {{std::max(1.0, s.most), 0}},
                            .side = Side::kRight,
                            .quantity = "serving.max_batch"});
  }
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Batch", "1", Scale::kLog2};
  figure.y = {"Speed with a draft over speed without", "1"};
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "When does a draft pay?";
  figure.describe = words_of(state);
  if (!state) return figure;
  const State& s = *state;
  figure.x.from = 1.0;
  figure.x.to = std::clamp(std::exp2(std::ceil(std::log2(2 * s.batch))), kLeastBatch, kMostBatch);
  const std::vector<Curve> curves = curves_of(inputs_of(inputs.scenario), s, *figure.x.to);
  double highest = std::max(kLeastGain, 1.15 * s.raw), lowest = s.raw;
  for (const Curve& curve : curves) {
    for (const Point& point : curve.points) {
      highest = std::max(highest, 1.08 * point.y);
      lowest = std::min(lowest, point.y);
    }
  }
  figure.y.from = std::min(0.5, 0.85 * lowest);
  figure.y.to = highest;

  Handle handle{.at = {s.batch, s.gain}, .knob = "serving.batch", .direction = Direction::kX};
  add_walls(s, figure);
  add_rules(s, figure);
  add_curves(curves, s, figure, handle);
  if (inputs.pinned_scenario && inputs.pinned_report) {
    const auto pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
    if (pinned && pinned->batch <= *figure.x.to && pinned->gain <= *figure.y.to) {
      figure.markers.push_back({.name = "A",
                                .at = {pinned->batch, pinned->gain},
                                .role = MarkerRole::kGhost,
                                .meaning = {"speculation.gain", {}},
                                .label = {"A: " + factor(pinned->gain), 60}});
    }
  }
  const Wall wall = !s.fits()  ? Wall::kMemoryCapacity
                    : s.pays() ? Wall::kMemoryBandwidth
                               : Wall::kCompute;
  figure.markers.push_back(
      {.name = "now",
       .at = {s.batch, s.gain},
       .role = MarkerRole::kOperating,
       .meaning = {"speculation.gain", wall},
       .label = {fmt::format("batch {}: {}", number(s.batch), factor(s.gain)), 95}});
  figure.handles.push_back(handle);
  return figure;
}

// The shortest prompt from which this batch gains, of those that the knob reaches; 0 where there is
// no such change within its range.
double turning_prompt(const Inputs<double>& in, double batch) {
  const model::Knob* knob = model::find_knob("serving.prompt_tokens");
  const auto loses = [&](double prompt) { return gain_at(with_prompt(in, prompt), batch) < 1; };
  if (!loses(knob->low) || loses(knob->high)) return 0;
  return last_that_holds(knob->low, knob->high, loses) + 1;
}

struct BreakEven {
  double first = 0, last = 0;  // the first batch that loses, and the last that gains; 0: none
};

// Where gain and loss meet. Multiplies come in tiles, so that the two can change places more than
// once: the first batch that loses, to within a step of the search, and the last that gains, which
// is the model's break-even.
BreakEven break_even(const Inputs<double>& in) {
  BreakEven found{.first = 0, .last = std::min(model::detail::gaining_batch(in), kMostBatch)};
  const std::vector<double> batches = whole_steps(kMostBatch, 4);
  const auto gains = [&](double batch) { return gain_at(in, batch) >= 1; };
  for (std::size_t i = 0; i < batches.size() && found.first == 0; ++i) {
    if (gains(batches[i])) continue;
    found.first = i == 0 ? 1 : last_that_holds(batches[i - 1], batches[i], gains) + 1;
  }
  return found;
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state || state->most < 1) return {};
  const State& s = *state;
  const Inputs<double> in = inputs_of(inputs.scenario);
  if (s.raw <= 1) {
    return "No batch gains: the draft costs more than the tokens that it saves, even where "
           "verifying is free.";
  }
  const BreakEven even = break_even(in);
  std::string words;
  if (even.last < 1) {
    words = "No batch gains at this context. ";
  } else if (even.first < 1) {
    words = "At this context a draft gains at any batch. ";
  } else if (even.last >= kMostBatch) {
    words = fmt::format("At this context the draft loses first at batch {}. ", number(even.first));
  } else {
    const model::Wall there = wall_of(in, even.last + 1, s.drafted + 1);
    words = even.last + 1 > even.first
                ? fmt::format(
                      "From batch {} on the draft can lose, and above {} it always does: "
                      "verification waits for {}",
                      number(even.first), number(even.last), wall_name(there))
                : fmt::format("Above batch {} the draft loses: verification waits for {}",
                              number(even.last), wall_name(there));
    words += even.first > s.most ? fmt::format(", but memory ends at {} before. ", number(s.most))
                                 : std::string(". ");
  }
  const double prompt = turning_prompt(in, s.batch);
  if (prompt >= 1) {
    words += fmt::format("At batch {} it gains with prompts from {} tokens on.", number(s.batch),
                         number(prompt));
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

}  // namespace

Widget speculation_widget() {
  return {
      .id = "speculation",
      .title = "When does a draft pay?",
      .knobs = {"serving.batch", "serving.prompt_tokens", "serving.speculation.acceptance",
                "serving.speculation.draft_tokens", "serving.speculation.draft_cost",
                "precision.weights", "precision.activations", "precision.kv",
                "serving.output_tokens"},
      .quantities = {"speculation.gain", "speculation.tokens_per_pass", "speculation.verify_step",
                     "speculation.token_time", "speculation.break_even_batch", "decode.step_time",
                     "rule.speculation_gain", "serving.max_batch"},
      .flip_knob = "serving.batch",
      .figure = figure_of,
      .describe = describe,
      .flip = flip};
}

}  // namespace wf::widgets
