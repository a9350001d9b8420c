#include "model/formulas/long_context.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;

const FlopsPerSecond<double> kFour(4 * 990e12 * 0.4);

S seventy(double prompt) { return long_prefill(N(70e9), N(80), N(8192), T(prompt), kFour); }

TEST_CASE("R1e, R_lc: prefill of 70B on four H100, causal attention") {
  CHECK(seventy(128000).value() == near(24.870477575757576));
  CHECK(seventy(1000000).value() == near(915.8585858585859));
  const T within = context_within(N(70e9), N(80), N(8192), S(20), kFour);
  CHECK(within.value() == near(110978.23160103739));
  CHECK(seventy(within.value()).value() == near(20));
}

TEST_CASE("R_lc_q50: decode is what a question costs once the prefill is shared") {
  const S step_time((140e9 + 128000.0 * 327680) / (4 * 3.35e12 * 0.7));
  CHECK(step_time.value() == near(19.4e-3, 2e-3));
  const auto cost = [&](double questions) {
    return question_cost(seventy(128000), N(questions), T(1000), step_time, N(4),
                         DollarsPerSecond<double>(3.0 / 3600))
        .value();
  };
  CHECK(cost(50) == near(0.06631440710490835));
  CHECK(cost(1) == near(0.148, 4e-3));
  CHECK(cost(1e9) == near(1000 * step_time.value() * 4 * 3 / 3600, 1e-6));
}

TEST_CASE("where attention overtakes") {
  const T crossover = context_crossover(N(70.554e9), N(80), N(8192));
  CHECK(crossover.value() == near(107656, 1e-5));
  CHECK(context_crossover(N(8.030e9), N(32), N(4096)).value() == near(61266, 1e-4));
  CHECK(attention_factor(N(70.554e9), N(80), N(8192), crossover).value() == near(2));
  CHECK(rule_context_crossover(N(8192)).value() == 49152);
  struct {
    double context, params, layers, width, factor;
  } const rows[] = {{2048, 8.03e9, 32, 4096, 1.033},
                    {8192, 70.554e9, 80, 8192, 1.076},
                    {32768, 405.853e9, 126, 16384, 1.167},
                    {131072, 8.03e9, 32, 4096, 3.14},
                    {1e6, 405.853e9, 126, 16384, 6.09}};
  for (const auto& row : rows) {
    CHECK(attention_factor(N(row.params), N(row.layers), N(row.width), T(row.context)).value() ==
          near(row.factor, 2e-3));
  }
}

TEST_CASE("eight KV heads shard a million tokens over eight GPUs, not over sixteen") {
  const auto memory = [](double degree) {
    return context_memory(Bytes<double>(140e9), N(degree), T(1e6), BytesPerToken<double>(327680),
                          N(8))
        .value();
  };
  CHECK(memory(8) == near(58.46e9, 1e-3));
  CHECK(memory(16) == near(140e9 / 16 + 327.68e9 / 8));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Seconds<R> prefill = long_prefill(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]),
                                                Tokens<R>(x[3]), FlopsPerSecond<R>(x[4]));
        return question_cost(prefill, Number<R>(x[5]), Tokens<R>(x[6]), Seconds<R>(x[7]),
                             Number<R>(x[8]), DollarsPerSecond<R>(x[9]));
      },
      {7e10, 80, 8192, 128000, 1.58e15, 50, 1000, 0.0194, 4, 8.3e-4});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return context_within(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]), Seconds<R>(x[3]),
                              FlopsPerSecond<R>(x[4]));
      },
      {7e10, 80, 8192, 20, 1.58e15});
}

}  // namespace
}  // namespace wf::model
