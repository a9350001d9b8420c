#include "model/core/quantity.h"

using namespace wf::model;

Seconds<double> read_time(Bytes<double> bytes, BytesPerSecond<double> rate) {
#ifdef WALLFINDER_WRONG
  return rate / bytes;
#else
  return bytes / rate;
#endif
}

int main() {
  return static_cast<int>(read_time(Bytes<double>(1), BytesPerSecond<double>(1)).value());
}
