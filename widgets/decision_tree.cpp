#include <fmt/format.h>

#include "model/formulas/service_step.h"
#include "model/units.h"
#include "model/walls.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// A mechanism answers a measured wall. This workload's wall asks one question of four: what makes
// room, what shortens the decode step, the prefill, the longest gap? Each mechanism's bar is what
// it does for that question, computed; beside a bar that does nothing stands the one it would
// answer.

namespace wf::widgets {
namespace {

using model::Inputs;

constexpr double kNothing = 0.05;         // a factor this near to 1 does nothing
constexpr double kChunk = 512;            // tokens, where the workload names none
constexpr double kExperts = 8, kTop = 2;  // of the mixture that a dense model is turned into
constexpr double kMostFactor = 64;

constexpr std::string_view kNoServing =
    "The mechanisms are those of a replica that answers requests, and this workload serves none.";

enum class Question : std::uint8_t { kRoom, kDecode, kPrefill, kGap };
constexpr std::size_t kQuestions = 4;
constexpr std::array<std::string_view, kQuestions> kNames = {"room", "the decode step",
                                                             "the prefill", "the longest gap"};
constexpr std::array<std::string_view, kQuestions> kQuantities = {
    "serving.max_batch", "decode.step_time", "request.prefill_time", "chunked.step_time"};

// What one replica is like: requests that fit, and three times in seconds.
using Values = std::array<double, kQuestions>;

struct Mechanism {
  std::string name;
  Values before{}, after{};
  bool setting = true;  // not another model

  double gain(Question question) const {
    const auto i = static_cast<std::size_t>(question);
    const double factor =
        question == Question::kRoom ? after[i] / std::max(before[i], 1.0) : before[i] / after[i];
    return std::clamp(factor, 1 / kMostFactor, kMostFactor);
  }
  bool harms(Question question) const { return gain(question) < 1 - kNothing; }
  bool helps(Question question) const { return gain(question) > 1 + kNothing; }
};

struct State {
  double batch = 0, most = 0;
  Question asked = Question::kDecode;
  model::Wall wall = model::Wall::kMemoryBandwidth;
  std::string why;  // "Decode takes 81 % of the time and waits for memory bandwidth"
  std::vector<Mechanism> mechanisms;
};

std::string number(double value) { return model::format_number(value); }
std::string factor(double value) { return model::format_number(value, 3) + "×"; }
std::string amount(Question question, const Values& values) {
  const double value = values[static_cast<std::size_t>(question)];
  return question == Question::kRoom ? number(value) : model::format_magnitude(value, "s");
}
std::string_view name_of(Question question) { return kNames[static_cast<std::size_t>(question)]; }

double bits_of_weights(const model::PrecisionPlan& precision) {
  return precision.weight_bits.value_or(bits_of(precision.weights));
}

// The type in which 8-bit multiplies of this GPU run; nothing where it has none.
std::optional<model::Precision> narrow_type(const model::Scenario& scenario) {
  for (model::Precision type : {model::Precision::kFp8, model::Precision::kInt8}) {
    if (scenario.cluster.gpu.peak[static_cast<std::size_t>(type)]) return type;
  }
  return std::nullopt;
}

struct Variant {
  std::string name;
  Inputs<double> in;
};

Variant weights_narrower(const model::Scenario& scenario) {
  model::Scenario changed = scenario;
  if (bits_of_weights(scenario.precision) > 8) {
    changed.precision.weights = model::Precision::kFp8;
    changed.precision.weight_bits.reset();
    return {"weights in 8 bits", model::resolve(changed)};
  }
  changed.precision.weights = model::Precision::kInt4;
  changed.precision.weight_bits = 4.5;  // 4 bits and one 16-bit scale for 32 weights
  return {"weights in 4 bits", model::resolve(changed)};
}

Variant cache_narrower(const model::Scenario& scenario) {
  model::Scenario changed = scenario;
  const bool wide = bits_of(scenario.precision.kv) > 8;
  if (wide) changed.precision.kv = model::Precision::kFp8;
  return {wide ? "KV cache in 8 bits" : "KV cache in 8 bits, as it is", model::resolve(changed)};
}

Variant multiplies_narrower(const model::Scenario& scenario) {
  model::Scenario changed = scenario;
  const auto type = narrow_type(scenario);
  const bool wide = bits_of(scenario.precision.activations) > 8;
  if (!type) return {"multiplies in 8 bits, not on this GPU", model::resolve(changed)};
  if (!wide) return {"multiplies in 8 bits, as they are", model::resolve(changed)};
  changed.precision.activations = *type;
  if (bits_of_weights(scenario.precision) >= 8) {
    changed.precision.weights = *type;
    changed.precision.weight_bits.reset();
  }
  return {"weights and multiplies in 8 bits", model::resolve(changed)};
}

// A dense model with its feed-forward block cut into experts of which a token uses some; a mixture
// as a dense model of all its parameters, to say what the experts save already.
Variant mixture(const Inputs<double>& in) {
  Variant variant{"", in};
  auto& m = variant.in.model;
  if (m.moe) {
    variant.name = "its experts, against all dense";
    m.experts_per_token = m.experts;
    m.has_active_params = false;
    return variant;
  }
  variant.name = fmt::format("another model, {} of {} experts", kTop, kExperts);
  m.moe = true;
  m.has_active_params = false;
  m.experts = model::Number<double>(kExperts);
  m.experts_per_token = model::Number<double>(kTop);
  m.shared_experts = model::Number<double>(0.0);
  m.dense_layers = model::Number<double>(0.0);
  m.expert_ffn = m.ffn / kExperts;
  m.has_params = false;
  return variant;
}

double prefill_of(const Inputs<double>& in) {
  return model::detail::prefill(in, model::Number<double>(1.0)).time.expected.value();
}

Values values_of(const Inputs<double>& in, double batch) {
  const double step = model::detail::step_at(in, batch), prefill = prefill_of(in);
  return {model::estimate_serving(in).max_batch.expected.value(), step, prefill, step + prefill};
}

// Drafting and verifying for each token that they yield. One such round is the gap.
Values with_draft(const Inputs<double>& in, double batch, Values values) {
  const double drafted = in.serving.draft_tokens.value();
  const double round = drafted * in.serving.draft_cost.value() * values[1] +
                       model::detail::step_at(in, batch, drafted + 1);
  const double tokens =
      model::tokens_per_pass(in.serving.acceptance, in.serving.draft_tokens).value();
  return {values[0], round / tokens, values[2], round + values[2]};
}

// The prompt in chunks beside the decodes: the gap is one such step, the first token takes all.
Values with_chunks(const Inputs<double>& in, double batch, double chunk, Values values) {
  Inputs<double> chunked = in;
  chunked.serving.chunk = model::Tokens<double>(chunk);
  const double step =
      model::detail::chunked_time(chunked, model::Number<double>(batch)).expected.value();
  const double fresh = in.serving.prompt.value() * (1 - in.serving.prefix_hit.value());
  return {values[0], values[1], std::ceil(fresh / chunk) * step, step};
}

std::vector<Mechanism> mechanisms_of(const model::Scenario& scenario, const Inputs<double>& in,
                                     double batch) {
  const Values now = values_of(in, batch);
  std::vector<Mechanism> list;
  for (const Variant& variant :
       {weights_narrower(scenario), multiplies_narrower(scenario), cache_narrower(scenario)}) {
    list.push_back({variant.name, now, values_of(variant.in, batch)});
  }
  list.push_back({fmt::format("a draft of {}", number(in.serving.draft_tokens.value())), now,
                  with_draft(in, batch, now)});
  Inputs<double> cached = in;
  cached.serving.prefix_hit = 1.0 - 0.5 * (1.0 - in.serving.prefix_hit);
  list.push_back({"half the prompt in a cache", now, values_of(cached, batch)});
  const double fresh = in.serving.prompt.value() * (1 - in.serving.prefix_hit.value());
  const double chunk = std::min(in.serving.has_chunk ? in.serving.chunk.value() : kChunk, fresh);
  list.push_back({chunk < fresh ? fmt::format("chunks of {}", number(chunk))
                                : std::string("the prompt as one chunk"),
                  now, with_chunks(in, batch, chunk, now)});
  const Variant experts = mixture(in);
  const Values other = values_of(experts.in, batch);
  list.push_back({experts.name, in.model.moe ? other : now, in.model.moe ? now : other, false});
  return list;
}

// Which question the workload asks, and why.
void ask(const Inputs<double>& in, const model::Report& report, State& s) {
  const model::ServingEstimate<double> now = model::estimate_serving(in);
  const double step = now.decode_step.expected.value();
  const double prefill = now.request_prefill.expected.value();
  const Wall decode_wall = largest(model::time_by_wall(now.decode_pass, now.decode_scale.value()));
  const Wall prefill_wall =
      largest(model::time_by_wall(now.request_pass, now.request_scale.value()));
  // A request: its prefill, and its share of the steps that make its answer.
  const double decoding = in.serving.output.value() * step / s.batch;
  const double share = decoding / (decoding + prefill);
  const auto percent = [](double part) { return model::format_number(100 * part, 2) + " %"; };
  const bool first_token =
      !report.sections.empty() && report.sections[0].walls.target == model::Target::kFirstToken;
  s.wall = prefill_wall;
  if (s.batch > s.most) {
    s.asked = Question::kRoom;
    s.wall = Wall::kMemoryCapacity;
    s.why = fmt::format("Batch {} does not fit", number(s.batch));
  } else if (first_token) {
    s.asked = Question::kPrefill;
    s.why = fmt::format("The first token is the tighter target, and prefill waits for {}",
                        wall_name(prefill_wall));
  } else if (in.serving.has_tpot && step <= in.serving.tpot.value() &&
             step + prefill > in.serving.tpot.value()) {
    s.asked = Question::kGap;
    s.why = "A step keeps the target of the gap, a prefill between two steps does not";
  } else if (share < 0.5) {
    s.asked = Question::kPrefill;
    s.why = fmt::format("Prefill takes {} of the time and waits for {}", percent(1 - share),
                        wall_name(prefill_wall));
  } else {
    s.asked = Question::kDecode;
    s.wall = decode_wall;
    s.why = fmt::format("Decode takes {} of the time and waits for {}", percent(share),
                        wall_name(decode_wall));
  }
}

std::optional<State> state_of(const model::Scenario& given, const model::Report& report) {
  if (!given.serving) return std::nullopt;
  model::Scenario scenario = given;
  if (!scenario.serving->speculation) scenario.serving->speculation.emplace();
  State s;
  s.batch = expected_of(report, "serving.operating_batch");
  s.most = expected_of(report, "serving.max_batch");
  if (!(s.batch >= 1) || !std::isfinite(expected_of(report, "decode.step_time"))) {
    return std::nullopt;
  }
  const Inputs<double> in = model::resolve(scenario);
  s.mechanisms = mechanisms_of(scenario, in, s.batch);
  ask(in, report, s);
  return s;
}

// The setting that gains most on the question that is asked. Another model is no setting.
const Mechanism* best(const State& s) {
  const Mechanism* found = nullptr;
  for (const Mechanism& each : s.mechanisms) {
    const bool better = !found || each.gain(s.asked) > found->gain(s.asked);
    if (each.setting && each.helps(s.asked) && better) found = &each;
  }
  return found;
}

// What a mechanism does for the question; where that is nothing, which one it would answer.
std::string verdict(const State& s, const Mechanism& each) {
  if (each.helps(s.asked) || each.harms(s.asked)) {
    return fmt::format("{}{}: {} → {}", each.harms(s.asked) ? "trap, " : "",
                       factor(each.gain(s.asked)), amount(s.asked, each.before),
                       amount(s.asked, each.after));
  }
  Question other = s.asked;
  for (std::size_t i = 0; i < kQuestions; ++i) {
    const auto question = static_cast<Question>(i);
    if (each.gain(question) > each.gain(other)) other = question;
  }
  return each.helps(other)
             ? fmt::format("nothing; {} it would be {}", fmt::format("for {}", name_of(other)),
                           factor(each.gain(other)))
             : std::string("nothing");
}

std::string title_of(const State& s) {
  const Mechanism* first = best(s);
  return s.why + (first ? fmt::format(": {}, {}", first->name, factor(first->gain(s.asked)))
                        : ": no mechanism here answers that");
}

std::string words_of(const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  std::string words =
      fmt::format("{}. What each mechanism does for {}: ", title_of(*state), name_of(state->asked));
  for (const Mechanism& each : state->mechanisms) {
    words += fmt::format("{}{}, {}", &each == &state->mechanisms.front() ? "" : "; ", each.name,
                         verdict(*state, each));
  }
  return words + ".";
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(state_of(inputs.scenario, inputs.report));
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Factor", "1", Scale::kLog2};
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "Which mechanism answers the wall?";
  figure.describe = words_of(state);
  if (!state) return figure;
  const State& s = *state;
  figure.x.label = fmt::format("Factor on {}; 1 is nothing, less a trap", name_of(s.asked));
  std::optional<State> pinned;
  if (inputs.pinned_scenario && inputs.pinned_report) {
    pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
  }
  Bars bars{.base = 1};
  BarSeries series;
  double highest = 2, lowest = 0.8;
  for (std::size_t i = 0; i < s.mechanisms.size(); ++i) {
    const Mechanism& each = s.mechanisms[i];
    const double gain = each.gain(s.asked);
    BarValue value{.value = gain,
                   .meaning = {std::string(kQuantities[static_cast<std::size_t>(s.asked)]),
                               each.helps(s.asked) ? std::optional(s.wall) : std::nullopt},
                   .text = verdict(s, each)};
    // What the pinned state had of the same mechanism.
    const double before = pinned ? pinned->mechanisms[i].gain(s.asked) : gain;
    if (pinned) {
      figure.markers.push_back({.name = "A: " + each.name,
                                .at = {before, static_cast<double>(i)},
                                .role = MarkerRole::kGhost,
                                .meaning = value.meaning,
                                .label = {i == 0 ? "A" : "", 60}});
    }
    for (const double shown : {gain, before}) {
      highest = std::max(highest, shown);
      lowest = std::min(lowest, 0.9 * shown);
    }
    bars.categories.push_back(each.name + (each.harms(s.asked) ? ": a trap" : ""));
    series.values.push_back(value);
  }
  bars.groups.push_back(std::move(series));
  figure.bars = std::move(bars);
  // Room for what stands at a bar's end, on either side.
  figure.x.from = lowest < 0.75 ? lowest / std::pow(highest / lowest, 0.9) : lowest;
  figure.x.to = 4.5 * highest;
  return figure;
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state || state->most < 1) return {};
  const State& s = *state;
  const Inputs<double> in = model::resolve(inputs.scenario);
  const model::Knob* knob = model::find_knob("serving.prompt_tokens");
  const auto decode_leads = [&](double prompt) {
    Inputs<double> at = in;
    at.serving.prompt = model::Tokens<double>(prompt);
    return at.serving.output.value() * model::detail::step_at(at, s.batch) / s.batch >=
           model::detail::prefill(at, model::Number<double>(1.0)).time.expected.value();
  };
  std::string words =
      s.batch <= s.most
          ? fmt::format("Above batch {} the question is room: memory capacity binds. ",
                        number(s.most))
          : fmt::format("From batch {} down memory capacity no longer binds. ", number(s.most));
  if (decode_leads(knob->low) && !decode_leads(knob->high)) {
    words += fmt::format("At this batch decode leads with prompts up to {} tokens, prefill beyond.",
                         number(last_that_holds(knob->low, knob->high, decode_leads)));
  } else {
    words += fmt::format("At this batch {} leads at any prompt.",
                         decode_leads(knob->low) ? "decode" : "prefill");
  }
  return words;
}

}  // namespace

Widget decision_tree_widget() {
  return {.id = "decision_tree",
          .title = "Which mechanism answers the wall?",
          .knobs = {"serving.batch", "serving.prompt_tokens", "serving.output_tokens",
                    "precision.weights", "precision.activations", "precision.kv",
                    "serving.prefix_hit", "serving.speculation.acceptance", "serving.chunk_tokens"},
          .quantities = {"decode.step_time", "request.prefill_time", "serving.max_batch",
                         "speculation.gain", "chunked.step_time", "chunked.stall"},
          .flip_knob = "serving.batch",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
