#include "app/cli/operations_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::OperationRow;
using model::OperationTable;

constexpr int kNames = 18, kCells = 10, kShares = 9, kBars = 12;

// A bar of eighths of a column, longest for the largest share of its table.
std::string share_bar(double share, double largest) {
  constexpr std::array<std::string_view, 8> kPartial = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(largest > 0)) return {};
  const int eighths =
      std::clamp(static_cast<int>(std::lround(share / largest * 8 * kBars)), 0, 8 * kBars);
  return repeated("█", eighths / 8) + std::string(kPartial[static_cast<std::size_t>(eighths % 8)]);
}

std::string name_of(const OperationRow& row) {
  std::string name(row.term->id.substr(row.term->id.find('.') + 1));
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string amount(double value, std::string_view unit) {
  return value > 0 ? value_text(value, unit) : "·";
}

std::string percent(double share) {
  return share < 0.001 ? "< 0.1 %" : fmt::format("{:.1f} %", 100 * share);
}

std::string row_text(const OperationRow& row, double largest, const Style& style) {
  const std::string bar = pad_right(share_bar(row.share, largest), kBars);
  return "  " + pad_right(name_of(row), kNames) + pad_left(value_text(row.time, "s"), kCells) +
         pad_left(percent(row.share), kShares) + "  " +
         style.wall(row.wall, bar + " " + std::string(glyph_of(row.wall))) +
         pad_left(amount(row.bound, "s"), kCells) +
         pad_left(amount(row.flops, "FLOP"), kCells + 2) +
         pad_left(amount(row.bytes, "bytes"), kCells) +
         pad_left(row.wire > 0 ? value_text(row.wire, "bytes") : "·", kCells);
}

std::string heading(const OperationTable& table, const Style& style) {
  return style.bold(table.title) + style.dim(fmt::format("  {}", table.quantity)) + "\n" +
         style.dim(pad_right("", kNames + 2) + pad_left("expected", kCells) +
                   pad_left("share", kShares) + "  " + pad_right("", kBars + 2) +
                   pad_left("bound", kCells) + pad_left("FLOPs", kCells + 2) +
                   pad_left("memory", kCells) + pad_left("sent", kCells)) +
         "\n";
}

std::string totals(const OperationTable& table, const Style& style) {
  double flops = 0, bytes = 0, wire = 0, time = 0, share = 0;
  for (const OperationRow& row : table.rows) {
    flops += row.flops, bytes += row.bytes, wire += row.wire, time += row.time, share += row.share;
  }
  return style.bold("  " + pad_right("sum", kNames) + pad_left(value_text(time, "s"), kCells) +
                    pad_left(percent(share), kShares) + "  " + pad_right("", kBars + 2) +
                    pad_left("", kCells) + pad_left(amount(flops, "FLOP"), kCells + 2) +
                    pad_left(amount(bytes, "bytes"), kCells) +
                    pad_left(amount(wire, "bytes"), kCells)) +
         "\n";
}

// The operations that take most of the step, with what they work on and what their time rests on.
std::string where_it_goes(const OperationTable& table, const Streams& streams) {
  std::vector<const OperationRow*> rows;
  for (const OperationRow& row : table.rows) {
    if (row.share >= 0.01) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const OperationRow* a, const OperationRow* b) {
    return a->share > b->share;
  });
  std::string text;
  for (const OperationRow* row : rows) {
    std::vector<std::string> parts;
    if (!row->shape.empty()) parts.push_back(row->shape);
    if (row->intensity) {
      parts.push_back(fmt::format("{} FLOP/byte", model::format_number(*row->intensity)));
    }
    if (row->efficiency != nullptr) parts.emplace_back(row->efficiency->term.id);
    text += paragraph("  " + pad_right(name_of(*row), kNames + 2),
                      fmt::format("{}", fmt::join(parts, " · ")), streams.columns());
  }
  return text;
}

// Each efficiency once, with its source.
std::string sources(std::span<const OperationTable> tables, const Streams& streams) {
  std::vector<const model::Knob*> knobs;
  for (const OperationTable& table : tables) {
    for (const OperationRow& row : table.rows) {
      if (row.efficiency == nullptr) continue;
      if (std::find(knobs.begin(), knobs.end(), row.efficiency) == knobs.end()) {
        knobs.push_back(row.efficiency);
      }
    }
  }
  std::string text = "\n" + streams.style().bold("What the expected times rest on") + "\n";
  for (const model::Knob* knob : knobs) {
    text += paragraph("  " + pad_right(knob->term.id, 30), std::string(knob->term.source),
                      streams.columns());
  }
  return text;
}

Json row_json(const OperationRow& row) {
  Json json = {{"operation", row.term->id},
               {"sentence", row.term->sentence},
               {"shape", row.shape},
               {"flops", number_json(row.flops)},
               {"bytes", number_json(row.bytes)},
               {"wire", number_json(row.wire)},
               {"intensity", number_json(row.intensity)},
               {"value", number_json(row.time)},
               {"bound", number_json(row.bound)},
               {"share", number_json(row.share)},
               {"wall", model::name_of(row.wall)}};
  json["efficiency"] = nullptr;
  json["efficiency_source"] = nullptr;
  if (row.efficiency != nullptr) {
    json["efficiency"] = row.efficiency->term.id;
    json["efficiency_source"] = row.efficiency->term.source;
  }
  return json;
}

}  // namespace

std::string operations_text(std::span<const OperationTable> tables, const Streams& streams) {
  const Style style = streams.style();
  if (tables.empty()) {
    return paragraph("",
                     "Nothing is asked of this design, so it has no step: add a \"serving\" or "
                     "\"training\" section.",
                     streams.columns());
  }
  std::string text;
  for (const OperationTable& table : tables) {
    if (!text.empty()) text += "\n";
    text += heading(table, style);
    double largest = 0;
    for (const OperationRow& row : table.rows) largest = std::max(largest, row.share);
    for (const OperationRow& row : table.rows) text += row_text(row, largest, style) + "\n";
    text += totals(table, style) + "\n" + where_it_goes(table, streams);
  }
  return text + sources(tables, streams) + "\n" +
         style.dim(paragraph("",
                             "On the GPU that does the most of each, as often as it counts in the "
                             "step. Only expected times add up; a bound is the operation's own "
                             "slowest resource at full rate (· could be hidden whole).",
                             streams.columns()));
}

Json operations_json(std::span<const OperationTable> tables) {
  Json list = Json::array();
  for (const OperationTable& table : tables) {
    Json json = {{"step", table.title},
                 {"quantity", table.quantity},
                 {"value", number_json(table.time)},
                 {"unit", "s"}};
    json["operations"] = Json::array();
    for (const OperationRow& row : table.rows) json["operations"].push_back(row_json(row));
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace wf::app
