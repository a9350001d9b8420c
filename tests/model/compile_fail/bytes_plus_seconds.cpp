#include "model/core/quantity.h"

using namespace wf::model;

int main() {
  const Bytes<double> bytes(1.0);
  const Seconds<double> time(1.0);
#ifdef WALLFINDER_WRONG
  return static_cast<int>((bytes + time).value());
#else
  return static_cast<int>((bytes + bytes).value() + time.value());
#endif
}
