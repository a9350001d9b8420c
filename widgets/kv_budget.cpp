#include <fmt/format.h>

#include "model/formulas/serving.h"
#include "model/units.h"
#include "model/walls.h"
#include "widgets/readings.h"
#include "widgets/widget.h"

// The memory of one GPU as a budget: weights and workspace are paid first, and what is left is cut
// into requests. How many fit, and what a full replica then waits for, follows from the length of a
// request.

namespace wf::widgets {
namespace {

constexpr std::string_view kNoServing =
    "The budget is that of a replica that answers requests, and this workload serves none.";

constexpr double kApart = 8;  // factor between the prompts of the full replicas that are shown

struct State {
  double memory = 0, usable = 0;  // of one GPU: all, and what the engine may use
  double weights = 0, workspace = 0, kv = 0, each = 0;  // each: KV of one request on one GPU
  double batch = 0, most = 0;
  double tokens = 0;                                 // of one request at its longest
  model::Wall full = model::Wall::kMemoryBandwidth;  // what the step of a full replica waits for
  model::Wall step = model::Wall::kMemoryBandwidth;  // and that of the batch
  double full_step = 0;                              // s
  double crossing = 0;  // longest prompt at which a full replica waits for compute; 0: none
  struct Full {         // the same memory, filled with requests of other lengths
    double tokens = 0, most = 0, workspace = 0, kv = 0;
    model::Wall wall = model::Wall::kMemoryBandwidth;
  };
  std::vector<Full> others;

  bool starts() const { return most >= 1; }
  bool fits() const { return batch <= most; }
};

model::Wall step_wall(const model::ServingEstimate<double>& e) {
  return largest(model::time_by_wall(e.decode_pass, e.decode_scale.value()));
}

// A replica whose memory is full, with prompts of another length.
model::ServingEstimate<double> filled(model::Inputs<double> in, double prompt) {
  in.serving.prompt = model::Tokens<double>(prompt);
  in.serving.batch_is_max = true;
  return model::estimate_serving(in);
}

std::optional<State> state_of(const model::Scenario& scenario, const model::Report& report) {
  if (!scenario.serving) return std::nullopt;
  const model::Inputs<double> in = model::resolve(scenario);
  State s;
  s.memory = in.cluster.memory.value();
  s.usable = s.memory * in.assume.utilization.value();
  s.weights = expected_of(report, "memory.weights");
  s.kv = expected_of(report, "memory.kv");
  s.batch = expected_of(report, "serving.operating_batch");
  s.most = expected_of(report, "serving.max_batch");
  s.tokens = (in.serving.prompt + in.serving.output).value();
  // What the engine set aside when it sized the cache.
  s.workspace = s.usable - s.weights - expected_of(report, "memory.free_for_kv");
  if (!(s.batch >= 1) || !std::isfinite(s.kv) || !std::isfinite(s.workspace)) return std::nullopt;
  s.each = s.kv / s.batch;
  s.step = step_wall(model::estimate_serving(in));

  const model::ServingEstimate<double> full = filled(in, in.serving.prompt.value());
  s.full = step_wall(full);
  s.full_step = full.decode_step.expected.value();
  const model::Knob* knob = model::find_knob("serving.prompt_tokens");
  for (double factor : {1.0 / kApart, 1.0, kApart}) {
    const double prompt =
        std::clamp(std::round(in.serving.prompt.value() * factor), knob->low, knob->high);
    const model::ServingEstimate<double> e = filled(in, prompt);
    const double most = e.max_batch.expected.value();
    if (most < 1) continue;
    s.others.push_back({prompt + in.serving.output.value(), most,
                        s.usable - s.weights - e.free_for_kv.expected.value(),
                        e.kv_per_gpu.value() * most / e.batch.value(), step_wall(e)});
  }
  const auto computes = [&](double prompt) {
    return step_wall(filled(in, prompt)) == model::Wall::kCompute;
  };
  if (computes(knob->high)) {
    s.crossing = knob->high;
  } else if (computes(knob->low)) {
    s.crossing = last_that_holds(knob->low, knob->high, computes);
  }
  return s;
}

std::string number(double value) { return model::format_number(value); }
std::string bytes(double value) { return model::format_magnitude(value, "bytes"); }
std::string requests(double count) {
  return fmt::format("{} request{}", number(count), count == 1 ? "" : "s");
}

std::string title_of(const State& s) {
  if (s.weights + s.workspace > s.usable) {
    return fmt::format("Does not fit: weights and workspace need {}, an engine may use {}",
                       bytes(s.weights + s.workspace), bytes(s.usable));
  }
  if (!s.starts()) {
    return fmt::format("Not one request of {} tokens fits beside the weights", number(s.tokens));
  }
  if (!s.fits()) {
    return fmt::format("{} do not fit: the memory holds {}", requests(s.batch), number(s.most));
  }
  return fmt::format("{} in flight, and memory holds {}", requests(s.batch), number(s.most));
}

std::string words_of(const WidgetInputs& inputs, const std::optional<State>& state) {
  if (!state) return std::string(kNoServing);
  const State& s = *state;
  std::string words = fmt::format(
      "One {} has {} of memory, of which an engine may use {}. Weights take {} and the "
      "workspace {}. ",
      inputs.scenario.cluster.gpu.name.empty() ? "GPU" : inputs.scenario.cluster.gpu.name,
      bytes(s.memory), bytes(s.usable), bytes(s.weights), bytes(s.workspace));
  if (s.weights + s.workspace > s.usable) {
    return words + "That does not fit, so no request can be served: memory capacity is the wall.";
  }
  words += fmt::format("A request of {} tokens takes {} of KV cache, so {} fit. ", number(s.tokens),
                       bytes(s.each), requests(s.most));
  if (!s.starts()) return words + "Memory capacity is the wall.";
  if (!s.fits()) {
    return words + fmt::format("The batch of {} is {} too large: memory capacity is the wall.",
                               number(s.batch), number(s.batch - s.most));
  }
  words += fmt::format("The batch of {} uses {} of the cache, and its step waits for {}. ",
                       number(s.batch), bytes(s.kv), wall_name(s.step));
  words += fmt::format("A full replica takes {} for a step and waits for {}.",
                       model::format_magnitude(s.full_step, "s"), wall_name(s.full));
  return words;
}

std::string describe(const WidgetInputs& inputs) {
  return words_of(inputs, state_of(inputs.scenario, inputs.report));
}

std::string flip(const WidgetInputs& inputs) {
  const auto state = state_of(inputs.scenario, inputs.report);
  if (!state || !state->starts()) return {};
  const State& s = *state;
  const model::Knob* prompt = model::find_knob("serving.prompt_tokens");
  std::string words =
      s.fits()
          ? fmt::format("Above batch {} memory capacity binds. ", number(s.most))
          : fmt::format("Memory capacity binds; from batch {} down it does not. ", number(s.most));
  if (s.crossing < 1) {
    words += fmt::format("A full replica waits for {} at any prompt.", wall_name(s.full));
  } else if (s.crossing >= prompt->high) {
    words += "A full replica waits for compute at any prompt.";
  } else {
    words +=
        fmt::format("A full replica waits for compute with prompts up to {} tokens, for {} beyond.",
                    number(s.crossing), wall_name(model::Wall::kMemoryBandwidth));
  }
  return words;
}

void add_row(Stack& stack, const State& s, std::string name, double workspace, double kv,
             double count) {
  stack.categories.push_back(std::move(name));
  stack.parts[0].values.push_back(s.weights);
  stack.parts[1].values.push_back(workspace);
  stack.parts[2].values.push_back(kv);
  stack.parts[2].pieces.push_back(count);
}

// The row of a scenario, in which the reader's batch stands.
void add_batch(Stack& stack, const State& s, const char* what) {
  add_row(stack, s, fmt::format("{}: {}", what, requests(s.batch)), s.workspace, s.kv, s.batch);
}

Figure figure_of(const WidgetInputs& inputs) {
  Figure figure;
  figure.x = {"Memory of one GPU", "bytes"};
  figure.x.from = 0.0;
  figure.empty_text = std::string(kNoServing);
  const auto state = state_of(inputs.scenario, inputs.report);
  figure.title = state ? title_of(*state) : "How many requests fit?";
  figure.describe = words_of(inputs, state);
  if (!state) return figure;
  const State& s = *state;
  Stack stack;
  stack.parts = {
      {.name = "weights", .meaning = {"memory.weights", {}}, .series = 0},
      {.name = "workspace", .meaning = {"memory.workspace", {}}, .series = 1},
      {.name = "KV cache", .meaning = {"memory.kv", {}}, .series = 3},
  };
  add_batch(stack, s, "now");
  if (inputs.pinned_scenario && inputs.pinned_report) {
    const auto pinned = state_of(*inputs.pinned_scenario, *inputs.pinned_report);
    if (pinned) add_batch(stack, *pinned, "A");
  }
  for (const State::Full& full : s.others) {
    add_row(stack, s,
            fmt::format("full: {} of {} tokens wait for {}", number(full.most), number(full.tokens),
                        wall_name(full.wall)),
            full.workspace, full.kv, full.most);
  }
  stack.capacity = s.usable;
  stack.capacity_label = fmt::format("an engine may use {}", bytes(s.usable));
  double longest = s.memory;
  for (std::size_t i = 0; i < stack.categories.size(); ++i) {
    longest = std::max(
        longest, stack.parts[0].values[i] + stack.parts[1].values[i] + stack.parts[2].values[i]);
  }
  figure.x.to = 1.02 * longest;
  figure.stack = std::move(stack);
  return figure;
}

}  // namespace

Widget kv_budget_widget() {
  return {.id = "kv_budget",
          .title = "How many requests fit?",
          .knobs = {"serving.batch", "serving.prompt_tokens", "precision.kv", "precision.weights",
                    "serving.output_tokens", "cluster.gpu.memory", "model.kv_heads", "parallel.tp",
                    "assume.memory.utilization"},
          .quantities = {"serving.max_batch", "memory.free_for_kv", "memory.weights",
                         "memory.workspace", "memory.kv", "kv.bytes_per_token",
                         "kv.bytes_per_sequence", "decode.step_time"},
          .flip_knob = "serving.batch",
          .figure = figure_of,
          .describe = describe,
          .flip = flip};
}

}  // namespace wf::widgets
