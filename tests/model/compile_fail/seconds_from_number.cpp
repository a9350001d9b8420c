#include "model/core/quantity.h"

using namespace wf::model;

int main() {
#ifdef WALLFINDER_WRONG
  const Seconds<double> time = 1.0;
#else
  const Seconds<double> time(1.0);
#endif
  return static_cast<int>(time.value());
}
