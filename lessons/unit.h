#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wf::lessons {

// A unit as a product of powers of words: "tokens/s", "bytes/token", "FLOP/byte", "1".
// Lesson arithmetic multiplies and divides them so that `weights.bytes / cluster.bandwidth` is
// shown in seconds, and refuses to add seconds to bytes. Any word may be a unit.
class Unit {
 public:
  Unit() = default;
  static Unit parse(std::string_view name);

  Unit times(const Unit& other) const;
  Unit over(const Unit& other) const;
  std::optional<Unit> root() const;  // nothing where a power is odd
  bool dimensionless() const { return powers_.empty(); }

  // Hours are kept apart from seconds (GPU hours stay hours) until they meet.
  int power(std::string_view word) const;
  std::pair<Unit, double> hours_as_seconds() const;  // the unit and the factor on its number

  std::string name() const;  // "tokens/s"; "1" when dimensionless
  // Split so that a formatter can put a prefix on a lone numerator: {"bytes", "/token"}.
  std::pair<std::string, std::string> numerator_and_rest() const;

  bool operator==(const Unit&) const = default;

 private:
  void multiply(std::string_view word, int power);
  std::vector<std::pair<std::string, int>> powers_;  // sorted by word, no zero powers
};

// A written unit ("ms", "GiB", "TB/s", "%", "tokens/s") as a factor on the base unit.
// Case matters: GB is not Gb. Nothing for words that are not units of this program.
struct ScaledUnit {
  double factor = 1;
  Unit unit;
};
std::optional<ScaledUnit> find_unit(std::string_view symbol);

}  // namespace wf::lessons
