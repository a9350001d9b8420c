#include <fmt/format.h>

#include <cmath>

#include "model/json_reader.h"
#include "model/knobs.h"
#include "model/workload_file.h"
#include "model/workload_parts.h"

// A scenario as a workload file.

namespace wf::model {
namespace {

constexpr double kExactWhole = 9007199254740992;  // 2^53

Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::round(value) && std::fabs(value) < kExactWhole) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Json value_of(double value) { return number(value); }
Json value_of(bool value) { return value; }
Json value_of(const std::string& value) { return value; }
Json value_of(Precision value) { return std::string(name_of(value)); }
Json value_of(Recompute value) { return std::string(kRecomputeNames[static_cast<int>(value)]); }
Json value_of(Attention value) { return std::string(kAttentionNames[static_cast<int>(value)]); }
Json value_of(Placement value) { return std::string(kPlacementNames[static_cast<int>(value)]); }
Json value_of(WeightSync value) { return std::string(kWeightSyncNames[static_cast<int>(value)]); }
template <class T>
Json value_of(const std::optional<T>& value) {
  return value ? value_of(*value) : Json(nullptr);
}

template <class S>
Json field_value(const S& section, const Field<S>& field) {
  Json value = std::visit([&](auto member) { return value_of(section.*member); }, field.member);
  if (value.is_null() && field.rule == Rule::kCountOrMax) return "max";
  return value;
}

// Every field that has a value.
template <class S>
Json fields_as_json(const S& section) {
  Json object = Json::object();
  for (const Field<S>& field : fields_of<S>()) {
    Json value = field_value(section, field);
    if (!value.is_null()) object[std::string(field.key)] = std::move(value);
  }
  return object;
}

// The fields in which a section differs from another; null takes a value away.
template <class S>
Json difference(const S& section, const S& base) {
  Json object = Json::object();
  for (const Field<S>& field : fields_of<S>()) {
    Json value = field_value(section, field);
    if (value != field_value(base, field)) object[std::string(field.key)] = std::move(value);
  }
  return object;
}

Json model_as_json(const ModelShape& model, const Catalogue* catalogue) {
  const ModelShape* base =
      catalogue != nullptr && !model.id.empty() ? catalogue->find_model(model.id) : nullptr;
  if (base != nullptr) {
    Json changed = difference(model, *base);
    if (changed.empty()) return model.id;
    // A window without a number of layers would be read as a window in all of them.
    if (changed.contains("window")) changed["window_layers"] = number(model.window_layers);
    Json object = {{"id", model.id}};
    object.update(changed);
    return object;
  }
  Json object = Json::object();
  if (!model.id.empty()) object["id"] = model.id;
  const Json fields = fields_as_json(model);
  for (const auto& item : fields.items()) {
    // Below an id every key must be there, since what is missing would come from the catalogue.
    const bool nothing = item.value() == 0 || item.value() == "" || item.value() == false;
    const bool telling = item.key() == "gated_ffn" || item.key() == "tied_embeddings" ||
                         (item.key() == "window_layers" && model.window > 0) ||
                         (item.key() == "expert_ffn" && model.experts > 0);
    if (!nothing || telling || !model.id.empty()) object[item.key()] = item.value();
  }
  if (!model.id.empty()) {
    if (!model.params) object["params"] = nullptr;
    if (!model.active_params) object["active_params"] = nullptr;
  }
  return object;
}

Json figure_as_json(const Figure& figure, std::string_view unit) {
  if (figure.source.empty() && figure.kind == FigureKind::kGiven) return number(figure.value);
  Json object = {{"value", number(figure.value)}, {"unit", std::string(unit)}};
  if (!figure.source.empty()) object["source"] = figure.source;
  object["kind"] = std::string(kFigureKindNames[static_cast<int>(figure.kind)]);
  return object;
}

Json figure_as_json(const std::optional<Figure>& figure, std::string_view unit) {
  return figure ? figure_as_json(*figure, unit) : Json(nullptr);
}

// Every figure of a GPU; null where it has none.
Json gpu_figures(const Accelerator& gpu) {
  Json object = {{"name", gpu.name}};
  for (const FigureField& field : figure_fields()) {
    object[std::string(field.key)] = std::visit(
        [&](auto member) { return figure_as_json(gpu.*member, field.unit); }, field.member);
  }
  Json peak = Json::object();
  for (std::size_t i = 0; i < kPrecisionCount; ++i) {
    peak[std::string(kPrecisionNames[i])] = figure_as_json(gpu.peak[i], "FLOP/s");
  }
  object["peak"] = std::move(peak);
  object["gpus_per_node"] = number(gpu.gpus_per_node);
  return object;
}

// What is in `json` and not equally in `base`.
Json changes(const Json& json, const Json& base) {
  Json object = Json::object();
  for (const auto& item : json.items()) {
    const Json& before = base.at(item.key());
    if (item.value() == before) continue;
    object[item.key()] = item.key() == "peak" ? changes(item.value(), before) : item.value();
  }
  return object;
}

void drop_nulls(Json& object) {
  for (auto item = object.begin(); item != object.end();) {
    if (item.value().is_object()) drop_nulls(item.value());
    item = item.value().is_null() ? object.erase(item) : std::next(item);
  }
}

Json gpu_as_json(const Accelerator& gpu, const Catalogue* catalogue) {
  const Accelerator* base =
      catalogue != nullptr && !gpu.id.empty() ? catalogue->find_gpu(gpu.id) : nullptr;
  Json figures = gpu_figures(gpu);
  if (base != nullptr) {
    const Json changed = changes(figures, gpu_figures(*base));
    if (changed.empty()) return gpu.id;
    Json object = {{"id", gpu.id}};
    object.update(changed);
    return object;
  }
  if (gpu.id.empty()) {
    drop_nulls(figures);
    if (gpu.name.empty()) figures.erase("name");
    return figures;
  }
  Json object = {{"id", gpu.id}};
  object.update(figures);
  return object;
}

Json assume_as_json(const Scenario& scenario) {
  constexpr std::string_view kPrefix = "assume.";
  Json object = Json::object();
  for (const auto& [path, value] : scenario.assume) {
    const std::string key = path.starts_with(kPrefix) ? path.substr(kPrefix.size()) : path;
    const Knob* knob = find_knob(path);
    const auto index = static_cast<std::size_t>(value);
    const bool choice =
        knob != nullptr && knob->kind == KnobKind::kChoice && index < knob->choices.size();
    object[key] = choice ? Json(std::string(knob->choices[index])) : number(value);
  }
  return object;
}

Json scenario_as_json(const Scenario& scenario, const Catalogue* catalogue) {
  Json file = {{"wallfinder", 1}};
  if (!scenario.name.empty()) file["name"] = scenario.name;
  file["model"] = model_as_json(scenario.model, catalogue);
  Json cluster = {{"gpu", gpu_as_json(scenario.cluster.gpu, catalogue)}};
  cluster.update(fields_as_json(scenario.cluster));
  file["cluster"] = std::move(cluster);
  file["precision"] = fields_as_json(scenario.precision);
  file["parallel"] = fields_as_json(scenario.parallel);
  if (scenario.serving) {
    Json serving = fields_as_json(*scenario.serving);
    Json slo = difference(scenario.serving->slo, ServiceLevel{});
    if (!slo.empty()) serving["slo"] = std::move(slo);
    if (scenario.serving->speculation) {
      serving["speculation"] = fields_as_json(*scenario.serving->speculation);
    }
    file["serving"] = std::move(serving);
  }
  if (scenario.training) file["training"] = fields_as_json(*scenario.training);
  if (scenario.rl) file["rl"] = fields_as_json(*scenario.rl);
  Json budget = fields_as_json(scenario.budget);
  if (!budget.empty()) file["budget"] = std::move(budget);
  Json operations = fields_as_json(scenario.operations);
  if (!operations.empty()) file["operations"] = std::move(operations);
  if (scenario.data) file["data"] = fields_as_json(*scenario.data);
  if (scenario.evaluation) file["evaluation"] = fields_as_json(*scenario.evaluation);
  if (!scenario.assume.empty()) file["assume"] = assume_as_json(scenario);
  for (const Assertion& assertion : scenario.assertions) {
    file["assert"][assertion.subject] = assertion.text;
  }
  return file;
}

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string in_one_line(const Json& value) {
  if (value.is_array()) {
    std::string list = "[";
    for (const Json& item : value) list += (list.size() > 1 ? ", " : "") + in_one_line(item);
    return list + "]";
  }
  if (!value.is_object()) return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string line = "{";
  for (const auto& item : value.items()) {
    if (line.size() > 1) line += ", ";
    line += quoted(item.key()) + ": " + in_one_line(item.value());
  }
  return line + "}";
}

// A section stands in one line where it fits, as people write it; a longer one fills its lines.
std::string pretty(const Json& value, std::size_t indent, bool whole_file) {
  constexpr std::size_t kWidth = 100;
  std::string line = in_one_line(value);
  if (value.is_array() && indent + line.size() >= kWidth) {
    std::string list = "[";
    for (const Json& item : value) {
      list += (list.size() > 1 ? "," : "") + ("\n" + std::string(indent + 2, ' ')) +
              pretty(item, indent + 2, false);
    }
    return list + "\n" + std::string(indent, ' ') + "]";
  }
  if (!value.is_object() || value.empty() || (!whole_file && indent + line.size() < kWidth)) {
    return line;
  }
  const std::string margin = "\n" + std::string(indent + 2, ' ');
  std::string text = "{";
  std::size_t column = kWidth;  // the first item starts a line
  bool after_section = true;
  for (const auto& item : value.items()) {
    const bool section = item.value().is_structured();
    const std::string member = quoted(item.key()) + ": " + pretty(item.value(), indent + 2, false);
    if (text.size() > 1) text += ",";
    if (whole_file || section || after_section || column + member.size() + 3 > kWidth) {
      text += margin;
      column = indent + 2;
    } else {
      text += " ";
      ++column;
    }
    text += member;
    column += member.size() + 1;
    after_section = section;
  }
  return text + "\n" + std::string(indent, ' ') + "}";
}

}  // namespace

std::string write_workload(const Scenario& scenario, const Catalogue* catalogue,
                           const Assignment* assignment) {
  Json file = scenario_as_json(scenario, catalogue);
  if (assignment != nullptr) file["assignment"] = assignment_as_json(*assignment);
  return pretty(file, 0, true) + "\n";
}

}  // namespace wf::model
