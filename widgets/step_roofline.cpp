#include "widgets/step_roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/inputs.h"
#include "model/units.h"
#include "widgets/step_graph.h"

namespace wf::widgets {
namespace {

using model::OperationRow;
using model::OperationTable;

// One GPU at its datasheet's peak.
struct Roof {
  double peak = 0, bandwidth = 0;

  double ridge() const { return peak / bandwidth; }
  double at(double intensity) const { return std::min(peak, intensity * bandwidth); }
};

Roof roof_of(const model::Scenario& scenario) {
  const model::Inputs<double> in = model::resolve(scenario);
  return {in.cluster.peak.value(), in.cluster.bandwidth.value()};
}

Point place_of(const OperationRow& row) { return {*row.intensity, row.flops / row.time}; }

std::string gpu_name(const model::Scenario& scenario) {
  return scenario.cluster.gpu.name.empty() ? "one GPU" : scenario.cluster.gpu.name;
}

std::string rate(double value, std::string_view unit) {
  return model::format_magnitude(value, unit);
}

// Whole decades around the ridge and every point, so that nothing jumps while a knob moves.
void set_axes(const Roof& roof, const OperationTable& table, Figure& figure) {
  double left = std::min(1.0, roof.ridge() / 10), right = 10 * roof.ridge();
  double low = roof.peak / 10;
  for (const OperationRow& row : table.rows) {
    if (!on_roofline(row)) continue;
    const Point at = place_of(row);
    left = std::min(left, at.x), right = std::max(right, 1.5 * at.x), low = std::min(low, at.y);
  }
  const auto decade = [](double value) { return std::pow(10, std::floor(std::log10(value))); };
  figure.x.from = decade(left);
  figure.x.to = 10 * decade(right);
  figure.y.from = decade(std::min(low, roof.at(*figure.x.from)));
  figure.y.to = 4 * roof.peak;
}

void add_roof(const Roof& roof, Figure& figure) {
  const double from = *figure.x.from, to = *figure.x.to;
  figure.walls.push_back({.wall = Wall::kMemoryBandwidth,
                          .boundary = {{from, roof.at(from)}, {roof.ridge(), roof.peak}},
                          .side = Side::kAbove,
                          .quantity = "cluster.gpu.memory_bandwidth"});
  figure.walls.push_back({.wall = Wall::kCompute,
                          .boundary = {{roof.ridge(), roof.peak}, {to, roof.peak}},
                          .side = Side::kAbove,
                          .quantity = "roofline.ridge"});
  figure.annotations.push_back({fmt::format("ridge {}", model::format_number(roof.ridge())),
                                {roof.ridge(), roof.peak},
                                {"roofline.ridge", {}},
                                70});
}

void add_operation(const Roof& roof, const OperationRow& row, bool chosen, Figure& figure) {
  const Point at = place_of(row);
  const std::string name = operation_name(*row.term);
  Marker marker{.name = name,
                .at = at,
                .meaning = {std::string(row.term->id), row.wall},
                .label = {name, 30}};
  if (chosen) {
    marker.role = MarkerRole::kOperating;
    marker.label = {fmt::format("{}\n{}, {:.0f} % of its roof", name, rate(at.y, "FLOP/s"),
                                100 * at.y / roof.at(at.x)),
                    95};
    figure.lines.push_back({.name = "what is left to the roof",
                            .points = {at, {at.x, roof.at(at.x)}},
                            .role = LineRole::kRule,
                            .label = {"", 0}});
  }
  figure.markers.push_back(std::move(marker));
}

}  // namespace

Figure step_roofline(const model::Scenario& scenario, const OperationTable& table,
                     std::string_view chosen) {
  Figure figure;
  figure.x = {"Arithmetic intensity", "FLOP/byte", Scale::kLog10};
  figure.y = {"Speed of one GPU", "FLOP/s", Scale::kLog10};
  figure.title = "The operations on the roofline of " + gpu_name(scenario);
  figure.empty_text = "At a flat share of the peak a step has no operations to place here";
  const Roof roof = roof_of(scenario);
  const bool any = std::any_of(table.rows.begin(), table.rows.end(), on_roofline);
  if (!any || !(roof.peak > 0) || !(roof.bandwidth > 0)) {
    figure.describe = figure.empty_text + ".";
    return figure;
  }
  set_axes(roof, table, figure);
  add_roof(roof, figure);
  figure.describe =
      fmt::format("{}: it computes at most {} and reads at most {}; the ridge is {}.", figure.title,
                  rate(roof.peak, "FLOP/s"), rate(roof.bandwidth, "bytes/s"),
                  model::format_magnitude(roof.ridge(), "FLOP/byte"));
  for (const OperationRow& row : table.rows) {
    if (!on_roofline(row)) continue;
    add_operation(roof, row, row.term->id == chosen, figure);
    const Point at = place_of(row);
    figure.describe +=
        fmt::format(" {} does {} and reaches {}.", operation_name(*row.term),
                    model::format_magnitude(at.x, "FLOP/byte"), rate(at.y, "FLOP/s"));
  }
  return figure;
}

std::string reach_sentence(const model::Scenario& scenario, const OperationRow& row) {
  const Roof roof = roof_of(scenario);
  if (on_roofline(row)) {
    const Point at = place_of(row);
    const bool memory = at.x < roof.ridge();
    return fmt::format("{}, {} the ridge of {}: {} of the {} that {} allows.",
                       model::format_magnitude(at.x, "FLOP/byte"), memory ? "below" : "beyond",
                       model::format_number(roof.ridge()), rate(at.y, "FLOP/s"),
                       rate(roof.at(at.x), "FLOP/s"), memory ? "memory bandwidth" : "the peak");
  }
  if (row.time > 0 && row.wire > 0) {
    return fmt::format(
        "It sends {} at {}: no arithmetic, so it has no place on the roofline of a GPU.",
        rate(row.wire, "bytes"), rate(row.wire / row.time, "bytes/s"));
  }
  if (row.time > 0 && row.bytes > 0) {
    return fmt::format(
        "It moves {} at {} of {}; its few FLOPs are not counted, so it has no place on the "
        "roofline.",
        rate(row.bytes, "bytes"), rate(row.bytes / row.time, "bytes/s"),
        rate(roof.bandwidth, "bytes/s"));
  }
  return "It neither computes nor moves bytes: it is time that passes.";
}

}  // namespace wf::widgets
