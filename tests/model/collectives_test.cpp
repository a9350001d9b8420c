#include "model/formulas/collectives.h"

#include "tests/model/model_testing.h"

namespace wf::model {
namespace {

using namespace testing;

// 8 GPUs a node, 450 GB/s one way inside, 50 GB/s a GPU between nodes.
Inputs<double> cluster(double per_node = 8) {
  Scenario scenario = on_gpus("llama-3-8b", "h100-sxm-80gb", 64);
  scenario.cluster.gpus_per_node = per_node;
  scenario.cluster.gpu.link_bandwidth = Figure{450e9, "", FigureKind::kGiven};
  scenario.cluster.gpu.nic_bandwidth = Figure{50e9, "", FigureKind::kGiven};
  scenario.assume["assume.link.efficiency"] = 1;
  scenario.assume["assume.nic.efficiency"] = 1;
  scenario.assume["assume.collective.latency"] = 10e-6;
  scenario.assume["assume.collective.hop"] = 2e-6;
  scenario.assume["assume.collective.network_latency"] = 5e-6;
  return resolve(scenario);
}
using N = Number<double>;
using B = Bytes<double>;

TEST_CASE("a ring sends a message 2(n−1)/n times") {
  // Course goldens R_ring2 … R_ring64.
  CHECK(all_reduce_factor(N(2)).value() == 1.0);
  CHECK(all_reduce_factor(N(4)).value() == 1.5);
  CHECK(all_reduce_factor(N(8)).value() == 1.75);
  CHECK(all_reduce_factor(N(64)).value() == 1.96875);
  CHECK(all_reduce_factor(N(1)).value() == 0.0);
}

TEST_CASE("an all-reduce in a node") {
  const Inputs<double> in = cluster();
  CHECK(all_reduce_transfer(in, N(8), B(16e6)).value() == about(1.75 * 16e6 / 450e9));
  CHECK(all_reduce_floor(in, N(8), B(16e6)).value() == about(0.875 * 16e6 / 450e9));
  CHECK(all_reduce_latency(in, N(2)).value() == about(10e-6));
  CHECK(all_reduce_latency(in, N(8)).value() == about(10e-6 + 6 * 2e-6));
  CHECK(all_reduce_transfer(in, N(1), B(16e6)).value() == 0.0);
  CHECK(all_reduce_latency(in, N(1)).value() == 0.0);
}

TEST_CASE("an all-reduce over two nodes: the slower of its two levels counts") {
  const Inputs<double> in = cluster();
  const double inside = 1.75 * 16e6 / 450e9, between = 1.0 * (16e6 / 8) / 50e9;
  CHECK(all_reduce_transfer(in, N(16), B(16e6)).value() == about(std::max(inside, between)));
  // A message of 16 MB meets the links of the node first; with cards of a tenth it meets those.
  Inputs<double> slow = in;
  slow.cluster.nic = slow.cluster.nic / 10.0;
  CHECK(all_reduce_transfer(slow, N(16), B(16e6)).value() == about(10 * between));
  CHECK(all_reduce_floor(in, N(16), B(16e6)).value() == about(std::max(inside / 2, between / 2)));
  CHECK(all_reduce_latency(in, N(16)).value() == about(10e-6 + 6 * 2e-6 + 5e-6));
  CHECK(all_reduce_latency(in, N(64)).value() == about(10e-6 + 6 * 2e-6 + 3 * 5e-6));
}

TEST_CASE("one GPU a node: everything goes through the network card") {
  const Inputs<double> in = cluster(1);
  CHECK(all_reduce_transfer(in, N(4), B(1e6)).value() == about(1.5 * 1e6 / 50e9));
  CHECK(all_reduce_floor(in, N(4), B(1e6)).value() == about(0.75 * 1e6 / 50e9));
}

TEST_CASE("the floor lies below every all-reduce, and both grow with the message") {
  const Inputs<double> in = cluster();
  for (double ranks : {2.0, 3.0, 4.0, 8.0, 12.0, 16.0, 24.0, 64.0}) {
    double before = 0;
    for (double bytes : {1.0, 1e3, 1e6, 1e9}) {
      CAPTURE(ranks);
      CAPTURE(bytes);
      const double floor = all_reduce_floor(in, N(ranks), B(bytes)).value();
      const double transfer = all_reduce_transfer(in, N(ranks), B(bytes)).value();
      CHECK(floor > 0);
      CHECK(floor <= transfer);
      CHECK(transfer > before);
      before = transfer;
    }
  }
}

}  // namespace
}  // namespace wf::model
