#include "model/core/quantity.h"

using namespace wf::model;

int main() {
  const Seconds<double> time(1.0);
#ifdef WALLFINDER_WRONG
  return static_cast<int>(sqrt(time).value());
#else
  return static_cast<int>(sqrt(time * time).value());
#endif
}
