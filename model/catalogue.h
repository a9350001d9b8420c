#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"
#include "model/scenario.h"

namespace wf::model {

// An accelerator with what only people read of it.
struct CatalogueGpu {
  Accelerator gpu;
  std::string vendor;
  std::string released;  // "2022-09"
};

// A model's shape with what was published beside it. The counts are for comparison: those that the
// program uses follow from the shape.
struct CatalogueModel {
  ModelShape shape;
  std::string vendor;
  std::string released;
  FigureKind kind = FigureKind::kRecalled;
  std::optional<Figure> published_params;
  std::optional<Figure> published_active_params;
  std::optional<double> context;  // tokens
  std::string note;
};

struct Catalogue {
  std::vector<CatalogueGpu> gpus;
  std::vector<CatalogueModel> models;

  const Accelerator* find_gpu(std::string_view id) const;
  const ModelShape* find_model(std::string_view id) const;
  std::vector<std::string> gpu_ids() const;
  std::vector<std::string> model_ids() const;
};

// Reads gpus.json and models.json of an assets folder.
Result<Catalogue> load_catalogue(const std::filesystem::path& assets);

// The same from texts; the names are for error messages.
Result<Catalogue> parse_catalogue(std::string_view gpus_text, std::string_view models_text,
                                  std::string_view gpus_file = "gpus.json",
                                  std::string_view models_file = "models.json");

// The whole of a file.
Result<std::string> read_text_file(const std::filesystem::path& path);

}  // namespace wf::model
