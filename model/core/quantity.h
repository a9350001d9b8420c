#pragma once

#include <cstddef>
#include <span>

#include "model/core/number.h"

namespace wf::model {

// Exponents of the five units that the model counts in. Parameters, layers, GPUs and requests are
// plain counts: dimension One.
template <int Byte, int Flop, int Second, int Token, int Dollar>
struct Dim {
  static constexpr int byte = Byte, flop = Flop, second = Second, token = Token, dollar = Dollar;
};

template <class A, class B>
using DimProduct = Dim<A::byte + B::byte, A::flop + B::flop, A::second + B::second,
                       A::token + B::token, A::dollar + B::dollar>;
template <class A, class B>
using DimQuotient = Dim<A::byte - B::byte, A::flop - B::flop, A::second - B::second,
                        A::token - B::token, A::dollar - B::dollar>;
template <class A>
using DimRoot = Dim<A::byte / 2, A::flop / 2, A::second / 2, A::token / 2, A::dollar / 2>;
template <class A>
inline constexpr bool has_root = A::byte % 2 == 0 && A::flop % 2 == 0 && A::second % 2 == 0 &&
                                 A::token % 2 == 0 && A::dollar % 2 == 0;

using One = Dim<0, 0, 0, 0, 0>;

// A number with its dimension, which only the compiler sees: eight bytes for `double`.
// Sums need equal dimensions; products and quotients make new ones. SI base units inside.
template <class D, class R>
class Quantity {
 public:
  using Dimension = D;
  using Number = R;

  constexpr Quantity() = default;
  constexpr explicit Quantity(R value) : value_(value) {}

  constexpr const R& number() const { return value_; }
  constexpr double value() const { return value_of(value_); }

  friend constexpr Quantity operator+(const Quantity& a, const Quantity& b) {
    return Quantity(a.value_ + b.value_);
  }
  friend constexpr Quantity operator-(const Quantity& a, const Quantity& b) {
    return Quantity(a.value_ - b.value_);
  }
  friend constexpr Quantity operator*(const Quantity& a, double factor) {
    return Quantity(a.value_ * R(factor));
  }
  friend constexpr Quantity operator*(double factor, const Quantity& a) {
    return Quantity(R(factor) * a.value_);
  }
  friend constexpr Quantity operator/(const Quantity& a, double divisor) {
    return Quantity(a.value_ / R(divisor));
  }
  Quantity& operator+=(const Quantity& b) { return *this = *this + b; }

 private:
  R value_{};
};

template <class R>
using Number = Quantity<One, R>;  // a count or a ratio
template <class R>
using Bytes = Quantity<Dim<1, 0, 0, 0, 0>, R>;
template <class R>
using Flops = Quantity<Dim<0, 1, 0, 0, 0>, R>;
template <class R>
using Seconds = Quantity<Dim<0, 0, 1, 0, 0>, R>;
template <class R>
using Tokens = Quantity<Dim<0, 0, 0, 1, 0>, R>;
template <class R>
using Dollars = Quantity<Dim<0, 0, 0, 0, 1>, R>;
template <class R>
using BytesPerSecond = Quantity<Dim<1, 0, -1, 0, 0>, R>;
template <class R>
using FlopsPerSecond = Quantity<Dim<0, 1, -1, 0, 0>, R>;
template <class R>
using FlopsPerByte = Quantity<Dim<-1, 1, 0, 0, 0>, R>;
template <class R>
using TokensPerSecond = Quantity<Dim<0, 0, -1, 1, 0>, R>;
template <class R>
using PerSecond = Quantity<Dim<0, 0, -1, 0, 0>, R>;
template <class R>
using BytesPerToken = Quantity<Dim<1, 0, 0, -1, 0>, R>;
template <class R>
using DollarsPerSecond = Quantity<Dim<0, 0, -1, 0, 1>, R>;
template <class R>
using DollarsPerToken = Quantity<Dim<0, 0, 0, -1, 1>, R>;

static_assert(sizeof(Bytes<double>) == 8, "a dimension costs nothing at run time");

template <class A, class B, class R>
constexpr auto operator*(const Quantity<A, R>& a, const Quantity<B, R>& b) {
  return Quantity<DimProduct<A, B>, R>(a.number() * b.number());
}
template <class A, class B, class R>
constexpr auto operator/(const Quantity<A, R>& a, const Quantity<B, R>& b) {
  return Quantity<DimQuotient<A, B>, R>(a.number() / b.number());
}
// A plain constant and a ratio add: 1 − hit rate.
template <class R>
Number<R> operator-(double a, const Number<R>& b) {
  return Number<R>(R(a) - b.number());
}
template <class R>
Number<R> operator-(const Number<R>& a, double b) {
  return Number<R>(a.number() - R(b));
}
template <class R>
Number<R> operator+(double a, const Number<R>& b) {
  return Number<R>(R(a) + b.number());
}
template <class R>
Number<R> operator+(const Number<R>& a, double b) {
  return Number<R>(a.number() + R(b));
}
template <class A, class R>
constexpr auto operator/(double a, const Quantity<A, R>& b) {
  return Quantity<DimQuotient<One, A>, R>(R(a) / b.number());
}

template <class D, class R>
Quantity<D, R> min(const Quantity<D, R>& a, const Quantity<D, R>& b) {
  return Quantity<D, R>(minimum(a.number(), b.number()));
}
template <class D, class R>
Quantity<D, R> max(const Quantity<D, R>& a, const Quantity<D, R>& b) {
  return Quantity<D, R>(maximum(a.number(), b.number()));
}
template <class R>
Number<R> min(const Number<R>& a, double b) {
  return Number<R>(minimum(a.number(), R(b)));
}
template <class R>
Number<R> max(const Number<R>& a, double b) {
  return Number<R>(maximum(a.number(), R(b)));
}
// max(q, 0) keeps a difference of sizes or times from going below nothing.
template <class D, class R>
Quantity<D, R> at_least_zero(const Quantity<D, R>& a) {
  return Quantity<D, R>(maximum(a.number(), R(0.0)));
}
template <class D, class R>
  requires has_root<D>
Quantity<DimRoot<D>, R> sqrt(const Quantity<D, R>& a) {
  return Quantity<DimRoot<D>, R>(square_root(a.number()));
}
template <class R>
Number<R> pow(const Number<R>& a, double exponent) {
  return Number<R>(power(a.number(), R(exponent)));
}
template <class R>
Number<R> pow(const Number<R>& a, const Number<R>& exponent) {
  return Number<R>(power(a.number(), exponent.number()));
}
template <class R>
Number<R> exp(const Number<R>& a) {
  return Number<R>(exponential(a.number()));
}
template <class R>
Number<R> log(const Number<R>& a) {
  return Number<R>(logarithm(a.number()));
}
template <class R>
Number<R> ceil(const Number<R>& a) {
  return Number<R>(ceiling(a.number()));
}
template <class R>
Number<R> floor(const Number<R>& a) {
  return Number<R>(floor_of(a.number()));
}
// then where condition > 0, otherwise elsewhere; both sides are finite numbers.
template <class C, class D, class R>
Quantity<D, R> where_positive(const Quantity<C, R>& condition, const Quantity<D, R>& then,
                              const Quantity<D, R>& otherwise) {
  return Quantity<D, R>(if_positive(condition.number(), then.number(), otherwise.number()));
}

// Gives a value its name. With `double` this is nothing; on a tape it is the step of the derivation.
template <class D, class R>
Quantity<D, R> step(const Term& term, const Quantity<D, R>& a) {
  return Quantity<D, R>(named(term, a.number()));
}

template <class R>
Tokens<R> one_token() {
  return Tokens<R>(R(1.0));
}

}  // namespace wf::model
