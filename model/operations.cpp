#include "model/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/formulas/rl.h"
#include "model/formulas/serving.h"
#include "model/formulas/training.h"
#include "model/knobs/assume_knobs.h"
#include "model/units.h"

namespace wf::model {
namespace {

using D = Inputs<double>;
using N = Number<double>;

// One pass and how it counts in its step.
struct Counted {
  const Pass<double>& pass;
  double scale = 1;      // how often the pass's times count
  double sequences = 1;  // of one pass, in one replica
  double tokens = 1;     // new ones, per sequence
  double context = 0;    // cached ones before them
  double logits = 1;     // rows of the LM head
  bool decode = false, training = false, flat = false;

  double rows(const D& in) const { return sequences * tokens / in.parallel.cp.value(); }
};

std::string number(double value) { return format_number(value); }

std::string multiply(double m, double k, double n, double times, std::string_view what) {
  std::string text = fmt::format("{} × {} × {}", number(m), number(k), number(n));
  if (times != 1) text += fmt::format(" · {} {}", number(times), what);
  return text;
}

// What the experts of one rank see.
struct ExpertWork {
  double hit = 1, rows = 1, slice = 1;
};
ExpertWork expert_work(const D& in, double rows) {
  const auto& m = in.model;
  const double tp = in.parallel.tp.value(), ep = in.parallel.ep.value();
  const double replicas = in.parallel.dp.value() * in.parallel.cp.value();
  const double shards = std::min(tp * ep, tp * replicas);
  const double all_rows = rows * std::min(ep, replicas);
  ExpertWork work;
  work.hit = std::max(1.0, experts_hit(in, N(all_rows), m.experts / in.parallel.ep).value());
  work.rows = all_rows * m.experts_per_token.value() / ep / work.hit;
  work.slice = m.expert_ffn.value() * ep / shards;
  return work;
}

// What an operation works on, in words: sizes on one GPU.
std::string shape_of(Op op, const D& in, const Counted& work) {
  const auto& m = in.model;
  const double tp = in.parallel.tp.value(), rows = work.rows(in), hidden = m.hidden.value();
  const double layers = m.layers.value(), gates = m.gated ? 2 : 1;
  const double heads = std::ceil(m.heads.value() / tp);
  switch (op) {
    case Op::kQkv: {
      if (m.mla) {
        return fmt::format("{} rows through {} and {} latents · {} layers", number(rows),
                           number(m.q_latent.value()), number(m.kv_latent.value()), number(layers));
      }
      const double kv_heads = std::max(1.0, std::ceil(m.kv_heads.value() / tp));
      return multiply(rows, hidden, (heads + 2 * kv_heads) * m.head_dim.value(), layers, "layers");
    }
    case Op::kAttention:
      return fmt::format("{} × {} new on {} cached · {} heads · {} layers", number(work.sequences),
                         number(work.tokens), number(work.context), number(heads), number(layers));
    case Op::kOutput: {
      const double width = m.mla ? m.v_head.value() : m.head_dim.value();
      return multiply(rows, heads * width, hidden, layers, "layers");
    }
    case Op::kFfnUp:
      return multiply(rows, hidden, gates * m.ffn.value() / tp, dense_layers(in).value(), "layers");
    case Op::kFfnDown:
      return multiply(rows, m.ffn.value() / tp, hidden, dense_layers(in).value(), "layers");
    case Op::kRouter:
      return multiply(rows, hidden, m.experts.value(), moe_layers(in).value(), "layers");
    case Op::kExpertsUp:
    case Op::kExpertsDown: {
      const ExpertWork experts = expert_work(in, rows);
      const bool up = op == Op::kExpertsUp;
      return fmt::format("{} experts of {} · {} layers", number(experts.hit),
                         multiply(experts.rows, up ? hidden : experts.slice,
                                  up ? gates * experts.slice : hidden, 1, ""),
                         number(moe_layers(in).value()));
    }
    case Op::kElementwise:
      return fmt::format("{} rows · {} layers", number(rows), number(layers));
    case Op::kLmHead:
      return multiply(work.logits, hidden, m.vocab.value() / tp, 1, "");
    case Op::kTensorCollective:
      return fmt::format("2 × {} layers of {} over {}", number(layers),
                         format_magnitude(rows * hidden * in.element.activation.value(), "bytes"),
                         number(tp));
    case Op::kExpertCollective:
      return fmt::format("2 × {} layers over {}", number(moe_layers(in).value()),
                         number(in.parallel.ep.value()));
    case Op::kPipelineHop:
      return fmt::format("{} stages", number(in.parallel.pp.value()));
    case Op::kLaunch:
      return work.training
                 ? fmt::format("{} layers", number(layers))
                 : fmt::format("{} kernels", number(layers * in.assume.kernels_per_layer.value()));
    case Op::kContextExchange:
      return fmt::format("{} ranks of a sequence", number(in.parallel.cp.value()));
    case Op::kDataParallel:
      return fmt::format("{} replicas, ZeRO {}",
                         number(in.parallel.dp.value() * in.parallel.cp.value()),
                         number(in.training.zero.value()));
    case Op::kBubble:
      return fmt::format("{} stages, {} virtual", number(in.parallel.pp.value()),
                         number(std::max(1.0, in.training.virtual_stages.value())));
    case Op::kHost:
    case Op::kOptimizer:
      break;
  }
  return {};
}

// The floor of what one operation sends, at full line rate.
double network_floor(Op op, const D& in, const OpCost<double>& cost) {
  const double wire = cost.wire.value();
  if (wire <= 0) return 0;
  const double link = in.cluster.link.value(), nic = in.cluster.nic.value();
  if (op == Op::kTensorCollective) {
    const N tp = in.parallel.tp;
    return all_reduce_floor(in, tp, cost.wire * tp / (tp - 1.0)).value();
  }
  // These run beside compute, and only what it does not hide is in the table.
  if (op == Op::kDataParallel || op == Op::kContextExchange) return 0;
  return wire / std::max(link, nic);
}

// The knob that decides an operation's expected time.
const Knob* efficiency_of(Op op, const OpCost<double>& cost, const D& in, const Counted& work) {
  using namespace knob;
  const auto of = [](const Knob& knob) { return find_knob(knob.term.id); };
  const bool computes = cost.compute.value() > cost.memory.value();
  switch (op) {
    case Op::kTensorCollective: {
      if (cost.network_fixed.value() > 0.5 * cost.network.value()) return of(kCollectiveLatency);
      const bool inside = nodes_of(in, in.parallel.tp).value() <= 1;
      return of(inside ? kLinkEfficiency : kNicEfficiency);
    }
    case Op::kExpertCollective: {
      const bool inside = nodes_of(in, in.parallel.ep).value() <= 1;
      return of(inside ? kLinkEfficiency : kNicEfficiency);
    }
    case Op::kPipelineHop:
      return of(kPipelineHop);
    case Op::kContextExchange:
    case Op::kDataParallel:
      return of(kOverlap);
    case Op::kLaunch:
      return of(work.training ? kHostPerLayer : kKernelTime);
    case Op::kHost:
      return of(kStepOverhead);
    case Op::kBubble:
      return nullptr;
    case Op::kOptimizer:
      return of(cost.launch.value() > cost.memory.value() ? kStepGap : kBandwidthEfficiency);
    default:
      break;
  }
  if (work.flat) {
    if (!work.decode) return of(kPrefillMfu);
    return of(computes ? kDecodeMfu : kDecodeMbu);
  }
  if (!computes) return of(kBandwidthEfficiency);
  if (op == Op::kAttention) return of(kAttentionEfficiency);
  if (in.element.unpacked) return of(work.decode ? kUnpackOperations : kUnpackedGemm);
  return of(kGemmEfficiency);
}

OperationRow row_of(Op op, const D& in, const Counted& work) {
  const OpCost<double>& cost = work.pass[op];
  OperationRow row;
  row.term = kOpTerms[static_cast<std::size_t>(op)];
  row.shape = shape_of(op, in, work);
  row.flops = work.scale * cost.flops.value();
  row.bytes = work.scale * cost.bytes.value();
  row.wire = work.scale * cost.wire.value();
  if (row.flops > 0 && row.bytes > 0) row.intensity = row.flops / row.bytes;
  row.time = work.scale * cost.expected.value();
  const double compute = cost.flops.value() / in.cluster.peak.value();
  const double memory = cost.bytes.value() / in.cluster.bandwidth.value();
  row.bound = work.scale * std::max({compute, memory, network_floor(op, in, cost)});
  const double network = cost.network.value(), launch = cost.launch.value();
  const double own = cost.expected.value() - network - launch;
  if (network > own && network > launch) {
    row.wall = Wall::kNetwork;
  } else if (launch <= own && cost.memory.value() >= cost.compute.value()) {
    row.wall = Wall::kMemoryBandwidth;
  }
  row.efficiency = efficiency_of(op, cost, in, work);
  return row;
}

OperationTable table_of(std::string_view title, std::string_view quantity, double time, const D& in,
                        const Counted& work) {
  OperationTable table{title, quantity, time, {}};
  for (std::size_t i = 0; i < kOpCount; ++i) {
    if (work.pass.ops[i].expected.value() == 0) continue;
    OperationRow row = row_of(static_cast<Op>(i), in, work);
    row.share = time > 0 ? row.time / time : 0;
    table.rows.push_back(std::move(row));
  }
  return table;
}

OperationTable decode_table(const D& in, const ServingEstimate<double>& e) {
  const double batch = e.batch.value();
  const double each = batch / std::max(1.0, std::min(in.parallel.pp.value(), batch));
  const double context = in.serving.prompt.value() + 0.5 * (in.serving.output.value() - 1) - 1;
  return table_of("Decode step", kDecodeStep.id, e.decode_step.expected.value(), in,
                  {.pass = e.decode_pass,
                   .scale = e.decode_scale.value(),
                   .sequences = each,
                   .tokens = 1,
                   .context = context,
                   .logits = each,
                   .decode = true,
                   .flat = in.assume.flat_decode});
}

OperationTable prefill_table(const D& in, const ServingEstimate<double>& e) {
  const double scale = e.prefill_scale.value(), pp = in.parallel.pp.value();
  // scale = (micro-batches + stages − 1) / stages
  const double each = e.batch.value() / std::max(1.0, scale * pp - pp + 1);
  const double prompt = in.serving.prompt.value(), hit = in.serving.prefix_hit.value();
  return table_of("Prefill", kPrefillTime.id, e.prefill.expected.value(), in,
                  {.pass = e.prefill_pass,
                   .scale = scale,
                   .sequences = each,
                   .tokens = prompt * (1 - hit),
                   .context = prompt * hit,
                   .logits = each,
                   .flat = in.assume.flat_prefill});
}

// A step at a flat MFU: one row.
OperationTable flat_table(std::string_view title, std::string_view quantity, double time,
                          const D& in, double flops) {
  OperationRow row;
  row.term = &kOpWhole;
  row.flops = flops;
  row.time = time;
  row.bound = flops / in.cluster.peak.value();
  row.share = 1;
  row.efficiency = find_knob(knob::kTrainingMfu.term.id);
  return {title, quantity, time, {row}};
}

OperationTable training_table(const D& in, const TrainingEstimate<double>& e) {
  const double time = e.step.expected.value();
  if (in.assume.flat_training) {
    const N gpus = in.parallel.tp * in.parallel.pp * in.parallel.dp * in.parallel.cp;
    return flat_table("Training step", kTrainingStep.id, time, in,
                      e.model_flops.value() / gpus.value());
  }
  const double rows = in.training.micro_batch.value() * in.training.seq_len.value();
  return table_of("Training step", kTrainingStep.id, time, in,
                  {.pass = e.ops,
                   .scale = 1,
                   .sequences = in.training.micro_batch.value(),
                   .tokens = in.training.seq_len.value(),
                   .context = 0,
                   .logits = rows / in.parallel.cp.value(),
                   .training = true});
}

OperationTable rollout_table(const D& in, const RlEstimate<double>& e) {
  const double slots = e.slots.expected.value();
  return table_of("Rollout step, slots full", kRlDecodeStep.id, e.decode_step.expected.value(),
                  e.actor,
                  {.pass = e.full_pass,
                   .sequences = slots,
                   .tokens = 1,
                   .context = e.context.value() - 1,
                   .logits = slots,
                   .decode = true,
                   .flat = in.assume.flat_decode});
}

OperationTable learner_table(const D& in, const RlEstimate<double>& e) {
  const double time = e.training.expected.value();
  constexpr std::string_view kTitle = "RL training";
  if (in.assume.flat_training) {
    return flat_table(kTitle, kRlTraining.id, time, e.learns, e.training_flops.value());
  }
  const double length = e.learns.training.seq_len.value();
  return table_of(kTitle, kRlTraining.id, time, e.learns,
                  {.pass = e.training_pass,
                   .scale = e.trainings.value(),
                   .tokens = length,
                   .context = 0,
                   .logits = length / in.parallel.cp.value(),
                   .training = true});
}

}  // namespace

std::vector<OperationTable> operation_tables(const Scenario& scenario) {
  const D in = resolve(scenario);
  std::vector<OperationTable> tables;
  if (in.serving.present) {
    const ServingEstimate<double> e = estimate_serving(in);
    tables.push_back(decode_table(in, e));
    tables.push_back(prefill_table(in, e));
  }
  if (in.training.present) tables.push_back(training_table(in, estimate_training(in)));
  if (in.rl.present) {
    const RlEstimate<double> e = estimate_rl(in);
    tables.push_back(rollout_table(in, e));
    tables.push_back(learner_table(in, e));
  }
  return tables;
}

}  // namespace wf::model
