#include "model/formulas/weight_sync.h"

#include "tests/model/formula_testing.h"

namespace wf::model {
namespace {

using namespace testing;
using N = Number<double>;
using S = Seconds<double>;
using Link = BytesPerSecond<double>;

TEST_CASE("70B to eight copies at 100 GB/s") {
  const Bytes<double> bytes = sync_bytes(N(70e9), Bytes<double>(2));
  CHECK(bytes.value() == near(140e9));
  CHECK(star_sync(bytes, N(8), Link(100e9)).value() == near(11.2));
  CHECK(chain_sync(bytes, N(8), N(50), Link(100e9)).value() == near(1.596));
  CHECK(tree_sync(bytes, N(8), Link(100e9)).value() == near(5.6));
  CHECK(sharded_sync(bytes, N(8), N(1), N(50), Link(50e9)).value() == near(0.35));
  CHECK(sync_tax(S(11.2), S(0), S(60)).value() == near(0.1866667, 1e-6));
  CHECK(sync_tax(S(2), S(5), S(60)).value() == 0);
  CHECK(sync_time(S(1), S(0.2), S(1.6), S(1)).value() == near(3.8));
}

TEST_CASE("copies double each round of a tree") {
  const auto rounds = [](double copies) {
    return tree_sync(Bytes<double>(1), N(copies), Link(1)).value();
  };
  for (const auto& [copies, count] : {std::pair{1.0, 1.0},
                                      {2.0, 2.0},
                                      {3.0, 2.0},
                                      {4.0, 3.0},
                                      {7.0, 3.0},
                                      {15.0, 4.0},
                                      {1023.0, 10.0},
                                      {1024.0, 11.0}}) {
    CHECK(rounds(copies) == count);
  }
}

TEST_CASE("one copy costs the same by star, chain and tree; a chain never loses to a star") {
  const Bytes<double> bytes(1e9);
  for (double copies = 1; copies < 200; copies += 3) {
    const double star = star_sync(bytes, N(copies), Link(1e9)).value();
    CHECK(chain_sync(bytes, N(copies), N(32), Link(1e9)).value() <= star + 1e-12);
    CHECK(tree_sync(bytes, N(copies), Link(1e9)).value() <= star + 1e-12);
    // A chain of one chunk is a star.
    CHECK(chain_sync(bytes, N(copies), N(1), Link(1e9)).value() == near(star));
  }
}

TEST_CASE("both readings") {
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        const Bytes<R> bytes = sync_bytes(Number<R>(x[0]), Bytes<R>(x[1]));
        const Seconds<R> send = sharded_sync(bytes, Number<R>(x[2]), Number<R>(x[3]),
                                             Number<R>(x[4]), BytesPerSecond<R>(x[5]));
        return sync_tax(sync_time(Seconds<R>(x[6]), Seconds<R>(x[6]), send, Seconds<R>(x[6])),
                        Seconds<R>(x[7]), Seconds<R>(x[8]));
      },
      {7e10, 2, 8, 8, 50, 5e10, 0.5, 1, 60});
  check_reads_twice(
      []<class R>(const std::vector<R>& x) {
        return tree_sync(Bytes<R>(x[0]), Number<R>(x[1]), BytesPerSecond<R>(x[2]));
      },
      {1.4e11, 9, 1e11});
}

}  // namespace
}  // namespace wf::model
