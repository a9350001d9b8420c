#pragma once

#include "model/formulas/fleet.h"
#include "model/formulas/service_inputs.h"
#include "model/formulas/serving.h"
#include "model/formulas/speculation.h"

// Steps of a replica at any batch — decode, verification, decode with a chunk of prompt — by the
// same operations as the serving estimate, and the batches at which they meet a target.
namespace wf::model {

// No search looks at larger batches.
inline constexpr double kMostSequences = 1048576;

namespace detail {

// The batch goes through the stages of a pipeline in as many micro-batches as there are stages.
template <class R>
struct Micro {
  Number<R> sequences;  // of one micro-batch
  Number<R> scale;      // how often the time of its pass counts in a step
  Number<R> context;    // cached tokens of a sequence, at the mean of the answer
};

template <class R>
Micro<R> micro_batch(const Inputs<R>& in, const Number<R>& batch) {
  const Number<R> count = max(min(in.parallel.pp, batch), 1.0);
  const Tokens<R> context = in.serving.prompt + 0.5 * (in.serving.output - one_token<R>());
  return {batch / count, max(in.model.layers, count * layers_of_stage(in)) / in.model.layers,
          context / one_token<R>() - 1.0};
}

// Step in which each of `batch` sequences adds `tokens` tokens; attention reads a cache once for
// all of them. With one token it is the decode step.
template <class R>
Seconds<R> expected_step(const Inputs<R>& in, const Number<R>& batch, const Number<R>& tokens) {
  const Micro<R> micro = micro_batch(in, batch);
  const Work<R> work{micro.sequences, tokens, micro.context, micro.sequences * tokens, true};
  return micro.scale * expected_time(forward_pass(in, work));
}

// Floor of a step of these multiplies and caches: the slowest resource on its own.
template <class R>
Seconds<R> step_floor(const Inputs<R>& in, const Flops<R>& flops, const Number<R>& rows,
                      const Micro<R>& micro) {
  const Number<R> group = in.parallel.tp * in.parallel.cp;
  const Bytes<R> bytes =
      weights_read(in, rows) + kv_read(in, micro.sequences, (micro.context + 1.0) * one_token<R>());
  return Floors<R>{flops / (group * in.cluster.peak), bytes / (group * in.cluster.bandwidth),
                   collective_floor(in, rows / in.parallel.cp)}
      .slowest();
}

template <class R>
Time<R> verify_time(const Inputs<R>& in, const Number<R>& batch) {
  const Number<R> tokens = in.serving.draft_tokens + 1.0;
  const Micro<R> micro = micro_batch(in, batch);
  const Number<R> rows = micro.sequences * tokens;
  const Flops<R> flops =
      pass_flops(in, Work<R>{micro.sequences, tokens, micro.context, rows, true});
  return {step(kVerifyStep, step_floor(in, flops, rows, micro)),
          step(kVerifyStep, expected_step(in, batch, tokens))};
}

// A step that carries chunks of prompts beside its sequences: both go through the multiplies
// together, which read the weights once; attention is done for each.
template <class R>
Time<R> chunked_time(const Inputs<R>& in, const Number<R>& batch) {
  const Micro<R> micro = micro_batch(in, batch);
  const Number<R> prompt = in.serving.prompt / one_token<R>();
  const Number<R> cached = prompt * in.serving.prefix_hit, fresh = prompt - cached;
  const Number<R> chunk = in.serving.chunk / one_token<R>();
  const Number<R> prompts = max(chunk / fresh, 1.0), piece = min(chunk, fresh);
  const Number<R> rows = micro.sequences + chunk;
  Inputs<R> joint = in;
  // Most rows are those of a prompt.
  if (in.assume.flat_prefill) joint.assume.decode_mfu = in.assume.prefill_mfu;

  const Work<R> decode{micro.sequences, Number<R>(R(1.0)), micro.context, micro.sequences, true};
  const Work<R> chunks{prompts, piece, cached + 0.5 * (fresh - piece), prompts, false};
  const Work<R> both{rows, Number<R>(R(1.0)), Number<R>(R(0.0)), micro.sequences + prompts, true};
  Pass<R> pass = forward_pass(joint, both);
  pass[Op::kAttention].expected = forward_pass(in, decode)[Op::kAttention].expected +
                                  forward_pass(in, chunks)[Op::kAttention].expected;
  const Flops<R> flops = pass_flops(in, decode) + pass_flops(in, chunks);
  return {step_floor(in, flops, rows, micro), micro.scale * expected_time(pass)};
}

// Searches over the batch, in plain numbers.

inline double step_at(const Inputs<double>& in, double batch, double tokens = 1) {
  return expected_step(in, Number<double>(batch), Number<double>(tokens)).value();
}

inline double knee_batch(const Inputs<double>& in) {
  return largest_batch([&](double batch) { return step_at(in, batch); }, in.serving.tpot.value(), 1,
                       kMostSequences);
}

inline double gap_batch(const Inputs<double>& in) {
  const double share =
      prefill(in, Number<double>(1)).time.expected.value() / in.serving.output.value();
  return largest_batch([&](double batch) { return step_at(in, batch) + batch * share; },
                       in.serving.tpot.value(), 1, kMostSequences);
}

// A mixture gains little at small batches too, where each row reads experts of its own, and tiles
// of the multiplies make gain and loss change places more than once: what is sought is the largest
// batch that gains, to within a sixteenth of an octave.
inline double gaining_batch(const Inputs<double>& in) {
  const double drafted = in.serving.draft_tokens.value();
  const double tokens = tokens_per_pass(in.serving.acceptance, in.serving.draft_tokens).value();
  const double drafting = drafted * in.serving.draft_cost.value();
  const auto gains = [&](double batch) {
    const double plain = step_at(in, batch);
    return tokens * plain >= drafting * plain + step_at(in, batch, drafted + 1);
  };
  double high = kMostSequences;
  if (gains(high)) return high;
  double low = high / 2;
  while (low >= 1 && !gains(low)) high = low, low = low / 2;
  if (low < 1) return 0;
  constexpr int kPerOctave = 16, kOctaves = 2;  // tiles bring no gain back far above the first loss
  const double lowest = low;
  for (int i = kPerOctave * kOctaves; i > 0; --i) {
    const double batch = std::floor(lowest * std::exp2(static_cast<double>(i) / kPerOctave));
    if (batch > lowest && gains(batch)) {
      low = batch;
      break;
    }
    high = batch;
  }
  while (high - low > 1) {
    const double middle = std::floor(0.5 * (low + high));
    (gains(middle) ? low : high) = middle;
  }
  return low;
}

template <double (*Search)(const Inputs<double>&)>
double search_packed(std::span<const double> row) {
  return Search(unpacked(row));
}

// The batch that a search finds, in whole sequences; on a tape one opaque node, found again when
// its inputs change. Whole numbers do not answer to small changes.
template <double (*Search)(const Inputs<double>&), class R>
Number<R> searched(const Term& term, const Inputs<R>& in) {
  if constexpr (std::is_same_v<R, double>) {
    (void)term;
    return Number<R>(Search(in));
  } else {
    return floor(Number<R>(opaque(term, search_packed<Search>, std::span<const R>(packed(in)))));
  }
}

}  // namespace detail
}  // namespace wf::model
