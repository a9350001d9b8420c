#include "model/formulas/communication_tax.h"

#include "model/formulas/collective_algorithms.h"
#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using T = Tokens<double>;
using B = Bytes<double>;
using Link = BytesPerSecond<double>;
using Rate = FlopsPerSecond<double>;

const Rate kHalf(990e12 * 0.5);

double tax(double degree, double rate, double hidden = 8192) {
  return tensor_tax(N(degree), N(hidden), kHalf, Link(rate)).value();
}

TEST_CASE("R_tax: tensor-parallel communication over arithmetic") {
  CHECK(tax(2, 450e9) == near(0.029839409722222224));
  CHECK(tax(4, 450e9) == near(0.08951822916666667));
  CHECK(tax(8, 450e9) == near(0.209, 2e-3));
  CHECK(tax(8, 366e9) == near(0.2568145918715847));
  CHECK(tax(1, 450e9) == 0);
  // In closed form, and by width and degree.
  CHECK(tax(8, 450e9) == near(2.0 * 7 * 495e12 / (9 * 450e9 * 8192)));
  CHECK(tax(8, 450e9, 4096) == near(2 * tax(8, 450e9)));
  CHECK(tensor_tax_recompute(N(8), N(8192), kHalf, Link(450e9)).value() ==
        near(1.125 * tax(8, 450e9)));
  CHECK(tensor_tax_recompute(N(8), N(8192), kHalf, Link(450e9)).value() ==
        near(7 * 495e12 / (4 * 450e9 * 8192)));
}

TEST_CASE("with the multiplies' own efficiency and measured rates it is a third") {
  CHECK(tensor_tax(N(8), N(8192), Rate(990e12 * 0.65), Link(370e9)).value() == near(0.33, 0.01));
}

TEST_CASE("any layer: 12h² without attention is the square one; attention dilutes the tax") {
  const double h = 8192;
  const auto general = [&](double params, double context) {
    return tensor_tax_general(N(8), N(h), N(params), N(h), T(context), kHalf, Link(450e9)).value();
  };
  CHECK(general(12 * h * h, 0) == near(tax(8, 450e9)));
  CHECK(general(12 * h * h, 8192) < general(12 * h * h, 0));
  // By counting: 320 all-reduces of 268 MB in a step of 16,384 tokens of 70 B.
  const double sent =
      320 * ring_all_reduce(N(8), B(16384 * 8192 * 2.0), Link(450e9), Seconds<double>(0)).value();
  const double computed = 6 * 70e9 * 16384 / (8 * 495e12);
  CHECK(general(70e9 / 80, 0) == near(sent / computed));
  CHECK(general(70e9 / 80, 0) == near(0.192, 3e-3));
  // Llama-3-70B: 855.6 M parameters a layer.
  CHECK(general(855.6e6, 8192) == near(0.182, 3e-3));
}

TEST_CASE("R_tax16: two nodes, by what their all-reduce achieves") {
  const auto over = [&](Seconds<double> of_a_byte) {
    return tensor_tax_algorithm(N(16), N(8192), kHalf, B(1) / of_a_byte).value();
  };
  CHECK(over(flat_ring_all_reduce(N(8), N(2), B(1), Link(450e9), Link(50e9))) ==
        near(0.5035, 1e-3));
  CHECK(over(pipelined_all_reduce(N(8), N(2), B(1), Link(450e9), Link(50e9))) == near(0.418, 1e-3));
  CHECK(over(hierarchical_all_reduce(N(8), N(2), B(1), Link(450e9), Link(50e9))) ==
        near(0.686, 1e-3));
  // A ring in the node is the formula without an algorithm.
  CHECK(tensor_tax_algorithm(N(8), N(8192), kHalf, Link(450e9 * 8 / 14)).value() ==
        near(tax(8, 450e9)));
}

TEST_CASE("the rule of one third is near for two ranks only") {
  const double rule = rule_tensor_tax(N(8192), Rate(990e12), Link(900e9)).value();
  CHECK(rule == near(0.0447591, 1e-6));
  CHECK(rule / tax(2, 450e9) < 2);
  CHECK(tax(8, 450e9) / rule > 4);
}

TEST_CASE("R_dp: tokens that hide the gradients") {
  const Rate achieved(990e12 * 0.4);
  const auto tokens = [&](double rate, double bytes, double experts) {
    return hiding_tokens(achieved, Link(rate), B(bytes), N(experts)).value();
  };
  CHECK(tokens(50e9, 4, 1) == near(7920.0));
  CHECK(tokens(400e9, 4, 1) == near(990.0));
  CHECK(tokens(400e9, 6, 1) == near(1485));
  CHECK(tokens(400e9, 4, 32) == near(990.0 * 32));
  CHECK(hiding_tokens(Rate(990e12), Link(400e9), B(4), N(1)).value() == near(2475));
  CHECK(rule_hiding_tokens(achieved, Link(50e9)).value() == near(7920));
}

TEST_CASE("what is exposed starts at nothing") {
  const auto exposed = [](double t) {
    return exposed_time(Seconds<double>(t), Seconds<double>(0.5)).value();
  };
  CHECK(exposed(0.8) == near(0.3));
  CHECK(exposed(0.5) == 0);
  CHECK(exposed(0.2) == 0);
  CHECK(mfu_after_tax(N(0.65), N(0.33), N(0)).value() == near(0.4887, 1e-3));
  CHECK(mfu_after_tax(N(0.5), N(0), N(0.1)).value() == near(0.45));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return mfu_after_tax(Number<R>(x[4]),
                             tensor_tax(Number<R>(x[0]), Number<R>(x[1]), FlopsPerSecond<R>(x[2]),
                                        BytesPerSecond<R>(x[3])),
                             Number<R>(x[5]));
      },
      {8, 8192, 4.95e14, 3.7e11, 0.65, 0.1});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return tensor_tax_general(Number<R>(x[0]), Number<R>(x[1]), Number<R>(x[2]),
                                  Number<R>(x[1]), Tokens<R>(x[3]), FlopsPerSecond<R>(x[4]),
                                  BytesPerSecond<R>(x[5]));
      },
      {8, 8192, 8.7e8, 8192, 4.95e14, 4.5e11});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return hiding_tokens(FlopsPerSecond<R>(x[0]), BytesPerSecond<R>(x[1]), Bytes<R>(x[2]),
                             Number<R>(x[3]));
      },
      {3.96e14, 4e11, 4, 8});
}

}  // namespace
}  // namespace wf::model
