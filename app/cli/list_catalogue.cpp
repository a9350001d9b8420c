#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/lists.h"
#include "app/cli/report_json.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Figure;
using model::Precision;

std::string figure_text(const std::optional<Figure>& figure, std::string_view unit) {
  return figure ? model::format_magnitude(figure->value, unit) : "—";
}

Json figure_json(const Figure& figure, std::string_view unit) {
  return {{"value", number_json(figure.value)},
          {"unit", unit},
          {"source", figure.source},
          {"kind", model::kFigureKindNames[static_cast<std::size_t>(figure.kind)]}};
}

Json figure_json(const std::optional<Figure>& figure, std::string_view unit) {
  return figure ? figure_json(*figure, unit) : Json(nullptr);
}

const std::optional<Figure>& peak_of(const model::Accelerator& gpu, Precision precision) {
  return gpu.peak[static_cast<std::size_t>(precision)];
}

}  // namespace

std::string gpus_text(const model::Catalogue& catalogue, const Streams& streams) {
  std::vector<std::vector<std::string>> rows = {
      {"id", "memory", "bandwidth", "16-bit peak", "link", "$/h", "name"}};
  for (const model::CatalogueGpu& entry : catalogue.gpus) {
    const model::Accelerator& gpu = entry.gpu;
    const auto& bf16 = peak_of(gpu, Precision::kBf16);
    const auto& fp16 = peak_of(gpu, Precision::kFp16);
    std::string price = "—";
    if (gpu.price_low && gpu.price_high) {
      price = fmt::format("{}–{}", model::format_number(gpu.price_low->value),
                          model::format_number(gpu.price_high->value));
    }
    rows.push_back({gpu.id, model::format_magnitude(gpu.memory.value, "bytes"),
                    model::format_magnitude(gpu.memory_bandwidth.value, "bytes/s"),
                    figure_text(bf16 ? bf16 : fp16, "FLOP/s"),
                    figure_text(gpu.link_bandwidth, "bytes/s"), price, gpu.name});
  }
  return aligned_table(rows, "lrrrrrl", streams);
}

Json gpus_json(const model::Catalogue& catalogue) {
  Json list = Json::array();
  for (const model::CatalogueGpu& entry : catalogue.gpus) {
    const model::Accelerator& gpu = entry.gpu;
    Json json;
    json["id"] = gpu.id;
    json["name"] = gpu.name;
    json["vendor"] = entry.vendor;
    json["released"] = entry.released;
    json["memory"] = figure_json(gpu.memory, "bytes");
    json["memory_bandwidth"] = figure_json(gpu.memory_bandwidth, "bytes/s");
    json["peak"] = Json::object();
    for (std::size_t i = 0; i < model::kPrecisionCount; ++i) {
      if (!gpu.peak[i]) continue;
      json["peak"][std::string(model::kPrecisionNames[i])] = figure_json(*gpu.peak[i], "FLOP/s");
    }
    json["link_bandwidth"] = figure_json(gpu.link_bandwidth, "bytes/s");
    json["nic_bandwidth"] = figure_json(gpu.nic_bandwidth, "bytes/s");
    json["compute_units"] = figure_json(gpu.compute_units, "1");
    json["power"] = figure_json(gpu.power, "W");
    json["price_low"] = figure_json(gpu.price_low, "USD/h");
    json["price_high"] = figure_json(gpu.price_high, "USD/h");
    json["gpus_per_node"] = number_json(gpu.gpus_per_node);
    list.push_back(std::move(json));
  }
  return list;
}

std::string models_text(const model::Catalogue& catalogue, const Streams& streams) {
  std::vector<std::vector<std::string>> rows = {
      {"id", "params", "active", "layers", "hidden", "heads/kv", "experts", "name"}};
  for (const model::CatalogueModel& entry : catalogue.models) {
    const model::ModelShape& shape = entry.shape;
    rows.push_back(
        {shape.id, figure_text(entry.published_params, "1"),
         figure_text(entry.published_active_params, "1"), model::format_number(shape.layers),
         model::format_number(shape.hidden),
         fmt::format("{}/{}", model::format_number(shape.heads),
                     shape.kv_latent_dim > 0 ? "MLA" : model::format_number(shape.kv_heads)),
         shape.experts > 0 ? fmt::format("{} of {}", model::format_number(shape.experts_per_token),
                                         model::format_number(shape.experts))
                           : "—",
         shape.name});
  }
  return aligned_table(rows, "lrrrrrrl", streams);
}

Json models_json(const model::Catalogue& catalogue) {
  Json list = Json::array();
  for (const model::CatalogueModel& entry : catalogue.models) {
    const model::ModelShape& s = entry.shape;
    Json shape = {{"layers", s.layers},
                  {"hidden", s.hidden},
                  {"heads", s.heads},
                  {"kv_heads", s.kv_heads},
                  {"head_dim", s.head_dim},
                  {"ffn", s.ffn},
                  {"gated_ffn", s.gated_ffn},
                  {"vocab", s.vocab},
                  {"tied_embeddings", s.tied_embeddings},
                  {"bias", s.bias},
                  {"qkv_bias", s.qkv_bias},
                  {"learned_positions", s.learned_positions},
                  {"experts", s.experts},
                  {"experts_per_token", s.experts_per_token},
                  {"shared_experts", s.shared_experts},
                  {"expert_ffn", s.expert_ffn},
                  {"dense_layers", s.dense_layers},
                  {"kv_latent_dim", s.kv_latent_dim},
                  {"q_latent_dim", s.q_latent_dim},
                  {"rope_dim", s.rope_dim},
                  {"nope_dim", s.nope_dim},
                  {"v_head_dim", s.v_head_dim},
                  {"window", s.window},
                  {"window_layers", s.window_layers}};
    list.push_back({{"id", s.id},
                    {"name", s.name},
                    {"vendor", entry.vendor},
                    {"released", entry.released},
                    {"source", s.source},
                    {"kind", model::kFigureKindNames[static_cast<std::size_t>(entry.kind)]},
                    {"shape", std::move(shape)},
                    {"published_params", figure_json(entry.published_params, "1")},
                    {"published_active_params", figure_json(entry.published_active_params, "1")},
                    {"context", number_json(entry.context)},
                    {"note", entry.note}});
  }
  return list;
}

}  // namespace wf::app
