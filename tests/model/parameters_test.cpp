#include "model/formulas/parameters.h"

#include "model/formulas/serving.h"
#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

double total(std::string_view model) {
  return total_parameters(resolve(on_gpus(model, "h100-sxm-80gb"))).value();
}
double active(std::string_view model) {
  return active_parameters(resolve(on_gpus(model, "h100-sxm-80gb"))).value();
}

TEST_CASE("parameters counted by hand, layer by layer") {
  // Llama-2-7B: 32·(4·4096² + 3·4096·11008 + 2·4096) + 2·32000·4096 + 4096.
  CHECK(total("llama-2-7b") == 6738415616.0);
  // Llama-3-8B: K and V are 1024 wide: 32·(2·4096² + 2·4096·1024 + 3·4096·14336 + 2·4096)
  // + 2·128256·4096 + 4096.
  CHECK(total("llama-3-8b") == 8030261248.0);
  // Llama-3-70B: 80·(2·8192² + 2·8192·1024 + 3·8192·28672 + 2·8192) + 2·128256·8192 + 8192.
  CHECK(total("llama-3-70b") == 70553706496.0);
  CHECK(total("llama-2-70b") == 68976648192.0);
  CHECK(total("llama-3.1-405b") == 405853388800.0);
  // GPT-2, biases and 1,024 learned positions, tied: 12·(12·768² + 13·768) + 50257·768
  // + 1024·768. The biases of its 25 norms (19,200) are not counted.
  CHECK(total("gpt2") == 124439808.0 - 25 * 768);
  // Mixtral: 32·(41.9 M + 8·3·4096·14336 + 8·4096 + 8192) + 2·32000·4096 + 4096.
  CHECK(total("mixtral-8x7b") == 46702792704.0);
  // Two of its eight experts: less 32·6·176,160,768.
  CHECK(active("mixtral-8x7b") == 46702792704.0 - 32.0 * 6 * 176160768);
}

TEST_CASE("DeepSeek-V3, whose attention goes through latents") {
  const double query = 7168.0 * 1536 + 1536.0 * 128 * 192 + 1536;
  const double key_value = 7168.0 * (512 + 64) + 512.0 * 128 * (128 + 128) + 512;
  const double attention = query + key_value + 128.0 * 128 * 7168;
  const double expert = 3.0 * 7168 * 2048;
  const double all = 61 * (attention + 2 * 7168) + 3 * 3.0 * 7168 * 18432 +
                     58 * (257 * expert + 7168.0 * 256) + 2 * 129280.0 * 7168 + 7168;
  CHECK(total("deepseek-v3") == about(all, 1e-12));
  CHECK(all == about(671.0e9, 0.001));
  CHECK(active("deepseek-v3") == about(all - 58 * 248 * expert, 1e-12));
}

TEST_CASE("the parameters that are multiplied, LM head included") {
  // Course facts, table 1.3, in billions.
  const auto multiplied = [](std::string_view model) {
    const Inputs<double> in = resolve(on_gpus(model, "h100-sxm-80gb"));
    return (layer_parameters(in) + embedding_parameters(in)).value() / 1e9;
  };
  CHECK(multiplied("llama-2-7b") == about(6.607, 1e-4));
  CHECK(multiplied("llama-3-8b") == about(7.505, 1e-4));
  CHECK(multiplied("llama-2-70b") == about(68.713, 1e-4));
  CHECK(multiplied("llama-3-70b") == about(69.502, 1e-4));
  CHECK(multiplied("llama-3.1-405b") == about(403.748, 1e-4));
}

TEST_CASE("a published count replaces the shape's, and what is read follows it") {
  Scenario scenario = serving("llama-3-70b", "h100-sxm-80gb", 8, 1024, 128, 1);
  const double read = value(scenario, "decode.weight_bytes");
  scenario.model.params = 0.9 * 70553706496.0;
  CHECK(value(scenario, "weights.params") == 0.9 * 70553706496.0);
  CHECK(value(scenario, "weights.bytes") == about(0.9 * 141107412992.0));
  CHECK(value(scenario, "decode.weight_bytes") == about(0.9 * read));

  // A mixture's published count is a rounded one: 1 T for a shape of 1,026 B. Nothing that a step
  // reads may become less than the experts that it visits.
  Scenario mixture = serving("kimi-k2", "h200-sxm-141gb", 8, 1024, 128, 1);
  const double visited = value(mixture, "decode.weight_bytes");
  const double all = value(mixture, "weights.params");
  mixture.model.params = 0.93 * all;
  CHECK(value(mixture, "decode.weight_bytes") == about(0.93 * visited));
  CHECK(value(mixture, "memory.weights") < value(mixture, "weights.bytes") / 8 * 1.2);
}

}  // namespace
}  // namespace wf::model
