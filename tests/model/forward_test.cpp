#include "model/formulas/forward.h"

#include "model/formulas/serving.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;

double sum_flops(const Pass<double>& pass) {
  double sum = 0;
  for (const OpCost<double>& op : pass.ops) sum += op.flops.value();
  return sum;
}
double sum_expected(const Pass<double>& pass) {
  double sum = 0;
  for (const OpCost<double>& op : pass.ops) sum += op.expected.value();
  return sum;
}

TEST_CASE("query-key pairs of causal attention, counted one by one") {
  Inputs<double> in = resolve(on_gpus("mistral-7b", "h100-sxm-80gb"));
  const double window = in.model.window.value();
  const double layers = in.model.layers.value(), windowed = in.model.window_layers.value();
  const auto counted = [&](double context, double tokens, double limit) {
    double pairs = 0;
    for (double i = 1; i <= tokens; ++i) pairs += std::min(context + i, limit);
    return pairs;
  };
  for (const auto& [context, tokens] :
       {std::pair{0.0, 1.0}, {0.0, 100.0}, {500.0, 1.0}, {4000.0, 300.0}, {10000.0, 20.0}}) {
    CAPTURE(context);
    CAPTURE(tokens);
    const double expected = (windowed * counted(context, tokens, window) +
                             (layers - windowed) * counted(context, tokens, 1e18)) /
                            layers;
    // At the window's edge the sum is an integral: off by at most 1/8 of a pair.
    CHECK(std::abs(attention_pairs(in, N(context), N(tokens)).value() - expected) <= 0.125 + 1e-6);
  }
  const Inputs<double> full = resolve(on_gpus("llama-3-8b", "h100-sxm-80gb"));
  CHECK(attention_pairs(full, N(0), N(2048)).value() == 2048.0 * 2049 / 2);
  CHECK(attention_pairs(full, N(999), N(1)).value() == 1000.0);
}

TEST_CASE("distinct experts that a batch visits, routing even") {
  // Course goldens R_moe_E_B.
  const auto hit = [](std::string_view model, double experts, double chosen, double tokens) {
    Inputs<double> in = resolve(on_gpus(model, "h100-sxm-80gb"));
    in.model.experts = N(experts);
    in.model.experts_per_token = N(chosen);
    return experts_hit(in, N(tokens), N(experts)).value();
  };
  CHECK(hit("mixtral-8x7b", 8, 2, 1) == about(2.0));
  CHECK(hit("mixtral-8x7b", 8, 2, 8) == about(7.1990966796875));
  CHECK(hit("mixtral-8x7b", 8, 2, 32) == about(7.999196380594235));
  CHECK(hit("deepseek-v3", 256, 8, 1) == about(8.0));
  CHECK(hit("deepseek-v3", 256, 8, 32) == about(163.31384595038296));
}

TEST_CASE("a decode step's arithmetic, operation by operation") {
  const Inputs<double> in = resolve(serving("llama-3-8b", "h100-sxm-80gb", 1, 1024, 128, 16));
  const Pass<double> pass = forward_pass(in, {N(16), N(1), N(1023), N(16), true});
  const double rows = 16;
  CHECK(pass[Op::kQkv].flops.value() == about(2 * rows * 32 * 4096 * (4096 + 2 * 1024)));
  CHECK(pass[Op::kOutput].flops.value() == about(2 * rows * 32 * 4096 * 4096));
  CHECK(pass[Op::kFfnUp].flops.value() == about(2 * rows * 32 * 4096 * 2 * 14336));
  CHECK(pass[Op::kFfnDown].flops.value() == about(2 * rows * 32 * 14336 * 4096));
  CHECK(pass[Op::kLmHead].flops.value() == about(2 * rows * 128256 * 4096));
  CHECK(pass[Op::kAttention].flops.value() == about(4 * rows * 32 * 32 * 128 * 1024));
  CHECK(pass[Op::kAttention].bytes.value() == about(rows * 1024 * 131072));
  CHECK(sum_flops(pass) == about(pass_flops(in, {N(16), N(1), N(1023), N(16), true}).value()));
}

TEST_CASE("attention counts query heads where it computes and KV heads where it reads") {
  // Qwen3-235B-A22B: 64 query heads of 128 are 8,192 wide, the model is 4,096 wide; 4 KV heads.
  const Inputs<double> in = resolve(serving("qwen3-235b-a22b", "h200-sxm-141gb", 4, 2048, 128, 1));
  const Pass<double> prefill = forward_pass(in, {N(1), N(2048), N(0), N(1), false});
  CHECK(prefill[Op::kAttention].flops.value() ==
        about(4.0 * 94 * (64 / 4 * 128) * (2048.0 * 2049 / 2)));
  const Pass<double> decode = forward_pass(in, {N(1), N(1), N(4095), N(1), true});
  CHECK(decode[Op::kAttention].flops.value() == about(4.0 * 94 * (64 / 4 * 128) * 4096));
  CHECK(decode[Op::kAttention].bytes.value() == about(2.0 * 94 * (4 / 4 * 128) * 2 * 4096));
}

TEST_CASE("latent attention: expanded in prefill, absorbed in decode") {
  const Inputs<double> in = resolve(serving("deepseek-v3", "h200-sxm-141gb", 8, 2048, 128, 1));
  const double heads = 128.0 / 8;
  const Pass<double> prefill = forward_pass(in, {N(1), N(2048), N(0), N(1), false});
  CHECK(prefill[Op::kAttention].flops.value() ==
        about(2.0 * 61 * heads * (128 + 64 + 128) * (2048.0 * 2049 / 2)));
  const Pass<double> decode = forward_pass(in, {N(1), N(1), N(999), N(1), true});
  CHECK(decode[Op::kAttention].flops.value() == about(2.0 * 61 * heads * (2 * 512 + 64) * 1000));
  // The latent is read whole on every rank.
  CHECK(decode[Op::kAttention].bytes.value() == about(70272.0 * 1000));
  // All heads on one GPU: about 240 FLOP a byte, near an H100's ridge.
  CHECK(decode[Op::kAttention].flops.value() * 8 / decode[Op::kAttention].bytes.value() ==
        about(241.8, 1e-3));
}

TEST_CASE("tensor parallelism divides the arithmetic, and whole heads the attention") {
  for (double tp : {1.0, 2.0, 4.0, 8.0}) {
    const Inputs<double> in = resolve(serving("llama-3-70b", "h100-sxm-80gb", tp, 1024, 128, 8));
    const Pass<double> pass = forward_pass(in, {N(8), N(1), N(1023), N(8), true});
    CHECK(sum_flops(pass) * tp == about(pass_flops(in, {N(8), N(1), N(1023), N(8), true}).value()));
    CHECK((pass[Op::kTensorCollective].network.value() > 0) == (tp > 1));
  }
  // 64 query heads over 6 ranks: 11 on the fullest.
  const Inputs<double> odd = resolve(serving("llama-3-70b", "h100-sxm-80gb", 6, 1024, 128, 8));
  const Pass<double> pass = forward_pass(odd, {N(8), N(1), N(1023), N(8), true});
  CHECK(pass[Op::kAttention].flops.value() == about(4.0 * 8 * 80 * 11 * 128 * 1024));
}

TEST_CASE("experts over replicas: each GPU reads its own, for the tokens of all") {
  Scenario scenario = on_gpus("deepseek-v3", "h200-sxm-141gb", 1);
  scenario.cluster.gpus = 32;
  scenario.parallel.dp = 32;
  scenario.parallel.ep = 32;
  scenario.serving.emplace().batch = 16;
  const Inputs<double> in = resolve(scenario);
  const Pass<double> pass = forward_pass(in, {N(16), N(1), N(1023), N(16), true});
  // 8 of 256 experts a rank, 512 tokens in flight, and one shared expert.
  const double hit = 8 * (1 - std::pow(1 - 8.0 / 256, 512));
  const double matrix = 7168.0 * 2048;
  CHECK(pass[Op::kExpertsDown].memory_fixed.value() ==
        about(58 * (hit + 1) * matrix * 2 / (4.8e12 * 0.85), 2e-2));
  CHECK(pass[Op::kExpertsDown].flops.value() ==
        about(2.0 * 58 * matrix * (16.0 * 32 * 8 / 32 + 16)));
  CHECK(pass[Op::kExpertCollective].network.value() > 0);
}

TEST_CASE("the step is the sum of its operations, exactly") {
  RandomScenarios random(3);
  for (int i = 0; i < 500; ++i) {
    const Scenario scenario = random.next();
    const Inputs<double> in = resolve(scenario);
    const ServingEstimate<double> e = estimate_serving(in);
    CAPTURE(scenario.name);
    CHECK(e.decode_step.expected.value() ==
          about(e.decode_scale.value() * sum_expected(e.decode_pass), 1e-13));
    CHECK(e.prefill.expected.value() ==
          about(e.prefill_scale.value() * sum_expected(e.prefill_pass), 1e-13));
    for (const OpCost<double>& op : e.decode_pass.ops) {
      CHECK(op.expected.value() >= op.network.value() + op.launch.value());
      CHECK(op.memory_fixed.value() <= op.memory.value() * (1 + 1e-12));
      CHECK(op.network_fixed.value() <= op.network.value() * (1 + 1e-12));
    }
  }
}

}  // namespace
}  // namespace wf::model
