#include "model/formulas/drift.h"

#include <array>

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using Bins = std::array<N, 4>;

const Bins kEven = {N(0.25), N(0.25), N(0.25), N(0.25)};
const Bins kSkewed = {N(0.4), N(0.3), N(0.2), N(0.1)};

double psi(const Bins& a, const Bins& b) { return stability_index<double>(a, b).value(); }

TEST_CASE("an even histogram that leans") {
  CHECK(psi(kEven, kSkewed) == near(0.228, 2e-3));
  CHECK(divergence<double>(kEven, kSkewed).value() == near(0.106, 5e-3));
  CHECK(cumulative_distance<double>(kEven, kSkewed).value() == near(0.2));
  CHECK(psi(kSkewed, kEven) == near(psi(kEven, kSkewed)));
  CHECK(psi(kEven, kEven) == 0);
}

TEST_CASE("an empty bin is much drift, not infinite drift") {
  const Bins empty = {N(0.5), N(0.5), N(0), N(0)};
  CHECK(std::isfinite(psi(kEven, empty)));
  CHECK(psi(kEven, empty) > 0.25);
  CHECK(std::isfinite(divergence<double>(empty, kEven).value()));
}

TEST_CASE("critical distance, calibration, when to act") {
  CHECK(critical_distance(N(1000), N(1000)).value() == near(1.358 * std::sqrt(0.002)));
  const std::array weights = {N(0.6), N(0.3), N(0.1)};
  const std::array confidence = {N(0.90), N(0.70), N(0.50)};
  const std::array correct = {N(0.91), N(0.63), N(0.32)};
  CHECK(calibration_error<double>(weights, confidence, correct).value() == near(0.045));
  CHECK(act_threshold(Dollars<double>(2), Dollars<double>(100)).value() == near(0.0196, 1e-3));
}

TEST_CASE("both readings") {
  const auto halves = []<class R>(const std::vector<R>& x, std::size_t from) {
    return std::array<Number<R>, 3>{Number<R>(x[from]), Number<R>(x[from + 1]),
                                    Number<R>(x[from + 2])};
  };
  const std::vector<double> at = {0.2, 0.3, 0.5, 0.35, 0.4, 0.25, 0.6, 0.3, 0.1};
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return stability_index<R>(halves(x, 0), halves(x, 3));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) { return divergence<R>(halves(x, 0), halves(x, 3)); },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return cumulative_distance<R>(halves(x, 0), halves(x, 3));
      },
      at);
  check_reads_twice(
      [&]<class R>(const std::vector<R>& x) {
        return calibration_error<R>(halves(x, 6), halves(x, 0), halves(x, 3));
      },
      at);
}

}  // namespace
}  // namespace wf::model
