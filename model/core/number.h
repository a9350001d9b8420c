#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "model/core/tape.h"

namespace wf::model {

// The operations that a formula may use, read as `double`. Those of `Traced` are in tape.h; both
// have the same names, so that a formula is a template over its number and is written once.
// There is no `if` on a value among them: a branch would not be on the tape. `if_positive` is.
inline double minimum(double a, double b) { return a < b ? a : b; }
inline double maximum(double a, double b) { return a > b ? a : b; }
inline double power(double a, double b) { return std::pow(a, b); }
inline double square_root(double a) { return std::sqrt(a); }
inline double cube_root(double a) { return std::cbrt(a); }
inline double exponential(double a) { return std::exp(a); }
inline double logarithm(double a) { return std::log(a); }
inline double ceiling(double a) { return std::ceil(a); }
inline double floor_of(double a) { return std::floor(a); }
inline double if_positive(double condition, double then, double otherwise) {
  return condition > 0 ? then : otherwise;
}
inline double named(const Term&, double a) { return a; }
inline double opaque(const Term&, OpaqueFunction function, std::span<const double> arguments) {
  return function(arguments);
}

inline double value_of(double a) { return a; }
inline double value_of(const Traced& a) { return a.value; }

}  // namespace wf::model
