#include <fmt/format.h>

#include "model/json_reader.h"
#include "model/units.h"

// The part of JsonReader that reads figures and GPUs, for the catalogue and for workload files.

namespace wf::model {
namespace {

std::string text_or_nothing(const Json& object, std::string_view key) {
  const Json* value = JsonReader::find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace

bool JsonReader::read_source(const Json& object, std::string_view pointer, const Json* sources,
                             FigureKind kind, std::string& text) {
  const std::string written = text_or_nothing(object, "source");
  const std::string printed = text_or_nothing(object, "printed");
  const std::string note = text_or_nothing(object, "note");
  text.clear();
  std::string read;
  if (sources != nullptr) {
    const Json* source = find(*sources, written);
    if (source == nullptr || !source->is_object()) {
      return fail(below(pointer, "source"),
                  fmt::format("{} is \"{}\", which is not in this catalogue's list of sources; add "
                              "it there",
                              path_of(below(pointer, "source")), written));
    }
    if (kind == FigureKind::kRecalled) {
      text = "from memory, to be checked";
      return true;
    }
    text = text_or_nothing(*source, "title");
    read = text_or_nothing(*source, "read");
  } else {
    text = written;
  }
  if (kind == FigureKind::kAssumed && sources != nullptr && !note.empty()) {
    text = note;
    if (!read.empty() && text.find(read) == std::string::npos) text += ", read " + read;
    return true;
  }
  if (text.empty() && kind == FigureKind::kRecalled) text = "from memory, to be checked";
  if (text.empty() && kind == FigureKind::kAssumed) text = note.empty() ? "assumed" : note;
  if (!printed.empty()) text += (text.empty() ? "printed " : ", printed ") + printed;
  if (!read.empty()) text += ", read " + read;
  return true;
}

bool JsonReader::read_figure(const Json& value, std::string_view pointer, std::string_view unit,
                             const Json* sources, Figure& figure) {
  if (!value.is_object()) {
    figure.source.clear();
    figure.kind = FigureKind::kGiven;
    return read_number(value, pointer, Rule::kPositive, unit, figure.value);
  }
  const Json* number = find(value, "value");
  if (number == nullptr) {
    return fail(pointer,
                fmt::format("{} has no \"value\"; a figure is a number, a text with a unit "
                            "or {{\"value\": ..., \"unit\": \"{}\", \"source\": ...}}",
                            path_of(pointer), unit));
  }
  const std::string value_pointer = below(pointer, "value");
  double factor = 1;
  if (const Json* written = find(value, "unit")) {
    std::string unit_text;
    if (!read_text(*written, below(pointer, "unit"), unit_text)) return false;
    const auto found = unit_factor(unit_text, unit);
    if (!found) {
      return fail(below(pointer, "unit"),
                  fmt::format("{}: {}", path_of(below(pointer, "unit")), found.error().what));
    }
    factor = number->is_string() ? 1 : *found;
  }
  double read = 0;
  if (!read_number(*number, value_pointer, Rule::kPositive, unit, read)) return false;
  read *= factor;
  if (!check_rule(read, *number, value_pointer, Rule::kPositive)) return false;

  int kind = static_cast<int>(FigureKind::kGiven);
  if (const Json* written = find(value, "kind")) {
    if (!read_choice(*written, below(pointer, "kind"), kFigureKindNames, kind)) return false;
  }
  figure.value = read;
  figure.kind = static_cast<FigureKind>(kind);
  if (!read_source(value, pointer, sources, figure.kind, figure.source)) return false;
  if (sources == nullptr) {
    std::vector<std::string> known(figure_keys().begin(), figure_keys().end());
    note_unknown_keys(value, pointer, known);
  }
  return true;
}

bool JsonReader::read_gpu(const Json& object, std::string_view pointer, const Json* sources,
                          Accelerator& gpu) {
  if (const Json* name = find(object, "name")) {
    if (!read_text(*name, below(pointer, "name"), gpu.name)) return false;
  }
  if (const Json* count = find(object, "gpus_per_node")) {
    if (!read_number(*count, below(pointer, "gpus_per_node"), Rule::kCount, "1",
                     gpu.gpus_per_node)) {
      return false;
    }
  }
  // An optional figure that is written as null is taken away from the catalogue entry below it.
  const auto read_optional = [&](const Json& from, const std::string& key, const std::string& at,
                                 std::string_view unit, std::optional<Figure>& figure) {
    const auto found = from.find(key);
    if (found == from.end()) return true;
    if (found->is_null()) {
      figure.reset();
      return true;
    }
    Figure read;
    if (!read_figure(*found, at, unit, sources, read)) return false;
    figure = std::move(read);
    return true;
  };
  for (const FigureField& field : figure_fields()) {
    const std::string key(field.key);
    const std::string at = below(pointer, key);
    if (const auto* required = std::get_if<Figure Accelerator::*>(&field.member)) {
      const Json* value = find(object, key);
      if (value != nullptr && !read_figure(*value, at, field.unit, sources, gpu.**required)) {
        return false;
      }
    } else {
      auto& figure = gpu.*std::get<std::optional<Figure> Accelerator::*>(field.member);
      if (!read_optional(object, key, at, field.unit, figure)) return false;
    }
  }
  const Json* peak = find(object, "peak");
  if (peak == nullptr) return true;
  const std::string at = below(pointer, "peak");
  if (!expect_object(*peak, at, "{\"bf16\": \"989 TFLOP/s\"}")) return false;
  for (std::size_t i = 0; i < kPrecisionCount; ++i) {
    const std::string type(kPrecisionNames[i]);
    if (!read_optional(*peak, type, below(at, type), "FLOP/s", gpu.peak[i])) return false;
  }
  const std::vector<std::string> known(kPrecisionNames.begin(), kPrecisionNames.end());
  note_unknown_keys(*peak, at, known);
  return true;
}

}  // namespace wf::model
