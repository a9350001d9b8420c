#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/hf_config.h"
#include "model/nearest_name.h"
#include "model/units.h"
#include "model/workload_parts.h"

// `model` and `cluster.gpu`: an id of the catalogue, or an object.

namespace wf::model {
namespace {

std::string unknown_id(std::string_view path, std::string_view id, std::string_view list,
                       std::span<const std::string> known) {
  return fmt::format(
      "{} is \"{}\", which is not in the catalogue{}; `wallfinder list {}` shows "
      "all, or describe it in an object",
      path, id, did_you_mean(id, known), list);
}

bool read_hf_model(JsonReader& reader, const Json& value, const std::filesystem::path& base_dir,
                   ModelShape& model, std::optional<Precision>& dtype) {
  constexpr std::string_view kPointer = "/model/hf_config";
  std::string written;
  if (!reader.read_text(value, kPointer, written)) return false;
  const std::filesystem::path path = base_dir / std::filesystem::path(written);
  const auto text = read_text_file(path);
  if (!text) {
    return reader.fail(kPointer, fmt::format("model.hf_config: {}: {}; the path is relative to the "
                                             "workload file",
                                             path.string(), text.error().what));
  }
  // Parsed for the place of a syntax error, then once more for the reader of configs.
  if (const auto located = parse_located(*text, path.string()); !located) {
    return reader.fail_with(located.error());
  }
  const auto config = nlohmann::json::parse(*text, nullptr, false, true);
  if (config.is_discarded()) {
    return reader.fail(kPointer, fmt::format("model.hf_config: {} is not valid JSON", written));
  }
  auto read = read_hf_config(config, path.string());
  if (!read) return reader.fail_with(read.error());
  model = std::move(read->shape);
  dtype = read->dtype;
  for (std::string& note : read->notes) reader.note(std::move(note));
  return true;
}

// What follows from the rest of a shape that the file gives in full.
bool complete_shape(JsonReader& reader, const Json& written, ModelShape& m) {
  for (const auto& [key, value] : {std::pair<std::string_view, double>{"layers", m.layers},
                                   {"hidden", m.hidden},
                                   {"heads", m.heads},
                                   {"vocab", m.vocab}}) {
    if (value > 0) continue;
    return reader.fail("/model", fmt::format("model has no {0}; a shape needs layers, hidden, "
                                             "heads, ffn and vocab: add \"{0}\", or name a model "
                                             "of the catalogue",
                                             key));
  }
  if (m.kv_heads == 0) m.kv_heads = m.heads;
  if (m.head_dim == 0 && m.kv_latent_dim > 0) m.head_dim = m.nope_dim + m.rope_dim;
  if (m.head_dim == 0) {
    m.head_dim = m.hidden / m.heads;
    if (m.head_dim != std::round(m.head_dim)) {
      return reader.fail("/model", fmt::format("model has no head_dim, and hidden {} over heads {} "
                                               "is not whole: add \"head_dim\"",
                                               exact_number(m.hidden), exact_number(m.heads)));
    }
  }
  if (m.experts > 0 && !written.contains("expert_ffn") && m.expert_ffn == 0) m.expert_ffn = m.ffn;
  if (m.window > 0 && !written.contains("window_layers") && m.window_layers == 0) {
    m.window_layers = m.layers;
  }
  return true;
}

// Whether the numbers of a shape go together.
bool check_shape(JsonReader& reader, const ModelShape& m) {
  const auto fail = [&](std::string_view key, std::string what) {
    return reader.fail(JsonReader::below("/model", key), std::move(what));
  };
  const auto at_most = [&](std::string_view key, double value, std::string_view limit_key,
                           double limit) {
    return value <= limit ||
           fail(key,
                fmt::format("model.{} is {}; at most model.{}, which is {}, was expected", key,
                            format_magnitude(value, "1"), limit_key, format_magnitude(limit, "1")));
  };
  if (!at_most("kv_heads", m.kv_heads, "heads", m.heads)) return false;
  if (!at_most("dense_layers", m.dense_layers, "layers", m.layers)) return false;
  if (!at_most("window_layers", m.window_layers, "layers", m.layers)) return false;
  if (m.experts > 0) {
    if (m.experts_per_token < 1) {
      return fail("experts", fmt::format("model.experts is {}, and experts_per_token is missing: "
                                         "say how many of them a token takes",
                                         exact_number(m.experts)));
    }
    if (!at_most("experts_per_token", m.experts_per_token, "experts", m.experts)) return false;
    if (m.expert_ffn < 1) {
      return fail("experts", "model.expert_ffn is missing: give the inner width of one expert");
    }
  } else if (m.experts_per_token > 0) {
    return fail("experts_per_token",
                "model.experts_per_token is given and model.experts is not: "
                "say how many experts there are");
  }
  const bool dense_block = m.experts == 0 || m.dense_layers > 0;
  if (dense_block && m.ffn < 1) {
    return fail("ffn", "model.ffn is missing: give the inner width of the feed-forward block");
  }
  if (m.kv_latent_dim > 0) {
    for (const auto& [key, value] : {std::pair<std::string_view, double>{"rope_dim", m.rope_dim},
                                     {"nope_dim", m.nope_dim},
                                     {"v_head_dim", m.v_head_dim}}) {
      if (value > 0) continue;
      return fail("kv_latent_dim", fmt::format("model.kv_latent_dim says latent attention (MLA), "
                                               "which needs model.{} too",
                                               key));
    }
  }
  if (m.params && m.active_params) {
    if (!at_most("active_params", *m.active_params, "params", *m.params)) return false;
  }
  if (m.window_layers > 0 && m.window == 0) {
    return fail("window_layers",
                "model.window_layers is given and model.window is not: give the "
                "tokens of the window");
  }
  return true;
}

}  // namespace

bool read_model(JsonReader& reader, const Json& value, const std::filesystem::path& base_dir,
                const Catalogue& catalogue, ModelShape& model, std::optional<Precision>& dtype) {
  if (value.is_string()) {
    const auto& id = value.get_ref<const std::string&>();
    const ModelShape* found = catalogue.find_model(id);
    if (found == nullptr) {
      return reader.fail("/model", unknown_id("model", id, "models", catalogue.model_ids()));
    }
    model = *found;
    return true;
  }
  if (!value.is_object()) {
    return reader.fail("/model", fmt::format("model is {}; a catalogue id such as \"llama-3-70b\", "
                                             "an object with the shape, or {{\"hf_config\": "
                                             "\"config.json\"}} was expected",
                                             shown(value)));
  }
  constexpr std::array<std::string_view, 2> kOthers = {"id", "hf_config"};
  reader.note_unknown_keys(value, "/model", JsonReader::keys_of<ModelShape>(kOthers));
  if (const Json* config = JsonReader::find(value, "hf_config")) {
    if (!read_hf_model(reader, *config, base_dir, model, dtype)) return false;
  } else if (const Json* id = JsonReader::find(value, "id")) {
    std::string name;
    if (!reader.read_text(*id, "/model/id", name)) return false;
    if (const ModelShape* base = catalogue.find_model(name)) {
      model = *base;
    } else if (JsonReader::find(value, "layers") == nullptr) {
      return reader.fail("/model/id",
                         unknown_id("model.id", name, "models", catalogue.model_ids()));
    }
    model.id = name;
  }
  // Counts that follow from the catalogue's shape are gone with a null; so are published ones.
  for (const auto& [key, count] :
       {std::pair<const char*, std::optional<double>*>{"params", &model.params},
        {"active_params", &model.active_params}}) {
    const auto found = value.find(key);
    if (found != value.end() && found->is_null()) count->reset();
  }
  return reader.read_fields(value, "/model", model) && complete_shape(reader, value, model) &&
         check_shape(reader, model);
}

// Peak in 16 bits, or in whatever the part has.
double leading_peak(const Accelerator& gpu) {
  for (const Precision type : {Precision::kBf16, Precision::kFp16, Precision::kFp32}) {
    const auto& peak = gpu.peak[static_cast<std::size_t>(type)];
    if (peak) return peak->value;
  }
  return 0;
}

// A part described without its cores or its power limit is taken to have those of the catalogue's
// part that is nearest by peak, bandwidth and memory, if one is near.
void complete_gpu(const Json& written, const Catalogue& catalogue, Accelerator& gpu) {
  constexpr double kNear = 0.3;  // sum of natural logarithms: about 30 % in all
  const Accelerator* nearest = nullptr;
  double least = kNear;
  for (const CatalogueGpu& each : catalogue.gpus) {
    const double peak = leading_peak(each.gpu);
    if (peak <= 0 || leading_peak(gpu) <= 0) continue;
    const double distance =
        std::abs(std::log(leading_peak(gpu) / peak)) +
        std::abs(std::log(gpu.memory_bandwidth.value / each.gpu.memory_bandwidth.value)) +
        0.1 * std::abs(std::log(gpu.memory.value / each.gpu.memory.value));
    if (distance < least) least = distance, nearest = &each.gpu;
  }
  if (nearest == nullptr) return;
  const auto take = [&](const char* key, const std::optional<Figure>& from,
                        std::optional<Figure>& to) {
    if (to || !from || written.contains(key)) return;
    to = Figure{.value = from->value,
                .source = fmt::format("assumed: as {}, the nearest part of the catalogue",
                                      nearest->name),
                .kind = FigureKind::kAssumed};
  };
  take("compute_units", nearest->compute_units, gpu.compute_units);
  take("power", nearest->power, gpu.power);
}

bool read_cluster_gpu(JsonReader& reader, const Json& value, const Catalogue& catalogue,
                      Accelerator& gpu) {
  constexpr std::string_view kPointer = "/cluster/gpu";
  if (value.is_string()) {
    const auto& id = value.get_ref<const std::string&>();
    const Accelerator* found = catalogue.find_gpu(id);
    if (found == nullptr) {
      return reader.fail(kPointer, unknown_id("cluster.gpu", id, "gpus", catalogue.gpu_ids()));
    }
    gpu = *found;
    return true;
  }
  if (!value.is_object()) {
    return reader.fail(kPointer, fmt::format("cluster.gpu is {}; a catalogue id such as "
                                             "\"h100-sxm-80gb\" or an object with memory, "
                                             "memory_bandwidth and peak was expected",
                                             shown(value)));
  }
  std::vector<std::string> known = {"id", "name", "gpus_per_node", "peak"};
  for (const FigureField& field : figure_fields()) known.emplace_back(field.key);
  for (const std::string_view key : gpu_keys_for_people()) known.emplace_back(key);
  reader.note_unknown_keys(value, kPointer, known);
  if (const Json* id = JsonReader::find(value, "id")) {
    std::string name;
    if (!reader.read_text(*id, "/cluster/gpu/id", name)) return false;
    if (const Accelerator* base = catalogue.find_gpu(name)) {
      gpu = *base;
    } else if (JsonReader::find(value, "memory") == nullptr) {
      return reader.fail("/cluster/gpu/id",
                         unknown_id("cluster.gpu.id", name, "gpus", catalogue.gpu_ids()));
    }
    gpu.id = name;
  }
  if (!reader.read_gpu(value, kPointer, nullptr, gpu)) return false;
  complete_gpu(value, catalogue, gpu);
  for (const auto& [key, figure, example] :
       {std::tuple<const char*, const Figure*, const char*>{"memory", &gpu.memory, "80 GB"},
        {"memory_bandwidth", &gpu.memory_bandwidth, "3.35 TB/s"}}) {
    if (figure->value > 0) continue;
    return reader.fail(kPointer,
                       fmt::format("cluster.gpu has no {0}; add \"{0}\": \"{1}\", or name "
                                   "a GPU of the catalogue with \"id\"",
                                   key, example));
  }
  const bool has_peak = std::any_of(gpu.peak.begin(), gpu.peak.end(),
                                    [](const auto& peak) { return peak.has_value(); });
  return has_peak || reader.fail(kPointer,
                                 "cluster.gpu has no peak; add one at least, such as "
                                 "\"peak\": {\"bf16\": \"989 TFLOP/s\"}");
}

}  // namespace wf::model
