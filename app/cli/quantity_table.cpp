#include "app/cli/quantity_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "model/units.h"

namespace wf::app {
namespace {

// Groups by the first part of an id; money stands together whatever its id.
std::string group_of(const model::Term& term) {
  if (term.unit == "USD") return "Cost";
  const std::string_view id = term.id;
  const std::string_view prefix = id.substr(0, id.find('.'));
  if (prefix == "weights" || prefix == "kv" || prefix == "memory" || prefix == "roofline") {
    return "Model and memory";
  }
  if (prefix == "serving" && (term.unit == "bytes" || id.ends_with("batch"))) {
    return "Model and memory";
  }
  if (prefix == "request" || prefix == "serving") return "Requests";
  if (prefix == "rule") return "Rules of thumb";
  if (prefix == "chunked") return "Chunked prefill";
  return capitalised(prefix);
}

// A time or a cost cannot fall below its bound, anything else cannot rise above it.
bool is_floor(std::string_view unit) { return unit == "s" || unit == "h" || unit == "USD"; }

}  // namespace

std::vector<QuantityGroup> quantity_groups(const model::Report& report) {
  std::vector<QuantityGroup> groups;
  for (const char* title :
       {"Model and memory", "Prefill", "Decode", "Requests", "Training", "Rl", "Chunked prefill",
        "Speculation", "Fleet", "Availability", "Job", "Disaggregation"}) {
    groups.push_back({title, {}});
  }
  for (const model::Reading& reading : report.readings) {
    const std::string title = group_of(*reading.term);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const QuantityGroup& each) { return each.title == title; });
    if (group == groups.end()) group = groups.insert(groups.end(), {title, {}});
    group->readings.push_back(&reading);
  }
  std::erase_if(groups, [](const QuantityGroup& group) { return group.readings.empty(); });
  for (QuantityGroup& group : groups) {
    if (group.title == "Rl") group.title = "RL";
  }
  return groups;
}

std::string value_text(std::optional<double> value, std::string_view unit) {
  return model::format_magnitude(value.value_or(std::numeric_limits<double>::quiet_NaN()), unit);
}

std::string bound_text(const model::Reading& reading) {
  if (!reading.bounded) return {};
  if (!reading.bound) return "—";
  return fmt::format("{} {}", is_floor(reading.term->unit) ? "≥" : "≤",
                     value_text(reading.bound, reading.term->unit));
}

std::string_view short_name(const model::Term& term) {
  if (!term.name.empty()) return term.name;
  for (std::size_t i = 0; i < term.sentence.size(); ++i) {
    const bool stop = term.sentence[i] == ':' || term.sentence[i] == ';' || term.sentence[i] == '.';
    if (stop && (i + 1 == term.sentence.size() || term.sentence[i + 1] == ' ')) {
      return term.sentence.substr(0, i);
    }
  }
  return term.sentence;
}

std::string quantity_table(const model::Report& report, const Style& style, int columns) {
  constexpr int kIndent = 2, kValueEnd = 42, kBounds = 17;
  std::string table;
  for (const QuantityGroup& group : quantity_groups(report)) {
    // Groups stand under each other; only a long id or value pushes the columns of its own.
    int value_end = kValueEnd, bounds = kBounds;
    bool bounded = false;
    for (const model::Reading* reading : group.readings) {
      const std::string value = value_text(reading->value, reading->term->unit);
      value_end = std::max(value_end, display_width(reading->term->id) + 1 + display_width(value));
      bounds = std::max(bounds, display_width(bound_text(*reading)) + 1);
      bounded = bounded || reading->bounded;
    }
    const int title = display_width(group.title);
    table += "\n" + style.bold(group.title) +
             style.dim(pad_left("expected", kIndent + value_end - title) +
                       (bounded ? pad_left("bound", bounds) : std::string())) +
             "\n";
    for (const model::Reading* reading : group.readings) {
      const model::Term& term = *reading->term;
      const std::string cells =
          std::string(term.id) +
          pad_left(value_text(reading->value, term.unit), value_end - display_width(term.id)) +
          pad_left(bound_text(*reading), bounds);
      const int left = columns - kIndent - display_width(cells) - 2;
      table += "  " + cells + "  " + style.dim(clipped(short_name(term), left)) + "\n";
    }
  }
  return table;
}

}  // namespace wf::app
