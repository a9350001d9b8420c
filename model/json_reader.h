#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "model/located_json.h"
#include "model/workload_fields.h"

namespace wf::model {

// Reads the values of one JSON text and remembers the first fault, with its place, and every note.
// Functions return false once there is a fault; their callers stop there.
class JsonReader {
 public:
  JsonReader(LocatedJson json, std::string file) : json_(std::move(json)), file_(std::move(file)) {}

  Json& root() { return json_.root; }
  const std::optional<Error>& error() const { return error_; }
  std::vector<std::string>& notes() { return notes_; }

  // From here on, what stands at `pointer` was given on the command line as `setting`.
  void override_at(std::string pointer, std::string setting);
  bool is_overridden(std::string_view pointer) const { return setting_at(pointer) != nullptr; }

  // The line of a key in the file; 0 where it was given on the command line.
  int line_of(std::string_view pointer) const {
    return setting_at(pointer) != nullptr ? 0 : json_.key_place(pointer).line;
  }

  // A fault of the value, or of the key that leads to it. Returns false.
  bool fail(std::string_view pointer, std::string what);
  bool fail_at_key(std::string_view pointer, std::string what);
  bool fail_with(Error error);

  void note(std::string text) { notes_.push_back(std::move(text)); }
  void note_at(std::string_view pointer, std::string_view text);

  // The value at a key; nullptr where it is missing or null.
  static const Json* find(const Json& object, std::string_view key);
  bool expect_object(const Json& value, std::string_view pointer, std::string_view example);
  // Notes every key that is not in `known`, with the nearest one that is.
  void note_unknown_keys(const Json& object, std::string_view pointer,
                         std::span<const std::string> known);

  bool read_number(const Json& value, std::string_view pointer, Rule rule, std::string_view unit,
                   double& number);
  bool read_flag(const Json& value, std::string_view pointer, bool& flag);
  bool read_text(const Json& value, std::string_view pointer, std::string& text);
  bool read_choice(const Json& value, std::string_view pointer,
                   std::span<const std::string_view> names, int& index);

  // A figure: a number, "3.35 TB/s", or an object with value, unit, printed, source, kind, note.
  // `sources` is the catalogue's table that source ids point to; without one a source is text.
  bool read_figure(const Json& value, std::string_view pointer, std::string_view unit,
                   const Json* sources, Figure& figure);
  bool read_source(const Json& object, std::string_view pointer, const Json* sources,
                   FigureKind kind, std::string& text);

  // The figures, peaks and texts of a GPU object onto `gpu`.
  bool read_gpu(const Json& object, std::string_view pointer, const Json* sources,
                Accelerator& gpu);

  // Every field of the section that is in the object.
  template <class S>
  bool read_fields(const Json& object, std::string_view pointer, S& section) {
    for (const Field<S>& field : fields_of<S>()) {
      const Json* value = find(object, field.key);
      if (value == nullptr) continue;
      if (!read_field(*value, below(pointer, field.key), field, section)) return false;
    }
    return true;
  }

  // The keys of a section's table, with others that its object may have.
  template <class S>
  static std::vector<std::string> keys_of(std::span<const std::string_view> others = {}) {
    std::vector<std::string> keys;
    for (const Field<S>& field : fields_of<S>()) keys.emplace_back(field.key);
    keys.insert(keys.end(), others.begin(), others.end());
    return keys;
  }

  static std::string below(std::string_view pointer, std::string_view key) {
    return std::string(pointer) + "/" + pointer_step(key);
  }
  // "/serving/slo/ttft" -> "serving.slo.ttft"
  static std::string path_of(std::string_view pointer);

 private:
  template <class S>
  bool read_field(const Json& value, const std::string& pointer, const Field<S>& field,
                  S& section) {
    return std::visit(
        [&](auto member) {
          using Value = std::remove_reference_t<decltype(section.*member)>;
          return read_value(value, pointer, field.rule, field.unit, section.*member,
                            std::type_identity<Value>{});
        },
        field.member);
  }
  template <class V, class T>
  bool read_value(const Json& json, const std::string& pointer, Rule rule, std::string_view unit,
                  V& value, std::type_identity<T>) {
    if constexpr (std::is_same_v<T, double>) {
      return read_number(json, pointer, rule, unit, value);
    } else if constexpr (std::is_same_v<T, std::optional<double>>) {
      if (rule == Rule::kCountOrMax && json == "max") {
        value.reset();
        return true;
      }
      double number = 0;
      if (!read_number(json, pointer, rule, unit, number)) return false;
      value = number;
      return true;
    } else if constexpr (std::is_same_v<T, bool>) {
      return read_flag(json, pointer, value);
    } else if constexpr (std::is_same_v<T, std::optional<bool>>) {
      bool flag = false;
      if (!read_flag(json, pointer, flag)) return false;
      value = flag;
      return true;
    } else if constexpr (std::is_same_v<T, std::string>) {
      return read_text(json, pointer, value);
    } else {
      int index = 0;
      if (!read_choice(json, pointer, names_of(value), index)) return false;
      set_choice(value, index);
      return true;
    }
  }

  static std::span<const std::string_view> names_of(Precision) { return kPrecisionNames; }
  static std::span<const std::string_view> names_of(std::optional<Recompute>) {
    return kRecomputeNames;
  }
  static std::span<const std::string_view> names_of(std::optional<Attention>) {
    return kAttentionNames;
  }
  static std::span<const std::string_view> names_of(std::optional<Placement>) {
    return kPlacementNames;
  }
  static std::span<const std::string_view> names_of(std::optional<WeightSync>) {
    return kWeightSyncNames;
  }
  static void set_choice(Precision& value, int index) { value = static_cast<Precision>(index); }
  template <class E>
  static void set_choice(std::optional<E>& value, int index) {
    value = static_cast<E>(index);
  }

  const std::string* setting_at(std::string_view pointer) const;
  bool check_rule(double number, const Json& written, std::string_view pointer, Rule rule);

  LocatedJson json_;
  std::string file_;
  std::map<std::string, std::string, std::less<>> settings_;
  std::optional<Error> error_;
  std::vector<std::string> notes_;
};

// A value as an error message shows it: short, in one line.
std::string shown(const Json& value);

// "bf16, fp8 or int4"
std::string list_of(std::span<const std::string_view> names);

}  // namespace wf::model
