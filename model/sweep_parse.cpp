#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/nearest_name.h"
#include "model/sweep.h"
#include "model/units.h"

// Reads what a sweep varies and shows.
namespace wf::model {
namespace {

constexpr int kDefaultSteps = 25;
constexpr double kShortRange = 32;  // counts of which every one is tried
constexpr int kMostSteps = 100'000;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text = text.substr(end + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string shown(std::string_view text) { return std::string(text.substr(0, 80)); }

// Faults of one --vary.
struct Vary {
  std::string_view text;
  Error fault(std::string what) const {
    return {fmt::format("--vary {}", shown(text)), 0, 0, std::move(what)};
  }
};

std::vector<std::string> knob_paths() {
  std::vector<std::string> paths = {"model", "cluster.gpu"};
  for (const Knob& knob : knobs()) paths.emplace_back(knob.term.id);
  return paths;
}

std::string unknown_path(std::string_view path) {
  const std::vector<std::string> paths = knob_paths();
  std::string hint = did_you_mean(path, paths);
  for (const std::string& known : paths) {
    if (hint.empty() && known.ends_with(fmt::format(".{}", path))) {
      hint = fmt::format(" (did you mean \"{}\"?)", known);
    }
  }
  return fmt::format("there is no knob \"{}\"{}; `wallfinder list knobs` shows all", shown(path),
                     hint);
}

std::vector<std::string_view> choices_of(const Knob& knob) {
  if (!knob.choices.empty()) return {knob.choices.begin(), knob.choices.end()};
  return {"no", "yes"};
}

std::string range_text(const Knob& knob) {
  return fmt::format("{} to {}", format_magnitude(knob.low, knob.term.unit),
                     format_magnitude(knob.high, knob.term.unit));
}

// A value of a continuous or counted knob, inside its range.
Result<double> read_number(std::string_view text, const Knob& knob, const Vary& vary) {
  const auto value = parse_magnitude(trimmed(text), knob.term.unit);
  if (!value) return vary.fault(value.error().what);
  if (!(*value >= knob.low && *value <= knob.high)) {
    return vary.fault(fmt::format("{} is outside the range of {}: {}", shown(trimmed(text)),
                                  knob.term.id, range_text(knob)));
  }
  if (knob.kind == KnobKind::kCount && *value != std::round(*value)) {
    return vary.fault(
        fmt::format("{} is a whole number, {} is not", knob.term.id, shown(trimmed(text))));
  }
  return *value;
}

Result<SweepPoint> read_point(std::string_view text, const SweepAxis& axis,
                              const Catalogue& catalogue, const Vary& vary) {
  text = trimmed(text);
  SweepPoint point;
  if (axis.path == "cluster.gpu" || axis.path == "model") {
    const bool gpu = axis.path == "cluster.gpu";
    point.label = text;
    point.gpu = gpu ? catalogue.find_gpu(text) : nullptr;
    point.model = gpu ? nullptr : catalogue.find_model(text);
    if (point.gpu != nullptr || point.model != nullptr) return point;
    const auto ids = gpu ? catalogue.gpu_ids() : catalogue.model_ids();
    return vary.fault(fmt::format("there is no {} \"{}\"{}; `wallfinder list {}` shows all",
                                  gpu ? "GPU" : "model", shown(text), did_you_mean(text, ids),
                                  gpu ? "gpus" : "models"));
  }
  if (axis.path == "serving.batch" && text == "max") {
    point.label = "max";
    return point;
  }
  if (axis.knob->kind != KnobKind::kChoice) {
    const auto value = read_number(text, *axis.knob, vary);
    if (!value) return value.error();
    point.value = *value;
    return point;
  }
  const auto choices = choices_of(*axis.knob);
  std::string_view wanted = text;
  if (axis.knob->choices.empty()) {
    if (text == "true" || text == "1") wanted = "yes";
    if (text == "false" || text == "0") wanted = "no";
  }
  const auto found = std::find(choices.begin(), choices.end(), wanted);
  if (found == choices.end()) {
    return vary.fault(fmt::format("{} is one of {}, not \"{}\"", axis.path,
                                  fmt::join(choices, ", "), shown(text)));
  }
  point.value = static_cast<double>(found - choices.begin());
  point.label = *found;
  return point;
}

// Values from low to high, both included; counts rounded, each once.
std::vector<double> spread(double low, double high, std::optional<int> steps, bool logarithmic,
                           bool whole) {
  std::vector<double> values;
  if (low == high) return {low};
  if (!steps && whole && logarithmic) {
    for (double value = low; value < high; value *= 2) values.push_back(value);
    values.push_back(high);
    return values;
  }
  int count = steps.value_or(kDefaultSteps);
  if (!steps && whole && high - low <= kShortRange) count = static_cast<int>(high - low) + 1;
  if (count == 1) return {low};
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / (count - 1);
    double value = logarithmic ? low * std::pow(high / low, part) : low + part * (high - low);
    if (i == count - 1) value = high;
    if (whole) value = std::round(value);
    if (values.empty() || value > values.back()) values.push_back(value);
  }
  return values;
}

Result<SweepAxis> read_range(SweepAxis axis, std::string_view text, const Vary& vary) {
  if (axis.knob == nullptr || axis.knob->kind == KnobKind::kChoice) {
    return vary.fault(
        fmt::format("{} has no order: list its values, {}=A,B,C", axis.path, axis.path));
  }
  std::vector<std::string_view> parts = split(text, ':');
  for (std::string_view& part : parts) part = trimmed(part);
  if (parts.size() > 2 && parts.back() == "log") axis.logarithmic = true, parts.pop_back();
  std::optional<int> steps;
  if (parts.size() == 3) {
    int count = 0;
    const char* end = parts[2].data() + parts[2].size();
    const auto [stop, code] = std::from_chars(parts[2].data(), end, count);
    if (code != std::errc() || stop != end || count < 1 || count > kMostSteps) {
      return vary.fault(
          fmt::format("\"{}\" is not a number of steps: a whole number from 1 to {} "
                      "or \"log\" was expected",
                      shown(parts[2]), kMostSteps));
    }
    steps = count;
  }
  if (parts.size() > 3) return vary.fault("LO:HI[:STEPS][:log] was expected");
  const auto low = read_number(parts[0], *axis.knob, vary);
  if (!low) return low.error();
  const auto high = read_number(parts[1], *axis.knob, vary);
  if (!high) return high.error();
  if (*low > *high) return vary.fault("LO is above HI");
  if (axis.logarithmic && *low <= 0) {
    return vary.fault("a logarithmic range starts above 0");
  }
  const bool whole = axis.knob->kind == KnobKind::kCount;
  for (double value : spread(*low, *high, steps, axis.logarithmic, whole)) {
    axis.points.push_back({value, {}, nullptr, nullptr});
  }
  return axis;
}

std::string spelled(std::string_view text) {
  std::string name(text);
  for (char& letter : name) {
    if (letter == '_' || letter == '-') letter = ' ';
  }
  return name;
}

}  // namespace

Result<SweepAxis> parse_axis(std::string_view text, const Catalogue& catalogue) {
  const Vary vary{text};
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return vary.fault(
        "PATH=LO:HI[:STEPS][:log] or PATH=A,B,C was expected, such as "
        "serving.batch=1:256:log");
  }
  SweepAxis axis;
  axis.path = trimmed(text.substr(0, equals));
  const std::string_view values = trimmed(text.substr(equals + 1));
  axis.knob = find_knob(axis.path);
  if (axis.knob == nullptr && axis.path != "model" && axis.path != "cluster.gpu") {
    return vary.fault(unknown_path(axis.path));
  }
  if (values.empty()) return vary.fault("no value is given: LO:HI or A,B,C was expected");
  if (values.find(':') != std::string_view::npos) return read_range(std::move(axis), values, vary);
  for (std::string_view part : split(values, ',')) {
    auto point = read_point(part, axis, catalogue, vary);
    if (!point) return point.error();
    axis.points.push_back(std::move(*point));
  }
  return axis;
}

Result<SweepColumn> parse_column(std::string_view text) {
  text = trimmed(text);
  SweepColumn column;
  column.name = text;
  const auto fault = [&](std::string what) {
    return Error{fmt::format("--show {}", shown(text)), 0, 0, std::move(what)};
  };
  if (text == "binding") {
    column.show = SweepShow::kBinding;
    return column;
  }
  constexpr std::string_view kHeadroom = "headroom.", kBound = ".bound";
  if (text.starts_with(kHeadroom)) {
    column.show = SweepShow::kHeadroom;
    const std::string name = spelled(text.substr(kHeadroom.size()));
    const auto found = std::find(kWallNames.begin(), kWallNames.end(), name);
    if (found == kWallNames.end()) {
      return fault(fmt::format("a headroom is of one of {}", fmt::join(kWallNames, ", ")));
    }
    column.wall = static_cast<Wall>(found - kWallNames.begin());
    column.name = fmt::format("headroom.{}", name);
    return column;
  }
  column.term = find_quantity(text);
  if (column.term == nullptr && text.ends_with(kBound)) {
    column.show = SweepShow::kBound;
    column.term = find_quantity(text.substr(0, text.size() - kBound.size()));
  }
  if (column.term != nullptr) return column;
  std::vector<std::string> known = {"binding"};
  for (const Term* term : quantity_terms()) known.emplace_back(term->id);
  for (std::string_view wall : kWallNames) known.push_back(fmt::format("headroom.{}", wall));
  return fault(
      fmt::format("there is no quantity \"{}\"{}; `wallfinder list quantities` shows all, "
                  "and \"binding\" and \"headroom.WALL\" can be shown, too",
                  shown(text), did_you_mean(text, known)));
}

}  // namespace wf::model
