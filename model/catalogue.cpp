#include "model/catalogue.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <unordered_set>

#include "model/json_reader.h"

namespace wf::model {
namespace {

constexpr double kFormat = 1;

bool read_text_key(JsonReader& reader, const Json& object, const std::string& pointer,
                   std::string_view key, std::string& text) {
  const Json* value = JsonReader::find(object, key);
  return value == nullptr || reader.read_text(*value, JsonReader::below(pointer, key), text);
}

// The entries of a catalogue file, and its table of sources.
bool open_catalogue(JsonReader& reader, std::string_view list, const Json*& entries,
                    const Json*& sources) {
  const Json& root = reader.root();
  if (!reader.expect_object(root, "", "{\"format\": 1, ...}")) return false;
  const Json* format = JsonReader::find(root, "format");
  if (format == nullptr || *format != kFormat) {
    return reader.fail("/format", "format must be 1: this program reads no other");
  }
  sources = JsonReader::find(root, "sources");
  if (sources == nullptr || !sources->is_object()) {
    return reader.fail("/sources",
                       "sources is missing: an object of {\"title\", \"address\", "
                       "\"read\"} by id was expected");
  }
  entries = JsonReader::find(root, list);
  if (entries == nullptr || !entries->is_array()) {
    return reader.fail("", fmt::format("{} is missing: a list of entries was expected", list));
  }
  return true;
}

bool read_id(JsonReader& reader, const Json& entry, const std::string& pointer,
             std::unordered_set<std::string>& seen, std::string& id) {
  if (!reader.expect_object(entry, pointer, "{\"id\": ..., \"name\": ...}")) return false;
  if (!read_text_key(reader, entry, pointer, "id", id)) return false;
  if (id.empty()) return reader.fail(pointer, "this entry has no \"id\"");
  if (!seen.insert(id).second) {
    return reader.fail(pointer, fmt::format("the id \"{}\" stands twice; ids are unique", id));
  }
  return true;
}

bool read_gpus(JsonReader& reader, Catalogue& catalogue) {
  const Json* entries = nullptr;
  const Json* sources = nullptr;
  if (!open_catalogue(reader, "gpus", entries, sources)) return false;
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const Json& entry = (*entries)[i];
    const std::string pointer = "/gpus/" + std::to_string(i);
    CatalogueGpu gpu;
    if (!read_id(reader, entry, pointer, seen, gpu.gpu.id)) return false;
    if (!reader.read_gpu(entry, pointer, sources, gpu.gpu)) return false;
    if (!read_text_key(reader, entry, pointer, "vendor", gpu.vendor)) return false;
    if (!read_text_key(reader, entry, pointer, "released", gpu.released)) return false;
    if (gpu.gpu.memory.value <= 0 || gpu.gpu.memory_bandwidth.value <= 0) {
      return reader.fail(pointer, fmt::format("{} needs memory and memory_bandwidth", gpu.gpu.id));
    }
    catalogue.gpus.push_back(std::move(gpu));
  }
  return true;
}

bool read_published(JsonReader& reader, const Json& entry, const std::string& pointer,
                    const Json* sources, CatalogueModel& model) {
  const Json* published = JsonReader::find(entry, "published");
  if (published == nullptr) return true;
  const std::string at = JsonReader::below(pointer, "published");
  if (!reader.expect_object(*published, at, "{\"params\": ...}")) return false;
  for (const auto& [key, figure] :
       {std::pair<const char*, std::optional<Figure>*>{"params", &model.published_params},
        {"active_params", &model.published_active_params}}) {
    const Json* value = JsonReader::find(*published, key);
    if (value == nullptr) continue;
    Figure read;
    if (!reader.read_figure(*value, JsonReader::below(at, key), "1", sources, read)) return false;
    *figure = std::move(read);
  }
  return true;
}

bool read_models(JsonReader& reader, Catalogue& catalogue) {
  const Json* entries = nullptr;
  const Json* sources = nullptr;
  if (!open_catalogue(reader, "models", entries, sources)) return false;
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const Json& entry = (*entries)[i];
    const std::string pointer = "/models/" + std::to_string(i);
    CatalogueModel model;
    std::string id;
    if (!read_id(reader, entry, pointer, seen, id)) return false;
    const Json* shape = JsonReader::find(entry, "shape");
    if (shape == nullptr || !shape->is_object()) {
      return reader.fail(pointer, fmt::format("{} has no \"shape\"", id));
    }
    if (!reader.read_fields(*shape, JsonReader::below(pointer, "shape"), model.shape)) return false;
    model.shape.id = id;
    if (!read_text_key(reader, entry, pointer, "name", model.shape.name)) return false;
    if (!read_text_key(reader, entry, pointer, "vendor", model.vendor)) return false;
    if (!read_text_key(reader, entry, pointer, "released", model.released)) return false;
    if (!read_text_key(reader, entry, pointer, "note", model.note)) return false;
    if (const Json* kind = JsonReader::find(entry, "kind")) {
      int index = 0;
      if (!reader.read_choice(*kind, JsonReader::below(pointer, "kind"), kFigureKindNames, index)) {
        return false;
      }
      model.kind = static_cast<FigureKind>(index);
    }
    if (!reader.read_source(entry, pointer, sources, model.kind, model.shape.source)) return false;
    if (!read_published(reader, entry, pointer, sources, model)) return false;
    if (const Json* context = JsonReader::find(entry, "context")) {
      double tokens = 0;
      if (!reader.read_number(*context, JsonReader::below(pointer, "context"), Rule::kCount,
                              "tokens", tokens)) {
        return false;
      }
      model.context = tokens;
    }
    catalogue.models.push_back(std::move(model));
  }
  return true;
}

}  // namespace

const Accelerator* Catalogue::find_gpu(std::string_view id) const {
  for (const CatalogueGpu& entry : gpus) {
    if (entry.gpu.id == id) return &entry.gpu;
  }
  return nullptr;
}

const ModelShape* Catalogue::find_model(std::string_view id) const {
  for (const CatalogueModel& entry : models) {
    if (entry.shape.id == id) return &entry.shape;
  }
  return nullptr;
}

std::vector<std::string> Catalogue::gpu_ids() const {
  std::vector<std::string> ids;
  for (const CatalogueGpu& entry : gpus) ids.push_back(entry.gpu.id);
  return ids;
}

std::vector<std::string> Catalogue::model_ids() const {
  std::vector<std::string> ids;
  for (const CatalogueModel& entry : models) ids.push_back(entry.shape.id);
  return ids;
}

Result<Catalogue> parse_catalogue(std::string_view gpus_text, std::string_view models_text,
                                  std::string_view gpus_file, std::string_view models_file) {
  Catalogue catalogue;
  auto gpus = parse_located(gpus_text, gpus_file);
  if (!gpus) return gpus.error();
  JsonReader gpu_reader(std::move(*gpus), std::string(gpus_file));
  if (!read_gpus(gpu_reader, catalogue)) return *gpu_reader.error();

  auto models = parse_located(models_text, models_file);
  if (!models) return models.error();
  JsonReader model_reader(std::move(*models), std::string(models_file));
  if (!read_models(model_reader, catalogue)) return *model_reader.error();
  return catalogue;
}

Result<std::string> read_text_file(const std::filesystem::path& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) {
    return Error{path.string(), 0, 0, "this is a folder; a file was expected"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{path.string(), 0, 0, fmt::format("cannot be opened: {}", std::strerror(errno))};
  }
  // A device or a pipe may never end; no file that this program reads is nearly as large.
  constexpr std::size_t kLargest = 64 << 20;
  std::string text;
  std::array<char, 1 << 16> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > kLargest) {
      return Error{path.string(), 0, 0, "is larger than 64 MiB, which no workload or config is"};
    }
  }
  if (file.bad()) return Error{path.string(), 0, 0, "cannot be read to its end"};
  return text;
}

Result<Catalogue> load_catalogue(const std::filesystem::path& assets) {
  const auto gpus = assets / "gpus.json";
  const auto models = assets / "models.json";
  const auto gpus_text = read_text_file(gpus);
  if (!gpus_text) return gpus_text.error();
  const auto models_text = read_text_file(models);
  if (!models_text) return models_text.error();
  return parse_catalogue(*gpus_text, *models_text, gpus.string(), models.string());
}

}  // namespace wf::model
