#include "model/formulas/data_plane.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;
using B = Bytes<double>;
using Link = BytesPerSecond<double>;

TEST_CASE("R_tokps: the rate that 15 T tokens in 180 days imply") {
  CHECK(implied_rate(T(15e12), S(180 * 86400.0)).value() == near(964506.1728395062));
  // At 40 % of 1,024 H100 a batch of 4 M takes 4.14 s; in 2 s it would take 83 %.
  const FlopsPerSecond<double> achieved(990e12 * 0.4);
  const double step_time = implied_step(N(70e9), T(4e6), N(1024), achieved).value();
  CHECK(step_time == near(4.143, 1e-3));
  CHECK(0.4 * step_time / 2 == near(0.829, 1e-3));
  CHECK(4e6 / step_time == near(0.9655e6, 1e-3));
}

TEST_CASE("bytes") {
  CHECK(bytes_per_token(N(50257)).value() == 2);
  CHECK(bytes_per_token(N(65536)).value() == 2);
  CHECK(bytes_per_token(N(128256)).value() == 4);
  CHECK(dataset_bytes(T(15e12), B(4)).value() == near(60e12));
}

TEST_CASE("a loader that is fast enough costs nothing, a slow one its share") {
  const Link required = required_rate(TokensPerSecond<double>(32e6), B(2), N(5), N(8));
  CHECK(required.value() == near(40e6));
  CHECK(data_idle(Link(10e6), required).value() == near(0.75));
  CHECK(data_idle(Link(200e6), required).value() == 0);
  CHECK(data_idle(required, required).value() == 0);
  CHECK(fed_mfu(N(0.4), N(0.75)).value() == near(0.1));
  CHECK(idle_cost(Dollars<double>(8e6), N(0.1)).value() == near(0.8e6));
  CHECK(required_rate(TokensPerSecond<double>(0.96e6), B(4), N(1), N(128)).value() == near(30000));
  CHECK(prefetch_bytes(Link(40e6), S(0.1)).value() == near(4e6));
  CHECK(tokenizer_cores(TokensPerSecond<double>(0.96e6), BytesPerToken<double>(4.5), Link(2e6))
            .value() == 3);
  CHECK(padding_share(T(5734), T(8192)).value() == near(0.3, 1e-3));
  CHECK(padding_share(T(9000), T(8192)).value() == 0);
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const BytesPerSecond<R> required =
            required_rate(implied_rate(Tokens<R>(x[0]), Seconds<R>(x[1])),
                          bytes_per_token(Number<R>(x[2])), Number<R>(x[3]), Number<R>(x[4]));
        return idle_cost(Dollars<R>(x[6]), data_idle(BytesPerSecond<R>(x[5]), required));
      },
      {1.5e13, 1.5e7, 128256, 2, 128, 3e4, 8e6});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return implied_step(Number<R>(x[0]), Tokens<R>(x[1]), Number<R>(x[2]),
                            FlopsPerSecond<R>(x[3]));
      },
      {7e10, 4e6, 1024, 3.96e14});
}

}  // namespace
}  // namespace wf::model
