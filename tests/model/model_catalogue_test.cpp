#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "model/catalogue.h"
#include "model/formulas/parameters.h"
#include "model/inputs.h"

namespace {

using nlohmann::json;
using wf::model::CatalogueModel;

const std::filesystem::path kAssets = std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets";

const wf::model::Catalogue& catalogue() {
  static const auto loaded = wf::model::load_catalogue(kAssets);
  REQUIRE_MESSAGE(loaded.ok(), (loaded.ok() ? "" : loaded.error().text()));
  return loaded.value();
}

const json& document() {
  static const json parsed =
      json::parse(wf::model::read_text_file(kAssets / "models.json").value());
  return parsed;
}

wf::model::Inputs<double> inputs(const CatalogueModel& model) {
  wf::model::Scenario scenario;
  scenario.model = model.shape;
  return wf::model::resolve(scenario);
}

}  // namespace

TEST_CASE("the catalogue holds the models that lessons and workloads name") {
  const auto ids = catalogue().model_ids();
  CHECK(ids.size() >= 45);
  CHECK(std::set(ids.begin(), ids.end()).size() == ids.size());
  for (const auto* id : {"gpt2",         "gpt-3-175b",   "opt-66b",     "bloom-176b",
                         "gpt-neox-20b", "falcon-40b",   "llama-7b",    "llama-2-7b",
                         "llama-2-70b",  "llama-3-8b",   "llama-3-70b", "llama-3.1-405b",
                         "mistral-7b",   "mixtral-8x7b", "qwen2.5-72b", "qwen3-235b-a22b",
                         "gemma-2-27b",  "gemma-3-27b",  "phi-4",       "deepseek-v2",
                         "deepseek-v3",  "deepseek-r1",  "gpt-oss-20b", "gpt-oss-120b"}) {
    CHECK_MESSAGE(catalogue().find_model(id) != nullptr, id);
  }
}

TEST_CASE("parameters counted from the shape match the published count within 0.5 %") {
  for (const CatalogueModel& model : catalogue().models) {
    CAPTURE(model.shape.id);
    REQUIRE(model.published_params.has_value());
    // The count must come from the shape, or this would compare a number with itself.
    REQUIRE_FALSE(model.shape.params.has_value());
    const double counted = wf::model::shape_parameters(inputs(model)).value();
    CHECK(std::abs(counted / model.published_params->value - 1) < 0.005);
  }
}

// Publishers round active counts to two digits and seldom say whether they count the two embedding
// tables, so the nearest of three readings is compared: a coarse check.
TEST_CASE("active parameters are within 2.5 % of the published count, by some convention") {
  int compared = 0;
  for (const CatalogueModel& model : catalogue().models) {
    CAPTURE(model.shape.id);
    CHECK(model.published_active_params.has_value() == (model.shape.experts > 0));
    if (!model.published_active_params) continue;
    const auto in = inputs(model);
    const double all = wf::model::active_parameters(in).value();
    const double table = wf::model::embedding_parameters(in).value();
    double error = 1;
    for (const double counted : {all, all - table, all - 2 * table}) {
      error = std::min(error, std::abs(counted / model.published_active_params->value - 1));
    }
    CHECK(error < 0.025);
    ++compared;
  }
  CHECK(compared >= 10);
}

TEST_CASE("shapes are consistent") {
  for (const CatalogueModel& model : catalogue().models) {
    const auto& shape = model.shape;
    CAPTURE(shape.id);
    CHECK(shape.kv_heads >= 1);
    CHECK(std::fmod(shape.heads, shape.kv_heads) == 0);
    CHECK(shape.window_layers <= shape.layers);
    CHECK((shape.window > 0) == (shape.window_layers > 0));
    CHECK((shape.experts > 0) == (shape.expert_ffn > 0));
    CHECK(shape.experts_per_token <= shape.experts);
    CHECK(shape.dense_layers <= shape.layers);
    CHECK((shape.kv_latent_dim > 0) == (shape.rope_dim > 0));
    CHECK(model.context.value_or(0) >= 1024);
    CHECK(std::ranges::all_of(shape.id, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }));
  }
}

TEST_CASE("every figure says where it was read, and memory is never passed off as reading") {
  const json& sources = document().at("sources");
  for (const auto& [id, source] : sources.items()) {
    CAPTURE(id);
    CHECK_FALSE(source.at("title").get<std::string>().empty());
    CHECK(source.contains("read") == (id != "recollection"));
    if (id == "recollection") continue;
    CHECK(source.at("address").get<std::string>().starts_with("https://"));
    CHECK(source.at("read").get<std::string>().size() == std::string("2026-11-21").size());
  }
  const auto check = [&](const json& figure) {
    const auto source = figure.at("source").get<std::string>();
    const auto kind = figure.at("kind").get<std::string>();
    CHECK_MESSAGE(sources.contains(source), source);
    CHECK((kind == "recalled") == (source == "recollection"));
    CHECK((kind == "recalled" || kind == "datasheet"));
  };
  std::set<std::string> used = {"recollection"};
  for (const json& model : document().at("models")) {
    CAPTURE(model.at("id").get<std::string>());
    check(model);
    used.insert(model.at("source").get<std::string>());
    for (const auto& [name, figure] : model.at("published").items()) {
      CAPTURE(name);
      check(figure);
      CHECK_FALSE(figure.at("printed").get<std::string>().empty());
      used.insert(figure.at("source").get<std::string>());
    }
  }
  for (const auto& [id, source] : sources.items()) CHECK_MESSAGE(used.contains(id), id);
}
