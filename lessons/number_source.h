#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wf::lessons {

// What a quantity, knob or word of the scenario is at this moment.
struct Value {
  // NaN is a number that does not exist ("—"); infinity one without limit.
  std::variant<double, std::string> data = std::numeric_limits<double>::quiet_NaN();
  std::string unit = "1";  // "s", "bytes", "tokens/s", "FLOP/s", "USD", "h", "1", ...
  std::string sentence;    // what it is, for a tooltip
  std::string term;        // the model's term or catalogue entry it comes from
  std::string wall;        // the wall whose colour it carries, or ""

  bool is_number() const { return std::holds_alternative<double>(data); }
};

// `serving.batch=1`: the value stays as it was written, with its unit, for the model to read.
struct Override {
  std::string path;
  std::string value;

  bool operator==(const Override&) const = default;
};
using Overrides = std::vector<Override>;  // no path twice

// Adds `more` to `base`; where both set a path, `more` wins.
Overrides merged(Overrides base, const Overrides& more);

// The side of the model that prose sees. Ids are quantities ("decode.step_time",
// "decode.step_time.bound"), knobs by path ("serving.batch") and words ("binding", "cluster.gpu").
class NumberSource {
 public:
  virtual ~NumberSource() = default;
  // Nothing means: no such id. A known quantity without a number has NaN.
  virtual std::optional<Value> lookup(std::string_view id, const Overrides& overrides) const = 0;
};

// A source seen through overrides: the fresh numbers of a drill, a lesson's own settings.
// A path without a dot is a local name: it answers here and is not passed on.
class OverriddenSource : public NumberSource {
 public:
  OverriddenSource(const NumberSource& base, Overrides overrides);
  std::optional<Value> lookup(std::string_view id, const Overrides& overrides) const override;

 private:
  const NumberSource& base_;
  Overrides overrides_;
};

}  // namespace wf::lessons
