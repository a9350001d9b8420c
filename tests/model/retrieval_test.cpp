#include "model/formulas/retrieval.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using T = Tokens<double>;
using B = Bytes<double>;
using Link = BytesPerSecond<double>;

TEST_CASE("index and search") {
  CHECK(index_bytes(N(1e8), N(256), B(2), N(3)).value() == near(153.6e9));
  CHECK(scan_time(B(51.2e9), N(1), Link(200e9)).value() == near(0.256));
  CHECK(scan_time(B(51.2e9), N(0.01), Link(200e9)).value() == near(0.00256));
  CHECK(graph_time(N(200), S(1e-7), N(32), B(512), Link(20e9)).value() ==
        near(200 * (1e-7 + 32 * 512 / 20e9)));
  CHECK(rerank_time(N(50), T(512), N(0.6e9), FlopsPerSecond<double>(396e12)).value() ==
        near(0.0776, 1e-3));
  CHECK(retrieval_time(S(0.01), S(0.02), S(0.05), S(0.005)).value() == near(0.085));
  CHECK(two_stage_time(S(0.02), N(1000), S(20e-6), N(50), S(0.4e-3)).value() == near(0.06));
  CHECK(std::pow(shard_quantile(N(0.99), N(10)).value(), 10) == near(0.99));
}

TEST_CASE("a cached document helps only at the beginning of the prompt") {
  const T ordered = uncached_tokens(T(7000), T(1500), N(0.7), T(600));
  CHECK(ordered.value() == near(5080));
  CHECK(blended_tokens(T(7000), N(0.7), N(0.15)).value() == near(2835));
  CHECK(rule_uncached_tokens(T(7000), N(0.7)).value() == near(2100));
  CHECK(blended_tokens(T(7000), N(0.7), N(0)).value() == near(2100));
  CHECK(blended_tokens(T(7000), N(0.7), N(1)).value() == near(7000));
  CHECK(uncached_tokens(T(1000), T(1500), N(0.7), T(600)).value() == 0);
  const TokensPerSecond<double> rate(11314);
  CHECK(retrieval_ttft(S(0), ordered, rate).value() == near(0.445, 0.01));
  CHECK(retrieval_ttft(S(0.1), ordered, rate).value() == near(0.549, 1e-3));
  CHECK(retrieval_ttft(S(0), blended_tokens(T(7000), N(0.7), N(0.15)), rate).value() ==
        near(0.251, 2e-3));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Seconds<R> search = scan_time(
            index_bytes(Number<R>(x[0]), Number<R>(x[1]), Bytes<R>(x[2]), Number<R>(x[3])),
            Number<R>(x[4]), BytesPerSecond<R>(x[5]));
        const Seconds<R> rerank =
            rerank_time(Number<R>(x[6]), Tokens<R>(x[7]), Number<R>(x[8]), FlopsPerSecond<R>(x[9]));
        return retrieval_time(search, rerank, search, rerank);
      },
      {1e8, 256, 2, 1, 0.01, 2e11, 50, 512, 6e8, 3.96e14});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return retrieval_ttft(
            Seconds<R>(x[0]),
            uncached_tokens(Tokens<R>(x[1]), Tokens<R>(x[2]), Number<R>(x[3]), Tokens<R>(x[4])),
            TokensPerSecond<R>(x[5]));
      },
      {0.1, 7000, 1500, 0.7, 600, 11314});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return shard_quantile(Number<R>(x[0]), Number<R>(x[1]));
      },
      {0.95, 10});
}

}  // namespace
}  // namespace wf::model
