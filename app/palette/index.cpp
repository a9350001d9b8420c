#include "app/palette/index.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/text.h"
#include "app/explorer/knob_edit.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Kind = PaletteEntry::Kind;

std::string value_of(const model::Figure& figure, std::string_view unit) {
  return model::format_magnitude(figure.value, unit);
}

}  // namespace

void add_catalogue(std::vector<PaletteEntry>& entries, const model::Catalogue& catalogue) {
  for (const model::CatalogueGpu& each : catalogue.gpus) {
    entries.push_back({.kind = Kind::kGpu,
                       .id = each.gpu.id,
                       .title = each.gpu.name,
                       .detail = fmt::format("{}, {}", value_of(each.gpu.memory, "bytes"),
                                             value_of(each.gpu.memory_bandwidth, "bytes/s")),
                       .also = each.vendor + " accelerator"});
  }
  for (const model::CatalogueModel& each : catalogue.models) {
    entries.push_back(
        {.kind = Kind::kModel,
         .id = each.shape.id,
         .title = each.shape.name,
         .detail = fmt::format("{:g} layers, width {:g}", each.shape.layers, each.shape.hidden),
         .also = each.vendor});
  }
}

void add_quantities(std::vector<PaletteEntry>& entries, const model::Report* report) {
  for (const model::Term* term : model::quantity_terms()) {
    const model::Reading* reading = report == nullptr ? nullptr : report->find(term->id);
    PaletteEntry entry{.kind = Kind::kQuantity,
                       .id = std::string(term->id),
                       .title = std::string(term->name.empty() ? term->id : term->name),
                       .detail = std::string(term->sentence),
                       .also = fmt::format("{} {}", term->symbol, term->sentence),
                       .enabled = reading != nullptr};
    if (reading != nullptr && reading->value) {
      entry.detail =
          fmt::format("{}: {}", model::format_magnitude(*reading->value, term->unit), entry.detail);
    }
    entries.push_back(std::move(entry));
  }
}

void add_knobs(std::vector<PaletteEntry>& entries, const model::Scenario& scenario,
               const std::vector<std::string_view>* paths) {
  for (const model::Knob& knob : model::knobs()) {
    const std::string_view path = knob.term.id;
    if (paths != nullptr && std::find(paths->begin(), paths->end(), path) == paths->end()) continue;
    if (!has_section(scenario, path.substr(0, path.find('.')))) continue;
    entries.push_back(
        {.kind = Kind::kKnob,
         .id = std::string(path),
         .title = knob_label(knob),
         .detail = fmt::format("{}. {}", value_shown(scenario, knob), knob.term.sentence),
         .also = std::string(knob.term.sentence)});
  }
}

std::vector<CardLine> gpu_card(const model::CatalogueGpu& each) {
  const model::Accelerator& gpu = each.gpu;
  std::vector<CardLine> lines;
  const auto add = [&](std::string name, const std::optional<model::Figure>& figure,
                       std::string_view unit) {
    if (figure) lines.push_back({std::move(name), value_of(*figure, unit), figure->source});
  };
  add("Memory", gpu.memory, "bytes");
  add("Memory bandwidth", gpu.memory_bandwidth, "bytes/s");
  for (std::size_t i = 0; i < model::kPrecisionCount; ++i) {
    add(fmt::format("Peak {}", model::kPrecisionNames[i]), gpu.peak[i], "FLOP/s");
  }
  add("Link inside a node, one way", gpu.link_bandwidth, "bytes/s");
  add("Network of a GPU, one way", gpu.nic_bandwidth, "bytes/s");
  add("Price an hour, from", gpu.price_low, "USD");
  add("Price an hour, to", gpu.price_high, "USD");
  return lines;
}

std::vector<CardLine> model_card(const model::CatalogueModel& each) {
  const model::ModelShape& shape = each.shape;
  std::vector<CardLine> lines;
  const auto add = [&](std::string name, double value) {
    if (value > 0) lines.push_back({std::move(name), model::format_magnitude(value, "1"), {}});
  };
  add("Layers", shape.layers);
  add("Width", shape.hidden);
  add("Query heads", shape.heads);
  add("KV heads", shape.kv_heads);
  add("Feed-forward width", shape.ffn);
  add("Vocabulary", shape.vocab);
  add("Experts", shape.experts);
  add("Experts a token", shape.experts_per_token);
  add("KV latent dimension", shape.kv_latent_dim);
  add("Context, tokens", each.context.value_or(0));
  if (each.published_params) {
    lines.push_back({"Parameters as published",
                     model::format_magnitude(each.published_params->value, "1"),
                     each.published_params->source});
  }
  if (!lines.empty()) lines.front().source = shape.source;
  return lines;
}

}  // namespace wf::app
