#include "model/core/quantity.h"

#include <doctest/doctest.h>

#include <cmath>
#include <concepts>
#include <type_traits>

// Dimensions are checked when the program is compiled. What must compile is stated here as
// concepts; what must not is tried by itself in compile_fail/.
namespace wf::model {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Assignable = std::is_assignable_v<A&, B>;
template <class A>
concept Rootable = requires(A a) {
  sqrt(a);
};
template <class A, class B>
concept HasLarger = requires(A a, B b) {
  max(a, b);
};
template <class A>
concept Exponential = requires(A a) {
  exp(a);
};
template <class A>
concept Roundable = requires(A a) {
  ceil(a);
};

template <class R>
constexpr bool dimensions_hold() {
  static_assert(Addable<Bytes<R>, Bytes<R>>);
  static_assert(!Addable<Bytes<R>, Seconds<R>>);
  static_assert(!Addable<Bytes<R>, Tokens<R>>);
  static_assert(!Addable<Bytes<R>, Number<R>>);
  static_assert(!Addable<Bytes<R>, double>);
  static_assert(!Subtractable<Seconds<R>, BytesPerSecond<R>>);
  static_assert(!Subtractable<double, Seconds<R>>);
  static_assert(Addable<Number<R>, double>);
  static_assert(Subtractable<double, Number<R>>);

  static_assert(!Assignable<Bytes<R>, Seconds<R>>);
  static_assert(!Assignable<Bytes<R>, double>);
  static_assert(!std::is_convertible_v<R, Bytes<R>>);
  static_assert(!std::is_convertible_v<Bytes<R>, R>);

  static_assert(HasLarger<Seconds<R>, Seconds<R>>);
  static_assert(!HasLarger<Seconds<R>, Bytes<R>>);
  static_assert(!HasLarger<Seconds<R>, double>);

  // A root needs even exponents; functions of the reals need plain numbers.
  static_assert(Rootable<Number<R>>);
  static_assert(Rootable<decltype(Seconds<R>{} * Seconds<R>{})>);
  static_assert(!Rootable<Seconds<R>>);
  static_assert(!Rootable<BytesPerSecond<R>>);
  static_assert(Exponential<Number<R>> && !Exponential<Tokens<R>>);
  static_assert(Roundable<Number<R>> && !Roundable<Bytes<R>>);

  static_assert(std::same_as<decltype(Bytes<R>{} / Seconds<R>{}), BytesPerSecond<R>>);
  static_assert(std::same_as<decltype(Bytes<R>{} / BytesPerSecond<R>{}), Seconds<R>>);
  static_assert(std::same_as<decltype(Flops<R>{} / Bytes<R>{}), FlopsPerByte<R>>);
  static_assert(std::same_as<decltype(FlopsPerSecond<R>{} / BytesPerSecond<R>{}), FlopsPerByte<R>>);
  static_assert(std::same_as<decltype(Bytes<R>{} / Bytes<R>{}), Number<R>>);
  static_assert(std::same_as<decltype(BytesPerToken<R>{} * Tokens<R>{}), Bytes<R>>);
  static_assert(std::same_as<decltype(1.0 / Seconds<R>{}), PerSecond<R>>);
  static_assert(std::same_as<decltype(2.0 * Bytes<R>{} / 8.0), Bytes<R>>);
  static_assert(std::same_as<decltype(sqrt(Seconds<R>{} * Seconds<R>{})), Seconds<R>>);
  return true;
}
static_assert(dimensions_hold<double>());
static_assert(dimensions_hold<Traced>());

static_assert(!Addable<Bytes<double>, Bytes<Traced>>, "the two readings never meet");
static_assert(sizeof(Bytes<double>) == 8 && sizeof(DollarsPerToken<double>) == 8);
static_assert(std::is_trivially_copyable_v<Seconds<double>>);

TEST_CASE("a quantity counts as its number does") {
  const Bytes<double> weights(139.0e9), cache(11.0e9);
  const BytesPerSecond<double> bandwidth(3.35e12);
  CHECK((weights + cache).value() == 150.0e9);
  CHECK((weights - cache).value() == 128.0e9);
  CHECK((weights / bandwidth).value() == 139.0e9 / 3.35e12);
  CHECK((2.0 * cache).value() == 22.0e9);
  CHECK((cache / 2.0).value() == 5.5e9);
  CHECK((1.0 / Seconds<double>(4.0)).value() == 0.25);
  CHECK(max(weights, cache).value() == 139.0e9);
  CHECK(min(weights, cache).value() == 11.0e9);
  CHECK(at_least_zero(cache - weights).value() == 0.0);
  CHECK(sqrt(Seconds<double>(3.0) * Seconds<double>(3.0)).value() == 3.0);
  CHECK((1.0 - Number<double>(0.25)).value() == 0.75);
  CHECK(pow(Number<double>(0.75), Number<double>(8.0)).value() == std::pow(0.75, 8.0));
  CHECK(ceil(Number<double>(2.1)).value() == 3.0);
  CHECK(floor(Number<double>(2.9)).value() == 2.0);
  CHECK(where_positive(weights, cache, weights).value() == 11.0e9);
  CHECK(where_positive(cache - weights, cache, weights).value() == 139.0e9);
  Bytes<double> sum = weights;
  sum += cache;
  CHECK(sum.value() == 150.0e9);
}

}  // namespace
}  // namespace wf::model
