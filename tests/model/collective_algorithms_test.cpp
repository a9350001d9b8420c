#include "model/formulas/collective_algorithms.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using B = Bytes<double>;
using S = Seconds<double>;
using Link = BytesPerSecond<double>;

TEST_CASE("R_ring: a ring sends 2(n−1)/n messages") {
  for (const auto& [ranks, factor] :
       {std::pair{2.0, 1.0}, {4.0, 1.5}, {8.0, 1.75}, {64.0, 1.96875}}) {
    CHECK(ring_all_reduce(N(ranks), B(1), Link(1), S(0)).value() == near(factor));
    CHECK(rule_all_reduce(B(1), Link(1)).value() >= factor);
  }
  CHECK(ring_all_reduce(N(8), B(268e6), Link(450e9), S(10e-6)).value() ==
        near(1.75 * 268e6 / 450e9 + 140e-6));
}

TEST_CASE("a rank alone sends nothing") {
  for (auto all_reduce : {ring_all_reduce<double>, tree_all_reduce<double>,
                          switch_all_reduce<double>, ring_gather<double>, all_to_all<double>}) {
    CHECK(all_reduce(N(1), B(1e9), Link(1e9), S(1e-3)).value() == 0);
  }
  CHECK(hierarchical_all_reduce(N(1), N(1), B(1e9), Link(1e9), Link(1e9)).value() == 0);
}

TEST_CASE("a ring is two gathers; a tree wins small messages, a ring large ones") {
  const S ring = ring_all_reduce(N(64), B(1e8), Link(50e9), S(5e-6));
  CHECK(ring.value() == near(2 * ring_gather(N(64), B(1e8), Link(50e9), S(5e-6)).value()));
  const B size = ring_tree_size(N(64), Link(50e9), S(5e-6));
  CHECK(size.value() == near(64 * 50e9 * 5e-6 * 57));
  const auto times = [&](double bytes) {
    return std::pair{ring_all_reduce(N(64), B(bytes), Link(50e9), S(5e-6)).value(),
                     tree_all_reduce(N(64), B(bytes), Link(50e9), S(5e-6)).value()};
  };
  CHECK(times(size.value()).first == near(times(size.value()).second));
  CHECK(times(size.value() / 2).first > times(size.value() / 2).second);
  CHECK(times(size.value() * 2).first < times(size.value() * 2).second);
  CHECK(ring_tree_size(N(2), Link(50e9), S(5e-6)).value() == 0);
  CHECK(tree_all_reduce(N(1024), B(1e6), Link(50e9), S(5e-6)).value() == near(140e-6));
}

TEST_CASE("a switch that adds approaches half of a ring") {
  const double ring = ring_all_reduce(N(8), B(1e9), Link(450e9), S(0)).value();
  const double adding = switch_all_reduce(N(8), B(1e9), Link(450e9), S(0)).value();
  CHECK(ring / adding == near(1.75 / 1.125));
  // Its bus bandwidth passes the links' own rate, as measurements do.
  CHECK(bus_bandwidth(N(8), B(1e9), S(adding)).value() == near(700e9));
  CHECK(bus_bandwidth(N(8), B(1e9), S(ring)).value() == near(450e9));
}

TEST_CASE("two levels: the pipeline lies between the slower level and the sum") {
  for (double nodes : {2.0, 4.0, 64.0}) {
    const auto sum = hierarchical_all_reduce(N(8), N(nodes), B(1e9), Link(450e9), Link(50e9));
    const auto pipelined = pipelined_all_reduce(N(8), N(nodes), B(1e9), Link(450e9), Link(50e9));
    const auto flat = flat_ring_all_reduce(N(8), N(nodes), B(1e9), Link(450e9), Link(50e9));
    CHECK(pipelined.value() <= sum.value());
    CHECK(sum.value() <= 2 * pipelined.value());
    CHECK(pipelined.value() <= flat.value());
  }
  CHECK(hierarchical_all_reduce(N(8), N(2), B(1e9), Link(450e9), Link(50e9)).value() ==
        near(1.75e9 / 450e9 + 1e9 / 400e9));
  CHECK(flat_ring_all_reduce(N(8), N(2), B(1e9), Link(450e9), Link(50e9)).value() ==
        near(1.875e9 / 400e9));
}

TEST_CASE("like for like, the node is hardly faster than the network") {
  CHECK(node_to_network(Link(450e9), Link(50e9), N(8)).value() == near(1.125));
  CHECK(node_to_network(Link(450e9), Link(50e9), N(1)).value() == near(9));
  CHECK(rule_link_ratio(Link(450e9), Link(50e9)).value() == near(18));
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return tree_all_reduce(Number<R>(x[0]), Bytes<R>(x[1]), BytesPerSecond<R>(x[2]),
                               Seconds<R>(x[3]));
      },
      {64, 1e7, 5e10, 5e-6});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return bus_bandwidth(Number<R>(x[0]), Bytes<R>(x[1]),
                             ring_all_reduce(Number<R>(x[0]), Bytes<R>(x[1]),
                                             BytesPerSecond<R>(x[2]), Seconds<R>(x[3])));
      },
      {64, 1e7, 5e10, 5e-6});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return pipelined_all_reduce(Number<R>(x[0]), Number<R>(x[1]), Bytes<R>(x[2]),
                                    BytesPerSecond<R>(x[3]), BytesPerSecond<R>(x[4]));
      },
      {8, 4, 1e9, 4.5e11, 5e10});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return ring_tree_size(Number<R>(x[0]), BytesPerSecond<R>(x[1]), Seconds<R>(x[2]));
      },
      {64, 5e10, 5e-6});
}

}  // namespace
}  // namespace wf::model
