#include "model/catalogue.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "model/assets_path.h"
#include "model/nearest_name.h"

namespace wf::model {
namespace {

constexpr std::string_view kGpus = R"({
  "format": 1,
  "sources": {
    "sheet": {"title": "Test datasheet", "address": "https://example.org", "read": "2026-11-21"},
    "memory": {"title": "From memory"}
  },
  "gpus": [
    {"id": "test-80gb", "name": "Test 80 GB", "vendor": "Example", "released": "2024-01",
     "memory": {"value": 80, "unit": "GiB", "printed": "80 GB", "source": "sheet", "kind": "datasheet"},
     "memory_bandwidth": {"value": 3.35e12, "unit": "B/s", "printed": "3.35 TB/s", "source": "sheet", "kind": "datasheet"},
     "peak": {"bf16": {"value": 1e15, "unit": "FLOP/s", "source": "memory", "kind": "recalled"}},
     "power": {"value": 700, "unit": "W", "source": "sheet", "kind": "assumed", "note": "as its sibling"},
     "gpus_per_node": 4}
  ]
})";
constexpr std::string_view kModels = R"({
  "format": 1,
  "sources": {"card": {"title": "Model card", "read": "2026-11-21"}},
  "models": [
    {"id": "tiny", "name": "Tiny", "source": "card", "kind": "datasheet", "context": 2048,
     "shape": {"layers": 2, "hidden": 8, "heads": 2, "kv_heads": 1, "head_dim": 4, "ffn": 16, "vocab": 100},
     "published": {"params": {"value": 1.5, "unit": "k", "source": "card", "kind": "datasheet"}}}
  ]
})";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t at = result.find(from);
  REQUIRE(at != std::string::npos);
  return result.replace(at, from.size(), to);
}

std::string error_of(std::string_view gpus, std::string_view models) {
  const auto parsed = parse_catalogue(gpus, models);
  return parsed ? "no error" : parsed.error().text();
}

TEST_CASE("a figure carries its value in SI, and where it comes from") {
  const auto catalogue = parse_catalogue(kGpus, kModels);
  if (!catalogue) FAIL(catalogue.error().text());
  const Accelerator* gpu = catalogue->find_gpu("test-80gb");
  REQUIRE(gpu != nullptr);
  CHECK(gpu->memory.value == 80 * 1073741824.0);
  CHECK(gpu->memory.source == "Test datasheet, printed 80 GB, read 2026-11-21");
  CHECK(gpu->memory.kind == FigureKind::kDatasheet);
  const auto& peak = gpu->peak[static_cast<std::size_t>(Precision::kBf16)];
  REQUIRE(peak.has_value());
  CHECK(peak->source == "from memory, to be checked");
  CHECK(peak->kind == FigureKind::kRecalled);
  CHECK(gpu->power->source == "as its sibling, read 2026-11-21");
  CHECK(gpu->gpus_per_node == 4);
  CHECK_FALSE(gpu->nic_bandwidth.has_value());
  CHECK(catalogue->find_gpu("other") == nullptr);
}

TEST_CASE("a model's published counts stand beside its shape and do not enter it") {
  const auto catalogue = parse_catalogue(kGpus, kModels);
  if (!catalogue) FAIL(catalogue.error().text());
  const ModelShape* model = catalogue->find_model("tiny");
  REQUIRE(model != nullptr);
  CHECK(model->layers == 2);
  CHECK(model->name == "Tiny");
  CHECK(model->source == "Model card, read 2026-11-21");
  CHECK_FALSE(model->params.has_value());
  CHECK(catalogue->models[0].published_params->value == doctest::Approx(1500));
  CHECK(catalogue->models[0].context == 2048);
}

TEST_CASE("a broken catalogue names the place") {
  CHECK(error_of(replaced(kGpus, "\"format\": 1", "\"format\": 2"), kModels)
            .find("format must be 1") != std::string::npos);
  CHECK(error_of(replaced(kGpus, "\"source\": \"sheet\"", "\"source\": \"shee\""), kModels)
            .find("gpus.json:9:") == 0);
  CHECK(error_of(replaced(kGpus, "\"unit\": \"B/s\"", "\"unit\": \"B\""), kModels)
            .find("a bandwidth such as") != std::string::npos);
  CHECK(error_of(replaced(kGpus, "\"value\": 3.35e12", "\"value\": -1"), kModels).find("above 0") !=
        std::string::npos);
  CHECK(error_of(kGpus, replaced(kModels, "\"layers\": 2", "\"layers\": 2.5"))
            .find("models.json:6:") == 0);
  CHECK(error_of("{}", kModels).find("format must be 1") != std::string::npos);
  CHECK(error_of("[]", kModels) != "no error");
  CHECK(error_of(kGpus, "") != "no error");
}

TEST_CASE("the catalogues that the program ships") {
  const auto catalogue = load_catalogue(std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets");
  if (!catalogue) FAIL(catalogue.error().text());
  CHECK(catalogue->gpus.size() >= 30);
  CHECK(catalogue->models.size() >= 30);
  for (const CatalogueGpu& entry : catalogue->gpus) {
    INFO(entry.gpu.id);
    CHECK_FALSE(entry.gpu.name.empty());
    CHECK(entry.gpu.memory.value > 1e9);
    CHECK(entry.gpu.memory.value < 1e12);
    CHECK(entry.gpu.memory_bandwidth.value > 1e10);
    CHECK_FALSE(entry.gpu.memory.source.empty());
    bool any_peak = false;
    for (const auto& peak : entry.gpu.peak) any_peak = any_peak || peak.has_value();
    CHECK(any_peak);
  }
  for (const std::string_view id : {"llama-2-7b", "llama-3-8b", "llama-3-70b", "llama-3.1-405b",
                                    "mixtral-8x7b", "deepseek-v3"}) {
    INFO(id);
    CHECK(catalogue->find_model(id) != nullptr);
  }
  for (const CatalogueModel& entry : catalogue->models) {
    INFO(entry.shape.id);
    CHECK(entry.shape.layers > 0);
    CHECK(entry.shape.hidden > 0);
    CHECK(entry.shape.kv_heads > 0);
    CHECK(entry.shape.head_dim > 0);
    CHECK_FALSE(entry.shape.source.empty());
  }
  const Accelerator* h100 = catalogue->find_gpu("h100-sxm-80gb");
  REQUIRE(h100 != nullptr);
  CHECK(h100->memory_bandwidth.value == doctest::Approx(3.35e12));
}

TEST_CASE("assets are found beside the program, in its prefix, or in the source tree") {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / "wallfinder-assets-test";
  fs::remove_all(root);
  const auto make = [&](const fs::path& folder) {
    fs::create_directories(folder);
    std::ofstream(folder / "gpus.json") << "{}";
    return folder;
  };
  const fs::path program = root / "prefix/bin/wallfinder";
  fs::create_directories(program.parent_path());
  AssetPlaces places{std::nullopt, program, root / "source/assets"};

  const auto nowhere = find_assets(places);
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().what.find("share/wallfinder/assets") != std::string::npos);
  CHECK(nowhere.error().what.find("source/assets") != std::string::npos);

  const fs::path source = make(root / "source/assets");
  CHECK(*find_assets(places) == source);
  const fs::path beside = make(root / "prefix/bin/assets");
  CHECK(*find_assets(places) == beside);
  const fs::path installed = make(root / "prefix/share/wallfinder/assets");
  CHECK(*find_assets(places) == installed);
  places.environment = (root / "elsewhere").string();
  CHECK(find_assets(places).error().what.find("WALLFINDER_ASSETS") == 0);
  const fs::path named = make(root / "elsewhere");
  CHECK(*find_assets(places) == named);
  CHECK(find_assets(AssetPlaces{}).error().what.find("nowhere") != std::string::npos);
  fs::remove_all(root);
}

TEST_CASE("edit distance counts letters added, lost, changed and swapped") {
  CHECK(edit_distance("tp", "tp") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("bacth", "batch") == 1);
  CHECK(edit_distance("Batch", "batch") == 0);
  CHECK(edit_distance("kv_heads", "kv-heads") == 0);
}

TEST_CASE("the nearest name") {
  const std::vector<std::string> ids = {"h100-sxm-80gb", "h100-pcie-80gb", "a100-sxm-80gb",
                                        "l4-24gb"};
  CHECK(nearest_names("h100-smx-80gb", ids) == std::vector<std::string>{"h100-sxm-80gb"});
  CHECK(nearest_names("h100", ids) == std::vector<std::string>{"h100-sxm-80gb", "h100-pcie-80gb"});
  CHECK(nearest_names("completely-different", ids).empty());
  CHECK(nearest_names("", ids).empty());
  CHECK(did_you_mean("h100", ids) == " (did you mean \"h100-sxm-80gb\" or \"h100-pcie-80gb\"?)");
  CHECK(did_you_mean("zzz", ids).empty());
}

}  // namespace
}  // namespace wf::model
