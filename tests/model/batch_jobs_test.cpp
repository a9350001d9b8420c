#include "model/formulas/batch_jobs.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using T = Tokens<double>;
using S = Seconds<double>;

const FlopsPerSecond<double> kAchieved(990e12 * 0.4);

TEST_CASE("a billion documents of 512 tokens") {
  const TokensPerSecond<double> seven = prefill_only_rate(N(7e9), kAchieved, N(0));
  CHECK(seven.value() == near(28285.7, 1e-5));
  const S time = job_gpu_time(T(512e9), seven);
  CHECK(time.value() / 3600 == near(5028, 1e-4));
  CHECK(job_gpu_time(T(512e9), prefill_only_rate(N(0.3e9), kAchieved, N(0))).value() / 3600 ==
        near(215, 3e-3));
  CHECK(job_gpus(time, S(12 * 3600.0)).value() == 420);
  const DollarsPerSecond<double> price(3.0 / 3600);
  CHECK(tokens_per_dollar(seven, price).value() == near(33.94e6, 1e-3));
  CHECK(job_cost(T(512e9), seven, price).value() == near(5028 * 3.0, 1e-4));
  CHECK(vector_bytes(N(1e9), N(1024), Bytes<double>(2)).value() == near(2.048e12));
}

TEST_CASE("padding costs more than its share") {
  CHECK(padding_factor(N(0.4)).value() == near(1 / 0.6));
  CHECK(prefill_only_rate(N(7e9), kAchieved, N(0)).value() /
            prefill_only_rate(N(7e9), kAchieved, N(0.4)).value() ==
        near(padding_factor(N(0.4)).value()));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return job_cost(
            Tokens<R>(x[0]),
            prefill_only_rate(Number<R>(x[1]), FlopsPerSecond<R>(x[2]), Number<R>(x[3])),
            DollarsPerSecond<R>(x[4]));
      },
      {5.12e11, 7e9, 3.96e14, 0.2, 8e-4});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return job_gpus(job_gpu_time(Tokens<R>(x[0]), TokensPerSecond<R>(x[1])), Seconds<R>(x[2]));
      },
      {5.12e11, 28286, 43200});
}

}  // namespace
}  // namespace wf::model
