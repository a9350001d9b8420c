#include "model/formulas/disaggregation.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;
using Link = BytesPerSecond<double>;

TEST_CASE("the cache of one prompt of 70B, sent") {
  const Bytes<double> bytes = kv_transfer_bytes(T(4096), BytesPerToken<double>(327680));
  CHECK(bytes.value() == near(1.342e9, 1e-3));
  CHECK(kv_transfer_time(bytes, Link(50e9), S(0)).value() == near(26.8e-3, 2e-3));
  CHECK(kv_transfer_time(bytes, Link(450e9), S(0)).value() == near(3.0e-3, 1e-2));
  CHECK(kv_transfer_time(bytes, Link(50e9), S(1e-3)).value() == near(27.8e-3, 2e-3));
}

TEST_CASE("sent layer by layer, only the last layer is exposed, unless the link is slower") {
  const Bytes<double> bytes(1.342e9);
  const auto exposed = [&](double rate, double prefill) {
    return exposed_transfer(bytes, Link(rate), S(0), S(prefill), N(80)).value();
  };
  CHECK(exposed(50e9, 0.362) == near(1.342e9 / 50e9 / 80));
  CHECK(exposed(1e9, 0.362) == near(1.342 - 0.362 * 79 / 80));
  double before = 1e9;
  for (double rate = 1e9; rate < 1e12; rate *= 1.5) {
    CHECK(exposed(rate, 0.362) <= before);
    CHECK(exposed(rate, 0.362) <= 1.342e9 / rate);
    before = exposed(rate, 0.362);
  }
}

TEST_CASE("caches as a rate") {
  const Bytes<double> bytes = kv_transfer_bytes(T(2048), BytesPerToken<double>(327680));
  const Link rate = kv_rate(PerSecond<double>(1000), bytes);
  CHECK(rate.value() == near(671e9, 1e-3));
  CHECK(kv_nics(rate, Link(50e9)).value() == 14);
}

TEST_CASE("pools") {
  CHECK(prefill_gpus(PerSecond<double>(500), T(1000), TokensPerSecond<double>(2828.57), N(1))
            .value() == 177);
  CHECK(decode_gpus(PerSecond<double>(1000), T(300), TokensPerSecond<double>(6343), N(1)).value() ==
        48);
  CHECK(pool_ratio(T(2048), TokensPerSecond<double>(30937.5), T(300), TokensPerSecond<double>(6343))
            .value() == near(1.400, 1e-3));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return exposed_transfer(kv_transfer_bytes(Tokens<R>(x[0]), BytesPerToken<R>(x[1])),
                                BytesPerSecond<R>(x[2]), Seconds<R>(x[3]), Seconds<R>(x[4]),
                                Number<R>(x[5]));
      },
      {4096, 327680, 2e9, 1e-4, 0.362, 80});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return pool_ratio(Tokens<R>(x[0]), TokensPerSecond<R>(x[1]), Tokens<R>(x[2]),
                          TokensPerSecond<R>(x[3]));
      },
      {2048, 30937, 300, 6343});
}

}  // namespace
}  // namespace wf::model
