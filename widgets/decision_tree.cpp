#include <fmt/format.h>

#include "model/formulas/service_step.h"
#include "model/units.h"
#include "model/walls.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// A mechanism answers a measured wall. Four questions, one for each thing that can hold a replica
// back, and under each what the mechanisms would do to this workload, computed. The question that
// this workload asks is lit; the others stay grey.

namespace wf::widgets {
namespace {

using model::Inputs;

constexpr double kNothing = 0.03;         // a factor this near to 1 does nothing
constexpr double kChunk = 512;            // tokens, where the workload names none
constexpr double kExperts = 8, kTop = 2;  // of the mixture that a dense model is turned into
constexpr double kMostFactor = 64;

constexpr std::string_view kNoServing =
    "The mechanisms are those of a replica that answers requests, and this workload serves none.";

struct Effect {
  std::string name;  // "weights in fp8"
  double before = 0, after = 0;
  bool larger_is_better = false;
  std::string quantity;
  std::string unit = "s";

  double gain() const {
    const double factor = larger_is_better ? after / std::max(before, 1.0) : before / after;
    return std::clamp(factor, 1 / kMostFactor, kMostFactor);
  }
  bool harms() const { return gain() < 1 - kNothing; }
  bool helps() const { return gain() > 1 + kNothing; }
};

enum class Question { kCapacity, kDecode, kPrefill, kStall };

struct Branch {
  Question question = Question::kDecode;
  std::string words;  // "decode step: what does less?"
  Wall wall = Wall::kMemoryBandwidth;
  std::vector<Effect> effects{};
};

struct State {
  double batch = 0, most = 0;
  double decode_share = 0;  // of a replica's time, the rest is prefill
  Question lit = Question::kDecode;
  std::string why;  // "decode takes 81 % of the time and waits for memory bandwidth"
  std::array<Branch, 4> branches{};

  const Branch& branch() const { return branches[static_cast<std::size_t>(lit)]; }
};

std::string number(double value) { return model::format_number(value); }
std::string factor(double value) { return model::format_number(value, 2) + "×"; }
std::string amount(double value, const std::string& unit) {
  return unit == "1" ? number(value) : model::format_magnitude(value, unit);
}

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
  if (!type) return {"multiplies in 8 bits: not on this GPU", model::resolve(changed)};
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
    variant.name = "its experts, against all of them dense";
    m.experts_per_token = m.experts;
    m.has_active_params = false;
    return variant;
  }
  variant.name = fmt::format("another model: {} experts, {} chosen", kExperts, kTop);
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

double gain_of_draft(const Inputs<double>& in, double batch, double step) {
  const double drafted = in.serving.draft_tokens.value();
  return (drafted * in.serving.draft_cost.value() * step +
          model::detail::step_at(in, batch, drafted + 1)) /
         model::tokens_per_pass(in.serving.acceptance, in.serving.draft_tokens).value();
}

std::optional<State> state_of(const model::Scenario& given, const model::Report& report) {
  if (!given.serving) return std::nullopt;
  model::Scenario scenario = given;
  if (!scenario.serving->speculation) scenario.serving->speculation.emplace();
  const Inputs<double> in = model::resolve(scenario);
  const model::ServingEstimate<double> now = model::estimate_serving(in);
  State s;
  s.batch = expected_of(report, "serving.operating_batch");
  s.most = expected_of(report, "serving.max_batch");
  const double step = now.decode_step.expected.value();
  const double prefill = now.request_prefill.expected.value();
  if (!(s.batch >= 1) || !std::isfinite(step) || !std::isfinite(prefill)) return std::nullopt;

  const auto step_of = [&](const Inputs<double>& x) { return model::detail::step_at(x, s.batch); };
  const auto prefill_of = [&](const Inputs<double>& x) {
    return model::detail::prefill(x, model::Number<double>(1.0)).time.expected.value();
  };
  const auto most_of = [](const Inputs<double>& x) {
    return model::estimate_serving(x).max_batch.expected.value();
  };
  const Variant weights = weights_narrower(scenario), cache = cache_narrower(scenario),
                multiplies = multiplies_narrower(scenario), experts = mixture(in);
  const bool is_mixture = in.model.moe;

  Branch& room = s.branches[0];
  room = {Question::kCapacity, "requests that fit: what makes room?", Wall::kMemoryCapacity};
  const auto fits = [&](const Variant& v) {
    room.effects.push_back({v.name, s.most, most_of(v.in), true, "serving.max_batch", "1"});
  };
  fits(weights), fits(cache);

  Branch& decode = s.branches[1];
  decode = {Question::kDecode, "decode step: what moves less?",
            largest(model::time_by_wall(now.decode_pass, now.decode_scale.value()))};
  const auto steps = [&](const std::string& name, double before, double after) {
    decode.effects.push_back({name, before, after, false, "decode.step_time"});
  };
  for (const Variant* v : {&weights, &cache, &multiplies}) steps(v->name, step, step_of(v->in));
  steps(fmt::format("a draft of {}, per token", number(in.serving.draft_tokens.value())), step,
        gain_of_draft(in, s.batch, step));
  if (is_mixture) {
    steps(experts.name, step_of(experts.in), step);
  } else {
    steps(experts.name, step, step_of(experts.in));
  }

  Branch& prompt = s.branches[2];
  prompt = {Question::kPrefill, "prefill: what computes less?",
            largest(model::time_by_wall(now.request_pass, now.request_scale.value()))};
  const auto prefills = [&](const std::string& name, const Inputs<double>& x) {
    prompt.effects.push_back({name, prefill, prefill_of(x), false, "request.prefill_time"});
  };
  prefills(weights.name, weights.in);
  prefills(multiplies.name, multiplies.in);
  Inputs<double> cached = in;
  cached.serving.prefix_hit = 1.0 - 0.5 * (1.0 - in.serving.prefix_hit);
  prefills("half of it found in a cache", cached);

  Branch& stall = s.branches[3];
  stall = {Question::kStall, "longest gap while a prompt comes in: what splits it?", prompt.wall};
  Inputs<double> chunked = in;
  const double fresh = in.serving.prompt.value() * (1 - in.serving.prefix_hit.value());
  const double chunk = std::min(in.serving.has_chunk ? in.serving.chunk.value() : kChunk, fresh);
  chunked.serving.chunk = model::Tokens<double>(chunk);
  stall.effects.push_back(
      {chunk < fresh ? fmt::format("chunks of {}", number(chunk)) : "the prompt as one chunk",
       prefill + step,
       model::detail::chunked_time(chunked, model::Number<double>(s.batch)).expected.value(), false,
       "chunked.step_time"});

  // A request: its prefill, and its share of the steps that make its answer.
  const double decoding = in.serving.output.value() * step / s.batch;
  s.decode_share = decoding / (decoding + prefill);
  const model::Walls* walls = report.sections.empty() ? nullptr : &report.sections[0].walls;
  const auto percent = [](double share) { return model::format_number(100 * share, 2) + " %"; };
  if (s.batch > s.most) {
    s.lit = Question::kCapacity;
    s.why = fmt::format("Batch {} does not fit", number(s.batch));
  } else if (walls && walls->target == model::Target::kFirstToken) {
    s.lit = Question::kPrefill;
    s.why = fmt::format("The first token is the tighter target, and prefill waits for {}",
                        wall_name(prompt.wall));
  } else if (in.serving.has_tpot && step <= in.serving.tpot.value() &&
             step + prefill > in.serving.tpot.value()) {
    s.lit = Question::kStall;
    s.why = "A step keeps the target of the token gap, a prefill beside it does not";
  } else if (s.decode_share >= 0.5) {
    s.why = fmt::format("Decode takes {} of the time and waits for {}", percent(s.decode_share),
                        wall_name(decode.wall));
  } else {
    s.lit = Question::kPrefill;
    s.why = fmt::format("Prefill takes {} of the time and waits for {}",
                        percent(1 - s.decode_share), wall_name(prompt.wall));
  }
  return s;
}

// The mechanism that gains most on the question that is asked. Another model is no setting.
const Effect* best(const Branch& branch) {
  const Effect* found = nullptr;
  for (const Effect& effect : branch.effects) {
    const bool setting = effect.name.find("experts") == std::string::npos;
    if (setting && effect.helps() && (!found || effect.gain() > found->gain())) found = &effect;
  }
  return found;
}

std::string verdict(const Effect& e) {
  return fmt::format("{}{}: {} → {}", e.harms() ? "trap, " : (e.helps() ? "" : "nothing, "),
                     factor(e.gain()), amount(e.before, e.unit), amount(e.after, e.unit));
}

std::string title_of(const State& s) {
  const Effect* first = best(s.branch());
  return s.why + (first ? fmt::format(": {}, {}", first->name, factor(first->gain()))
                        : ": no mechanism here answers that");
}

std::string describe(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state) return std::string(kNoServing);
  std::string words = title_of(*state) + ". ";
  for (const Branch& branch : state->branches) {
    words +=
        fmt::format("{}{} ", branch.question == state->lit ? "Asked here: " : "", branch.words);
    for (std::size_t i = 0; i < branch.effects.size(); ++i) {
      words += fmt::format("{}{} {}", i == 0 ? "" : "; ", branch.effects[i].name,
                           verdict(branch.effects[i]));
    }
    words += ". ";
  }
  words.pop_back();
  return words;
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Factor on what the question asks for; 1 changes nothing", "1", Scale::kLog2};
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "Which mechanism answers the wall?";
  figure.describe = describe(inputs);
  if (!state) return figure;
  const State& s = *state;
  std::optional<State> pinned;
  if (inputs.pinned_scenario && inputs.pinned_report) {
    pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
  }
  Bars bars{.base = 1};
  BarSeries series;
  double highest = 4, lowest = 0.7;
  for (std::size_t b = 0; b < s.branches.size(); ++b) {
    const Branch& branch = s.branches[b];
    const bool lit = branch.question == s.lit;
    const auto wall = lit ? std::optional(branch.wall) : std::nullopt;
    bars.categories.push_back(branch.words);
    series.values.push_back(
        {.value = std::numeric_limits<double>::quiet_NaN(), .meaning = {{}, wall}});
    for (std::size_t i = 0; i < branch.effects.size(); ++i) {
      const Effect& effect = branch.effects[i];
      BarValue value{
          .value = effect.gain(), .meaning = {effect.quantity, wall}, .text = verdict(effect)};
      // The hairline is the pinned state's factor.
      if (pinned && i < pinned->branches[b].effects.size()) {
        value.bound = pinned->branches[b].effects[i].gain();
        highest = std::max(highest, *value.bound);
        lowest = std::min(lowest, 0.9 * *value.bound);
      }
      bars.categories.push_back(effect.name);
      series.values.push_back(value);
      highest = std::max(highest, effect.gain());
      lowest = std::min(lowest, 0.9 * effect.gain());
    }
  }
  bars.groups.push_back(std::move(series));
  figure.bars = std::move(bars);
  figure.x.from = lowest;
  figure.x.to = 4 * highest;  // room for what stands at a bar's end
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
