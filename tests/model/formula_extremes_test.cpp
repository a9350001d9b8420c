// The parts of formulas that have no closed form answer for any argument, at once and in their
// range.
#include "model/formulas/availability.h"
#include "model/formulas/chains.h"
#include "model/formulas/queueing.h"
#include "model/formulas/rollout.h"
#include "model/formulas/speculation.h"
#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;

// Every combination of these values, `count` at a time.
template <class Check>
void for_all(std::size_t count, const Check& check) {
  const std::vector<double> some = {0, 1e-3, 0.5, 1, 7, 1e9};
  const std::vector<double> many = {0,   1e-12, 1e-3, 0.5, 0.95,    0.999999, 1,
                                    1.5, 2,     7,    100, 12345.6, 1e6,      1e7};
  const std::vector<double>& values = count > 3 ? some : many;
  std::vector<std::size_t> at(count, 0);
  for (;;) {
    std::vector<double> arguments;
    for (std::size_t i : at) arguments.push_back(values[i]);
    check(arguments);
    std::size_t digit = 0;
    while (digit < count && ++at[digit] == values.size()) at[digit++] = 0;
    if (digit == count) return;
  }
}

void check_range(OpaqueFunction function, std::size_t count, double low, double high) {
  for_all(count, [&](const std::vector<double>& arguments) {
    const double result = function(arguments);
    const bool in_range = result >= low && result <= high;
    if (!in_range) {
      for (double argument : arguments) MESSAGE(argument);
    }
    CHECK(in_range);
  });
}

TEST_CASE("shares stay shares") {
  check_range(detail::erlang_c, 2, 0, 1);
  check_range(detail::fleet_up, 3, 0, 1);
  check_range(detail::window_rise, 1, 0, 1);
}

TEST_CASE("counts stay counts") {
  check_range(detail::servers_for_wait, 3, 1, 4e12);
  check_range(detail::spares, 3, 0, detail::kMostSpares);
  check_range(detail::slow_calls, 3, 0, 1e9);
  check_range(detail::break_even_batch, 4 + 2, 0, detail::kAlwaysPays);
}

TEST_CASE("lengths stay below their limit") {
  for_all(3, [](const std::vector<double>& arguments) {
    const double longest = detail::longest_over_mean(arguments);
    CHECK(longest >= 0);
    CHECK(longest <= arguments[2] * (1 + 1e-9));
    const double mean[] = {arguments[0], arguments[2]};
    const double cut = detail::cut_mean(mean);
    CHECK(cut >= 0);
    CHECK(cut <= std::min(1.0, arguments[2]) * (1 + 1e-9));
  });
}

}  // namespace
}  // namespace wf::model
