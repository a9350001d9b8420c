#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "model/core/quantity.h"

// What the formulas without a closed form share: one node with its arguments on a tape, and the
// normal distribution. Everything here is deterministic.
namespace wf::model {

// `function` of counts and ratios: a plain number in one reading, one opaque node in the other.
template <class R, class... More>
Number<R> opaque_number(const Term& term, OpaqueFunction function, const Number<R>& first,
                        const More&... more) {
  const std::array<R, 1 + sizeof...(More)> arguments{first.number(), more.number()...};
  return Number<R>(opaque(term, function, std::span<const R>(arguments)));
}

// Share of a standard normal variable below z, and above it.
inline double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }
inline double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
}
// ln of the share below z, exact far to the right, where the share is nearly 1.
inline double log_normal_below(double z) {
  return z > 0 ? std::log1p(-normal_below(-z)) : std::log(normal_below(z));
}

// The z that has this share below it. Bisection: no more digits are lost than the share has.
inline double normal_quantile(double share) {
  if (!(share > 1e-300)) return -37;
  if (!(share < 1)) return 8.3;
  double low = -38, high = 8.5;
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    (normal_below(middle) < share ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// Calls visit(k, P(X ≤ k)) for k from the bulk of Binomial(n, p) on, until it returns true or the
// rest is below 1e-30. Terms in logarithms: nothing overflows, and n may be large.
template <class Visit>
void walk_binomial(double n, double p, const Visit& visit) {
  const double mean = n * p, spread = 12 * std::sqrt(mean * (1 - p));
  const double last = std::min(n, std::ceil(mean + spread + 60));
  double sum = 0;
  for (double k = std::max(std::floor(mean - spread), 0.0); k <= last; k += 1) {
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                    k * std::log(p) + (n - k) * std::log1p(-p));
    if (visit(k, std::min(sum, 1.0))) return;
  }
}

}  // namespace wf::model
