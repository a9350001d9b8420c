#pragma once

#include <cmath>
#include <map>
#include <string>

#include "lessons/number_source.h"

namespace wf::lessons::testing {

// A scenario of a few ids. `decode.step_time` follows the batch, so that overrides show.
class FakeSource : public NumberSource {
 public:
  FakeSource() {
    set("weights.bytes", 16.06e9, "bytes");
    set("cluster.bandwidth", 3.35e12, "bytes/s");
    set("serving.batch", 64, "1");
    set("serving.prompt_tokens", 2048, "tokens");
    set("training.gpu_hours", 2.1e6, "h");
    set("cost.nothing", std::nan(""), "USD");
    set("price", 2.1, "USD/h");
    word("binding", "memory bandwidth");
    word("cluster.gpu", "h100-sxm-80gb");
    word("parallel.sequence_parallel", "true");
  }

  void set(const std::string& id, double number, const std::string& unit) {
    Value value;
    value.data = number;
    value.unit = unit;
    value.sentence = "What " + id + " is.";
    value.term = id;
    values_[id] = value;
  }

  void word(const std::string& id, const std::string& text) {
    Value value;
    value.data = text;
    values_[id] = value;
  }

  std::optional<Value> lookup(std::string_view id, const Overrides& overrides) const override {
    double batch = std::get<double>(values_.at("serving.batch").data);
    for (const auto& entry : overrides) {
      if (entry.path == "serving.batch") batch = std::stod(entry.value);
      if (entry.path == id && values_.count(entry.path) != 0) {
        Value value = values_.at(entry.path);
        if (value.is_number()) value.data = std::stod(entry.value);
        if (!value.is_number()) value.data = entry.value;
        return value;
      }
    }
    if (id == "decode.step_time" || id == "decode.step_time.bound") {
      Value value;
      value.data = (id == "decode.step_time" ? 5e-3 : 4.8e-3) + 0.1e-3 * batch;
      value.unit = "s";
      value.sentence = "Time between two tokens of one sequence.";
      value.term = "decode.step_time";
      value.wall = "memory bandwidth";
      return value;
    }
    const auto found = values_.find(std::string(id));
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, Value> values_;
};

}  // namespace wf::lessons::testing
