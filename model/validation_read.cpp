#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "model/located_json.h"
#include "model/nearest_name.h"
#include "model/report.h"
#include "model/units.h"
#include "model/validation.h"

// Reads files of measured cases. A case that cannot be read costs that case, not the file.
namespace wf::model {
namespace {

struct LineOf {
  std::string_view file;
  int line = 0;

  Error error(std::string what) const { return {std::string(file), line, 0, std::move(what)}; }
};

struct Context {
  std::string_view file;
  const std::filesystem::path& base_dir;
  const Catalogue& catalogue;
  std::span<const Setting> settings;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\f\v") - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

std::string text_at(const Json& json, std::string_view key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The measured value in the unit that the program keeps the quantity in.
void read_value(const Json& line, MeasuredCase& result) {
  const auto value = line.find("value");
  const Term* term = find_quantity(result.quantity);
  const std::string_view own = term ? term->unit : std::string_view(result.unit);
  if (value != line.end() && value->is_number()) {
    double factor = 1;
    if (!result.unit.empty() && result.unit != own) {
      const auto converted = unit_factor(result.unit, own);
      if (converted) factor = *converted;
    }
    result.value = value->get<double>() * factor;
  } else if (value != line.end() && value->is_string()) {
    const auto read = parse_magnitude(value->get<std::string>(), own);
    if (read) result.value = *read;
  }
  if (result.value && !std::isfinite(*result.value)) result.value.reset();
  if (term) result.unit = term->unit;
}

// One line of JSON Lines.
Result<MeasuredCase> read_line(std::string_view text, const LineOf& place, const Context& context) {
  const auto parsed = parse_located(text, context.file);
  if (!parsed) {
    Error error = parsed.error();
    error.line = place.line;  // a line is one value: its own line is always 1
    return error;
  }
  const Json& line = parsed->root;
  if (!line.is_object()) {
    return place.error(
        "a case is a JSON object with id, group, quantity, value, unit and workload");
  }
  MeasuredCase result;
  result.id = text_at(line, "id");
  if (result.id.empty()) return place.error("the case has no \"id\"; a text was expected");
  result.group = text_at(line, "group");
  if (result.group.empty()) result.group = "no group";
  result.quantity = text_at(line, "quantity");
  result.unit = text_at(line, "unit");
  result.source = text_at(line, "source");
  result.note = text_at(line, "note");
  read_value(line, result);

  const auto workload = line.find("workload");
  if (result.quantity.empty()) {
    result.fault = "the case has no \"quantity\"";
  } else if (workload == line.end() || !workload->is_object()) {
    result.fault = "the case has no \"workload\" object";
  } else {
    auto loaded = read_workload(workload->dump(-1, ' ', false, Json::error_handler_t::replace),
                                fmt::format("{}:{}", context.file, place.line), context.base_dir,
                                context.catalogue, context.settings);
    if (loaded) {
      result.scenario = std::move(loaded->scenario);
    } else {
      result.fault = loaded.error().what;
    }
  }
  return result;
}

Result<std::vector<MeasuredCase>> read_json_lines(std::string_view text, const Context& context) {
  std::vector<MeasuredCase> cases;
  int number = 0;
  for (std::string_view line : lines_of(text)) {
    const LineOf place{context.file, ++number};
    if (trimmed(line).empty()) continue;
    auto read = read_line(line, place, context);
    if (!read) return read.error();
    cases.push_back(std::move(*read));
  }
  return cases;
}

// A CSV without quotes, as profilers write them: columns by name.
struct Row {
  const std::vector<std::string_view>& header;
  std::vector<std::string_view> cells;
  std::string& fault;

  std::string_view text(std::string_view column) const {
    const auto found = std::find(header.begin(), header.end(), column);
    const auto index = static_cast<std::size_t>(found - header.begin());
    return index < cells.size() ? cells[index] : std::string_view();
  }
  // A positive number; anything else becomes the row's fault.
  double number(std::string_view column) const {
    const std::string_view cell = text(column);
    double value = 0;
    const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool good = code == std::errc() && end == cell.data() + cell.size() && value > 0 &&
                      std::isfinite(value);
    if (!good && fault.empty()) {
      fault = fmt::format("{} is \"{}\": a number above 0 was expected", column, cell);
    }
    return good ? value : 1;
  }
};

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line = line.substr(comma + 1);
  }
}

// Scenarios of kernels, each read once: a GPU by its id, so many of them, one type.
class KernelScenarios {
 public:
  explicit KernelScenarios(const Context& context) : context_(context) {}

  const Result<LoadedWorkload>& find(std::string_view gpu, double gpus, double per_node,
                                     std::string_view type) {
    const std::string workload = Json{
        {"wallfinder", 1},
        {"model", {{"layers", 1}, {"hidden", 128}, {"heads", 1}, {"ffn", 128}, {"vocab", 128}}},
        {"cluster", {{"gpu", gpu}, {"gpus", gpus}, {"gpus_per_node", per_node}}},
        {"precision",
         {{"weights", type},
          {"activations", type}}}}.dump();
    auto found = read_.find(workload);
    if (found == read_.end()) {
      found = read_
                  .emplace(workload, read_workload(workload, context_.file, context_.base_dir,
                                                   context_.catalogue, context_.settings))
                  .first;
    }
    return found->second;
  }

 private:
  const Context& context_;
  std::map<std::string, Result<LoadedWorkload>> read_;
};

void take_scenario(const Result<LoadedWorkload>& loaded, MeasuredCase& result) {
  if (loaded) {
    result.scenario = loaded.value().scenario;
  } else if (result.fault.empty()) {
    result.fault = loaded.error().what;
  }
}

void read_gemm(const Row& row, KernelScenarios& scenarios, MeasuredCase& result) {
  result.group = "gemm";
  result.quantity = "gemm.time";
  result.kernel = MeasuredGemm{row.number("m_tokens"), row.number("n"), row.number("k")};
  result.note = fmt::format("{} {} of {}, tp {}: {} × {} × {}", row.text("gpu"), row.text("op"),
                            row.text("model"), row.text("tp"), row.text("m_tokens"), row.text("n"),
                            row.text("k"));
  take_scenario(scenarios.find(row.text("gpu"), 1, 1, row.text("dtype")), result);
}

void read_collective(const Row& row, KernelScenarios& scenarios, MeasuredCase& result) {
  MeasuredCollective collective;
  collective.ranks = row.number("gpus");
  collective.ranks_per_node = row.number("gpus_used_per_node");
  collective.bytes = row.number("bytes");
  const double per_node = row.number("gpus_per_node");
  const std::string_view kind = row.text("collective");
  if (kind == "send_recv") collective.kind = CollectiveKind::kSendReceive;
  if (kind != "send_recv" && kind != "all_reduce" && result.fault.empty()) {
    result.fault = fmt::format("collective is \"{}\": all_reduce or send_recv was expected", kind);
  }
  if (row.text("system") != "a100_dgx" && result.fault.empty()) {
    result.fault = fmt::format("system is \"{}\": a100_dgx was expected", row.text("system"));
  }
  result.kernel = collective;
  const bool inside = collective.ranks <= collective.ranks_per_node;
  result.group = inside ? "collectives in a node" : "collectives across nodes";
  result.quantity = "collective.time";
  result.note = fmt::format("{} of {} bytes over {} GPUs, {} a node", kind, row.text("bytes"),
                            row.text("gpus"), row.text("gpus_used_per_node"));
  const double nodes = std::ceil(collective.ranks / collective.ranks_per_node);
  take_scenario(scenarios.find("a100-sxm-80gb", per_node * nodes, per_node, "fp16"), result);
}

Result<std::vector<MeasuredCase>> read_csv(std::string_view text, const Context& context) {
  const std::vector<std::string_view> lines = lines_of(text);
  const std::vector<std::string_view> header = cells_of(lines[0]);
  const auto has = [&](auto... columns) {
    return ((std::find(header.begin(), header.end(), columns) != header.end()) && ...);
  };
  const bool gemm = has("gpu", "m_tokens", "n", "k", "dtype", "time_us");
  const bool collective = has("system", "collective", "gpus", "gpus_used_per_node", "gpus_per_node",
                              "bytes", "time_us");
  if (!gemm && !collective) {
    return LineOf{context.file, 1}.error(
        "the header is not known; JSON lines were expected, or the columns of gemm.csv "
        "(gpu,m_tokens,n,k,dtype,time_us) or collectives.csv "
        "(system,collective,gpus,gpus_used_per_node,gpus_per_node,bytes,time_us)");
  }
  KernelScenarios scenarios(context);
  std::vector<MeasuredCase> cases;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty()) continue;
    MeasuredCase result;
    const Row row{header, cells_of(lines[i]), result.fault};
    result.id = fmt::format("{}-{}", gemm ? "gemm" : "collectives", cases.size() + 1);
    result.unit = "s";
    result.source = "Microsoft Vidur, data/profiling";
    result.value = row.number("time_us") * 1e-6;
    if (gemm) {
      read_gemm(row, scenarios, result);
    } else {
      read_collective(row, scenarios, result);
    }
    if (!result.fault.empty()) result.value.reset();
    cases.push_back(std::move(result));
  }
  return cases;
}

}  // namespace

Result<std::vector<MeasuredCase>> read_cases(std::string_view text, std::string_view file_name,
                                             const std::filesystem::path& base_dir,
                                             const Catalogue& catalogue,
                                             std::span<const Setting> settings) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const Context context{file_name, base_dir, catalogue, settings};
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return Error{std::string(file_name), 0, 0, "the file is empty: cases were expected"};
  }
  const char start = text[first];
  const bool json = start == '{' || start == '[' || start == '/' || start == '"';
  return json ? read_json_lines(text, context) : read_csv(text, context);
}

}  // namespace wf::model
